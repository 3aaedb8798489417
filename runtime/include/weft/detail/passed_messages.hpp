// Messages that their receiver has looked at and did not want, by type: a later receive finds what it
// wants without looking at the others again.
#pragma once

#include <cstdint>
#include <forward_list>
#include <limits>
#include <memory>
#include <string>

#include <weft/detail/callable.hpp>
#include <weft/detail/interest.hpp>
#include <weft/detail/message_list.hpp>

namespace weft::detail {

/// The receiver only.
class passed_messages {
 public:
  static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();

  void add(std::unique_ptr<message> mail);
  /// The number of the first to arrive that `wanted` takes; `none`: nothing here is wanted. What
  /// conditions throw leaves this.
  std::int64_t order_of_first(interests wanted);
  struct taken {
    std::unique_ptr<message> mail;
    std::size_t which;
  };
  /// Takes it out; there is one.
  taken take_first(interests wanted);
  /// The first to arrive of those that a bound counts, but for urgent ones; null: none.
  std::unique_ptr<message> take_oldest_counted();
  message_list take_all() noexcept;
  std::size_t count_all(function_ref<bool(message&)> which) const;

 private:
  struct place {
    message_list* list = nullptr;
    message* before = nullptr;
    message* mail = nullptr;
    std::size_t which = 0;
  };
  /// Messages of one type. Foreign ones are told apart by the name of theirs.
  struct kind {
    const message_type* type;
    std::string name;
    message_list messages;  // in order of arrival

    bool holds(const message& mail) const noexcept;
    bool may_be_wanted(interests wanted) const noexcept;
  };
  place find(interests wanted);

  std::forward_list<kind> kinds_;
};

/// The first of `list` that a bound counts, but for urgent ones; null: none.
std::unique_ptr<message> take_first_counted(message_list& list) noexcept;

}  // namespace weft::detail
