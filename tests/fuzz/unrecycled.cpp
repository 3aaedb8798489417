// In place of runtime/base/recycled.cpp: every block comes from the allocator and goes back there, so
// that AddressSanitizer sees each for what it is.
#include <weft/detail/recycled.hpp>

#include <new>

namespace weft::detail {

void* allocate_recycled(std::size_t bytes) { return ::operator new(bytes); }
void free_recycled(void* memory, std::size_t) noexcept { ::operator delete(memory); }

}  // namespace weft::detail
