#!/usr/bin/env python3
"""replicas.py PORT ADDRESS TILE PROCESS: requests through the proxy at PORT while PROCESS, one of the servers behind it
(at ADDRESS), is killed: each is answered, by the same bytes as before."""
import concurrent.futures
import http.client
import os
import re
import signal
import ssl
import sys
import threading
import urllib.request

port, address, tile, process = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
PATHS = ["/" + tile, "/indicators", "/collections/units/items?limit=20", "/gaps", "/api"]
AGENTS, ROUNDS = 6, 40
unchecked = ssl.create_default_context()
unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
started, failures = threading.Semaphore(0), []


def ask(connection, path):
    connection.request("GET", path, headers={"Host": "maps.example.org"})
    reply = connection.getresponse()
    return reply.status, re.sub(rb'"timeStamp": ?"[^"]*"', b"", reply.read())


def agent(number, expected):
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=unchecked, timeout=60)
    for i in range(ROUNDS):
        path = PATHS[(number + i) % len(PATHS)]
        found = ask(connection, path)
        if found != expected[path]:
            failures.append(f"{path}: {found[0]} {found[1][:80]!r}")
        started.release()


def main():
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=unchecked, timeout=60)
    expected = {path: ask(connection, path) for path in PATHS}
    urllib.request.urlopen(address + "readyz").close()  # the one that will be killed does answer
    with concurrent.futures.ThreadPoolExecutor(AGENTS) as pool:
        agents = [pool.submit(agent, number, expected) for number in range(AGENTS)]
        for _ in range(AGENTS * ROUNDS // 3):
            started.acquire()
        os.kill(process, signal.SIGKILL)
        for one in agents:
            one.result()
    wrong = [path for path, (status, body) in expected.items() if status != 200 or not body]
    print(f"{AGENTS * ROUNDS} requests, one of three servers killed after a third of them: {len(failures)} failed {failures[:3]} {wrong}")
    sys.exit(1 if failures or wrong else 0)


main()
