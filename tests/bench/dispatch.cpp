// weft_dispatch THOUSANDS: what a pool's choice costs, and what its order is worth.
#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <weft/weft.hpp>

#include "dispatch/dispatcher.hpp"

#include "measure.hpp"

namespace {

using namespace std::chrono_literals;
using weft::dispatch::dispatcher;
using weft::dispatch::job_id;

constexpr std::size_t queued = 100'000;
constexpr std::size_t groups = 100;
constexpr std::uint32_t workers = 1000;

class full_queue {
 public:
  full_queue() : pool_({.ahead = {}, .queued_max = queued}) {
    for (std::size_t i = 0; i < groups; ++i) methods_.push_back("method " + std::to_string(i));
    for (std::uint32_t i = 0; i < workers; ++i) pool_.add_worker(weft::dispatch::worker_id{i});
    while (submit()) continue;
  }

  /// Starts a job on every worker, and returns what one choice took.
  double choose() {
    std::vector<job_id> started;
    started.reserve(workers);
    now_ += 1ms;
    const bench::stopwatch watch;
    while (const auto given = pool_.next(now_)) started.push_back(given->job);
    const double taken = watch.nanoseconds();
    bench::require(started.size() == workers, "every worker got a job");
    for (const job_id each : started) {
      now_ += 1us * (random_() % 1000);
      pool_.finish(each, now_);
      submit();
    }
    return taken / workers;
  }

 private:
  bool submit() {
    return pool_.submit({.module = "m", .method = methods_[random_() % groups]}, now_).has_value();
  }

  dispatcher pool_;
  std::vector<std::string> methods_;
  std::minstd_rand random_;
  weft::time_point now_{};
};

void choice(std::uint64_t thousands) {
  full_queue pool;
  for (std::uint64_t i = 0; i < thousands / 4; ++i) pool.choose();
  double sum = 0;
  for (std::uint64_t i = 0; i < thousands; ++i) sum += pool.choose();
  bench::print("choose", sum / static_cast<double>(thousands), "ns");
}

void compute_for(weft::clock::duration length) {
  const auto end = weft::clock::now() + length;
  while (weft::clock::now() < end) continue;
}

/// 1,000 jobs at once on one worker, nine short ones for a long one, 20 times as long.
void mix(const char* name, weft::pool_order order) {
  weft::pool pool({.workers = 1, .order = order});
  std::minstd_rand random;
  double sum_ms = 0;
  int ended = 0;
  const auto submit = [&](bool is_long) {
    const weft::clock::duration length = is_long ? 400us : 20us;
    return pool.submit(
        {.method = is_long ? "long" : "short"}, [&, length, submitted = weft::clock::now()] {
          compute_for(length);
          const std::chrono::duration<double, std::milli> taken = weft::clock::now() - submitted;
          sum_ms += taken.count();
          ++ended;
        });
  };
  for (const bool is_long : {false, true})
    submit(is_long).join();  // from now on it is known how long they take
  sum_ms = 0;
  for (int i = 0; i < 1000; ++i) submit(random() % 10 == 0);
  pool.close();
  bench::require(ended == 1002, "every job ran");
  bench::print(name, sum_ms / 1000, "ms");
}

void submissions(std::uint64_t thousands) {
  weft::pool pool;
  std::uint64_t sum = 0;
  const double each = bench::nanoseconds_per_turn(
      thousands, [&] { sum += pool.submit([] { return std::uint64_t{1}; }).join(); });
  bench::require(sum == bench::turns_taken(thousands), "every job was joined");
  bench::print("submit_join", each, "ns");
}

}  // namespace

int main(int words, char** arguments) {
  const std::uint64_t thousands = bench::count_from(words > 1 ? arguments[1] : nullptr);
  choice(thousands);
  weft::runtime runtime({.workers = 1});
  runtime.run([&] {
    mix("mix_fifo", weft::pool_order::fifo);
    mix("mix_hrrn", weft::pool_order::hrrn);
    submissions(thousands);
  });
}
