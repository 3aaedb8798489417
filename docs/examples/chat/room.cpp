#include "room.hpp"

#include <algorithm>
#include <deque>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace chat {
namespace {

constexpr std::size_t lines_kept = 50;
constexpr std::size_t name_bytes_max = 60;
constexpr std::size_t text_bytes_max = 4000;

struct guest {
  std::string name;
  weft::actor_ref actor;
  weft::monitor_ref monitor;
};

class guest_book {
 public:
  explicit guest_book(weft::self& room) : room_(room) {}

  history take_in(const join& newcomer) {
    if (find(newcomer.guest) != guests_.end()) throw std::invalid_argument("you are here already");
    const std::string name = free_name(newcomer.name);
    guests_.push_back({name, newcomer.guest, room_.monitor(newcomer.guest)});
    tell_who_is_present();
    return {name, {lines_.begin(), lines_.end()}};
  }

  void hand_on(const say& said) {
    const auto speaker = find(said.guest);
    if (speaker == guests_.end() || said.text.empty() || said.text.size() > text_bytes_max) return;
    lines_.push_back({speaker->name, said.text});
    if (lines_.size() > lines_kept) lines_.pop_front();
    for (const guest& one : guests_) one.actor.send(lines_.back());
  }

  void let_go(const weft::actor_ref& actor) {
    const auto at = find(actor);
    if (at == guests_.end()) return;
    room_.demonitor(at->monitor);
    guests_.erase(at);
    tell_who_is_present();
  }

 private:
  std::vector<guest>::iterator find(const weft::actor_ref& actor) {
    return std::ranges::find(guests_, actor, &guest::actor);
  }

  std::string free_name(std::string wanted) const {
    if (wanted.empty() || wanted.size() > name_bytes_max)
      throw std::invalid_argument("a name has 1 to 60 bytes");
    std::string name = wanted;
    for (int n = 2; std::ranges::count(guests_, name, &guest::name) > 0; ++n)
      name = wanted + " " + std::to_string(n);
    return name;
  }

  void tell_who_is_present() const {
    present all;
    for (const guest& one : guests_) all.names.push_back(one.name);
    for (const guest& one : guests_) one.actor.send(all);
  }

  weft::self& room_;
  std::vector<guest> guests_;
  std::deque<line> lines_;
};

}  // namespace

weft::behavior room(weft::self& me) {
  const auto book = std::make_shared<guest_book>(me);
  return {
      [book, &me](const join& newcomer) {
        auto answer = me.make_promise<history>();
        try {
          answer.set_value(book->take_in(newcomer));
        } catch (const std::invalid_argument&) {
          answer.set_exception(std::current_exception());  // and the room goes on
        }
      },
      [book](const say& said) { book->hand_on(said); },
      [book](const leave& gone) { book->let_go(gone.guest); },
      [book](const weft::down& ended) { book->let_go(ended.actor); },
  };
}

}  // namespace chat
