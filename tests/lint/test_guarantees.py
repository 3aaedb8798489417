import unittest

import guarantees
from planted import PlantedProject

HEAD = "| what | test |\n|---|---|\n"
TEST = "TEST(Link, WorksBothWays) {}\n"


class Guarantees(PlantedProject):
    lint = guarantees

    def document(self, row, test=TEST):
        return {"docs/guarantees.md": HEAD + row, "tests/link_test.cpp": test}

    def test_passes_a_row_whose_test_is_there(self):
        self.assert_clean(self.document("| a | [Link.WorksBothWays](../tests/link_test.cpp) |\n"))

    def test_finds_a_row_without_a_test(self):
        self.assertEqual(self.findings(self.document("| a | none |\n")), [("docs/guarantees.md", 3)])

    def test_finds_a_test_that_is_not_in_its_file(self):
        row = "| a | [Link.WorksOneWay](../tests/link_test.cpp) |\n"
        self.assertEqual(self.findings(self.document(row)), [("docs/guarantees.md", 3)])

    def test_finds_a_file_that_is_missing(self):
        row = "| a | [Link.WorksBothWays](../tests/other_test.cpp) |\n"
        self.assertEqual(self.findings(self.document(row)), [("docs/guarantees.md", 3)])

    def test_needs_no_document(self):
        self.assert_clean({"README.md": "# weft\n"})


if __name__ == "__main__":
    unittest.main()
