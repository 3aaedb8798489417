#include <stdexcept>
#include <utility>

#include <weft/detail/time_limit.hpp>

#include "sched/worker.hpp"

namespace weft::detail {

time_limit::time_limit(clock::duration allowed, std::exception_ptr reason)
    : allowed_(allowed), reason_(std::move(reason)), region_(cancel_region::kind::limit) {
  deadline_ = deadline_after(allowed);
  if (allowed <= clock::duration::zero())
    region_.request(reason_);
  else
    arm();
}

time_limit::~time_limit() { current_worker->timers().disarm(*this); }

void time_limit::arm() {
  armed_for_ = deadline_;
  if (deadline_ != time_point::max()) current_worker->timers().arm(*this, deadline_);
}

void time_limit::reset(clock::duration allowed) {
  if (region_.requested()) return;
  if (!region_.fiber().lives_here())
    throw std::logic_error("weft: timeout::reset was called on another worker than the limit's");
  allowed_ = allowed;
  deadline_ = deadline_after(allowed);
  if (deadline_ >= armed_for_ && armed()) return;
  current_worker->timers().disarm(*this);
  arm();
}

void time_limit::fire() {
  if (deadline_ > armed_for_)
    arm();
  else
    region_.request(reason_);
}

}  // namespace weft::detail
