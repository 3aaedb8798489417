"""The counting behind `./dev test`: a failure must never be counted away."""

import sys
import tempfile
import unittest
from pathlib import Path

import sources

sys.path.insert(0, str(sources.ROOT / "tools" / "test"))
import results  # noqa: E402
from step import Step, run  # noqa: E402

PASSED = '<testcase name="a" status="run"/>'
FAILED = '<testcase name="b" status="fail"><failure message="no"/><system-out>the reason</system-out></testcase>'
SKIPPED = '<testcase name="c" status="notrun"><skipped message="no such program"/></testcase>'
NESTED = f"<testsuite>{PASSED}<testsuite>{FAILED}</testsuite></testsuite>"


class Results(unittest.TestCase):
    def tally(self, junit, exit_code=0):
        """The tally of a step that leaves this JUnit text (None: no file) and ends with this exit code."""
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder, "report.xml")
            if junit is not None:
                report.write_text(f"<testsuites>{junit}</testsuites>")
            step = Step("test", ["sh", "-c", f"exit {exit_code}"], report=report)
            return results.of_step(step, run(step, cwd=folder, log=Path(folder, "log")))

    def test_counts_nested_suites(self):
        tally = self.tally(NESTED, exit_code=1)
        self.assertEqual((tally.passed, tally.failed), (1, 1))
        self.assertEqual(tally.failures[0], results.Failure("b", "the reason"))

    def test_a_run_without_tests_has_failed(self):
        self.assertEqual(self.tally("").failed, 1)
        self.assertEqual(self.tally(SKIPPED).failed, 1)

    def test_a_run_without_a_report_has_failed(self):
        self.assertEqual(self.tally(None).failed, 1)

    def test_a_failing_run_of_passing_tests_has_failed(self):
        tally = self.tally(PASSED + SKIPPED, exit_code=8)
        self.assertEqual((tally.passed, tally.skipped, tally.failed), (1, 1, 1))

    def test_a_step_that_must_succeed_counts_only_when_it_fails(self):
        for command, failed in (["true"], 0), (["false"], 1), (["no-such-program"], 1):
            with tempfile.TemporaryDirectory() as folder:
                step = Step("build", command)
                tally = results.of_step(step, run(step, cwd=folder, log=Path(folder, "log")))
                self.assertEqual((tally.passed, tally.failed), (0, failed))


if __name__ == "__main__":
    unittest.main()
