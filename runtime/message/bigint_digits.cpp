#include "bigint_digits.hpp"

#include <algorithm>

namespace weft::detail {

bytes incremented(std::span<std::byte const> digits) {
  bytes sum(digits.size() + 1);
  std::ranges::copy(digits, sum.begin() + 1);
  std::size_t at = sum.size() - 1;
  while (sum[at] == std::byte{0xff}) sum[at--] = std::byte{0};
  sum[at] = static_cast<std::byte>(std::to_integer<unsigned>(sum[at]) + 1);
  return sum;
}

bytes decremented(std::span<std::byte const> digits) {
  bytes difference(digits.begin(), digits.end());
  std::size_t at = difference.size() - 1;
  while (difference[at] == std::byte{0}) difference[at--] = std::byte{0xff};
  difference[at] = static_cast<std::byte>(std::to_integer<unsigned>(difference[at]) - 1);
  auto const first =
      std::ranges::find_if(difference, [](std::byte b) { return b != std::byte{0}; });
  difference.erase(difference.begin(), first);
  return difference;
}

}  // namespace weft::detail
