// The actor behind `supervise`. Its children, as it sees them:
//
//     add ── start ──> runs ── fails ──> waits ── its time has come, start ──> runs
//                       │                  ^  ^                                 │
//                       │                  │  └───────── start throws ──────────┘
//                       │ another one fails│
//                       └────── stop ──────┘
//
// A child that ended without a failure neither runs nor waits; it stays in its place, to be started
// again with the others. All this is one fiber: while it starts or stops a child it takes no message.
#pragma once

#include <exception>
#include <expected>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <weft/actor.hpp>
#include <weft/supervisor.hpp>

#include "actor/supervisor_children.hpp"
#include "actor/supervisor_pace.hpp"

namespace weft::detail {

// What a supervisor is asked.
struct supervisor_is_up {};
struct add_child_request {
  child_spec child;
};
struct remove_child_request {
  std::string name;
};
struct list_children_request {};

using added_child = std::expected<actor_ref, std::exception_ptr>;
struct child_list {
  std::vector<child_info> children;
};

class supervisor {
 public:
  supervisor(self& me, supervisor_options options, supervised_children children)
      : me_(me),
        options_(std::move(options)),
        failures_(options_.intensity, options_.period),
        children_(std::move(children)) {}
  /// Until the end of the actor, which it exits.
  [[noreturn]] void run();

 private:
  void start_all();
  void serve();
  void serve_one();
  clock::duration until_next_restart() const;

  added_child add(child_spec spec);
  bool remove(const std::string& name);
  child_list list();

  void obey(const exited& signal);
  void ended(supervised_child& child, const exit_reason& reason);
  void failed(supervised_child& child, const exit_reason& reason);
  void plan_restart(supervised_child& failed);
  void unplan(supervised_child& child) noexcept;
  void restart_due();
  void restart_waiting();
  bool start_again(supervised_child& child);
  void start(supervised_child& child);

  /// In reverse order, those from `first` on, which is a child. All of them wait then, or are forgotten.
  void stop_from(supervised_children::position first);
  void stop_all();
  void stop(supervised_child& child);
  exit_reason stop_actor(const actor_ref& actor, clock::duration limit);

  self& me_;
  const supervisor_options options_;
  failure_window failures_;
  supervised_children children_;
  restart_plan plan_;
  std::unordered_set<actor_ref> stopped_;  // whose links have not told of their end yet
  std::optional<exit_reason> ends_with_;
};

}  // namespace weft::detail
