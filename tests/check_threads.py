#!/usr/bin/env python3
"""Whether docs/threading.md names what there is: check_threads.py SOURCE_DIR

Every mutex, condition, once and atomic declared in src must stand in a table row of its file, every owner of threads
in the first table; a row whose file or name is gone is a finding too. Refused in src: starting threads and waiting for
a moment elsewhere than in platform/thread.c, waiting by the date, binding threads to cores.
"""
import os
import re
import sys

KINDS = {
    "Locks": r"pthread_(?:mutex|rwlock|spinlock)_t|mtx_t",
    "Conditions": r"pthread_cond_t|cnd_t",
    "Once": r"pthread_once_t|once_flag",
    "Atomics": r"atomic_\w+|_Atomic(?:\s*\(\s*\w+\s*\)|\s+(?:unsigned\s+)?\w+)",
}
OWNERS = r"\b(?:vp_threads?_start|pthread_create|MHD_start_daemon|fork)\s*\((?!bool)|\"NUM_THREADS\""
REFUSED = [  # what, where it may stand, why
    (r"\bpthread_create\s*\(|\bthrd_create\s*\(", "platform/thread.c", "threads are started by vp_thread_start"),
    (r"\b(?:pthread_cond_(?:timed|clock)wait|cnd_timedwait)\s*\(", "platform/thread.c",
     "waiting goes by vp_thread_wait_until"),
    (r"\bCLOCK_REALTIME\b", None, "the date may be set; measure and wait by vp_clock_now"),
    (r"\b(?:pthread_setaffinity_np|sched_setaffinity|pthread_attr_setaffinity_np)\s*\(", None,
     "no thread is bound to a core"),
]


def without_comments(text):
    """Comments go, lines stay."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.S)


def declared(text, types):
    """Names declared with one of the types: struct members, globals, locals; not casts, parameters or pointers to
    what is declared elsewhere, save members that are kept."""
    found = []
    for m in re.finditer(rf"(?<=[{{;\n])\s*(?:static\s+|extern\s+)?(?:{types})\s+([^;()={{]+)[^;]*;", text):
        for one in m.group(1).split(","):
            found.append(re.match(r"[\s*]*(\w+)", one).group(1))
    return found


def rows(page):
    """(heading, file, names) of each row of each table."""
    heading, result = None, []
    for line in page.splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
        cells = [c.strip() for c in line.split("|")]
        if len(cells) > 3 and cells[1].startswith("`"):
            result.append((heading, cells[1].strip("`"), re.findall(r"`(\w+)`", cells[2])))
    return result


def main():
    source = sys.argv[1]
    page = rows(open(os.path.join(source, "docs", "threading.md"), encoding="utf-8").read())
    named = {(h, f, n) for h, f, names in page for n in names if h in KINDS}
    owners = {f for h, f, _ in page if h == "Who has threads"}
    findings, there, owning = [], set(), set()
    for folder, _, files in os.walk(os.path.join(source, "src")):
        for name in sorted(files):
            if not name.endswith((".c", ".h")):
                continue
            path = os.path.join(folder, name)
            file = os.path.relpath(path, os.path.join(source, "src"))
            text = without_comments(open(path, encoding="utf-8").read())
            for heading, types in KINDS.items():
                there |= {(heading, file, n) for n in declared(text, types)}
            if name.endswith(".c") and re.search(OWNERS, text):
                owning.add(file)
            for pattern, allowed, why in REFUSED:
                for m in re.finditer(pattern, text):
                    if file != allowed:
                        findings.append(f"src/{file}:{text.count(chr(10), 0, m.start()) + 1}: {m.group()} {why}")
    for heading, file, name in sorted(there - named):
        findings.append(f"src/{file}: {name} is not in docs/threading.md under {heading}: say what it is for there")
    for heading, file, name in sorted(named - there):
        findings.append(f"docs/threading.md: {heading}: {file} declares no {name} any more")
    for file in sorted(owning - owners):
        findings.append(f"src/{file}: starts threads or processes; name it in docs/threading.md under Who has threads")
    for file in sorted(owners - owning):
        findings.append(f"docs/threading.md: Who has threads: {file} starts none any more")
    if not there:
        findings.append("no lock was found in src: the check does not read it any more")
    print(*findings, sep="\n")
    if not findings:
        print(f"{len(there)} locks, conditions and atomics and {len(owners)} owners of threads are named")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
