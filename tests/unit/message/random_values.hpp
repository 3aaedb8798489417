// Random values of every kind, with sharing and cycles; the same for the same seed.
#pragma once

#include <bit>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <weft/value.hpp>

namespace weft {

class random_values {
 public:
  explicit random_values(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }

  /// A value of about `size` parts that is not cyclic, in which things may be shared.
  value graph(std::size_t size) {
    made_.clear();
    buffers_.clear();
    return any(size, 0);
  }

  value number() {
    switch (below(5)) {
      case 0:
        return static_cast<double>(below(50)) - 20;
      case 1:
        return static_cast<std::int64_t>(engine_()) >> below(64);
      case 2:
        return static_cast<float>(below(1000)) / 8;
      case 3:
        return std::bit_cast<double>(engine_());
      default:
        return value::bigint(static_cast<std::int64_t>(engine_()) >> below(64));
    }
  }

  std::string text() {
    static constexpr std::string_view parts[] = {
        "a", "key", "ü", "水", "\U00010151", "", "\xed\xa0\x80x", "a longer part of a text"};
    std::string made;
    for (std::size_t n = below(5); n-- > 0;) made += parts[below(std::size(parts))];
    return made;
  }

  bytes content() {
    bytes made(8 * below(4));
    for (auto& byte : made) byte = static_cast<std::byte>(engine_());
    return made;
  }

 private:
  value scalar() {
    switch (below(6)) {
      case 0:
        return value();
      case 1:
        return nullptr;
      case 2:
        return below(2) == 0;
      case 3:
        return text();
      default:
        return number();
    }
  }

  value leaf() {
    auto const type = static_cast<view_type>(below(12));
    switch (below(9)) {
      case 0:
        return value::date(static_cast<double>(static_cast<std::int64_t>(engine_()) >> below(40)));
      case 1:
        return value::regexp{text(), below(2) == 0 ? "g" : "", static_cast<double>(below(3))};
      case 2:
        return value::boxed(below(2) == 0 ? number() : value(text()));
      case 3:
        return content();
      case 4:
        return value::array_buffer(content(), 24 + below(100));
      case 5:
        return value::typed_array(type, content());
      case 6:
        return value::typed_array(type, buffer());
      case 7:
        return value::data_view(buffer(), below(8), 1);
      default:
        return scalar();
    }
  }

  value buffer() {
    if (buffers_.empty() || below(2) == 0) buffers_.push_back(bytes(8 + 8 * below(3)));
    return buffers_[below(buffers_.size())];
  }

  value any(std::size_t size, int depth) {
    if (!made_.empty() && below(6) == 0) return made_[below(made_.size())];
    if (size <= 1 || depth > 12) return below(2) == 0 ? leaf() : scalar();
    value made = container(size - 1, depth + 1);
    made_.push_back(made);
    return made;
  }

  value container(std::size_t size, int depth) {
    std::size_t const parts = 1 + below(4);
    auto const part = [&] { return any(size / parts, depth); };
    switch (below(7)) {
      case 0: {
        value::map entries;
        for (std::size_t i = 0; i < parts; ++i) entries.set(part(), part());
        return entries;
      }
      case 1: {
        value::set elements;
        for (std::size_t i = 0; i < parts; ++i) elements.insert(part());
        return elements;
      }
      case 2: {
        value::sparse_array sparse{.length = 1000};
        for (std::size_t i = 0; i < parts; ++i) {
          sparse.elements[static_cast<std::uint32_t>(below(1000))] = part();
        }
        sparse.properties.set("p" + text(), part());
        return sparse;
      }
      case 3: {
        value::error error{.type = static_cast<error_type>(below(9))};
        if (below(2) == 0) error.message = text();
        if (below(2) == 0) error.stack = text();
        if (below(2) == 0) error.cause = part();
        if (error.type == error_type::aggregate_error) error.errors = value::array{part(), part()};
        if (error.type == error_type::suppressed_error) error.suppressed = part();
        if (below(2) == 0) error.properties.set(text(), part());
        return error;
      }
      case 4: {
        value::array elements;
        for (std::size_t i = 0; i < parts; ++i) elements.push_back(part());
        return elements;
      }
      default: {
        value::object members;
        for (std::size_t i = 0; i < parts; ++i) members.set(text(), part());
        return members;
      }
    }
  }

  std::mt19937_64 engine_;
  std::vector<value> made_;
  std::vector<value> buffers_;
};

}  // namespace weft
