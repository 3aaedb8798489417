// A call of a client's: a fiber that runs a function and answers with what it gives.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <weft/fiber.hpp>
#include <weft/web_module.hpp>

#include "answers.hpp"
#include "served.hpp"

namespace weft::wasm {

class served_call final : public served, public std::enable_shared_from_this<served_call> {
 public:
  served_call(served_table& table, answers& out, served_key key)
      : served(key), table_(table), out_(out) {}

  /// Runs `function`; null: the module has none called `method`. In a fiber; does not suspend.
  void start(const web::module::call_function* function, std::string method, value arguments);

  bool has_begun() const { return fiber_->state() != fiber_state::fresh; }
  /// Whether its fiber is parked.
  bool waits() const { return fiber_->state() == fiber_state::waiting; }

  void cancel() override { fiber_->cancel(); }
  void release() override { cancel(); }

 private:
  void answer(web::module::call_result result, const std::string& method);

  served_table& table_;
  answers& out_;
  std::optional<fiber_handle<void>> fiber_;
};

}  // namespace weft::wasm
