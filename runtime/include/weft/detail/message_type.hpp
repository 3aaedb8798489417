// What is known of a message's type while the program runs.
#pragma once

#include <string_view>
#include <type_traits>
#include <typeinfo>

#include <weft/convert.hpp>
#include <weft/detail/travels.hpp>
#include <weft/value.hpp>

namespace weft::detail {

class message;

/// One object for each type; its address stands for the type.
struct message_type {
  const std::type_info* info;
  std::string_view name;                // without namespaces: as other programs call it
  value (*to_value)(const void*);       // null: cannot leave this program
  bool travels_named;                   // its content does not speak for itself
  void* (*content)(message&) noexcept;  // of a message of this type
  void (*destroy)(message&) noexcept;   // and its memory
};

template <class T>
void* content_of_message(message& mail) noexcept;
template <class T>
void destroy_message(message& mail) noexcept;

/// `T` as the compiler spells it, without namespaces.
template <class T>
constexpr std::string_view short_name_of() {
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]"));
  const auto end_of_scope = text.substr(0, text.find('<')).rfind(':');
  return end_of_scope == text.npos ? text : text.substr(end_of_scope + 1);
}

/// Types that say by themselves what a message is about: a number, a text, a list. A struct needs its
/// name.
template <class T>
constexpr bool speaks_for_itself = !boost::describe::has_describe_members<T>::value;

template <class T>
constexpr auto to_value_of() -> value (*)(const void*) {
  if constexpr (std::is_same_v<T, std::monostate>)
    return [](const void*) { return value(); };
  else if constexpr (can_leave<T>())
    return [](const void* object) { return weft::to_value(*static_cast<const T*>(object)); };
  else
    return nullptr;
}

template <class T>
inline constexpr message_type type_of{&typeid(T),
                                      short_name_of<T>(),
                                      to_value_of<T>(),
                                      !speaks_for_itself<T>,
                                      content_of_message<T>,
                                      destroy_message<T>};

}  // namespace weft::detail
