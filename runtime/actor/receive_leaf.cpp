#include <weft/detail/receive_leaf.hpp>

#include "base/check.hpp"

namespace weft::detail {

bool receive_leaf::attempt() {
  WEFT_CHECK(current_fiber() == actor_,
             "a receive_op was performed by another fiber than its actor's");
  taken_ = actor_->take_present(wanted_);
  return taken_.mail != nullptr;
}

op_leaf::published receive_leaf::publish() {
  seat_.wanted = wanted_;
  seat_.node = &node;
  while (!actor_->box().sit(seat_)) {
    if (!attempt()) continue;
    if (node.who->claim(wake_reason::signalled, &node)) return published::committed;
    message_list back;
    back.push_back(std::move(taken_.mail));
    actor_->box().put_back(std::move(back));
    return published::taken;
  }
  seated_ = true;
  return published::waits;
}

void receive_leaf::withdraw() noexcept {
  if (std::exchange(seated_, false)) actor_->box().leave(seat_, claimed());
}

/// What somebody has brought is there, unless a bound has dropped it since; then the next one counts.
void receive_leaf::complete() {
  if (taken_.mail == nullptr) taken_ = actor_->take(wanted_, time_point::max());
  give(out, taken_message{std::move(taken_.mail), taken_.which});
}

}  // namespace weft::detail
