// What the filters look at, and how they paint.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <weft/bytes.hpp>

#include "picture.hpp"

namespace gallery {

/// Red, green and blue; outside of 0 to 255 while something is computed.
struct colour {
  int r = 0, g = 0, b = 0;

  colour& operator+=(colour c) {
    r += c.r, g += c.g, b += c.b;
    return *this;
  }
  friend colour operator+(colour c, colour d) { return c += d; }
  friend colour operator-(colour c, colour d) { return {c.r - d.r, c.g - d.g, c.b - d.b}; }
  friend colour operator*(colour c, int by) { return {c.r * by, c.g * by, c.b * by}; }
  friend colour operator/(colour c, int by) { return {c.r / by, c.g / by, c.b / by}; }

  static colour grey(int level) { return {level, level, level}; }
  int luma() const { return (77 * r + 150 * g + 29 * b) >> 8; }
};

/// A picture without end: beyond its edges are the pixels of its edges.
class canvas {
 public:
  explicit canvas(picture const& image)
      : pixels_(image.pixels.data()), width_(int(image.width)), height_(int(image.height)) {}

  colour at(int x, int y) const {
    auto const* const pixel = find(x, y);
    return {int(pixel[0]), int(pixel[1]), int(pixel[2])};
  }
  std::byte alpha_at(int x, int y) const { return find(x, y)[3]; }
  int width() const { return width_; }
  int height() const { return height_; }

 private:
  std::byte const* find(int x, int y) const {
    auto const column = std::clamp(x, 0, width_ - 1), row = std::clamp(y, 0, height_ - 1);
    return pixels_ + 4 * (std::size_t(row) * std::size_t(width_) + std::size_t(column));
  }

  std::byte const* pixels_;
  int width_;
  int height_;
};

/// The pixels of `where`, each of the colour `colour_at(x, y)`, as near as bytes come to it.
template <class F>
weft::bytes paint(canvas const& from, area where, F colour_at) {
  auto const as_byte = [](int level) { return std::byte(std::clamp(level, 0, 255)); };
  weft::bytes painted;
  painted.reserve(std::size_t{4} * where.width * where.height);
  for (int y = int(where.y); y < int(where.y + where.height); ++y) {
    for (int x = int(where.x); x < int(where.x + where.width); ++x) {
      colour const c = colour_at(x, y);
      for (auto const level : {as_byte(c.r), as_byte(c.g), as_byte(c.b), from.alpha_at(x, y)}) {
        painted.push_back(level);
      }
    }
  }
  return painted;
}

}  // namespace gallery
