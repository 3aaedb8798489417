// Chameneos: 100 creatures meet in pairs, at a mall that brings them together, and change colour.
//
// Stresses: one mailbox that all want something of, and messages with references to who sent them.
// Size:     meetings.
// Checked:  two creatures were at each meeting, and none met itself.
#include <cstdint>
#include <memory>
#include <optional>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t creatures = 100;

enum class color : std::uint8_t { blue, red, yellow };

/// What both become: the third colour, or the one they share.
color complement(color one, color other) {
  if (one == other) return one;
  return static_cast<color>(3 - static_cast<int>(one) - static_cast<int>(other));
}

/// To the mall, from who wants to meet; and from there to the one who was waiting.
struct meet {
  weft::actor_ref who;
  color has;
};
/// From the one who was waiting to the one who came.
struct change {
  weft::actor_ref who;
  color to;
};
struct mall_closed {};

struct life {
  std::size_t meetings = 0;
  std::size_t with_itself = 0;
};

weft::behavior creature(weft::self& me, weft::actor_ref mall, color first) {
  struct state {
    color is;
    life story;
  };
  const auto my = std::make_shared<state>(first);
  const auto meet_someone = [my, &me, mall](const weft::actor_ref& met, color now) {
    my->is = now;
    ++my->story.meetings;
    my->story.with_itself += met == me.ref() ? 1 : 0;
    mall.send(meet{me.ref(), now});
  };
  mall.send(meet{me.ref(), first});
  return {[=, &me](meet other) {
            const color now = complement(my->is, other.has);
            other.who.send(change{me.ref(), now});
            meet_someone(other.who, now);
          },
          [=](change other) { meet_someone(other.who, other.to); },
          [=](mall_closed) {
            mall.send(my->story);
            return weft::loop::stop;
          }};
}

weft::behavior mall(std::size_t meetings, weft::channel<life> result) {
  struct state {
    std::size_t meetings_left;
    std::optional<weft::actor_ref> waiting;
    std::size_t creatures_left = creatures;
    life sum;
  };
  const auto my = std::make_shared<state>(meetings);
  return {[=](meet one) {
            if (my->meetings_left == 0) {
              one.who.send(mall_closed{});
            } else if (!my->waiting) {
              my->waiting = one.who;
            } else {
              --my->meetings_left;
              const auto other = *std::exchange(my->waiting, std::nullopt);
              other.send(std::move(one));
            }
          },
          [=](life one) {
            my->sum.meetings += one.meetings;
            my->sum.with_itself += one.with_itself;
            if (--my->creatures_left > 0) return weft::loop::again;
            result.send(my->sum);
            return weft::loop::stop;
          }};
}

life lives_of_all(std::size_t meetings) {
  const weft::channel<life> result(1);
  const auto there = weft::spawn_actor([=](weft::self&) { return mall(meetings, result); });
  for (std::size_t i = 0; i < creatures; ++i) {
    weft::spawn_actor(
        [=](weft::self& me) { return creature(me, there, static_cast<color>(i % 3)); });
  }
  return *result.receive();
}

}  // namespace

void chameneos(const order& order) {
  const auto [all, milliseconds] = play([&] { return lives_of_all(order.count); });
  report(order, milliseconds, all.meetings == 2 * order.count && all.with_itself == 0,
         "two creatures at each meeting");
}

}  // namespace savina
