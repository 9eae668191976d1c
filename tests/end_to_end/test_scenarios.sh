#!/usr/bin/env bash
# /scenarios on the sample province: what the server answers for a saved scenario is what the rebuilt province says;
# versions, refusals, a restart, kill -9, a new snapshot under a scenario, damaged land.
# Arguments: program, shared data.
set -uo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
server=
stop() { [ -z "$server" ] || { kill "-${1:-TERM}" "$server" 2>/dev/null; wait "$server" 2>/dev/null; server=; }; }
trap 'stop KILL; rm -rf "$folder"' EXIT
failed=0
fail() {
    echo "FAILED: $*" >&2
    failed=1
}
build() { "$program" build "$folder/province" --output "$folder/dataset" --quiet >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }; }
start() {
    : >"$folder/out"
    "$program" serve "$folder/dataset" --listen 127.0.0.1:0 --scenarios-most 4 --quiet >"$folder/out" 2>>"$folder/err" &
    server=$!
    for _ in $(seq 100); do
        [ -s "$folder/out" ] && break
        sleep 0.1
    done
    url=$(head -1 "$folder/out")
    [ -n "$url" ] || { cat "$folder/err" >&2; exit 1; }
}
# ask METHOD PATH STATUS [BODY [IF-MATCH]]: the answer is in $folder/answer, its headers in $folder/headers
ask() {
    local options=(-s -o "$folder/answer" -D "$folder/headers" -w '%{http_code}' -X "$1")
    [ $# -lt 4 ] || [ -z "$4" ] || options+=(-H 'Content-Type: application/json' --data "$4")
    [ $# -lt 5 ] || options+=(-H "If-Match: $5")
    local status
    for _ in $(seq 120); do # 202: it is computed, ask again
        status=$(curl "${options[@]}" "$url$2")
        [ "$1 $status" = "GET 202" ] && [ "$3" != 202 ] || break
        sleep 0.5
    done
    [ "$status" = "$3" ] || fail "$1 $2: $status instead of $3: $(head -c 400 "$folder/answer")"
}
member() { python3 -c 'import json, sys; v = json.load(open(sys.argv[1]))
for name in sys.argv[2:]: v = v[int(name) if name.isdigit() else name]
print(v)' "$folder/answer" "$@"; }
etag() { sed -n 's/^ETag: \(.*\)\r$/\1/p' "$folder/headers"; }
# Asks until the answer is there.
settled() {
    for _ in $(seq 60); do
        [ "$(curl -s -o "$folder/answer" -w '%{http_code}' "$url$1")" = 202 ] || return
        sleep 0.5
    done
}

source "$root/tests/end_to_end/datasets.sh"
copy_tables coarse "$folder/province"
copy_dataset coarse "$folder/dataset" "$program" "$2"
start
point='{"change": "add", "service": "health_station_walk", "lon": 105.146, "lat": 22.140}'
plan="{\"title\": {\"vi\": \"Điểm mới\"}, \"changes\": [$point]}"
ask POST scenarios 201 "$plan"
id=$(member id)
first=$(etag)
[ "$(member services 0 incremental)" = True ] || fail "an added facility was not answered from what changes"
settled "scenarios/$id/indicators?level=commune"
cp "$folder/answer" "$folder/incremental.json"

# The command answers the same: from an option, and from the body that was posted.
"$program" scenario "$folder/dataset" --add health_station_walk:105.146,22.140 --format json --quiet >"$folder/command.json" || fail "the command"
printf '%s' "$plan" >"$folder/plan.json"
"$program" scenario "$folder/dataset" --changes "$folder/plan.json" --format json --quiet >"$folder/from_file.json" || fail "the command from a file"
cmp -s "$folder/command.json" "$folder/from_file.json" || fail "the option and the file answer differently"
python3 - "$folder/command.json" "$folder/incremental.json" <<'PY' || fail "the command and the server differ"
import json, sys
command, served = (json.load(open(name)) for name in sys.argv[1:])
digits = lambda r: tuple(None if r[k] is None else format(r[k], ".12g") for k in ("before", "after", "change")) # as the server writes
mine = {(r["indicator"], r["code"]): digits(r) for r in command}
theirs = {(one["id"], row["code"]): digits(row) for one in served["indicators"]
          for row in [dict(one["province"], code="*")] + one["values"] if row["code"] == "*" or row["before"] != row["after"]}
print(len(mine), len(theirs), [(k, mine.get(k), theirs.get(k)) for k in mine.keys() | theirs.keys() if mine.get(k) != theirs.get(k)][:5])
sys.exit(mine != theirs or not any(b != a for b, a, c in mine.values()))
PY
"$program" scenario "$folder/dataset" --season hospital:flood --close-road 200:105.146,22.140 --format csv --quiet >"$folder/terrain.csv" || fail "season and road"
python3 -c 'import csv, sys; sys.exit(not any(r["before"] != r["after"] for r in csv.DictReader(open(sys.argv[1], encoding="utf-8"))))' "$folder/terrain.csv" || fail "season and road change nothing"
"$program" scenario "$folder/dataset" --season monsoon --quiet >"$folder/out2" 2>&1 && fail "an unknown season accepted"
grep -q 'changes\[0\].season' "$folder/out2" || fail "the option at fault is not named"

# Refusals name the member at fault and keep nothing.
ask POST scenarios 400 '{"title": {"vi": "a"}, "changes": [{"change": "add", "service": "info_point_walk", "lon": 405, "lat": 22}]}'
grep -q 'changes\[0\].lon' "$folder/answer" || fail "the member is not named: $(cat "$folder/answer")"
ask POST scenarios 400 '{"title": {"vi": "a"}, "changes": [{"change": "remove", "facility": "nobody"}]}'
ask POST scenarios 400 '{"title": {"vi": "a"}, "changes": []}'
ask POST scenarios 400 '{"title": {"vi": "a"}, "change": []}'
ask POST scenarios 400 '{'
ask GET scenarios/none 404
ask GET "scenarios/$id/indicators?level=none" 400
ask GET "scenarios/$id/tiles/nothing/9/400/200.png" 404
read -r x y <<<"$(python3 -c 'import math
n = 2 ** 12; lat = math.radians(22.140)
print(int((105.146 + 180) / 360 * n), int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * n))')"
ask GET "scenarios/$id/tiles/reach_health_station_walk/12/$x/$y.png" 200
cp "$folder/answer" "$folder/would_be.png"
ask GET "tiles/reach_health_station_walk/12/$x/$y.png" 200
cmp -s "$folder/answer" "$folder/would_be.png" && fail "the tile is the same with the new place"
ask GET "scenarios/$id/tiles/facilities/12/$x/$y.mvt" 200
grep -q new_1 "$folder/answer" || fail "the new place is not on the map"

# What it changes is a layer: as files of the server and of the command, the same values as the answer's.
ask GET "export/scenario_$id.geojson" 200
cp "$folder/answer" "$folder/served.geojson"
ask GET "export/scenario_$id.csv" 200
cp "$folder/answer" "$folder/served.csv"
ask GET export 200
grep -q "scenario_$id.fgb" "$folder/answer" || fail "/export does not list the scenario's files"
"$program" export "$folder/dataset" "$folder/command.geojson" --layer "scenario_$id" || fail "the scenario as a file"
cmp -s "$folder/served.geojson" "$folder/command.geojson" || fail "the command and the server write other files"
"$program" export "$folder/dataset" "$folder/scenario.pmtiles" --layer "scenario_$id,roads" || fail "the scenario as tiles"
"$program" export "$folder/dataset" "$folder/none.csv" --layer scenario_none >"$folder/out2" 2>&1 && fail "a scenario that is not there"
python3 - "$folder/incremental.json" "$folder/served.geojson" "$folder/served.csv" <<'PY' || fail "the scenario's files differ from its answer"
import csv, json, sys
answer, layer = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:3])
table = {row["code"]: row for row in csv.DictReader(open(sys.argv[3], encoding="utf-8"))}
units = {f["properties"]["code"]: f for f in layer["features"]}
checked = 0
for one in answer["indicators"]:
    for row in one["values"]:
        assert units[row["code"]]["geometry"]["type"] == "MultiPolygon"
        for what in ("before", "after", "change"):
            name, value = f"{one['id']}_{what}".lower(), row[what]  # as layers name columns
            found, cell = units[row["code"]]["properties"][name], table[row["code"]][name]
            assert (found is None) == (value is None) == (cell == ""), (name, found, value, cell)
            assert value is None or abs(found - value) < 1e-9 and abs(float(cell) - value) < 1e-9, (name, found, value, cell)
            checked += value is not None
