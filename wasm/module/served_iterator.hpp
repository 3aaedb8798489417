// An iterator that a client has. One step after the other is made, each when it was asked for: first
// what was resumed by itself, else as long as there is credit.
//
//     pull ──> credit ──┐
//                       ├──> steps, in a fiber that is parked while there are none ──> item … done, error
//     resume ──> steps ─┘
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include <weft/detail/call_result.hpp>
#include <weft/event.hpp>
#include <weft/fiber.hpp>

#include "answers.hpp"
#include "served.hpp"
#include "time_share.hpp"

namespace weft::wasm {

class served_iterator final : public served, public std::enable_shared_from_this<served_iterator> {
 public:
  served_iterator(served_table& table, answers& out, served_key key, std::string method,
                  std::unique_ptr<detail::value_source> source);

  void pull(std::uint64_t count) override;
  void resume(step next) override;
  void release() override;

 private:
  void go();
  void interrupt();
  void serve();
  void make_steps();
  std::optional<step> take_step();
  bool make(const step& next);
  bool make_item();
  std::optional<value> next_item();
  bool ends_now() const noexcept { return is_released_ || is_ending_; }

  served_table& table_;
  answers& out_;
  const std::string method_;
  std::unique_ptr<detail::value_source> source_;

  std::uint64_t credit_ = 0;
  bool is_prefetched_ = false;  // has been given credit
  bool is_ending_ = false;      // has credit, or had, and is to end: nobody waits for an item
  bool is_released_ = false;
  std::deque<step> steps_;
  event asked_;
  bool is_making_ = false;  // an item
  std::optional<fiber_handle<void>> fiber_;
};

}  // namespace weft::wasm
