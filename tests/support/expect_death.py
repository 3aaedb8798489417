#!/usr/bin/env python3
"""expect_death.py REGEX COMMAND...: passes when COMMAND ends with an error and its output matches REGEX."""

import re
import subprocess
import sys

wanted, command = sys.argv[1], sys.argv[2:]
ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
print(ended.stdout)
if ended.returncode == 0:
    sys.exit("it ended as if all were well")
if not re.search(wanted, ended.stdout, re.DOTALL):
    sys.exit(f"its last words do not match: {wanted}")
