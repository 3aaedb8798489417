// Pictures that are what they say, and their tiles.
#include "../picture.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>
#include <vector>

#include "../filters.hpp"

namespace gallery {
namespace {

picture blank(std::uint32_t width, std::uint32_t height) {
  return {width, height, weft::bytes(std::size_t{4} * width * height)};
}

TEST(Picture, HasAsManyBytesAsItsSizeSays) {
  EXPECT_NO_THROW(check(blank(3, 2)));
  EXPECT_THROW(check({3, 2, weft::bytes(23)}), std::invalid_argument);
  EXPECT_THROW(check({3, 2, weft::bytes(25)}), std::invalid_argument);
  EXPECT_THROW(check({3, 2, {}}), std::invalid_argument);
}

TEST(Picture, HasPixels) {
  EXPECT_THROW(check(blank(0, 0)), std::invalid_argument);
  EXPECT_THROW(check(blank(5, 0)), std::invalid_argument);
  EXPECT_THROW(check({0, 5, weft::bytes(20)}), std::invalid_argument);
}

TEST(Picture, IsNotLargerThanCanBeReckonedWith) {
  EXPECT_THROW(check({side_max + 1, 1, {}}), std::out_of_range);
  EXPECT_THROW(check({side_max, side_max, {}}), std::out_of_range);
  EXPECT_THROW(check({0x8000'0000, 2, {}}), std::out_of_range) << "4 times that is 0 in 32 bits";
  EXPECT_THROW(check({0xFFFF'FFFF, 0xFFFF'FFFF, weft::bytes(4)}), std::out_of_range);
}

TEST(Picture, IsCheckedByEveryFilter) {
  for (const auto* name : {"grayscale", "blur", "sharpen", "edges", "emboss", "pixelate", "oil"}) {
    EXPECT_THROW(filter(name, 1).apply({3, 2, weft::bytes(23)}, {0, 0, 3, 2}),
                 std::invalid_argument);
    EXPECT_THROW(filter(name, 1).apply({side_max, side_max, {}}, {0, 0, 1, 1}), std::out_of_range);
  }
}

TEST(Tiles, CoverThePictureOnce) {
  for (const auto& [width, height] : {std::pair(100, 70), {1, 1}, {64, 32}, {17, 300}}) {
    const picture image = blank(std::uint32_t(width), std::uint32_t(height));
    std::vector<int> covered(std::size_t(width * height));
    for (const auto& [x, y, w, h] : tiles_from_centre(image, 32)) {
      for (auto row = y; row < y + h; ++row) {
        for (auto column = x; column < x + w; ++column) ++covered.at(row * image.width + column);
      }
    }
    EXPECT_EQ(covered, std::vector(covered.size(), 1)) << width << " x " << height;
  }
}

TEST(Tiles, BeginAtTheCentreAndGoOutwards) {
  const auto tiles = tiles_from_centre(blank(160, 96), 32);  // 5 by 3
  ASSERT_EQ(tiles.size(), 15u);
  EXPECT_EQ(tiles.front(), (area{64, 32, 32, 32}));
  const auto distance = [](const area& of) {
    const int dx = int(of.x) - 64, dy = int(of.y) - 32;
    return dx * dx + dy * dy;
  };
  for (std::size_t i = 1; i < tiles.size(); ++i) {
    EXPECT_LE(distance(tiles[i - 1]), distance(tiles[i]));
  }
}

TEST(Tiles, AreNeitherTinyNorHuge) {
  EXPECT_THROW(tiles_from_centre(blank(9, 9), 0), std::out_of_range);
  EXPECT_THROW(tiles_from_centre(blank(9, 9), 15), std::out_of_range);
  EXPECT_THROW(tiles_from_centre(blank(9, 9), 1025), std::out_of_range);
  EXPECT_EQ(tiles_from_centre(blank(9, 9), 16).size(), 1u);
}

}  // namespace
}  // namespace gallery
