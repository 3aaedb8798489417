// The contract tests under simulation: each with many seeds. WEFT_SEED=n runs only that one.
#include <algorithm>
#include <memory>

#include <weft/testing.hpp>

#include "fixture.hpp"

namespace weft::contract {
namespace {

// Set by CMakeLists.txt, which says why.
constexpr std::uint64_t seed_count = WEFT_CONTRACT_SEEDS;

std::unique_ptr<testing::simulation>& world() {
  static auto simulated = std::make_unique<testing::simulation>(0);
  return simulated;
}

}  // namespace

runtime_options options_for(unsigned workers) {
  return {.workers = workers, .host = world().get()};
}

int rounds_per_test() { return static_cast<int>(testing::seeds(seed_count).size()); }

void begin_round(int round) {
  world() = std::make_unique<testing::simulation>(testing::seeds(seed_count)[round]);
}

std::string name_of_round(int round) {
  return "WEFT_SEED=" + std::to_string(testing::seeds(seed_count)[round]);
}

int as_many_as_fit(int many) { return std::clamp(many / 100, std::min(many, 20), 200); }

bool time_passes_while_running() { return false; }

}  // namespace weft::contract
