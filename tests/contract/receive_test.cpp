// What a receive takes, and when.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "support/monitored.hpp"
#include "support/words.hpp"

namespace weft::contract {
namespace {

struct note {
  std::string text;
};

/// Runs `body` in an actor that has been sent what `send` sends, and returns what it gives.
template <class Send, class Body>
std::string with_messages(Send send, Body body) {
  const channel<int> all_sent;
  const actor_ref actor = spawn_actor([all_sent, body](self& me) {
    (void)all_sent.receive();
    const std::string seen = body(me);
    me.receive([&](get) { return seen; });
  });
  send(actor);
  all_sent.send(1);
  return actor.ask<std::string>(get{}, 10s);
}

TEST(Receive, GoesByTheOrderOfArrivalNotOfHandlers) {
  on_every_pool([] {
    const auto send = [](const actor_ref& to) {
      to.send(note{"a"});
      to.send(add{1});
      to.send(note{"b"});
    };
    EXPECT_EQ(with_messages(send,
                            [](self& me) {
                              std::string seen;
                              for (int i = 0; i < 3; ++i)
                                me.receive([&](add m) { seen += std::to_string(m.by); },
                                           [&](const note& n) { seen += n.text; });
                              return seen;
                            }),
              "a1b");
  });
}

TEST(Receive, GivesAMessageToTheFirstHandlerOfItsType) {
  on_every_pool([] {
    EXPECT_EQ(with_messages([](const actor_ref& to) { to.send(add{1}); },
                            [](self& me) {
                              std::string seen;
                              me.receive([&](add) { seen = "first"; },
                                         [&](add) { seen = "second"; });
                              return seen;
                            }),
              "first");
  });
}

int twice(add m) { return 2 * m.by; }

TEST(Receive, TakesFunctionsAndReferences) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      me.receive(&twice);
      me.receive([](add& m) { return m.by++; });
      me.receive([](const add& m) { return m.by; });
      me.receive([](add&& m) { return m.by; });
      me.receive([n = 1](add m) mutable { return n += m.by; });
    });
    std::vector<int> got;
    for (int i = 1; i <= 5; ++i) got.push_back(actor.ask<int>(add{i}, 10s));
    EXPECT_EQ(got, (std::vector{2, 2, 3, 4, 6}));
  });
}

TEST(Receive, LeavesAnExceptionToTheAskerAndTheCaller) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      EXPECT_THROW(me.receive([](add) -> int { throw std::domain_error("odd"); }),
                   std::domain_error);
      me.receive([](get) { return 5; });  // it was caught, so the actor goes on
    });
    try {
      (void)actor.ask<int>(add{1}, 10s);
      ADD_FAILURE() << "no exception";
    } catch (const std::domain_error& error) {
      EXPECT_STREQ(error.what(), "odd");
    }
    EXPECT_EQ(actor.ask<int>(get{}, 10s), 5);
  });
}

TEST(Receive, PassesOverManyAndKeepsTheirOrder) {
  on_every_pool([] {
    const int many = as_many_as_fit(20000);
    const auto send = [many](const actor_ref& to) {
      for (int i = 0; i < many; ++i) to.send(add{i});
      to.send(stop{});
    };
    EXPECT_EQ(with_messages(send,
                            [many](self& me) {
                              me.receive([](stop) {});
                              int next = 0;
                              while (next < many) {
                                const int before = next;
                                me.receive([&](add m) { next += m.by == next; });
                                if (next == before) return std::string("out of order");
                              }
                              return std::string("in order");
                            }),
              "in order");
  });
}

TEST(ReceiveIf, TakesTheFirstThatIsAccepted) {
  on_every_pool([] {
    const auto send = [](const actor_ref& to) {
      for (int i = 1; i <= 4; ++i) to.send(add{i});
    };
    EXPECT_EQ(with_messages(send,
                            [](self& me) {
                              std::string seen;
                              const auto note_it = [&](add m) { seen += std::to_string(m.by); };
                              me.receive_if([](const add& m) { return m.by > 2; }, note_it);
                              for (int i = 0; i < 3; ++i) me.receive(note_it);
                              return seen;
                            }),
              "3124");
  });
}

TEST(ReceiveIf, WaitsForOneThatIsAccepted) {
  on_every_pool([] {
    const actor_ref picky = spawn_actor([](self& me) {
      me.receive_if([](const add& m) { return m.by == 3; }, [](add m) { return m.by; });
    });
    auto asker = start_here([picky] {
      picky.send(add{1});
      picky.send(add{2});
      return picky.ask<int>(add{3}, 10s);
    });
    EXPECT_EQ(asker.join(), 3);
  });
}

