#include "call_server.hpp"

#include <stdexcept>
#include <utility>

#include <weft/codec.hpp>
#include <weft/exit_reason.hpp>
#include <weft/timed_out.hpp>

namespace weft::wasm {
namespace {

// The kinds of frames; a call is what is none of these.
constexpr int result_frame = 1;
constexpr int error_frame = 2;
constexpr int cancel_frame = 3;

/// The id under which a client learns that a whole post of its could not be read.
constexpr double whole_post = 0;

}  // namespace

void call_server::take(client_id client, std::span<const std::byte> post) {
  while (!post.empty()) {
    auto next = decode_next(post);
    if (!next)
      return reject({client, whole_post}, "DataError",
                    "the post cannot be read: " + next.error().message());
    post = post.subspan(next->size);
    try {
      take_frame(client, next->item);
    } catch (const value_error& misfit) {
      reject({client, whole_post}, "DataError",
             std::string("the post holds what is not a frame: ") + misfit.what());
    }
  }
}

void call_server::take_frame(client_id client, const value& frame) {
  const value::array& parts = frame.as_array();
  const auto part = [&](std::size_t index) {
    return index < parts.size() ? parts[index] : value();
  };
  const call_key key{client, part(1).as_number()};
  if (part(0).as_number() == cancel_frame) {
    if (const auto found = running_.find(key); found != running_.end()) found->second.cancel();
  } else {
    start(key, std::string(part(2).as_string()), part(3));
  }
}

void call_server::start(call_key key, std::string method, value arguments) {
  (void)arguments.as_array();
  auto fiber = spawn({.name = method}, [this, key, method, arguments = std::move(arguments)] {
    try {
      const auto* function = module_.find(method);
      if (function == nullptr) throw web::bad_argument("the module has no function " + method);
      answer(key, (*function)(arguments.as_array()));
    } catch (const cancelled&) {
      reject(key, "AbortError", "the call was cancelled");
    } catch (...) {
      reject(key, std::current_exception());
    }
    running_.erase(key);
  });
  running_.insert_or_assign(key, std::move(fiber));
}

void call_server::close(client_id client) {
  for (auto at = running_.lower_bound({client, whole_post});
       at != running_.end() && at->first.client == client; ++at)
    at->second.cancel();
  outbox_.forget(client);
}

void call_server::answer(call_key key, value result) {
  const auto sent = outbox_.add(key.client, value::array{result_frame, key.id, std::move(result)});
  if (!sent) reject(key, "TypeError", "the result cannot be sent: " + sent.error().message());
}

void call_server::reject(call_key key, std::string_view name, std::string_view message) {
  (void)outbox_.add(key.client, value::array{error_frame, key.id,
                                             value::object{{"name", name}, {"message", message}}});
}

void call_server::reject(call_key key, std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::out_of_range& error) {
    reject(key, "RangeError", error.what());
  } catch (const std::invalid_argument& error) {
    reject(key, "TypeError", error.what());
  } catch (const web::bad_argument& error) {
    reject(key, "TypeError", error.what());
  } catch (const timed_out& error) {
    reject(key, "TimeoutError", error.what());
  } catch (const std::exception& error) {
    reject(key, "Error", error.what());
  } catch (...) {
    reject(key, "Error", "an exception that is not a std::exception");
  }
}

}  // namespace weft::wasm
