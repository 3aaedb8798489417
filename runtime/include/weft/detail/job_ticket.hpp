// What joins a job's fiber to its pool. The pool itself is private to the runtime (pool/pool_core.hpp).
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <weft/detail/cancel_region.hpp>
#include <weft/fiber.hpp>

namespace weft::detail {

class pool_core;

/// A job's place in its pool.
struct job_ticket {
  std::shared_ptr<pool_core> pool;
  std::uint64_t id = 0;  // once it is submitted

  /// The job, whose fiber is the running one, has started. Lets others start when it waits.
  void begun(fiber_core& job) const noexcept;
  /// The job has ended. Lets the next one start.
  void ended() const noexcept;
  /// Asks the job to end; one that is queued ends at once, unless a plain thread asks.
  void cancel(fiber_core& job, std::exception_ptr reason) const;
};

/// The fiber of a job. Until the job starts, the pool holds the scheduler's reference to it.
template <class F, class R>
class job_fiber final : public fiber_with_result<R> {
 public:
  job_fiber(std::shared_ptr<pool_core> pool, spawn_options options, F body)
      : fiber_with_result<R>(std::move(options)),
        ticket{.pool = std::move(pool)},
        body_(std::move(body)) {
    this->watch_end();
  }

  job_ticket ticket;  // complete before the job can start

 private:
  void run() override {
    ticket.begun(*this);
    if constexpr (std::is_void_v<R>) {
      std::invoke(*body_);
      this->result_.emplace();
    } else {
      this->result_.emplace(std::invoke(*body_));
    }
  }
  void drop_body() override {
    const cancel_region shield(cancel_region::kind::shield);  // its destructors may wait
    body_.reset();
  }
  void concluded(fiber_state) noexcept override { ticket.ended(); }

  std::optional<F> body_;
};

}  // namespace weft::detail
