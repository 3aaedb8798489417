#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include <weft/weft.hpp>

using namespace std::chrono_literals;

// A server that hands out each ticket once, to clients that may give up while they wait.
struct request {
  weft::channel<int> answer;
  std::shared_ptr<weft::operation<void>> given_up;
};
using requests = weft::channel<request>;

void serve(const requests& incoming) {
  int ticket = 1;
  for (const request& one : incoming) {
    // Either the client takes the ticket, or it has given up, and the next one gets it.
    const bool taken = weft::select(one.answer.send_op(ticket).wrap([] { return true; }),
                                    std::move(*one.given_up).wrap([] { return false; }));
    if (taken) ++ticket;
  }
}

// To ask is an operation like any other: it can be one branch of a choice. `guard` and `with_nack`
// run their function when the operation is performed; the nack is ready once another branch has won.
weft::operation<std::optional<int>> ticket_op(const requests& server) {
  return weft::with_nack([server](weft::operation<void> nack) {
    const request mine{weft::channel<int>(),
                       std::make_shared<weft::operation<void>>(std::move(nack))};
    server.send(mine);
    return mine.answer.receive_op();
  });
}

int main() {
  weft::runtime runtime;
  runtime.run([] {
    const requests server;
    auto serving = weft::spawn([server] { serve(server); });
    std::printf("ticket %d\n", *weft::perform(ticket_op(server)));
    // This client has something better to do; its ticket is not lost.
    weft::perform(weft::choice(ticket_op(server), weft::always(std::optional<int>())));
    std::printf("and then %s\n", weft::perform(ticket_op(server)) ? "another" : "none");
    server.close();
    serving.join();
  });
}
