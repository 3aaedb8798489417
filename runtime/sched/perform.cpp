// Performs operations. docs/operations.md states the protocol; in short:
//
//   look       if all are leaves, try one of them; often it is ready, and nothing has to be listed
//   expand     walk the tree, run the guards in order, collect the leaves
//   attempt    try each leaf, in random order; the first that is ready is committed
//   publish    put a node before the partners of each leaf, and look at each once more
//   wait       until a partner, the earliest deadline or a cancellation claims the waiter
//   withdraw   take the nodes back
//   settle     tell each with_nack whether it has won
//   complete   fetch the result, and pass it through the wraps up to the root
//
// A poll of several leaves publishes, too, looks at those that nobody announces (times, cancellation),
// and then claims the waiter itself: at the moment of that look every leaf was published and none was
// ready.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <weft/detail/fiber_core.hpp>
#include <weft/detail/op_node.hpp>

#include "base/check.hpp"
#include "sched/chance.hpp"

namespace weft::detail {
namespace {

/// The leaves of the operation that is performed; a few need no memory.
class leaf_list {
 public:
  void add(op_leaf& leaf) {
    if (count_ < few_.size()) {
      few_[count_++] = &leaf;
      return;
    }
    if (many_.empty()) many_.assign(few_.begin(), few_.end());
    many_.push_back(&leaf);
  }
  std::span<op_leaf*> all() noexcept {
    return many_.empty() ? std::span(few_).first(count_) : std::span(many_);
  }

 private:
  std::size_t count_ = 0;  // of the few
  std::array<op_leaf*, 16> few_;
  std::vector<op_leaf*> many_;
};

/// The branches that want to know whether they have won.
class outcomes {
 public:
  outcomes() = default;
  outcomes(const outcomes&) = delete;
  outcomes& operator=(const outcomes&) = delete;
  /// Tells those that have not been told: an exception came first.
  ~outcomes() { tell(nullptr); }

  void add(op_branch& branch) noexcept { branch.next_expanded = std::exchange(first_, &branch); }

  void tell(const op_leaf* winner) noexcept {
    if (first_ == nullptr) return;
    if (winner != nullptr)
      for (op_branch* up = winner->parent; up != nullptr; up = up->parent) up->won = true;
    while (op_branch* branch = first_) {
      first_ = branch->next_expanded;
      branch->settle(branch->won);
    }
  }

 private:
  op_branch* first_ = nullptr;
};

/// Walks the trees below `list` from left to right.
void expand_all(op_node* list, leaf_list& leaves, outcomes& told) {
  while (op_node* node = list) {
    list = node->next;
    if (node->is_leaf) {
      leaves.add(static_cast<op_leaf&>(*node));
      continue;
    }
    auto& branch = static_cast<op_branch&>(*node);
    if (branch.wants_outcome) told.add(branch);
    branch.expand(list);
  }
}

void expand(std::span<op_node* const> roots, leaf_list& leaves, outcomes& told) {
  for (op_node* root : roots) {
    root->parent = nullptr;
    root->next = nullptr;
    if (root->is_leaf)
      leaves.add(static_cast<op_leaf&>(*root));
    else
      expand_all(root, leaves, told);
  }
}

/// Commits to a ready leaf, each of the ready ones as likely as the others; null: none is. Leaves the
/// order random.
op_leaf* attempt(std::span<op_leaf*> leaves) {
  for (std::size_t tried = 0; tried < leaves.size(); ++tried) {
    const std::size_t rest = leaves.size() - tried;
    if (rest > 1) std::swap(leaves[tried], leaves[tried + chance(rest)]);
    if (leaves[tried]->attempt()) return leaves[tried];
  }
  return nullptr;
}

/// The nodes of one wait; takes back those that were published when it goes.
class publication {
 public:
  publication(std::span<op_leaf*> leaves, waiter& self) : leaves_(leaves), self_(self) {}
  publication(const publication&) = delete;
  publication& operator=(const publication&) = delete;
  ~publication() {
    for (op_leaf* leaf : leaves_.first(published_)) leaf->withdraw();
  }

  op_leaf::published publish() {
    for (op_leaf* leaf : leaves_) {
      leaf->node.serve(self_);
      const auto outcome = leaf->publish();
      if (outcome == op_leaf::published::taken) return outcome;
      ++published_;
      if (outcome == op_leaf::published::committed) return outcome;
    }
    return op_leaf::published::waits;
  }

