#include "remote_actor.hpp"

#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "reasons.hpp"

namespace weft::detail {
namespace {

/// What a message is in another program.
foreign letter_of(message& mail) {
  if (is_foreign(mail)) return static_cast<message_of<foreign>&>(mail).object;
  const message_type& type = *mail.type;
  if (type.to_value == nullptr)
    throw std::invalid_argument("weft: a message to an actor in another program: struct " +
                                std::string(type.name) +
                                " is not described with BOOST_DESCRIBE_STRUCT");
  return {std::string(type.travels_named ? type.name : std::string_view()),
          type.to_value(mail.content())};
}

void check_sent(const std::expected<void, clone_error>& written, const message& mail) {
  if (!written)
    throw std::invalid_argument("weft: the message " + std::string(mail.type->name) +
                                " cannot be sent: " + written.error().message());
}

}  // namespace

actor_pointer remote_actor::ended_in(peer& lost, std::uint64_t number) {
  auto* const made = new remote_actor(lost, number);
  actor_pointer ended(made);
  made->end(lost.reason());
  return ended;
}

void remote_actor::discard() noexcept {
  peer_->forget(*this);
  delete this;
}

// ----------------------------------------------------------------------------------------------------------------
// messages

void remote_actor::send(std::unique_ptr<message> mail) {
  if (ended()) return refuse(*mail);
  send_frame(*mail);
}

std::expected<void, send_error> remote_actor::try_send(std::unique_ptr<message>& mail) {
  if (ended()) return std::unexpected(send_error::noproc);
  send_frame(*mail);
  mail.reset();
  return {};
}

void remote_actor::send_frame(message& mail) {
  const foreign letter = letter_of(mail);
  const auto write_letter = [&](frame_writer& frame) {
    frame.number(number_).text_or_null(letter.name).content(letter.content);
  };
  if (!mail.reply_to) return check_sent(peer_->write(frame_kind::send, 4, write_letter), mail);
  const std::uint64_t id = peer_->add_ask(mail.reply_to);
  if (id == 0) return refuse(mail);
  try {
    check_sent(peer_->write(frame_kind::ask, 5,
                            [&](frame_writer& frame) { write_letter(frame.number(id)); }),
               mail);
  } catch (...) {
    (void)peer_->take_ask(id);
    throw;
  }
}

void remote_actor::refuse(message& mail) noexcept {
  peer_->node().note_dead_letter(*this, mail);
  if (mail.reply_to) mail.reply_to->gone(peer_->lost() ? peer_->reason() : exit_reason::noproc());
}

// ----------------------------------------------------------------------------------------------------------------
// its end, and that of actors here

void remote_actor::signal_exit(actor_core* from, const exit_reason& reason, bool linked) {
  if (ended()) return;
  if (linked && from != nullptr) (void)take_link_of(*from);
  const bool is_here = from != nullptr && from->local() != nullptr;
  const std::uint64_t sender = is_here ? peer_->node().number_of(*from) : 0;
  write_reason(reason, [&](const value& words) {
    return peer_->write(frame_kind::exit, 5, [&](frame_writer& frame) {
      frame.number(number_);
      is_here ? frame.number(sender) : frame.null();
      frame.content(words).boolean(linked);
    });
  });
}

bool remote_actor::add_bond(bond_key key, std::unique_ptr<bond> who) {
  if (peer_->lost()) {
    who->tell(peer_->reason());
    return true;
  }
  if (!actor_core::add_bond(key, std::move(who))) return false;
  if (key.monitor == 0) {
    const std::uint64_t from = peer_->node().number_of(actor_of(key));
    (void)peer_->write(frame_kind::link, 3,
                       [&](frame_writer& frame) { frame.number(number_).number(from); });
  } else {
    peer_->add_monitor(key.monitor, *this, key);
  }
  return true;
}

bool remote_actor::remove_bond(bond_key key) {
  if (!actor_core::remove_bond(key)) return false;
  if (key.monitor == 0) {
    const std::uint64_t from = peer_->node().number_of(actor_of(key));
    (void)peer_->write(frame_kind::unlink, 3,
                       [&](frame_writer& frame) { frame.number(number_).number(from); });
  } else {
    peer_->remove_monitor(key.monitor);
  }
  return true;
}

void remote_actor::watch() {
  std::uint64_t first = 0;
  {
    const std::lock_guard lock(peer_->node().lock());
    if (watch_ == 0) first = watch_ = peer_->node().next_watch();
  }
  if (first != 0) peer_->add_monitor(first, *this, {});
}

op_leaf::published remote_actor::publish_watcher(wait_node& node) {
  watch();
  return actor_core::publish_watcher(node);
}

bool remote_actor::take_name() {
  if (!actor_core::take_name()) return false;
  watch();
  return true;
}

void remote_actor::end(const exit_reason& reason) noexcept {
  free_names();
  end_bonds(reason);
}

void remote_actor::free_names() noexcept {
  if (close_names()) peer_->node().free_names_of(*this);
}

bool remote_actor::add_link_of(actor_core& here, std::unique_ptr<bond> who) {
  return actor_core::add_bond(link_key(here), std::move(who));
}

std::unique_ptr<bond> remote_actor::take_link_of(const actor_core& here) {
  return take_bond(link_key(here));
}

}  // namespace weft::detail
