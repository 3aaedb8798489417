// The contract tests under simulation: each with many seeds. WEFT_SEED=n runs only that one; a
// failure names its round, which is its seed.
#include <simulated_host.hpp>

#include <cstdlib>
#include <memory>
#include <string>

#include "fixture.hpp"

namespace weft::contract {
namespace {

constexpr int seeds = 25;

int only_seed() {
  const char* wanted = std::getenv("WEFT_SEED");
  return wanted == nullptr ? -1 : std::atoi(wanted);
}

std::unique_ptr<sim::simulated_host>& host() {
  static auto simulated = std::make_unique<sim::simulated_host>(0);
  return simulated;
}

}  // namespace

runtime_options options_for(unsigned workers) { return {.workers = workers, .host = host().get()}; }

int rounds_per_test() { return only_seed() < 0 ? seeds : 1; }

void begin_round(int round) {
  const int seed = only_seed() < 0 ? round : only_seed();
  host() = std::make_unique<sim::simulated_host>(static_cast<std::uint64_t>(seed));
}

}  // namespace weft::contract
