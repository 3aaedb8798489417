// Children for supervisors, and what they do written down.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include <weft/weft.hpp>

#include "monitored.hpp"

namespace weft::contract {

/// Makes children that end when they are told to. A handle; copies share what is written down. One fiber
/// waits at a time.
class troupe {
 public:
  child_spec child(std::string name, restart kind = restart::permanent) const {
    return {.name = name, .start = acting(name, act), .restart = kind};
  }
  /// Does not stop when it is asked to.
  child_spec deaf_child(std::string name) const {
    return {.name = name, .start = acting(name, [](self& me) {
                            me.trap_exit(true);
                            me.receive_loop([](const exited&) {});
                          })};
  }
  /// Takes its time to stop.
  child_spec slow_child(std::string name, clock::duration time) const {
    return {.name = name, .start = acting(name, [time](self& me) {
                            me.trap_exit(true);
                            me.receive([&](const exited&) { this_fiber::sleep_for(time); });
                          })};
  }

  void fail(const std::string& name) const { actor(name).send(failure()); }
  void finish(const std::string& name) const { end(name, exit_reason::normal()); }
  void end(const std::string& name, exit_reason reason) const { actor(name).send(leave{reason}); }
  actor_ref actor(const std::string& name) const {
    return read([&] { return record_->actors.at(name); });
  }

  /// Starts (`+a`) and ends (`-a`) in their order.
  std::string seen() const {
    return read([&] { return record_->seen; });
  }
  int starts(const std::string& name) const {
    return read([&] { return record_->starts[name]; });
  }
  void wait_for_starts(const std::string& name, int count) const {
    wait_until([&] { return record_->starts[name] >= count && record_->actors.contains(name); });
  }
  void wait_for_ends(int count) const {
    wait_until([&] { return record_->ends >= count; });
  }

  /// They write to `told`.
  supervisor_hooks hooks() const {
    return {.started = [*this](auto& name, auto&) { tell("started " + name); },
            .exited = [*this](auto& name, auto&,
                              auto& why) { tell("exited " + name + ": " + why.what()); },
            .restarted = [*this](auto& name, auto&) { tell("restarted " + name); },
            .gave_up = [*this](auto& why) { tell("gave up: " + why.what()); }};
  }
  std::string told() const {
    return read([&] { return record_->told; });
  }

 private:
  struct leave {
    exit_reason reason;
  };
  struct failure {};
  struct record {
    std::mutex lock;
    std::string seen, told;
    std::map<std::string, int> starts;
    std::map<std::string, actor_ref> actors;
    int ends = 0;
    event changed;
  };

  static void act(self& me) {
    me.receive(
        [&](const leave& how) { me.exit(how.reason); },
        [](failure) { throw std::runtime_error(std::string(this_fiber::name()) + " failed"); });
  }

  /// A start function that comes back when the child is on: one that is stopped earlier would do nothing.
  std::function<actor_ref()> acting(std::string name, std::function<void(self&)> part) const {
    return [*this, name, part] {
      write([&] { record_->actors.erase(name); });
      const channel<int> on(1);
      const actor_ref made = spawn_actor({.name = name}, [*this, name, part, on](self& me) {
        const std::shared_ptr<void> last(nullptr, [&](void*) { leave_stage(name); });
        enter_stage(name);
        on.send(1);
        part(me);
      });
      (void)on.receive();
      write([&] { record_->actors.insert_or_assign(name, made); });
      return made;
    };
  }
  void enter_stage(const std::string& name) const {
    write([&] {
      record_->seen += (record_->seen.empty() ? "+" : " +") + name;
      ++record_->starts[name];
    });
  }
  void leave_stage(const std::string& name) const {
    write([&] {
      record_->seen += " -" + name;
      ++record_->ends;
    });
  }
  void tell(const std::string& what) const {
    write([&] { record_->told += what + "; "; });
  }

  template <class F>
  std::invoke_result_t<F&> read(F f) const {
    const std::lock_guard lock(record_->lock);
    return f();
  }
  template <class F>
  void write(F f) const {
    read(f);
    record_->changed.set();
  }
  template <class Condition>
  void wait_until(Condition holds) const {
    for (;;) {
      record_->changed.reset();
      if (read(holds)) return;
      record_->changed.wait();
    }
  }

  std::shared_ptr<record> record_ = std::make_shared<record>();
};

}  // namespace weft::contract
