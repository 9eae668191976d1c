#!/usr/bin/env python3
"""Words of tests/words.txt in sources and documents: check_words.py SOURCE_DIR

Refused too: a file of src/ or include/ that a comment or document names and that is not there.
"""
import os
import re
import subprocess
import sys

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "RELEASE.md", "gis-data/README.md")


def read_words(path):
    words = []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("+ "):
            words[-1][2].append(re.compile(line[2:]))
        elif line and not line.startswith("#"):
            names, _, instead = line.partition(": ")
            pattern = "|".join(re.escape(name) for name in names.split(", "))
            # snake_case names are words too
            words.append((re.compile(rf"(?<![A-Za-z])({pattern})(?![A-Za-z])", re.IGNORECASE), instead, []))
    return words


def files_below(source):
    for top in ("src", "include", "examples", "docs"):
        for folder, _, names in os.walk(os.path.join(source, top)):
            for name in names:
                if name.endswith((".c", ".h", ".cpp", ".md", ".in")):
                    yield os.path.relpath(os.path.join(folder, name), source)
    yield from DOCUMENTS


def find_words(words, text):
    """Pairs of offset and sentence. Ends of lines, with the star of a comment, are blanks to idioms."""
    flat = re.sub(r"\n \* ", lambda m: "\n   ", text)
    flat = flat.replace("\n", " ")
    for word, instead, idioms in words:
        plain = [m.span() for idiom in idioms for m in idiom.finditer(re.sub(r"  +", lambda m: " " * len(m.group()), flat))]
        for found in word.finditer(flat):
            if not any(a <= found.start() and found.end() <= b for a, b in plain):
                yield found.start(), f"'{found.group(1)}': write {instead}"


def known_files(source):
    listed = subprocess.run(["git", "-C", source, "ls-files"], capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return {os.path.basename(p) for p in listed.stdout.splitlines()}
    return {name for _, _, names in os.walk(source) for name in names}


def find_lost_files(known, text):
    for found in re.finditer(r"(?<![\w*<>./-])(?:[\w-]+/)*(\w+\.[ch])\b", text):
        line = text[text.rfind("\n", 0, found.start()) + 1:text.find("\n", found.end())]
        if not line.startswith("#include") and found.group(1) not in known:
            yield found.start(), f"there is no file {found.group()}"


def main():
    source = sys.argv[1]
    words = read_words(os.path.join(source, "tests", "words.txt"))
    known = known_files(source) | {"version.h", "schema.c", "program.c", "geodesic.h"}
    count = 0
    for path in files_below(source):
        with open(os.path.join(source, path), encoding="utf-8") as file:
            text = file.read()
        findings = list(find_words(words, text)) + list((find_lost_files(known, text) if path != "CHANGELOG.md" else []))
        for at, sentence in sorted(findings):
            print(f"{path}:{text.count(chr(10), 0, at) + 1}: {sentence}")
        count += len(findings)
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
