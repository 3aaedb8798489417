// Where the rooms of the runtime meet: the scheduler, its actors, and what tells of their end.
#include <weft/runtime.hpp>

#include <memory>
#include <stdexcept>

#include <weft/detail/actor_space.hpp>

#include "base/check.hpp"
#include "inspect/last_words.hpp"
#include "sched/scheduler.hpp"

namespace weft {

struct runtime::inside {
  inside(runtime& owner, const runtime_options& options)
      : scheduler(owner, options), actors(scheduler, options.on_dead_letter) {
    scheduler.at_stop([this] { actors.rouse_all(); });
  }

  detail::scheduler scheduler;
  detail::actor_space actors;
};

namespace {

/// Looks for stalls, where that was asked for and can be done from outside.
std::unique_ptr<platform::watch> watch_for_stalls(detail::scheduler& watched) {
  const auto limit = watched.options().stall_limit;
  if (limit <= clock::duration::zero()) return nullptr;
  return watched.host().keep_watch(limit / 4, [&watched] { watched.report_stalls(); });
}

}  // namespace

runtime::runtime(runtime_options options) : inside_(std::make_unique<inside>(*this, options)) {
  inspect::install_last_words();
}

runtime::~runtime() = default;

void runtime::run_to_end(detail::fiber_core& root) {
  try {
    inside_->scheduler.claim_run();
  } catch (...) {
    root.drop_reference();  // the scheduler's, which it will never use
    throw;
  }
  detail::scheduler& scheduler = inside_->scheduler;
  const auto watch = watch_for_stalls(scheduler);
  scheduler.run(root);
}

runtime& runtime::current() {
  if (detail::current_worker == nullptr)
    throw std::logic_error("runtime::current was called outside a fiber");
  return detail::current_worker->of().owner();
}

unsigned runtime::pool_size() const noexcept { return inside_->scheduler.pool_size(); }

void runtime::set_pool_size(unsigned workers) { inside_->scheduler.set_pool_size(workers); }

runtime_stats runtime::stats() const {
  runtime_stats sum = inside_->scheduler.stats();
  const auto actors = inside_->actors.count();
  sum.actors_live = actors.live;
  sum.dead_letters = actors.dead_letters;
  return sum;
}

time_point clock::now() noexcept {
  platform::host& host = detail::current_worker == nullptr ? platform::default_host()
                                                           : detail::current_worker->of().host();
  return host.now();
}

namespace detail {

actor_space& actor_space_here() { return runtime::current().inside_->actors; }

time_point deadline_after(clock::duration wait) noexcept {
  const time_point now = clock::now();
  return wait > time_point::max() - now ? time_point::max() : now + wait;
}

}  // namespace detail
}  // namespace weft
