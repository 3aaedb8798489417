// A process that can start no thread.
#pragma once

#include <pthread.h>

namespace weft::native {

/// While it lives, starting a thread fails: the stack it would get is larger than the address space.
class unthreaded {
 public:
  unthreaded() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t endless;
    pthread_attr_init(&endless);
    pthread_attr_setstacksize(&endless, std::size_t{1} << 60);
    pthread_setattr_default_np(&endless);
    pthread_attr_destroy(&endless);
  }
  unthreaded(const unthreaded&) = delete;
  unthreaded& operator=(const unthreaded&) = delete;
  ~unthreaded() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_;
};

}  // namespace weft::native
