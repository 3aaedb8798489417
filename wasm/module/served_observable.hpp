// An observable that a client has, and its subscriptions: a fiber each, which runs the observable's body.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <weft/detail/call_result.hpp>
#include <weft/fiber.hpp>

#include "answers.hpp"
#include "served.hpp"

namespace weft::wasm {

class served_observable final : public served {
 public:
  served_observable(served_table& table, answers& out, served_key key, std::string method,
                    detail::subscribe_function body);

  void subscribe(std::uint64_t id) override;
  /// Its subscriptions live on.
  void release() override {}

 private:
  served_table& table_;
  answers& out_;
  const std::string method_;
  const detail::subscribe_function body_;
};

class served_subscription final : public served,
                                  public std::enable_shared_from_this<served_subscription> {
 public:
  served_subscription(served_table& table, answers& out, served_key key)
      : served(key), table_(table), out_(out) {}

  /// In a fiber; does not suspend.
  void start(detail::subscribe_function body, const std::string& method);
  void release() override;

 private:
  void run(const detail::subscribe_function& body);

  served_table& table_;
  answers& out_;
  bool is_released_ = false;
  std::optional<fiber_handle<void>> fiber_;
};

}  // namespace weft::wasm
