// What the kernel is measured by. Each function runs in the root fiber of a fresh runtime, does its
// work `count` times over, checks its answer and prints its figures. docs/bench.md defines them.
#pragma once

#include <cstddef>

#include "workload.hpp"

namespace bench {

/// What a fiber gets that does next to nothing; natively rounded up to the smallest stack there is.
inline constexpr std::size_t small_stack_bytes = 4 * 1024;

/// `count` switches between two fibers that only yield.
void yield(const order&);
/// `count` fibers, 1,000 alive at a time, that end at once.
void spawn_join(const order&);
/// A tree of fibers ten wide with `count` leaves, a power of ten, that adds up the numbers of its
/// leaves.
void skynet(const order&);
/// `count` fibers alive at once, each waiting at a channel of its own.
void live(const order&);

/// `count` fibers that sleep for 0 to 1,000 ms each.
void sleep(const order&);
/// A time limit armed and called off `count` times, one reset `count` times, and `count` limits, a
/// hundred on a fiber, that are all armed before the first is called off.
void timer(const order&);
/// 5 seconds in which `count` fibers wait and nothing happens.
void idle(const order&);

/// `count` messages back and forth between two fibers over two rendezvous channels.
void pingpong(const order&);
/// `count` values from one fiber to another through a channel of 128.
void chan(const order&);
/// `count` hops of one message around a ring of 503 fibers.
void threadring(const order&);
/// `count` values from 100 fibers to one, through one channel of 1,024.
void many_to_one(const order&);
/// `count` values from one fiber to 60 in turn, through a channel of 1,024 for each.
void forkjoin(const order&);
/// `count` values from 8 fibers to one, which waits for the rendezvous channels of all of them.
void select(const order&);
/// The same over channels of 128.
void select_buf128(const order&);

/// `count` messages back and forth between two actors.
void actor_pingpong(const order&);
void actor_pingpong_straight(const order&);
/// `count` hops of one message around a ring of 503 actors.
void actor_ring(const order&);
void actor_ring_straight(const order&);
/// `count` questions that one actor answers, one at a time.
void actor_ask(const order&);
/// `count` messages from 100 actors to one; its mailbox without a bound, or with room for 1,024.
void actor_many_to_one(const order&);
void actor_many_to_one_bounded(const order&);
/// `count` messages from one actor to 60 in turn.
void actor_forkjoin(const order&);
void actor_forkjoin_bounded(const order&);
/// `count` actors, 1,000 alive at a time, that take one message and end.
void actor_create(const order&);
void actor_create_straight(const order&);
/// `count` actors alive at once, each with a counter and waiting for a message.
void actor_live(const order&);
/// `count` questions to an actor whose mailbox is empty, and to one that has 500,000 other messages in it.
void actor_selective(const order&);
void actor_selective_straight(const order&);

}  // namespace bench
