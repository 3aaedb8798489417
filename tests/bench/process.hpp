// What this program has taken from its machine.
#pragma once

namespace bench {

/// Memory, at its most so far: natively what was resident, in WebAssembly the part of linear memory
/// in use.
double memory_bytes_max();

/// Processor time of all its threads so far.
double cpu_milliseconds();

}  // namespace bench
