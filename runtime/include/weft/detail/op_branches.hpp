// What combines operations: wrap, choice, guard, with_nack.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <weft/detail/gate.hpp>
#include <weft/detail/op_node.hpp>
#include <weft/detail/operation.hpp>

namespace weft::detail {

template <class T, class R, class F>
class wrap_branch final : public op_branch {
 public:
  wrap_branch(op_box child, F f) : child_(std::move(child)), f_(std::move(f)) {}

  void expand(op_node*& list) override { prepend(*this, child_, &input_, list); }
  void convert() override {
    if constexpr (std::is_void_v<R>) {
      call();
      give(out, std::monostate());
    } else {
      static_cast<std::optional<R>*>(out)->emplace(call());
    }
    input_.reset();
  }
  void release_children(op_node*& list) noexcept override { prepend_released(child_, list); }

 private:
  R call() {
    if constexpr (std::is_void_v<T>)
      return std::invoke(f_);
    else
      return std::invoke(f_, std::move(*input_));
  }

  op_box child_;
  F f_;
  std::optional<stored<T>> input_;
};

class choice_branch final : public op_branch {
 public:
  explicit choice_branch(std::vector<op_box> children) noexcept : children_(std::move(children)) {}

  void expand(op_node*& list) override {
    for (std::size_t i = children_.size(); i-- > 0;) prepend(*this, children_[i], out, list);
  }
  void release_children(op_node*& list) noexcept override {
    for (op_box& child : children_) prepend_released(child, list);
  }

 private:
  std::vector<op_box> children_;
};

template <class T, class F>
class guard_branch final : public op_branch {
 public:
  explicit guard_branch(F make) : make_(std::move(make)) {}

  void expand(op_node*& list) override {
    child_.emplace(std::move(operation<T>(std::invoke(make_)).box()));
    prepend(*this, *child_, out, list);
  }
  void release_children(op_node*& list) noexcept override {
    if (child_) prepend_released(*child_, list);
  }

 private:
  F make_;
  std::optional<op_box> child_;
};

template <class T, class F>
class nack_branch final : public op_branch {
 public:
  explicit nack_branch(F make) : make_(std::move(make)) { wants_outcome = true; }

  void expand(op_node*& list) override {
    lost_ = std::make_shared<gate>(gate::kind::latched, 0, wait_kind::nack);
    operation<void> nack(std::in_place_type<gate_leaf<std::shared_ptr<gate>>>, lost_);
    child_.emplace(std::move(operation<T>(std::invoke(make_, std::move(nack))).box()));
    prepend(*this, *child_, out, list);
  }
  void settle(bool has_won) noexcept override {
    if (!has_won && lost_ != nullptr) lost_->put(1);
  }
  void release_children(op_node*& list) noexcept override {
    if (child_) prepend_released(*child_, list);
  }

 private:
  F make_;
  std::shared_ptr<gate> lost_;
  std::optional<op_box> child_;
};

}  // namespace weft::detail
