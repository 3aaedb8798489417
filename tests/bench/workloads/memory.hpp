// How much memory the program has taken from its host.
#pragma once

namespace bench {

/// At its most so far; natively what was resident, in WebAssembly the part of linear memory in use.
double memory_bytes_max();

}  // namespace bench
