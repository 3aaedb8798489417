#!/usr/bin/env python3
"""The code in README.md is the code of the examples that the tests run: a block that names a file holds that file.

    ```cpp file=docs/examples/hello/hello.cpp

`readme.py --write` copies the files into their blocks.
"""

import re
import sys
from pathlib import Path

import sources

BLOCK = re.compile(r"^```(\w+) file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
README = "README.md"


def check(root):
    readme = Path(root, README)
    text = readme.read_text() if readme.is_file() else ""
    for block in BLOCK.finditer(text):
        if block[3] != Path(root, block[2]).read_text():
            line = text.count("\n", 0, block.start()) + 1
            yield sources.Finding(README, line, f"this is not what {block[2]} holds; run readme.py --write")


def write(root):
    readme = Path(root, README)
    fill = lambda block: f"```{block[1]} file={block[2]}\n{Path(root, block[2]).read_text()}```"
    readme.write_text(BLOCK.sub(fill, readme.read_text()))


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        write(sources.ROOT)
    sources.report(check)
