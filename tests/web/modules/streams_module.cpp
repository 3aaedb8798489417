// Functions that give iterators and observables, and say what became of them.
#include <chrono>
#include <stdexcept>
#include <string>

#include <weft/web_module.hpp>
#include <weft/weft.hpp>

namespace {

using namespace std::chrono_literals;

int made = 0;   // items, of all streams
int alive = 0;  // bodies that have begun and not ended

struct presence {
  presence() { ++alive; }
  ~presence() { --alive; }
};

weft::generator<int> count_to(int last) {
  return weft::generator<int>([last](auto& yield_value) {
    const presence here;
    for (int n = 1; n <= last; ++n) {
      ++made;
      yield_value(n);
    }
  });
}

void wait_in_vain() { weft::channel<int>().receive(); }

/// An item, then nothing.
weft::generator<std::string> one_and_wait() {
  return weft::generator<std::string>([](auto& yield_value) {
    const presence here;
    yield_value("one");
    wait_in_vain();
  });
}

weft::generator<int> fails_after(int last) {
  return weft::generator<int>([last](auto& yield_value) {
    const presence here;
    for (int n = 1; n <= last; ++n) yield_value(n);
    throw std::out_of_range("no more than " + std::to_string(last));
  });
}

/// A text that is not UTF-8.
weft::generator<weft::value> gives_what_cannot_be_sent() {
  return weft::generator<weft::value>([](auto& yield_value) {
    const presence here;
    yield_value(weft::value(std::string("\xff")));
  });
}

weft::web::observable<int> ticks(int last, int milliseconds) {
  return weft::web::observable<int>([=](auto& subscriber) {
    const presence here;
    for (int n = 1; n <= last; ++n) {
      if (milliseconds > 0) weft::this_fiber::sleep_for(std::chrono::milliseconds(milliseconds));
      subscriber.next(n);
      ++made;
    }
  });
}

}  // namespace

void weft_module(weft::web::module& module) {
  module.function("countTo", count_to)
      .function("oneAndWait", one_and_wait)
      .function("failsAfter", fails_after)
      .function("cannotBeSent", gives_what_cannot_be_sent)
      .function("ticks", ticks)
      .function("broken",
                [] {
                  return weft::web::observable<int>([](auto& subscriber) {
                    subscriber.next(1);
                    throw std::invalid_argument("broken");
                  });
                })
      .function("lateCountTo",
                [](int last) {
                  weft::this_fiber::sleep_for(20ms);
                  return count_to(last);
                })
      .function("yields",
                [] {
                  for (int i = 0; i < 3; ++i) weft::this_fiber::yield();
                  return 3;
                })
      .function("silence",
                [] {
                  return weft::web::observable<int>([](auto&) {
                    const presence here;
                    wait_in_vain();
                  });
                })
      .function("waits", wait_in_vain)
      .function("trap", [] { __builtin_trap(); })
      .function("made", [] { return made; })
      .function("alive", [] { return alive; });
}
