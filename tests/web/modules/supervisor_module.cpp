// A supervisor whose children live in other workers: its `start` asks for one, and is given a ref.
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <weft/web_module.hpp>
#include <weft/weft.hpp>

namespace {

using namespace std::chrono_literals;

struct get {};
BOOST_DESCRIBE_STRUCT(get, (), ())
struct fail {
  std::string why;
};
BOOST_DESCRIBE_STRUCT(fail, (), (why))
struct start {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(start, (), (name))
struct child {
  std::string name;
  std::optional<weft::actor_ref> actor;
  double restarts;
};
BOOST_DESCRIBE_STRUCT(child, (), (name, actor, restarts))
struct ended {
  std::string name;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ended, (), (name, reason))

void worker(weft::self& me, int number) {
  me.receive_loop([=](get) { return number; }, [](fail m) { throw std::runtime_error(m.why); });
}

/// `starter` starts a child, wherever it likes, and hears of the ends.
weft::actor_ref supervise(const weft::actor_ref& starter, const std::vector<std::string>& names) {
  weft::supervisor_options options{.strategy = weft::strategy::rest_for_one};
  options.hooks.exited = [starter](const std::string& name, const weft::actor_ref&,
                                   const weft::exit_reason& reason) {
    starter.send(ended{name, reason.what()});
  };
  std::vector<weft::child_spec> children;
  for (const std::string& name : names)
    children.push_back({.name = name, .start = [starter, name] {
                          return starter.ask<weft::actor_ref>(start{name}, 10s);
                        }});
  return weft::supervise(std::move(options), std::move(children));
}

std::vector<child> children_of(const weft::actor_ref& supervisor) {
  std::vector<child> all;
  for (const weft::child_info& one : weft::children(supervisor))
    all.push_back({one.name, one.actor, static_cast<double>(one.restarts)});
  return all;
}

}  // namespace

void weft_module(weft::web::module& module) {
  module.actor("worker", worker)
      .function("supervise", supervise)
      .function("children", children_of)
      .function("trap", [] { __builtin_trap(); });
}
