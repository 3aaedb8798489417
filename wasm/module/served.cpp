#include "served.hpp"

#include <utility>

namespace weft::wasm {

void served_table::begin(std::shared_ptr<served> one) {
  release(one->key());
  keep(std::move(one));
}

void served_table::keep(std::shared_ptr<served> one) {
  const served_key key = one->key();
  served_.insert_or_assign(key, std::move(one));
}

void served_table::forget(const served& one) {
  if (has(one)) served_.erase(one.key());
}

bool served_table::has(const served& one) const {
  const auto found = served_.find(one.key());
  return found != served_.end() && found->second.get() == &one;
}

std::shared_ptr<served> served_table::find(served_key key) const {
  const auto found = served_.find(key);
  return found == served_.end() ? nullptr : found->second;
}

void served_table::release(served_key key) {
  if (const auto known = served_.extract(key)) known.mapped()->release();
}

void served_table::release_all(peer_id client) {
  for (auto at = served_.lower_bound({client, 0});
       at != served_.end() && at->first.client == client; at = served_.lower_bound({client, 0}))
    release(at->first);
}

}  // namespace weft::wasm
