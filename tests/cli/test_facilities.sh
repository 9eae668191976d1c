#!/usr/bin/env bash
# What facilities carry: catchments add up to the people reached, and closing one leaves out those who depend on it
# alone, as a scenario says. Arguments: the program, shared data.
set -euo pipefail
program=$1 shared=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$root/tests/end_to_end/datasets.sh"
fail() { echo "FAILED: $*" >&2; exit 1; }
borrow_dataset coarse "$work/dataset" "$program" "$shared"
"$program" facilities "$work/dataset" -s health_station_walk --limit 60 -f csv >"$work/loads.csv"
"$program" facilities "$work/dataset" -s health_station_5km -f csv >"$work/near.csv"
"$program" indicators "$work/dataset" -i H10 -f csv >"$work/reached.csv"
if "$program" facilities "$work/dataset" -s fm_either 2>/dev/null; then fail "a signal has no facilities"; fi
if "$program" facilities "$work/dataset" 2>/dev/null; then fail "no service is asked for"; fi
"$program" facilities "$work/dataset" -s health_station_walk --limit 60 -g 'remote+minority' -f csv >"$work/both.csv"
"$program" indicators "$work/dataset" -i H10 -g 'remote+minority' -f csv >"$work/both_reached.csv"
"$program" facilities "$work/dataset" -s kindergarten -f csv >"$work/seats.csv"
"$program" facilities "$work/dataset" -s health_station_walk --limit 60 --people-per-place 2000 -f csv >"$work/doctors.csv"
"$program" catchments "$work/dataset" -s kindergarten -f csv >"$work/map.csv"
"$program" catchments "$work/dataset" -s kindergarten --nearest -f csv >"$work/nearest.csv"
"$program" catchments "$work/dataset" -s kindergarten -o "$work/map.geojson" --report "$work/map.html"
"$program" catchments "$work/dataset" -s kindergarten --merge-below 20 --merge-only "điểm trường" -f csv --report "$work/merged.html" >"$work/merged.csv"
grep -q 'class="merged_people"' "$work/merged.html" || fail "the report does not say who could close"
"$program" catchments "$work/dataset" -i E1_terrain -f json >"$work/by_relief.json"
"$program" indicators "$work/dataset" -i E1_terrain -f csv >"$work/relief.csv"
if "$program" catchments "$work/dataset" -s culture_point_walk --people-per-place 2 2>"$work/log"; then fail "no capacity"; fi
grep -q 'capacity_field' "$work/log" || fail "no capacity: $(cat "$work/log")"
first=$(sed -n 2p "$work/loads.csv" | cut -d, -f1)
"$program" scenario "$work/dataset" --remove "$first" --quiet -f csv >"$work/without.csv"
python3 - "$work" <<'PY'
import csv, math, sys
rows = lambda name: list(csv.DictReader(open(f"{sys.argv[1]}/{name}.csv", encoding="utf-8-sig")))
loads, whole = rows("loads"), next(r for r in rows("reached") if r["code"] == "*")
reached, everyone = float(whole["numerator"]), float(whole["denominator"])
# Units' people are counted on the source's own cells, facilities' on the grid: a part in a thousand.
assert math.isclose(sum(float(r["catchment"]) for r in loads), reached, rel_tol=1e-3)
for r in loads + rows("near"):
    alone, catchment, within = (float(r[k]) for k in ("alone", "catchment", "within"))
    assert 0 <= alone <= catchment * (1 + 1e-9) and catchment <= within * (1 + 1e-9), r
    assert (r["closing"] == "nobody") == (alone < 0.5)
    if r["capacity"] and float(r["capacity"]) > 0:
        assert math.isclose(float(r["people_per_capacity"]), catchment / float(r["capacity"]), rel_tol=1e-6)
