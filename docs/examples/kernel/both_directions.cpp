#include <cstdio>
#include <optional>
#include <string>

#include <weft/weft.hpp>

// Two neighbours who trade one value: whoever is first sends, the other receives. Which is which is
// decided when they meet.
std::string trade(const weft::channel<std::string>& door, std::string own) {
  return weft::perform(weft::choice(door.send_op(own).wrap([&] { return own + " given away"; }),
                                    door.receive_op().wrap([&](std::optional<std::string> other) {
                                      return own + " kept, " + *other + " taken";
                                    })));
}

int main() {
  weft::runtime runtime;
  runtime.run([] {
    const weft::channel<std::string> door;
    auto left = weft::spawn([door] { return trade(door, "wool"); });
    auto right = weft::spawn([door] { return trade(door, "wool"); });
    const std::string one = left.join(), two = right.join();
    const bool right_way = one.ends_with("away") != two.ends_with("away");
    std::puts(right_way ? "one gave, one took" : "both did the same");
  });
}
