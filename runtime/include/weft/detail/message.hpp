// A message on its way: an object of any type, and who wants an answer.
#pragma once

#include <memory>
#include <typeinfo>
#include <utility>

namespace weft::detail {

class reply_cell;

/// An object whose type only sender and receiver know.
class boxed {
 public:
  explicit boxed(const std::type_info& type) : type(type) {}
  virtual ~boxed() = default;

  template <class T>
  bool is() const noexcept {
    return type == typeid(T);
  }

  const std::type_info& type;
};

template <class T>
struct box_of final : boxed {
  explicit box_of(T object) : boxed(typeid(T)), object(std::move(object)) {}
  T object;
};

/// Travels by pointer: from the sender, through the mailbox, to the handler, without being copied.
struct message {
  explicit message(std::unique_ptr<boxed> content) : content(std::move(content)) {}

  std::unique_ptr<boxed> content;
  std::shared_ptr<reply_cell> reply;  // null: nobody asked
  message* next = nullptr;            // in the mailbox
};

}  // namespace weft::detail
