// The base operations that need nothing but time.
#pragma once

#include <utility>

#include <weft/clock.hpp>
#include <weft/detail/op_node.hpp>

namespace weft::detail {

template <class T>
class always_leaf final : public leaf_of<always_leaf<T>> {
 public:
  explicit always_leaf(T value)
      : leaf_of<always_leaf<T>>(wait_kind::nothing), value_(std::move(value)) {}

  bool attempt() override { return true; }
  op_leaf::published publish() override {
    return this->node.who->claim(wake_reason::signalled, &this->node)
               ? op_leaf::published::committed
               : op_leaf::published::taken;
  }
  void withdraw() noexcept override {}
  void complete() override { give(this->out, std::move(value_)); }

 private:
  T value_;
};

class never_leaf final : public leaf_of<never_leaf> {
 public:
  never_leaf() noexcept : leaf_of(wait_kind::never) {}

  bool attempt() override { return false; }
  published publish() override { return published::waits; }
  void withdraw() noexcept override {}
};

/// Ready from a moment on. It is never published: the wait as a whole ends at the earliest `due`.
class until_leaf final : public leaf_of<until_leaf> {
 public:
  explicit until_leaf(time_point deadline) noexcept
      : leaf_of(wait_kind::sleep), deadline_(deadline) {}

  bool attempt() override { return deadline_ <= clock::now(); }
  published publish() override { return published::waits; }
  void withdraw() noexcept override {}
  void complete() override { give(out, std::monostate()); }
  time_point due() override { return deadline_; }

 private:
  time_point deadline_;
};

class sleep_leaf final : public leaf_of<sleep_leaf> {
 public:
  explicit sleep_leaf(clock::duration wait) noexcept : leaf_of(wait_kind::sleep), wait_(wait) {}

  bool attempt() override { return wait_ <= clock::duration::zero(); }
  published publish() override { return published::waits; }
  void withdraw() noexcept override {}
  void complete() override { give(out, std::monostate()); }
  time_point due() override { return deadline_after(wait_); }

 private:
  clock::duration wait_;
};

}  // namespace weft::detail
