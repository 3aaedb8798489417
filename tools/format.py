#!/usr/bin/env python3
"""Lays out the C++ sources with clang-format and those of the web package with prettier; `--check` only reports."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "lint"))
import layout  # noqa: E402


def prettier(*options):
    program = ROOT / "web" / "node_modules" / ".bin" / "prettier"
    command = [program, "--config", ".prettierrc.json", *options, ".", "../tests/web"]
    return subprocess.run(command, cwd=ROOT / "web").returncode


def main(arguments):
    if arguments == ["--check"]:
        return layout.main(ROOT) or prettier("--check")
    if arguments:
        sys.exit("usage: ./dev format [--check]")
    return layout.clang_format(ROOT, "-i") or prettier("--write")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
