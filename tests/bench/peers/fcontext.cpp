// The floor of a native switch: raw jumps of Boost.Context, nothing around them. peer_fcontext
// THOUSANDS
#include <boost/context/detail/fcontext.hpp>
#include <cstdint>

#include "measure.hpp"

namespace {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

alignas(16) char stack[64 * 1024];
std::uint64_t visits_left;

void visit(transfer_t came) {
  while (visits_left > 0) {
    --visits_left;
    came = jump_fcontext(came.fctx, nullptr);
  }
}

}  // namespace

int main(int, char** arguments) {
  const std::uint64_t thousands = bench::count_from(arguments[1]);
  transfer_t there{make_fcontext(stack + sizeof stack, sizeof stack, visit), nullptr};
  visits_left = bench::turns_taken(thousands);

  const double nanoseconds = bench::nanoseconds_per_turn(
      thousands, [&there] { there = jump_fcontext(there.fctx, nullptr); });
  bench::require(visits_left == 0, "each round trip visits the context once");
  bench::print("round_trip", nanoseconds, "ns");
  bench::print("switch", nanoseconds / 2, "ns");
}
