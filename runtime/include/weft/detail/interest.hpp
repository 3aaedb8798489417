// What a receiver waits for: one entry for each of its handlers, in order.
#pragma once

#include <cstddef>
#include <span>

#include <weft/detail/message.hpp>

namespace weft::detail {

struct interest {
  const message_type* type;
  /// Whether such a value can become the type. Null: none can.
  bool (*takes_foreign)(const foreign& mail);
  /// A condition beside the type, with its state. Null: none.
  bool (*accepts)(void* state, message& mail);
  void* state;

  /// By the type alone; any thread that holds `mail`.
  bool may_take(const message& mail) const noexcept {
    return mail.type == type || (takes_foreign != nullptr && is_foreign(mail) &&
                                 takes_foreign(object_in<foreign>(mail)));
  }
  /// The receiver only.
  bool takes(message& mail) const {
    return may_take(mail) && (accepts == nullptr || accepts(state, mail));
  }
};

using interests = std::span<const interest>;

/// The entry that takes `mail`; `wanted.size()`: none.
inline std::size_t taker_of(message& mail, interests wanted) {
  std::size_t i = 0;
  while (i < wanted.size() && !wanted[i].takes(mail)) ++i;
  return i;
}

}  // namespace weft::detail
