#!/usr/bin/env python3
"""The rule of src/rooms.txt, held against every include and every call: check_rooms.py SOURCE_DIR [BUILD_DIR]

Includes are read from the sources. Calls are read from the objects of BUILD_DIR with nm: what a file needs that
another file defines. Refused: an include or a call that the table does not list, a table that points upwards, a
circle of files, a private header (*_internal.h) included from another room, a library where it does not belong.
Refused too is what the table lists and nobody uses: a room, a header, a library; and a room without tests (tests/
mirrors src/) or without a README of one screen that names its headers and says what the room may know, how to add
one more and where its tests are.
"""
import collections
import os
import re
import subprocess
import sys


SCREEN = 45  # lines of a README


def read_table(path):
    allowed, headers, libraries, calls = {}, {}, [], []
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
        elif line.startswith("calls "):
            _, pattern, *rooms = line.split()
            calls.append((re.compile(pattern), rooms))
        else:
            room, _, known = line.partition(":")
            if not _:
                sys.exit(f"{path}:{number}: expected ROOM: ROOMS, not {line!r}")
            allowed[room] = known.split()
    return allowed, headers, libraries, calls


def names(patterns, room):
    return any(room == p or (p.endswith("/") and room.startswith(p)) for p in patterns)


class House:
    def __init__(self, source, table):
        self.source = source
        self.allowed, self.headers, self.libraries, self.calls = read_table(table)
        self.findings = []
        self.files = {}  # path below src → room
        self.public = sorted(n for n in os.listdir(os.path.join(source, "include", "vungphu")) if n.endswith(".h"))
        self.used = collections.defaultdict(set)  # room → the rooms that it includes or calls
        self.used_libraries = collections.defaultdict(set)  # pattern → the rooms that include it
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

    def check_readmes(self):
        for room in sorted(set(self.files.values())):
            path = f"src/{room}/README.md"
            try:
                text = open(os.path.join(self.source, path), encoding="utf-8").read()
            except FileNotFoundError:
                self.say(f"{path}: every room has one: what it is, its headers, what it may know, how to add one more")
                continue
            if text.count("\n") > SCREEN:
                self.say(f"{path}: {text.count(chr(10))} lines are more than a screen of {SCREEN}")
            own = [os.path.basename(p) for p, home in self.files.items() if home == room and p.endswith(".h")]
            own += [name for name in self.public if self.room_of_header(name) == room]
            for name in sorted(own):
                if not name.endswith("_internal.h") and not re.search(rf"\b{re.escape(name)}", text):
                    self.say(f"{path}: does not name {name}")
            for pattern, what in ((r"\b(Knows|knows|[Mm]ay know)\b", "what the room may know"), (r"\*\*One more ", "how to add one more"),
                                  (r"\btests/", "where its tests are")):
                if not re.search(pattern, text):
                    self.say(f"{path}: does not say {what}")

        path = "include/vungphu/README.md"
        with open(os.path.join(self.source, path), encoding="utf-8") as lines:
            text = lines.read()
        for name in self.public:
            if f"`{name}`" not in text:
                self.say(f"{path}: does not name {name}")

    def room_of_header(self, name):
        return self.headers.get(name) or self.room_of_source(name[:-2])

    def room_of_source(self, stem):
        """The one room that a public header is of when the source has its name."""
        homes = [room for path, room in self.files.items() if os.path.basename(path) == stem + ".c"]
        homes = [room for room in homes if room.split("/")[0] not in ("server", "store", "cli", "service")]
        return homes[0] if len(homes) == 1 else None

    def may(self, room, other):
        self.used[room].add(other)
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
                        self.check_private(where, room, target)
                        arrows[path].add(target)
                    else:
                        self.check_library(where, room, target)
        for name in self.public:
            self.check_header(name, arrows)
        for circle in circles(arrows):
            self.say("circle of includes: " + "; ".join(
                f"{a} -> {b}" for a in circle for b in circle if b in arrows[a]))

    def check_header(self, name, arrows):
        """The public headers that a public header includes."""
        path = f"include/vungphu/{name}"
        room = self.room_of_header(name)
        with open(os.path.join(self.source, path), encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                found = re.match(r"#include *<vungphu/([^>]+)>", line)
                if not found:
                    continue
                arrows[path].add(f"include/vungphu/{found.group(1)}")
                if room:
                    self.check_public(f"{path}:{number}", room, found.group(1))

    def check_public(self, where, room, name):
        home = self.room_of_header(name)
        if home is None:
            self.say(f"{where}: no room is known for <vungphu/{name}>: name it in rooms.txt")
        elif not self.may(room, home):
            self.say(f"{where}: {room} may not know {home} (<vungphu/{name}>)")

    def check_private(self, where, room, target):
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
            if not pattern.match(target):
                continue
            self.used_libraries[pattern].add(room)
            if not names(rooms, room):
                self.say(f"{where}: {room} may not know {target}")

    def check_used(self):
        """What the table lists beyond need; after all includes and calls were seen."""
        for room, known in self.allowed.items():
            for other in known:
                if not any(names([other], used) for used in self.used[room]):
                    self.say(f"rooms.txt: {room} lists {other}, but nothing in it uses that")
        for name, room in self.headers.items():
            if name not in self.public:
                self.say(f"rooms.txt: there is no header <vungphu/{name}>")
            elif self.room_of_source(name[:-2]) == room:
                self.say(f"rooms.txt: the line of <vungphu/{name}> is not needed: {room} has {name[:-2]}.c")
        for pattern, rooms in self.libraries:
            for room in rooms:
                if not any(names([room], used) for used in self.used_libraries[pattern]):
                    self.say(f"rooms.txt: library {pattern.pattern} lists {room}, which does not include it")

    def check_tests(self):
        """tests/ mirrors src/: every room has a test of its own that CTest finds by its name."""
        for room in sorted(set(self.files.values())):
            folder = os.path.join(self.source, "tests", room)
            found = os.listdir(folder) if os.path.isdir(folder) else []
            if not any(re.fullmatch(r"test_\w+\.(c|sh)", name) for name in found):
                self.say(f"tests/{room}: the room {room} has no test there")

    def check_calls(self, build):
        defined, needed = {}, collections.defaultdict(set)
        objects = {}
        for folder, _, files in os.walk(os.path.join(build, "src", "CMakeFiles")):
            for name in sorted(files):
                if name.endswith(".c.o"):
                    below = os.path.join(folder, name).split(".dir/", 1)[1][:-2]
                    if below in self.files:
                        objects[os.path.join(folder, name)] = below
        # One program for all of them: to start it takes longer than to read an object.
        said = subprocess.run(["nm", "-P", "-A", *objects], capture_output=True, text=True, check=True).stdout if objects else ""
        for line in said.splitlines():
            path, _, rest = line.partition(": ")
            symbol, kind = rest.split()[:2]
            if kind in "TDBRVWG":
                defined[symbol] = objects[path]
            elif kind == "U":
                needed[objects[path]].add(symbol)
        if not defined:
            sys.exit(f"no objects below {build}: build first")
        arrows = collections.defaultdict(lambda: collections.defaultdict(list))
        for path, symbols in needed.items():
            for symbol in sorted(symbols):
                for pattern, rooms in self.calls:
                    if pattern.fullmatch(symbol) and not names(rooms, self.files[path]):
                        self.say(f"src/{path}: {self.files[path]} may not call {symbol}: {' and '.join(rooms)} may")
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


def main():
    source = sys.argv[1]
    house = House(source, os.path.join(source, "src", "rooms.txt"))
    house.check_table()
    house.check_includes()
    house.check_readmes()
    house.check_tests()
    if len(sys.argv) > 2:
        house.check_calls(sys.argv[2])
        house.check_used()
    for finding in house.findings:
        print(finding)
    sys.exit(1 if house.findings else 0)


if __name__ == "__main__":
    main()
