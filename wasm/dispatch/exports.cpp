// The dispatcher for JavaScript: a WebAssembly module of its own, without the runtime, of which each
// instance has one dispatcher. web/src/dispatch/exports.ts is the other side.
//
// Times are milliseconds and ids are numbers, both as doubles. Text comes in through `text`, once for
// each method. A list goes out as doubles in memory, valid until the next call; the first is how many
// follow.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/dispatcher.hpp"

#define WEFT_EXPORT(name) extern "C" [[gnu::used, clang::export_name(#name)]]

namespace weft::dispatch {
namespace {

struct method_names {
  std::string module;
  std::string method;
};

// Of the one dispatcher.
std::optional<dispatcher> pool;
std::vector<method_names> methods;
std::vector<char> text_in;
std::vector<double> list_out;
worker_id worker_of_next{};

constexpr double nanoseconds_per_ms = 1e6;
constexpr double never = std::numeric_limits<double>::infinity();

time_point time_of(double ms) {
  const double nanoseconds = ms * nanoseconds_per_ms;
  if (!(nanoseconds < 0x1p63)) return time_point::max();
  // Rounded, so that a time that went out and comes in again is the same.
  return time_point(clock::duration(static_cast<clock::rep>(std::round(nanoseconds))));
}

double ms_of(clock::duration duration) {
  return static_cast<double>(duration.count()) / nanoseconds_per_ms;
}

double number_of(job_id id) { return static_cast<double>(static_cast<std::uint64_t>(id)); }
job_id id_of(double number) { return job_id{static_cast<std::uint64_t>(number)}; }

void add_ids(const std::vector<job_id>& ids) {
  list_out.push_back(static_cast<double>(ids.size()));
  for (const job_id id : ids) list_out.push_back(number_of(id));
}

/// A text as its address and size.
void add_text(const std::string& text) {
  list_out.push_back(static_cast<double>(reinterpret_cast<std::uintptr_t>(text.data())));
  list_out.push_back(static_cast<double>(text.size()));
}

}  // namespace

/// Before everything else, and once. `by` counts the enumerators of `order`.
WEFT_EXPORT(open) void open(std::uint32_t by, double queued_max, double ahead_ms) {
  constexpr std::array orders{order::hrrn, order::fifo, order::priority};
  const double ahead = std::min(ahead_ms, ms_of(worker_set::ahead_max));
  pool.emplace(dispatcher_options{
      .order = orders[by],
      .ahead = clock::duration(static_cast<clock::rep>(ahead * nanoseconds_per_ms)),
      .queued_max = static_cast<std::size_t>(
          std::min(queued_max, static_cast<double>(job_table::jobs_max)))});
}

/// Where to write a text of so many bytes.
WEFT_EXPORT(text) char* text(std::uint32_t bytes) {
  text_in.resize(bytes);
  return text_in.data();
}

/// The index of a method whose module's name and own name lie one behind the other in `text`.
WEFT_EXPORT(method) std::uint32_t method(std::uint32_t module_bytes, std::uint32_t method_bytes) {
  const char* const begin = text_in.data();
  methods.push_back({.module = std::string(begin, module_bytes),
                     .method = std::string(begin + module_bytes, method_bytes)});
  return static_cast<std::uint32_t>(methods.size() - 1);
}

/// Every index is void. What is known of the methods stays.
WEFT_EXPORT(forget_methods) void forget_methods() { methods.clear(); }

WEFT_EXPORT(add_worker) void add_worker(std::uint32_t worker) {
  pool->add_worker(worker_id{worker});
}

/// Two lists of ids, one behind the other: `running` and `naming_it`.
WEFT_EXPORT(remove_worker) const double* remove_worker(std::uint32_t worker) {
  const lost_jobs lost = pool->remove_worker(worker_id{worker});
  list_out.clear();
  add_ids(lost.running);
  add_ids(lost.naming_it);
  return list_out.data();
}

/// The job's id; 0: the queue is full; -1: there is no such worker. A negative `worker` is any, and a
/// priority out of its range counts as the nearest in it.
WEFT_EXPORT(submit)
double submit(std::uint32_t method, std::int32_t priority, std::int32_t worker, double deadline_ms,
              std::uint32_t exclusive, double now_ms) {
  using limits = std::numeric_limits<dispatch::priority>;
  job wanted{.module = methods[method].module,
             .method = methods[method].method,
             .priority = static_cast<dispatch::priority>(
                 std::clamp<std::int32_t>(priority, limits::min(), limits::max())),
             .deadline = time_of(deadline_ms),
             .exclusive = exclusive != 0};
  if (worker >= 0) wanted.worker = worker_id{static_cast<std::uint32_t>(worker)};
  const auto id = pool->submit(wanted, time_of(now_ms));
  if (id) return number_of(*id);
  return id.error() == submit_error::queue_full ? 0 : -1;
}

WEFT_EXPORT(cancel) bool cancel(double id) { return pool->cancel(id_of(id)); }

/// The id of the job that starts, on `next_worker`; 0: none does.
WEFT_EXPORT(next) double next(double now_ms) {
  const auto given = pool->next(time_of(now_ms));
  if (!given) return 0;
  worker_of_next = given->worker;
  return number_of(given->job);
}
WEFT_EXPORT(next_worker) std::uint32_t next_worker() {
  return static_cast<std::uint32_t>(worker_of_next);
}

WEFT_EXPORT(waits) bool waits(double id, double now_ms) {
  return pool->waits(id_of(id), time_of(now_ms));
}

WEFT_EXPORT(finish) bool finish(double id, double now_ms) {
  return pool->finish(id_of(id), time_of(now_ms));
}

/// A list of ids.
WEFT_EXPORT(take_expired) const double* take_expired(double now_ms) {
  list_out.clear();
  add_ids(pool->take_expired(time_of(now_ms)));
  return list_out.data();
}

WEFT_EXPORT(next_deadline) double next_deadline() {
  const time_point at = pool->next_deadline();
  return at == time_point::max() ? never : ms_of(at.time_since_epoch());
}

/// Six numbers, then how many groups follow, then ten for each of them, in the order of
/// `statistics`. What is not there is -1.
WEFT_EXPORT(stats) const double* stats(double now_ms) {
  static statistics seen;  // whose texts the list points at
  seen = pool->stats(time_of(now_ms));
  list_out.clear();
  for (const std::size_t count :
       {seen.queued, seen.running, seen.waiting, seen.workers, seen.free_workers})
    list_out.push_back(static_cast<double>(count));
  list_out.push_back(ms_of(seen.longest_wait));
  list_out.push_back(static_cast<double>(seen.groups.size()));
  for (const group_statistics& each : seen.groups) {
    add_text(each.module);
    add_text(each.method);
    list_out.push_back(each.priority);
    list_out.push_back(each.worker ? static_cast<double>(*each.worker) : -1);
    list_out.push_back(each.exclusive);
    list_out.push_back(static_cast<double>(each.queued));
    list_out.push_back(each.duration_mean ? ms_of(*each.duration_mean) : -1);
    list_out.push_back(ms_of(each.longest_wait));
  }
  return list_out.data();
}

}  // namespace weft::dispatch
