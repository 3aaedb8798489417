#include <weft/buffer.hpp>

namespace weft {

std::string_view to_string(view_type type) noexcept {
  switch (type) {
    case view_type::uint8:
      return "Uint8Array";
    case view_type::uint8_clamped:
      return "Uint8ClampedArray";
    case view_type::int8:
      return "Int8Array";
    case view_type::uint16:
      return "Uint16Array";
    case view_type::int16:
      return "Int16Array";
    case view_type::uint32:
      return "Uint32Array";
    case view_type::int32:
      return "Int32Array";
    case view_type::big_uint64:
      return "BigUint64Array";
    case view_type::big_int64:
      return "BigInt64Array";
    case view_type::float16:
      return "Float16Array";
    case view_type::float32:
      return "Float32Array";
    case view_type::float64:
      return "Float64Array";
    case view_type::data_view:
      return "DataView";
  }
  std::unreachable();
}

std::size_t element_bytes(view_type type) noexcept {
  switch (type) {
    case view_type::uint8:
    case view_type::uint8_clamped:
    case view_type::int8:
    case view_type::data_view:
      return 1;
    case view_type::uint16:
    case view_type::int16:
    case view_type::float16:
      return 2;
    case view_type::uint32:
    case view_type::int32:
    case view_type::float32:
      return 4;
    case view_type::big_uint64:
    case view_type::big_int64:
    case view_type::float64:
      return 8;
  }
  std::unreachable();
}

value::view::view(view_type type, value buffer, std::size_t byte_offset,
                  std::optional<std::size_t> length)
    : buffer_(std::move(buffer)), byte_offset_(byte_offset), length_(length), type_(type) {
  array_buffer const& shown = std::as_const(buffer_).as_array_buffer();
  if (length_ || shown.byte_length_max || byte_offset_ > shown.content.size()) return;
  length_ = (shown.content.size() - byte_offset_) / element_bytes(type_);
}

bool value::view::fits() const noexcept {
  std::size_t const available = buffer_.as_array_buffer().content.size();
  std::size_t const element = element_bytes(type_);
  if (byte_offset_ > available || byte_offset_ % element != 0) return false;
  return !length_ || *length_ <= (available - byte_offset_) / element;
}

std::span<std::byte const> value::view::shown() const noexcept {
  if (!fits()) return {};
  std::span<std::byte const> const rest =
      std::span(buffer_.as_array_buffer().content).subspan(byte_offset_);
  std::size_t const element = element_bytes(type_);
  return rest.first(length_ ? *length_ * element : rest.size() - rest.size() % element);
}

}  // namespace weft
