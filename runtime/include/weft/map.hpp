// JavaScript's Map and Set: `value::map`, `value::set`.
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <weft/detail/entry_table.hpp>
#include <weft/detail/key_index.hpp>
#include <weft/detail/value_core.hpp>

namespace weft {

/// Keys of any kind with values, in the order in which they were added.
///
/// Keys are told apart as JavaScript does (SameValueZero): numbers and strings by content, arrays,
/// objects and the like by identity; NaN is a key like any other, -0 becomes 0. Lookup is linear in
/// small maps and by hash in larger ones. Pointers and iterators hold until an entry is added or
/// removed.
class value::map {
 public:
  class entry;

  map() noexcept = default;
  /// Of entries with equal keys, the first gives the place and the last the value.
  map(std::initializer_list<entry> entries);

  std::size_t size() const noexcept;
  bool empty() const noexcept { return size() == 0; }
  void reserve(std::size_t entries);

  /// The value of `key`, or nullptr.
  value const* find(value const& key) const noexcept;
  value* find(value const& key) noexcept;
  /// The value of `key`; undefined if there is none.
  value const& operator[](value const& key) const noexcept;

  /// Gives `key` the value `item`, in its old place or at the end.
  void set(value key, value item);
  /// Adds `key` with the value undefined. First: where its value is; second: whether it is new. An
  /// old one is left alone.
  std::pair<value*, bool> insert(value key);
  /// Removes `key`; whether it was there. Takes time in proportion to the size.
  bool erase(value const& key);

  // Iteration gives entries in order; each is a pair of a key and a value to a structured binding.
  entry const* begin() const noexcept;
  entry const* end() const noexcept;
  entry* begin() noexcept;
  entry* end() noexcept;

 private:
  friend struct detail::value_access;

  detail::entry_table<entry> table_;
};

class value::map::entry {
 public:
  explicit entry(value key) : key_(std::move(key)) {}
  entry(value key, value item) : key_(std::move(key)), item_(std::move(item)) {}

  value const& key() const noexcept { return key_; }
  value const& item() const noexcept { return item_; }
  value& item() noexcept { return item_; }

  // For structured bindings.
  template <std::size_t Index>
  auto get() const noexcept -> value const& {
    return Index == 0 ? key_ : item_;
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

  value key_;
  value item_;
};

/// Distinct values in the order in which they were added; what is distinct, see `value::map`.
class value::set {
 public:
  set() noexcept = default;
  set(std::initializer_list<value> elements);

  std::size_t size() const noexcept { return elements_.size(); }
  bool empty() const noexcept { return elements_.empty(); }
  void reserve(std::size_t elements) { elements_.reserve(elements); }

  bool contains(value const& element) const noexcept;
  /// Adds `element` at the end; whether it is new.
  bool insert(value element);
  /// Removes `element`; whether it was there. Takes time in proportion to the size.
  bool erase(value const& element);

  value const* begin() const noexcept { return elements_.data(); }
  value const* end() const noexcept { return begin() + size(); }

 private:
  friend struct detail::value_access;

  std::size_t locate(value const& element) const noexcept;
  void index_last();

  std::vector<value> elements_;
  detail::key_index index_;
};

inline std::size_t value::map::size() const noexcept { return table_.size(); }
inline void value::map::reserve(std::size_t entries) { table_.reserve(entries); }
inline auto value::map::begin() const noexcept -> entry const* { return table_.begin(); }
inline auto value::map::end() const noexcept -> entry const* { return begin() + size(); }
inline auto value::map::begin() noexcept -> entry* { return table_.begin(); }
inline auto value::map::end() noexcept -> entry* { return begin() + size(); }

}  // namespace weft

template <>
struct std::tuple_size<weft::value::map::entry> : std::integral_constant<std::size_t, 2> {};
template <std::size_t Index>
struct std::tuple_element<Index, weft::value::map::entry> {
  using type = weft::value;
};
