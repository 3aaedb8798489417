#include <weft/clone_error.hpp>

#include <utility>

namespace weft {

namespace {

struct wording {
  std::string_view name;
  std::string_view sentence;
};

wording words_for(clone_errc code) noexcept {
  switch (code) {
    case clone_errc::truncated:
      return {"truncated", "the input ends inside an item"};
    case clone_errc::trailing_bytes:
      return {"trailing_bytes", "bytes follow the item"};
    case clone_errc::malformed:
      return {"malformed", "the bytes are not CBOR"};
    case clone_errc::indefinite_length:
      return {"indefinite_length", "the length of a string, array or map is indefinite"};
    case clone_errc::unsupported:
      return {"unsupported", "the item has no meaning in this format"};
    case clone_errc::bad_tag_content:
      return {"bad_tag_content", "the tag does not fit its content"};
    case clone_errc::key_not_text:
      return {"key_not_text", "the key of an object is not a string"};
    case clone_errc::duplicate_key:
      return {"duplicate_key", "the same key is there twice"};
    case clone_errc::forward_reference:
      return {"forward_reference", "a reference to an item that has not begun"};
    case clone_errc::uncloneable:
      return {"uncloneable", "the value cannot travel"};
    case clone_errc::invalid_utf8:
      return {"invalid_utf8", "a string is not valid UTF-8"};
    case clone_errc::too_deep:
      return {"too_deep", "arrays and objects are nested too deeply"};
    case clone_errc::too_many_items:
      return {"too_many_items", "there are more items than allowed"};
    case clone_errc::too_large:
      return {"too_large", "there are more bytes than allowed"};
    case clone_errc::wrong_kind:
      return {"wrong_kind", "the value is of the wrong kind"};
    case clone_errc::out_of_range:
      return {"out_of_range", "the type cannot hold the number"};
    case clone_errc::wrong_length:
      return {"wrong_length", "the array has the wrong length"};
    case clone_errc::missing_member:
      return {"missing_member", "the object lacks a member"};
  }
  std::unreachable();
}

}  // namespace

std::string_view to_string(clone_errc code) noexcept { return words_for(code).name; }

std::string clone_error::message() const {
  std::string text(words_for(code).sentence);
  if (!detail.empty()) text += ": " + detail;
  return text + (path.empty() ? " (at byte " + std::to_string(offset) + ')' : " (at " + path + ')');
}

}  // namespace weft
