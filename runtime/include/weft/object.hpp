// The members of an object value: `value::object`.
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <weft/detail/entry_table.hpp>
#include <weft/detail/value_core.hpp>

namespace weft {

/// The members of an object: string keys with values, in the order in which they were added.
///
/// Lookup is linear in small objects and by hash in larger ones. Pointers and iterators hold until
/// a member is added or removed.
class value::object {
 public:
  class entry;

  object() noexcept = default;
  /// Of entries with equal keys, the first gives the place and the last the value, as in
  /// JavaScript.
  object(std::initializer_list<entry> entries);

  std::size_t size() const noexcept;
  bool empty() const noexcept { return size() == 0; }
  void reserve(std::size_t entries);

  /// The value of `key`, or nullptr.
  value const* find(std::string_view key) const noexcept;
  value* find(std::string_view key) noexcept;
  /// The value of `key`; undefined if there is none.
  value const& operator[](std::string_view key) const noexcept;

  /// Gives `key` the value `item`, in its old place or at the end.
  void set(std::string_view key, value item);
  /// Adds `key` with the value undefined. First: where its value is; second: whether it is new. An
  /// old one is left alone.
  std::pair<value*, bool> insert(std::string_view key);
  /// Removes `key`; whether it was there. Takes time in proportion to the size.
  bool erase(std::string_view key);

  // Iteration gives entries in order; each is a pair of a key and a value to a structured binding.
  entry const* begin() const noexcept;
  entry const* end() const noexcept;
  entry* begin() noexcept;
  entry* end() noexcept;

 private:
  friend struct detail::value_access;

  detail::entry_table<entry> table_;
};

class value::object::entry {
 public:
  explicit entry(std::string_view key) : key_(key) {}
  entry(std::string_view key, value item) : key_(key), item_(std::move(item)) {}

  std::string_view key() const noexcept { return key_.text(); }
  value const& item() const noexcept { return item_; }
  value& item() noexcept { return item_; }

  // For structured bindings.
  template <std::size_t Index>
  auto get() const noexcept -> decltype(auto) {
    if constexpr (Index == 0) {
      return key();
    } else {
      return item();
    }
  }
  template <std::size_t Index>
  auto get() noexcept -> decltype(auto) {
    if constexpr (Index == 0) {
      return key();
    } else {
      return item();
    }
  }

 private:
  friend class detail::entry_table<entry>;
  friend struct detail::value_access;

  value key_;  // of kind string: as small as it can be
  value item_;
};

inline std::size_t value::object::size() const noexcept { return table_.size(); }
inline void value::object::reserve(std::size_t entries) { table_.reserve(entries); }
inline auto value::object::begin() const noexcept -> entry const* { return table_.begin(); }
inline auto value::object::end() const noexcept -> entry const* { return begin() + size(); }
inline auto value::object::begin() noexcept -> entry* { return table_.begin(); }
inline auto value::object::end() noexcept -> entry* { return begin() + size(); }

}  // namespace weft

template <>
struct std::tuple_size<weft::value::object::entry> : std::integral_constant<std::size_t, 2> {};
template <>
struct std::tuple_element<0, weft::value::object::entry> {
  using type = std::string_view;
};
template <>
struct std::tuple_element<1, weft::value::object::entry> {
  using type = weft::value;
};
