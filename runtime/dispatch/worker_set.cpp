#include "dispatch/worker_set.hpp"

#include <tuple>

#include "base/check.hpp"

namespace weft::dispatch {

worker_set::worker_set(clock::duration ahead) : ahead_(ahead) {
  WEFT_CHECK(ahead >= clock::duration::zero() && ahead <= ahead_max,
             "how far ahead a worker is given jobs is out of range");
}

void worker_set::add(worker_id worker) {
  WEFT_CHECK(index_of(worker) < workers_max, "a worker's number is out of range");
  WEFT_CHECK(!contains(worker), "two workers have the same number");
  if (workers_.size() <= index_of(worker)) workers_.resize(index_of(worker) + 1);
  at(worker).present = true;
  ++size_;
  ++open_count_;
  enlist(worker);
}

void worker_set::remove(worker_id worker) noexcept {
  delist(worker);
  open_count_ -= at(worker).is_open();
  at(worker) = {};
  --size_;
}

bool worker_set::contains(worker_id worker) const noexcept {
  return index_of(worker) < workers_.size() && at(worker).present;
}

worker_id worker_set::least_busy() const noexcept {
  std::size_t best = 0;
  while (lists_[best].empty()) ++best;
  return worker_id{lists_[best].front()};
}

worker_id worker_set::soonest_empty() const noexcept {
  const worker_record* best = nullptr;
  for (const worker_record& each : workers_) {
    if (!each.present || !each.is_open()) continue;
    if (best == nullptr ||
        std::tie(each.waiting, each.backlog) < std::tie(best->waiting, best->backlog))
      best = &each;
  }
  return worker_id{static_cast<std::uint32_t>(best - workers_.data())};
}

void worker_set::set_aside(worker_id worker, std::uint32_t job_slot) noexcept {
  at(worker).kept_for = job_slot;
  --open_count_;
  enlist(worker);
}

void worker_set::give_back(worker_id worker) noexcept {
  at(worker).kept_for = no_index;
  ++open_count_;
  enlist(worker);
}

void worker_set::start(worker_id worker, clock::duration expected, bool exclusive) noexcept {
  worker_record& its = at(worker);
  ++its.held_by;
  its.backlog += expected;
  if (exclusive) {
    its.taken = true;
    --open_count_;
  }
  enlist(worker);
}

void worker_set::wait(worker_id worker, clock::duration expected, time_point now) noexcept {
  worker_record& its = at(worker);
  --its.held_by;
  ++its.waiting;
  its.backlog -= expected;
  its.last_turn = now;
  enlist(worker);
}

void worker_set::end(worker_id worker, clock::duration expected, bool exclusive,
                     time_point now) noexcept {
  wait(worker, expected, now);
  end_waiting(worker, exclusive, now);
}

void worker_set::end_waiting(worker_id worker, bool exclusive, time_point now) noexcept {
  worker_record& its = at(worker);
  --its.waiting;
  its.last_turn = now;
  if (exclusive) {
    its.taken = false;
    ++open_count_;
  }
  enlist(worker);
}

std::uint8_t worker_set::list_for(const worker_record& worker) const noexcept {
  if (!worker.is_open()) return no_list;
  if (worker.held_by == 0) return worker.waiting == 0 ? idle : waits;
  if (worker.backlog >= ahead_) return no_list;
  return static_cast<std::uint8_t>(eighths + worker.backlog * 8 / ahead_);
}

void worker_set::enlist(worker_id worker) noexcept {
  delist(worker);
  worker_record& its = at(worker);
  its.list = list_for(its);
  if (its.list == no_list) return;
  lists_[its.list].push_back(workers_, index_of(worker));
  ++free_count_;
}

void worker_set::delist(worker_id worker) noexcept {
  worker_record& its = at(worker);
  if (its.list == no_list) return;
  lists_[its.list].remove(workers_, index_of(worker));
  its.list = no_list;
  --free_count_;
}

}  // namespace weft::dispatch
