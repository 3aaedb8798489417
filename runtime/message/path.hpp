// The paths of errors: "$.orders[3].price", "$["odd key"]".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weft::detail {

inline constexpr std::string_view path_root = "$";

/// ".key"; for a key that is no identifier, ["key"] with \xNN for what cannot be shown.
std::string member_step(std::string_view key);

/// "[index]"
std::string element_step(std::size_t index);

}  // namespace weft::detail
