#!/usr/bin/env python3
"""Words of tests/words.txt in sources and documents: check_words.py SOURCE_DIR

Refused too: a file of src/ or include/ that a comment or document names and that is not there.
"""
import collections
import os
import re
import sys

import check_sizes

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "RELEASE.md", "gis-data/README.md")
Word = collections.namedtuple("Word", "names pattern instead idioms")


def read_words(path):
    words = []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("+ "):
            words[-1].idioms.append(re.compile(line[2:]))
        elif line and not line.startswith("#"):
            names, _, instead = line.partition(": ")
            names = names.split(", ")
            pattern = "|".join(map(re.escape, names))
            # snake_case names are words too
            words.append(Word([name.lower() for name in names], re.compile(rf"(?<![A-Za-z])({pattern})(?![A-Za-z])", re.IGNORECASE), instead, []))
    return words


FOLDERS = ("src", "include", "examples", "docs", "tests", "script", "web", "cmake", "packaging", "tiles", ".ci")
ENDINGS = (".c", ".h", ".cpp", ".md", ".in", ".py", ".sh", ".mjs", ".js", ".css", ".html", ".cmake", ".sql", "CMakeLists.txt")
APART = ("tests/data/", "web/node_modules/", "web/dist/")


def files_below(source):
    """What is written by hand."""
    for path in check_sizes.files_below(source):
        folder, name = os.path.split(path)
        top = path.split("/")[0]
        if path.startswith(APART):
            continue
        if path in DOCUMENTS or path == "CMakeLists.txt":
            yield path
        elif top in FOLDERS and (name.endswith(ENDINGS) or folder in ("script", ".ci")):
            yield path


def find_words(words, text):
    """Pairs of offset and sentence. Ends of lines, with the star of a comment, are blanks to idioms."""
    flat = text.replace("\n * ", "\n   ").replace("\n", " ")
    lower = flat.lower()
    for word in words:
        if not any(name in lower for name in word.names):
            continue
        plain = [m.span() for idiom in word.idioms for m in idiom.finditer(flat)]
        for found in word.pattern.finditer(flat):
            if not any(a <= found.start() and found.end() <= b for a, b in plain):
                yield found.start(), f"'{found.group(1)}': write {word.instead}"


def find_lost_files(known, text):
    for found in re.finditer(r"(?<![\w*<>./-])(?:[\w-]+/)*(\w+\.[ch])\b", text):
        line = text[text.rfind("\n", 0, found.start()) + 1:text.find("\n", found.end())]
        if not line.startswith("#include") and found.group(1) not in known:
            yield found.start(), f"there is no file {found.group()}"


def main():
    source = sys.argv[1]
    words = read_words(os.path.join(source, "tests", "words.txt"))
    known = {os.path.basename(path) for path in check_sizes.files_below(source)} | {"version.h", "schema.c", "program.c", "geodesic.h"}
    count = 0
    for path in files_below(source):
        with open(os.path.join(source, path), encoding="utf-8") as file:
            text = file.read()
        findings = list(find_words(words, text)) + list(find_lost_files(known, text) if path.endswith((".c", ".h", ".cpp", ".md")) and path != "CHANGELOG.md" else [])
        for at, sentence in sorted(findings):
            print(f"{path}:{text.count(chr(10), 0, at) + 1}: {sentence}")
        count += len(findings)
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
