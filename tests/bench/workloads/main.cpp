// weft_workloads NAME [COUNT]: one workload, once.
#include <weft/weft.hpp>

#include "workloads.hpp"

namespace {

constexpr bench::workload workloads[] = {
    {"yield", bench::yield, 10'000'000},
    {"spawn_join", bench::spawn_join, 1'000'000},
    {"skynet_1t", bench::skynet, 1'000'000},
    {"skynet_2t", bench::skynet, 1'000'000, 2},
    {"live_1m", bench::live, 1'000'000},
    {"sleep", bench::sleep, 100'000},
    {"idle", bench::idle, 1'000, 2},
    {"pingpong_1t", bench::pingpong, 10'000'000},
    {"pingpong_2t", bench::pingpong, 2'000'000, 2},
    {"threadring", bench::threadring, 10'000'000},
    {"many_to_one_1t", bench::many_to_one, 10'000'000},
    {"many_to_one_2t", bench::many_to_one, 10'000'000, 2},
    {"forkjoin_2t", bench::forkjoin, 6'000'000, 2},
    {"chan_1t", bench::chan, 10'000'000},
    {"chan_2t", bench::chan, 10'000'000, 2},
    {"select", bench::select, 2'000'000},
    {"select_buf128", bench::select_buf128, 2'000'000},
    {"timer", bench::timer, 1'000'000},
    {"actor_pingpong_1t", bench::actor_pingpong, 10'000'000},
    {"actor_pingpong_2t", bench::actor_pingpong, 2'000'000, 2},
    {"actor_pingpong_straight_1t", bench::actor_pingpong_straight, 10'000'000},
    {"actor_pingpong_straight_2t", bench::actor_pingpong_straight, 2'000'000, 2},
    {"actor_ring", bench::actor_ring, 10'000'000},
    {"actor_ring_straight", bench::actor_ring_straight, 10'000'000},
    {"actor_ask", bench::actor_ask, 1'000'000},
    {"actor_many_to_one_1t", bench::actor_many_to_one, 10'000'000},
    {"actor_many_to_one_2t", bench::actor_many_to_one, 10'000'000, 2},
    {"actor_many_to_one_bounded_1t", bench::actor_many_to_one_bounded, 10'000'000},
    {"actor_many_to_one_bounded_2t", bench::actor_many_to_one_bounded, 10'000'000, 2},
    {"actor_forkjoin_2t", bench::actor_forkjoin, 6'000'000, 2},
    {"actor_forkjoin_bounded_2t", bench::actor_forkjoin_bounded, 6'000'000, 2},
    {"actor_create", bench::actor_create, 1'000'000},
    {"actor_create_straight", bench::actor_create_straight, 1'000'000},
    {"actor_live_1m", bench::actor_live, 1'000'000},
    {"actor_selective", bench::actor_selective, 200'000},
    {"actor_selective_straight", bench::actor_selective_straight, 200'000},
};

}  // namespace

int main(int words, char** arguments) {
  return bench::run_ordered(workloads, words, arguments,
                            [](const auto& workload, const auto& order) {
                              weft::runtime runtime({.workers = workload.threads});
                              runtime.run([&] { workload.run(order); });
                            });
}
