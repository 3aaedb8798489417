// What the filters make of the picture `pattern`, computed by other means: each filter's formula, pixel by
// pixel. The native tests and those of the page (tests/web/gallery.test.mjs) compare with these lines.
#pragma once

namespace gallery {

/// The picture that both draw: 40 by 30, with steep and gentle slopes.
constexpr int pattern_width = 40;
constexpr int pattern_height = 30;
constexpr int pattern_red(int x, int y) { return (x * x + 13 * y) & 255; }
constexpr int pattern_green(int x, int y) { return 7 * x * y & 255; }
constexpr int pattern_blue(int x, int y) { return (x ^ y) * 8 & 255; }

struct expected_pixel {
  char const* filter;
  int strength;
  int x, y;
  int rgb[3];
};

// clang-format off
constexpr expected_pixel expected_pixels[] = {
    {"grayscale", 10, 0, 0, {0, 0, 0}},
    {"grayscale", 10, 17, 16, {139, 139, 139}},
    {"grayscale", 10, 31, 9, {130, 130, 130}},
    {"grayscale", 10, 39, 29, {194, 194, 194}},
    {"blur", 2, 0, 0, {12, 4, 10}},
    {"blur", 2, 17, 16, {140, 139, 113}},
    {"blur", 2, 31, 9, {127, 122, 134}},
    {"blur", 2, 39, 29, {102, 167, 214}},
    {"sharpen", 4, 0, 0, {0, 0, 0}},
    {"sharpen", 4, 17, 16, {255, 48, 0}},
    {"sharpen", 4, 31, 9, {0, 193, 228}},
    {"sharpen", 4, 39, 29, {151, 255, 202}},
    {"edges", 3, 0, 0, {12, 12, 12}},
    {"edges", 3, 17, 16, {69, 69, 69}},
    {"edges", 3, 31, 9, {50, 50, 50}},
    {"edges", 3, 39, 29, {255, 255, 255}},
    {"emboss", 5, 0, 0, {138, 138, 138}},
    {"emboss", 5, 17, 16, {0, 0, 0}},
    {"emboss", 5, 31, 9, {110, 110, 110}},
    {"emboss", 5, 39, 29, {255, 255, 255}},
    {"pixelate", 3, 0, 0, {111, 96, 54}},
    {"pixelate", 3, 17, 16, {135, 131, 111}},
    {"pixelate", 3, 31, 9, {128, 127, 147}},
    {"pixelate", 3, 39, 29, {120, 129, 225}},
    {"oil", 3, 0, 0, {0, 0, 0}},
    {"oil", 3, 17, 16, {91, 154, 20}},
    {"oil", 3, 31, 9, {131, 106, 92}},
    {"oil", 3, 39, 29, {106, 237, 208}},
};
// clang-format on

}  // namespace gallery
