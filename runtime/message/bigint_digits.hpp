// CBOR holds a negative bigint -n as n - 1 (RFC 8949, section 3.4.3). Digits are bytes, most
// significant first.
#pragma once

#include <span>

#include <weft/bytes.hpp>

namespace weft::detail {

/// `digits` + 1.
bytes incremented(std::span<std::byte const> digits);

/// `digits` - 1, without leading zeros. `digits` is not zero.
bytes decremented(std::span<std::byte const> digits);

}  // namespace weft::detail
