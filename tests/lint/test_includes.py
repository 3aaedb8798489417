import unittest

import includes
from planted import PlantedProject


class Includes(PlantedProject):
    lint = includes

    FILES = {
        "platform/include/weft/platform/host.hpp": "#include <weft_backend/fiber_context.hpp>\n",
        "native/context/include/weft_backend/fiber_context.hpp": "#include <boost/context/detail/fcontext.hpp>\n",
        "wasm/context/include/weft_backend/fiber_context.hpp": "#include <emscripten/stack.h>\n",
        "runtime/base/check.hpp": "#include <weft/platform/host.hpp>\n",
        "runtime/sched/worker.hpp": '#include "base/check.hpp"\n#include <weft/platform/host.hpp>\n',
        "runtime/actor/mailbox.hpp": '#include "../base/check.hpp"\n#include <weft/value.hpp>\n',
        "runtime/include/weft/value.hpp": "#include <string>\n",
        "native/console/console.cpp": "#include <weft/value.hpp>\n",
    }

    def findings_with(self, name, text):
        return self.findings({**self.FILES, name: text})

    def test_passes_a_project_whose_arrows_are_right(self):
        self.assert_clean(self.FILES)

    def test_finds_a_scheduler_that_knows_actors(self):
        name = "runtime/sched/queue.cpp"
        self.assertEqual(self.findings_with(name, '\n#include "actor/mailbox.hpp"\n'), [(name, 2)])

    def test_finds_a_scheduler_that_knows_messages_by_a_public_header(self):
        name = "runtime/sched/queue.cpp"
        self.assertEqual(self.findings_with(name, "#include <weft/value.hpp>\n"), [(name, 1)])

    def test_finds_a_runtime_that_reaches_into_a_host(self):
        name = "runtime/base/low.cpp"
        self.assertEqual(self.findings_with(name, "#include <weft_backend/fiber_context.hpp>\n"), [(name, 1)])

    def test_finds_a_host_that_knows_the_runtime(self):
        name = "native/host/threads.cpp"
        self.assertEqual(self.findings_with(name, "#include <weft/value.hpp>\n"), [(name, 1)])

    def test_finds_a_public_header_that_includes_a_private_one(self):
        name = "runtime/include/weft/codec.hpp"
        self.assertEqual(self.findings_with(name, '#include "runtime/base/check.hpp"\n'), [(name, 1)])

    def test_finds_a_public_header_that_no_part_claims(self):
        name = "runtime/include/weft/unheard_of.hpp"
        self.assertEqual(self.findings_with(name, ""), [(name, 1)])

    def test_finds_a_portable_file_that_includes_a_system_header(self):
        name = "runtime/sched/idle.cpp"
        self.assertEqual(self.findings_with(name, "#include <sys/mman.h>\n#include <unistd.h>\n"), [(name, 1), (name, 2)])

    def test_finds_an_example_that_reaches_inside(self):
        name = "docs/examples/hello/hello.cpp"
        self.assertEqual(self.findings_with(name, '#include "runtime/base/check.hpp"\n'), [(name, 1)])

    def test_finds_an_include_of_nothing(self):
        name = "runtime/base/pool.cpp"
        self.assertEqual(self.findings_with(name, '#include "gone.hpp"\n#include <weft/gone.hpp>\n'), [(name, 1), (name, 2)])


if __name__ == "__main__":
    unittest.main()
