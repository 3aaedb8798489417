import unittest

import readme
from planted import PlantedProject


class Readme(PlantedProject):
    lint = readme

    def test_finds_a_block_that_is_not_its_file(self):
        text = "# weft\n\n```cpp file=a.cpp\nint a;\n```\n"
        self.assertEqual(self.findings({"README.md": text, "a.cpp": "int b;\n"}), [("README.md", 3)])

    def test_finds_a_block_whose_file_is_missing(self):
        self.assertEqual(self.findings({"README.md": "```cpp file=a.cpp\nint a;\n```\n"}), [("README.md", 1)])

    def test_looks_at_every_document(self):
        block = "```cpp file=docs/a.cpp\nint a;\n```\n"
        files = {"docs/one.md": block, "docs/deep/two.md": "\n" + block, "docs/a.cpp": "int b;\n"}
        self.assertEqual(self.findings(files), [("docs/deep/two.md", 2), ("docs/one.md", 1)])

    def test_passes_blocks_that_hold_their_files_and_blocks_without_one(self):
        text = "```cpp file=a.cpp\nint a;\n```\n\n```sh\nls\n```\n"
        self.assert_clean({"README.md": text, "a.cpp": "int a;\n"})


if __name__ == "__main__":
    unittest.main()
