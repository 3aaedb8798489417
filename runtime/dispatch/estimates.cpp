#include "dispatch/estimates.hpp"

namespace weft::dispatch {
namespace {

double rate_of(const recent_mean& durations) noexcept {
  return 1.0 / static_cast<double>(durations.get()->count());
}

}  // namespace

std::size_t estimates::name_hash::operator()(const method_name& name) const noexcept {
  const std::hash<std::string_view> hash;
  return hash(name.module) * 31 + hash(name.method);
}

method_index estimates::hold(method_name name) {
  const method_index method = find_or_add(name);
  if (methods_[method].jobs++ == 0) unneeded_.remove(methods_, method);
  return method;
}

void estimates::let_go(method_index method) noexcept {
  if (--methods_[method].jobs == 0) unneeded_.push_back(methods_, method);
}

void estimates::record(method_index method, clock::duration duration) noexcept {
  recent_mean& durations = methods_[method].durations;
  durations.add(duration);
  rates_[method] = rate_of(durations);
  overall_.add(duration);
  overall_rate_ = rate_of(overall_);
}

method_index estimates::find_or_add(method_name name) {
  if (const auto found = indices_.find(name); found != indices_.end()) return found->second;
  const method_index method = vacant_index();
  method_record& added = methods_[method];
  added.module = name.module;
  added.method = name.method;
  added.durations = {};
  rates_[method] = unknown_rate;
  indices_.emplace(added.name(), method);
  return method;
}

/// The index of a record to overwrite, which no job needs.
method_index estimates::vacant_index() {
  if (methods_.size() >= methods_max && !unneeded_.empty()) {
    const method_index oldest = unneeded_.front();
    indices_.erase(methods_[oldest].name());
    return oldest;
  }
  const auto added = static_cast<method_index>(methods_.size());
  methods_.emplace_back();
  rates_.push_back(unknown_rate);
  unneeded_.push_back(methods_, added);
  return added;
}

}  // namespace weft::dispatch
