#include "served_iterator.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace weft::wasm {
namespace {

using detail::frame_kind;

/// More credit than anybody can use up.
constexpr std::uint64_t credit_max = std::uint64_t{1} << 53;
/// More than a client has any use for.
constexpr std::size_t steps_max = 1 << 20;

}  // namespace

served_iterator::served_iterator(served_table& table, answers& out, served_key key,
                                 std::string method, std::unique_ptr<detail::value_source> source)
    : served(key),
      table_(table),
      out_(out),
      method_(std::move(method)),
      source_(std::move(source)) {}

void served_iterator::pull(std::uint64_t count) {
  is_prefetched_ = true;
  credit_ = std::min(credit_ + count, credit_max);
  go();
}

void served_iterator::resume(step next) {
  if (steps_.size() == steps_max) throw detail::bad_frame("not a frame: too many steps wait");
  if (is_prefetched_) credit_ = 0;
  const bool is_last = next.how != step::kind::next;
  steps_.push_back(std::move(next));
  if (is_last && is_prefetched_) {  // nobody waits for what is being made
    is_ending_ = true;
    interrupt();
  }
  go();
}

void served_iterator::release() {
  is_released_ = true;
  interrupt();
  asked_.set();
}

void served_iterator::interrupt() {
  if (is_making_) fiber_->cancel();
}

/// Once it has begun, the source is used and destroyed in this fiber only.
void served_iterator::go() {
  asked_.set();
  if (!fiber_) fiber_ = spawn({.name = method_}, [self = shared_from_this()] { self->serve(); });
}

void served_iterator::serve() {
  try {
    make_steps();
  } catch (...) {
    if (!is_released_) out_.fail(key(), std::current_exception(), "iterator");
  }
  source_.reset();
  table_.forget(*this);
}

void served_iterator::make_steps() {
  time_share share;
  while (!is_released_) {
    if (const auto next = take_step()) {
      if (!make(*next)) return;
      if (!ends_now()) share.spend();
    } else {
      asked_.reset();
      asked_.wait();
    }
  }
}

std::optional<step> served_iterator::take_step() {
  if (!steps_.empty()) {
    step next = std::move(steps_.front());
    steps_.pop_front();
    return next;
  }
  if (credit_ == 0) return std::nullopt;
  --credit_;
  return step{};
}

/// False: that was the end.
bool served_iterator::make(const step& next) {
  if (next.how == step::kind::next) return make_item();
  source_.reset();
  if (next.how == step::kind::fail)
    out_.fail(key(), next.argument);
  else
    out_.tell(key(), frame_kind::done, next.argument, "value");
  return false;
}

std::optional<value> served_iterator::next_item() {
  struct making {
    bool& flag;
    ~making() { flag = false; }
  } now{is_making_ = true};
  return source_->next();
}

bool served_iterator::make_item() {
  std::optional<value> item;
  try {
    item = next_item();
  } catch (const cancelled&) {
    if (ends_now()) return true;
    throw;
  }
  if (is_released_) return false;
  if (item)
    out_.tell(key(), frame_kind::item, *item, "item");
  else
    out_.tell(key(), frame_kind::done, value(), "value");
  return item.has_value();
}

}  // namespace weft::wasm
