#include <weft/detail/passed_messages.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace weft::detail {
namespace {

struct position {
  message* before = nullptr;
  message* mail = nullptr;  // null: no such message
};

template <class Wanted>
position first_in(const message_list& list, Wanted wanted) {
  position at{nullptr, list.front()};
  while (at.mail != nullptr && !wanted(*at.mail)) at = {at.mail, list.after(*at.mail)};
  return at;
}

bool may_be_dropped(const message& mail) noexcept {
  return mail.counted && mail.kind == message_kind::ordinary;
}

std::string_view foreign_name(const message& mail) noexcept {
  return is_foreign(mail) ? std::string_view(object_in<foreign>(mail).name) : std::string_view();
}

}  // namespace

bool passed_messages::kind::holds(const message& mail) const noexcept {
  return mail.type == type && foreign_name(mail) == name;
}

/// All messages of one kind are taken or not by their type or name; but for foreign ones without a name,
/// whose content decides.
bool passed_messages::kind::may_be_wanted(interests wanted) const noexcept {
  const message* const first = messages.front();
  if (first == nullptr) return false;
  if (is_foreign(*first) && name.empty()) return true;
  return std::ranges::any_of(wanted, [&](const interest& one) { return one.may_take(*first); });
}

void passed_messages::add(std::unique_ptr<message> mail) {
  auto of_type = std::ranges::find_if(kinds_, [&](const kind& one) { return one.holds(*mail); });
  if (of_type == kinds_.end()) {
    kinds_.push_front({mail->type, std::string(foreign_name(*mail)), {}});
    of_type = kinds_.begin();
  }
  of_type->messages.insert_by_order(std::move(mail));
}

passed_messages::place passed_messages::find(interests wanted) {
  place first;
  for (kind& of_type : kinds_) {
    if (!of_type.may_be_wanted(wanted)) continue;
    std::size_t which = wanted.size();
    const position at = first_in(of_type.messages, [&](message& mail) {
      which = taker_of(mail, wanted);
      return which < wanted.size();
    });
    if (at.mail == nullptr) continue;
    if (first.mail == nullptr || at.mail->order < first.mail->order)
      first = {&of_type.messages, at.before, at.mail, which};
  }
  return first;
}

std::int64_t passed_messages::order_of_first(interests wanted) {
  const place first = find(wanted);
  return first.mail == nullptr ? none : first.mail->order;
}

passed_messages::taken passed_messages::take_first(interests wanted) {
  const place first = find(wanted);
  return {first.list->take_after(first.before), first.which};
}

std::unique_ptr<message> passed_messages::take_oldest_counted() {
  message_list* in = nullptr;
  position oldest;
  for (kind& of_type : kinds_) {
    const position at = first_in(of_type.messages, may_be_dropped);
    if (at.mail == nullptr || (in != nullptr && oldest.mail->order < at.mail->order)) continue;
    in = &of_type.messages;
    oldest = at;
  }
  return in == nullptr ? nullptr : in->take_after(oldest.before);
}

std::size_t passed_messages::count_all(function_ref<bool(message&)> which) const {
  std::size_t count = 0;
  for (const kind& of_type : kinds_) count += of_type.messages.count_all(which);
  return count;
}

message_list passed_messages::take_all() noexcept {
  message_list all;
  for (kind& of_type : kinds_) all.append(std::move(of_type.messages));
  kinds_.clear();
  return all;
}

std::unique_ptr<message> take_first_counted(message_list& list) noexcept {
  const position at = first_in(list, may_be_dropped);
  return at.mail == nullptr ? nullptr : list.take_after(at.before);
}

}  // namespace weft::detail
