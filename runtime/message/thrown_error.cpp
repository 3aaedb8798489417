#include <weft/thrown_error.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <variant>

#include <weft/convert.hpp>
#include <weft/timed_out.hpp>

namespace weft {

namespace {

constexpr std::string_view timeout_name = "TimeoutError";
constexpr int causes_max = 64;

template <class Standard>
class thrown_as : public Standard, public thrown_error {
 public:
  explicit thrown_as(value const& error)
      : Standard(error.as_error().message.value_or(std::string())), thrown_error(error) {}
};

class thrown_timeout : public timed_out, public thrown_error {
 public:
  using thrown_error::thrown_error;
};

template <class... Exceptions>
bool is_any_of(std::exception const& thrown) {
  return ((dynamic_cast<Exceptions const*>(&thrown) != nullptr) || ...);
}

error_type type_of(std::exception const& thrown) {
  if (is_any_of<std::out_of_range, std::length_error, std::domain_error, std::range_error,
                std::overflow_error, std::underflow_error>(thrown)) {
    return error_type::range_error;
  }
  if (is_any_of<std::invalid_argument, std::bad_cast, std::bad_optional_access,
                std::bad_variant_access, value_error>(thrown)) {
    return error_type::type_error;
  }
  return is_any_of<timed_out>(thrown) ? error_type::dom_exception : error_type::error;
}

value described(std::exception const& thrown, int causes_left);

value described(std::exception_ptr const& thrown, int causes_left) {
  try {
    std::rethrow_exception(thrown);
  } catch (std::exception const& exception) {
    return described(exception, causes_left);
  } catch (thrown_error const& error) {
    return error.error();
  } catch (...) {
    return value::error{.message = "an exception that is not a std::exception"};
  }
}

value described(std::exception const& thrown, int causes_left) {
  if (auto const* const from_javascript = dynamic_cast<thrown_error const*>(&thrown)) {
    return from_javascript->error();
  }
  value::error error;
  error.type = type_of(thrown);
  error.message.emplace(thrown.what());
  if (error.type == error_type::dom_exception) error.name.emplace(timeout_name);
  auto const* const nested = dynamic_cast<std::nested_exception const*>(&thrown);
  if (nested && nested->nested_ptr() && causes_left > 0) {
    error.cause = described(nested->nested_ptr(), causes_left - 1);
  }
  return error;
}

}  // namespace

value error_from(std::exception_ptr const& thrown) { return described(thrown, causes_max); }
value error_from(std::exception const& thrown) { return described(thrown, causes_max); }

std::exception_ptr exception_from(value const& error) {
  value::error const& described = error.as_error();
  switch (described.type) {
    case error_type::range_error:
      return std::make_exception_ptr(thrown_as<std::out_of_range>(error));
    case error_type::type_error:
      return std::make_exception_ptr(thrown_as<std::invalid_argument>(error));
    case error_type::dom_exception:
      if (described.name == timeout_name) return std::make_exception_ptr(thrown_timeout(error));
      [[fallthrough]];
    default:
      return std::make_exception_ptr(thrown_as<std::runtime_error>(error));
  }
}

namespace detail {

value converter<clone_error>::to(clone_error const& from) {
  value::error error{.type = error_type::type_error, .message = from.message()};
  error.properties.set("code", to_string(from.code));
  if (!from.path.empty()) error.properties.set("path", from.path);
  return error;
}

}  // namespace detail

}  // namespace weft
