// The filters on pictures that are small enough to know the result, and cut into tiles.
#include "../filters.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include "expected_pixels.hpp"

namespace gallery {
namespace {

struct named_filter {
  std::string name;
  int strength;
};
const std::vector<named_filter> all_filters = {{"grayscale", 7}, {"blur", 2},   {"sharpen", 6},
                                               {"edges", 4},     {"emboss", 3}, {"pixelate", 2},
                                               {"oil", 4}};

template <class F>
picture draw(int width, int height, F rgb) {
  picture drawn{std::uint32_t(width), std::uint32_t(height), {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto [r, g, b] = rgb(x, y);
      for (const int level : {r, g, b, 255 - x}) drawn.pixels.push_back(std::byte(level));
    }
  }
  return drawn;
}

using levels = std::array<int, 3>;

picture pattern() {
  return draw(pattern_width, pattern_height, [](int x, int y) {
    return levels{pattern_red(x, y), pattern_green(x, y), pattern_blue(x, y)};
  });
}

picture grey_row(std::vector<int> row, int height = 1) {
  return draw(int(row.size()), height, [&](int x, int) {
    return levels{row[std::size_t(x)], row[std::size_t(x)], row[std::size_t(x)]};
  });
}

area whole(const picture& image) { return {0, 0, image.width, image.height}; }

levels pixel(const weft::bytes& pixels, std::size_t index) {
  return {int(pixels[4 * index]), int(pixels[4 * index + 1]), int(pixels[4 * index + 2])};
}

/// The reds of the first row.
std::vector<int> row_of(const char* name, int strength, const picture& image) {
  const weft::bytes painted = filter(name, strength).apply(image, whole(image));
  std::vector<int> row;
  for (std::uint32_t x = 0; x < image.width; ++x) row.push_back(pixel(painted, x)[0]);
  return row;
}

TEST(Filters, GiveTheExpectedPixels) {
  const picture image = pattern();
  for (const auto& [name, strength, x, y, rgb] : expected_pixels) {
    const auto painted = filter(name, strength).apply(image, whole(image));
    EXPECT_EQ(pixel(painted, std::size_t(y * pattern_width + x)), std::to_array(rgb))
        << name << " at " << x << ", " << y;
  }
}

TEST(Filters, GiveTheSameInTilesAsInOnePiece) {
  const picture image = pattern();
  for (const auto& [name, strength] : all_filters) {
    const filter with(name, strength);
    const weft::bytes all = with.apply(image, whole(image));
    weft::bytes joined(all.size());
    for (const area& where : tiles_from_centre(image, 16)) {
      const weft::bytes part = with.apply(image, where);
      ASSERT_EQ(part.size(), 4u * where.width * where.height);
      for (std::uint32_t row = 0; row < where.height; ++row) {
        std::copy_n(part.begin() + 4 * row * where.width, 4 * where.width,
                    joined.begin() + 4 * ((where.y + row) * image.width + where.x));
      }
    }
    EXPECT_TRUE(joined == all) << name;
  }
}

TEST(Filters, LeaveAnEvenPictureEven) {
  const picture even = draw(9, 7, [](int, int) { return levels{40, 90, 200}; });
  for (const auto& name : {"blur", "sharpen", "pixelate", "oil"}) {
    const weft::bytes painted = filter(name, 10).apply(even, whole(even));
    EXPECT_TRUE(painted == even.pixels) << name << ", up to the edges and with its alpha";
  }
  EXPECT_EQ(row_of("edges", 10, even), std::vector(9, 0));
  EXPECT_EQ(row_of("emboss", 10, even), std::vector(9, 128));
}

TEST(Filters, TakeAPictureOfOnePixel) {
  const picture dot = draw(1, 1, [](int, int) { return levels{10, 20, 30}; });
  for (const auto& [name, strength] : all_filters) {
    EXPECT_EQ(filter(name, strength).apply(dot, whole(dot)).size(), 4u) << name;
  }
}

TEST(Filters, KeepAlpha) {
  const picture image = pattern();
  for (const auto& [name, strength] : all_filters) {
    const weft::bytes painted = filter(name, strength).apply(image, {3, 5, 2, 1});
    EXPECT_EQ(painted[3], std::byte(252)) << name;
    EXPECT_EQ(painted[7], std::byte(251)) << name;
  }
}

TEST(Grayscale, GoesFromColourToLuma) {
  const picture red = draw(1, 1, [](int, int) { return levels{200, 0, 0}; });
  EXPECT_EQ(pixel(filter("grayscale", 10).apply(red, whole(red)), 0), (levels{60, 60, 60}));
  EXPECT_EQ(pixel(filter("grayscale", 5).apply(red, whole(red)), 0), (levels{130, 30, 30}));
}

TEST(Blur, SpreadsALineAsFarAsTheBellDoes) {
  // 255 times the weights of -3 to 3 for a deviation of 1.
  EXPECT_EQ(row_of("blur", 1, grey_row({0, 0, 0, 0, 255, 0, 0, 0, 0})),
            (std::vector{0, 1, 14, 62, 102, 62, 14, 1, 0}));
}

TEST(Sharpen, MakesStepsSteeper) {
  EXPECT_EQ(row_of("sharpen", 8, grey_row({100, 100, 100, 140, 140, 140})),
            (std::vector{100, 100, 60, 180, 140, 140}));
}

TEST(Edges, AreWhereTheStepIs) {
  EXPECT_EQ(row_of("edges", 5, grey_row({10, 10, 10, 40, 40, 40}, 3)),
            (std::vector{0, 0, 120, 120, 0, 0}));
}

TEST(Emboss, LightsWhatRisesTowardsTheLowerRight) {
  EXPECT_EQ(row_of("emboss", 4, grey_row({10, 10, 60, 60, 10, 10}, 3)),
            (std::vector{128, 178, 178, 78, 78, 128}));
}

TEST(Pixelate, TakesTheMeanOfWhatThePictureHasOfASquare) {
  EXPECT_EQ(row_of("pixelate", 1, grey_row({0, 10, 20, 30, 50, 60})),
            (std::vector{15, 15, 15, 15, 55, 55}));
}

TEST(Oil, KeepsAnEdgeAndFlattensTheRest) {
  EXPECT_EQ(row_of("oil", 2, grey_row({10, 10, 10, 12, 200, 202, 200, 200}, 5)),
            (std::vector{10, 10, 10, 10, 200, 200, 200, 200}));
}

TEST(Filters, RefuseWhatTheyDoNotKnow) {
  EXPECT_THROW(filter("sepia", 5), std::invalid_argument);
  EXPECT_THROW(filter("", 5), std::invalid_argument);
  EXPECT_THROW(filter("blur", 0), std::out_of_range);
  EXPECT_THROW(filter("blur", 11), std::out_of_range);
}

TEST(Filters, RefuseRectanglesThatAreNotInThePicture) {
  const picture image = pattern();
  const filter with("blur", 1);
  constexpr std::uint32_t most = 0xFFFF'FFFF;
  for (const area& where : {area{0, 0, 41, 30}, area{0, 0, 40, 31}, area{40, 0, 1, 1},
                            area{1, 1, most, 1}, area{1, 1, 1, most}, area{most, 0, 2, 2}}) {
    EXPECT_THROW(with.apply(image, where), std::out_of_range);
  }
  EXPECT_TRUE(with.apply(image, {40, 30, 0, 0}).empty());
}

}  // namespace
}  // namespace gallery
