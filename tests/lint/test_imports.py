import unittest

import imports
from planted import PlantedProject


class Imports(PlantedProject):
    lint = imports

    def test_finds_a_package_from_outside(self):
        text = "import {\n  a,\n} from 'left-pad';\nexport * from \"./b.js\";\nawait import('../../tests/c.js');\n"
        self.assertEqual(self.findings({"web/src/a.ts": text}), [("web/src/a.ts", 3), ("web/src/a.ts", 5)])

    def test_ignores_comments(self):
        self.assert_clean({"web/src/a.ts": "/* import { load } from 'weft';\n */\n// import 'weft'\nimport './b.js';\n"})

    def test_lets_tests_import_what_they_like(self):
        self.assert_clean({"tests/web/a.test.mjs": "import test from 'node:test';\n"})


if __name__ == "__main__":
    unittest.main()
