// The concordance as a module for web pages: the functions that a page calls in a worker.
//
// Each worker has an instance with an indexer and a merger. A page asks any worker to `index` a
// piece, and one of them, always the same, to `merge` it and to answer queries; the mergers of the
// others stay empty.
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <weft/actor.hpp>
#include <weft/web_module.hpp>

#include "concordance.hpp"
#include "words.hpp"

namespace {

using namespace concordance;

/// A page that gives up cancels its call: nobody waits longer than the page does.
constexpr auto no_limit = weft::clock::duration::max();

template <class R, class Query>
R ask(weft::actor_ref const& actor, Query query) {
  return actor.ask<R>(std::move(query), no_limit);
}

}  // namespace

void weft_module(weft::web::module& module) {
  auto const indexer = spawn_indexer();
  auto const merger = spawn_merger();

  // The text is not sent back: the page has it.
  module.function("index",
                  [=](piece what) { return ask<counted_piece>(indexer, std::move(what)).counted; });
  module.function("status", [=] { return ask<indexer_status>(indexer, get_status{}); });

  module.function("merge", [=](piece what, tally counted) {
    if (!is_packed(counted.counts)) throw std::invalid_argument("these are not counts of words");
    ask<void>(merger, counted_piece{std::move(what), std::move(counted)});
  });
  module.function("totals", [=] { return ask<totals>(merger, get_totals{}); });
  module.function("top", [=](std::uint32_t count) {
    return ask<std::vector<ranked_word>>(merger, get_top{count});
  });
  module.function("documents",
                  [=] { return ask<std::vector<std::string>>(merger, get_documents{}); });
  module.function("skipped",
                  [=] { return ask<std::vector<skipped_document>>(merger, get_skipped{}); });
  module.function("find", [=](std::string word, std::uint32_t hits_max,
                              std::optional<text_position> from) {
    return ask<found>(merger, find_word{std::move(word), from.value_or(text_position()), hits_max});
  });
}
