// The filters as a web module: what the page calls in the workers of its pool.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include <weft/fiber.hpp>
#include <weft/generator.hpp>
#include <weft/web_module.hpp>

#include "filters.hpp"
#include "picture.hpp"

namespace {

using namespace gallery;

/// The tiles of the result, those near the centre first. Each is computed when the page wants it;
/// between two of them the other pictures of this worker have their turn.
weft::generator<tile> render(picture image, std::string filter_name, int strength,
                             std::uint32_t tile_size) {
  check(image);
  const filter with(filter_name, strength);
  auto tiles = tiles_from_centre(image, tile_size);
  return weft::generator<tile>(
      [=, image = std::move(image), tiles = std::move(tiles)](auto& yield_value) {
        for (const area& where : tiles) {
          weft::this_fiber::yield();
          yield_value(tile{where, with.apply(image, where)});
        }
      });
}

}  // namespace

void weft_module(weft::web::module& module) {
  module.function("render", render);
  module.function("die", [] { std::abort(); });  // and with it the worker
}