sys.exit(checked == 0)
PY

# Versions: PUT needs the current ETag; a stale one is refused and changes nothing.
ask PUT "scenarios/$id" 428 "$plan"
ask PUT "scenarios/$id" 200 "${plan/Điểm mới/Điểm thứ hai}" "$first"
second=$(etag)
ask PUT "scenarios/$id" 412 "$plan" "$first"
ask DELETE "scenarios/$id" 428
ask DELETE "scenarios/$id" 412 '' "$first"

# What was answered survives kill -9 and is there after the restart; only so many are kept.
ask GET "collections/facilities/items?limit=10000" 200
facility=$(python3 -c 'import json, sys
print(next(f["id"] for f in json.load(open(sys.argv[1]))["features"] if "info_point_walk" in (f["properties"]["services"] or "")))' "$folder/answer")
ask POST scenarios 201 "{\"title\": {\"en\": \"Closed\"}, \"changes\": [{\"change\": \"remove\", \"facility\": \"$facility\"}]}"
closing=$(member id)
stop KILL
start
ask GET "scenarios/$id" 200
[ "$(etag)" = "$second" ] && [ "$(member title vi)" = "Điểm thứ hai" ] || fail "the second version is lost"
ask GET "scenarios/$id/versions" 200
[ "$(member versions 0 title vi)" = "Điểm mới" ] || fail "the first version is lost"
ask POST scenarios 201 "$plan"
ask POST scenarios 201 "$plan"
ask POST scenarios 403 "$plan"
settled "scenarios/$id/indicators?level=commune"
python3 - "$folder/incremental.json" "$folder/answer" <<'PY' || fail "the restarted server answers something else"
import json, sys
before, after = (json.load(open(name))["indicators"] for name in sys.argv[1:])
sys.exit(before != after or not before)
PY

# The province as the scenario assumes it, built.
python3 - "$folder/province/datasets.csv" <<'PY'
import sys
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
lines.append("facilities,new_points.csv,,,EPSG:4326,,id=id;name=name;lon=lon;lat=lat;kind:=station;service:=health_station_walk,,CC0-1.0,Test,,")
open(sys.argv[1], "w", encoding="utf-8").write("\n".join(lines) + "\n")
PY
printf 'id,name,lon,lat\nNEW1,New,105.146,22.140\n' >"$folder/province/new_points.csv"
build
ask GET "scenarios/$id/indicators" 200 # of the snapshot still served: computed before
kill -HUP "$server"
for _ in $(seq 100); do
    ask GET "scenarios/$id" 200
    [ "$(member reason)" = rebased ] && break
    sleep 0.1
done
[ "$(member reason)" = rebased ] && [ "$(member status)" = ready ] || fail "the scenario was not re-based: $(cat "$folder/answer")"
"$program" indicators "$folder/dataset" --format csv >"$folder/indicators.csv" || fail "indicators of the rebuilt province"
python3 - "$folder/command.json" "$folder/indicators.csv" <<'PY' || fail "the scenario and the rebuilt province differ"
import csv, json, sys
number = lambda text: None if text in ("", "nan") else float(text)
rebuilt = {(r["indicator"], r["code"]): number(r["value"]) for r in csv.DictReader(open(sys.argv[2], encoding="utf-8"))}
rows = json.load(open(sys.argv[1]))
wrong = [(r, rebuilt.get((r["indicator"], r["code"]))) for r in rows if rebuilt.get((r["indicator"], r["code"])) != r["after"]] # to the last bit
print(len(wrong), "differ", *wrong[:5], sep="\n")
sys.exit(bool(wrong) or not any(r["before"] != r["after"] for r in rows))
PY

# What was kept of the old snapshot is not answered any more: the place is there before the change now.
settled "scenarios/$id/indicators?level=commune"
python3 - "$folder/incremental.json" "$folder/answer" <<'PY' || fail "the answer is still of the old snapshot"
import json, sys
old, new = (json.load(open(name)) for name in sys.argv[1:])
after = {(one["id"], row["code"]): row["after"] for one in old["indicators"] for row in one["values"]}
before = {(one["id"], row["code"]): row["before"] for one in new["indicators"] for row in one["values"]}
sys.exit(old["snapshot"] == new["snapshot"] or after != before)
PY

# A facility that the next snapshot does not have: the scenario is kept, marked, and says why.
ask GET "collections/facilities/items?limit=10000" 200
facility=$(python3 -c 'import json, sys
print(next(f["id"] for f in json.load(open(sys.argv[1]))["features"] if f["id"].endswith("NEW1")))' "$folder/answer")
ask GET "scenarios/$closing" 200
ask PUT "scenarios/$closing" 200 "{\"title\": {\"en\": \"Closed\"}, \"changes\": [{\"change\": \"remove\", \"facility\": \"$facility\"}]}" "$(etag)"
made_on=$(member snapshot)
sed -i 's/NEW1/NEW2/' "$folder/province/new_points.csv"
build
kill -HUP "$server"
for _ in $(seq 100); do
    ask GET "scenarios/$closing" 200
    [ "$(member status)" = needs_review ] && break
    sleep 0.1
done
[ "$(member status)" = needs_review ] && member conflict | grep -qF "$facility" || fail "no review: $(cat "$folder/answer")"
[ "$(member snapshot)" = "$made_on" ] || fail "the snapshot that it refers to was changed"
ask GET "scenarios/$closing/indicators" 409
member detail_vi | grep -q "^kịch bản cần xem lại: .*thay đổi 1: .*$facility" || fail "in Vietnamese: $(member detail_vi)"
ask PUT "scenarios/$closing" 200 "$plan" "$(ask GET "scenarios/$closing" 200; etag)"
[ "$(member status)" = ready ] || fail "a corrected scenario still needs review"

# Scenarios are computed on the snapshot's own land: without the dataset, too, and never on a damaged block of it.
stop
mv "$folder/dataset/current/dataset.sqlite" "$folder/dataset/away.sqlite"
start
ask GET "scenarios/$id/indicators" 200
stop
python3 - "$folder/dataset/current/cells/land_cover.bin" <<'PY'
import sys
with open(sys.argv[1], "r+b") as file:
    last = file.seek(-1, 2)
    byte = file.read(1)[0]
    file.seek(last)
    file.write(bytes([byte ^ 1]))
PY
start
ask GET scenarios 200
ask GET "scenarios/$id/indicators" 500
grep -q "$folder" "$folder/answer" && fail "a path of the server's machine: $(cat "$folder/answer")"
grep -q 'land_cover.bin' "$folder/err" || fail "the log names no file"
ask DELETE "scenarios/$id" 204 '' "$(ask GET "scenarios/$id" 200; etag)"
ask GET "scenarios/$id" 404
stop
exit $failed
