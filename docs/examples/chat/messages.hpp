// What a chat room and its guests say to each other. The guests may be pages: the names of these types and
// of their members are what JavaScript sends and gets.
#pragma once

#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <weft/actor_ref.hpp>
#include <weft/date.hpp>
#include <weft/value.hpp>

namespace chat {

// ---- to the room

/// A guest comes in; the answer is `history`.
struct join {
  std::string name;
  weft::actor_ref guest;
};
BOOST_DESCRIBE_STRUCT(join, (), (name, guest))

struct say {
  weft::actor_ref guest;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(say, (), (guest, text))

/// A guest goes, and stays alive. Whoever ends, or whose tab is closed, need not say so.
struct leave {
  weft::actor_ref guest;
};
BOOST_DESCRIBE_STRUCT(leave, (), (guest))

// ---- to the guests

struct line {
  std::string name;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(line, (), (name, text))

/// Who is there, in the order in which they came.
struct present {
  std::vector<std::string> names;
};
BOOST_DESCRIBE_STRUCT(present, (), (names))

/// The latest lines.
struct history {
  std::string name;  ///< the guest's: nobody else's
  std::vector<line> lines;
};
BOOST_DESCRIBE_STRUCT(history, (), (name, lines))

}  // namespace chat
