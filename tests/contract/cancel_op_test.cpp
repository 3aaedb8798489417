// Waiting for one's own cancellation.
#include <optional>
#include <stdexcept>
#include <utility>

#include "fixture.hpp"

namespace weft::contract {
namespace {

TEST(CancelOp, IsReadyInsideAShieldOnceTheFiberIsCancelled) {
  on_every_pool([] {
    auto fiber = start_here([] {
      return shield([] {
        EXPECT_FALSE(poll(this_fiber::cancel_op()));
        channel<int> nobody;
        const auto which = select(nobody.receive_op(), this_fiber::cancel_op());
        EXPECT_TRUE(poll(this_fiber::cancel_op()));
        perform(this_fiber::cancel_op());
        return which.index();
      });
    });
    fiber.cancel();
    EXPECT_EQ(fiber.join(), 1u);
  });
}

TEST(CancelOp, SeesLimitsAndScopesOutsideTheShieldToo) {
  on_every_pool([] {
    EXPECT_TRUE(move_on_after(1us, [] {
      shield([] { perform(choice(this_fiber::cancel_op(), this_fiber::cancel_op())); });
    }));
    EXPECT_THROW(with_scope([](scope& children) {
                   children.spawn([] { throw std::domain_error("child"); });
                   shield([] { perform(this_fiber::cancel_op()); });
                 }),
                 std::domain_error);
    shield([] { EXPECT_FALSE(poll(choice(this_fiber::cancel_op(), never<void>()))); });
  });
}

TEST(CancelOp, IsWithdrawnWhenAnotherBranchWins) {
  on_every_pool([] {
    channel<int> numbers;
    auto fiber = start_here([=] {
      shield([&] {
        auto is_cancel = this_fiber::cancel_op().wrap([] { return std::optional<int>(-1); });
        EXPECT_EQ(perform(choice(numbers.receive_op(), std::move(is_cancel))), 5);
      });
      this_fiber::sleep_for(1h);
    });
    numbers.send(5);
    let_it_wait(fiber);
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
  });
}

TEST(CancelOp, NeedsAFiber) { EXPECT_THROW((void)this_fiber::cancel_op(), std::logic_error); }

}  // namespace
}  // namespace weft::contract
