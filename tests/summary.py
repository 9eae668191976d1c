#!/usr/bin/env python3
"""What ctest's JUnit files say, for people: the slowest ten, what was left out and why, and one line of counts.

Usage: summary.py FILE… (build/asan/tests.xml; the folder names the run)"""
import collections
import pathlib
import sys
import xml.etree.ElementTree as tree

times, left_out, skipped, failed, reported = [], [], collections.defaultdict(list), [], []
passed = 0
for path in map(pathlib.Path, sys.argv[1:]):
    run = path.parent.name
    for case in tree.parse(path).iter("testcase"):
        name, said = f"{run} {case.get('name')}", (case.findtext("system-out") or "").strip().split("\n")
        times.append((float(case.get("time")), name))
        left_out += [f"{name}: {line[len('left out: '):]}" for line in said if line.startswith("left out: ")]
        if case.get("status") == "run":
            passed += 1
        elif case.find("skipped") is not None and "SKIP_RETURN_CODE" in case.find("skipped").get("message", ""):
            skipped[said[-1].removesuffix(": skipped") or "no reason given"].append(name)
        else:
            failed.append(name)
            if any(f"{finder}Sanitizer" in line for line in said for finder in ("Address", "Leak")):
                reported.append(name)

print("\nThe slowest:")
for seconds, name in sorted(times, reverse=True)[:10]:
    print(f"{seconds:8.1f} s  {name}")
for line in left_out:
    print("Left out in", line)
for name in failed:
    print("Failed:", name)
if reported:
    print("Without the stacks of what was allocated; ASAN_OPTIONS= and the program by hand gives them:", ", ".join(reported))
reasons = "; ".join(f"{reason}: {', '.join(names)}" for reason, names in sorted(skipped.items()))
count = sum(map(len, skipped.values()))
print(f"{passed} passed, {len(failed)} failed, {count} skipped" + (f" ({reasons})" if count else ""))
