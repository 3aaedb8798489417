// An actor as its references see it.
#pragma once

#include <memory>
#include <utility>

#include <weft/detail/actor_counts.hpp>
#include <weft/detail/mailbox.hpp>
#include <weft/detail/reply_cell.hpp>
#include <weft/exit_reason.hpp>

namespace weft::detail {

class actor_core {
 public:
  /// In a fiber. The actor counts as live from here on.
  actor_core();

  /// Any thread; never suspends. What an ended actor is sent goes to dead letters.
  void deliver(std::unique_ptr<message> mail);
  /// Sends `mail` and waits for the answer.
  ///
  /// Errors:  as actor_ref::ask.
  std::unique_ptr<boxed> ask(std::unique_ptr<message> mail, time_point deadline);

  /// The actor itself: waits for a message that `wanted` accepts, at most until `deadline`.
  std::unique_ptr<message> take(function_ref<bool(const message&)> wanted, time_point deadline) {
    return mailbox_.take(wanted, deadline);
  }
  /// The actor itself, at its end: answers what is left in the mailbox. Only the first call counts.
  void end(exit_reason reason);

 private:
  void refuse(message& mail, const exit_reason& reason);

  const std::shared_ptr<actor_counts> counts_;
  mailbox mailbox_;
  bool ended_ = false;  // the actor only
};

/// Ends an actor when its fiber goes, even one that never ran.
class actor_life {
 public:
  explicit actor_life(std::shared_ptr<actor_core> core) : core_(std::move(core)) {}
  actor_life(actor_life&&) = default;
  actor_life& operator=(actor_life&&) = delete;
  ~actor_life() {
    if (core_ != nullptr) core_->end(exit_reason::shutdown());
  }

  const std::shared_ptr<actor_core>& core() const noexcept { return core_; }
  /// Runs the actor's function and ends the actor with the reason that follows from how it went.
  void live(function_ref<void()> body);

 private:
  std::shared_ptr<actor_core> core_;
};

}  // namespace weft::detail
