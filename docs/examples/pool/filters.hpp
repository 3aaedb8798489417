// The filters: each gives any rectangle of its result.
//
//   grayscale  the luma, mixed with the colour at low strengths
//   blur       Gaussian; the strength is its deviation in pixels
//   sharpen    adds what a small blur takes away
//   edges      the slope of the luma, after Sobel
//   emboss     the luma as a relief, lit from the top left
//   pixelate   squares of 4 pixels times the strength, each of its mean colour
//   oil        Kuwahara: the mean of the calmest of four squares around the pixel. Slow
//
// Whatever rectangles a result is cut into, its pixels are the same, and on every machine: the sums
// are of integers. Beyond its edges a picture goes on with the pixels of its edges. Filters are about
// colour; a pixel's alpha stays as it is.
#pragma once

#include <string_view>

#include <weft/bytes.hpp>

#include "picture.hpp"

namespace gallery {

class canvas;

class filter {
 public:
  /// Errors: std::invalid_argument when there is none of this name; std::out_of_range for a strength
  ///         that is not from 1 to 10.
  filter(std::string_view name, int strength);

  /// The pixels of `where` of the result, row by row.
  ///
  /// Errors: those of `check(image)`; std::out_of_range when `where` is not inside the picture.
  weft::bytes apply(picture const& image, area where) const;

 private:
  weft::bytes (*paint_)(canvas const& from, area where, int strength);
  int strength_;
};

}  // namespace gallery
