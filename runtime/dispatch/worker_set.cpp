#include "dispatch/worker_set.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace weft::dispatch {

worker_set::worker_set(std::uint32_t capacity) : by_running_(capacity) {
  WEFT_CHECK(capacity >= 1 && capacity <= capacity_max, "a worker's capacity is out of range");
}

void worker_set::add(worker_id worker) {
  WEFT_CHECK(index_of(worker) < workers_max, "a worker's number is out of range");
  WEFT_CHECK(!contains(worker), "two workers have the same number");
  if (workers_.size() <= index_of(worker)) workers_.resize(index_of(worker) + 1);
  at(worker).present = true;
  ++size_;
  enlist(worker);
}

void worker_set::remove(worker_id worker) noexcept {
  delist(worker);
  at(worker) = {};
  --size_;
}

bool worker_set::contains(worker_id worker) const noexcept {
  return index_of(worker) < workers_.size() && at(worker).present;
}

worker_id worker_set::least_busy() noexcept {
  while (by_running_[fewest_].empty()) ++fewest_;
  return worker_id{by_running_[fewest_].front()};
}

void worker_set::acquire(worker_id worker) noexcept {
  delist(worker);
  ++at(worker).running;
  enlist(worker);
}

void worker_set::release(worker_id worker) noexcept {
  delist(worker);
  --at(worker).running;
  enlist(worker);
}

void worker_set::enlist(worker_id worker) noexcept {
  const std::uint32_t running = at(worker).running;
  if (running == capacity()) return;
  by_running_[running].push_back(workers_, index_of(worker));
  fewest_ = std::min<std::size_t>(fewest_, running);
  ++free_count_;
}

void worker_set::delist(worker_id worker) noexcept {
  const std::uint32_t running = at(worker).running;
  if (running == capacity()) return;
  by_running_[running].remove(workers_, index_of(worker));
  --free_count_;
}

}  // namespace weft::dispatch
