// The Savina suite: small actor programs, each of which leans on another part of an actor runtime.
//
// A program plays its game with `order.count` as its size, checks the result against one that was
// computed in another way, and prints how long the game took. It runs in the root fiber of a fresh
// runtime, which ends what actors are left.
//
// Source: S. Imam, V. Sarkar, "Savina - An Actor Benchmark Suite", AGERE 2014. The programs are told
// there in words; sizes and protocols are ours where it leaves them open.
#pragma once

#include <chrono>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <weft/weft.hpp>

#include "workload.hpp"

namespace savina {

using bench::order;
using bench::require;

/// What a game came to, and how long it took.
template <class R>
struct played {
  R result;
  double milliseconds;
};

template <class Game>
auto play(Game game) -> played<std::invoke_result_t<Game>> {
  const bench::stopwatch watch;
  auto result = game();
  return {std::move(result), watch.milliseconds()};
}

/// Prints how long a game took, or ends the program when its result is not `right`.
inline void report(const order& order, double milliseconds, bool right, const char* claim) {
  require(right, claim);
  bench::print(order, milliseconds, "ms");
}

/// Questions have a time limit; here an answer always comes.
inline constexpr std::chrono::hours patience{1};

// One message, or a few, on their way: what a message costs.
void ping_pong(const order&);
void counting(const order&);
void fork_join_create(const order&);
void fork_join_throughput(const order&);
void thread_ring(const order&);
void chameneos(const order&);
void big(const order&);

// Actors that many others want something of: mailboxes under contention.
void concurrent_dictionary(const order&);
void concurrent_sorted_list(const order&);
void bounded_buffer(const order&);
void dining_philosophers(const order&);
void sleeping_barber(const order&);
void cigarette_smokers(const order&);
void logistic_map(const order&);
void bank_transaction(const order&);

// Work that is split: pipelines, trees, and a master with workers.
void radix_sort(const order&);
void sieve(const order&);
void filter_bank(const order&);
void unbalanced_cobwebbed_tree(const order&);
void online_facility_location(const order&);
void matrix_multiplication(const order&);
void n_queens(const order&);
void a_star(const order&);
void successive_over_relaxation(const order&);
void all_pairs_shortest_path(const order&);
void trapezoidal(const order&);
void precise_pi(const order&);

}  // namespace savina