 private:
  const std::span<op_leaf*> leaves_;
  waiter& self_;
  std::size_t published_ = 0;
};

struct earliest {
  op_leaf* leaf = nullptr;
  time_point due = time_point::max();
};

earliest earliest_due(std::span<op_leaf*> leaves) {
  earliest found;
  for (op_leaf* leaf : leaves)
    if (const time_point due = leaf->due(); due < found.due) found = {leaf, due};
  return found;
}

op_leaf* leaf_of_winner(std::span<op_leaf*> leaves, const waiter& self) {
  const auto won = std::ranges::find_if(
      leaves, [&](const op_leaf* leaf) { return &leaf->node == self.winner(); });
  WEFT_CHECK(won != leaves.end(), "a wait ended for a leaf that it does not have");
  return *won;
}

wait_kind kind_of(std::span<op_leaf*> leaves) {
  return leaves.size() == 1 ? leaves.front()->kind : wait_kind::choice;
}

/// What is ready by now and is announced by nobody. Once everything is published and this finds
/// nothing, nothing is ready: what it looks at stays ready.
earliest due_by_now(std::span<op_leaf*> leaves) {
  const earliest first = earliest_due(leaves);
  return first.due <= clock::now() ? first : earliest();
}

/// Null: a poll found nothing.
op_leaf* publish_and_wait(std::span<op_leaf*> leaves, patience how) {
  waiter self;
  wake_reason reason = wake_reason::signalled;
  earliest next = how == patience::unlimited ? earliest_due(leaves) : earliest();
  {
    publication nodes(leaves, self);
    const auto outcome = nodes.publish();
    const bool gives_up = how == patience::none && outcome == op_leaf::published::waits;
    if (gives_up) next = due_by_now(leaves);
    if (gives_up && self.claim(wake_reason::timed_out))
      reason = wake_reason::timed_out;
    else if (outcome != op_leaf::published::committed)
      reason = self.wait(kind_of(leaves), next.due);
  }
  switch (reason) {
    case wake_reason::signalled:
      return leaf_of_winner(leaves, self);
    case wake_reason::timed_out:
      return next.leaf;
    default:
      throw_cancelled_here();
  }
}

/// The result, through the wraps, to the root; returns that.
op_node* complete(op_leaf& winner) {
  winner.complete();
  op_node* node = &winner;
  for (op_branch* up = winner.parent; up != nullptr; up = up->parent) {
    up->convert();
    node = up;
  }
  return node;
}

/// Commits to a leaf, if all of `roots` are leaves and the one that chance names is ready. Its index,
/// or `roots.size()`. A full attempt afterwards is as fair as if this one had not been made: the leaf
/// named was not ready.
std::size_t commit_at_first_look(std::span<op_node* const> roots) {
  if (!std::ranges::all_of(roots, &op_node::is_leaf)) return roots.size();
  const std::size_t named = roots.size() > 1 ? chance(roots.size()) : 0;
  auto& leaf = static_cast<op_leaf&>(*roots[named]);
  if (!leaf.attempt()) return roots.size();
  leaf.complete();
  return named;
}

}  // namespace

std::size_t synchronise(std::span<op_node* const> roots, patience how) {
  if (how == patience::unlimited) suspension_point();
  if (const std::size_t done = commit_at_first_look(roots); done < roots.size()) return done;
  outcomes told;
  leaf_list leaves;
  expand(roots, leaves, told);
  op_leaf* winner = attempt(leaves.all());
  const bool one_look_is_enough = how == patience::none && leaves.all().size() < 2;
  if (winner == nullptr && !one_look_is_enough) winner = publish_and_wait(leaves.all(), how);
  told.tell(winner);
  if (winner == nullptr) return roots.size();
  const op_node* const root = complete(*winner);
  return static_cast<std::size_t>(std::ranges::find(roots, root) - roots.begin());
}

void op_box::destroy_tree(op_node* root) noexcept {
  root->next = nullptr;
  op_node* list = root;
  while (op_node* node = list) {
    list = node->next;
    if (!node->is_leaf) static_cast<op_branch*>(node)->release_children(list);
    delete node;
  }
}

}  // namespace weft::detail