TEST(ReceiveIf, TakesNothingWhenItsConditionThrows) {
  on_every_pool([] {
    EXPECT_EQ(with_messages([](const actor_ref& to) { to.send(add{1}); },
                            [](self& me) {
                              const auto throws = [](const add&) -> bool {
                                throw std::runtime_error("undecided");
                              };
                              EXPECT_THROW(me.receive_if(throws, [](add) {}), std::runtime_error);
                              std::string seen;
                              me.receive([&](add m) { seen = std::to_string(m.by); });
                              return seen;
                            }),
              "1");
  });
}

TEST(ReceiveFor, WaitsForAMessageInTime) {
  on_every_pool([] {
    const actor_ref patient = spawn_actor([](self& me) {
      bool in_time = false;
      EXPECT_TRUE(me.receive_for(clock::duration::max(), [&](add) { in_time = true; }));
      me.receive([&](get) { return in_time; });
    });
    patient.send(add{1});
    EXPECT_TRUE(patient.ask<bool>(get{}, 10s));
  });
}

TEST(ReceiveFor, LeavesWhatIsNotWanted) {
  on_every_pool([] {
    EXPECT_EQ(with_messages([](const actor_ref& to) { to.send(add{1}); },
                            [](self& me) {
                              EXPECT_FALSE(me.receive_for(1ms, [](stop) {}));
                              EXPECT_FALSE(me.receive_for(-1s, [](stop) {}));
                              std::string seen = "nothing";
                              EXPECT_TRUE(me.receive_for(0s, [&](add) { seen = "add"; }));
                              return seen;
                            }),
              "add");
  });
}

TEST(ReceiveOp, LeavesTheMessageWhenAnotherBranchWins) {
  on_every_pool([] {
    EXPECT_EQ(with_messages([](const actor_ref&) {},
                            [](self& me) {
                              const auto start = clock::now();
                              perform(choice(me.receive_op([](add) {}), sleep_op(2ms)));
                              me.ref().send(add{4});
                              std::string seen = clock::now() - start >= 2ms ? "late " : "early ";
                              me.receive([&](add m) { seen += std::to_string(m.by); });
                              return seen;
                            }),
              "late 4");
  });
}

TEST(ReceiveOp, CanBePolled) {
  on_every_pool([] {
    EXPECT_EQ(with_messages([](const actor_ref& to) { to.send(add{1}); },
                            [](self& me) {
                              std::string seen;
                              EXPECT_FALSE(poll(me.receive_op([](stop) {})));
                              EXPECT_TRUE(poll(me.receive_op([&](add) { seen = "add"; })));
                              EXPECT_FALSE(poll(me.receive_op([](add) {})));
                              return seen;
                            }),
              "add");
  });
}

TEST(ReceiveOp, AnswersAnAsk) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      perform(choice(me.receive_op([](add m) { return m.by + 1; }), never<void>()));
    });
    EXPECT_EQ(actor.ask<int>(add{1}, 10s), 2);
  });
}

TEST(ReceiveLoop, EndsWhenAHandlerSaysSo) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      int n = 0;
      me.receive_loop([&](add m) { return (n += m.by) < 3 ? loop::again : loop::stop; });
      me.receive([&](get) { return n; });
    });
    for (int i = 0; i < 5; ++i) actor.send(add{1});
    EXPECT_EQ(actor.ask<int>(get{}, 10s), 3);
  });
}

TEST(Stash, KeepsTheAnswerThatIsOwed) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      bool open = false;
      me.receive_loop(
          [&](const get&) {
            if (!open) me.stash();
            return open ? 5 : 0;
          },
          [&](stop) {
            open = true;
            me.unstash_all();
          });
    });
    auto asker = start_here([actor] { return actor.ask<int>(get{}, 10s); });
    actor.send(stop{});
    EXPECT_EQ(asker.join(), 5);
  });
}

TEST(Stash, RefusesWhatWasMovedAway) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      EXPECT_THROW(me.stash(), std::logic_error);
      me.receive([&](note) {
        EXPECT_THROW(me.stash(), std::logic_error);
        return 1;
      });
    });
    EXPECT_EQ(actor.ask<int>(note{"a"}, 10s), 1);
  });
}

TEST(Stash, GoesToDeadLettersAtTheEnd) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      me.receive([&](const note&) { me.stash(); });
      me.receive([](stop) {});
    });
    auto asker = start_here([actor] { (void)actor.ask<int>(note{"a"}, 1h); });
    actor.send(stop{});
    EXPECT_THROW(asker.join(), actor_down);
    EXPECT_EQ(runtime::current().stats().dead_letters, 1u);
  });
}

}  // namespace
}  // namespace weft::contract
