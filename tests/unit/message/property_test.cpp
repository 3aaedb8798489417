// What holds of any value and of any bytes.
#include <gtest/gtest.h>

#include <vector>

#include <weft/codec.hpp>

#include "random_values.hpp"
#include "support.hpp"

namespace weft {
namespace {

/// Random bytes that begin like messages do: a message in which some bytes have changed.
bytes mutated(bytes message, random_values& random) {
  for (std::size_t n = 1 + random.below(3); n-- > 0 && !message.empty();) {
    message[random.below(message.size())] = static_cast<std::byte>(random.below(256));
  }
  return message;
}

/// What has been read can be written, and is the same from then on. (Its first bytes may have said
/// the same at greater length.)
void expect_stable(value const& read) {
  auto const written = encode(read);
  ASSERT_TRUE(written) << written.error().message();
  auto const again = decode(*written);
  ASSERT_TRUE(again) << again.error().message() << ' ' << to_hex(*written);
  EXPECT_EQ(encode(*again), written);
  EXPECT_EQ(decode(*written), again) << to_hex(*written);
}

TEST(AnyValue, IsTheSameAfterTheRoundTrip) {
  random_values random(1);
  for (int round = 0; round < 3000; ++round) {
    value const item = random.graph(1 + random.below(60));
    expect_stable(item);
    EXPECT_EQ(decode(encode(item).value()).value(), item);
  }
}

TEST(AnyValue, IsTruncatedWhereverItIsCut) {
  random_values random(2);
  for (int round = 0; round < 150; ++round) {
    bytes const whole = encode(random.graph(20)).value();
    for (std::size_t size = 0; size < whole.size(); ++size) {
      auto const read = decode(std::span(whole).first(size));
      ASSERT_FALSE(read) << to_hex(whole) << ' ' << size;
      EXPECT_EQ(read.error().code, clone_errc::truncated) << to_hex(whole) << ' ' << size;
      EXPECT_LE(read.error().offset, size);
    }
  }
}

TEST(AnyBytes, AreRefusedOrMeanSomething) {
  random_values random(3);
  for (int round = 0; round < 20'000; ++round) {
    bytes const message = mutated(encode(random.graph(12)).value(), random);
    auto const read = decode(message);
    if (read) {
      expect_stable(*read);
    } else {
      EXPECT_LE(read.error().offset, message.size());
    }
  }
}

/// A message that refers to what is still open, in any place where anything may be.
TEST(AnyBytes, MayHaveCycles) {
  random_values random(4);
  int cyclic = 0;
  for (int round = 0; round < 8000; ++round) {
    bytes message = encode(value::array{random.graph(12), random.graph(4)}).value();
    if (to_hex(message).find("d81c") != std::string::npos) continue;
    // Undefined elements become references to the root.
    bytes with_references = from_hex("d81c");
    for (std::byte const byte : message) {
      if (byte == std::byte{0xf7}) {
        bytes const reference = from_hex("d81d00");
        with_references.insert(with_references.end(), reference.begin(), reference.end());
      } else {
        with_references.push_back(byte);
      }
    }
    auto const read = decode(with_references);
    if (!read) continue;
    ++cyclic;
    expect_stable(*read);
  }
  EXPECT_GT(cyclic, 500);
}

TEST(AnyValue, ComparesAsEqualOnlyToTheSame) {
  random_values random(5);
  for (int round = 0; round < 2000; ++round) {
    value const a = random.graph(10), b = random.graph(10);
    EXPECT_EQ(a == b, encode(a) == encode(b)) << encoded(a) << ' ' << encoded(b);
  }
}

}  // namespace
}  // namespace weft
