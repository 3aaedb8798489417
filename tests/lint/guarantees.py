#!/usr/bin/env python3
"""Every row of a table in docs/guarantees.md names tests that check it, and those tests are there.

    | a link works both ways | [Link.WorksBothWays](../tests/contract/link_test.cpp) |
"""

import posixpath
import re
from pathlib import Path

import sources

DOCUMENT = "docs/guarantees.md"
NAMED = re.compile(r"\[(\w+)\.(\w+)\]\(([^)\s]+)\)")
ROW = re.compile(r"^\|(?!\s*-)")


def check(root):
    if not Path(root, DOCUMENT).is_file():
        return
    lines = sources.lines(root, DOCUMENT)
    for (number, line), (_, following) in zip(lines, lines[1:] + [(0, "")]):
        is_head = following.startswith("|-")
        if not ROW.match(line) or is_head:
            continue
        tests = NAMED.findall(line)
        if not tests:
            yield sources.Finding(DOCUMENT, number, "no test is named that checks this")
        for suite, name, link in tests:
            if not has_test(root, suite, name, link):
                yield sources.Finding(DOCUMENT, number, f"there is no test {suite}.{name} in {link}")


def has_test(root, suite, name, link):
    file = Path(root, posixpath.normpath(posixpath.join(posixpath.dirname(DOCUMENT), link)))
    return file.is_file() and re.search(rf"\bTEST\({suite}, {name}\)", file.read_text()) is not None


if __name__ == "__main__":
    sources.report(check)
