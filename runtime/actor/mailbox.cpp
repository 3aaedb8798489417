#include <weft/detail/mailbox.hpp>

#include <limits>
#include <utility>

#include <weft/detail/mailbox_bound.hpp>

namespace weft::detail {

mailbox::~mailbox() {
  close();
  delete bound_.load(std::memory_order_relaxed);
}

// ----------------------------------------------------------------------------------------------------------------
// senders

bool mailbox::wants(const seat& waiting, const message& mail) noexcept {
  if (mail.kind >= message_kind::exit && waiting.wants_exits) return true;
  for (const interest& one : waiting.wanted)
    if (one.may_take(mail)) return true;
  return false;
}

/// By who has taken the seat out of the mailbox, and put `arrived` there instead: nobody else looks
/// after it. Once `arrived` is among the messages, others may push, and the receiver that was claimed
/// may take it; so the first look comes before.
void mailbox::look_after(seat& waiting, const message& arrived, mailbox_bound* bound) noexcept {
  bool wanted = wants(waiting, arrived);
  while (!wanted) {
    message_list more = take_arrivals().mail;
    for (const message* mail = more.front(); mail != nullptr && !wanted; mail = more.after(*mail))
      wanted = wants(waiting, *mail);
    waiting.aside.append(std::move(more));
    if (bound != nullptr) bound->trim(waiting.aside);
    word none = 0;
    if (!wanted && replace(arrivals_, none, reinterpret_cast<word>(&waiting) + seat_tag)) return;
  }
  waiter& who = *waiting.node->who;
  if (who.claim(wake_reason::signalled, waiting.node))
    who.wake();
  else
    waiting.let_go.store(true,
                         std::memory_order_release);  // the last touch: the receiver waits for it
}

mailbox::batch mailbox::in_order(word newest) noexcept {
  batch all{.mail = {}, .any_urgent = false};
  for (auto* mail = is_message(newest) ? reinterpret_cast<message*>(newest) : nullptr;
       mail != nullptr;) {
    message* const earlier = mail->next;
    all.any_urgent |= mail->kind == message_kind::urgent;
    all.mail.push_front(std::unique_ptr<message>(mail));
    mail = earlier;
  }
  return all;
}

/// While the top is a message, or nothing.
mailbox::batch mailbox::take_arrivals() noexcept {
  if (arrivals_.load(std::memory_order_relaxed) == 0) return {.mail = {}, .any_urgent = false};
  if (platform::single_threaded()) {
    const word newest = arrivals_.load(std::memory_order_relaxed);
    arrivals_.store(0, std::memory_order_relaxed);
    return in_order(newest);
  }
  return in_order(arrivals_.exchange(0, std::memory_order_acq_rel));
}

/// For a sender, under the bound's lock, with nobody else but notices that come.
message_list mailbox::take_if_messages() noexcept {
  word top = arrivals_.load(std::memory_order_acquire);
  while (is_message(top))
    if (replace(arrivals_, top, word{0})) return in_order(top).mail;
  return {};
}

// ----------------------------------------------------------------------------------------------------------------
// the receiver

mailbox::found mailbox::find(interests wanted, bool stops_at_exits) {
  if (is_empty()) return {};
  found first;
  do {
    collect();
    first = find_here(wanted, stops_at_exits);
  } while (first.mail == nullptr && has_unread());
  if (first.mail != nullptr && first.mail->counted) leave_place();
  return first;
}

/// By a message that counted.
void mailbox::leave_place() noexcept { bound()->taken(); }

void mailbox::let_senders_in() noexcept { bound()->catch_up(); }

mailbox::found mailbox::find_here(interests wanted, bool stops_at_exits) {
  const std::int64_t earlier = passed_ == nullptr ? latest : passed_->order_of_first(wanted);
  while (message* const mail = incoming_.front()) {
    if (earlier < mail->order) break;
    number(*mail);
    if (mail->kind == message_kind::kill || (stops_at_exits && mail->kind == message_kind::exit))
      return {incoming_.pop_front(), wanted.size()};
    if (const std::size_t which = taker_of(*mail, wanted); which < wanted.size())
      return {incoming_.pop_front(), which};
    pass_over(incoming_.pop_front());
  }
  if (earlier == latest) return {};
  auto [mail, which] = passed_->take_first(wanted);
  return {std::move(mail), which};
}

/// What has come is only looked at when everything before it has been; unless something urgent is there,
/// or something has to be dropped.
void mailbox::collect() {
  const bool hurries = hurries_.load(std::memory_order_relaxed);
  if (!incoming_.empty() && !hurries) return;
  if (hurries) hurries_.store(false, std::memory_order_relaxed);
  mailbox_bound* const limit = bound();
  sort_in(limit == nullptr ? take_arrivals() : limit->collect());
  if (limit != nullptr) drop_owed(*limit);
}

/// Behind what is there, but for the urgent ones, which have numbers below all others.
void mailbox::sort_in(batch fresh) noexcept {
  constexpr std::int64_t urgent_from = -message::unnumbered;
  message* before = nullptr;
  for (message* mail = fresh.any_urgent ? fresh.mail.front() : nullptr; mail != nullptr;) {
    message* const next = fresh.mail.after(*mail);
    if (mail->kind == message_kind::urgent) {
      mail->order = urgent_from + ++last_order_;
      incoming_.insert_by_order(fresh.mail.take_after(before));
    } else {
      before = mail;
    }
    mail = next;
  }
  incoming_.append(std::move(fresh.mail));
}

void mailbox::pass_over(std::unique_ptr<message> mail) {
  if (passed_ == nullptr) passed_ = std::make_unique<passed_messages>();
  passed_->add(std::move(mail));
}

void mailbox::put_back(message_list taken) noexcept {
  while (!taken.empty()) incoming_.insert_by_order(taken.pop_front());
}

bool mailbox::sit(seat& here) noexcept {
  return announce(reinterpret_cast<word>(&here) + seat_tag);
}

/// Nor may anything have been taken out of the arrivals by a sender.
bool mailbox::announce_with_bound(word how) noexcept {
  bound()->catch_up();
  return bound()->while_nothing_is_early([&] {
    word none = 0;
    return replace(arrivals_, none, how);
  });
}

bool mailbox::stand_up(seat& here) noexcept {
  word mine = reinterpret_cast<word>(&here) + seat_tag;
  return replace(arrivals_, mine, word{0});
}

void mailbox::leave(seat& here, bool claimed) noexcept {
  // A sender that has taken the seat puts it back or lets it go.
  while (!claimed && !stand_up(here) && !here.let_go.load(std::memory_order_acquire))
    platform::relax();
  if (!here.aside.empty()) sort_in({.mail = std::move(here.aside)});
}

void mailbox::for_each_passed(function_ref<void(message&)> visit) {
  const auto each = [&](message& mail) {
    visit(mail);
    return false;
  };
  incoming_.count_all(each);
  if (passed_ != nullptr) passed_->count_all(each);
}

message_list mailbox::close() noexcept {
  message_list rest = passed_ != nullptr ? passed_->take_all() : message_list();
  rest.append(std::move(incoming_));
  mailbox_bound* const limit = bound();
  rest.append(limit != nullptr ? limit->close() : take_all_and_close());
  return rest;
}

message_list mailbox::take_all_and_close() noexcept {
  return in_order(arrivals_.exchange(closed, std::memory_order_acq_rel)).mail;
}

// ----------------------------------------------------------------------------------------------------------------
// the bound

void mailbox::set_bound(mailbox_options options) {
  if (mailbox_bound* const limit = bound()) return limit->change(options);
  collect();
  const auto is_users = [](message& mail) {
    return mail.counted = mail.kind <= message_kind::urgent;
  };
  std::size_t present = incoming_.count_all(is_users);
  if (passed_ != nullptr) present += passed_->count_all(is_users);
  auto* const limit = new mailbox_bound(*this, options, present);
  bound_.store(limit, std::memory_order_release);
  limit->change(options);  // there may be too many already
}

void mailbox::drop_owed(mailbox_bound& limit) {
  for (std::size_t owed = limit.take_owed(); owed > 0; --owed) {
    std::unique_ptr<message> oldest;
    if (passed_ != nullptr) oldest = passed_->take_oldest_counted();
    if (oldest == nullptr) oldest = take_first_counted(incoming_);
    if (oldest != nullptr) limit.dropped().push_back(std::move(oldest));
  }
}

}  // namespace weft::detail
