#!/usr/bin/env python3
"""Files of tests that a build has the commands of and does not link are read by their compiler, for its warnings: no code is made.

Usage: read_by_clang.py BUILD (of the preset tsan; what runs there, tsan_tests, is compiled for it)"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

build = pathlib.Path(sys.argv[1]).resolve()
needed = set(subprocess.run(["ninja", "-C", build, "-t", "inputs", "tsan_tests"], capture_output=True, text=True, check=True).stdout.split())
commands = []
for entry in json.loads((build / "compile_commands.json").read_text()):
    made = re.search(r" -o (\S+)", entry["command"])[1]
    if made.startswith("tests/") and made not in needed:
        commands.append(entry["command"].replace(f" -o {made}", " -fsyntax-only"))
assert commands, "no command of a test"


def read(command):
    return subprocess.run(command, shell=True, cwd=build, capture_output=True, text=True)


with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as team:
    bad = [done for done in team.map(read, commands) if done.returncode]
for done in bad:
    print(done.stderr, file=sys.stderr)
print(f"{len(commands)} files read, {len(bad)} with warnings")
sys.exit(bool(bad))
