// What a function of a web module gives, whatever its type: a value, an iterator or an observable.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include <weft/convert.hpp>
#include <weft/generator.hpp>
#include <weft/value.hpp>

namespace weft::web {
template <class T>
class observable;
}

namespace weft::detail {

/// The values of an iterator. Destroyed in the fiber that asks for them.
class value_source {
 public:
  virtual ~value_source() = default;
  /// Nullopt: there are no more. Suspends and throws as the function's generator does.
  virtual std::optional<value> next() = 0;
};

template <class T>
class generated_values final : public value_source {
 public:
  explicit generated_values(generator<T> from) : from_(std::move(from)) {}

  std::optional<value> next() override {
    const std::optional<T> item = from_.resume();
    return item ? std::optional<value>(to_value(*item)) : std::nullopt;
  }

 private:
  generator<T> from_;
};

/// Takes the items of one subscription.
using item_sink = std::function<void(const value&)>;
/// Runs one subscription, until it is complete.
using subscribe_function = std::function<void(const item_sink&)>;

using call_result = std::variant<value, std::unique_ptr<value_source>, subscribe_function>;

template <class T>
call_result to_call_result(const T& result) {
  return to_value(result);
}

template <class T>
call_result to_call_result(generator<T> result) {
  return std::make_unique<generated_values<T>>(std::move(result));
}

template <class T>
call_result to_call_result(web::observable<T> result) {
  return std::move(result).subscriptions();
}

}  // namespace weft::detail
