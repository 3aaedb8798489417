#!/usr/bin/env python3
"""No source file grows past 500 lines: by then it has two subjects."""

import sources

LINES_MAX = 500
SOURCES = (*sources.CPP, *sources.SCRIPT, ".py", ".sh", ".cmake")


def check(root):
    for name in sources.tracked(root, SOURCES):
        count = len(sources.lines(root, name))
        if count > LINES_MAX:
            yield sources.Finding(name, count, f"{count} lines; a source file has at most {LINES_MAX}")


if __name__ == "__main__":
    sources.report(check)
