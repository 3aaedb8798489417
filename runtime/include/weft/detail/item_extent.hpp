// Where an item ends, found while its bytes arrive. Looks at heads only: what an item means, and
// whether that is anything, is for the reader to say once the item is complete.
//
// No stack: an item is complete when nothing is awaited any more, whatever awaits it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace weft::detail {

class item_extent {
 public:
  /// Looks at what has arrived of the item. Whether a reader now comes to a result that no further
  /// byte changes: the item is complete; or there is an end to what can be understood of it, and a
  /// byte for each item that is awaited (the reader believes in lengths before it looks further).
  bool settled(std::span<std::byte const> arrived);

 private:
  enum class step : std::uint8_t { taken, wait, wrong };

  step take_head(std::span<std::byte const> arrived);

  std::size_t at_ = 0;  // of the next head
  std::uint64_t awaited_ =
      1;                // items: elements, keys, the content of tags; at first the item itself
  bool wrong_ = false;  // the head at `at_`
};

}  // namespace weft::detail
