"""A project made of a few planted files, for the tests that show a lint finding what it should."""

import subprocess
import tempfile
import unittest
from pathlib import Path


class PlantedProject(unittest.TestCase):
    lint = None  # the module under test

    def findings(self, files):
        """What the lint says about a project of these files (path -> text): pairs of path and line."""
        with tempfile.TemporaryDirectory() as root:
            subprocess.run(["git", "init", "--quiet", root], check=True)
            for name, text in files.items():
                path = Path(root, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return [(finding.path, finding.line) for finding in sorted(self.lint.check(root))]

    def assert_clean(self, files):
        self.assertEqual(self.findings(files), [])
