#!/usr/bin/env python3
"""Runs the test suites named on the command line, or all of them, and ends with the line `N passed, N failed`.

A suite is a list of steps. A step either only has to succeed (configure, build), or is itself one test (a checker), or
runs many tests and leaves a JUnit file. After a failing step that the others need, its suite ends and the next begins.
The logs and the JUnit files stay in build/test-logs.
"""

import glob
import os
import shutil
import sys
import time
from pathlib import Path

import results
from step import Step, run

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "build" / "test-logs"
CORES = str(os.cpu_count() or 1)
TEST_SECONDS_MAX = "300"  # for tests that name no limit of their own


def ctest(preset, suite, *selection):
    """The tests of a configured and built preset."""
    command = ["ctest", "--preset", preset, "--parallel", CORES, "--timeout", TEST_SECONDS_MAX, *selection]
    report = LOGS / f"{suite}.xml"
    return Step("test", [*command, "--no-tests=error", "--output-junit", str(report)], report=report)


def configure(preset):
    return Step("configure", ["cmake", "--preset", preset])


def build(preset, *targets):
    only = ["--target", *targets] if targets else []
    return Step("build", ["cmake", "--build", "--preset", preset, "--parallel", CORES, *only])


def whole(preset):
    """A preset built and tested, but for the tests that are suites of their own."""
    return [configure(preset), build(preset), ctest(preset, preset, "--label-exclude", "^(lint|install)$")]


def web():
    """The npm package: its checker counts as one test, its test files as many. Some of them talk to a native program."""
    files = sorted(path for folder in ("web", "interop") for path in glob.glob(f"tests/{folder}/*.test.mjs", root_dir=ROOT))
    report = LOGS / "web.xml"
    reporter = ["--test-reporter=junit", f"--test-reporter-destination={report}"]
    return [
        Step("check", ["npm", "run", "--prefix", "web", "check"], is_test=True),
        configure("wasm"),
        build("wasm", "weft_dispatch_wasm"),
        Step("build", ["npm", "run", "--prefix", "web", "build"]),
        configure("native"),
        build("native", "codec_echo"),
        Step("test", ["node", "--test", "--test-timeout=120000", *reporter, *files], report=report),
    ]


# The lint and install tests carry these labels in the presets that they belong to.
SUITES = {
    "lint": lambda: [configure("native"), ctest("native", "lint", "--label-regex", "^lint$")],
    "native": lambda: whole("native"),
    "wasm": lambda: whole("wasm"),
    "asan": lambda: whole("asan"),
    "tsan": lambda: whole("tsan"),
    "web": web,
    "install": lambda: [
        configure("native"),
        build("native"),
        ctest("native", "install", "--label-regex", "^install$"),
        configure("wasm"),
        build("wasm"),
        ctest("wasm", "install-wasm", "--label-regex", "^install$"),
    ],
}


def run_suite(name):
    """Runs one suite, says how it went, and returns its tally."""
    started = time.monotonic()
    tally = results.Tally()
    print(f"== {name}", flush=True)
    for step in SUITES[name]():
        ended = run(step, cwd=ROOT, log=LOGS / f"{name}-{step.title}.log")
        outcome = results.of_step(step, ended)
        for failure in outcome.failures:
            print(f"FAILED {name}: {failure.name}\n{failure.output}", flush=True)
        tally += outcome
        if step.stops_suite and not ended.ok:
            break
    print(f"   {name}: {tally} in {time.monotonic() - started:.0f} s", flush=True)
    return tally


def main(names):
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        sys.exit(f"there is no suite {', '.join(unknown)}; there are: {' '.join(SUITES)}")
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    tally = sum((run_suite(name) for name in names or SUITES), results.Tally())
    print(f"{tally.passed} passed, {tally.failed} failed", flush=True)
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
