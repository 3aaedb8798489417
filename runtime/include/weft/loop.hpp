// What the body of a loop helper may return.
#pragma once

namespace weft {

enum class loop {
  again,
  stop,
};

}  // namespace weft
