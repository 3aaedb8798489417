// The ways to an answer, and what stands in for one.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "fixture.hpp"
#include "support/monitored.hpp"
#include "support/words.hpp"

namespace weft::contract {
namespace {

TEST(Reply, AnswersBeforeTheHandlerReturns) {
  on_every_pool([] {
    const channel<int> go;
    const actor_ref actor = spawn_actor([go](self& me) {
      me.receive([&](get) {
        me.reply(1);
        (void)go.receive();
        return 2;  // is dropped
      });
    });
    EXPECT_EQ(actor.ask<int>(get{}, 10s), 1);
    go.send(1);
  });
}

TEST(Reply, DoesNothingIfNobodyAsked) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      EXPECT_THROW(me.reply(1), std::logic_error);
      me.receive([&](add) { me.reply(1); });
      me.receive([](get) { return 3; });
    });
    actor.send(add{1});
    EXPECT_EQ(actor.ask<int>(get{}, 10s), 3);
  });
}

TEST(Promise, AnswersLater) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      std::optional<promise<int>> owed;
      me.receive([&](get) { owed = me.make_promise<int>(); });
      me.receive([&](add m) { owed->set_value(m.by); });
    });
    auto asker = start_here([actor] { return actor.ask<int>(get{}, 10s); });
    actor.send(add{6});
    EXPECT_EQ(asker.join(), 6);
  });
}

TEST(Promise, MayBeKeptByAnotherFiber) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      me.receive_loop([&](get) {
        spawn([owed = me.make_promise<std::unique_ptr<int>>()]() mutable {
          owed.set_value(std::make_unique<int>(4));
        });
      });
    });
    EXPECT_EQ(*actor.ask<std::unique_ptr<int>>(get{}, 10s), 4);
    EXPECT_EQ(*actor.ask<std::unique_ptr<int>>(get{}, 10s), 4);
  });
}

TEST(Promise, MayCarryAnException) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      me.receive([&](get) {
        auto owed = me.make_promise<int>();
        owed.set_exception(std::make_exception_ptr(std::range_error("far")));
        owed.set_value(1);  // too late
      });
      me.receive([&](stop) {
        auto owed = me.make_promise<void>();
        owed.set_value();
      });
    });
    EXPECT_THROW((void)actor.ask<int>(get{}, 10s), std::range_error);
    actor.ask<void>(stop{}, 10s);
  });
}

TEST(Promise, ThatIsDroppedBreaksAtOnce) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      me.receive([&](get) { (void)me.make_promise<int>(); });
      me.receive([](stop) {});
    });
    EXPECT_THROW((void)actor.ask<int>(get{}, 1h), broken_promise);
    actor.send(stop{});
  });
}

TEST(Promise, IsKeptInVainWhenTheAskerHasLeft) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      std::optional<promise<int>> owed;
      me.receive([&](get) { owed = me.make_promise<int>(); });
      me.receive([&](stop) {
        owed->set_value(1);
        return 2;
      });
    });
    EXPECT_THROW((void)actor.ask<int>(get{}, 1ms), timed_out);
    EXPECT_EQ(actor.ask<int>(stop{}, 10s), 2);
  });
}

TEST(Delegate, LetsAnotherActorAnswer) {
  on_every_pool([] {
    const actor_ref worker =
        spawn_actor([](self& me) { me.receive_loop([](add m) { return m.by * 10; }); });
    const actor_ref front = spawn_actor([worker](self& me) {
      me.receive_loop([&](add m) {
        me.delegate(worker, add{m.by + 1});
        return -1;  // is dropped
      });
    });
    EXPECT_EQ(front.ask<int>(add{1}, 10s), 20);
    EXPECT_EQ(front.ask<int>(add{2}, 10s), 30);
  });
}

TEST(Delegate, PassesOnThatTheOtherHasEnded) {
  on_every_pool([] {
    const actor_ref ended = spawn_actor([](self&) {});
    let_all_end();
    const actor_ref front =
        spawn_actor([ended](self& me) { me.receive([&](add m) { me.delegate(ended, m); }); });
    try {
      (void)front.ask<int>(add{1}, 1h);
      ADD_FAILURE() << "an ended actor answered";
    } catch (const actor_down& down) {
      EXPECT_EQ(down.reason(), exit_reason::noproc());
    }
  });
}

TEST(AskOp, StandsInAChoice) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) { me.receive_loop([](get) { return 3; }); });
    const channel<int> silent;
    EXPECT_EQ(perform(choice(actor.ask_op<int>(get{}),
                             silent.receive_op().wrap([](std::optional<int>) { return 0; }))),
              3);
  });
}

TEST(AskOp, DropsTheAnswerWhenAnotherBranchWins) {
  on_every_pool([] {
    const channel<int> go;
    const actor_ref slow = spawn_actor([go](self& me) {
      me.receive_loop([&](get) { return *go.receive(); }, [](add m) { return m.by; });
    });
    EXPECT_EQ(perform(choice(slow.ask_op<int>(get{}), sleep_op(1ms).wrap([] { return -1; }))), -1);
    go.send(5);
    EXPECT_EQ(slow.ask<int>(add{7}, 10s), 7);
  });
}

TEST(AskOp, ThrowsWhatTheHandlerThrew) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      try {
        me.receive([](get) -> int { throw std::domain_error("no"); });
      } catch (const std::domain_error&) {
      }
    });
    EXPECT_THROW((void)perform(actor.ask_op<int>(get{})), std::domain_error);
  });
}

TEST(Ask, IsCancelledWithItsFiber) {
  on_every_pool([] {
    const actor_ref silent = spawn_sleeper();
    auto asker = start_here([silent] { return silent.ask<int>(get{}, 1h); });
    asker.cancel();
    EXPECT_THROW(asker.join(), fiber_cancelled);
  });
}

TEST(Ask, TakesAnyAnswerForVoid) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      me.receive([](get) { return std::string("text"); });
      me.receive([](add) {});
      me.receive([](stop) { return loop::stop; });
    });
    actor.ask<void>(get{}, 10s);
    actor.ask<void>(add{1}, 10s);
    actor.ask<void>(stop{}, 10s);
  });
}

TEST(Ask, KeepsTypeAndTextOfTheHandlersException) {
  struct too_far : std::out_of_range {
    using std::out_of_range::out_of_range;
    int by = 3;
  };
  on_every_pool([] {
    const actor_ref actor =
        spawn_actor([](self& me) { me.receive([](get) -> int { throw too_far("by far"); }); });
    monitored end(actor);
    try {
      (void)actor.ask<int>(get{}, 10s);
      ADD_FAILURE() << "no exception";
    } catch (const too_far& error) {
      EXPECT_STREQ(error.what(), "by far");
      EXPECT_EQ(error.by, 3);
    }
    const exit_reason reason = end.reason();
    EXPECT_EQ(reason.kind(), exit_reason::kind_type::error);
    EXPECT_THROW(std::rethrow_exception(reason.exception()), too_far);
    EXPECT_EQ(reason.what(), "by far");
  });
}

TEST(Ask, MayGoRoundThroughOtherActors) {
  on_every_pool([] {
    const actor_ref inner =
        spawn_actor([](self& me) { me.receive_loop([](add m) { return m.by + 1; }); });
    const actor_ref outer = spawn_actor([inner](self& me) {
      me.receive_loop([&](add m) { return inner.ask<int>(add{m.by * 2}, 10s); });
    });
    for (int i = 0; i < 10; ++i) EXPECT_EQ(outer.ask<int>(add{i}, 10s), 2 * i + 1);
  });
}

}  // namespace
}  // namespace weft::contract
