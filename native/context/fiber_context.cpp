#include <weft/platform/fiber_context.hpp>

namespace weft::platform {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

struct fiber_context::birth {
  fiber_context& self;
  fiber_context& creator;
  entry_function entry;
  void* argument;
};

/// Jumps in once and straight back out, so that the new context has picked up its argument and
/// `switch_to` needs to know nothing of first runs.
void fiber_context::create(stack_span stack, entry_function entry, void* argument) {
  exceptions_.adopt_thread();
  shadow_.create(stack);
  fiber_context creator;
  adopt_thread(creator);
  birth birth{*this, creator, entry, argument};
  creator.shadow_.leave_for(shadow_);
  const transfer_t back = jump_fcontext(make_fcontext(stack.top(), stack.bytes, begin), &birth);
  resume_at_ = back.fctx;
  creator.shadow_.arrive_from(shadow_);
}

void fiber_context::begin(transfer_t came) {
  const birth birth = *static_cast<fiber_context::birth*>(came.data);
  birth.self.shadow_.arrive_from(birth.creator.shadow_);
  birth.self.shadow_.leave_for(birth.creator.shadow_);
  arrive(birth.self, jump_fcontext(came.fctx, nullptr));
  birth.entry(birth.argument);
  __builtin_unreachable();
}

}  // namespace weft::platform
