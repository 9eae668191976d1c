"""Mutation tests: does a test turn red when a line is broken? Run it as script/mutate.

Works on a copy of the tree below build/mutants; the checkout is only read. A mutant is compiled to one object, which
each test program of the room is linked with in front of the library, so that nothing else is built. Tests run the
quick ones first, until one fails or its time is over, in namespaces of their own: / and /dev cannot be written to, /tmp is
theirs, and no process outside can be signalled, whatever a broken line removes or kills. The unbroken build counts the
lines that a test reaches: no other test is tried. What survives the room's tests is tried again under
AddressSanitizer and UndefinedBehaviorSanitizer, as script/test would, and then by the rest of the suite: the
tests of the rooms that know this one, nearest first, then the scripts that run the program.

Not counted: mutants that do not compile, that give the object of the unbroken source (at -O1 or -O2), and those of
tests/mutants.txt.
"""

import argparse
import fcntl
import functools
import glob
import hashlib
import json
import os
import random
import re
import resource
import shlex
import shutil
import subprocess
import sys
import time

from mutations import mutants_of, squeeze

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORK = os.path.join(SOURCE, "build", "mutants")
TREE = os.path.join(WORK, "source")
RESULTS = os.path.join(WORK, "results.jsonl")

# Every mutant is linked with each test that it meets: an eighth of the time that GNU ld takes.
LINKER = ["-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld"] if shutil.which("ld.lld") else []

# Seconds by tests/costs.txt from which on a script is not tried for what the room's tests miss; and so many in all of the
# quickest scripts are where none counts the line.
DEAR, UNCOUNTED = 30, 40

# The same from which on --own tries no test but those of the folder's own.
DEAR_NEAR = 10

# Tests that a room's lines are held to besides those of tests/<room>: a regular expression of test names. A test that
# does not link the broken file is left out.
EXTRA = {
    "base": r"(model|snapshot|indicators)/|store/province/",
    "platform": r"(travel|snapshot)/|store/sqlite/",
    "model": r"(travel|pipeline|snapshot)/|store/(sqlite|region)/",
    "raster": r"store/test_|store/plain/|indicators/test_gaps",
    "travel": r"access/|pipeline/|sites/terrain/|scenario/",
    "broadcast": r"indicators/test_broadcast|scenario/",
    "access": r"pipeline/|indicators/|scenario/",
    "sites": r"solver/|report/|service/",
    "indicators": r"pipeline/|snapshot/|scenario/|store/snapshot/|server/plan/",
    "pipeline": r"scenario/|store/snapshot/|server/plan/",
    "scenario": r"server/",
    "snapshot": r"pipeline/|store/snapshot/|server/",
    "solver": r"sites/",
    "report": r"server/plan/|service/|store/export/",
    "tiles": r"store/export/|server/",
    "store": r"store/",
    "service": r"server/",
    "server": r"server/",
}

# The same with --own: what is quickly built and run. A room without a row is held to its own folder.
NEAR = {
    "base": r"model/",
    "platform": r"travel/",
    "model": r"travel/",
    "raster": r"store/test_",
    "travel": r"access/",
    "broadcast": r"indicators/test_broadcast",
    "access": r"indicators/",
    "sites": r"sites/|solver/|service/test_process",
    "indicators": r"pipeline/|scenario/",
    "solver": r"sites/",
    "tiles": r"server/tiles/",
    "store/sandbox": r"store/province/|store/import/test_(headings|import|import_rasters)$",
    "store/spatial": r"store/test_|store/plain/",
    "store/sqlite": r"store/region/|scenario/",
    "server": r"server/",
}

# Scripts whose subject is a room, though they lie elsewhere, since they need the whole program.
SCRIPTS = {
    "store/fetch": ("end_to_end/test_fetch",),
    "store/draft": ("end_to_end/test_init",),
    "store/proposal": ("end_to_end/test_init",),
    "store/look": ("end_to_end/test_init",),
    "store/import": ("end_to_end/test_build_again", "end_to_end/test_group_people", "cli/stages/test_nation"),
    "store/snapshot": ("end_to_end/test_build_again",),
    "store/spatial": ("end_to_end/test_odd_rasters",),
    "store/parts": ("cli/stages/test_nation",),
    "store/plain": ("end_to_end/test_sites_options",),
}

