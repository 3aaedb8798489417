#include <weft/object.hpp>

#include <bit>

#include "key_hash.hpp"

namespace weft {

namespace {

// Up to this many members, looking at each is faster than hashing.
constexpr std::size_t linear_max = 16;

}  // namespace

value::object::object(std::initializer_list<entry> entries) {
  reserve(entries.size());
  for (entry const& added : entries) set(added.key(), added.item());
}

std::size_t value::object::locate(std::string_view key) const noexcept {
  if (slots_.empty()) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].key() == key) return i;
    }
    return none;
  }
  std::size_t const mask = slots_.size() - 1;
  for (auto slot = static_cast<std::size_t>(detail::hash_of(key)) & mask; slots_[slot] != 0;
       slot = (slot + 1) & mask) {
    std::size_t const position = slots_[slot] - 1;
    if (entries_[position].key() == key) return position;
  }
  return none;
}

value const* value::object::find(std::string_view key) const noexcept {
  std::size_t const position = locate(key);
  return position == none ? nullptr : &entries_[position].item();
}

value* value::object::find(std::string_view key) noexcept {
  std::size_t const position = locate(key);
  return position == none ? nullptr : &entries_[position].item();
}

value const& value::object::operator[](std::string_view key) const noexcept {
  static constinit value const undefined;
  value const* const found = find(key);
  return found ? *found : undefined;
}

void value::object::set(std::string_view key, value item) { *insert(key).first = std::move(item); }

std::pair<value*, bool> value::object::insert(std::string_view key) {
  if (value* const found = find(key)) return {found, false};
  entries_.emplace_back(key, value());
  index_last();
  return {&entries_.back().item(), true};
}

bool value::object::erase(std::string_view key) {
  std::size_t const position = locate(key);
  if (position == none) return false;
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(position));
  rebuild_index();
  return true;
}

void value::object::index_last() {
  if (entries_.size() <= linear_max) return;
  if (slots_.size() < 2 * entries_.size()) return rebuild_index();
  index_at(entries_.size() - 1);
}

void value::object::rebuild_index() {
  slots_.clear();
  if (entries_.size() <= linear_max) return;
  slots_.resize(std::bit_ceil(4 * entries_.size()));  // a quarter full now, rebuilt when half full
  for (std::size_t i = 0; i < entries_.size(); ++i) index_at(i);
}

void value::object::index_at(std::size_t position) noexcept {
  std::size_t const mask = slots_.size() - 1;
  auto slot = static_cast<std::size_t>(detail::hash_of(entries_[position].key())) & mask;
  while (slots_[slot] != 0) slot = (slot + 1) & mask;
  slots_[slot] = position + 1;
}

}  // namespace weft
