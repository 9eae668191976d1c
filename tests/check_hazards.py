#!/usr/bin/env python3
"""The tests that docs/hazards.md names are there: check_hazards.py SOURCE_DIR"""
import pathlib
import re
import sys


def main():
    source = pathlib.Path(sys.argv[1])
    findings, named, text = [], 0, None
    for number, line in enumerate((source / "docs/hazards.md").read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("| "):
            continue
        for name in re.findall(r"`([a-z0-9_./]+)`", line.rstrip("|").split(" | ")[-1]):
            if "/test_" in name:
                files = [f for f in (source / f"tests/{name}.c", source / f"tests/{name}.sh") if f.is_file()]
                text = files[0].read_text(encoding="utf-8") if files else ""
                found = bool(files)
            elif re.fullmatch(r"[a-z0-9_]+", name):
                found = text is not None and f"({name})" in text
            else:
                continue
            named += 1
            if not found:
                findings.append(f"docs/hazards.md:{number}: there is no test {name}")
    print("\n".join(findings) or f"{named} tests and files of tests, all there")
    return 1 if findings or named < 50 else 0


sys.exit(main())
