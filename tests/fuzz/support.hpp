// What every fuzz target does when a claim turns out not to be true.
#pragma once

#include <cstdio>
#include <cstdlib>

inline void require(bool condition, char const* claim) {
  if (condition) return;
  std::fprintf(stderr, "not true: %s\n", claim);
  std::abort();
}
