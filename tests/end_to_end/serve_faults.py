"""A server that meets a fault at some call while scenarios are written, a job runs and answers are computed: what it
acknowledged is there after a new start, what failed says why without a path, and it goes on.

Usage: serve_faults.py PROGRAM RUNNER FOLDER POINTS
POINTS of each fault, spread over all calls of a server's session."""
import collections
import errno
import functools
import json
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from small_province import EAST_NORTH, write_province

program, runner, folder, points = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4])
output = folder / "dataset"
failures, refusals = [], []

Fault = collections.namedtuple("Fault", "name calls error")
FAULTS = [Fault("kill -9", "changes", 0), Fault("ENOSPC", "changes", errno.ENOSPC), Fault("EIO", "changes", errno.EIO),
          Fault("EROFS", "changes", errno.EROFS), Fault("no memory", "memory", errno.ENOMEM),
          Fault("EMFILE", "descriptors", errno.EMFILE)]
REFUSED = {500, 503, 507}  # what a request may get from a fault
PATIENCE = 600  # seconds, where others have all cores: only a server that never answers takes so long


def has_sanitizer(program):
    """Its allocator ends the program at once when memory is refused: nothing of ours is tried."""
    return b"__asan_init" in pathlib.Path(program).read_bytes()


def wrong(what):
    failures.append(what)
    print("FAILED:", what, file=sys.stderr)


