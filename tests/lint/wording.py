#!/usr/bin/env python3
"""Text says what is so, to a reader who knows nothing of the machine it was written on."""

import re

import sources

# Each rule: a pattern, and what is wrong with a text that has it.
RULES = [
    (r"\b(TODO|FIXME|XXX|HACK|TBD|WIP)\b", "a leftover mark; do it, or open an issue"),
    (r"(?<![\w.*/-])/(work|root|home/\w+|Users/\w+)/", "a path of one machine"),
    (r"(?i)//(registry|deb|ftp|security)\.[a-z]", "a registry's or mirror's host"),
    (r"(?i)\bblazing|\blightning[- ]fast|\bgame[- ]changing|\bcutting[- ]edge|\brevolutionary\b", "praise, not a fact"),
    (r"(?i)\bseamless(ly)?\b|\beffortless(ly)?\b|\bworld[- ]class\b|\bnext[- ]gen(eration)?\b", "praise, not a fact"),
    (r"(?i)\bgreen[- ]threads?\b", "here they are called fibers"),
]

# A lock file pins by checksum; an address in it would tie everyone to one registry.
LOCK_FILE_RULE = (r'"resolved"\s*:\s*"[\w+]+:', "a download address in a lock file")

# Public C++ names: one word for one idea. `task` belongs to the JavaScript side.
PUBLIC_HEADERS = "/include/weft/"
FOREIGN_NAMES = {"task": "actor, fiber or operation", "tasks": "actors, fibers or operations", "green": "fiber"}

EXEMPT = {"tests/lint/wording.py", "tests/lint/test_wording.py"}  # they name the words


def check(root):
    for name in sources.tracked(root):
        if name in EXEMPT:
            continue
        rules = [*RULES, LOCK_FILE_RULE] if name.endswith("package-lock.json") else RULES
        for number, line in sources.lines(root, name):
            for pattern, complaint in rules:
                if found := re.search(pattern, line):
                    yield sources.Finding(name, number, f"'{found.group()}': {complaint}")
        if PUBLIC_HEADERS in name and name.endswith(sources.CPP):
            yield from foreign_names(root, name)


def foreign_names(root, name):
    """Identifiers of a public header, and its file name, that use another project's word for an idea of ours."""
    for number, line in [(1, name.rsplit("/", 1)[1]), *sources.lines(root, name)]:
        code = line.split("//")[0]
        for identifier in re.findall(r"[A-Za-z_]\w*", code):
            for part in identifier.lower().split("_"):
                if part in FOREIGN_NAMES:
                    yield sources.Finding(name, number, f"'{identifier}': say {FOREIGN_NAMES[part]}")


if __name__ == "__main__":
    sources.report(check)
