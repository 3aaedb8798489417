// Whatever the bytes are and however they are split, the decoder of sequences finds what decode_next
// finds: the same items, the same error at the same place. The first byte of the input says how to
// split the rest.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <weft/stream_codec.hpp>

#include "support.hpp"

namespace {

struct outcome {
  std::vector<weft::value> items;
  std::optional<weft::clone_error> error;
  bool operator==(outcome const&) const = default;
};

// Small enough for the fuzzer to reach.
constexpr weft::decode_options options = {
    .limits = {.depth_max = 20, .items_max = 500, .bytes_max = 300}};

void drain(weft::decoder& from, outcome& into) {
  while (!into.error) {
    auto next = from.next();
    if (!next) {
      into.error = std::move(next).error();
    } else if (*next) {
      into.items.push_back(**std::move(next));
    } else {
      return;
    }
  }
}

outcome read_in_pieces(std::span<std::byte const> sequence, std::uint32_t split) {
  outcome result;
  weft::decoder from(options);
  std::byte const version{2};
  from.push({&version, 1});
  while (!sequence.empty()) {
    split = split * 1664525 + 1013904223;
    std::size_t const size = std::min<std::size_t>(1 + (split >> 24) % 17, sequence.size());
    from.push(sequence.first(size));
    sequence = sequence.subspan(size);
    drain(from, result);
  }
  from.finish();
  drain(from, result);
  return result;
}

outcome read_at_once(std::span<std::byte const> sequence) {
  outcome result;
  for (std::size_t at = 0; at < sequence.size();) {
    auto next = weft::decode_next(sequence.subspan(at), options);
    if (!next) {
      next.error().offset += at + 1;  // behind the version
      result.error = next.error();
      return result;
    }
    at += next->size;
    result.items.push_back(std::move(next->item));
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  auto const sequence = std::as_bytes(std::span(data, size)).subspan(1);
  require(read_in_pieces(sequence, data[0]) == read_at_once(sequence), "splits do not matter");
  return 0;
}
