// The workloads that Boost.Fiber can do. They are those of ../../workloads/workloads.hpp, of the
// same names, and run in the main fiber of a thread.
#pragma once

#include <boost/fiber/all.hpp>
#include <cstddef>
#include <vector>

#include "workload.hpp"

namespace bench {

namespace fibers = boost::fibers;

inline constexpr std::size_t stack_bytes = 64 * 1024;  // weft's default

void yield(const order&);
void spawn_join(const order&);
void skynet(const order&);
void live(const order&);
void sleep(const order&);

void pingpong(const order&);
void chan(const order&);
void threadring(const order&);
void many_to_one(const order&);
void forkjoin(const order&);

/// Starts `body` as a fiber that runs when the caller waits.
template <class Body>
fibers::fiber start(Body body) {
  return fibers::fiber(std::allocator_arg, fibers::fixedsize_stack(stack_bytes), std::move(body));
}

inline void join_all(std::vector<fibers::fiber>& all) {
  for (auto& fiber : all) fiber.join();
}

}  // namespace bench
