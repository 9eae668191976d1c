#!/usr/bin/env bash
# Many clients at the scenarios of one server at once, new snapshots taken up meanwhile, and an end while answers are under
# path: every request is answered, and nothing races (script/test runs this under ThreadSanitizer too).
# Arguments: program, shared data.
set -euo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -KILL "$server" 2>/dev/null; rm -rf "$folder"' EXIT
source "$root/tests/end_to_end/datasets.sh"
copy_dataset coarse "$folder/dataset" "$program" "$2"

"$program" serve "$folder/dataset" --listen 127.0.0.1:0 --quiet >"$folder/out" 2>"$folder/err" &
server=$!
for _ in $(seq 300); do
    [ -s "$folder/out" ] && break
    sleep 0.1
done
url=$(head -1 "$folder/out")
[ -n "$url" ] || { cat "$folder/err" >&2; exit 1; }

python3 - "$url" "$server" <<'PY' || { tail -50 "$folder/err" >&2; exit 1; }
import json, os, signal, sys, threading, time, urllib.error, urllib.request
url, server, wrong = sys.argv[1], int(sys.argv[2]), []

def ask(method, path, body=None, match=None):
    headers = {"Content-Type": "application/json"}
    if match: headers["If-Match"] = match
    request = urllib.request.Request(url + path, method=method, headers=headers, data=json.dumps(body).encode() if body else None)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer: return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error: return error.code, error.headers, error.read()

def expect(what, answer, *statuses):
    if answer[0] not in statuses: wrong.append(f"{what}: {answer[0]} {answer[2][:200]}")
    return answer

road = {"change": "close_road", "metres": 200, "geometry": {"type": "Point", "coordinates": [105.146, 22.14]}}
def plan(number, turn):
    lon, lat = 105.13 + 0.004 * number, 22.13 + 0.006 * turn
    add = {"change": "add", "service": ["health_station_walk", "hospital", "grassroots_motorbike"][number % 3], "lon": lon, "lat": lat}
    if number % 3: add["capacity"] = 5 + number
    changes = [[add], [add, road], [{"change": "season", "season": "flood"}]][turn % 3]
    return {"title": {"vi": f"Điểm {number}"}, "changes": changes}

def settled(path):
    for _ in range(400):
        answer = ask("GET", path)
        if answer[0] != 202: return answer
        time.sleep(0.2)
    return answer

def client(number):
    try:
        for turn in range(2):
            status, headers, body = expect("POST", ask("POST", "scenarios", plan(number, turn)), 201)
            if status != 201: continue
            path = "scenarios/" + json.loads(body)["id"]
            expect("indicators", settled(path + "/indicators?level=commune"), 200)
            new = expect("PUT", ask("PUT", path, plan(number, turn + 1), headers["ETag"]), 200)
            expect("a stale PUT", ask("PUT", path, plan(number, turn), headers["ETag"]), 412)
            expect("GET", ask("GET", path), 200)
            expect("DELETE", ask("DELETE", path, match=new[1]["ETag"]), 200, 204)
            expect("what is gone", ask("GET", path), 404)
    except Exception as error: wrong.append(f"client {number}: no answer: {error!r}")

clients = [threading.Thread(target=client, args=(n,)) for n in range(6)]
for c in clients: c.start()
for _ in range(3):
    os.kill(server, signal.SIGHUP)
    time.sleep(2)
for c in clients: c.join()
left = json.loads(ask("GET", "scenarios")[2])
if left.get("scenarios") != []: wrong.append(f"scenarios are left: {left}")

def last(number):
    try: ask("POST", "scenarios", {"title": {"vi": "Cuối"}, "changes": [road, {"change": "season", "season": "flood"}]})
    except Exception: pass # the server may end before it answers
for n in range(4): threading.Thread(target=last, args=(n,), daemon=True).start()
time.sleep(0.3)
os.kill(server, signal.SIGTERM)
print(*wrong, sep="\n")
sys.exit(bool(wrong))
PY
status=0
wait "$server" || status=$?
server=
[ "$status" = 0 ] || { echo "the server ended with $status" >&2; tail -100 "$folder/err" >&2; exit 1; }
