#!/bin/bash
# The processes of the server on the sample province: site as the command finds it, travel time and signal against
# the published surfaces, a kill in the middle of a job, a second server.
#   test_processes.sh VUNGPHU SHARED
set -euo pipefail
vungphu=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill -9 $pid 2>/dev/null; rm -rf "$folder"' EXIT
fail() { echo "test_processes: $*" >&2; exit 1; }

source "$root/tests/end_to_end/datasets.sh"
copy_dataset sample "$folder/data" "$vungphu" "$2"
start() {
    rm -f "$folder/url"
    "$vungphu" serve "$folder/data" --listen 127.0.0.1:0 --quiet --wait-seconds 120 >"$folder/url" 2>"$folder/log" &
    pid=$!
    for _ in $(seq 200); do [ -s "$folder/url" ] && break; read -rt 0.1 <> <(:) || true; done
    url=$(sed 's|/$||' "$folder/url")
    [ -n "$url" ] || fail "the server does not start: $(cat "$folder/log")"
}
post() { # PROCESS INPUTS [HEADER]
    curl -sS --max-time 180 -H 'Content-Type: application/json' ${3:+-H "$3"} -d "{\"inputs\": $2}" "$url/processes/$1/execution"
}
start

# Siting: the same sites, objective and proof as the command prints.
"$vungphu" sites "$folder/data" --service health_station_walk --count 3 --format json --quiet >"$folder/command.json"
post site '{"service": "health_station_walk", "count": 3}' >"$folder/job.json"
python3 - "$folder" <<'PY'
import json, sys
f = sys.argv[1]
a, b = json.load(open(f + "/command.json")), json.load(open(f + "/job.json"))
sites = lambda d: [(round(s["lon"], 6), round(s["lat"], 6)) for s in d["sites"]]
assert sites(a) == sites(b) and sites(a), (sites(a), sites(b))
assert a["proven"] == b["proven"] and abs(a["objective"] - b["objective"]) < 1e-9 * max(1, abs(a["objective"])), (a, b)
assert b["snapshot"] and b["inputs"]["count"] == 3 and b["process"] == "site"
PY

# Travel time from all the service's own stations gives the published people.
curl -sS "$url/collections/facilities/items?limit=10000" >"$folder/facilities.json"
curl -sS "$url/indicators" >"$folder/indicators.json"
python3 - "$folder" >"$folder/inputs.json" <<'PY'
import json, sys
f = sys.argv[1]
service = next(s for s in json.load(open(f + "/indicators.json"))["services"] if s["id"] == "health_station_walk")
points = [x["geometry"]["coordinates"] for x in json.load(open(f + "/facilities.json"))["features"]
          if "health_station_walk" in (x["properties"]["services"] or "").split(",")]
print(json.dumps({"facilities": points, "mode": service["mode"], "limit": 30, "isochrone": True}))
PY
post travel-time "$(cat "$folder/inputs.json")" >"$folder/travel.json"
indicator=$(python3 - "$folder" <<'PY'
import json, sys
d = json.load(open(sys.argv[1] + "/indicators.json"))
print(next(i["id"] for i in d["indicators"] if i["service"] == "health_station_walk" and i["measure"] == "reached_share"
           and i["group"] is None))
PY
)
curl -sS "$url/indicators/$indicator?limit=30" >"$folder/published.json"
python3 - "$folder" <<'PY'
import json, sys
f = sys.argv[1]
t, p = json.load(open(f + "/travel.json")), json.load(open(f + "/published.json"))
assert abs(t["province"]["share"] - p["province"]["value"]) < 1e-3, (t["province"], p["province"])
by = {v["code"]: v["value"] for v in p["values"]}
for u in t["units"]:
    if u["people"] > 0: assert abs(u["share"] - by[u["code"]]) < 2e-2, (u, by[u["code"]])
assert t["isochrone"]["geometry"]["type"] == "MultiPolygon" and t["isochrone"]["geometry"]["coordinates"]
PY

# A stronger transmitter never reaches fewer people.
centre=$(python3 - "$folder" <<'PY'
import json, sys
print(json.load(open(sys.argv[1] + "/facilities.json"))["features"][0]["geometry"]["coordinates"])
PY
)
last=-1
for kw in 0.01 1 50; do
    people=$(post signal "{\"site\": [$centre], \"system\": \"fm\", \"mast_metres\": 60, \"erp_kw\": $kw, \"frequency_mhz\": 98, \"limit\": 54}" |
        python3 -c 'import json,sys; print(json.load(sys.stdin)["province"]["reached"])')
    python3 -c "import sys; sys.exit(not float('$people') >= float('$last'))" || fail "$kw kW reaches $people, less than $last"
    last=$people
done
python3 -c "import sys; sys.exit(not float('$last') > 0)" || fail "50 kW reaches nobody"

# Bad requests say what is wrong.
post site '{"service": "no_such", "count": 1}' | grep -q 'no service no_such' || fail "an unknown service is not named"
post travel-time '{"facilities": [[0, 0]], "mode": "walk", "limit": 30}' | grep -q 'outside' || fail "a place outside is taken"

# A second server of the same data reads only.
"$vungphu" serve "$folder/data" --listen 127.0.0.1:0 --quiet >"$folder/url2" 2>"$folder/log2" &
second=$!
for _ in $(seq 200); do [ -s "$folder/url2" ] && break; read -rt 0.1 <> <(:) || true; done
grep -q 'another server keeps the jobs' "$folder/log2" || fail "two servers keep one queue"
kill $second; wait $second || true

# Killed with jobs waiting: the next start computes them.
for _ in 1 2 3; do post travel-time "$(cat "$folder/inputs.json")" 'Prefer: respond-async' >>"$folder/jobs"; echo >>"$folder/jobs"; done
kill -9 $pid; wait $pid 2>/dev/null || true
start
python3 - "$folder" "$url" <<'PY'
import json, sys, time, urllib.request
f, url = sys.argv[1], sys.argv[2]
ids = [json.loads(line)["jobID"] for line in open(f + "/jobs") if line.strip()]
assert len(ids) == 3
until = time.time() + 120
for i in ids:
    while True:
        job = json.load(urllib.request.urlopen(f"{url}/jobs/{i}"))
        if job["status"] == "successful": break
        assert job["status"] in ("accepted", "running") and time.time() < until, job
        time.sleep(0.1)
    result = json.load(urllib.request.urlopen(f"{url}/jobs/{i}/results"))["result"]
    assert result["province"]["reached"] > 0
PY
kill $pid; wait $pid || fail "the server did not stop in order"
pid=
echo "processes: all as expected"
