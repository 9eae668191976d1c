"""Builds of a small province that meet a fault at some call, and builds in pairs: what is published is whole and right,
or the last snapshot with its dataset is as it was, and the message says why.

Usage: build_faults.py PROGRAM RUNNER FOLDER POINTS PAIRS
POINTS of each fault, spread over all calls of a build; PAIRS of builds, each pair a little further apart."""
import collections
import errno
import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import time

from small_province import write_province

program, runner, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
points, pairs = int(sys.argv[4]), int(sys.argv[5])
output = folder / "dataset"
failures = []

# What is named, the kind of calls, the error, and what the message of a refused build must say: the system's words,
# those of SQLite and GDAL, or ours.
Fault = collections.namedtuple("Fault", "name calls error says")
FAULTS = [Fault("kill -9", "changes", 0, "."),
          Fault("ENOSPC", "changes", errno.ENOSPC, "No space left|unable to open|not written as it should"),
          Fault("EIO", "changes", errno.EIO, "Input/output error|unable to open|not written as it should"),
          Fault("EROFS", "changes", errno.EROFS, "Read-only|unable to open|not written as it should"),
          Fault("no memory", "memory", errno.ENOMEM, "emory"),
          Fault("EMFILE", "descriptors", errno.EMFILE, "Too many open files|shared object"),
          Fault("close", "closes", errno.EIO, "Input/output error|disk I/O error")]


def has_sanitizer(program):
    """Its allocator ends the program at once when memory is refused: nothing of ours is tried."""
    return b"__asan_init" in pathlib.Path(program).read_bytes()


def wrong(what):
    failures.append(what)
    print("FAILED:", what, file=sys.stderr)


def build(province="one"):
    return [program, "build", str(folder / province), "--output", str(output), "--quiet", "--threads", "1"]


def current():
    return os.path.basename(os.readlink(output / "current"))


def remains():
    """Drafts of any kind in the dataset directory."""
    return [str(p) for p in output.rglob("*") if p.name.endswith(".tmp") or ".draft-" in p.name]


