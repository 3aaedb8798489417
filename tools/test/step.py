"""One command of a test suite: run with its output in a log, its time on the screen, and a bound on how long it may take."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

STEP_SECONDS_MAX = 30 * 60


@dataclass(frozen=True)
class Step:
    title: str
    command: list
    report: Path | None = None  # the JUnit file that it leaves
    is_test: bool = False  # the command as a whole is one test

    @property
    def stops_suite(self):
        """Whether the steps after this one make no sense when it has failed."""
        return self.report is None and not self.is_test


@dataclass(frozen=True)
class Ended:
    ok: bool
    log: Path

    def log_end(self, lines=40):
        text = self.log.read_text(errors="replace").splitlines()
        return "\n".join([*text[-lines:], f"(the whole output is in {self.log})"])


def run(step, cwd, log):
    """Runs the step to its end. A command that is missing or takes too long has failed, and its log says so."""
    started = time.monotonic()
    with log.open("w") as output:
        try:
            ok = _follow(step.command, cwd, output)
        except OSError as error:
            output.write(f"{error}\n")
            ok = False
    _show_progress("")
    print(f"   {step.title} {'' if ok else 'failed '}({time.monotonic() - started:.0f} s)", flush=True)
    return Ended(ok, log)


def _follow(command, cwd, output):
    """Copies what the command prints to `output`, and its latest line to a terminal."""
    # A session of its own, so that the limit ends its children (compilers, browsers) with it.
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    limit = threading.Timer(STEP_SECONDS_MAX, os.killpg, (process.pid, signal.SIGKILL))
    limit.start()
    try:
        for line in process.stdout:
            output.write(line)
            _show_progress(line.rstrip())
        status = process.wait()
    except KeyboardInterrupt:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    finally:
        limit.cancel()
    if status == -signal.SIGKILL:
        output.write(f"killed; the limit is {STEP_SECONDS_MAX // 60} minutes\n")
    return status == 0


def _show_progress(line):
    if sys.stdout.isatty() and "CI" not in os.environ:
        print(f"\r\033[K   {line[:100]}" if line else "\r\033[K", end="", flush=True)
