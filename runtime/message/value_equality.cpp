// Equality of values. Iterative; two graphs are equal if a one-to-one relation between their nodes
// leads from one to the other. A pair of nodes that is related already is not looked into again: its
// comparison is on the way. So cycles end, and what is shared is compared once.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "value_nodes.hpp"

namespace weft {

namespace {

using detail::node;
using detail::node_of;
using detail::value_access;

bool same_number(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

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
  bool compare(value const& a, value const& b) {
    if (a.kind() != b.kind()) return false;
    if (a.kind() < value_kind::boxed) return identical(a, b);
    switch (relate(value_access::node_at(a), value_access::node_at(b))) {
      case relation::known:
        return true;
      case relation::impossible:
        return false;
      case relation::fresh:
        break;
    }
    return detail::visit_node(*value_access::node_at(a), [&]<class Node>(Node& left) {
      if constexpr (std::is_same_v<Node, detail::text_node>) {
        return false;  // compared above
      } else {
        return same(left.content, static_cast<Node*>(value_access::node_at(b))->content);
      }
    });
  }

  enum class relation : std::uint8_t { fresh, known, impossible };

  relation relate(node* a, node* b) {
    auto const [to_b, a_is_new] = partner_of_.try_emplace(a, b);
    auto const [to_a, b_is_new] = partner_in_.try_emplace(b, a);
    if (a_is_new && b_is_new) return relation::fresh;
    return to_b->second == b && to_a->second == a ? relation::known : relation::impossible;
  }

  void later(value const& a, value const& b) { to_compare_.emplace_back(&a, &b); }

  bool same(value::array const& a, value::array const& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) later(a[i], b[i]);
    return true;
  }
  bool same(value::object const& a, value::object const& b) {
    if (a.size() != b.size()) return false;
    for (auto left = a.begin(), right = b.begin(); left != a.end(); ++left, ++right) {
      if (left->key() != right->key()) return false;
      later(left->item(), right->item());
    }
    return true;
  }
  bool same(value::map const& a, value::map const& b) {
    if (a.size() != b.size()) return false;
    for (auto left = a.begin(), right = b.begin(); left != a.end(); ++left, ++right) {
      later(left->key(), right->key());
      later(left->item(), right->item());
    }
    return true;
  }
  bool same(value::set const& a, value::set const& b) {
    if (a.size() != b.size()) return false;
    for (auto left = a.begin(), right = b.begin(); left != a.end();) later(*left++, *right++);
    return true;
  }
  bool same(value::sparse_array const& a, value::sparse_array const& b) {
    if (a.length != b.length || a.elements.size() != b.elements.size()) return false;
    for (auto left = a.elements.begin(), right = b.elements.begin(); left != a.elements.end();
         ++left, ++right) {
      if (left->first != right->first) return false;
      later(left->second, right->second);
    }
    return same(a.properties, b.properties);
  }
  bool same(value::error const& a, value::error const& b) {
    return a.type == b.type && a.message == b.message && a.stack == b.stack &&
           a.shown_name() == b.shown_name() && same(a.cause, b.cause) && same(a.errors, b.errors) &&
           same(a.suppressing, b.suppressing) && same(a.suppressed, b.suppressed) &&
           same(a.properties, b.properties);
  }
  bool same(std::optional<value> const& a, std::optional<value> const& b) {
    if (a && b) later(*a, *b);
    return a.has_value() == b.has_value();
  }
  bool same(value::view const& a, value::view const& b) {
    later(a.buffer(), b.buffer());
    return a.type() == b.type() && a.byte_offset() == b.byte_offset() && a.length() == b.length();
  }

  static bool same(value::boxed const& a, value::boxed const& b) {
    return identical(a.primitive(), b.primitive());
  }
  static bool same(value::date a, value::date b) {
    return same_number(a.milliseconds(), b.milliseconds());
  }
  static bool same(value::regexp const& a, value::regexp const& b) {
    return a.source == b.source && a.flags == b.flags && same_number(a.last_index, b.last_index);
  }
  static bool same(value::array_buffer const& a, value::array_buffer const& b) {
    return a.byte_length_max == b.byte_length_max && std::ranges::equal(a.content, b.content);
  }
  static bool same(std::shared_ptr<value::capability> const& a,
                   std::shared_ptr<value::capability> const& b) {
    return a == b;
  }

  std::vector<std::pair<value const*, value const*>> to_compare_;
  std::unordered_map<node*, node*> partner_of_;  // from a's nodes to b's
  std::unordered_map<node*, node*> partner_in_;  // and back
};

}  // namespace

bool operator==(value const& a, value const& b) {
  return identical(a, b) || comparison().equal(a, b);
}

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
