// Whatever the bytes are, decoding must not fail in any way but its own; what it accepts must
// survive being written and read.
//
//   clang++ -std=c++23 -g -O1 -fsanitize=fuzzer,address,undefined … tests/fuzz/codec_fuzz.cpp
//   runtime/message/*.cpp
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>

#include <weft/codec.hpp>

namespace {

void require(bool condition, char const* claim) {
  if (condition) return;
  std::fprintf(stderr, "not true: %s\n", claim);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const input = std::as_bytes(std::span(data, size));
  auto const first = weft::decode_next(input);
  if (!first) {
    require(first.error().offset <= size, "an error lies inside the input");
    return 0;
  }
  require(0 < first->size && first->size <= size, "an item takes some of the input");
  auto const written = weft::encode(first->item);
  require(written.has_value(), "what was read can be written");
  auto const again = weft::decode(*written);
  require(again.has_value(), "what was written can be read");
  require(*again == first->item, "it is still the same");
  require(weft::encode(*again) == written, "one value has one encoding");
  return 0;
}
