// A function for each row of the table of weft/convert.hpp: what their declarations are.
#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <exception>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <boost/describe.hpp>
#include <weft/web_module.hpp>
#include <weft/weft.hpp>

namespace shop {

enum class colour : std::uint8_t { red, green };

struct item {
  std::string name;
  double price;
};
BOOST_DESCRIBE_STRUCT(item, (), (name, price))

struct order : item {
  std::optional<int> count;
  weft::value note;
};
BOOST_DESCRIBE_STRUCT(order, (item), (count, note))

struct tree {
  int key;
  std::vector<tree> children;
};
BOOST_DESCRIBE_STRUCT(tree, (), (key, children))

struct chain {
  weft::bytes content;
  std::vector<chain> rest;
};
BOOST_DESCRIBE_STRUCT(chain, (), (content, rest))

struct ping {};
BOOST_DESCRIBE_STRUCT(ping, (), ())

}  // namespace shop

namespace {

struct item {  // beside shop::item
  int number;
};
BOOST_DESCRIBE_STRUCT(item, (), (number))

struct object {  // which TypeScript keeps for itself
  bool is;
};
BOOST_DESCRIBE_STRUCT(object, (), (is))

template <class T>
struct box {
  T content;
};
BOOST_DESCRIBE_STRUCT(box<int>, (), (content))

template <class T>
T same(T given) {
  return given;
}

weft::generator<shop::order> orders(int count) {
  return weft::generator<shop::order>([=](auto& yield_value) {
    for (int i = 0; i < count; ++i) yield_value(shop::order{{"tea", 1.5}, i, {}});
  });
}

weft::web::observable<std::string> words(std::vector<std::string> all) {
  return weft::web::observable<std::string>([=](auto& subscriber) {
    for (const std::string& word : all) subscriber.next(word);
  });
}

void counter(weft::self& me, int start) {
  me.receive_loop([=](shop::ping) { return start; });
}

weft::behavior greeter(weft::self&, std::string name, std::optional<int> times) {
  return {[=](shop::ping) { return name + " " + std::to_string(times.value_or(1)); }};
}

constexpr std::array numbers{1, 2, 3};

}  // namespace

void weft_module(weft::web::module& module) {
  using std::chrono::milliseconds;
  using std::chrono::sys_time;
  module.function("boolean", same<bool>)
      .function("narrow", same<std::int32_t>)
      .function("wide", same<std::int64_t>)
      .function("wideUnsigned", same<std::uint64_t>)
      .function("enumerated", same<shop::colour>)
      .function("floating", same<float>)
      .function("text", same<std::string>)
      .function("textView", [] { return std::string_view("view"); })
      .function("textLiteral", [] { return "literal"; })
      .function("buffer", same<weft::bytes>)
      .function("anything", same<weft::value>)
      .function("nothing", [] {})
      .function("null", same<std::nullptr_t>)
      .function("monostate", same<std::monostate>)
      .function("optional", same<std::optional<std::string>>)
      .function("variant", same<std::variant<std::int64_t, bool, std::string>>)
      .function("numbers", same<std::variant<int, double>>)
      .function("vector", same<std::vector<std::optional<int>>>)
      .function("deque", same<std::deque<std::string>>)
      .function("list", same<std::list<std::vector<double>>>)
      .function("span", [] { return std::span<const int>(numbers); })
      .function("array", same<std::array<double, 3>>)
      .function("longArray", same<std::array<double, 17>>)
      .function("pair", same<std::pair<std::string, int>>)
      .function("tuple", same<std::tuple<bool, weft::bytes>>)
      .function("stringMap", same<std::map<std::string, int>>)
      .function("unorderedStringMap", same<std::unordered_map<std::string, bool>>)
      .function("map", same<std::map<int, weft::bytes>>)
      .function("unorderedMap", same<std::unordered_map<bool, std::string>>)
      .function("set", same<std::set<std::string>>)
      .function("unorderedSet", same<std::unordered_set<std::int64_t>>)
      .function("duration", same<milliseconds>)
      .function("time", same<sys_time<milliseconds>>)
      .function("error", same<std::exception_ptr>)
      .function("exception", [] { return std::out_of_range("too far"); })
      .function("cloneError", [] { return weft::from_value<int>("no number").error(); })
      .function("struct_", same<shop::item>)
      .function("inherited", same<shop::order>)
      .function("recursive", same<shop::tree>)
      .function("recursiveBuffers", same<shop::chain>)
      .function("empty", same<shop::ping>)
      .function("sameName", same<item>)
      .function("keptName", same<object>)
      .function("template_", same<box<int>>)
      .function("actor", same<weft::actor_ref>)
      .function("generator", orders)
      .function("observable", words)
      .function("reference",
                [](const shop::item& given) -> const std::string& {
                  static std::string name;
                  return name = given.name;
                })
      .function("leftOut",
                [](std::optional<int> first, int second, std::optional<int> third, weft::value) {
                  return second + first.value_or(0) + third.value_or(0);
                })
      .function("delete", [](int a) { return a; })
      .function("function_2", [](std::string a) { return a; })
      .function("it's", [](int a) { return a; })
      .actor("counter", counter)
      .actor("a greeter", greeter);
}
