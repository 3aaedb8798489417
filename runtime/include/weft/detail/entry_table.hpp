// Keys with values in the order in which they were added: what objects and maps have in common.
#pragma once

#include <cstddef>
#include <new>
#include <utility>
#include <vector>

#include <weft/detail/key_index.hpp>
#include <weft/detail/recycled.hpp>

namespace weft::detail {

/// Entries come and go with their objects.
template <class T>
struct recycled_allocator {
  using value_type = T;

  recycled_allocator() noexcept = default;
  template <class Other>
  recycled_allocator(recycled_allocator<Other> const&) noexcept {}

  T* allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(allocate_recycled(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    free_recycled(memory, count * sizeof(T));
  }
  bool operator==(recycled_allocator const&) const noexcept = default;
};

/// `Entry` holds the values `key_` and `item_`, and is made from a key. A key is looked up as a value or, if all are
/// strings, as a string.
template <class Entry>
class entry_table {
 public:
  std::size_t size() const noexcept { return entries_.size(); }
  void reserve(std::size_t entries) { entries_.reserve(entries); }
  Entry const* begin() const noexcept { return entries_.data(); }
  Entry* begin() noexcept { return entries_.data(); }

  template <class Key>
  std::size_t locate(Key const& key) const noexcept {
    if (index_.in_use()) {
      return index_.find(hash_of_key(key),
                         [&](std::size_t at) { return same_key(key_at(at), key); });
    }
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (same_key(key_at(i), key)) return i;
    }
    return key_index::none;
  }

  template <class Key>
  value const* find(Key const& key) const noexcept {
    std::size_t const position = locate(key);
    return position == key_index::none ? nullptr : &entries_[position].item();
  }
  template <class Key>
  value* find(Key const& key) noexcept {
    std::size_t const position = locate(key);
    return position == key_index::none ? nullptr : &entries_[position].item();
  }

  template <class Key>
  std::pair<value*, bool> insert(Key&& key) {
    if (value* const found = find(key)) return {found, false};
    append(std::forward<Key>(key));
    index_last();
    return {&entries_.back().item(), true};
  }

  /// Adds an entry that no lookup finds until `admit_last`. For whoever fills in its key later.
  template <class Key>
  Entry& append(Key&& key) {
    return entries_.emplace_back(std::forward<Key>(key));
  }
  /// Whether no other entry has the key of the last one; `same` compares keys.
  template <class Same>
  bool admit_last(Same same) {
    std::size_t const last = size() - 1;
    value const& key = key_at(last);
    if (index_.in_use()) {
      auto const is_same = [&](std::size_t at) { return same(key_at(at), key); };
      if (index_.find(hash_of_key(key), is_same) != key_index::none) return false;
    } else {
      for (std::size_t i = 0; i < last; ++i) {
        if (same(key_at(i), key)) return false;
      }
    }
    index_last();
    return true;
  }

  template <class Key>
  bool erase(Key const& key) {
    std::size_t const position = locate(key);
    if (position == key_index::none) return false;
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(position));
    index_.rebuild(size(), [this](std::size_t at) { return hash_of_key(key_at(at)); });
    return true;
  }

 private:
  void index_last() {
    index_.add_last(size(), [this](std::size_t at) { return hash_of_key(key_at(at)); });
  }
  value const& key_at(std::size_t position) const noexcept { return entries_[position].key_; }

  std::vector<Entry, recycled_allocator<Entry>> entries_;
  key_index index_;
};

}  // namespace weft::detail
