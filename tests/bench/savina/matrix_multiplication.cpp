// Recursive matrix multiplication: a product of two matrices is eight products of their quarters, each
// computed by an actor of its own, down to blocks that are multiplied in a loop.
//
// Stresses: a tree of actors that wait for their children, and messages that are large.
// Size:     rows and columns.
// Checked:  each element, against three plain loops.
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t loop_size = 32;

class matrix {
 public:
  explicit matrix(std::size_t size) : size_(size), elements_(size * size) {}

  std::size_t size() const { return size_; }
  std::uint64_t& at(std::size_t row, std::size_t column) { return elements_[row * size_ + column]; }
  std::uint64_t at(std::size_t row, std::size_t column) const {
    return elements_[row * size_ + column];
  }
  bool operator==(const matrix&) const = default;

 private:
  std::size_t size_;
  std::vector<std::uint64_t> elements_;
};

/// A square part of a matrix that nobody changes any more.
struct block {
  std::shared_ptr<const matrix> of;
  std::size_t row;
  std::size_t column;
  std::size_t size;

  std::uint64_t at(std::size_t i, std::size_t j) const { return of->at(row + i, column + j); }
  block quarter(std::size_t i, std::size_t j) const {
    const std::size_t half = size / 2;
    return {of, row + i * half, column + j * half, half};
  }
};

/// A summand of one quarter of what the receiver computes.
struct part {
  std::size_t row;
  std::size_t column;
  matrix product;
};

matrix looped(const block& a, const block& b) {
  matrix product(a.size);
  for (std::size_t i = 0; i < a.size; ++i) {
    for (std::size_t k = 0; k < a.size; ++k) {
      for (std::size_t j = 0; j < a.size; ++j) product.at(i, j) += a.at(i, k) * b.at(k, j);
    }
  }
  return product;
}

void add(matrix& to, const part& p) {
  const std::size_t size = p.product.size();
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      to.at(p.row * size + i, p.column * size + j) += p.product.at(i, j);
    }
  }
}

matrix multiplied(weft::self& me, const block& a, const block& b);

void spawn_part(weft::actor_ref parent, std::size_t row, std::size_t column, block a, block b) {
  weft::spawn_actor([=](weft::self& me) { parent.send(part{row, column, multiplied(me, a, b)}); });
}

matrix multiplied(weft::self& me, const block& a, const block& b) {
  if (a.size <= loop_size || a.size % 2 != 0) return looped(a, b);
  for (unsigned i = 0; i < 8; ++i) {
    const std::size_t row = i / 4, column = i / 2 % 2, inner = i % 2;
    spawn_part(me.ref(), row, column, a.quarter(row, inner), b.quarter(inner, column));
  }
  matrix product(a.size);
  for (int i = 0; i < 8; ++i) me.receive([&](const part& p) { add(product, p); });
  return product;
}

block random_matrix(std::size_t size, unsigned seed) {
  std::minstd_rand random(seed);
  const auto filled = std::make_shared<matrix>(size);
  for (std::size_t i = 0; i < size * size; ++i) filled->at(i / size, i % size) = random();
  return {filled, 0, 0, size};
}

matrix multiplied_by_actors(const block& a, const block& b) {
  const weft::channel<matrix> result(1);
  weft::spawn_actor([=](weft::self& me) { result.send(multiplied(me, a, b)); });
  return *result.receive();
}

}  // namespace

void matrix_multiplication(const order& order) {
  const block a = random_matrix(order.count, 1);
  const block b = random_matrix(order.count, 2);
  const auto [product, milliseconds] = play([&] { return multiplied_by_actors(a, b); });
  report(order, milliseconds, product == looped(a, b), "the elements of the product");
}

}  // namespace savina
