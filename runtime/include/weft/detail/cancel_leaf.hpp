// Waits for the cancellation of the fiber that waits, inside a shield too.
#pragma once

#include <weft/detail/op_node.hpp>

namespace weft::detail {

class cancel_leaf final : public leaf_of<cancel_leaf> {
 public:
  explicit cancel_leaf(fiber_core& fiber) noexcept
      : leaf_of(wait_kind::cancellation), fiber_(&fiber) {}

  bool attempt() override;
  published publish() override;
  void withdraw() noexcept override;
  void complete() override { give(out, std::monostate()); }
  time_point due() override { return attempt() ? time_point::min() : time_point::max(); }

 private:
  fiber_core* fiber_;
};

}  // namespace weft::detail
