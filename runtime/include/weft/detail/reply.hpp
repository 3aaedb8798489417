// Where the answer to one ask goes. The first answer counts; one that comes after the asker has left
// is dropped.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <optional>
#include <utility>

#include <weft/detail/atomic_step.hpp>
#include <weft/detail/message_type.hpp>
#include <weft/detail/op_node.hpp>
#include <weft/detail/recycled.hpp>
#include <weft/detail/reference.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/detail/waiter.hpp>

namespace weft {
class exit_reason;
}

namespace weft::detail {

/// The answering side. Any thread; nothing here suspends.
class asker : public recycled {
 public:
  asker() = default;
  asker(const asker&) = delete;
  asker& operator=(const asker&) = delete;

  /// Moves the answer, of type `type`, out of `object`.
  virtual void answer(const message_type& type, void* object) = 0;
  /// What the handler threw.
  virtual void fail(std::exception_ptr failure) = 0;
  /// The actor has ended without an answer.
  virtual void gone(const exit_reason& reason) = 0;

  void add_reference() noexcept { fetch_add(references_, std::uint32_t{1}); }
  void drop_reference() noexcept {
    if (fetch_add(references_, ~std::uint32_t{0}) == 1) delete this;
  }

 protected:
  virtual ~asker() = default;

 private:
  std::atomic<std::uint32_t> references_{0};
};

/// The asking side: a fiber or thread that waits for the answer.
class awaited_reply : public asker {
 public:
  void answer(const message_type& type, void* object) final;
  void fail(std::exception_ptr failure) final;
  void gone(const exit_reason& reason) final;

  /// Waits for the answer; then `take` may be called.
  ///
  /// Errors:  the failure; timed_out; `cancelled`.
  /// Threads: any. Suspends a fiber, blocks a plain thread.
  void wait(time_point deadline);

  // For an operation.
  bool settled() const noexcept { return settled_.load(std::memory_order_acquire); }
  op_leaf::published publish(wait_node& node) noexcept;
  void withdraw(wait_node& node) noexcept;
  void rethrow_failure() const {
    if (failure_ != nullptr) std::rethrow_exception(failure_);
  }

 protected:
  /// Keeps the answer. False: it has a type that the asker did not want.
  virtual bool keep(const message_type& type, void* object) = 0;
  virtual const message_type& wanted() const noexcept = 0;

 private:
  void settle(std::exception_ptr failure) noexcept;

  spinlock lock_;
  wait_queue asker_;                  // guarded by lock_
  std::atomic<bool> claimed_{false};  // by the first answer
  std::atomic<bool> settled_{false};  // written under lock_
  std::exception_ptr failure_;        // before settled_
};

template <class R>
class reply_cell final : public awaited_reply {
 public:
  R take() {
    if constexpr (!std::is_void_v<R>) return std::move(*value_);
  }

 private:
  bool keep(const message_type& type, void* object) override {
    if constexpr (std::is_void_v<R>) {
      return true;
    } else if (&type == &type_of<R>) {
      value_.emplace(std::move(*static_cast<R*>(object)));
      return true;
    } else {
      return keep_converted(type, object);
    }
  }
  /// What came as a value, or is wanted as one.
  bool keep_converted(const message_type& type, void* object) {
    if constexpr (std::is_same_v<R, value>) {
      if (type.to_value == nullptr) return false;
      value_.emplace(type.to_value(object));
      return true;
    } else if constexpr (can_arrive<R>()) {
      if (&type != &type_of<value>) return false;
      auto converted = from_value<R>(*static_cast<value*>(object));
      if (converted) value_.emplace(*std::move(converted));
      return converted.has_value();
    } else {
      return false;
    }
  }
  const message_type& wanted() const noexcept override { return type_of<stored<R>>; }

  std::optional<stored<R>> value_;
};

/// The answer to a message that was sent when the operation was performed.
template <class R>
class reply_leaf final : public leaf_of<reply_leaf<R>> {
 public:
  explicit reply_leaf(reference<reply_cell<R>> cell) noexcept
      : leaf_of<reply_leaf>(wait_kind::reply), cell_(std::move(cell)) {}

  bool attempt() override { return cell_->settled(); }
  op_leaf::published publish() override { return cell_->publish(this->node); }
  void withdraw() noexcept override { cell_->withdraw(this->node); }
  void complete() override {
    cell_->rethrow_failure();
    if constexpr (std::is_void_v<R>)
      give(this->out, std::monostate());
    else
      give(this->out, cell_->take());
  }

 private:
  reference<reply_cell<R>> cell_;
};

}  // namespace weft::detail
