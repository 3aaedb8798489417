// Whatever a post holds, reading it ends, with frames or with bad_frame; and what was read, written again,
// reads as the same.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <weft/capability.hpp>
#include <weft/detail/frame_reader.hpp>

#include "actor/remote/frame_writer.hpp"
#include "support.hpp"

namespace {

using weft::value;
using weft::detail::frame_kind;

/// Stands for an actor in a side table.
class stand_in final : public value::capability {
 public:
  stand_in() : capability(weft::capability_kind::actor) {}
};

/// The elements of a frame behind its kind.
struct frame {
  frame_kind kind;
  std::vector<value> words;
  bool operator==(const frame&) const = default;
};

/// What follows the kind: numbers, numbers or null, texts, texts or null, booleans, contents.
std::string_view shape_of(frame_kind kind) {
  constexpr std::string_view shapes[] = {
      "ntc", "nc", "nc",   "n",   "",  "tT", "nTc", "nnTc", "nc", "nc",  "nc", "nn", "n", "nc",
      "nn",  "nn", "nNcb", "ntc", "n", "n",  "nc",  "nc",   "nn", "nnc", "nn", "n",  "n",
  };
  return shapes[static_cast<std::size_t>(kind)];
}

value text_or_null(std::optional<std::string_view> text) {
  return text ? value(std::string(*text)) : value(nullptr);
}

value read_word(weft::detail::frame_reader& from, char what) {
  switch (what) {
    case 'n':
      return static_cast<double>(from.number());
    case 'N': {
      const auto number = from.number_or_null();
      return number ? value(static_cast<double>(*number)) : value(nullptr);
    }
    case 't':
      return std::string(from.text());
    case 'T':
      return text_or_null(from.text_or_null());
    case 'b':
      return from.boolean();
    default:
      return from.content();
  }
}

void read_table(weft::detail::frame_reader& from) {
  std::vector<value> table;
  for (std::size_t left = from.array(); left > 0; --left) {
    if (from.array() != 2) throw weft::detail::bad_frame("an entry");
    (void)from.text();
    (void)from.number();
    table.push_back(std::shared_ptr<value::capability>(std::make_shared<stand_in>()));
  }
  from.end();
  from.set_beside(std::move(table));
}

std::vector<frame> read_all(std::span<const std::byte> post) {
  std::vector<frame> frames;
  weft::detail::frame_reader from(post);
  try {
    while (!from.at_end()) {
      frame next{from.begin(), {}};
      if (next.kind == frame_kind::refs) {
        read_table(from);
        continue;
      }
      for (const char what : shape_of(next.kind)) next.words.push_back(read_word(from, what));
      from.end();
      from.clear_beside();
      frames.push_back(std::move(next));
    }
  } catch (const weft::detail::bad_frame&) {
  }
  return frames;
}

void write_word(weft::detail::frame_writer& to, char what, const value& word) {
  if (what == 'c')
    to.content(word);
  else if (word.is(weft::value_kind::null))
    to.null();
  else if (word.is(weft::value_kind::boolean))
    to.boolean(word.as_boolean());
  else if (word.is(weft::value_kind::string))
    to.text(word.as_string());
  else
    to.number(static_cast<std::uint64_t>(word.as_number()));
}

/// False: it holds actors, or is beyond a limit.
bool write(const frame& one, weft::bytes& post) {
  weft::side_table beside;
  weft::detail::frame_writer to(post, beside);
  to.begin(one.kind, 1 + one.words.size());
  const std::string_view shape = shape_of(one.kind);
  for (std::size_t i = 0; i < shape.size(); ++i) write_word(to, shape[i], one.words[i]);
  return to.finish().has_value() && beside.empty();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  for (const frame& one : read_all(std::as_bytes(std::span(data, size)))) {
    weft::bytes post;
    if (!write(one, post)) continue;
    const std::vector<frame> again = read_all(post);
    require(again.size() == 1 && again.front() == one, "what is written is what is read");
  }
  return 0;
}
