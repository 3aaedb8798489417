// The contract tests on the platform's own host.
#include "fixture.hpp"

namespace weft::contract {

runtime_options options_for(unsigned workers) { return {.workers = workers}; }
int rounds_per_test() { return 1; }
void begin_round(int) {}
std::string name_of_round(int) { return "the only round"; }
int as_many_as_fit(int many) { return many / WEFT_CONTRACT_PART; }
bool time_passes_while_running() { return true; }

}  // namespace weft::contract
