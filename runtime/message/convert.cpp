// The errors of conversions (weft/convert.hpp).
#include <weft/convert.hpp>

#include <charconv>

#include "path.hpp"

namespace weft::detail {

namespace {

conversion_failure failure(clone_errc code, std::string detail) {
  return conversion_failure(clone_error{.code = code, .detail = std::move(detail)});
}

conversion_failure within(std::string step, clone_error&& error) {
  error.path = step.append(error.path);
  return conversion_failure(std::move(error));
}

std::string shown(double number) {
  char text[32];
  return {text, std::to_chars(std::begin(text), std::end(text), number).ptr};
}

}  // namespace

conversion_failure wrong_kind(std::string_view expected, value const& found) {
  return failure(clone_errc::wrong_kind, "expected " + std::string(expected) + ", found " +
                                             std::string(to_string(found.kind())));
}

conversion_failure not_an_integer(std::int64_t low, std::uint64_t high, value const& found) {
  auto const number = found.if_number();
  return failure(clone_errc::out_of_range, "expected a whole number from " + std::to_string(low) +
                                               " to " + std::to_string(high) + ", found " +
                                               (number ? shown(*number) : "a bigint"));
}

conversion_failure too_large_for_float(double found) {
  return failure(clone_errc::out_of_range, "expected a float, found " + shown(found));
}

conversion_failure wrong_length(std::size_t expected, std::size_t found) {
  return failure(clone_errc::wrong_length, "expected " + std::to_string(expected) +
                                               " elements, found " + std::to_string(found));
}

conversion_failure no_alternative(value const& found) {
  return wrong_kind("an alternative of the variant", found);
}

conversion_failure no_duration(double milliseconds) {
  return failure(clone_errc::out_of_range, "expected a duration, found " + shown(milliseconds));
}

conversion_failure invalid_date() {
  return failure(clone_errc::out_of_range, "expected a date, found the invalid date");
}

conversion_failure nested_too_deeply() { return failure(clone_errc::too_deep, {}); }

conversion_failure missing_member(std::string_view key) {
  return within(member_step(key), clone_error{.code = clone_errc::missing_member});
}

conversion_failure at_element(std::size_t index, clone_error&& error) {
  return within(element_step(index), std::move(error));
}

conversion_failure at_member(std::string_view key, clone_error&& error) {
  return within(member_step(key), std::move(error));
}

conversion_failure at_entry(std::string_view part, std::size_t index, clone_error&& error) {
  return within('.' + std::string(part) + "()" + element_step(index), std::move(error));
}

void finish_path(clone_error& error) { error.path = std::string(path_root).append(error.path); }

}  // namespace weft::detail
