#include "filters.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "canvas.hpp"

namespace gallery {
namespace {

weft::bytes grayscale(canvas const& from, area where, int strength) {
  return paint(from, where, [&](int x, int y) {
    colour const c = from.at(x, y);
    return (colour::grey(c.luma()) * strength + c * (10 - strength)) / 10;
  });
}

/// Weights of the pixels from `-radius` to `radius`, which add up to 65,536.
std::vector<std::uint32_t> gaussian(int radius, double deviation) {
  std::vector<double> exact;
  double sum = 0;
  for (int at = -radius; at <= radius; ++at) {
    exact.push_back(std::exp(-at * at / (2 * deviation * deviation)));
    sum += exact.back();
  }
  std::vector<std::uint32_t> weights;
  std::uint32_t given = 0;
  for (double const weight : exact) {
    weights.push_back(std::uint32_t(std::lround(65'536 * weight / sum)));
    given += weights.back();
  }
  weights[std::size_t(radius)] += 65'536 - given;  // what rounding has left over, either way
  return weights;
}

/// Along the rows, then along the columns.
weft::bytes blur(canvas const& from, area where, int strength) {
  using levels = std::array<std::uint32_t, 3>;
  int const radius = 3 * strength, left = int(where.x), top = int(where.y) - radius;
  auto const weights = gaussian(radius, strength);

  std::vector<levels> rows;  // blurred along x, in 256ths, from `radius` above to `radius` below
  rows.reserve(std::size_t{where.width} * (where.height + 2 * std::size_t(radius)));
  for (int y = top; y < int(where.y + where.height) + radius; ++y) {
    for (int x = left; x < left + int(where.width); ++x) {
      levels sum{};
      for (int i = -radius; i <= radius; ++i) {
        colour const c = from.at(x + i, y);
        auto const weight = weights[std::size_t(i + radius)];
        sum[0] += weight * std::uint32_t(c.r);
        sum[1] += weight * std::uint32_t(c.g);
        sum[2] += weight * std::uint32_t(c.b);
      }
      rows.push_back({sum[0] >> 8, sum[1] >> 8, sum[2] >> 8});
    }
  }
  return paint(from, where, [&](int x, int y) {
    levels sum{1u << 23, 1u << 23, 1u << 23};  // a half, to round
    for (std::size_t i = 0; i < weights.size(); ++i) {
      auto const& row =
          rows[(std::size_t(y - radius - top) + i) * where.width + std::size_t(x - left)];
      for (std::size_t part = 0; part < 3; ++part) sum[part] += weights[i] * row[part];
    }
    return colour{int(sum[0] >> 24), int(sum[1] >> 24), int(sum[2] >> 24)};
  });
}

weft::bytes sharpen(canvas const& from, area where, int strength) {
  return paint(from, where, [&](int x, int y) {
    colour around;
    for (int dy = -1; dy <= 1; ++dy) {
      for (int dx = -1; dx <= 1; ++dx) {
        around += from.at(x + dx, y + dy) * ((2 - dx * dx) * (2 - dy * dy));
      }
    }
    colour const c = from.at(x, y);
    return c + (c * 16 - around) * strength / 32;
  });
}

weft::bytes edges(canvas const& from, area where, int strength) {
  return paint(from, where, [&](int x, int y) {
    auto const luma = [&](int dx, int dy) { return from.at(x + dx, y + dy).luma(); };
    int across = 0, down = 0;
    for (int i = -1; i <= 1; ++i) {
      across += (2 - i * i) * (luma(1, i) - luma(-1, i));
      down += (2 - i * i) * (luma(i, 1) - luma(i, -1));
    }
    return colour::grey(int(std::sqrt(double(across * across + down * down))) * strength / 5);
  });
}

weft::bytes emboss(canvas const& from, area where, int strength) {
  return paint(from, where, [&](int x, int y) {
    int const slope = from.at(x - 1, y - 1).luma() - from.at(x + 1, y + 1).luma();
    return colour::grey(128 - slope * strength / 4);
  });
}

weft::bytes pixelate(canvas const& from, area where, int strength) {
  int const side = 4 * strength;
  auto const mean = [&](int left, int top) {  // of a square, or of what the picture has of it
    int const right = std::min(left + side, from.width());
    int const bottom = std::min(top + side, from.height());
    colour sum;
    for (int y = top; y < bottom; ++y) {
      for (int x = left; x < right; ++x) sum += from.at(x, y);
    }
    return sum / ((right - left) * (bottom - top));
  };
  int const first_column = int(where.x) / side, first_row = int(where.y) / side;
  int const columns = int(where.x + where.width - 1) / side - first_column + 1;
  int const rows = int(where.y + where.height - 1) / side - first_row + 1;
  std::vector<colour> squares;
  for (int row = first_row; row < first_row + rows; ++row) {
    for (int column = first_column; column < first_column + columns; ++column) {
      squares.push_back(mean(column * side, row * side));
    }
  }
  return paint(from, where, [&](int x, int y) {
    return squares[std::size_t((y / side - first_row) * columns + x / side - first_column)];
  });
}

weft::bytes oil(canvas const& from, area where, int radius) {
  int const count = (radius + 1) * (radius + 1);
  return paint(from, where, [&](int x, int y) {
    int least = -1;
    colour calmest;
    for (auto const& [left, top] : {std::pair(x - radius, y - radius), std::pair(x, y - radius),
                                    std::pair(x - radius, y), std::pair(x, y)}) {
      colour sum;
      int lumas = 0, squares = 0;
      for (int v = top; v <= top + radius; ++v) {
        for (int u = left; u <= left + radius; ++u) {
          colour const c = from.at(u, v);
          int const luma = c.luma();
          sum += c;
          lumas += luma;
          squares += luma * luma;
        }
      }
      int const variance = squares * count - lumas * lumas;  // times count²
      if (least < 0 || variance < least) {
        least = variance;
        calmest = sum / count;
      }
    }
    return calmest;
  });
}

struct painter {
  std::string_view name;
  weft::bytes (*paint)(canvas const& from, area where, int strength);
};

constexpr painter painters[] = {
    {"grayscale", grayscale}, {"blur", blur},         {"sharpen", sharpen}, {"edges", edges},
    {"emboss", emboss},       {"pixelate", pixelate}, {"oil", oil},
};

}  // namespace

filter::filter(std::string_view name, int strength) : strength_(strength) {
  auto const* const found = std::ranges::find(painters, name, &painter::name);
  if (found == std::end(painters)) {
    throw std::invalid_argument("there is no filter '" + std::string(name) + "'");
  }
  if (strength < 1 || strength > 10) {
    throw std::out_of_range("a strength is from 1 to 10, not " + std::to_string(strength));
  }
  paint_ = found->paint;
}

weft::bytes filter::apply(picture const& image, area where) const {
  check(image);
  if (where.x > image.width || where.width > image.width - where.x || where.y > image.height ||
      where.height > image.height - where.y) {
    throw std::out_of_range("the rectangle is not inside the picture");
  }
  if (where.width == 0 || where.height == 0) return {};
  return paint_(canvas(image), where, strength_);
}

}  // namespace gallery
