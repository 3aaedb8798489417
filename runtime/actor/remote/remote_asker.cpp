#include "remote_asker.hpp"

#include <stdexcept>
#include <string>

#include "reasons.hpp"

namespace weft::detail {
namespace {

std::exception_ptr cannot_be_sent(const std::string& why) {
  return std::make_exception_ptr(std::invalid_argument("weft: the answer cannot be sent: " + why));
}

}  // namespace

bool remote_asker::is_first() noexcept {
  bool unanswered = false;
  return replace(answered_, unanswered, true);
}

void remote_asker::answer(const message_type& type, void* object) {
  if (!is_first()) return;
  if (type.to_value == nullptr)
    return write_failure(cannot_be_sent("struct " + std::string(type.name) +
                                        " is not described with BOOST_DESCRIBE_STRUCT"));
  try {
    const value content = type.to_value(object);
    const auto written = peer_->write(
        frame_kind::answer, 3, [&](frame_writer& frame) { frame.number(id_).content(content); });
    if (!written) write_failure(cannot_be_sent(written.error().message()));
  } catch (...) {
    write_failure(std::current_exception());
  }
}

void remote_asker::fail(std::exception_ptr failure) {
  if (is_first()) write_failure(failure);
}

void remote_asker::gone(const exit_reason& reason) {
  if (is_first()) write_end(*peer_, frame_kind::gone, id_, reason);
}

void remote_asker::write_failure(const std::exception_ptr& failure) {
  write_error(failure, [&](const value& error) {
    return peer_->write(frame_kind::failure, 3,
                        [&](frame_writer& frame) { frame.number(id_).content(error); });
  });
}

void remote_watcher::tell(const exit_reason& reason) noexcept {
  peer_->watcher_told(id_);
  write_end(*peer_, frame_kind::down, id_, reason);
}

void write_end(peer& to, frame_kind kind, std::uint64_t id, const exit_reason& reason) {
  write_reason(reason, [&](const value& words) {
    return to.write(kind, 3, [&](frame_writer& frame) { frame.number(id).content(words); });
  });
}

}  // namespace weft::detail