class Server:
    """Of the small province; by the runner when a fault is given."""

    def __init__(self, fault=None, at=0):
        words = [program, "serve", str(output), "--listen", "127.0.0.1:0", "--threads", "1", "--quiet",
                 "--scenarios-most", "100000", "--jobs-per-client", "1000"]
        if fault:
            words = [runner, fault.calls, str(at), str(fault.error), *words]
        self.by_runner = fault is not None
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        # The fault may be that it cannot say where it listens.
        said = select.select([self.process.stdout], [], [], PATIENCE)[0]
        line = self.process.stdout.readline() if said else ""
        self.address = line.strip().rstrip("/") if line.startswith("http") else None
        self.counted = "" if self.address else line

    def pid(self):
        if not self.by_runner:
            return self.process.pid
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def end(self):
        """Calls made, whether killed, exit status, what was said."""
        pid = self.pid() if self.process.poll() is None else None
        if pid:
            os.kill(pid, signal.SIGTERM)
        try:
            out, said = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.kill(self.pid(), signal.SIGKILL)
            out, said = self.process.communicate()
            wrong("a server does not end")
        if not self.by_runner:
            return 0, False, self.process.returncode, said
        numbers = (self.counted + out).split()[-3:]
        if len(numbers) < 3:
            sys.exit(f"{self.process.args}: ended from outside, with {self.process.returncode}: {said}")
        calls, killed, status = map(int, numbers)
        return calls, bool(killed), status, said

    def ask(self, method, path, body=None, **headers):
        """Status, headers and text; None when the connection broke."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {k.replace("_", "-"): v for k, v in headers.items()} | {"Content-Type": "application/json"}
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
                return reply.status, reply.headers, reply.read().decode(errors="replace")
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers, refused.read().decode(errors="replace")
        except OSError:
            return None


def check_refusal(what, reply):
    status, _, text = reply
    refusals.append(what)
    if status not in REFUSED:
        wrong(f"{what}: {status} {text[:200]}")
    if str(folder) in text or "/tmp" in text or "damaged" in text:
        wrong(f"{what}: {status} and this text: {text[:200]}")


CHANGE = {"change": "add", "service": "place", "lon": EAST_NORTH[0], "lat": EAST_NORTH[1]}


def write_scenarios(server, what, kept):
    """kept: id to version of what was acknowledged."""
    for number in range(2):
        reply = server.ask("POST", "/scenarios", {"title": {"vi": f"s{number}"}, "changes": [CHANGE]})
        if reply and reply[0] == 201:
            kept[json.loads(reply[2])["id"]] = 1
        elif reply:
            check_refusal(f"{what}: POST /scenarios", reply)
    for name in list(kept):
        reply = server.ask("PUT", f"/scenarios/{name}", {"title": {"vi": "t"}, "changes": [CHANGE]}, If_Match=f'"{name}.1"')
        if reply and reply[0] == 200:
            kept[name] = 2
        elif reply:
            check_refusal(f"{what}: PUT", reply)


def run_job(server, what, jobs):
    inputs = {"service": "place", "count": 1, "spacing": 500}
    reply = server.ask("POST", "/processes/site/execution", {"inputs": inputs}, Prefer="respond-async")
    if not reply or reply[0] != 201:
        if reply:
            check_refusal(f"{what}: job", reply)
        return
    name = json.loads(reply[2])["jobID"]
    jobs.append(name)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        reply = server.ask("GET", f"/jobs/{name}")
        if not reply or reply[0] != 200 or json.loads(reply[2])["status"] in ("successful", "failed"):
            break
        time.sleep(0.02)
    if reply and reply[0] == 200:
        message = json.loads(reply[2]).get("message", "")
        if str(folder) in message or "damaged" in message:
            wrong(f"{what}: the job says {message}")


def read_answers(server, what):
    for path in ("/healthz", "/units/00001", "/export/units.csv", "/export/all.xlsx", "/export/all.gpkg"):
        reply = server.ask("GET", path)
        if reply and reply[0] != 200:
            check_refusal(f"{what}: {path}", reply)


def session(server, what):
    kept, jobs = {}, []
    if server.address:
        write_scenarios(server, what, kept)
        run_job(server, what, jobs)
        read_answers(server, what)
    return kept, jobs


def check_kept(what, kept, jobs):
    """With a new server, which has no fault."""
    server = Server()
    if not server.address:
        wrong(f"{what}: the next server does not start: {server.end()[3]}")
        return
    for name, version in kept.items():
        reply = server.ask("GET", f"/scenarios/{name}")
        if not reply or reply[0] != 200 or json.loads(reply[2])["version"] < version:
            wrong(f"{what}: version {version} of scenario {name} was acknowledged, and is lost: {reply}")
    for name in jobs:
        reply = server.ask("GET", f"/jobs/{name}")
        if not reply or reply[0] != 200:
            wrong(f"{what}: job {name} was acknowledged, and is lost: {reply}")
    if server.ask("GET", "/healthz")[0] != 200 or server.ask("GET", "/export/units.csv")[0] != 200:
        wrong(f"{what}: the next server does not serve")
    server.end()


def check_point(fault, at):
    """True when something was refused, or the server killed."""
    what, before = f"{fault.name} at call {at} of {fault.calls}", len(refusals)
    server = Server(fault, at)
    kept, jobs = session(server, what)
    alive = server.address and server.ask("GET", "/healthz")
    if server.address and not alive and fault.error:
        wrong(f"{what}: the server is gone")
    if alive and alive[0] != 200:
        wrong(f"{what}: afterwards /healthz is {alive[0]}")
    calls, killed, status, said = server.end()
    if not killed and server.address and status != 0:
        wrong(f"{what}: the server ends with {status}: {said[-300:]}")
    if not server.address and not killed and ("damaged" in said or not re.search(r"\w", said)):
        wrong(f"{what}: it does not start, and says: {said}")
    if list(output.rglob("*.tmp")):
        wrong(f"{what}: {list(output.rglob('*.tmp'))} is left")
    check_kept(what, kept, jobs)
    return killed or not server.address or len(refusals) > before


@functools.cache
def calls_of(kind):
    """The numbers of a session's calls of this kind: from, to. What the loader does is not ours."""
    none = Fault("none", kind, 0)
    done = subprocess.run([runner, kind, "0", "0", program, "--version"], capture_output=True, text=True)
    if done.returncode == 77:
        print("this system has no filters that ask: skipped")
        sys.exit(77)
    server = Server(none)
    kept, jobs = session(server, "without a fault")
    if len(kept) != 2 or set(kept.values()) != {2} or len(jobs) != 1:
        wrong(f"without a fault: {kept} {jobs}")
    return int(done.stdout.split()[-3]), server.end()[0]


def main():
    write_province(folder / "one", 2402000)
    subprocess.run([program, "build", str(folder / "one"), "--output", str(output), "--quiet"], capture_output=True, check=True)
    for fault in FAULTS:
        if fault.calls == "memory" and has_sanitizer(program):
            print(f"{fault.name}: left out, the program has a sanitizer's allocator")
            continue
        first, last = calls_of(fault.calls)
        places = sorted({first + (last - first) * (2 * i + 1) // (2 * points) for i in range(points)})
        met = sum(check_point(fault, at) for at in places)
        print(f"{fault.name}: {len(places)} of {last - first} calls, {met} felt", flush=True)


main()
sys.exit(1 if failures else 0)
