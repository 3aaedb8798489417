// Types of actors that pages start, and functions that take and give actors: for tests and benchmarks.
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <weft/web_module.hpp>
#include <weft/weft.hpp>

namespace {

using namespace std::chrono_literals;

struct add {
  int by;
};
BOOST_DESCRIBE_STRUCT(add, (), (by))
struct get {};
BOOST_DESCRIBE_STRUCT(get, (), ())
struct fail {
  std::exception_ptr error;
};
BOOST_DESCRIBE_STRUCT(fail, (), (error))
struct end_with {
  weft::value value;
};
BOOST_DESCRIBE_STRUCT(end_with, (), (value))
struct never {};
BOOST_DESCRIBE_STRUCT(never, (), ())

void counter(weft::self& me, int start) {
  int n = start;
  me.receive_loop([&](add m) { n += m.by; }, [&](get) { return n; },
                  [](fail m) { std::rethrow_exception(m.error); },
                  [&](end_with m) { me.exit(weft::exit_reason::user(m.value)); },
                  [](never) { weft::this_fiber::sleep_for(24h); });
}

struct sum {
  double a, b;
};
BOOST_DESCRIBE_STRUCT(sum, (), (a, b))

weft::behavior adder(weft::self&) {
  return {[](sum m) { return m.a + m.b; }};
}

// What a puppet is told to do, and what it has seen.
struct trap {};
BOOST_DESCRIBE_STRUCT(trap, (), ())
struct watch {
  weft::actor_ref whom;
};
BOOST_DESCRIBE_STRUCT(watch, (), (whom))
struct tie {
  weft::actor_ref whom;
};
BOOST_DESCRIBE_STRUCT(tie, (), (whom))
struct untie {
  weft::actor_ref whom;
};
BOOST_DESCRIBE_STRUCT(untie, (), (whom))
struct count_up {
  weft::actor_ref whom;
  int to;
};
BOOST_DESCRIBE_STRUCT(count_up, (), (whom, to))
struct question {
  weft::actor_ref whom;
};
BOOST_DESCRIBE_STRUCT(question, (), (whom))
struct seen {
  std::string what;
  weft::actor_ref actor;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(seen, (), (what, actor, reason))
struct report {
  std::size_t after;
};
BOOST_DESCRIBE_STRUCT(report, (), (after))
struct item {
  int number;
  weft::actor_ref from;
};
BOOST_DESCRIBE_STRUCT(item, (), (number, from))

void puppet(weft::self& me) {
  std::vector<seen> notes;
  const auto note = [&] {
    me.receive([&](weft::down d) { notes.push_back({"down", d.actor, d.reason.what()}); },
               [&](weft::exited e) { notes.push_back({"exited", e.actor, e.reason.what()}); });
  };
  me.receive_loop([&](trap) { me.trap_exit(true); }, [&](watch m) { (void)me.monitor(m.whom); },
                  [&](tie m) { me.link(m.whom); }, [&](untie m) { me.unlink(m.whom); },
                  [&](count_up m) {
                    for (int i = 1; i <= m.to; ++i) m.whom.send(item{i, me.ref()});
                  },
                  [](question m) { return m.whom.ask<weft::value>(get{}, 10s); },
                  [&](report m) {
                    while (notes.size() < m.after) note();
                    return notes;
                  });
}

}  // namespace

void weft_module(weft::web::module& module) {
  static std::optional<weft::actor_ref> kept;
  module.actor("counter", counter)
      .actor("adder", adder)
      .actor("puppet", puppet)
      .function("keep", [](weft::actor_ref actor) { kept = actor; })
      .function("kept", [] { return kept; })
      .function("same", [](weft::actor_ref a, weft::actor_ref b) { return a == b; })
      .function("ask", [](weft::actor_ref actor) { return actor.ask<weft::value>(get{}, 10s); })
      .function("add", [](double a, double b) { return a + b; })
      .function("fail", [](std::exception_ptr error) { std::rethrow_exception(error); })
      .function("trap", [] { __builtin_trap(); });
}
