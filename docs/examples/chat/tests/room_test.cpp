// The room and guests in C++: the same actor that pages talk to.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "../room.hpp"

namespace chat {
namespace {

using namespace std::chrono_literals;

/// A guest that keeps what it is sent, until `done` says that it has what it wanted.
struct diary {
  std::vector<std::string> lines;
  std::vector<std::string> names;
};

weft::actor_ref spawn_guest() {
  return weft::spawn_actor([](weft::self& me) {
    diary kept;
    me.receive_loop([&](const line& said) { kept.lines.push_back(said.name + ": " + said.text); },
                    [&](const present& all) { kept.names = all.names; }, [&](int) { return kept; });
  });
}

diary read(const weft::actor_ref& guest) { return guest.ask<diary>(0, 10s); }

using names = std::vector<std::string>;

template <class F>
void in_a_room(F test) {
  weft::runtime({.workers = 1}).run([&] { test(weft::spawn_actor(room)); });
}

TEST(Room, HandsOnWhatIsSaidToAllAndInOrder) {
  in_a_room([](const weft::actor_ref& room) {
    const auto ada = spawn_guest(), bob = spawn_guest();
    room.ask<history>(join{"Ada", ada}, 10s);
    room.ask<history>(join{"Bob", bob}, 10s);
    room.send(say{ada, "hello"});
    room.send(say{bob, "hi"});
    const history seen = room.ask<history>(join{"Cyd", spawn_guest()}, 10s);
    EXPECT_EQ(seen.lines.size(), 2u);
    for (const auto& guest : {ada, bob})
      EXPECT_EQ(read(guest).lines, (names{"Ada: hello", "Bob: hi"}));
    EXPECT_EQ(read(ada).names, (names{"Ada", "Bob", "Cyd"}));
  });
}

TEST(Room, GivesEveryGuestANameOfItsOwn) {
  in_a_room([](const weft::actor_ref& room) {
    EXPECT_EQ(room.ask<history>(join{"Ada", spawn_guest()}, 10s).name, "Ada");
    EXPECT_EQ(room.ask<history>(join{"Ada", spawn_guest()}, 10s).name, "Ada 2");
  });
}

TEST(Room, RefusesAnEmptyNameAndGoesOn) {
  in_a_room([](const weft::actor_ref& room) {
    EXPECT_THROW(room.ask<history>(join{"", spawn_guest()}, 10s), std::invalid_argument);
    EXPECT_EQ(room.ask<history>(join{"Ada", spawn_guest()}, 10s).name, "Ada");
  });
}

TEST(Room, NoticesWhoLeavesAndWhoEnds) {
  in_a_room([](const weft::actor_ref& room) {
    const auto ada = spawn_guest(), bob = spawn_guest(), cyd = spawn_guest();
    room.ask<history>(join{"Ada", ada}, 10s);
    room.ask<history>(join{"Bob", bob}, 10s);
    room.ask<history>(join{"Cyd", cyd}, 10s);
    room.send(leave{cyd});
    bob.exit(weft::exit_reason::shutdown());
    weft::perform(weft::monitor_op(bob));
    room.ask<history>(join{"Dot", spawn_guest()}, 10s);
    EXPECT_EQ(read(ada).names, (names{"Ada", "Dot"}));
    EXPECT_EQ(read(cyd).names, (names{"Ada", "Bob", "Cyd"})) << "it hears nothing more";
  });
}

}  // namespace
}  // namespace chat
