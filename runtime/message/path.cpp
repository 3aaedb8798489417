#include "path.hpp"

#include "text.hpp"

namespace weft::detail {

namespace {

bool is_letter(char c) {
  return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || c == '_' || c == '$';
}
bool is_digit(char c) { return '0' <= c && c <= '9'; }

bool is_identifier(std::string_view key) {
  if (key.empty() || is_digit(key.front())) return false;
  for (char c : key) {
    if (!is_letter(c) && !is_digit(c)) return false;
  }
  return true;
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  auto const code = static_cast<unsigned char>(c);
  out += "\\x";
  out += digits[code >> 4];
  out += digits[code & 0xf];
}

}  // namespace

std::string member_step(std::string_view key) {
  if (is_identifier(key)) return '.' + std::string(key);
  bool const show_high = form_of(key) == text_form::utf8;
  std::string step = "[\"";
  for (char c : key) {
    auto const code = static_cast<unsigned char>(c);
    bool const shown =
        code >= 0x80 ? show_high : code >= 0x20 && c != '"' && c != '\\' && code != 0x7f;
    if (shown) {
      step += c;
    } else {
      append_escaped(step, c);
    }
  }
  return step + "\"]";
}

std::string element_step(std::size_t index) { return '[' + std::to_string(index) + ']'; }

}  // namespace weft::detail
