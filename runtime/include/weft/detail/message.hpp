// A message on its way: an object of any type, and who wants an answer.
#pragma once

#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include <weft/detail/message_type.hpp>
#include <weft/detail/recycled.hpp>
#include <weft/detail/reference.hpp>
#include <weft/detail/reply.hpp>

namespace weft::detail {

/// How a message is treated on its way.
enum class message_kind : std::uint8_t {
  ordinary,
  urgent,  ///< goes before those that are not
  notice,  ///< from the runtime: no bound keeps it out
  exit,    ///< a notice that ends its receiver, unless that traps exits
  kill,    ///< only wakes its receiver, which is to end
};

/// Travels by pointer: from the sender, through the mailbox, to the handler, without being copied. Millions
/// may wait: the head is 32 bytes, and knows by its type alone what it is the head of.
class message : public recycled {
 public:
  /// The number of a message that has not been looked at: it comes after all that have.
  static constexpr std::int64_t unnumbered = (std::int64_t{1} << 55) - 1;

  message(const message&) = delete;
  message& operator=(const message&) = delete;

  /// The object, of the type that `type` says.
  void* content() noexcept { return type->content(*this); }

  using recycled::operator delete;
  static void operator delete(message* mail, std::destroying_delete_t) noexcept {
    mail->type->destroy(*mail);
  }

  const message_type* const type;
  message* next = nullptr;               // in the queue that it is in
  std::int64_t order : 56 = unnumbered;  // of arrival; given by the receiver
  message_kind kind : 3 = message_kind::ordinary;
  bool counted : 1 = false;    // against the mailbox's bound
  bool from_link : 1 = false;  // an exit signal
  bool ends_receiver : 1 =
      false;                  // an exit signal, unless that is trapped; counts as an interruption
  reference<asker> reply_to;  // empty: nobody asked

 protected:
  explicit message(const message_type& of) noexcept : type(&of) {}
};

template <class T>
class message_of final : public message {
 public:
  explicit message_of(T object) : message(type_of<T>), object(std::move(object)) {}

  T object;
};

template <class T>
void* content_of_message(message& mail) noexcept {
  return &static_cast<message_of<T>&>(mail).object;
}

template <class T>
void destroy_message(message& mail) noexcept {
  auto* const whole = static_cast<message_of<T>*>(&mail);
  std::destroy_at(whole);
  recycled::operator delete(whole, sizeof *whole);
}

/// What has come from another program or instance, as values: each handler converts what it takes.
struct foreign {
  std::string name;  // of the type; empty: the content speaks for itself
  value content;
};

/// The object of a message that is known to hold a T.
template <class T>
T& object_in(message& mail) noexcept {
  return static_cast<message_of<T>&>(mail).object;
}
template <class T>
const T& object_in(const message& mail) noexcept {
  return static_cast<const message_of<T>&>(mail).object;
}

inline bool is_foreign(const message& mail) noexcept { return mail.type == &type_of<foreign>; }

template <class M>
std::unique_ptr<message> pack(M&& object) {
  return std::make_unique<message_of<std::decay_t<M>>>(std::forward<M>(object));
}

}  // namespace weft::detail
