"""Counts what a step did. The JUnit files of ctest and of node's test runner differ little and are read alike."""

import xml.etree.ElementTree as xml
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Failure:
    name: str
    output: str


@dataclass(frozen=True)
class Tally:
    passed: int = 0
    skipped: int = 0
    failures: list = field(default_factory=list)

    @property
    def failed(self):
        return len(self.failures)

    def __add__(self, other):
        return Tally(
            self.passed + other.passed, self.skipped + other.skipped, self.failures + other.failures
        )

    def __str__(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def of_step(step, ended):
    """The tally of a step that has ended. A step that must succeed counts only when it has not."""
    if step.report is not None:
        return _of_report_step(step, ended)
    if not ended.ok:
        return Tally(failures=[Failure(step.title, ended.log_end())])
    return Tally(passed=1 if step.is_test else 0)


def _of_report_step(step, ended):
    """A run that fails without naming a test (a missing program, a crash of the runner), or that runs none, has failed."""
    try:
        tally = of_junit(step.report.read_text())
    except (OSError, xml.ParseError) as error:
        return Tally(failures=[Failure(step.title, f"{error}\n{ended.log_end()}")])
    if tally.passed + tally.failed == 0:
        return tally + Tally(failures=[Failure(step.title, f"no test ran\n{ended.log_end()}")])
    if not ended.ok and not tally.failures:
        return tally + Tally(failures=[Failure(step.title, ended.log_end())])
    return tally


def of_junit(text):
    """The tally of one JUnit file."""
    tally = Tally()
    for case in xml.fromstring(text).iter("testcase"):
        tally += _of_case(case)
    return tally


def _of_case(case):
    failure = case.find("failure")
    if failure is None:
        failure = case.find("error")
    if failure is not None:
        output = (case.findtext("system-out") or failure.text or failure.get("message") or "").strip()
        return Tally(failures=[Failure(case.get("name"), output)])
    if case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
        return Tally(skipped=1)
    return Tally(passed=1)
