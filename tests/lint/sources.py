"""What every lint here shares: the list of the project's files, a finding, and how findings are reported."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CPP = (".cpp", ".hpp", ".c", ".h")
SCRIPT = (".ts", ".mjs", ".js")
SKIPPED = 77  # the exit code that ctest takes for "not run"


@dataclass(frozen=True, order=True)
class Finding:
    path: str  # relative to the project's root
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


def tracked(root, suffixes=None):
    """The project's files as relative paths: what git tracks, and what is new and not ignored."""
    command = ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z"]
    listed = subprocess.run(
        [*command, "--cached", "--others", "--exclude-standard"], stdout=subprocess.PIPE, check=True
    ).stdout
    names = sorted({name for name in listed.decode().split("\0") if name})
    return [
        name
        for name in names
        if (suffixes is None or name.endswith(suffixes)) and (Path(root) / name).is_file()
    ]


def read_text(root, name):
    """The text of a file, or None for a binary one."""
    content = (Path(root) / name).read_bytes()
    return None if b"\0" in content[:8192] else content.decode(errors="replace")


def lines(root, name):
    """Pairs of line number, from 1, and line; none for a binary file."""
    return list(enumerate((read_text(root, name) or "").splitlines(), start=1))


def report(check):
    """The main program of a lint: `check(root)` gives findings, one is printed a line, any is a failure."""
    findings = sorted(check(ROOT))
    for finding in findings:
        print(finding)
    sys.exit(1 if findings else 0)
