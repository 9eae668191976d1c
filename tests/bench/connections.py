"""Many connections at once, and the calendar's clock set a day on and back meanwhile.

Usage: connections.py PROGRAM STEPPED_CLOCK DIRECTORY [COUNT]

STEPPED_CLOCK: the library stepped_clock.so. Opens COUNT connections (10,000) from addresses 127.0.1.1 and on, asks on each,
keeps all, and prints what /healthz takes beside them; then sets the server's clock forward and back by a day: every
connection must still answer, no new one be refused, and a request that stays half must be cut within 10 s. Exit status 1
when one of these fails, or when descriptors are not closed."""
import email.utils
import os
import pathlib
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time

PER_ADDRESS, ASKED_AGAIN, SPARE, DAY = 1000, 1000, 500, 86400
REQUEST = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

program, library, directory = sys.argv[1:4]
count = int(sys.argv[4]) if len(sys.argv) > 4 else 10000
failed = []


def check(holds, what):
    print("ok" if holds else "FAILED", what, flush=True)
    if not holds:
        failed.append(what)


def most_connections(wanted):
    """As many as this system lets a process hold."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if wanted + SPARE > hard:
        print(f"the system lets a process hold {hard} descriptors: {hard - SPARE} connections instead of {wanted}")
    return min(wanted, hard - SPARE)


def ask(connection):
    """The status, 0 when the connection is closed."""
    try:
        connection.sendall(REQUEST)
        answer = b""
        while b"\r\n\r\n" not in answer:
            more = connection.recv(4096)
            if not more:
                return 0
            answer += more
        head, body = answer.split(b"\r\n\r\n", 1)
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        while len(body) < length:
            body += connection.recv(4096)
        return int(head.split()[1])
    except OSError:
        return 0


def day_off(port):
    """How many seconds the server's Date is off this machine's clock."""
    with connect(port) as connection:
        connection.sendall(REQUEST)
        answer = connection.recv(4096).decode()
    date = next(line[6:] for line in answer.split("\r\n") if line.startswith("Date: "))
    return email.utils.parsedate_to_datetime(date).timestamp() - time.time()


def connect(port, number=None):
    connection = socket.socket()
    connection.settimeout(60)
    if number is not None:
        connection.bind((f"127.0.1.{1 + number // PER_ADDRESS}", 0))
    connection.connect(("127.0.0.1", port))
    return connection


def milliseconds(port, times=500):
    """p50 and p99 of /healthz on one connection."""
    connection, taken = connect(port), []
    for _ in range(times):
        began = time.monotonic()
        if ask(connection) != 200:
            failed.append("/healthz beside others")
            break
        taken.append(1e3 * (time.monotonic() - began))
    taken.sort()
    return statistics.median(taken), taken[len(taken) * 99 // 100]


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def half_is_cut(port):
    """Seconds until a request that stays half is cut."""
    connection = connect(port)
    connection.settimeout(20)
    connection.sendall(b"GET /healthz HTT")
    began = time.monotonic()
    try:
        while connection.recv(4096):
            pass
    except ConnectionError:
        pass
    except socket.timeout:
        return 20
    return time.monotonic() - began


def after_a_step(port, held, what):
    wrong = sum(ask(connection) != 200 for connection in held[:: max(1, len(held) // ASKED_AGAIN)])
    check(wrong == 0, f"{what}: {wrong} of the connections that were asked again do not answer")
    check(ask(connect(port)) == 200, f"{what}: a new connection")
    seconds = half_is_cut(port)
    check(seconds < 10, f"{what}: half a request is cut after {seconds:.1f} s")


def main():
    wanted = most_connections(count)
    with tempfile.TemporaryDirectory() as folder:
        clock = pathlib.Path(folder, "clock")
        clock.write_text("0")
        server = subprocess.Popen(
            [program, "serve", directory, "--listen", "127.0.0.1:0", "--quiet", "--confined", "0"],
            env={**os.environ, "LD_PRELOAD": library, "VP_CLOCK_FILE": str(clock)}, stdout=subprocess.PIPE, text=True)
        try:
            port = int(server.stdout.readline().rsplit(":", 1)[1].strip().rstrip("/"))
            ask(connect(port))
            before, began = descriptors(server.pid), time.monotonic()
            held = [connect(port, i) for i in range(wanted)]
            statuses = [ask(connection) for connection in held]
            check(statuses.count(200) == wanted, f"{statuses.count(200)} of {wanted} connections answered, "
                  f"{time.monotonic() - began:.1f} s to open and ask all")
            p50, p99 = milliseconds(port)
            check(p99 <= 20, f"/healthz beside them: p50 {p50:.2f} ms, p99 {p99:.2f} ms")
            resident = next(line.split()[1] for line in open(f"/proc/{server.pid}/status") if line.startswith("VmRSS"))
            print(f"the server holds {int(resident) // 1024} MB", flush=True)
            for step in DAY, -DAY, 0:
                clock.write_text(str(step))
                time.sleep(1.1)  # Date is written anew each second
                check(abs(day_off(port) - step) < 10, f"the server's clock is {step:+d} s off")
                after_a_step(port, held, f"clock {step:+d} s")
            for connection in held:
                connection.close()
            until = time.monotonic() + 10
            while descriptors(server.pid) > before + 2 and time.monotonic() < until:
                time.sleep(0.1)
            check(descriptors(server.pid) <= before + 2, f"descriptors {before} before, {descriptors(server.pid)} after")
        finally:
            server.terminate()
            check(server.wait(20) == 0, "the server ended by itself")
    return 1 if failed else 0


sys.exit(main())
