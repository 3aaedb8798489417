// Messages in a row; a ring through the messages themselves, so that one pointer reaches both ends.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include <weft/detail/callable.hpp>
#include <weft/detail/message.hpp>

namespace weft::detail {

/// Owns what is in it. One thread.
class message_list {
 public:
  message_list() noexcept = default;
  message_list(message_list&& other) noexcept : last_(std::exchange(other.last_, nullptr)) {}
  message_list& operator=(message_list&& other) noexcept {
    std::swap(last_, other.last_);
    return *this;
  }
  ~message_list() {
    while (!empty()) (void)pop_front();
  }

  bool empty() const noexcept { return last_ == nullptr; }
  message* front() const noexcept { return last_ == nullptr ? nullptr : last_->next; }
  message* back() const noexcept { return last_; }
  /// Null behind the last one.
  message* after(const message& one) const noexcept { return &one == last_ ? nullptr : one.next; }

  std::size_t count_all(function_ref<bool(message&)> which) const {
    std::size_t count = 0;
    for (message* one = front(); one != nullptr; one = after(*one)) count += which(*one);
    return count;
  }

  void push_back(std::unique_ptr<message> mail) noexcept {
    message* const one = mail.get();
    push_front(std::move(mail));
    last_ = one;
  }
  void push_front(std::unique_ptr<message> mail) noexcept {
    message* const one = mail.release();
    if (last_ == nullptr) {
      last_ = one->next = one;
    } else {
      one->next = std::exchange(last_->next, one);
    }
  }
  /// Behind `before`, which is in the list; null: in front.
  void insert_after(message* before, std::unique_ptr<message> mail) noexcept {
    message* const one = mail.get();
    if (before == nullptr) return push_front(std::move(mail));
    one->next = std::exchange(before->next, mail.release());
    if (before == last_) last_ = one;
  }
  /// Where it belongs by its number; the list is sorted by that. Usually at the end.
  void insert_by_order(std::unique_ptr<message> mail) noexcept {
    if (empty() || last_->order < mail->order) return push_back(std::move(mail));
    message* before = nullptr;
    for (message* one = front(); one->order < mail->order; one = one->next) before = one;
    insert_after(before, std::move(mail));
  }
  std::unique_ptr<message> pop_front() noexcept { return take_after(nullptr); }
  /// The one behind `before`, which is there; null: the first.
  std::unique_ptr<message> take_after(message* before) noexcept {
    message* const previous = before == nullptr ? last_ : before;
    message* const one = previous->next;
    previous->next = one->next;
    if (one == last_) last_ = one == previous ? nullptr : previous;
    one->next = nullptr;
    return std::unique_ptr<message>(one);
  }
  /// All of `later`, behind what is here.
  void append(message_list later) noexcept {
    if (later.empty()) return;
    if (!empty()) std::swap(last_->next, later.last_->next);
    last_ = std::exchange(later.last_, nullptr);
  }

 private:
  message* last_ = nullptr;
};

}  // namespace weft::detail
