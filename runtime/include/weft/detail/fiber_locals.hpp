// The fiber-local values that a fiber has. Made when the first is set.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace weft::detail {

class local_value {
 public:
  virtual ~local_value() = default;
  virtual std::unique_ptr<local_value> copy() const = 0;
};

class fiber_locals {
 public:
  /// The value under `key`; null: none yet.
  local_value* find(std::size_t key) const noexcept {
    for (const auto& [its_key, value] : values_)
      if (its_key == key) return value.get();
    return nullptr;
  }
  void add(std::size_t key, std::unique_ptr<local_value> value) {
    values_.emplace_back(key, std::move(value));
  }
  void remove(std::size_t key) noexcept {
    const auto at = std::ranges::find(values_, key, [](const auto& one) { return one.first; });
    if (at == values_.end()) return;
    const auto removed = std::move(at->second);  // goes last: its destructor may look in here
    values_.erase(at);
  }
  /// For a child. Errors: what copying a value throws.
  std::unique_ptr<fiber_locals> copy() const {
    auto copied = std::make_unique<fiber_locals>();
    for (const auto& [key, value] : values_) copied->add(key, value->copy());
    return copied;
  }

 private:
  std::vector<std::pair<std::size_t, std::unique_ptr<local_value>>> values_;  // few
};

}  // namespace weft::detail
