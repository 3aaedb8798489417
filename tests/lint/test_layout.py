import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import layout
import sources


@unittest.skipIf(shutil.which(layout.CLANG_FORMAT) is None, f"{layout.CLANG_FORMAT} is not installed")
class Layout(unittest.TestCase):
    def check(self, text):
        with tempfile.TemporaryDirectory() as root:
            subprocess.run(["git", "init", "--quiet", root], check=True)
            shutil.copy(sources.ROOT / ".clang-format", root)
            Path(root, "a.cpp").write_text(text)
            return layout.main(root)

    def test_passes_a_file_that_is_laid_out(self):
        self.assertEqual(self.check("int main() { return 0; }\n"), 0)

    def test_finds_a_file_that_is_not(self):
        self.assertNotEqual(self.check("int   main( ){return 0;}\n"), 0)


if __name__ == "__main__":
    unittest.main()
