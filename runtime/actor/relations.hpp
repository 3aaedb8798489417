// What an actor keeps of other actors, and what few actors need at all.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

#include <weft/detail/bonds.hpp>
#include <weft/detail/local_actor.hpp>
#include <weft/detail/message_list.hpp>

namespace weft::detail {

struct local_actor::relations {
  struct by_number {
    bool operator()(const actor_pointer& a, const actor_pointer& b) const noexcept {
      return std::pair(a->number(), a.get()) < std::pair(b->number(), b.get());
    }
  };

  std::set<actor_pointer, by_number> linked;
  std::unordered_map<std::uint64_t, actor_pointer> watched;  // by monitor
  message_list stashed;
  handlers_pointer next_handlers;
};

/// Sends a monitor's `down`.
class down_bond final : public bond {
 public:
  down_bond(actor_core& to, std::unique_ptr<message_of<down>> notice)
      : to_(&to), notice_(std::move(notice)) {}
  void tell(const exit_reason& reason) noexcept override {
    notice_->object.reason = reason;
    to_->local()->notify(std::move(notice_));
  }

 private:
  actor_pointer to_;  // of this program
  std::unique_ptr<message_of<down>> notice_;
};

/// Sends the exit signal of a link.
class exit_bond final : public bond {
 public:
  /// For the end of `from`.
  exit_bond(actor_core& to, actor_core& from)
      : to_(&to),
        signal_(std::make_unique<message_of<exited>>(
            exited{actor_ref(actor_pointer(&from)), exit_reason::normal()})) {}
  void tell(const exit_reason& reason) noexcept override {
    local_actor* const here = to_->local();
    if (here == nullptr) return to_->signal_exit(signal_->object.actor.core().get(), reason, true);
    signal_->object.reason = reason;
    signal_->from_link = true;
    signal_->ends_receiver = reason != exit_reason::normal();
    here->notify_exit(std::move(signal_));
  }

 private:
  actor_pointer to_;
  std::unique_ptr<message_of<exited>> signal_;
};

}  // namespace weft::detail
