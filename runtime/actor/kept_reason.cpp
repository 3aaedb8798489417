#include <array>
#include <functional>
#include <utility>

#include <weft/detail/local_actor.hpp>

namespace weft::detail {
namespace {

const std::array<exit_reason, 6>& usual_reasons() noexcept {
  static const std::array reasons{exit_reason::normal(), exit_reason::shutdown(),
                                  exit_reason::kill(),   exit_reason::killed(),
                                  exit_reason::noproc(), exit_reason::noconnection()};
  return reasons;
}

bool is_usual(const exit_reason* reason) noexcept {
  const auto& usual = usual_reasons();
  return !std::less<>()(reason, usual.data()) && std::less<>()(reason, usual.data() + usual.size());
}

}  // namespace

void drop_reason::operator()(const exit_reason* reason) const noexcept {
  if (!is_usual(reason)) delete reason;
}

reason_pointer keep(exit_reason reason) {
  const auto at = static_cast<std::size_t>(reason.kind());
  const auto& usual = usual_reasons();
  return reason_pointer(at < usual.size() ? &usual[at] : new exit_reason(std::move(reason)));
}

}  // namespace weft::detail
