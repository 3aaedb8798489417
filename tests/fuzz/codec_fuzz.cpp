// Whatever the bytes are, decoding must not fail in any way but its own; what it accepts must
// survive being written and read, and is the same from then on.
#include <cstddef>
#include <cstdint>
#include <span>

#include <weft/codec.hpp>

#include "support.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const input = std::as_bytes(std::span(data, size));
  // Something for indexes of the side table to mean.
  static weft::value const beside[] = {weft::bytes(8), weft::bytes(1)};
  auto const first = weft::decode_next(input, {.beside = beside});
  if (!first) {
    require(first.error().offset <= size, "an error lies inside the input");
    return 0;
  }
  require(0 < first->size && first->size <= size, "an item takes some of the input");
  auto const written = weft::encode(first->item);
  require(written.has_value(), "what was read can be written");
  auto const again = weft::decode(*written);
  require(again.has_value(), "what was written can be read");
  require(weft::encode(*again) == written, "one value has one encoding");
  require(weft::decode(*written) == again, "one encoding is one value");
  return 0;
}
