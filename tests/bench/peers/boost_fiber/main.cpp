// peer_boost_fiber NAME [COUNT]: Boost.Fiber. One thread schedules round robin; two steal work from
// each other, and spin rather than sleep, which is the faster setting.
#include <thread>

#include "workloads.hpp"

namespace {

constexpr bench::workload workloads[] = {
    {"yield", bench::yield, 10'000'000},
    {"spawn_join", bench::spawn_join, 1'000'000},
    {"skynet_1t", bench::skynet, 1'000'000},
    {"skynet_2t", bench::skynet, 1'000'000, 2},
    {"live_1m", bench::live, 1'000'000},
    {"sleep", bench::sleep, 100'000},
    {"pingpong_1t", bench::pingpong, 10'000'000},
    {"pingpong_2t", bench::pingpong, 2'000'000, 2},
    {"threadring", bench::threadring, 10'000'000},
    {"many_to_one_1t", bench::many_to_one, 10'000'000},
    {"many_to_one_2t", bench::many_to_one, 10'000'000, 2},
    {"forkjoin_2t", bench::forkjoin, 6'000'000, 2},
    {"chan_1t", bench::chan, 10'000'000},
    {"chan_2t", bench::chan, 10'000'000, 2},
};

void steal_work() {
  bench::fibers::use_scheduling_algorithm<bench::fibers::algo::work_stealing>(2);
}

void run_on_two_threads(const bench::workload& workload, const bench::order& order) {
  bench::fibers::promise<void> finished;
  std::thread second([&finished] {
    steal_work();
    finished.get_future().wait();
  });
  steal_work();
  workload.run(order);
  finished.set_value();
  second.join();
}

}  // namespace

int main(int words, char** arguments) {
  return bench::run_ordered(workloads, words, arguments,
                            [](const auto& workload, const auto& order) {
                              if (workload.threads == 1)
                                workload.run(order);
                              else
                                run_on_two_threads(workload, order);
                            });
}
