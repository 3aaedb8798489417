#!/usr/bin/env python3
"""The code in README.md and the other documents is code that the tests run: a block that names a file holds that file.

    ```cpp file=docs/examples/hello/hello.cpp

`readme.py --write` copies the files into their blocks.
"""

import re
import sys
from pathlib import Path

import sources

BLOCK = re.compile(r"^```(\w+) file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def check(root):
    for name in sources.tracked(root, ".md"):
        text = Path(root, name).read_text()
        for block in BLOCK.finditer(text):
            if complaint := what_is_wrong(root, block):
                line = text.count("\n", 0, block.start()) + 1
                yield sources.Finding(name, line, complaint)


def what_is_wrong(root, block):
    example = Path(root, block[2])
    if not example.is_file():
        return f"there is no {block[2]}"
    return None if block[3] == example.read_text() else f"this is not what {block[2]} holds; run readme.py --write"


def write(root):
    fill = lambda block: f"```{block[1]} file={block[2]}\n{Path(root, block[2]).read_text()}```"
    for name in sources.tracked(root, ".md"):
        document = Path(root, name)
        text = document.read_text()
        if (filled := BLOCK.sub(fill, text)) != text:
            document.write_text(filled)


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        write(sources.ROOT)
    sources.report(check)
