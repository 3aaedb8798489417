#!/usr/bin/env python3
"""Differences between hosts are files that CMake chooses; no portable file asks which host it is compiled for."""

import re

import sources

HOST_FOLDERS = ("native/", "wasm/", "tests/support/")
HOST_MACRO = re.compile(r"\s*#\s*(if|ifdef|ifndef|elif)\b.*\b(__EMSCRIPTEN__|__wasm\w*|__linux__|__unix__|__APPLE__|_WIN32)\b")


def check(root):
    for name in sources.tracked(root, sources.CPP):
        if name.startswith(HOST_FOLDERS):
            continue
        for number, line in sources.lines(root, name):
            if found := HOST_MACRO.match(line):
                yield sources.Finding(name, number, f"asks for {found.group(2)}; make it two files that CMake chooses")


if __name__ == "__main__":
    sources.report(check)
