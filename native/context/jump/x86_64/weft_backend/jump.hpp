// A jump to another context that the processor does not take for a call.
//
// The processor predicts each return from the calls it has seen. `jump_fcontext` is called and never
// returns to that call, so after a switch every return address it has noted is one place off, and all
// returns up to the loop that called are mispredicted, at four nanoseconds each. So we put the return
// address on the stack ourselves and jump: then nothing was noted, and two fibers that switch from
// the same place find each other's notes to be right.
#pragma once

#include <boost/context/detail/fcontext.hpp>

namespace weft::platform::detail {

inline boost::context::detail::transfer_t jump(boost::context::detail::fcontext_t to, void* data) {
  boost::context::detail::transfer_t came;
  // As a call, but for the push: the arguments and the result where the System V ABI puts them, and
  // every register that a callee need not keep is lost. 128 bytes below the stack pointer may be in
  // use by a caller that calls nothing else (the ABI's red zone).
  asm volatile(
      "leaq -128(%%rsp), %%rsp\n\t"
      "leaq 1f(%%rip), %%rax\n\t"
      "pushq %%rax\n\t"
      "jmp jump_fcontext\n"
      "1:\n\t"
      "leaq 128(%%rsp), %%rsp"
      : "=a"(came.fctx), "=d"(came.data), "+D"(to), "+S"(data)
      :
      : "rcx", "r8", "r9", "r10", "r11", "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
        "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
        "xmm15", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)", "mm0", "mm1",
        "mm2", "mm3", "mm4", "mm5", "mm6", "mm7");
  return came;
}

}  // namespace weft::platform::detail
