#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <weft/weft.hpp>

using weft::value;

struct order {
  std::string item;
  int count = 1;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(order, (), (item, count, note))

int main() {
  // A struct goes straight to bytes, and comes back; what does not fit is told with its place.
  const std::vector<order> orders{{"tea", 2, "hot"}, {.item = "milk"}};
  const weft::bytes bytes = weft::encode(orders).value();
  const value list = weft::decode(bytes).value();
  std::printf("%zu orders in %zu bytes\n", weft::from_value<std::vector<order>>(list)->size(),
              bytes.size());
  const value wrong = value::array{value::object{{"item", "tea"}, {"count", "two"}}};
  std::puts(weft::from_value<std::vector<order>>(wrong).error().message().c_str());

  // A value is what JavaScript has: look into it, or let it choose a handler.
  std::printf("%s\n", std::string(list[0]["note"].as_string()).c_str());
  const auto describe = [](const value& any) {
    return any.match(
        [](double number) { return "number " + std::to_string(int(number)); },
        [](std::string_view text) { return "text " + std::string(text); },
        [](const value::array& items) { return std::to_string(items.size()) + " items"; },
        [](const auto&) { return std::string("something else"); });
  };
  std::printf("%s, %s\n", describe(list).c_str(), describe(list[1]["count"]).c_str());

  // What is one thing in two places stays one thing.
  const value address = value::object{{"street", "Canal Street"}};
  const value both = value::object{{"home", address}, {"work", address}};
  const value copy = weft::decode(weft::encode(both).value()).value();
  std::puts(identical(copy["home"], copy["work"]) ? "one address" : "two addresses");
}
