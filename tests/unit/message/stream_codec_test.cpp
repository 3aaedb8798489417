// Sequences piece by piece: whatever the split, the result is that of one piece.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weft/stream_codec.hpp>

#include "random_values.hpp"
#include "support.hpp"

namespace weft {
namespace {

/// What a decoder makes of a sequence: items, and the error that ended it.
struct outcome {
  std::vector<value> items;
  std::optional<clone_error> error;
  bool operator==(outcome const&) const = default;
};

void drain(decoder& from, outcome& into) {
  while (!into.error) {
    auto next = from.next();
    if (!next) {
      into.error = std::move(next).error();
    } else if (*next) {
      into.items.push_back(**std::move(next));
    } else {
      return;
    }
  }
}

/// Pushes `sequence` in pieces of sizes that `size_of(position)` gives.
template <class SizeOf>
outcome read_in_pieces(std::span<std::byte const> sequence, SizeOf size_of,
                       decode_options const& options = {}) {
  decoder from(options);
  outcome result;
  for (std::size_t at = 0; at < sequence.size();) {
    std::size_t const size = std::min<std::size_t>(size_of(at), sequence.size() - at);
    from.push(sequence.subspan(at, size));
    at += size;
    drain(from, result);
  }
  from.finish();
  drain(from, result);
  return result;
}

/// The same by `decode_next`.
outcome read_at_once(std::span<std::byte const> sequence, decode_options const& options = {}) {
  outcome result;
  for (std::size_t at = 1; at < sequence.size();) {
    auto next = decode_next(sequence.subspan(at), options);
    if (!next) {
      next.error().offset += at;
      result.error = next.error();
      return result;
    }
    at += next->size;
    result.items.push_back(std::move(next->item));
  }
  return result;
}

void expect_same_for_every_split(std::span<std::byte const> sequence,
                                 decode_options const& options = {}) {
  outcome const expected = read_at_once(sequence, options);
  EXPECT_EQ(read_in_pieces(
                sequence, [](std::size_t) { return 1; }, options),
            expected)
      << to_hex(sequence);
  for (std::size_t cut = 0; cut <= sequence.size(); ++cut) {
    auto const in_two = [cut](std::size_t at) {
      return at < cut ? cut - at : static_cast<std::size_t>(-1);
    };
    ASSERT_EQ(read_in_pieces(sequence, in_two, options), expected)
        << to_hex(sequence) << ' ' << cut;
  }
}

TEST(Decoder, GivesItemsAsSoonAsTheyAreComplete) {
  decoder from;
  from.push(from_hex("0201"));
  EXPECT_EQ(*from.next(), value(1));
  EXPECT_EQ(*from.next(), std::nullopt);
  from.push(from_hex("826161"));
  EXPECT_EQ(*from.next(), std::nullopt);
  from.push(from_hex("00d81c"));
  EXPECT_EQ(*from.next(), value(value::array{"a", 0}));
  EXPECT_EQ(*from.next(), std::nullopt);
  from.push(from_hex("80"));
  EXPECT_EQ(*from.next(), value(value::array()));
  from.finish();
  EXPECT_EQ(*from.next(), std::nullopt);
}

TEST(Decoder, RefusesOtherVersions) {
  auto const error_of = [](std::string_view hex) {
    auto const result = read_in_pieces(from_hex(hex), [](std::size_t) { return 1; });
    return result.error ? std::string(to_string(result.error->code)) + ": " + result.error->detail
                        : "none";
  };
  EXPECT_EQ(error_of("02"), "none");
  EXPECT_EQ(error_of("1802"), "none");
  EXPECT_EQ(error_of("01"), "unsupported: version 1");
  EXPECT_EQ(error_of("1903e7"), "unsupported: version 999");
  EXPECT_EQ(error_of("21"), "unsupported: no version");
  EXPECT_EQ(error_of("a0"), "unsupported: no version");
  EXPECT_EQ(error_of("d81c02"), "unsupported: no version");
  EXPECT_EQ(error_of("1c"), "malformed: ");
  EXPECT_EQ(error_of("18"), "truncated: ");
  EXPECT_EQ(error_of(""), "truncated: ");
}

TEST(Decoder, KeepsItsError) {
  decoder from;
  from.push(from_hex("02001c00"));
  EXPECT_EQ(*from.next(), value(0));
  for (int i = 0; i < 2; ++i) {
    auto const next = from.next();
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().code, clone_errc::malformed);
    EXPECT_EQ(next.error().offset, 2u);
  }
}

TEST(Decoder, ReadsRandomSequencesWhateverTheSplit) {
  random_values random(1);
  for (int round = 0; round < 60; ++round) {
    bytes sequence = from_hex("02");
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(encode_into(sequence, random.graph(20)));
    }
    if (sequence.size() < 2000) expect_same_for_every_split(sequence);
  }
}

