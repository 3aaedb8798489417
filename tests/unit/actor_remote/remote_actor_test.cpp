// Messages to actors of another node, and their answers.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "players.hpp"

namespace weft::remote_test {
namespace {

TEST(RemoteActor, TakesMessagesInOrderAndAnswers) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    for (int i = 1; i <= 10; ++i) {
      two.there.send(add{i});
      EXPECT_EQ(two.there.ask<int>(get{}, 1h), i * (i + 1) / 2);
    }
    EXPECT_NE(two.here, two.there);
  });
}

TEST(RemoteActor, IsOneRefAsLongAsSomebodyHoldsIt) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    EXPECT_EQ(net.pass(two.a, two.b, two.here), two.there);
    EXPECT_EQ(net.pass(two.b, two.a, two.there), two.here);
  });
}

TEST(RemoteActor, MayAnswerWithActorsAndBeSentThem) {
  in_networks([](network& net) {
    pair_of_nodes two(net, spawn_actor([](self& me) {
                        me.receive_loop([](hand m) {
                          m.to.send(add{5});
                          return m.to;
                        });
                      }));
    const actor_ref counter = spawn_counter();
    EXPECT_EQ(two.there.ask<actor_ref>(hand{counter}, 1h), counter);
    EXPECT_EQ(counter.ask<int>(get{}, 1h), 5);
  });
}

template <class Exception>
std::string failure_of(const actor_ref& asked, std::string how) {
  try {
    asked.ask<int>(fail{std::move(how)}, 1h);
  } catch (const Exception& thrown) {
    return thrown.what();
  }
  return "nothing of that type was thrown";
}

TEST(RemoteActor, GivesAskersWhatItsHandlerThrows) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    EXPECT_EQ(failure_of<std::out_of_range>(two.there, "range"), "too far");
    EXPECT_EQ(failure_of<actor_down>(two.there, "range"),
              "weft: the actor has ended: no such actor");
  });
}

TEST(RemoteActor, GivesAskersTheReasonWhenItEndsWithoutAnAnswer) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    try {
      two.there.ask<int>(fail{"exit"}, 1h);
      ADD_FAILURE();
    } catch (const actor_down& down) {
      EXPECT_EQ(down.reason(), exit_reason::user("gone fishing"));
    }
  });
}

TEST(RemoteActor, RefusesMessagesThatAreNotDescribedByName) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    try {
      two.there.send(plain{nullptr});
      ADD_FAILURE();
    } catch (const std::invalid_argument& refused) {
      EXPECT_NE(std::string(refused.what()).find("plain"), std::string::npos);
      EXPECT_NE(std::string(refused.what()).find("BOOST_DESCRIBE_STRUCT"), std::string::npos);
    }
    EXPECT_THROW(two.there.ask<int>(std::string("\xff"), 1h), std::invalid_argument);
    EXPECT_EQ(two.there.ask<int>(get{}, 1h), 0);
  });
}

TEST(RemoteActor, FailsTheAskAndNotTheActorForAnAnswerThatCannotBeSent) {
  in_networks([](network& net) {
    pair_of_nodes two(net, spawn_actor([](self& me) {
                        me.receive_loop([](get) { return plain{nullptr}; },
                                        [](add m) { return m.by; });
                      }));
    EXPECT_THROW(two.there.ask<int>(get{}, 1h), std::invalid_argument);
    EXPECT_EQ(two.there.ask<int>(add{3}, 1h), 3);
  });
}

TEST(RemoteActor, DropsAnAnswerThatComesTooLate) {
  in_networks([](network& net) {
    pair_of_nodes two(net, spawn_actor([](self& me) {
                        me.receive([](get) {
                          this_fiber::sleep_for(2h);
                          return 1;
                        });
                        me.receive([](get) { return 2; });
                      }));
    EXPECT_THROW(two.there.ask<int>(get{}, 1h), timed_out);
    EXPECT_EQ(two.there.ask<int>(get{}, 3h), 2);
  });
}

TEST(RemoteActor, ThatWasNeverThereIsADeadLetter) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    const auto before = runtime::current().stats().dead_letters;
    two.here.exit(exit_reason::shutdown());
    perform(monitor_op(two.here));
    two.there.send(add{1});
    EXPECT_THROW(two.there.ask<int>(get{}, 1h), actor_down);
    EXPECT_EQ(runtime::current().stats().dead_letters, before + 2);
  });
}

}  // namespace
}  // namespace weft::remote_test
