// Read-modify-write steps on atomics that cost a locked instruction only in a program with threads.
//
// A locked instruction takes about as long as a switch between two fibers. While a process has only
// one thread nobody can come in between, and a plain load and store do the same.
#pragma once

#include <atomic>

#include <weft/platform/threads.hpp>

namespace weft::detail {

/// Replaces `expected` by `desired`; false, with what was found in `expected`, when it was not there.
/// Acquires and releases.
template <class T>
bool replace(std::atomic<T>& word, T& expected, T desired) noexcept {
  if (!platform::single_threaded())
    return word.compare_exchange_strong(expected, desired, std::memory_order_acq_rel);
  const T found = word.load(std::memory_order_relaxed);
  if (found != expected) {
    expected = found;
    return false;
  }
  word.store(desired, std::memory_order_relaxed);
  return true;
}

/// Adds `more` and returns what was there. Acquires and releases.
template <class T>
T fetch_add(std::atomic<T>& word, T more) noexcept {
  if (!platform::single_threaded()) return word.fetch_add(more, std::memory_order_acq_rel);
  const T found = word.load(std::memory_order_relaxed);
  word.store(found + more, std::memory_order_relaxed);
  return found;
}

}  // namespace weft::detail