both = next(r for r in rows("both_reached") if r["code"] == "*")
assert math.isclose(sum(float(r["catchment"]) for r in rows("both")), float(both["numerator"]), rel_tol=2e-3), both
# A child takes a seat; of doctors nothing is said of who finds no place, unless it is asked.
seats, doctors = rows("seats"), rows("doctors")
assert any(float(r["left_out"]) > 0 for r in seats if r["left_out"]) and all(r["left_out"] == "" for r in loads)
for r, each in [(r, 1) for r in seats] + [(r, 2000) for r in doctors]:
    if r["capacity"]:
        assert -1e-9 <= float(r["left_out"]) <= float(r["catchment"]), r
# Who finds no place at the nearest may find one at another: fewer are left out than the nearest alone cannot take.
for table, each in ((seats, 1), (doctors, 2000)):
    left = sum(float(r["left_out"]) for r in table if r["left_out"])
    assert left <= sum(max(0, float(r["catchment"]) - each * float(r["capacity"])) for r in table if r["capacity"]) + 1e-6
assert 0 < sum(float(r["left_out"]) for r in seats if r["left_out"]) < sum(max(0, float(r["catchment"]) - float(r["capacity"])) for r in seats if r["capacity"])
# Divided by places: nobody twice, no facility above its places, fewer left out than by need; and areas (below).
import json
divided, nearest = rows("map"), {r["facility"]: r for r in rows("nearest")}
for r in divided:
    assert not r["places"] or float(r["people"]) <= float(r["places"]) + 1e-6, r
    by_load = next(s for s in seats if s["facility"] == r["facility"])
    for other in (nearest[r["facility"]]["people"], r["nearest"], by_load["catchment"]):
        assert math.isclose(float(nearest[r["facility"]]["nearest"]), float(other), rel_tol=1e-6, abs_tol=1e-6), r
found = json.load(open(f"{sys.argv[1]}/map.geojson"))
sums = found["sums"]
assert math.isclose(sums["cost"], sums["bound"], rel_tol=1e-9), sums
assert math.isclose(sums["placed"], sum(float(r["people"]) for r in divided), rel_tol=1e-6), sums
assert 0 < sums["no_place"] < sum(float(r["left_out"]) for r in seats if r["left_out"]), sums
assert sums["mean"] > sums["mean_nearest"] and any(float(r["sent"]) > 0 for r in divided)
assert math.isclose(sums["no_place"], sum(u["no_place"] for u in found["units"]), rel_tol=1e-6)
assert sum(f["geometry"] is not None for f in found["features"]) > 20
page = open(f"{sys.argv[1]}/map.html", encoding="utf-8").read()
assert f'value="{sums["no_place"]:.17g}"' in page or "class=\"no_place\"" in page, "the report has its figures"
merged = [r for r in rows("merged") if r["merged"]]
assert 0 < len(merged) < len(divided) and all(0 < float(r["merged_people"]) < 20 and r["into"] and float(r["people"]) == 0 and "điểm trường" in r["name"] for r in merged), merged
assert math.isclose(sum(float(r["people"]) for r in rows("merged")), sums["placed"], rel_tol=1e-9)
relief, by_relief = next(r for r in rows("relief") if r["code"] == "*"), json.load(open(f"{sys.argv[1]}/by_relief.json"))["sums"]
assert math.isclose(by_relief["people"] - by_relief["beyond"], float(relief["numerator"]), rel_tol=2e-3), by_relief
alone = [float(r["alone"]) for r in loads]
assert alone == sorted(alone, reverse=True) and alone[0] > 1000 and any(a == 0 for a in alone)
lost = -float(next(r for r in rows("without") if r["indicator"] == "H10" and r["code"] == "*")["change"]) * everyone
assert math.isclose(lost, alone[0], rel_tol=2e-3), (lost, alone[0])
PY
# No area has a fault, and no two overlap but for the rounding of degrees.
faults=$(ogrinfo -q -ro "$work/map.geojson" -dialect sqlite -sql \
    "SELECT COUNT(*) AS n FROM map a JOIN map b ON a.id < b.id WHERE ST_Area(ST_Intersection(a.geometry, b.geometry)) > 1e-4 * ST_Area(a.geometry) OR NOT ST_IsValid(a.geometry)" | sed -n 's/.*n (.*) = //p')
[ "$faults" = 0 ] || fail "$faults areas overlap or are not valid"
