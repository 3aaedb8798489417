// The stack that a switch leaves behind: some nested calls, the same for weft and its peer.
#pragma once

namespace bench {

inline constexpr int depths[] = {0, 4, 16, 64};

/// Calls `Leaf` from `depth` nested calls, each with a frame and something to do after its return.
template <void (*Leaf)()>
[[gnu::noinline]] void call_at_depth(int depth) {
  volatile char frame[32];
  frame[0] = static_cast<char>(depth);
  if (depth == 0)
    Leaf();
  else
    call_at_depth<Leaf>(depth - 1);
  frame[1] = frame[0];
}

}  // namespace bench
