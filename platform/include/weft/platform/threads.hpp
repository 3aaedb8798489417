// What the threads of one process are to each other: whether there are any, fences of which the
// frequent side costs nothing, and the pause of a spin loop.
//
// The functions are provided by the back end that CMake puts on the include path, so that they are
// compiled inline:
//
//   /// Whether this process has only ever had one thread, so that nothing can come in between two
//   /// of its instructions. What the caller does itself, starting a thread, may end that.
//   bool single_threaded() noexcept;
//
//   /// The two sides of an asymmetric fence. Of a thread that stores, fences and loads on the light
//   /// side and one that does so on the heavy side, at least one sees the other's store. The light
//   /// side is for what is done often: where the system can make all running threads of a process
//   /// pass a fence, it only keeps the compiler from reordering, and the heavy side does the rest,
//   /// for a microsecond or some. Elsewhere both are full fences.
//   /// Source: P1202R5, "Asymmetric Fences".
//   void light_fence() noexcept;
//   void heavy_fence() noexcept;
//
//   /// The processor's pause in a spin loop: less heat, and more for the other half of the core.
//   void relax() noexcept;
//
// Threads: any, for all of them.
#pragma once

#include <weft_backend/threads.hpp>
