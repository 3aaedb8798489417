// The actors of the concordance: who does what, and who says what to whom.
//
//                document              piece                 counted piece
//   a feeder --------------> splitter --------> indexers 0..N -----------------> merger <----
//   queries
//                                ^                                                 |
//                                +---------------- piece_merged -------------------+
//
// In a native program all of them live in one runtime, and the reader of files is the feeder. In
// web pages each worker of the pool has an indexer, one of them the merger, and the page is the
// feeder and the splitter: it asks some worker's indexer for the tally of a piece, and gives both
// to the merger.
//
// Nobody here knows files, threads or pages.
#pragma once

#include <weft/actor.hpp>

#include "messages.hpp"

namespace concordance {

/// How much text is cut off for an indexer at a time, up to the next end of a line.
inline constexpr std::size_t piece_bytes = 1024 * 1024;

/// Counts the words of pieces. It looks up from its work again and again, so that the other fibers
/// of its worker get their turn, and whoever asks is told at once what it does.
///
///   piece        -> counted_piece   an ask
///   get_status   -> indexer_status  an ask, answered also while it counts
///   (from the splitter) a piece that is to go on to a merger, see concordance.cpp
///
/// Errors: std::out_of_range for a `worker` of the runtime that does not exist.
weft::actor_ref spawn_indexer(unsigned worker = 0);

/// Keeps the index (index.hpp).
///
///   counted_piece -> nothing                      get_totals    -> totals
///   get_top       -> std::vector<ranked_word>     get_documents -> std::vector<std::string>
///   find_word     -> found                        get_skipped   -> std::vector<skipped_document>
weft::actor_ref spawn_merger();

/// Cuts documents into pieces and gives each to the indexer that has least to do. The indexers are
/// its own, spread over the workers of the runtime.
///
/// Takes a document only when it can hand it out: with the asks of its feeders it holds back
/// whoever reads faster than the indexers count. At most `pieces_per_indexer` pieces for each
/// indexer are on their way at any time, from here to the merger.
///
///   document     -> nothing   answered when all of its pieces are handed out
///   await_merged -> nothing   answered when all pieces handed out so far are merged
weft::actor_ref spawn_splitter(weft::actor_ref merger, unsigned indexers);

/// Two, so that an indexer has its next piece at hand when it is done with one.
inline constexpr unsigned pieces_per_indexer = 2;

struct await_merged {};

}  // namespace concordance
