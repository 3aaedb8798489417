// Bounded buffer: 40 producers and 10 consumers, and between them a store with room for 20 items.
//
// Stresses: an actor that keeps others waiting, for room or for items, without waiting itself.
// Size:     items of each producer.
// Checked:  the sum of what was consumed; there were never more items than there is room for.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t producers = 40;
constexpr std::size_t consumers = 10;
constexpr std::size_t room = 20;

struct item {
  std::uint64_t number;
};
struct produce {};
/// From a producer, which names itself if it can make another one.
struct delivery {
  item what;
  std::optional<weft::actor_ref> ready;
};
/// From a consumer that has nothing to do.
struct request {
  weft::actor_ref from;
};
struct store_closed {};
struct consumed {
  std::uint64_t sum;
};

weft::behavior producer(weft::self& me, weft::actor_ref store, std::size_t items) {
  return {[=, &me, next = std::uint64_t{0}](produce) mutable {
    const bool last = next + 1 == items;
    store.send(delivery{item{next++}, last ? std::nullopt : std::optional(me.ref())});
    return last ? weft::loop::stop : weft::loop::again;
  }};
}

weft::behavior consumer(weft::self& me, weft::actor_ref store) {
  const auto sum = std::make_shared<std::uint64_t>(0);
  store.send(request{me.ref()});
  return {[=, &me](item one) {
            *sum += one.number;
            store.send(request{me.ref()});
          },
          [=](store_closed) {
            store.send(consumed{*sum});
            return weft::loop::stop;
          }};
}

struct outcome {
  std::uint64_t sum = 0;
  std::size_t held_max = 0;
};

/// There is room for an item before a producer is told to make it.
class shelf {
 public:
  explicit shelf(std::size_t items) : items_left_(items) {}

  void add_producer(weft::actor_ref one) {
    ready_.push_back(std::move(one));
    order_items();
  }
  void put(delivery one) {
    --ordered_;
    held_.push_back(one.what);
    outcome_.held_max = std::max(outcome_.held_max, held_.size());
    if (one.ready) ready_.push_back(*std::move(one.ready));
    serve();
  }
  void want(request one) {
    waiting_.push_back(std::move(one.from));
    serve();
  }
  /// Whether there is one consumer less to wait for, and no other.
  bool leaves_last(consumed by_one) {
    outcome_.sum += by_one.sum;
    return --consumers_left_ == 0;
  }
  const outcome& result() const { return outcome_; }

 private:
  void serve() {
    for (; !held_.empty() && !waiting_.empty(); --items_left_) {
      waiting_.front().send(held_.front());
      waiting_.pop_front();
      held_.pop_front();
    }
    if (items_left_ > 0) return order_items();
    for (const auto& consumer : waiting_) consumer.send(store_closed{});
    waiting_.clear();
  }
  void order_items() {
    for (; !ready_.empty() && held_.size() + ordered_ < room; ++ordered_) {
      ready_.front().send(produce{});
      ready_.pop_front();
    }
  }

  std::size_t items_left_;  // to hand over
  std::size_t ordered_ = 0;
  std::deque<item> held_;
  std::deque<weft::actor_ref> ready_;    // producers
  std::deque<weft::actor_ref> waiting_;  // consumers
  std::size_t consumers_left_ = consumers;
  outcome outcome_;
};

weft::behavior store(weft::self& me, std::size_t items_each, weft::channel<outcome> result) {
  const auto all = std::make_shared<shelf>(producers * items_each);
  for (std::size_t i = 0; i < producers; ++i) {
    all->add_producer(weft::spawn_actor([store = me.ref(), items_each](weft::self& worker) {
      return producer(worker, store, items_each);
    }));
  }
  for (std::size_t i = 0; i < consumers; ++i) {
    weft::spawn_actor([store = me.ref()](weft::self& worker) { return consumer(worker, store); });
  }
  return {[=](delivery one) { all->put(std::move(one)); },
          [=](request one) { all->want(std::move(one)); },
          [=](consumed by_one) {
            if (!all->leaves_last(by_one)) return weft::loop::again;
            result.send(all->result());
            return weft::loop::stop;
          }};
}

outcome trade(std::size_t items_each) {
  const weft::channel<outcome> result(1);
  weft::spawn_actor([=](weft::self& me) { return store(me, items_each, result); });
  return *result.receive();
}

}  // namespace

void bounded_buffer(const order& order) {
  const auto [all, milliseconds] = play([&] { return trade(order.count); });
  report(order, milliseconds,
         all.sum == producers * bench::sum_below(order.count) && all.held_max <= room,
         "each item was consumed once, and there was room for all");
}

}  // namespace savina
