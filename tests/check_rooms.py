#!/usr/bin/env python3
"""The rule of src/rooms.txt, held against every include and every call: check_rooms.py SOURCE_DIR [BUILD_DIR]

Includes are read from the sources. Calls are read from the objects of BUILD_DIR with nm: what a file needs that
another file defines. Refused: an include or a call that the table does not list, a table that points upwards, a
circle of files, a private header (*_internal.h) included from another room, a library where it does not belong.
"""
import collections
import os
import re
import subprocess
import sys


def read_table(path):
    allowed, headers, libraries = {}, {}, []
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        if line.startswith("header "):
            _, name, room = line.split()
            headers[name] = room
        elif line.startswith("library "):
            _, pattern, *rooms = line.split()
            libraries.append((re.compile(pattern), rooms))
        else:
            room, _, known = line.partition(":")
            if not _:
                sys.exit(f"{path}:{number}: expected ROOM: ROOMS, not {line!r}")
            allowed[room] = known.split()
    return allowed, headers, libraries


def names(patterns, room):
    return any(room == p or (p.endswith("/") and room.startswith(p)) for p in patterns)


class House:
    def __init__(self, source, table):
        self.source = source
        self.allowed, self.headers, self.libraries = read_table(table)
        self.findings = []
        self.files = {}  # path below src → room
        for folder, _, files in os.walk(os.path.join(source, "src")):
            room = os.path.relpath(folder, os.path.join(source, "src"))
            for name in files:
                if name.endswith((".c", ".h")):
                    self.files[os.path.normpath(os.path.join(room, name))] = room

    def say(self, text):
        self.findings.append(text)

    def check_table(self):
        seen = []
        for room, known in self.allowed.items():
            for other in known:
                if not any(names([other], earlier) for earlier in seen):
                    self.say(f"rooms.txt: {room} knows {other}, which does not stand above it in the table")
            seen.append(room)
        for room in sorted(set(self.files.values())):
            if room not in self.allowed:
                self.say(f"rooms.txt: no row for the room {room}")

    def room_of_header(self, name):
        if name in self.headers:
            return self.headers[name]
        stem = name[:-2]
        homes = [room for path, room in self.files.items() if os.path.basename(path) == stem + ".c"]
        homes = [room for room in homes if room.split("/")[0] not in ("server", "store", "cli", "service")]
        return homes[0] if len(homes) == 1 else None

    def may(self, room, other):
        return room == other or names(self.allowed.get(room, []), other)

    def check_includes(self):
        arrows = collections.defaultdict(set)
        for path, room in sorted(self.files.items()):
            with open(os.path.join(self.source, "src", path), encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    found = re.match(r'#include *([<"])([^>"]+)[>"]', line)
                    if not found:
                        continue
                    kind, target = found.groups()
                    where = f"src/{path}:{number}"
                    if target.startswith("vungphu/"):
                        self.check_public(where, room, target[8:])
                    elif kind == '"':
                        self.check_private(where, path, room, target, arrows)
                    else:
                        self.check_library(where, room, target)
        return arrows

    def check_public(self, where, room, name):
        home = self.room_of_header(name)
        if home is None:
            self.say(f"{where}: no room is known for <vungphu/{name}>: name it in rooms.txt")
        elif not self.may(room, home):
            self.say(f"{where}: {room} may not know {home} (<vungphu/{name}>)")

    def check_private(self, where, path, room, target, arrows):
        home = self.files.get(target)
        if home is None:
            self.say(f"{where}: {target} is no file of src/")
            return
        if not self.may(room, home):
            self.say(f"{where}: {room} may not know {home} ({target})")
        if target.endswith("_internal.h") and home != room:
            self.say(f"{where}: {target} is private to {home}")

    def check_library(self, where, room, target):
        for pattern, rooms in self.libraries:
            if pattern.match(target) and not names(rooms, room):
                self.say(f"{where}: {room} may not know {target}")

    def check_calls(self, build):
        defined, needed = {}, collections.defaultdict(set)
        for folder, _, files in os.walk(os.path.join(build, "src", "CMakeFiles")):
            for name in sorted(files):
                if not name.endswith(".c.o"):
                    continue
                below = os.path.join(folder, name).split(".dir/", 1)[1][:-2]
                if below not in self.files:
                    continue
                for line in subprocess.run(["nm", "-P", os.path.join(folder, name)], capture_output=True, text=True,
                                           check=True).stdout.splitlines():
                    symbol, kind = line.split()[:2]
                    if kind in "TDBRVWG":
                        defined[symbol] = below
                    elif kind == "U":
                        needed[below].add(symbol)
        if not defined:
            sys.exit(f"no objects below {build}: build first")
        arrows = collections.defaultdict(lambda: collections.defaultdict(list))
        for path, symbols in needed.items():
            for symbol in sorted(symbols):
                other = defined.get(symbol)
                if other and other != path:
                    arrows[path][other].append(symbol)
                    if not self.may(self.files[path], self.files[other]):
                        self.say(f"src/{path}: {self.files[path]} may not call {self.files[other]} ({symbol} of {other})")
        for circle in circles(arrows):
            self.say("circle of files: " + "; ".join(
                f"{a} -> {b} ({', '.join(arrows[a][b][:4])})" for a in circle for b in circle if b in arrows[a]))


def circles(arrows):
    """Strongly connected components of more than one file (Tarjan)."""
    index, low, stack, on, found = {}, {}, [], set(), []
    sys.setrecursionlimit(10000)

    def visit(v):
        index[v] = low[v] = len(index)
        stack.append(v)
        on.add(v)
        for w in sorted(arrows.get(v, ())):
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in on:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            component = []
            while True:
                w = stack.pop()
                on.discard(w)
                component.append(w)
                if w == v:
                    break
            if len(component) > 1:
                found.append(sorted(component))

    for v in sorted(arrows):
        if v not in index:
            visit(v)
    return found


def known_findings(path):
    """What is known to be wrong and still to be mended, a line each; a line that is mended must go."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as lines:
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def main():
    source = sys.argv[1]
    house = House(source, os.path.join(source, "src", "rooms.txt"))
    house.check_table()
    house.check_includes()
    if len(sys.argv) > 2:
        house.check_calls(sys.argv[2])
    known = known_findings(os.path.join(source, "src", "rooms_open.txt"))
    found = [finding for finding in house.findings if not any(finding.startswith(k) for k in known)]
    for finding in found:
        print(finding)
    if len(sys.argv) > 2:
        for start in known:
            if not any(finding.startswith(start) for finding in house.findings):
                found.append(start)
                print(f"rooms_open.txt: strike out what is mended: {start}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
