import unittest

import wording
from planted import PlantedProject


class Wording(PlantedProject):
    lint = wording

    def assert_found(self, text, name="docs/guide.md"):
        self.assertEqual(self.findings({name: f"first line\n{text}\n"}), [(name, 2)])

    def test_finds_leftover_marks(self):
        self.assert_found("// TODO: later", "runtime/base/check.hpp")
        self.assert_found("a FIXME in the text")

    def test_finds_paths_of_one_machine(self):
        self.assert_found("see /Users/ada/notes")
        self.assert_found("built in `/root/build`")
        self.assert_found("cd /home/ada/weft")

    def test_finds_hosts_of_registries_and_mirrors(self):
        for scheme in ("http:", "https:"):
            self.assert_found(f"deb {scheme}//deb.example.org/debian bookworm main")
            self.assert_found(f"{scheme}//registry.example.org/esbuild")

    def test_finds_download_addresses_in_lock_files(self):
        self.assert_found('"resolved": "file:a.tgz",', "web/package-lock.json")

    def test_finds_praise(self):
        self.assert_found("a blazing fast runtime")
        self.assert_found("Works seamlessly.")

    def test_finds_names_of_other_projects_in_public_headers(self):
        self.assert_found("class task_queue;", "runtime/include/weft/queue.hpp")
        self.assertEqual(
            self.findings({"runtime/include/weft/green.hpp": ""}), [("runtime/include/weft/green.hpp", 1)]
        )

    def test_passes_plain_text(self):
        self.assert_clean(
            {
                "docs/guide.md": "A fiber parks. Files lie in ~/.cache/weft and network/root/of/it.\n",
                "runtime/include/weft/queue.hpp": "class queue;  // not a task\n",
                "web/src/task.ts": "export class Task {}\n",
            }
        )


if __name__ == "__main__":
    unittest.main()
