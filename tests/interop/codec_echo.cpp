// Reads messages and writes them again, for tests in other languages.
//
//   codec_echo           standard input: a CBOR sequence without a version byte. Output: each item,
//                        decoded and encoded again. Ends with exit code 1 and the error's name and
//                        offset in the sequence on standard error, if there is one.
//   codec_echo --errors  standard input: messages, each behind its length (32 bit, little-endian).
//                        Output: a line for each: "ok", or the error's name and offset.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include <weft/codec.hpp>

namespace {

weft::bytes read_all(std::FILE* from) {
  weft::bytes content;
  std::vector<std::byte> piece(64 * 1024);
  while (std::size_t const size = std::fread(piece.data(), 1, piece.size(), from)) {
    content.insert(content.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(size));
  }
  return content;
}

void print_error(std::FILE* to, weft::clone_error const& error, std::size_t start = 0) {
  auto const name = to_string(error.code);
  std::fprintf(to, "%.*s %zu\n", static_cast<int>(name.size()), name.data(), start + error.offset);
}

int echo(std::span<std::byte const> sequence) {
  for (std::size_t at = 0; at < sequence.size();) {
    auto const next = weft::decode_next(sequence.subspan(at));
    if (!next) {
      print_error(stderr, next.error(), at);
      return 1;
    }
    auto const written = weft::encode(next->item);
    if (!written) {
      print_error(stderr, written.error());
      return 1;
    }
    std::fwrite(written->data(), 1, written->size(), stdout);
    at += next->size;
  }
  return 0;
}

int list_errors(std::span<std::byte const> input) {
  while (!input.empty()) {
    if (input.size() < 4) return 2;
    std::uint32_t size = 0;
    for (int i = 4; i-- > 0;) {
      size = size << 8 | std::to_integer<std::uint32_t>(input[static_cast<std::size_t>(i)]);
    }
    input = input.subspan(4);
    if (input.size() < size) return 2;
    if (auto const read = weft::decode(input.first(size))) {
      std::puts("ok");
    } else {
      print_error(stdout, read.error());
    }
    input = input.subspan(size);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  bool const errors = count == 2 && std::string_view(arguments[1]) == "--errors";
  if (count > 1 && !errors) {
    std::fputs("usage: codec_echo [--errors] < messages\n", stderr);
    return 2;
  }
  weft::bytes const input = read_all(stdin);
  return errors ? list_errors(input) : echo(input);
}
