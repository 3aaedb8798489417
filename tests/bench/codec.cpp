// Messages to bytes and back: weft_codec THOUSANDS
//
// Prints what it takes to encode and to decode each payload of tests/bench; the turns are fewer for
// larger payloads. A codec is given the same payloads in JavaScript by its own program.
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

#include <weft/codec.hpp>
#include <weft/convert.hpp>

#include "measure.hpp"

namespace {

using weft::bytes;
using weft::value;

/// The record as a program has it.
struct item {
  int id;
  std::string name;
  double price;
  std::array<std::string, 2> tags;
  bool ok;
};
BOOST_DESCRIBE_STRUCT(item, (), (id, name, price, tags, ok))

value record(int i) {
  return value::object{{"id", i},
                       {"name", "item-" + std::to_string(i)},
                       {"price", i * 1.25},
                       {"tags", value::array{"a", "b"}},
                       {"ok", true}};
}

value records(int count) {
  value::array all;
  for (int i = 0; i < count; ++i) all.push_back(record(i));
  return all;
}

value text(std::size_t size) {
  std::string repeated;
  while (repeated.size() < size) repeated += "lorem ipsum ";
  return repeated;
}

/// A ring of objects that refer to one another.
value ring(std::size_t size) {
  value::array nodes;
  for (std::size_t i = 0; i < size; ++i) nodes.push_back(value::object{{"i", i}});
  for (std::size_t i = 0; i < size; ++i) {
    nodes[i].as_object().set("next", nodes[(i + 1) % size]);
    nodes[i].as_object().set("peer", nodes[i * 7919 % size]);
  }
  return nodes;
}

/// Calls `turn` as often as `turns` says, after a quarter as often to warm up.
template <class Turn>
double nanoseconds_per(std::uint64_t turns, Turn turn) {
  for (std::uint64_t i = 0; i < turns / 4 + 1; ++i) turn();
  const bench::stopwatch watch;
  for (std::uint64_t i = 0; i < turns; ++i) turn();
  return watch.nanoseconds() / static_cast<double>(turns);
}

void measure(const std::string& name, const value& payload, std::uint64_t turns) {
  const bytes encoded = weft::encode(payload).value();
  bytes reused;
  bench::print((name + "_size").c_str(), static_cast<double>(encoded.size()), "bytes");
  bench::print((name + "_encode").c_str(),
               nanoseconds_per(turns,
                               [&] {
                                 reused.clear();
                                 (void)weft::encode_into(reused, payload);
                               }),
               "ns");
  bench::print(
      (name + "_decode").c_str(),
      nanoseconds_per(
          turns,
          [&] { bench::require(weft::decode(encoded).has_value(), "what was encoded decodes"); }),
      "ns");
  bench::require(reused == encoded, "each turn writes the same");
}

void measure_straight(std::uint64_t turns) {
  const item one{1, "item-1", 1.25, {"a", "b"}, true};
  bytes reused;
  const double taken = nanoseconds_per(turns, [&] {
    reused.clear();
    (void)weft::encode_into(reused, one);
  });
  bench::print("struct_encode", taken, "ns");
  bench::require(reused == weft::encode(record(1)), "a struct is written as its value is");
}

}  // namespace

int main(int, char** arguments) {
  const std::uint64_t turns = 1000 * bench::count_from(arguments[1]);
  measure_straight(turns);
  measure("record", record(1), turns);
  measure("records_1000", records(1000), turns / 1000 + 1);
  measure("text_1m", text(1 << 20), turns / 1000 + 1);
  measure("buffer_16m", value::uint8_array(bytes(16 << 20)), turns / 50'000 + 1);
  value linked = ring(10'000);
  measure("ring_10k", linked, turns / 20'000 + 1);
  for (value& node : linked.as_array()) node.as_object() = {};  // nobody else frees a cycle
}