def rows_of(path, particular):
    """The tables of a database, without the snapshot's name and times; those of SpatiaLite's log left out."""
    text = []
    with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as database:
        database.text_factory = bytes
        names = [n.decode() for n, in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")]
        for name in names:
            if re.match("idx_|spatialite_history|geometry_columns_|sql_statements|sqlite_", name):
                continue
            rows = sorted(repr(row) for row in database.execute(f'SELECT * FROM "{name}"'))
            text.append(name + "\n" + "\n".join(rows))
    joined = "\n".join(text).replace(particular, "*")
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", "*", joined)


def content(which):
    """Reads a snapshot whole: sums of all files right; then all that it says, without its name and times."""
    place = output / "published" / which
    manifest = json.loads((place / "snapshot.json").read_text(encoding="utf-8"))
    for file in [*manifest["files"], manifest["dataset"]]:
        data = (place / file["path"]).read_bytes()
        if hashlib.sha256(data).hexdigest() != file["sha256"]:
            wrong(f"{which}: {file['path']} is not what snapshot.json says")
    return (rows_of(place / "dataset.sqlite", which), rows_of(place / "coverage.sqlite", which),
            [hashlib.sha256((place / f).read_bytes()).hexdigest() for f in ("surfaces/place.tif", "facts/people.bin")])


def run(fault, at, words):
    """Calls made, whether killed, exit status, what was said."""
    done = subprocess.run([runner, fault.calls, str(at), str(fault.error), *words], capture_output=True, text=True,
                          errors="replace")
    if done.returncode == 77:
        print("this system has no filters that ask: skipped")
        sys.exit(77)
    calls, killed, status = map(int, done.stdout.split()[-3:])
    return calls, bool(killed), status, done.stderr


def build_again(expected, what):
    again = subprocess.run(build(), capture_output=True, text=True)
    if again.returncode != 0:
        wrong(f"{what}: the next build fails: {again.stderr}")
    elif content(current()) != expected:
        wrong(f"{what}: the next build is another")
    if remains():
        wrong(f"{what}: the next build leaves {remains()}")


def check_point(fault, at, before, expected):
    """True when the build was refused or killed."""
    what = f"{fault.name} at call {at} of {fault.calls}"
    _, killed, status, said = run(fault, at, build())
    now = current()
    if content(now) != expected:
        wrong(f"{what}: status {status}, {now} is served and is not what was built")
        build_again(expected, what) # so that the next points are judged by themselves
        return True
    if killed:
        return True
    if remains() and fault.calls != "descriptors": # without them no folder is listed; the next build clears it
        wrong(f"{what}: status {status}, {remains()} is left")
    if status == 0:
        if now == before:
            wrong(f"{what}: it says that it published, and did not")
        return False
    if now != before:
        wrong(f"{what}: status {status} ({said.splitlines()[-1:]}), yet {now} is served")
    last = said.strip().splitlines()[-1] if said.strip() else ""
    if not last or not re.search(fault.says, said):
        wrong(f"{what}: status {status} and this message: {said!r}")
    return True


@functools.cache
def calls_of(kind):
    """The numbers of a build's calls of this kind: from, to. What the loader does is not ours."""
    none = Fault("none", kind, 0, "")
    return run(none, 0, [program, "--version"])[0], run(none, 0, build())[0]


def one_fault(fault, expected):
    first, last = calls_of(fault.calls)
    places = sorted({first + 1 + (last - first - 1) * i // max(1, points - 1) for i in range(points)})
    stopped = 0
    for at in places:
        stopped += check_point(fault, at, current(), expected)
    if not fault.error or fault.calls == "descriptors": # what may leave something
        build_again(expected, fault.name)
    print(f"{fault.name}: {len(places)} of {last - first} calls, {stopped} stopped", flush=True)
    if fault.error == 0 and stopped == 0:
        wrong(f"{fault.name}: nothing was stopped")


def one_pair(delay, waits, expected):
    """Builds of two provinces at once: each is its own, or refused in one sentence."""
    words = [*build("one"), *waits], [*build("two"), *waits]
    started = []
    for one in words:
        started.append(subprocess.Popen(one, stderr=subprocess.PIPE, text=True))
        time.sleep(delay if len(started) == 1 else 0)
    said = [p.communicate()[1] for p in started]
    published = {}
    for i, process in enumerate(started):
        if process.returncode == 0:
            published[i] = re.search(r"published/(\S+)", said[i]).group(1)
        elif waits or "another build is at work here" not in said[i]:
            wrong(f"a pair {delay:.3f} s apart: {said[i]}")
    if not published:
        wrong(f"a pair {delay:.3f} s apart: both refused")
    for i, which in published.items():
        if content(which) != expected[i]:
            wrong(f"a pair {delay:.3f} s apart: {which} is the other's")
    return len(published)


def all_pairs(expected):
    began = time.monotonic()
    subprocess.run(build(), capture_output=True, check=True)
    seconds, outcomes = time.monotonic() - began, collections.Counter()
    for i in range(pairs):
        waits = ["--wait"] if i % 2 else []
        outcomes[one_pair(seconds * 1.1 * i / max(1, pairs - 1), waits, expected), bool(waits)] += 1
    print("pairs (published, waited):", dict(outcomes), flush=True)


def main():
    write_province(folder / "one", 2402000)
    write_province(folder / "two", 2402000, people=3)
    expected = []
    for name in ("two", "one"):
        subprocess.run(build(name), capture_output=True, check=True)
        expected.insert(0, content(current()))
    if expected[0] == expected[1]:
        wrong("the two provinces cannot be told apart")
    for fault in FAULTS:
        if fault.calls == "memory" and has_sanitizer(program):
            print(f"{fault.name}: left out, the program has a sanitizer's allocator")
            continue
        one_fault(fault, expected[0])
    build_again(expected[0], "all faults")
    all_pairs(expected)


main()
shutil.rmtree(output)
sys.exit(1 if failures else 0)
