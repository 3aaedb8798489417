#include <weft/object.hpp>

namespace weft {

value::object::object(std::initializer_list<entry> entries) {
  reserve(entries.size());
  for (entry const& added : entries) set(added.key(), added.item());
}

value const* value::object::find(std::string_view key) const noexcept { return table_.find(key); }
value* value::object::find(std::string_view key) noexcept { return table_.find(key); }

value const& value::object::operator[](std::string_view key) const noexcept {
  static constinit value const undefined;
  value const* const found = find(key);
  return found ? *found : undefined;
}

void value::object::set(std::string_view key, value item) { *insert(key).first = std::move(item); }

std::pair<value*, bool> value::object::insert(std::string_view key) { return table_.insert(key); }
bool value::object::erase(std::string_view key) { return table_.erase(key); }

}  // namespace weft
