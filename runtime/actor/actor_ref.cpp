#include <weft/actor_ref.hpp>

#include <utility>

#include <weft/detail/convert_errors.hpp>

namespace weft {
namespace {

/// Waits for the end of an actor.
class end_leaf final : public detail::leaf_of<end_leaf> {
 public:
  explicit end_leaf(detail::actor_pointer whom) noexcept
      : leaf_of(detail::wait_kind::actor_end), whom_(std::move(whom)) {}
  end_leaf(end_leaf&& other) noexcept : leaf_of(std::move(other)), whom_(std::move(other.whom_)) {}

  bool attempt() override { return whom_->ended(); }
  published publish() override {
    node.slot = &reason_;
    return whom_->publish_watcher(node);
  }
  void withdraw() noexcept override { whom_->withdraw_watcher(node); }
  void complete() override { detail::give(out, std::move(reason_)); }

 private:
  detail::actor_pointer whom_;
  exit_reason reason_ = exit_reason::noproc();
};

}  // namespace

operation<exit_reason> monitor_op(const actor_ref& actor) {
  return operation<exit_reason>(std::in_place_type<end_leaf>, actor.core());
}

std::expected<actor_ref, clone_error> detail::converter<actor_ref>::from(const value& from,
                                                                         unsigned) {
  const bool held = from.kind() == value_kind::capability;
  const auto* const actor =
      held ? dynamic_cast<const actor_capability*>(from.as_capability().get()) : nullptr;
  if (actor == nullptr) return wrong_kind("actor", from);
  return actor->actor;
}

}  // namespace weft
