#!/bin/bash
# The processes of the server on the sample province: site as the command finds it, travel time and signal against
# the published surfaces, a kill in the middle of a job, a second server.
#   test_processes.sh VUNGPHU SHARED
set -euo pipefail
vungphu=$1 command=${VP_DELIVERED:-$1}
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill -9 $pid 2>/dev/null; rm -rf "$folder"' EXIT
fail() { echo "test_processes: $*" >&2; exit 1; }

source "$root/tests/end_to_end/datasets.sh"
copy_dataset coarse "$folder/data" "$vungphu" "$2"
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

# So many properties are compared at once, and not one more.
curl -sS "$url/collections/indicators/queryables" >"$folder/queryables.json"
for count in 16 17; do
    compared=$(python3 -c 'import json, sys; print("&".join(f"{name}=1" for name in [n for n in json.load(open(sys.argv[1]))["properties"] if n not in ("geometry", "level", "vintage")][:int(sys.argv[2])]))' "$folder/queryables.json" "$count")
    curl -sS "$url/collections/indicators/items?$compared" >"$folder/compared.$count"
done
grep -q '"numberMatched":0' "$folder/compared.16" || fail "16 properties are compared: $(cat "$folder/compared.16")"
grep -q 'more than 16 properties' "$folder/compared.17" || fail "17 properties are too many: $(cat "$folder/compared.17")"

# Siting: the same sites, objective and proof as the command prints.
"$command" sites "$folder/data" --service health_station_walk --count 3 --format json --quiet >"$folder/command.json"
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

# Road links as the command finds them, of gaps and of a list.
"$command" roads "$folder/data" --service health_station_walk --gaps 5 --class tertiary --count 2 --format json --quiet >"$folder/roads.json"
post roads '{"service": "health_station_walk", "gaps": 5, "class": "tertiary", "count": 2, "report": true}' >"$folder/job_roads.json"
# A school map as the command draws it, areas and all.
"$command" catchments "$folder/data" --indicator E1_terrain --format geojson >"$folder/areas.json"
post catchments '{"indicator": "E1_terrain", "areas": true, "report": true}' >"$folder/job_areas.json"
post catchments '{"service": "fm_either"}' | grep -q 'not reached by travel time or distance' || fail "a signal has no catchments"
# A long plan says how far it is, and ends when it is dismissed.
plan='{"inputs": {"projects": "service,kind,price,spacing\nhealth_station_walk,build,8000,300\nprimary,build,9000,300\n", "budgets": "year,budget\n2026,90000\n2027,90000\n", "seconds": 600}}'
job=$(curl -sS -H 'Content-Type: application/json' -H 'Prefer: respond-async' -d "$plan" "$url/processes/invest/execution" | python3 -c 'import json, sys; print(json.load(sys.stdin)["jobID"])')
for _ in $(seq 600); do
    curl -sS "$url/jobs/$job" >"$folder/state.json"
    grep -q 'bound' "$folder/state.json" && break
    read -rt 0.1 <> <(:) || true
done
grep -q 'bound' "$folder/state.json" || fail "a plan does not say how far it is: $(cat "$folder/state.json")"
curl -sS -X DELETE "$url/jobs/$job" >"$folder/state.json"
for _ in $(seq 300); do
    curl -sS "$url/jobs/$job" >"$folder/state.json"
    grep -q '"dismissed"' "$folder/state.json" && break
    read -rt 0.1 <> <(:) || true
done
grep -q '"dismissed"' "$folder/state.json" || fail "a plan is not dismissed: $(cat "$folder/state.json")"
python3 - "$folder" <<'PY'
import json, sys
a, b = (json.load(open(f"{sys.argv[1]}/{name}.json")) for name in ("roads", "job_roads"))
def same(x, y):  # results of jobs have twelve digits
    if isinstance(x, dict): return x.keys() == y.keys() and all(same(x[k], y[k]) for k in x)
    if isinstance(x, list): return len(x) == len(y) and all(map(same, x, y))
    return abs(x - y) <= 1e-9 * max(1, abs(x)) if isinstance(x, float) else x == y
