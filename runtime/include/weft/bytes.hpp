// Raw bytes, as they travel between instances.
#pragma once

#include <cstddef>
#include <vector>

namespace weft {

using bytes = std::vector<std::byte>;

}  // namespace weft
