#include <weft/map.hpp>

#include <cstring>

#include "value_nodes.hpp"

namespace weft {

namespace {

/// JavaScript's collections have no -0.
value&& as_key(value&& key) {
  if (key.is(value_kind::number) && key.as_number() == 0) key = 0;
  return std::move(key);
}

std::string_view bytes_of(auto const& from) noexcept {
  return {reinterpret_cast<char const*>(&from), sizeof from};
}

}  // namespace

namespace detail {

std::uint64_t hash_of_key(value const& key) noexcept {
  switch (key.kind()) {
    case value_kind::string:
      return hash_of(key.as_string());
    case value_kind::number: {
      double const number = key.as_number() == 0 ? 0 : key.as_number();
      return hash_of(number == number ? bytes_of(number) : "NaN");
    }
    case value_kind::bigint: {
      auto const number = key.as_bigint();
      auto const digits = number.magnitude;
      return hash_of({reinterpret_cast<char const*>(digits.data()), digits.size()}) ^
             (number.negative ? 1 : 0);
    }
    case value_kind::boolean:
      return key.as_boolean() ? 1 : 2;
    case value_kind::undefined:
    case value_kind::null:
      return static_cast<std::uint64_t>(key.kind()) + 3;
    default: {
      node const* const identity = value_access::node_at(key);
      return hash_of(bytes_of(identity));
    }
  }
}

bool same_key(value const& a, value const& b) noexcept {
  bool const numbers = a.is(value_kind::number) && b.is(value_kind::number);
  return (numbers && a.as_number() == b.as_number()) || identical(a, b);
}

bool same_key(value const& a, std::string_view b) noexcept { return a.as_string() == b; }

}  // namespace detail

namespace detail {

/// Whether the last element, which no lookup finds yet, is new; then it is found.
bool value_access::admit_last(value::set& of) {
  value const last = of.elements_.back();
  of.elements_.pop_back();
  return of.insert(last);
}

}  // namespace detail

value::map::map(std::initializer_list<entry> entries) {
  reserve(entries.size());
  for (entry const& added : entries) set(added.key(), added.item());
}

value const* value::map::find(value const& key) const noexcept { return table_.find(key); }
value* value::map::find(value const& key) noexcept { return table_.find(key); }

value const& value::map::operator[](value const& key) const noexcept {
  static constinit value const undefined;
  value const* const found = find(key);
  return found ? *found : undefined;
}

void value::map::set(value key, value item) { *insert(std::move(key)).first = std::move(item); }
std::pair<value*, bool> value::map::insert(value key) {
  return table_.insert(as_key(std::move(key)));
}
bool value::map::erase(value const& key) { return table_.erase(key); }

value::set::set(std::initializer_list<value> elements) {
  reserve(elements.size());
  for (value const& added : elements) insert(added);
}

std::size_t value::set::locate(value const& element) const noexcept {
  auto const is_same = [&](std::size_t at) { return detail::same_key(elements_[at], element); };
  if (index_.in_use()) return index_.find(detail::hash_of_key(element), is_same);
  for (std::size_t i = 0; i < elements_.size(); ++i) {
    if (is_same(i)) return i;
  }
  return detail::key_index::none;
}

bool value::set::contains(value const& element) const noexcept {
  return locate(element) != detail::key_index::none;
}

bool value::set::insert(value element) {
  if (contains(element)) return false;
  elements_.push_back(as_key(std::move(element)));
  index_last();
  return true;
}

void value::set::index_last() {
  index_.add_last(size(), [this](std::size_t at) { return detail::hash_of_key(elements_[at]); });
}

bool value::set::erase(value const& element) {
  std::size_t const position = locate(element);
  if (position == detail::key_index::none) return false;
  elements_.erase(elements_.begin() + static_cast<std::ptrdiff_t>(position));
  index_.rebuild(size(), [this](std::size_t at) { return detail::hash_of_key(elements_[at]); });
  return true;
}

}  // namespace weft
