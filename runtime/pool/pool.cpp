// What the public headers promise, passed on to the pool inside.
#include <weft/pool.hpp>

#include <stdexcept>
#include <string>
#include <utility>

#include <weft/limits.hpp>
#include <weft/runtime.hpp>

#include "pool/pool_core.hpp"

namespace weft {
namespace detail {

void job_ticket::begun(fiber_core& job) const noexcept { pool->begun(id, job); }

void job_ticket::ended() const noexcept { pool->ended(id); }

void job_ticket::cancel(fiber_core& job, std::exception_ptr reason) const {
  pool->cancel(id, job, std::move(reason));
}

}  // namespace detail

pool::pool(pool_options options) {
  detail::require_fiber("pool");
  const unsigned workers = options.workers != 0 ? options.workers : runtime::current().pool_size();
  if (workers > dispatch::worker_set::workers_max)
    throw std::invalid_argument("weft: a pool has at most " +
                                std::to_string(dispatch::worker_set::workers_max) + " workers");
  core_ = std::make_shared<detail::pool_core>(options, workers);
}

pool::~pool() {
  if (!core_->empty()) shield([this] { kill(); });
}

detail::job_ticket pool::submit(detail::fiber_core& job, detail::job_ticket& ticket,
                                const job_options& options) {
  // A job that has started may end, and be forgotten, before the submission returns.
  detail::job_ticket copy = ticket;
  try {
    copy.pool->submit(job, ticket.id, options);
  } catch (...) {
    job.drop_reference();
    throw;
  }
  copy.id = ticket.id;
  return copy;
}

void pool::close() {
  core_->close();
  core_->wait_until_empty();
}

void pool::kill() {
  core_->end_all(std::make_exception_ptr(pool_death()));
  core_->wait_until_empty();
}

pool_stats pool::stats() const { return core_->stats(); }

}  // namespace weft
