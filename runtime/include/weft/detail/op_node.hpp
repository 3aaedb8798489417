// What an operation is made of: a tree with base operations as its leaves.
//
//     wrap ── choice ─┬─ receive         A node hands its result to `out`, an empty std::optional that
//                     ├─ wrap ── sleep   belongs to the wrap above it, or to whoever performs the tree.
//                     └─ guard ── send   A guard gets its child when it is performed.
//
// docs/operations.md tells how a tree is performed; sync/perform.cpp does it. Trees may be very deep:
// nothing here recurses, neither to perform a tree nor to destroy it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <weft/detail/waiter.hpp>

namespace weft::detail {

/// A result as it is kept: void is kept as std::monostate.
template <class T>
using stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

class op_branch;

class op_node {
 public:
  virtual ~op_node() = default;
  op_node(op_node&& other) noexcept : is_leaf(other.is_leaf) {}
  op_node& operator=(const op_node&) = delete;

  /// A leaf moves into `room`, which is large enough, and returns itself there.
  virtual op_node* move_to(void* room) noexcept = 0;

  const bool is_leaf;

  // Set while the tree is performed, and does not move any more.
  op_branch* parent;
  void* out;      // the std::optional for the result
  op_node* next;  // in a list of nodes still to be looked at

 protected:
  explicit op_node(bool leaf) noexcept : is_leaf(leaf) {}
};

/// A base operation.
///
/// Whoever performs it calls `attempt`; if that finds nothing ready, `publish` and, when the wait is
/// over, `withdraw`; in the end, if this leaf was committed, `complete`.
class op_leaf : public op_node {
 public:
  enum class published : std::uint8_t {
    waits,      ///< a partner will find the node
    committed,  ///< was ready by now; the waiter is claimed, and nobody will wake it
    taken,      ///< someone claimed the waiter meanwhile, for another leaf
  };

  explicit op_leaf(wait_kind waits_for) noexcept : op_node(true), kind(waits_for) {}
  op_leaf(op_leaf&& other) noexcept : op_node(std::move(other)), kind(other.kind) {}

  /// Commits if that needs no waiting.
  virtual bool attempt() = 0;
  /// Puts `node` before the partners. Commits if one is ready by now.
  virtual published publish() = 0;
  /// Takes `node` back, if it is still there.
  virtual void withdraw() noexcept = 0;
  /// Puts the result into `out`, or throws; only after this leaf was committed.
  virtual void complete() {}
  /// When it becomes ready by itself, which no partner announces. Asked once for each wait, and by a
  /// poll when all leaves are published.
  virtual time_point due() { return time_point::max(); }

  const wait_kind kind;
  wait_node node;  // set while it is published
};

class op_branch : public op_node {
 public:
  op_branch() noexcept : op_node(false) {}
  op_node* move_to(void*) noexcept final { return this; }  // lives on the heap and stays there

  /// Puts the children, made if need be, in front of `list`, each told its parent and its `out`.
  /// What a guard throws leaves this.
  virtual void expand(op_node*& list) = 0;
  /// Turns the child's result into this node's own; may throw what the user's function throws.
  virtual void convert() {}
  /// Whether this branch has won. Only a `with_nack` wants to know.
  virtual void settle(bool) noexcept {}
  /// Moves the children that live on the heap in front of `list`, for their destruction.
  virtual void release_children(op_node*& list) noexcept = 0;

  op_branch* next_expanded = nullptr;  // of those that have a `settle` of their own
  bool wants_outcome = false;
  bool won = false;
};

/// Owns a node; small leaves lie inside.
class op_box {
 public:
  static constexpr std::size_t room_bytes = 144;

  template <class Node, class... Args>
  explicit op_box(std::in_place_type_t<Node>, Args&&... args) {
    if constexpr (std::is_base_of_v<op_leaf, Node> && sizeof(Node) <= room_bytes &&
                  alignof(Node) <= alignof(std::max_align_t))
      node_ = ::new (static_cast<void*>(room_)) Node(std::forward<Args>(args)...);
    else
      node_ = new Node(std::forward<Args>(args)...);
  }
  op_box(op_box&& other) noexcept { take(other); }
  op_box& operator=(op_box&& other) noexcept {
    if (this != &other) {
      clear();
      take(other);
    }
    return *this;
  }
  ~op_box() { clear(); }

  op_node* node() const noexcept { return node_; }
  /// Gives up the node if it lives on the heap; null if it lies inside.
  op_node* release() noexcept { return inside() ? nullptr : std::exchange(node_, nullptr); }

 private:
  bool inside() const noexcept { return static_cast<const void*>(node_) == room_; }
  void take(op_box& other) noexcept {
    if (other.node_ == nullptr || !other.inside()) {
      node_ = std::exchange(other.node_, nullptr);
      return;
    }
    node_ = other.node_->move_to(room_);
    other.clear();
  }
  void clear() noexcept {
    if (node_ == nullptr) return;
    if (inside())
      node_->~op_node();
    else
      destroy_tree(node_);
    node_ = nullptr;
  }
  static void destroy_tree(op_node* root) noexcept;

  alignas(std::max_align_t) std::byte room_[room_bytes];
  op_node* node_ = nullptr;
};

/// Gives leaves of a finished type their `move_to`.
template <class Derived>
class leaf_of : public op_leaf {
 public:
  using op_leaf::op_leaf;
  op_node* move_to(void* room) noexcept final {
    return ::new (room) Derived(std::move(static_cast<Derived&>(*this)));
  }
};

inline void prepend_released(op_box& child, op_node*& list) noexcept {
  if (op_node* node = child.release()) {
    node->next = list;
    list = node;
  }
}

inline void prepend(op_branch& parent, op_box& child, void* out, op_node*& list) noexcept {
  op_node& node = *child.node();
  node.parent = &parent;
  node.out = out;
  node.next = list;
  list = &node;
}

template <class T>
void give(void* out, T&& value) {
  static_cast<std::optional<std::remove_cvref_t<T>>*>(out)->emplace(std::forward<T>(value));
}

/// Performs one of `roots`, whose `out` are set, and returns which; `roots.size()` if `patience` is
/// `none` and nothing was ready at some moment of the call.
///
/// Errors:  what the operation's own functions throw; `cancelled`.
/// Threads: any. Suspends a fiber, blocks a plain thread.
enum class patience : std::uint8_t { none, unlimited };
std::size_t synchronise(std::span<op_node* const> roots, patience how);

}  // namespace weft::detail
