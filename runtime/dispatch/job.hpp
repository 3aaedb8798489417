// The words of the dispatcher: a job, and the names of jobs and workers.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/clock.hpp>

namespace weft::dispatch {

/// Names a job: above 0 and below 2^52, so that a JavaScript number holds it. Not used again before
/// four billion later jobs.
enum class job_id : std::uint64_t {};

/// Names a worker. Given by who adds the worker, from 0 upwards, and below
/// `worker_set::workers_max`.
enum class worker_id : std::uint32_t {};

/// Higher is sooner; what a step is worth depends on the `order`.
using priority = std::int8_t;

/// How the next job is chosen. Jobs that differ neither in module and method nor in priority, worker
/// and exclusiveness always start in the order in which they came.
enum class order {
  /// Highest response ratio next: the greatest (wait + estimate) / estimate, so that short jobs go
  /// first and every job's turn comes. A step of priority doubles the worth of a job's wait.
  hrrn,
  /// As they came; priorities do not count.
  fifo,
  /// The highest priority, and as they came within it. A lower one may wait for ever.
  priority,
};

/// A job as it is submitted. The names need to last only as long as the call.
struct job {
  std::string_view module;
  std::string_view method;
  dispatch::priority priority = 0;
  std::optional<worker_id> worker{};        // the only worker that may run it; otherwise any
  time_point deadline = time_point::max();  // it starts before this, or not at all
  bool exclusive = false;                   // while it is under way, nothing else is on its worker
};

}  // namespace weft::dispatch
