#!/usr/bin/env python3
"""The C++ sources are laid out as .clang-format says. Not run where clang-format 19 is missing: others lay out differently."""

import shutil
import subprocess
import sys

import sources

CLANG_FORMAT = "clang-format-19"


def clang_format(root, *options):
    """Runs clang-format over every C++ file; with --dry-run it names file and line. Returns its exit code."""
    names = sources.tracked(root, sources.CPP)
    return subprocess.run([CLANG_FORMAT, *options, "--", *names], cwd=root).returncode if names else 0


def main(root):
    if shutil.which(CLANG_FORMAT) is None:
        print(f"{CLANG_FORMAT} is not installed; `./dev format` installs it")
        return sources.SKIPPED
    return clang_format(root, "--dry-run", "--Werror")


if __name__ == "__main__":
    sys.exit(main(sources.ROOT))
