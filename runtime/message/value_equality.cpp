// Equality of values by content. Iterative, and safe for values that contain themselves: a pair of
// containers that has been met once is not looked into again, since its comparison is already on
// the way.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "value_nodes.hpp"

namespace weft {

namespace {

class comparison {
 public:
  bool equal(value const& a, value const& b) {
    if (!compare(a, b)) return false;
    while (!to_compare_.empty()) {
      auto const [left, right] = to_compare_.back();
      to_compare_.pop_back();
      if (!compare(*left, *right)) return false;
    }
    return true;
  }

 private:
  bool compare(value const& a, value const& b);
  bool compare(value::array const& a, value::array const& b);
  bool compare(value::object const& a, value::object const& b);
  bool is_new(value const& a, value const& b) {
    return met_.insert({detail::value_access::node_of(a), detail::value_access::node_of(b)}).second;
  }

  std::vector<std::pair<value const*, value const*>> to_compare_;
  std::set<std::pair<detail::node const*, detail::node const*>> met_;
};

bool same_number(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool comparison::compare(value const& a, value const& b) {
  if (identical(a, b)) return true;
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case value_kind::array:
      return !is_new(a, b) || compare(a.as_array(), b.as_array());
    case value_kind::object:
      return !is_new(a, b) || compare(a.as_object(), b.as_object());
    case value_kind::array_buffer:
    case value_kind::uint8_array:
      return std::ranges::equal(a.as_bytes(), b.as_bytes());
    default:
      return false;  // for all others, `identical` has said it
  }
}

bool comparison::compare(value::array const& a, value::array const& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) to_compare_.emplace_back(&a[i], &b[i]);
  return true;
}

bool comparison::compare(value::object const& a, value::object const& b) {
  if (a.size() != b.size()) return false;
  for (auto left = a.begin(), right = b.begin(); left != a.end(); ++left, ++right) {
    if (left->key() != right->key()) return false;
    to_compare_.emplace_back(&left->item(), &right->item());
  }
  return true;
}

}  // namespace

bool operator==(value const& a, value const& b) { return comparison().equal(a, b); }

bool identical(value const& a, value const& b) noexcept {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case value_kind::undefined:
    case value_kind::null:
      return true;
    case value_kind::boolean:
      return a.word_.boolean == b.word_.boolean;
    case value_kind::number:
      return same_number(a.word_.number, b.word_.number);
    case value_kind::bigint:
    case value_kind::string:
      return a.text() == b.text();
    default:
      return a.word_.node == b.word_.node;
  }
}

}  // namespace weft
