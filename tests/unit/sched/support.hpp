// Fibers that never run, for the tests of queues.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <weft/detail/fiber_core.hpp>

namespace weft::detail {

/// Something to queue. Lives as long as the test, whoever counts references.
class idle_fiber final : public fiber_core {
 public:
  explicit idle_fiber(int priority = 0) : fiber_core(spawn_options{.priority = priority}) {}
  ~idle_fiber() override = default;

 private:
  void run() override {}
};

inline std::vector<std::unique_ptr<idle_fiber>> idle_fibers(std::size_t count) {
  std::vector<std::unique_ptr<idle_fiber>> fibers;
  for (std::size_t i = 0; i < count; ++i) fibers.push_back(std::make_unique<idle_fiber>());
  return fibers;
}

}  // namespace weft::detail
