// Functions that show how a call goes, one for each way it can end.
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <weft/web_module.hpp>
#include <weft/weft.hpp>

namespace {

struct point {
  double x, y;
};
BOOST_DESCRIBE_STRUCT(point, (), (x, y))

struct add {
  int by;
};
struct get {};

int deeper(int depth) {
  volatile char frame[256] = {};
  frame[0] = 1;
  return depth == 0 ? 0 : deeper(depth - 1) + frame[0];
}

int deeper_and_wait(int depth) {
  volatile int here = depth;
  if (depth == 0)
    weft::this_fiber::sleep_for(std::chrono::milliseconds(1));
  else
    here = here + deeper_and_wait(depth - 1);
  return here;
}

}  // namespace

void weft_module(weft::web::module& module) {
  using namespace std::chrono_literals;
  const weft::actor_ref counter = weft::spawn_actor({.name = "counter"}, [](weft::self& me) {
    int n = 0;
    me.receive_loop([&](add m) { n += m.by; }, [&](get) { return n; });
  });
  static int cancelled = 0;

  module.function("add", [](double a, double b) { return a + b; })
      .function("echo", [](weft::value anything) { return anything; })
      .function("midpoint",
                [](point a, point b) { return point{(a.x + b.x) / 2, (a.y + b.y) / 2}; })
      .function("sum",
                [](std::vector<double> numbers) {
                  double sum = 0;
                  for (const double n : numbers) sum += n;
                  return sum;
                })
      .function("count",
                [counter](int by) {
                  counter.send(add{by});
                  return counter.ask<int>(get{}, 5s);
                })
      .function("nothing", [] {})
      .function("after",
                [](int milliseconds) {
                  weft::this_fiber::sleep_for(std::chrono::milliseconds(milliseconds));
                  return milliseconds;
                })
      .function("slow",
                [] {
                  try {
                    weft::this_fiber::sleep_for(1h);
                  } catch (const weft::cancelled&) {
                    ++cancelled;
                    throw;
                  }
                })
      .function("cancelled", [] { return cancelled; })
      .function("out_of_range", [](std::string message) { throw std::out_of_range(message); })
      .function("failure", [](std::string message) { throw std::runtime_error(message); })
      .function("trap", [] { __builtin_trap(); })
      .function("give_up", [] { std::abort(); })
      .function("overflow", [](int depth) { return deeper(depth); })
      .function("overflow_waiting", [](int depth) {
        return weft::spawn({.name = "deep", .stack_bytes = 64 << 20},
                           [depth] { return deeper_and_wait(depth); })
            .join();
      });
}
