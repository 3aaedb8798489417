#include <weft/web_module.hpp>

namespace weft::web {

void module::add(std::string name, call_function call) {
  const auto [at, is_new] = functions_.try_emplace(std::move(name), std::move(call));
  if (!is_new) throw std::invalid_argument("the module offers two functions named " + at->first);
}

void module::add_actor(std::string type, start_function start) {
  const auto [at, is_new] = actors_.try_emplace(std::move(type), std::move(start));
  if (!is_new)
    throw std::invalid_argument("the module offers two types of actors named " + at->first);
}

const module::call_function* module::find(std::string_view name) const {
  const auto found = functions_.find(name);
  return found == functions_.end() ? nullptr : &found->second;
}

void module::throw_bad_argument(std::size_t index, const clone_error& error) {
  throw bad_argument("args[" + std::to_string(index) + "]: " + error.message());
}

}  // namespace weft::web
