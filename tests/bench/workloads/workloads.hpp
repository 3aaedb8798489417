// What the kernel is measured by. Each function runs in the root fiber of a fresh runtime, does its
// work `count` times over, checks its answer and prints its figures.
#pragma once

#include <cstddef>

namespace bench {

/// What a fiber gets that does next to nothing; natively rounded up to the smallest stack there is.
inline constexpr std::size_t small_stack_bytes = 4 * 1024;

/// `count` switches between two fibers that only yield.
void yield(std::size_t count);
/// `count` fibers, 1,000 alive at a time, that end at once.
void spawn_join(std::size_t count);
/// A tree of fibers ten wide with `count` leaves, a power of ten, that adds up the numbers of its
/// leaves.
void skynet(std::size_t count);
/// `count` fibers alive at once, each waiting at a channel of its own.
void live(std::size_t count);
/// `count` fibers that sleep for 0 to 1,000 ms each.
void sleep(std::size_t count);

/// `count` messages back and forth between two fibers over two rendezvous channels.
void pingpong(std::size_t count);
/// `count` values from one fiber to another through a channel of 128.
void chan(std::size_t count);
/// `count` hops of one message around a ring of 503 fibers.
void threadring(std::size_t count);

/// `count` messages back and forth between two actors.
void actor_pingpong(std::size_t count);
/// `count` questions that one actor answers, one at a time.
void actor_ask(std::size_t count);

}  // namespace bench
