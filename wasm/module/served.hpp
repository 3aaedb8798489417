// What a client knows by a number: a call, or the stream that lives on after it.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>

#include <weft/node.hpp>
#include <weft/value.hpp>

namespace weft::wasm {

/// The number is the client's.
struct served_key {
  peer_id client;
  std::uint64_t id;
  friend auto operator<=>(const served_key&, const served_key&) = default;
};

/// What a client asks of an iterator: next(), return() or throw() of JavaScript.
struct step {
  enum class kind : std::uint8_t { next, give_back, fail };

  kind how = kind::next;
  value argument = {};
};

/// Each ignores what is not for it. None of these suspends.
class served {
 public:
  explicit served(served_key key) : key_(key) {}
  served(const served&) = delete;
  served& operator=(const served&) = delete;
  virtual ~served() = default;

  served_key key() const noexcept { return key_; }

  virtual void cancel() {}
  virtual void pull(std::uint64_t) {}
  /// Errors: detail::bad_frame, when too many wait.
  virtual void resume(step) {}
  virtual void subscribe(std::uint64_t) {}
  /// The client does not want it any more, or is gone. It is in no table any more.
  virtual void release() = 0;

 private:
  const served_key key_;
};

/// What all clients know. Each is kept alive by its fiber, too.
class served_table {
 public:
  /// A call or a subscription begins: whatever else the client gave its number is released.
  void begin(std::shared_ptr<served> one);
  /// From here on what the client says of its number is for it.
  void keep(std::shared_ptr<served> one);
  void forget(const served& one);
  bool has(const served& one) const;
  /// Null: the number is not known.
  std::shared_ptr<served> find(served_key key) const;
  void release(served_key key);
  void release_all(peer_id client);

 private:
  std::map<served_key, std::shared_ptr<served>> served_;
};

}  // namespace weft::wasm
