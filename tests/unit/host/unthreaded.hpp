// A process that can start no thread, or only a few more.
#pragma once

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace weft::native {

/// While it lives, all but the next `startable` threads fail to start: each would get a stack so
/// large that the address space that is left has room for no more.
class unthreaded {
 public:
  explicit unthreaded(unsigned startable = 0) {
    constexpr std::size_t stack_bytes = std::size_t{1} << 30;
    pthread_getattr_default_np(&stacks_before_);
    pthread_attr_t large;
    pthread_attr_init(&large);
    pthread_attr_setstacksize(&large, stack_bytes);
    pthread_setattr_default_np(&large);
    pthread_attr_destroy(&large);

    getrlimit(RLIMIT_AS, &space_before_);
    rlimit space = space_before_;
    space.rlim_cur = used_bytes() + startable * stack_bytes + stack_bytes / 2;
    setrlimit(RLIMIT_AS, &space);
  }
  unthreaded(const unthreaded&) = delete;
  unthreaded& operator=(const unthreaded&) = delete;
  ~unthreaded() {
    setrlimit(RLIMIT_AS, &space_before_);
    pthread_setattr_default_np(&stacks_before_);
    pthread_attr_destroy(&stacks_before_);
  }

 private:
  static std::size_t used_bytes() {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  }

  pthread_attr_t stacks_before_;
  rlimit space_before_;
};

}  // namespace weft::native
