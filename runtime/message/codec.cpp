// The doors of the codec: weft/codec.hpp.
#include <weft/codec.hpp>

#include <utility>

#include <weft/detail/message_writer.hpp>

#include "message_reader.hpp"

namespace weft {

std::expected<void, clone_error> encode_into(bytes& out, value const& item,
                                             encode_options const& options) {
  detail::message_writer writer(out, options);
  bool const written = writer.item(item);
  return writer.finish(written);
}

std::expected<bytes, clone_error> encode(value const& item, encode_options const& options) {
  bytes out;
  if (auto written = encode_into(out, item, options); !written) {
    return std::unexpected(std::move(written).error());
  }
  return out;
}

std::expected<decoded_item, clone_error> decode_next(std::span<std::byte const> input,
                                                     decode_options const& options) {
  detail::message_reader reader(input, options);
  if (auto read = reader.run(); !read) return std::unexpected(std::move(read).error());
  return decoded_item{reader.take_root(), reader.offset()};
}

std::expected<value, clone_error> decode(std::span<std::byte const> input,
                                         decode_options const& options) {
  auto first = decode_next(input, options);
  if (!first) return std::unexpected(std::move(first).error());
  if (first->size != input.size()) {
    return std::unexpected(clone_error{.code = clone_errc::trailing_bytes, .offset = first->size});
  }
  return std::move(first->item);
}

}  // namespace weft
