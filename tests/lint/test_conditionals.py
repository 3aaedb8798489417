import unittest

import conditionals
from planted import PlantedProject


class Conditionals(PlantedProject):
    lint = conditionals

    def test_finds_a_portable_file_that_asks_for_its_host(self):
        text = "int a;\n#ifdef __EMSCRIPTEN__\n#elif defined(__linux__)\n#endif\n"
        name = "runtime/sched/worker.cpp"
        self.assertEqual(self.findings({name: text}), [(name, 2), (name, 3)])

    def test_lets_hosts_ask(self):
        self.assert_clean({"native/host/threads.cpp": "#ifdef __linux__\n#endif\n"})

    def test_lets_everyone_ask_for_other_things(self):
        self.assert_clean({"runtime/base/check.hpp": "#ifdef __cpp_lib_expected\n#endif\n"})


if __name__ == "__main__":
    unittest.main()
