#!/usr/bin/env python3
"""Sizes of files, folders and functions: check_sizes.py SOURCE_DIR

Refused: a file of src/, include/, tests/ or web/ of more than 600 lines; a folder of src/ with more than 30 sources; a
function of src/ of more than 60 lines, or with more than six parameters besides the error that it fills. Printed: how
long functions are.
"""
import collections
import os
import re
import shutil
import subprocess
import sys

FILE, FOLDER, FUNCTION, PARAMETERS = 600, 30, 60, 6
GIVEN = {"on_request"}  # whose parameters a library decides
MADE = ("build", "node_modules", "dist", "__pycache__")
LISTS = ("web/package-lock.json",)


def files_below(source):
    """What git knows of; without git, as in a bare root, what lies there and is not made."""
    if shutil.which("git"):
        listed = subprocess.run(["git", "-C", source, "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True)
        if listed.returncode == 0 and listed.stdout:
            return sorted(p for p in listed.stdout.splitlines() if os.path.isfile(os.path.join(source, p)))
    found = []
    for folder, below, names in os.walk(source):
        below[:] = [name for name in below if name not in MADE and not name.startswith(".git")]
        found += [os.path.relpath(os.path.join(folder, name), source) for name in names]
    return sorted(found)


def functions_of(lines):
    """(line, signature, lines) of each function: clang-format puts its braces at the beginning of a line."""
    begin = 0
    for number, line in enumerate(lines):
        if re.match(r"[A-Za-z]", line):
            begin = number
        elif line == "{":
            end = next(k for k in range(number, len(lines)) if lines[k] == "}")
            yield begin + 1, " ".join(lines[begin:number]), end - begin + 1


def parameters_of(signature):
    inside = signature[signature.index("(") + 1:signature.rindex(")")]
    while re.search(r"\([^()]*\)|\[[^][]*\]", inside):
        inside = re.sub(r"\([^()]*\)|\[[^][]*\]", "", inside)
    names = [] if inside.strip() in ("", "void") else inside.split(",")
    return sum(not re.fullmatch(r"\s*vp_error \*err", name) for name in names)


def main():
    source = sys.argv[1]
    findings, lengths, folders = [], [], collections.Counter()
    for path in files_below(source):
        top, ending = path.split("/")[0], os.path.splitext(path)[1]
        if top not in ("src", "include", "tests", "web") or ending not in (".c", ".h", ".py", ".sh", ".js", ".mjs", ".css"):
            continue
        if path in LISTS or path.startswith(("web/node_modules/", "web/dist/", "tests/data/")):
            continue
        with open(os.path.join(source, path), encoding="utf-8") as file:
            lines = file.read().splitlines()
        if len(lines) > FILE:
            findings.append(f"{path}: {len(lines)} lines are more than {FILE}: split it by what it does")
        if top != "src" or ending != ".c":
            continue
        folders[os.path.dirname(path)] += 1
        for number, signature, length in functions_of(lines):
            lengths.append(length)
            name = re.search(r"(\w+)\(", signature)
            if length > FUNCTION:
                findings.append(f"{path}:{number}: {name[1]} has {length} lines, more than {FUNCTION}")
            if name and name[1] not in GIVEN and parameters_of(signature) > PARAMETERS:
                findings.append(f"{path}:{number}: {name[1]} takes {parameters_of(signature)} parameters, more than {PARAMETERS}: a struct")
    findings += [f"{folder}: {count} sources are more than {FOLDER}: it wants a room of its own" for folder, count in folders.items() if count > FOLDER]
    print("\n".join(findings) or f"{len(lengths)} functions, one line ones left out: half have at most {sorted(lengths)[len(lengths) // 2]} lines, "
          f"99 of 100 at most {sorted(lengths)[len(lengths) * 99 // 100]}, none more than {max(lengths)}")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
