// The workers of one `drive`: a seat each, with the thread that pumps the worker and the bed in
// which that thread sleeps.
//
//     drive ──> seat 0: pumped by the caller     add ──> a new seat, or the old one of a worker
//               seat 1: thread                           that finished and is wanted again
//               ...
//
// A seat stays until the drive ends, so that a wake that comes late finds its bed. A thread begins
// by taking the lock that whoever starts it still holds; so none pumps before all are started.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <span>
#include <thread>

#include <weft/platform/host.hpp>

#include "bed.hpp"

namespace weft::native {

class crew {
 public:
  explicit crew(std::span<platform::pumpable* const> workers);
  crew(const crew&) = delete;
  crew& operator=(const crew&) = delete;

  /// Pumps the first worker on the calling thread and each other one on its own, until all have
  /// finished, those that were added meanwhile included.
  ///
  /// Errors:  std::system_error when a thread cannot be started; then no worker has been pumped.
  void drive();

  /// Pumps `worker` on a thread of its own.
  ///
  /// Errors:  std::system_error when the thread cannot be started.
  /// Threads: one that pumps a worker of this crew.
  void add(platform::pumpable& worker);

  /// Any thread, while `worker` is driven.
  static void wake(platform::pumpable& worker) noexcept;

  /// The crew whose worker the calling thread pumps; null on other threads.
  static crew* of_this_thread() noexcept;

 private:
  struct alignas(64) seat {
    seat(platform::pumpable& worker, spin_places& places) : worker(worker), rest(places) {}

    platform::pumpable& worker;
    bed rest;
    bool taken = false;  // a thread pumps the worker; crew::mutex_
    std::thread thread;  // none for the caller of `drive`; crew::mutex_
    std::thread former;  // the one before, which is about to end; crew::mutex_
  };

  seat& seat_of(platform::pumpable& worker);
  void start(seat& seat);
  bool take(seat& seat);
  void pump(seat& seat);
  void leave(seat& seat);
  void join_all();
  void expect(std::size_t unfinished);

  spin_places places_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::size_t unfinished_ = 0;  // workers that are pumped, or are about to be
  bool abandoned_ = false;      // a thread could not be started: those that were are to end
  std::deque<seat> seats_;
};

}  // namespace weft::native