# Counts are written at a program's end, but where that cannot be, nothing is said: a server that may open no file any more
# has only its log to say it in, which tests read.
QUIET = """
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
void __real___gcov_exit(void);
void __wrap___gcov_exit(void)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/probe.%ld", getenv("GCOV_PREFIX") ? getenv("GCOV_PREFIX") : "/proc", (long)getpid());
    int file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) return;
    close(file);
    unlink(path);
    __real___gcov_exit();
}
"""


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **options)


def copy_tree():
    listed = subprocess.run(["git", "ls-files", "-coz", "--exclude-standard"], cwd=SOURCE, stdout=subprocess.PIPE, check=True)
    wanted = {name for name in listed.stdout.decode().split("\0") if name and os.path.isfile(os.path.join(SOURCE, name))}
    for folder, _, names in os.walk(TREE):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.relpath(path, TREE) not in wanted:
                os.remove(path)
    for name in wanted:
        here, there = os.path.join(SOURCE, name), os.path.join(TREE, name)
        if not os.path.exists(there) or open(here, "rb").read() != open(there, "rb").read():
            os.makedirs(os.path.dirname(there), exist_ok=True)
            shutil.copy(here, there)


class Kit:
    """A build of the tree, its tests and its compiler."""

    def __init__(self, name, sanitizers=""):
        self.sanitized = bool(sanitizers)
        flags = "-O1" if sanitizers else "-O1 --coverage"
        self.build, self.scratch = (os.path.join(WORK, name + part) for part in ("", ".scratch"))
        os.makedirs(self.scratch, exist_ok=True)
        self.tests, self.plain, self.linked = {}, {}, {}
        shared = os.path.join(os.path.dirname(SOURCE), "shared")
        self.must(["cmake", "-S", TREE, "-B", self.build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None", f"-DCMAKE_C_FLAGS={flags}",
                   "-DVP_WERROR=OFF", *LINKER, f"-DVP_SANITIZE={sanitizers}", f"-DVP_SHARED={shared}"])
        entries = json.load(open(os.path.join(self.build, "compile_commands.json")))
        self.commands = {entry["file"]: shlex.split(entry["command"]) for entry in entries}
        self.quiet = [] if sanitizers else ["-Wl,--wrap=__gcov_exit", self.quiet_exit()]

    def quiet_exit(self):
        source, thing = (os.path.join(self.scratch, name) for name in ("quiet.c", "quiet.o"))
        with open(source, "w") as file:
            file.write(QUIET)
        self.must(["cc", "-O1", "-c", source, "-o", thing])
        return thing

    def must(self, command):
        done = run(command)
        if done.returncode:
            sys.exit(done.stdout[-4000:])

    def listed(self):
        """Name to command and environment; a program that is not built yet has no command."""
        listed = subprocess.run(["ctest", "--show-only=json-v1"], cwd=self.build, stdout=subprocess.PIPE, check=True)
        return {test["name"]: (test.get("command"), environment_of(test)) for test in json.loads(listed.stdout)["tests"] if "/" in test["name"]}

    def take(self, names):
        """Builds tests and measures them unbroken; those that are red or skipped are left out, as None."""
        names = [name for name in names if name not in self.tests]
        if not names:
            return
        self.must(["ninja", "-C", self.build, "-j2", *("tests." + name.replace("/", ".") for name in names)])
        commands = self.listed()
        for name in names:
            test = Test(self, name, *commands[name])
            status = self.measured(test)
            if status:
                print(f"left out, {'skipped' if status == 77 else 'red'} on unbroken code: {name}", file=sys.stderr)
            self.tests[name] = None if status else test

    def measured(self, test):
        """0 green, 77 skipped, else red; a program that has not changed is as it was."""
        files = [open(word, "rb").read() for word in test.command if os.path.isfile(word)]
        digest = hashlib.sha256(b"".join(files)).hexdigest()
        note = os.path.join(self.scratch, test.name.replace("/", ".") + ".measured")
        if os.path.exists(note):
            known = json.load(open(note))
            if known["program"] == digest:
                test.seconds, test.cpu = known["seconds"], known["cpu"]
                return 0
        shutil.rmtree(test.counts, ignore_errors=True)
        status = next((s for s in (test.measure() for _ in range(3)) if s in (0, 77)), 1)
        if status == 0:
            json.dump({"program": digest, "seconds": test.seconds, "cpu": test.cpu}, open(note, "w"))
        return status

    def compile(self, path, text, output, level):
        """The object's bytes, or None. From a scratch file, so that the unbroken and the broken have one name."""
        scratch = os.path.join(self.scratch, os.path.basename(path))
        with open(scratch, "w") as file:
            file.write(text)
        words = [w for w in self.commands[path] if w != path]
        words[words.index("-o") + 1] = output
        words = [level if w == "-O1" else w for w in words if w not in ("ccache", "--coverage")]
        words += ["-iquote", os.path.dirname(path), scratch]
        if os.path.exists(output):
            os.remove(output)
        run(words, cwd=self.build)
        return open(output, "rb").read() if os.path.exists(output) else None

    def differs(self, mutant, level):
        """The mutant's object, False where it is that of the unbroken source, None where it does not compile."""
        if (mutant.path, level) not in self.plain:
            text = open(mutant.path).read()
            self.plain[mutant.path, level] = self.compile(mutant.path, text, os.path.join(self.scratch, "plain.o"), level)
        output = os.path.join(self.scratch, f"mutant{level}.o")
        thing = self.compile(mutant.path, mutant.changed, output, level)
        return None if thing is None else thing != self.plain[mutant.path, level] and output

    def reaching(self, mutant, names):
        """The tests that run the mutant's line."""
        self.take(names)
        return {name for name in names if self.tests[name] and self.tests[name].links(mutant.path) and self.tests[name].reaches(mutant)}

    def quickest(self, names, seconds):
        """As many of the tests as take so long together."""
        found = set()
        for test in sorted((self.tests[n] for n in names if self.tests[n]), key=lambda t: t.seconds):
            seconds -= test.seconds
            if seconds < 0:
                break
            found.add(test.name)
        return found

    def kills(self, mutant, thing, names):
        """(verdict, name of the test)"""
        self.take(names)
        verdict = "not linked"
        for test in sorted((self.tests[n] for n in names if self.tests[n]), key=lambda t: t.cpu):
            if not test.links(mutant.path) or not test.linked_with(thing, mutant):
                continue
            verdict = "survived"
            start = time.monotonic()
            status = test.passes()
            if status not in (0, 77, None) and (test.is_script or time.monotonic() - start > 1 + 4 * test.seconds):
                status = test.passes()  # red late, or a script with its ports: a busy machine is no test
            if status not in (0, 77):
                return ("timeout" if status is None else "sanitizer" if self.sanitized else "killed"), test.name
        return verdict, None


