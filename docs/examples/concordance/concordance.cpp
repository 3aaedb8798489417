#include "concordance.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <exception>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/fiber.hpp>
#include <weft/runtime.hpp>

#include "index.hpp"
#include "text.hpp"
#include "words.hpp"

namespace concordance {
namespace {

using namespace std::chrono_literals;

// ---- The messages of a piece's way through one runtime ------------------------------------------

/// Tells the splitter that a piece of this indexer has been merged.
struct piece_merged {
  unsigned indexer;
};

struct count_piece {
  piece what;
  unsigned indexer;
  weft::actor_ref merger;
  weft::actor_ref splitter;
};

struct merge_piece {
  counted_piece what;
  piece_merged receipt;
  weft::actor_ref splitter;
};

// ---- Indexer ------------------------------------------------------------------------------------

constexpr std::size_t bytes_between_looks = 64 * 1024;

class indexer {
 public:
  explicit indexer(weft::self& me) : me_(me) {}

  void run() {
    me_.receive_loop(
        [this](count_piece work) {
          auto counted = count(std::move(work.what));
          work.merger.send(merge_piece{std::move(counted), {work.indexer}, work.splitter});
        },
        [this](piece what) { return count(std::move(what)); },
        [this](get_status) { return status_; });
  }

 private:
  counted_piece count(piece what) {
    status_.document = what.document;
    status_.bytes_done = 0;
    status_.bytes = what.text.size();
    tally counted;
    try {
      counted = count(characters(what.text));
    } catch (std::exception const& error) {  // one document less, and the others go on
      counted = {.unusable = error.what(), .words = 0, .counts = {}};
    }
    status_.bytes_done = status_.bytes;
    status_.bytes_total += status_.bytes;
    return {std::move(what), std::move(counted)};
  }

  tally count(std::string_view text) {
    if (!is_text(text))
      return {.unusable = "it is binary, not UTF-8 text", .words = 0, .counts = {}};
    words_.clear();
    word_scanner scanner(text);
    auto next_look = bytes_between_looks;
    while (scanner.position() < text.size()) {
      auto const unknown = words_.count_known(scanner, next_look);
      if (!unknown.letters.empty()) words_.add(unknown);
      if (scanner.position() < next_look) continue;
      next_look = scanner.position() + bytes_between_looks;
      look_up(scanner.position());
    }
    return {.unusable = {}, .words = words_.sum(), .counts = packed(words_)};
  }

  void look_up(std::size_t bytes_done) {
    status_.bytes_done = bytes_done;
    weft::this_fiber::yield();
    while (me_.receive_for(0s, [this](get_status) { return status_; })) {
    }
  }

  weft::self& me_;
  indexer_status status_;
  word_table words_;  // of one piece
};

// ---- Merger -------------------------------------------------------------------------------------

void merge(weft::self& me) {
  index all;
  me.receive_loop(
      [&](merge_piece work) {
        all.add(std::move(work.what));
        work.splitter.send(work.receipt);
      },
      [&](counted_piece piece) { all.add(std::move(piece)); },
      [&](get_totals) { return all.sums(); }, [&](get_top query) { return all.top(query.count); },
      [&](get_documents) { return all.documents(); }, [&](get_skipped) { return all.skipped(); },
      [&](find_word query) { return all.find(query, [] { weft::this_fiber::yield(); }); });
}

// ---- Splitter -----------------------------------------------------------------------------------

/// How many bytes of `text` the next piece takes: whole lines, at least one.
std::size_t next_piece_bytes(std::string_view text) {
  if (text.size() <= piece_bytes) return text.size();
  auto const line_end = text.find('\n', piece_bytes - 1);
  return line_end == text.npos ? text.size() : line_end + 1;
}

class splitter {
 public:
  splitter(weft::self& me, weft::actor_ref merger, unsigned indexers)
      : me_(me), merger_(std::move(merger)) {
    // Each on a worker that is named: those that start on one worker, and at once wait for work,
    // stay there.
    auto const workers = weft::runtime::current().pool_size();
    for (unsigned i = 0; i < indexers; ++i) indexers_.push_back({spawn_indexer(i % workers), 0});
  }

  void run() {
    me_.receive_loop([this](document whole) { split(std::move(whole)); },
                     [this](piece_merged receipt) { settle(receipt); },
                     [this](await_merged) {
                       while (std::ranges::any_of(indexers_, &employee::busy)) await_receipt();
                     });
  }

 private:
  struct employee {
    weft::actor_ref actor;
    unsigned pieces_under_way;
    bool busy() const { return pieces_under_way > 0; }
  };

  void split(document whole) {
    piece next;
    next.document = whole.name;
    next.order = whole.order;
    auto rest = std::span(std::as_const(whole.text));
    if (auto const first = next_piece_bytes(characters(rest)); first == rest.size()) {
      next.text = std::move(whole.text);  // the usual case: nothing is copied
      return hand_out(std::move(next));
    }
    do {
      auto const size = next_piece_bytes(characters(rest));
      next.text.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(size));
      rest = rest.subspan(size);
      next.last = rest.empty();
      hand_out(next);
      ++next.number;
    } while (!rest.empty());
  }

  void hand_out(piece what) {
    auto chosen = std::ranges::min_element(indexers_, {}, &employee::pieces_under_way);
    while (chosen->pieces_under_way == pieces_per_indexer) {
      await_receipt();
      chosen = std::ranges::min_element(indexers_, {}, &employee::pieces_under_way);
    }
    ++chosen->pieces_under_way;
    auto const number = static_cast<unsigned>(chosen - indexers_.begin());
    chosen->actor.send(count_piece{std::move(what), number, merger_, me_.ref()});
  }

  void await_receipt() {
    me_.receive([this](piece_merged receipt) { settle(receipt); });
  }

  void settle(piece_merged receipt) { --indexers_[receipt.indexer].pieces_under_way; }

  weft::self& me_;
  weft::actor_ref merger_;
  std::vector<employee> indexers_;
};

}  // namespace

weft::actor_ref spawn_indexer(unsigned worker) {
  return weft::spawn_actor({.name = "indexer", .worker = worker},
                           [](weft::self& me) { indexer(me).run(); });
}

weft::actor_ref spawn_merger() { return weft::spawn_actor({.name = "merger"}, merge); }

weft::actor_ref spawn_splitter(weft::actor_ref merger, unsigned indexers) {
  return weft::spawn_actor({.name = "splitter"},
                           [=](weft::self& me) { splitter(me, merger, indexers).run(); });
}

}  // namespace concordance
