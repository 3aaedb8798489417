#include "dispatch/deadlines.hpp"

#include <algorithm>

namespace weft::dispatch {

void deadlines::add(const job_record& queued) {
  if (queued.deadline == time_point::max()) return;
  heap_.push_back({queued.deadline, queued.id});
  std::ranges::push_heap(heap_, is_later);
}

void deadlines::left(time_point deadline) {
  if (deadline == time_point::max()) return;
  ++stale_;
  while (!heap_.empty() && is_stale(heap_.front())) drop_earliest();
  if (stale_ > heap_.size() / 2) sweep();
}

std::optional<job_id> deadlines::due(time_point now) const noexcept {
  if (heap_.empty() || heap_.front().at > now) return std::nullopt;
  return heap_.front().job;
}

bool deadlines::is_stale(const entry& each) const noexcept {
  const auto slot = jobs_.find(each.job);
  return !slot || jobs_[*slot].state != job_state::queued;
}

void deadlines::drop_earliest() {
  std::ranges::pop_heap(heap_, is_later);
  heap_.pop_back();
  --stale_;
}

void deadlines::sweep() {
  std::erase_if(heap_, [this](const entry& each) { return is_stale(each); });
  std::ranges::make_heap(heap_, is_later);
  stale_ = 0;
}

}  // namespace weft::dispatch
