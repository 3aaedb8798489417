// Nodes in one process, linked by queues: what one posts another takes, later, in order.
//
//     network net;
//     place& a = net.add("a");  place& b = net.add("b");
//     net.link(a, b);
//     const actor_ref there = net.pass(a, b, here);       // the ref that b has of an actor of a's
//     net.kill(a);                                        // b learns of it
//
// Under simulation the seed decides when a node posts, and when a post arrives.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe.hpp>
#include <weft/node.hpp>
#include <weft/testing.hpp>
#include <weft/weft.hpp>

namespace weft::remote_test {

/// What comes over a link: a post, or a neighbour.
struct arrival {
  bytes post;
  std::string introduces;
  peer_id as = 0;
};

/// One end of a link.
struct link_end {
  channel<arrival> coming{1 << 12};
  std::optional<fiber_handle<void>> reader;
  link_end* other = nullptr;
};

class network;

class place final : public node_host {
 public:
  place(network& in, std::string name);

  weft::node& node() noexcept { return *node_; }
  peer_id peer_of(const place& other) const { return named_.at(other.name_); }
  std::vector<bytes> posts;  ///< those that were posted so far
  std::vector<std::string> watches;
  bool broken = false;  ///< it was sent what is no post
  channel<value> results{1 << 12};

  void wants_flush() override { wanted_.set(); }
  void post(peer_id to, std::span<const std::byte> frames) override {
    posts.emplace_back(frames.begin(), frames.end());
    send(to, {posts.back(), {}, 0});
  }
  void introduce(peer_id a, std::string_view a_name, peer_id b, std::string_view b_name) override;
  void take_call(peer_id, detail::frame_kind, detail::frame_reader& frame) override;
  void unreadable(peer_id, std::string_view) override { broken = true; }
  void watch(peer_id, std::string_view life) override { watches.emplace_back(life); }

 private:
  friend class network;
  void send(peer_id to, arrival what) {
    const std::lock_guard lock(lock_);
    if (const auto at = ends_.find(to); at != ends_.end())
      (void)at->second->other->coming.try_send(std::move(what));
  }
  peer_id add_end(link_end& end, const std::string& other) {
    const std::lock_guard lock(lock_);
    const peer_id id = ++last_;
    ends_[id] = &end;
    named_.try_emplace(other, id);
    return id;
  }
  void read(peer_id id, link_end& end);

  network& network_;
  const std::string name_;
  event wanted_;
  std::optional<fiber_handle<void>> flusher_;
  std::mutex lock_;
  std::map<peer_id, link_end*> ends_;
  std::map<std::string, peer_id> named_;
  peer_id last_ = 0;
  bool dead_ = false;
  std::optional<weft::node> node_;
};

/// To be made and destroyed in a fiber.
class network {
 public:
  network() = default;
  ~network() {
    for (auto& one : places_) kill(*one);
  }

  place& add(std::string name) {
    places_.push_back(std::make_unique<place>(*this, std::move(name)));
    return *places_.back();
  }

  /// Makes a link; its ends say who they are with the first frame about actors.
  std::pair<peer_id, peer_id> link(place& a, place& b) {
    const std::lock_guard lock(lock_);
    ends_.push_back(std::make_unique<link_end>());
    ends_.push_back(std::make_unique<link_end>());
    link_end& one = **(ends_.end() - 2);
    link_end& two = *ends_.back();
    one.other = &two;
    two.other = &one;
    const peer_id at_a = a.add_end(one, b.name_);
    const peer_id at_b = b.add_end(two, a.name_);
    a.node().meet(at_a);
    b.node().meet(at_b);
    one.reader = spawn([&a, &one, at_a] { a.read(at_a, one); });
    two.reader = spawn([&b, &two, at_b] { b.read(at_b, two); });
    return {at_a, at_b};
  }

  /// `by` makes two neighbours of its known to each other, in the order of its posts.
  void introduce(place& by, peer_id a, std::string_view a_name, peer_id b,
                 std::string_view b_name) {
    const auto at = [&](std::string_view name) -> place* {
      for (auto& one : places_)
        if (one->name_ == name && !one->dead_) return one.get();
      return nullptr;
    };
    place* const one = at(a_name);
    place* const two = at(b_name);
    if (one == nullptr || two == nullptr) return;
    const auto [id_one, id_two] = link(*one, *two);
    by.send(a, {{}, std::string(b_name), id_one});
    by.send(b, {{}, std::string(a_name), id_two});
  }

  /// The ref that `to` has of an actor that `from` knows.
  actor_ref pass(place& from, place& to, const actor_ref& actor) {
    from.node().write(from.peer_of(to), detail::frame_kind::result, 1, to_value(actor)).value();
    return from_value<actor_ref>(*to.results.receive()).value();
  }

  /// Everything of it is gone; the others are told.
  void kill(place& whom) {
    if (std::exchange(whom.dead_, true)) return;
    whom.flusher_->cancel();
    std::map<peer_id, link_end*> ends;
    {
      const std::lock_guard lock(whom.lock_);
      ends.swap(whom.ends_);
    }
    for (const auto& [id, end] : ends) {
      end->coming.close();
      end->other->coming.close();
    }
    for (const auto& [id, end] : ends) {
      end->reader->cancel();
      wait_for(*end->reader);
    }
    wait_for(*whom.flusher_);
    whom.node_.reset();
  }

 private:
  friend class place;
  static void wait_for(fiber_handle<void>& fiber) {
    shield([&] {
      try {
        fiber.join();
      } catch (const fiber_cancelled&) {
      }
    });
  }

  std::mutex lock_;
  std::vector<std::unique_ptr<link_end>> ends_;
  std::vector<std::unique_ptr<place>> places_;
};

inline place::place(network& in, std::string name) : network_(in), name_(std::move(name)) {
  node_.emplace(node_options{.name = name_, .life = name_ + "'s life"}, *this);
  flusher_ = spawn([this] {
    for (;;) {
      wanted_.wait();
      wanted_.reset();
      this_fiber::yield();
      node_->flush();
    }
  });
}

inline void place::introduce(peer_id a, std::string_view a_name, peer_id b,
                             std::string_view b_name) {
  network_.introduce(*this, a, a_name, b, b_name);
}

inline void place::take_call(peer_id, detail::frame_kind, detail::frame_reader& frame) {
  (void)frame.number();
  (void)results.try_send(frame.content());
}

inline void place::read(peer_id id, link_end& end) {
  for (arrival& next : end.coming) {
    if (!next.introduces.empty()) {
      node_->meet(next.as, next.introduces);
      continue;
    }
    node_->take(id, next.post);
  }
  node_->close(id);
}

}  // namespace weft::remote_test
