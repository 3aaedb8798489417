// Which seeds a test is run with, and how a failure names its own.
#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include <weft/testing.hpp>

namespace weft::testing {
namespace {

/// The environment with WEFT_SEED as the test wants it, and as it was afterwards.
class Seeds : public ::testing::Test {
 protected:
  Seeds() {
    if (const char* const set = std::getenv("WEFT_SEED")) before_ = set;
    unsetenv("WEFT_SEED");
  }
  ~Seeds() override {
    if (before_.empty())
      unsetenv("WEFT_SEED");
    else
      setenv("WEFT_SEED", before_.c_str(), 1);
  }

  static std::vector<std::uint64_t> tried(std::uint64_t count) {
    std::vector<std::uint64_t> all;
    for_each_seed(count, [&](std::uint64_t seed) { all.push_back(seed); });
    return all;
  }

 private:
  std::string before_;
};

TEST_F(Seeds, CountFromZero) {
  EXPECT_EQ(tried(3), (std::vector<std::uint64_t>{0, 1, 2}));
  EXPECT_EQ(tried(0), (std::vector<std::uint64_t>{}));
  EXPECT_EQ(seeds(200).size(), 200u);
}

TEST_F(Seeds, AreTheOneThatTheEnvironmentNames) {
  setenv("WEFT_SEED", "17", 1);
  EXPECT_EQ(tried(3), (std::vector<std::uint64_t>{17}));
  setenv("WEFT_SEED", "18446744073709551614", 1);
  EXPECT_EQ(tried(3), (std::vector<std::uint64_t>{UINT64_MAX - 1}));
}

TEST_F(Seeds, RefuseWhatIsNoNumber) {
  for (const char* const wrong :
       {"", "x", "1x", " 1", "-1", "1.5", "18446744073709551615", "99999999999999999999"}) {
    setenv("WEFT_SEED", wrong, 1);
    EXPECT_THROW(tried(3), std::invalid_argument) << wrong;
  }
}

TEST_F(Seeds, AreNamedWhenOneFails) {
  std::vector<std::uint64_t> all;
  ::testing::internal::CaptureStderr();
  EXPECT_THROW(for_each_seed(10,
                             [&](std::uint64_t seed) {
                               all.push_back(seed);
                               if (seed == 3) throw std::domain_error("three");
                             }),
               std::domain_error);
  EXPECT_THROW(for_each_seed(10, [](std::uint64_t seed) { return seed < 5; }), std::runtime_error);
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(all, (std::vector<std::uint64_t>{0, 1, 2, 3}));
  EXPECT_EQ(said,
            "weft: failed with seed 3; to run only that one: WEFT_SEED=3\n"
            "weft: failed with seed 5; to run only that one: WEFT_SEED=5\n");
}

}  // namespace
}  // namespace weft::testing
