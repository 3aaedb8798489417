// Pictures and the tiles that a result is delivered in.
#pragma once

#include <cstdint>
#include <vector>

#include <boost/describe/class.hpp>
#include <weft/bytes.hpp>

namespace gallery {

/// The most that a picture may have on a side, and in all.
constexpr std::uint32_t side_max = 16'384;
constexpr std::uint64_t pixels_max = 1u << 26;

/// RGBA, a byte each, row by row from the top; what `ImageData` of a page has.
struct picture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  weft::bytes pixels;
};
BOOST_DESCRIBE_STRUCT(picture, (), (width, height, pixels))

/// A rectangle of a picture, in pixels from the top left corner.
struct area {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  friend bool operator==(area const&, area const&) = default;
};
BOOST_DESCRIBE_STRUCT(area, (), (x, y, width, height))

/// A rectangle of a result, with its pixels.
struct tile : area {
  weft::bytes pixels;
};
BOOST_DESCRIBE_STRUCT(tile, (area), (pixels))

/// Errors: std::invalid_argument for a picture without pixels, and for one whose bytes are not as
/// many as its size says; std::out_of_range for one larger than `side_max` and `pixels_max` allow.
void check(picture const& image);

/// The rectangles of a grid with squares of `tile_size` over the picture, those near its centre
/// first. The last ones of rows and columns are smaller where the sizes do not divide.
///
/// Errors: std::out_of_range for a tile size below 16 or above 1024.
std::vector<area> tiles_from_centre(picture const& image, std::uint32_t tile_size);

}  // namespace gallery
