#!/usr/bin/env python3
"""The JavaScript package has no dependencies: a file of web/src imports other files of web/src and nothing else."""

import os
import re

import sources

PACKAGE = "web/src/"
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1""")


def check(root):
    for name in sources.tracked(root, sources.SCRIPT):
        if name.startswith(PACKAGE):
            yield from foreign_imports(root, name)


def foreign_imports(root, name):
    code = COMMENT.sub(blank, sources.read_text(root, name))
    for found in IMPORT.finditer(code):
        imported = found.group(2)
        target = os.path.normpath(os.path.join(os.path.dirname(name), imported))
        if not imported.startswith(".") or not target.startswith(PACKAGE):
            line = code.count("\n", 0, found.start()) + 1
            yield sources.Finding(name, line, f"imports '{imported}', which is not in {PACKAGE}")


def blank(comment):
    """Nothing but the comment's line ends, so that line numbers stay."""
    return "\n" * comment.group().count("\n")


if __name__ == "__main__":
    sources.report(check)
