// A value is anything that a message may carry: what JavaScript's structured clone can carry, with
// the same meaning (docs/wire_format.md has the table).
//
//   value v = value::object{{"name", "ada"}, {"tags", value::array{"a", "b"}}};
//   v["name"].as_string();                            // "ada"
//   v["no such member"].is(value_kind::undefined);    // true
//   if (auto* tags = v["tags"].if_array())
//     for (value const& tag : *tags) ...
//   for (auto const& [key, item] : v.as_object()) ...
//   value when = value::date(std::chrono::system_clock::now());
//
// A value takes 16 bytes. Numbers and strings of up to 14 bytes live inside it; everything larger
// is a reference-counted node. As in JavaScript, copying an array, an object or a byte buffer
// shares it: both copies see a later change. A message that must not change under its sender is
// encoded, or built anew.
//
//   byte 0   byte 1               bytes 2 to 15
//   kind     size of the text     text, padded with zeros        short string or bigint
//   kind     0                    at 8: number or boolean        number, boolean
//   kind     on_heap_mark         at 8: pointer to the node      everything else
//   kind     internal_mark        at 8: pointer to the node      the same, inside a cycle; not counted
//
// Cycles. A value that a program makes contain itself is never freed, unless the program takes it
// apart. A decoded message in which an object contains itself is: its nodes form a group
// (detail::node_group), whose inner references do not count, and which is freed as a whole when
// nobody outside holds any of them. The first call that could change one of these nodes (a
// non-const `as_array`, `if_object`, ...) dissolves the group: from then on its cycles are the
// program's to take apart, like any that it made itself.
//
// Threads: reference counts are atomic, contents are not. Threads may hold and drop values that
// share nodes; while one of them changes a node, no other may touch it. The nodes of a message with
// a cycle count as one here: while one is changed, other threads neither touch nor drop any.
// Destroying and comparing deep values does not recurse.
#pragma once

#include <weft/buffer.hpp>
#include <weft/capability.hpp>
#include <weft/date.hpp>
#include <weft/detail/value_core.hpp>
#include <weft/error_value.hpp>
#include <weft/map.hpp>
#include <weft/object.hpp>
#include <weft/sparse_array.hpp>
