#include "picture.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace gallery {

void check(picture const& image) {
  auto const size = std::to_string(image.width) + " x " + std::to_string(image.height);
  if (image.width == 0 || image.height == 0) {
    throw std::invalid_argument("a picture of " + size + " has no pixels");
  }
  auto const pixels = std::uint64_t{image.width} * image.height;
  if (image.width > side_max || image.height > side_max || pixels > pixels_max) {
    throw std::out_of_range("a picture of " + size + " is too large: at most " +
                            std::to_string(side_max) + " pixels on a side and " +
                            std::to_string(pixels_max) + " in all");
  }
  if (image.pixels.size() != 4 * pixels) {
    throw std::invalid_argument("a picture of " + size + " has " + std::to_string(4 * pixels) +
                                " bytes, not " + std::to_string(image.pixels.size()));
  }
}

std::vector<area> tiles_from_centre(picture const& image, std::uint32_t tile_size) {
  if (tile_size < 16 || tile_size > 1024) {
    throw std::out_of_range("tiles have 16 to 1024 pixels on a side, not " +
                            std::to_string(tile_size));
  }
  std::vector<area> tiles;
  for (std::uint32_t y = 0; y < image.height; y += tile_size) {
    for (std::uint32_t x = 0; x < image.width; x += tile_size) {
      tiles.push_back(
          {x, y, std::min(tile_size, image.width - x), std::min(tile_size, image.height - y)});
    }
  }
  auto const distance = [&](area const& of) {  // squared, in half pixels
    auto const dx = 2 * std::int64_t{of.x} + of.width - image.width;
    auto const dy = 2 * std::int64_t{of.y} + of.height - image.height;
    return dx * dx + dy * dy;
  };
  std::ranges::stable_sort(tiles, {}, distance);
  return tiles;
}

}  // namespace gallery
