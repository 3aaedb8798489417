#include <weft/semaphore.hpp>

#include <stdexcept>
#include <string>

namespace weft {

void semaphore::release(std::uint64_t permits) {
  if (gate_.put(permits)) return;
  throw std::overflow_error("weft::semaphore: releasing " + std::to_string(permits) +
                            " permits would make more than it can count");
}

}  // namespace weft
