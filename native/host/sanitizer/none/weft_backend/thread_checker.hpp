// Nobody checks how threads use memory. The twin in ../thread says what the constant is for.
#pragma once

namespace weft::platform::detail {

inline constexpr bool thread_checker = false;

}  // namespace weft::platform::detail
