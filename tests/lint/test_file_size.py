import unittest

import file_size
from planted import PlantedProject


class FileSize(PlantedProject):
    lint = file_size

    def test_finds_a_file_of_more_than_500_lines(self):
        self.assertEqual(self.findings({"runtime/base/long.cpp": "\n" * 501}), [("runtime/base/long.cpp", 501)])

    def test_passes_a_file_of_500_lines_and_long_texts(self):
        self.assert_clean({"runtime/base/long.cpp": "\n" * 500, "docs/long.md": "\n" * 5000})


if __name__ == "__main__":
    unittest.main()
