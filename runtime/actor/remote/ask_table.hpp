// Who waits for an answer of a peer, by the id that the answer will bear.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <weft/detail/reply.hpp>

namespace weft::detail {

/// An id is used again when its answer has come. Under the node's lock; an asker that is taken out is
/// let go of without it.
class ask_table {
 public:
  std::uint64_t add(reference<asker> who) {
    if (free_.empty()) {
      slots_.push_back(std::move(who));
      return slots_.size();
    }
    const std::uint64_t id = free_.back();
    free_.pop_back();
    slots_[id - 1] = std::move(who);
    return id;
  }

  /// Empty: nobody waits under that id.
  reference<asker> take(std::uint64_t id) {
    if (id == 0 || id > slots_.size() || !slots_[id - 1]) return {};
    free_.push_back(id);
    return std::move(slots_[id - 1]);
  }

  std::vector<reference<asker>> take_all() noexcept {
    free_.clear();
    return std::exchange(slots_, {});
  }

 private:
  std::vector<reference<asker>> slots_;  // that of id 1 first
  std::vector<std::uint64_t> free_;
};

}  // namespace weft::detail