TEST(Decoder, FindsTheSameErrorsWhateverTheSplit) {
  random_values random(2);
  for (int round = 0; round < 400; ++round) {
    bytes sequence = from_hex("02");
    ASSERT_TRUE(encode_into(sequence, random.graph(8)));
    ASSERT_TRUE(encode_into(sequence, random.graph(3)));
    if (sequence.size() > 300) continue;
    std::size_t const at = 1 + random.below(sequence.size() - 1);
    sequence[at] = static_cast<std::byte>(random.below(256));
    expect_same_for_every_split(sequence);
    sequence.resize(1 + random.below(sequence.size()));
    expect_same_for_every_split(sequence);
  }
}

TEST(Decoder, HoldsTheLimitsWhateverTheSplit) {
  decode_options const tight = {.limits = {.depth_max = 3, .items_max = 6, .bytes_max = 12}};
  for (std::string_view hex :
       {"0280", "02818181", "0281818180", "0286000000000000", "02850000000000",
        "026b6161616161616161616161", "026c616161616161616161616161",
        "0278ff61616161616161616161616161", "029b0000000000000100",
        "025bffffffffffffffff0000000000000000", "029bffffffffffffffff00",
        "02bb7fffffffffffffff00000000000000000000", "02c2c2c2c2c2c2c2c2c2c2c2c2c2c2", "02821c1c1c",
        "0282821c01", "0282821c0101"}) {
    expect_same_for_every_split(from_hex(hex), tight);
    expect_same_for_every_split(from_hex(hex));
  }
}

TEST(Decoder, TakesTimeInProportionToItsInput) {
  bytes sequence = from_hex("02");
  value::array many(200'000, value("text"));
  ASSERT_TRUE(encode_into(sequence, many));
  auto const result = read_in_pieces(sequence, [](std::size_t) { return 1; });
  ASSERT_EQ(result.items.size(), 1u);  // a million pieces; in quadratic time this would not end
  EXPECT_EQ(result.items[0].as_array().size(), many.size());
}

/// The pieces that an encoder hands out.
struct pieces {
  std::vector<std::byte const*> where;
  bytes all;
  encoder::sink sink() {
    return [this](std::span<std::byte const> piece) {
      where.push_back(piece.data());
      all.insert(all.end(), piece.begin(), piece.end());
    };
  }
};

TEST(Encoder, WritesTheVersionAndThenTheItems) {
  pieces out;
  encoder to(out.sink());
  EXPECT_TRUE(to.push(1));
  EXPECT_TRUE(to.push(value::array{"a"}));
  EXPECT_TRUE(out.all.empty());
  to.flush();
  EXPECT_EQ(to_hex(out.all), "0201816161");
  to.flush();
  EXPECT_EQ(out.where.size(), 1u);
}

TEST(Encoder, WritesNothingOfWhatFails) {
  pieces out;
  encoder to(out.sink());
  EXPECT_TRUE(to.push(1));
  EXPECT_FALSE(to.push(value::array{std::string(100'000, 'x'), bytes(100'000), "\xff"}));
  EXPECT_TRUE(to.push(2));
  to.flush();
  EXPECT_EQ(to_hex(out.all), "020102");
}

TEST(Encoder, HandsOutLargeContentFromWhereItIs) {
  value const buffer = bytes(100'000, std::byte{1});
  value const text = std::string(70'000, 't');
  value const shared = value::array{buffer, 1};
  value const item = value::array{shared, text, buffer, shared, bytes(70'000)};
  pieces out;
  encoder to(out.sink());
  ASSERT_TRUE(to.push("first"));
  ASSERT_TRUE(to.push(item));
  ASSERT_TRUE(to.push(item[1]));
  ASSERT_TRUE(to.push("last"));
  to.flush();
  bytes expected = from_hex("02");
  for (value const& each : {value("first"), item, item[1], value("last")}) {
    ASSERT_TRUE(encode_into(expected, each));
  }
  EXPECT_TRUE(out.all == expected);
  EXPECT_NE(std::ranges::find(out.where, buffer.as_bytes().data()), out.where.end());
  EXPECT_NE(std::ranges::find(out.where, std::as_bytes(std::span(text.as_string())).data()),
            out.where.end());
}

TEST(Encoder, HandsOutPiecesAsTheyFill) {
  pieces out;
  encoder to(out.sink());
  value const item = std::string(1000, 'x');
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(to.push(item));
  EXPECT_GE(out.where.size(), 1'000'000 / encoder::piece_bytes);
  to.flush();
  EXPECT_EQ(read_at_once(out.all).items.size(), 1000u);
}

}  // namespace
}  // namespace weft