for part in ("links", "sets", "units"):
    assert same(a[part], b[part]), part
drawn, job = (json.load(open(f"{sys.argv[1]}/{name}.json")) for name in ("areas", "job_areas"))
for part in ("question", "sums", "units", "features", "type"):
    assert same(drawn[part], job[part]), part
assert any(x["geometry"] and x["properties"]["people"] > 0 for x in drawn["features"])
assert b["report"].startswith("<!DOCTYPE html>") and job["report"].startswith("<!DOCTYPE html>")
assert len(a["sets"]) == 2 and a["sets"][1]["proven"] and a["sets"][1]["objective"] > 0, a["sets"]
PY

# Load and uncertainty as the commands print them; groups joined, as everywhere.
"$command" facilities "$folder/data" --service kindergarten --group 'remote|minority' --people-per-place 1 --format json >"$folder/loads.json"
post facilities '{"service": "kindergarten", "group": "remote|minority", "people_per_place": 1}' >"$folder/job_loads.json"
"$command" uncertainty "$folder/data" --service health_station_walk --group remote+minority --runs 3 --target 0.7 --format json >"$folder/spread.json"
post uncertainty '{"service": "health_station_walk", "group": "remote+minority", "runs": 3, "target": 0.7}' >"$folder/job_spread.json"
post uncertainty '{"indicator": "H10", "runs": 2}' >"$folder/job_h10.json"
# The same by address: computed once, the same answer, and 304 for who has it.
curl -sS "$url/facilities?service=kindergarten&group=remote%7Cminority&people_per_place=1" >"$folder/got_loads.json"
curl -sS "$url/uncertainty?service=health_station_walk&group=remote%2Bminority&runs=3&target=0.7" >"$folder/got_spread.json"
curl -sS "$url/uncertainty?indicator=W1_area&runs=3&position=500" >"$folder/area.json"
curl -sS "$url/facilities?service=kindergarten&f=csv" >"$folder/loads.csv"
head -1 "$folder/loads.csv" | grep -q '^id,name,kind,' || fail "loads as csv have their columns"
tag=$(curl -sS -D - -o /dev/null "$url/facilities?service=kindergarten&f=csv" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
[ "$(curl -sS -o /dev/null -w '%{http_code}' -H "If-None-Match: $tag" "$url/facilities?service=kindergarten&f=csv")" = 304 ] || fail "loads have a tag"
curl -sS "$url/uncertainty?indicator=X1" >"$folder/said"; grep -q 'made of what is recorded' "$folder/said" || fail "what is recorded has no range, and says so"
curl -sS "$url/uncertainty?service=kindergarten&runs=0" >"$folder/said"; grep -q '"runs is not a whole number from 1 to 1000"' "$folder/said" || fail "parameters are checked"
post uncertainty '{"runs": 2}' | grep -q 'a service, services or an indicator' || fail "neither a service nor an indicator is asked for"
post uncertainty '{"services": "hospital", "limit": 30}' | grep -q 'of services write limits' || fail "one limit is not of several services"
post uncertainty '{"service": "hospital", "at_least": 1}' | grep -q 'limits and at_least go with services' || fail "at_least is of services"
post uncertainty '{"services": "hospital,primary", "limits": "30"}' | grep -q 'limits needs one number a service' || fail "limits are as many as services"
"$command" uncertainty "$folder/data" --services 'health_station_walk=30,fm_either|dvb_t2_either' --group remote+minority --at-least 1 --runs 3 --target 0.7 --format json >"$folder/joint_spread.json"
post uncertainty '{"services": "health_station_walk,fm_either|dvb_t2_either", "limits": "30,,", "group": "remote+minority", "at_least": 1, "runs": 3, "target": 0.7}' >"$folder/job_joint_spread.json"
curl -sS "$url/uncertainty?services=health_station_walk=30+fm_either%7Cdvb_t2_either&group=remote%2Bminority&at_least=1&runs=3&target=0.7" >"$folder/got_joint_spread.json"
"$command" sites "$folder/data" --service health_station_walk --group remote+minority --count 2 --format json --quiet >"$folder/both.json"
post site '{"service": "health_station_walk", "group": "remote+minority", "count": 2}' >"$folder/job_both.json"
"$command" sites "$folder/data" --service kindergarten --group children_3_5 --count 2 --spacing 1000 --format json --quiet >"$folder/line.json"
post site '{"service": "kindergarten", "group": "children_3_5", "count": 2, "spacing": 1000}' >"$folder/job_line.json"
python3 - "$folder" <<'PY'
import json, math, sys
read = lambda name: json.load(open(f"{sys.argv[1]}/{name}.json"))
loads, job = read("loads"), read("job_loads")
assert len(job["facilities"]) > 100 and [f["id"] for f in job["facilities"]] == [r["facility"] for r in loads]
for f, r in zip(job["facilities"], loads):
    assert math.isclose(f["catchment"], r["catchment"], rel_tol=1e-9) and math.isclose(f["alone"], r["alone"], rel_tol=1e-9), (f, r)
    assert f["left_out"] == r["left_out"] or math.isclose(f["left_out"], r["left_out"], rel_tol=1e-9), (f, r)
    assert f["left_out"] is None or -1e-9 <= f["left_out"] <= f["catchment"], f  # who finds a place elsewhere is not left out
nearest_alone = sum(max(0, f["catchment"] - f["capacity"]) for f in job["facilities"] if f["capacity"] is not None)
assert 0 < job["sums"]["people_left_out"] < nearest_alone, (job["sums"], nearest_alone)
assert math.isclose(job["sums"]["people_left_out"], sum(f["left_out"] or 0 for f in job["facilities"]), rel_tol=1e-9)
assert math.isclose(job["sums"]["people_reached"], sum(f["catchment"] for f in job["facilities"]), rel_tol=1e-9)
assert job["question"]["group"] == "remote|minority" and job["question"]["group_bounded"] is False
for printed, sent in (("spread", "job_spread"), ("joint_spread", "job_joint_spread"), ("joint_spread", "got_joint_spread")):
    spread, job = read(printed), read(sent)
    assert len(spread) == 1 + len(job["units"]) > 20 and job["province"]["value"] > 0, (printed, job["province"])
    for s, r in zip([job["province"]] + job["units"], spread):
        for name in ("value", "low", "high", "least", "most"):
            assert s[name] == r[name] or math.isclose(s[name], r[name], rel_tol=1e-9), (s, r)
        assert s["crosses"] == {None: None, "yes": True, "no": False}[r["crosses"]], (s, r)
joint = job["question"]["joint"]
assert (joint["parts"], joint["at_least"], len(joint["services"])) == (2, 1, 3) and joint["services"][0]["limit"] == 30, joint
assert job["question"]["service"] is None and job["question"]["group"] == "remote+minority" and job["question"]["measure"] == "joint_share", job["question"]
for got, sent in (("got_loads", "job_loads"), ("got_spread", "job_spread")):
    assert read(got) == read(sent), got
area = read("area")
assert area["question"]["measure"] == "reached_share" and area["province"]["least"] < area["province"]["most"], area["province"]
h10 = read("job_h10")["question"]
assert h10["indicator"] == "H10" and h10["service"] == "health_station_walk" and h10["limit"] == 60, h10
for printed, sent in (("both", "job_both"), ("line", "job_line")):
    a, b = read(printed), read(sent)
    assert [(round(s["lon"], 6), round(s["lat"], 6)) for s in a["sites"]] == [(round(s["lon"], 6), round(s["lat"], 6)) for s in b["sites"]] and a["sites"]
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
