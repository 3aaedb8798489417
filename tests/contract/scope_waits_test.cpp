// A scope ends every kind of wait, of its body and of its children.
#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

/// The ways in which a body may wait.
std::vector<std::function<void()>> waits() {
  return {
      [] { this_fiber::sleep_for(1h); },
      [] { channel<int>().receive(); },
      [] { channel<int>().send(1); },
      [] { perform(never<void>()); },
      [] { perform(choice(sleep_op(1h), never<void>())); },
      [] { spawn([] { this_fiber::sleep_for(1h); }).join(); },
      [] { with_scope([](scope& inner) { inner.spawn([] { this_fiber::sleep_for(1h); }); }); },
      [] { move_on_after(1h, [] { this_fiber::sleep_for(2h); }); },
      [] {
        for (;;) this_fiber::yield();
      },
      [] {
        for (;;) {
          this_fiber::yield();
          this_fiber::check_cancel();
        }
      },
  };
}

TEST(Scope, EndsEveryKindOfWaitOfItsBodyWhenAChildFails) {
  on_every_pool([] {
    for (auto& wait : waits()) {
      channel<int> go(1);
      EXPECT_THROW(with_scope([&](scope& children) {
                     children.spawn([=] {
                       go.receive();
                       throw std::domain_error("child");
                     });
                     go.send(1);
                     wait();
                   }),
                   std::domain_error);
    }
  });
}

TEST(Scope, EndsEveryKindOfWaitOfItsChildrenWhenItIsCancelled) {
  on_every_pool([] {
    for (auto& wait : waits()) {
      with_scope([&](scope& children) {
        auto child = children.spawn({.worker = this_fiber::worker()}, [&] { wait(); });
        for (int i = 0; i < 5; ++i) this_fiber::yield();
        children.cancel();
        EXPECT_THROW(child.join(), fiber_cancelled);
      });
    }
  });
}

TEST(Scope, CancelsItsChildrenWhenItsFiberIsCancelled) {
  on_every_pool([] {
    std::atomic<int> unwound = 0;
    auto child = [&] {
      const std::shared_ptr<void> witness(nullptr, [&](void*) { ++unwound; });
      this_fiber::sleep_for(1h);
    };
    auto in_the_body = start_here([&] {
      with_scope([&](scope& children) {
        for (int i = 0; i < 3; ++i)
          let_it_wait(children.spawn({.worker = this_fiber::worker()}, child));
        this_fiber::sleep_for(1h);
      });
    });
    in_the_body.cancel();
    EXPECT_THROW(in_the_body.join(), fiber_cancelled);
    EXPECT_EQ(unwound, 3);

    auto at_the_end = start_here([&] {
      with_scope([&](scope& children) {
        for (int i = 0; i < 3; ++i)
          let_it_wait(children.spawn({.worker = this_fiber::worker()}, child));
      });
    });
    at_the_end.cancel(std::make_exception_ptr(std::domain_error("reason")));
    EXPECT_THROW(at_the_end.join(), std::domain_error);
    EXPECT_EQ(unwound, 6);
  });
}

}  // namespace
}  // namespace weft::contract
