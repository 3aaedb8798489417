// Turns a fault in a stack's guard into a sentence that names the fiber.
#pragma once

namespace weft::native {

/// Gives the calling thread, for as long as it lives, a signal stack, so that a fault on an
/// exhausted stack can be reported. The first call installs the process's fault handler; faults
/// that are not a fiber's overflow go to the handler before it.
void report_stack_overflows_on_this_thread();

}  // namespace weft::native
