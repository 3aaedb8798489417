// What cannot become bytes: ports, streams, actors. Such things travel beside the message, in a
// side table (weft/codec.hpp).
#pragma once

#include <cstdint>
#include <memory>

#include <weft/detail/value_core.hpp>

namespace weft {

enum class capability_kind : std::uint8_t { host, actor, stream, abort_signal, lock };

/// A handle to something that is not data. Transports derive their own.
class value::capability {
 public:
  virtual ~capability() = default;
  capability(capability const&) = delete;
  capability& operator=(capability const&) = delete;

  capability_kind kind() const noexcept { return kind_; }

 protected:
  explicit capability(capability_kind kind) noexcept : kind_(kind) {}

 private:
  capability_kind const kind_;
};

}  // namespace weft