def environment_of(test):
    named = {row["name"]: row["value"] for row in test["properties"]}
    return dict(pair.split("=", 1) for pair in named.get("ENVIRONMENT", []))


class Test:
    """One CTest test: its program is linked anew for every mutant."""

    def __init__(self, kit, name, command, environment):
        self.kit, self.name, self.command, self.is_script = kit, name, command, command[0].endswith("bash")
        self.target = "vungphu" if self.is_script else os.path.basename(command[0])
        self.program = next(word for word in command if os.path.basename(word) == self.target and kit.build in word)
        self.seconds = self.cpu = 0.0
        self.output = os.path.join(kit.scratch, self.target)
        # A script builds the datasets that it begins with: by the broken program.
        self.environment = {k: v.replace(self.program, self.output) for k, v in environment.items() if k != "VP_DATASETS"}
        self.counts = os.path.join(kit.scratch, "counts", self.target if self.target != "vungphu" else name.replace("/", "."))
        self.lines = {}
        lines = run(["ninja", "-C", kit.build, "-t", "commands", "-s", os.path.relpath(self.program, kit.build)]).stdout
        words = shlex.split(lines.strip().split("\n")[-1])
        words = words[words.index("&&") + 1 :]
        self.link = words[: words.index("&&")]
        self.link[self.link.index("-o") + 1] = self.output
        self.link[self.link.index("-o") : self.link.index("-o")] = kit.quiet
        chart = os.path.join(kit.scratch, "map")
        done = run([*self.link, f"-Wl,-Map={chart}"], cwd=kit.build)
        kit.linked.pop(self.output, None)
        if done.returncode:
            sys.exit(done.stdout)
        self.members = set(re.findall(r"lib\w+\.a\(([^\s()]+)\.o\)", open(chart).read()))
        self.members |= {os.path.basename(word)[:-2] for word in self.link if word.endswith(".c.o")}

    def links(self, path):
        return os.path.basename(path) in self.members

    def linked_with(self, thing, mutant):
        if self.kit.linked.get(self.output) is mutant:
            return True  # scripts run one program
        own = f"/{os.path.relpath(mutant.path, TREE).removeprefix('src/')}.o"
        words = [word for word in self.link if not (word.endswith(own) or os.path.basename(word) == own[1:])]
        words.insert(words.index("-o"), thing)
        done = run(words, cwd=self.kit.build).returncode == 0
        self.kit.linked[self.output] = mutant if done else None
        return done

    def counts_of(self, path):
        """How often the unbroken test ran each line of a source; what ends by _exit or a signal is not counted."""
        if path not in self.lines:
            self.lines[path] = {}
            own = "/" + os.path.relpath(path, TREE).removeprefix("src/")
            for data in glob.glob(f"{self.counts}/**/*{own}.gcda", recursive=True):
                shutil.copy(data.removeprefix(self.counts)[:-4] + "gcno", os.path.dirname(data))
                listed = run(["gcov", "--json-format", "--stdout", os.path.basename(data)], cwd=os.path.dirname(data)).stdout
                for file in (file for line in listed.splitlines() if line[:1] == "{" for file in json.loads(line)["files"]):
                    for row in file["lines"] if file["file"].endswith(own) else ():
                        at = row["line_number"]
                        self.lines[path][at] = self.lines[path].get(at, 0) + row["count"]
        return self.lines[path]

    def reaches(self, mutant):
        """Whether it runs the statement with the mutant's line; of a table, any line of its file."""
        counts = self.counts_of(mutant.path)
        at = max((line for line in counts if line <= mutant.line), default=0)
        in_body = at == mutant.line or (at and mutant.changed.split("\n")[at - 1] != "}")
        return counts[at] > 0 if in_body else any(counts.values())

    def confined(self, counts):
        """The command in namespaces of its own."""
        command = [self.output if word == self.program else word for word in self.command]
        keep = f"mount --bind {counts} {counts} && " if counts else ""
        # Mounts of their own, as /dev is, stay writable when / is not.
        inside = (f"{keep}mount -t tmpfs none /tmp && mount -o remount,ro,bind / && mount -o remount,ro,nosuid,noexec,bind /dev && "
                  f"mount -t tmpfs none /dev/shm && cd /tmp && exec {shlex.join(command)}")
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        return ["unshare", *user, "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", inside]

    def limit(self):
        cpu = int(8 + 6 * self.cpu) if self.cpu else 600
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))
        if not self.kit.sanitized:  # a sanitizer asks for terabytes of addresses
            resource.setrlimit(resource.RLIMIT_AS, (1 << 36, 1 << 36))

    def passes(self, counts=None):
        """0 green, 77 skipped, else red; None when its time is over."""
        patience = 15 + 10 * self.seconds if self.seconds else 1200  # far above what a busy machine makes of it
        environment = {**os.environ, **self.environment, "CK_DEFAULT_TIMEOUT": str(int(patience)),
                       "ASAN_OPTIONS": "hard_rss_limit_mb=8000", "GCOV_ERROR_FILE": "/dev/null", "GCOV_PREFIX": counts or "/proc"}
        try:
            return subprocess.run(self.confined(counts), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                                  env=environment, preexec_fn=self.limit, timeout=patience).returncode
        except subprocess.TimeoutExpired:
            return None

    def measure(self):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        if not self.kit.sanitized:
            os.makedirs(self.counts, exist_ok=True)
        status = self.passes(None if self.kit.sanitized else self.counts)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.seconds = time.monotonic() - start
        self.cpu = max(0.01, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return status


def folder_is_in(room, name):
    return name == room or name.startswith(room + "/")


def pattern_of(room, own):
    table = NEAR if own else EXTRA
    extra = next((table[key] for key in sorted(table, key=len, reverse=True) if folder_is_in(key, room)), None)
    return f"^{room}/test_" + (f"|^(?:{extra})" if extra else "")


def scripts():
    """Tests that are shell scripts, by name."""
    return {os.path.relpath(path, os.path.join(TREE, "tests"))[:-3] for path in glob.glob(f"{TREE}/tests/**/test_*.sh", recursive=True)}


def tests_of(room, every, own):
    """Names of the tests that a room's lines are held to; scripts only those of the room or one above it, or about it."""
    about = SCRIPTS.get(room, ())
    left_out = {n for n in dear(DEAR_NEAR) if os.path.dirname(n) != room} if own else ()
    return [n for n in every if n not in left_out and (n in about
            or (re.search(pattern_of(room, own), n) and (n not in scripts() or folder_is_in(room, os.path.dirname(n)))))]


@functools.cache
def dear(seconds):
    """Names of the tests that take so long by tests/costs.txt."""
    rows = (line.split() for line in open(os.path.join(TREE, "tests", "costs.txt")) if line[:1].isdigit())
    return {test for cost, test in rows if int(cost) >= seconds}


def rooms_table():
    """Each room of src/rooms.txt with what it may know."""
    rows = (re.match(r"([a-z]\S*):(.*)", line) for line in open(os.path.join(TREE, "src", "rooms.txt")))
    return {row.group(1): row.group(2).split() for row in rows if row}


def rest_of_suite(room, every):
    """Lists of tests beside the room's: of the rooms that know it, of those that know these, then scripts."""
    table, seen, nearest = rooms_table(), {room}, {room}
    while nearest:
        nearest = {name for name, known in table.items() if name not in seen
                   and any(r in known or any(k.endswith("/") and r.startswith(k) for k in known) for r in nearest)}
        seen |= nearest
        yield [n for n in every if os.path.dirname(n) in nearest and n not in scripts()]
    yield [n for n in every if n in scripts() and n not in dear(DEAR) and "fault" not in n]  # a failing malloc and counts: no end


def known_equivalents():
    """tests/mutants.txt: a line `- old`, a line `+ new`, then the reason, behind a line with the file's name."""
    known, file, old = set(), None, None
    for line in open(os.path.join(SOURCE, "tests", "mutants.txt")):
        if line.startswith("- "):
            old = squeeze(line[2:])
        elif line.startswith("+ "):
            known.add((file, old, squeeze(line[2:])))
        elif line.strip().endswith(".c") and " " not in line.strip():
            file = os.path.basename(line.strip())
    return known


def elsewhere(mutant, thing, kit, rest, tried):
    """(verdict, name of the test that killed it) by the rest of the suite."""
    for names in rest:
        names = [name for name in names if name not in tried]
        reaching = kit.reaching(mutant, names)
        if not reaching and names and set(names) <= scripts():  # a server and a confined reader may write no counts
            reaching = kit.quickest(names, UNCOUNTED)
        verdict, by = kit.kills(mutant, thing, reaching)
        if verdict in KILLED:
            return "killed elsewhere", by
    return None, None


def judge(mutant, names, rest, kits, known):
    """(verdict, name of the test that killed it)"""
    if mutant.key() in known:
        return "equivalent", None
    plain, sanitized = kits
    thing = plain().differs(mutant, "-O1")
    if thing is None:
        return "does not compile", None
    if not thing:
        return "same object", None
    reaching = plain().reaching(mutant, names) or set(names)  # none: perhaps a process that is not counted does
    reaching |= scripts() & set(names)  # last: a server and a confined reader may write no counts
    verdict, by = plain().kills(mutant, thing, reaching)
    if verdict in KILLED:
        return verdict, by
    if plain().differs(mutant, "-O2") is False:
        return "same object", None
    if verdict == "survived" and sanitized:
        sanitary = sanitized().differs(mutant, "-O1")
        verdict, by = sanitized().kills(mutant, sanitary, reaching) if sanitary else ("same object", None)
    found = elsewhere(mutant, thing, plain(), rest, names) if verdict in ("survived", "not linked") else (None, None)
    return found if found[0] else (verdict, by)


def sources_of(room):
    folder = os.path.join(TREE, "src", room)
    return sorted(os.path.join(folder, n) for n in os.listdir(folder) if n.endswith(".c")) if os.path.isdir(folder) else []


def rooms_named(names):
    known = list(rooms_table())
    for name in names:
        if not any(folder_is_in(name, room) for room in known):
            sys.exit(f"{name} is no room of src/rooms.txt")
    return [r for r in known if sources_of(r) and (not names or any(folder_is_in(n, r) for n in names))]


def chosen(rooms, arguments):
    """Mutants in random order, a line at most once: first a line, all alike, then one of its mutants."""
    generator = random.Random(arguments.seed)
    lines = {}
    for room in rooms:
        for path in sources_of(room):
            if arguments.file and os.path.basename(path) not in arguments.file:
                continue
            for mutant in mutants_of(path, open(path).read()):
                lines.setdefault((path, mutant.line), []).append((room, mutant))
    places = sorted(lines)
    if arguments.line:
        places = [p for p in places if p[1] in arguments.line]
        return [m for p in places for m in lines[p]]
    generator.shuffle(places)
    return [generator.choice(lines[place]) for place in places]


def again(rooms):
    """The survivors of earlier runs whose line still stands."""
    last = {}
    for line in open(RESULTS):
        entry = json.loads(line)
        last[entry["file"], entry["old"], entry["new"]] = entry
    places = {os.path.basename(path): (room, path) for room in rooms for path in sources_of(room)}
    found = []
    for (file, old, new), entry in last.items():
        if entry["verdict"] not in ("survived", "not linked") or file not in places:
            continue
        room, path = places[file]
        match = [m for m in mutants_of(path, open(path).read()) if m.key() == (file, old, new)]
        match = [m for m in match if m.occurrence == entry["occurrence"]] or match
        if match:
            found.append((room, match[0]))
        else:
            print(f"gone: {file}: {old}", file=sys.stderr)
    return found


def show(mutant, verdict, by):
    where = f"{os.path.relpath(mutant.path, TREE)}:{mutant.line}"
    print(f"{where}  {mutant.operator}{'' if verdict == 'survived' else f' ({verdict})'}{f' by {by}' if by else ''}")
    print("".join(f"- {line.strip()}\n" for line in mutant.old.split("\n")), end="")
    print("".join(f"+ {line.strip()}\n" for line in mutant.new.split("\n")), flush=True)


def arguments_of():
    parser = argparse.ArgumentParser(prog="script/mutate", description="Breaks lines of rooms at random and prints the breaks that no test sees.")
    parser.add_argument("room", nargs="*", help="rooms of src/rooms.txt, with all below them; every room when none is named")
    parser.add_argument("--seed", type=int, default=1, help="of the random choice (1)")
    parser.add_argument("--count", type=int, default=40, help="mutants that count, over all rooms (40)")
    parser.add_argument("--own", action="store_true", help="only the tests of the rooms themselves and those nearest to them, not the rest of the suite for what these miss")
    parser.add_argument("--plain", action="store_true", help="no second try under the sanitizers, for which everything is built anew")
    parser.add_argument("--again", action="store_true", help="only the survivors of earlier runs")
    parser.add_argument("--file", action="append", help="only this file (name.c); may be repeated")
    parser.add_argument("--line", action="append", type=int, help="every mutant of this line (with --file)")
    return parser.parse_args()


def main():
    arguments = arguments_of()
    os.makedirs(WORK, exist_ok=True)
    lock = open(os.path.join(WORK, "lock"), "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit("another script/mutate runs in this checkout")
    copy_tree()
    rooms = rooms_named(arguments.room)
    kits = [functools.cache(lambda: Kit("plain")), None if arguments.plain else functools.cache(lambda: Kit("sanitized", "address,undefined"))]
    mutants = again(rooms) if arguments.again else chosen(rooms, arguments)
    if not mutants:
        sys.exit("nothing to break")
    every, known = kits[0]().listed(), known_equivalents()
    tally = {}
    with open(RESULTS, "a") as results:
        for room, mutant in mutants:
            rest = () if arguments.own else rest_of_suite(room, every)
            verdict, by = judge(mutant, tests_of(room, every, arguments.own), rest, kits, known)
            mine = tally.setdefault(room, {})
            mine[verdict] = mine.get(verdict, 0) + 1
            file, old, new = mutant.key()
            json.dump({"room": room, "file": file, "line": mutant.line, "old": old, "new": new, "occurrence": mutant.occurrence,
                       "operator": mutant.operator, "verdict": verdict, "by": by, "seed": arguments.seed}, results)
            results.write("\n")
            results.flush()
            if verdict in ("survived", "not linked", "killed elsewhere"):
                show(mutant, verdict, by)
            if not arguments.again and not arguments.line and counted(tally) >= arguments.count:
                break
    summary(tally)


KILLED = ("killed", "killed elsewhere", "timeout", "sanitizer")
SEEN = (*KILLED, "survived", "not linked")


def counted(tally):
    return sum(room.get(verdict, 0) for room in tally.values() for verdict in SEEN)


def summary(tally):
    for room in sorted(tally):
        print(f"{room}: " + ", ".join(f"{n} {verdict}" for verdict, n in sorted(tally[room].items())))
    whole, dead = counted(tally), sum(r.get(verdict, 0) for r in tally.values() for verdict in KILLED)
    if whole:
        print(f"killed {dead} of {whole} observable mutants: {100 * dead / whole:.0f} %")


main()
