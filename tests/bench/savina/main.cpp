// savina NAME [SIZE] [WORKERS]: one program of the suite, once. Prints `name milliseconds ms`, and
// ends with exit code 3 if the result was wrong. In WebAssembly there is one worker, whatever is asked
// for.
#include <weft/weft.hpp>

#include "savina.hpp"

namespace {

constexpr bench::workload programs[] = {
    {"ping_pong", savina::ping_pong, 200'000},
    {"counting", savina::counting, 500'000},
    {"fork_join_create", savina::fork_join_create, 100'000},
    {"fork_join_throughput", savina::fork_join_throughput, 10'000},
    {"thread_ring", savina::thread_ring, 500'000},
    {"chameneos", savina::chameneos, 100'000},
    {"big", savina::big, 2'000},
    {"concurrent_dictionary", savina::concurrent_dictionary, 10'000},
    {"concurrent_sorted_list", savina::concurrent_sorted_list, 1'000},
    {"bounded_buffer", savina::bounded_buffer, 2'000},
    {"dining_philosophers", savina::dining_philosophers, 5'000},
    {"sleeping_barber", savina::sleeping_barber, 20'000},
    {"cigarette_smokers", savina::cigarette_smokers, 200'000},
    {"logistic_map", savina::logistic_map, 10'000},
    {"bank_transaction", savina::bank_transaction, 200'000},
    {"radix_sort", savina::radix_sort, 10'000},
    {"sieve", savina::sieve, 50'000},
    {"filter_bank", savina::filter_bank, 20'000},
    {"unbalanced_cobwebbed_tree", savina::unbalanced_cobwebbed_tree, 500},
    {"online_facility_location", savina::online_facility_location, 100'000},
    {"matrix_multiplication", savina::matrix_multiplication, 384},
    {"n_queens", savina::n_queens, 2'680},
    {"a_star", savina::a_star, 40},
    {"successive_over_relaxation", savina::successive_over_relaxation, 100},
    {"all_pairs_shortest_path", savina::all_pairs_shortest_path, 512},
    {"trapezoidal", savina::trapezoidal, 20'000'000},
    {"precise_pi", savina::precise_pi, 1'500},
};

}  // namespace

int main(int words, char** arguments) {
  const auto workers = words > 3 ? static_cast<unsigned>(bench::count_from(arguments[3])) : 1U;
  return bench::run_ordered(programs, words, arguments,
                            [workers](const auto& program, const auto& order) {
                              weft::runtime runtime({.workers = workers});
                              runtime.run([&] { program.run(order); });
                            });
}
