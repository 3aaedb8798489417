// The floor under every fiber: raw jumps of Boost.Context, nothing around them.
// peer_fcontext NAME [COUNT]
#include <sys/mman.h>

#include <boost/context/detail/fcontext.hpp>
#include <cstdint>
#include <vector>

#include "process.hpp"
#include "workload.hpp"

namespace {

using boost::context::detail::fcontext_t;
using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

std::uint64_t visits = 0;

void visit(transfer_t came) {
  for (;;) {
    ++visits;
    came = jump_fcontext(came.fctx, nullptr);
  }
}

/// Two switches make a round trip.
void yield(const bench::order& order) {
  alignas(16) static char stack[64 * 1024];
  transfer_t there{make_fcontext(stack + sizeof stack, sizeof stack, visit), nullptr};
  const bench::stopwatch watch;
  for (std::size_t i = 0; i < order.count / 2; ++i) there = jump_fcontext(there.fctx, nullptr);
  const double nanoseconds = watch.nanoseconds();
  bench::require(visits == order.count / 2, "each round trip visits the context once");
  bench::print_each(order, nanoseconds);
  bench::print_part(order, "round_trip", 2 * nanoseconds / static_cast<double>(order.count), "ns");
}

void wait_once(transfer_t came) {
  came = jump_fcontext(came.fctx, nullptr);
  ++visits;
  jump_fcontext(came.fctx, nullptr);
}

/// Contexts in slots of one page, side by side, without guards between them.
void live(const bench::order& order) {
  constexpr std::size_t slot_bytes = 4096;
  const std::size_t bytes = order.count * slot_bytes;
  std::vector<fcontext_t> contexts(order.count);
  const bench::stopwatch creating;
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  bench::require(memory != MAP_FAILED, "there is room for the slots");
  ::madvise(memory, bytes, MADV_NOHUGEPAGE);
  char* top = static_cast<char*>(memory);
  for (fcontext_t& context : contexts) {
    top += slot_bytes;
    context = jump_fcontext(make_fcontext(top, slot_bytes, wait_once), nullptr).fctx;
  }
  const double create = creating.milliseconds();
  const double resident = bench::memory_bytes_max();
  const bench::stopwatch waking;
  for (const fcontext_t context : contexts) jump_fcontext(context, nullptr);
  const double wake = waking.milliseconds();
  bench::require(visits == order.count, "each context was woken once");
  bench::print_part(order, "bytes", resident / static_cast<double>(order.count), "B");
  bench::print_part(order, "create", create, "ms");
  bench::print_part(order, "wake", wake, "ms");
}

constexpr bench::workload workloads[] = {
    {"yield", yield, 10'000'000},
    {"live_1m", live, 1'000'000},
};

}  // namespace

int main(int words, char** arguments) {
  return bench::run_ordered(workloads, words, arguments,
                            [](const auto& workload, const auto& order) { workload.run(order); });
}
