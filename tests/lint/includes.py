#!/usr/bin/env python3
"""C++ includes run one way: the tables below are the map, everything else is a finding.

A public header belongs to the part of the runtime that it opens to users, so the same arrows hold for it. It may include
public headers only: what it needs from inside lives in runtime/include/weft/detail.
"""

import posixpath
import re
from pathlib import Path

import sources

# Folders and their parts; the longest match counts. A folder that is not listed (tests) may include anything.
PARTS = {
    "platform": "platform",
    "runtime": "everything",
    "runtime/base": "base",
    "runtime/sched": "sched",
    "runtime/sync": "sync",
    "runtime/message": "message",
    "runtime/actor": "actor",
    "runtime/dispatch": "dispatch",
    "runtime/pool": "pool",
    "runtime/inspect": "inspect",
    "native": "native services",
    "native/context": "native host",
    "native/host": "native host",
    "wasm": "wasm exports",
    "wasm/context": "wasm host",
    "wasm/host": "wasm host",
    "wasm/dispatch": "wasm dispatcher",
    "docs/examples": "program",
}

# The parts that each part may include beside itself. `backend` is what a host puts behind the headers of platform/.
ARROWS = {
    "platform": {"backend"},
    "base": {"platform"},
    "sched": {"base", "platform"},
    "sync": {"base", "sched", "platform"},
    "message": {"base"},
    "actor": {"base", "sched", "sync", "message", "platform"},
    "dispatch": {"base"},
    "pool": {"base", "sched", "sync", "dispatch", "platform"},
    "inspect": {"base", "sched", "sync", "message", "actor", "dispatch", "platform"},
    "everything": {"base", "sched", "sync", "message", "actor", "dispatch", "pool", "inspect", "platform"},
    "native host": {"platform", "backend"},
    "native services": {"platform", "native host"},
    "wasm host": {"platform", "backend"},
    "wasm exports": {"platform", "wasm host"},
    "wasm dispatcher": {"base", "dispatch"},
    "program": set(),
}

# These sit on top of the runtime and may include every public header.
ON_TOP = {"native services", "wasm exports", "program"}

# Where public headers live, and those of the runtime by the part that they open.
PUBLIC_FOLDERS = ("platform/include/", "runtime/include/weft/", "wasm/include/weft/", "native/include/weft/",
                  "tests/sim/include/weft/")
RUNTIME_PUBLIC = "runtime/include/weft/"
PUBLIC_PARTS = {
    "base": [
        "clock",
        "timed_out",
        "detail/atomic_step",
        "detail/callable",
        "detail/recycled",
        "detail/reference",
        "detail/spinlock",
    ],
    "sched": [
        "blocking",
        "detail/cancel_leaf",
        "detail/cancel_region",
        "detail/coroutine",
        "detail/fiber_core",
        "detail/fiber_locals",
        "detail/gate",
        "detail/op_branches",
        "detail/op_leaves",
        "detail/op_node",
        "detail/operation",
        "detail/timer",
        "detail/waiter",
        "fiber",
        "fiber_local",
        "generator",
        "loop",
        "operation",
        "runtime",
    ],
    "sync": [
        "barrier",
        "channel",
        "detail/channel_core",
        "detail/countdown",
        "detail/scope_core",
        "detail/time_limit",
        "detail/value_ring",
        "event",
        "limits",
        "mutex",
        "scope",
        "semaphore",
        "wait_group",
    ],
    "message": [
        "buffer",
        "bytes",
        "capability",
        "clone_error",
        "codec",
        "convert",
        "date",
        "detail/byte_writer",
        "detail/cbor",
        "detail/convert_containers",
        "detail/convert_errors",
        "detail/convert_scalars",
        "detail/convert_structs",
        "detail/convert_time",
        "detail/converters",
        "detail/entry_table",
        "detail/item_extent",
        "detail/key_index",
        "detail/message_writer",
        "detail/small_stack",
        "detail/travels",
        "detail/value_core",
        "error_value",
        "map",
        "object",
        "sparse_array",
        "stream_codec",
        "thrown_error",
        "value",
    ],
    "actor": [
        "actor",
        "actor_ref",
        "behavior",
        "detail/actor_core",
        "detail/actor_space",
        "detail/bonds",
        "detail/current_message",
        "detail/frame_reader",
        "detail/handler",
        "detail/interest",
        "detail/local_actor",
        "detail/mailbox",
        "detail/mailbox_bound",
        "detail/message",
        "detail/message_list",
        "detail/message_type",
        "detail/passed_messages",
        "detail/receive_leaf",
        "detail/reply",
        "exit_reason",
        "mailbox_options",
        "node",
        "promise",
        "self",
        "signals",
        "supervisor",
    ],
    "pool": ["detail/job_ticket", "pool"],
    "everything": ["weft"],
}

# The runtime knows no operating system, no browser and no library that only one host has.
PORTABLE = {"platform", "base", "sched", "sync", "message", "actor", "dispatch", "pool", "inspect", "everything"}
HOST_ONLY = re.compile(
    r"boost/(context|fiber|asio|beast)\b|emscripten|sanitizer/|sys/|linux/|netinet/|arpa/"
    r"|(unistd|pthread|fcntl|signal|poll|sched)\.h$"
)

INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')


def check(root):
    headers = sources.tracked(root, (".hpp", ".h"))
    for name in headers:
        if name.startswith(RUNTIME_PUBLIC) and part_of(name) is None:
            yield sources.Finding(name, 1, "a public header that no part claims; add it to PUBLIC_PARTS")
    for name in sources.tracked(root, sources.CPP):
        for number, line in sources.lines(root, name):
            if include := INCLUDE.match(line):
                if complaint := judge(name, *include.groups(), headers):
                    yield sources.Finding(name, number, complaint)


def judge(name, quote, included, headers):
    """What is wrong with `name` including `included`, or None."""
    part = part_of(name)
    if included.startswith("weft_backend/"):
        return None if part is None else forbidden(part, "backend", included)
    target = resolve(name, included, headers)
    if target is None:
        if quote == '"' or included.startswith("weft/"):
            return f"{included} is not a header of this project"
        if part in PORTABLE and HOST_ONLY.match(included):
            return f"{part} is portable and may not include <{included}>"
        return None
    if is_public(name) and not is_public(target):
        return f"a public header may not include {target}, which users do not have"
    if part is None or (part in ON_TOP and is_public(target)):
        return None
    return forbidden(part, part_of(target), target)


def forbidden(part, other, target):
    if other == part or other in ARROWS[part]:
        return None
    return f"{part} may not include {target} ({other or 'not a part'})"


def resolve(name, included, headers):
    """The project's header that an include means: beside the includer, or in the include folder nearest to it."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(name), included))
    if beside in headers:
        return beside
    matches = [header for header in headers if header == included or header.endswith("/" + included)]
    return max(matches, key=lambda header: shared_folders(name, header), default=None)


def shared_folders(one, other):
    pairs = zip(Path(one).parent.parts, Path(other).parent.parts)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), 0)


def is_public(name):
    return name.startswith(PUBLIC_FOLDERS)


def part_of(name):
    """The part that a file belongs to, or None."""
    if name.startswith(RUNTIME_PUBLIC):
        stem = name.removeprefix(RUNTIME_PUBLIC).removesuffix(".hpp")
        return next((part for part, stems in PUBLIC_PARTS.items() if stem in stems), None)
    folders = [folder for folder in PARTS if name.startswith(folder + "/")]
    return PARTS[max(folders, key=len)] if folders else None


if __name__ == "__main__":
    sources.report(check)
