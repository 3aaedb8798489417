// Who was running, in words, when something goes wrong for good.
#pragma once

namespace weft::inspect {

/// Makes failed checks and stack overflows name the fiber they happened in. May be called again.
void install_last_words();

}  // namespace weft::inspect
