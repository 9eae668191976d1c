#!/usr/bin/env bash
# Settlements of the sample: the list against the table that it comes from, gaps by name, the layer of exports, and who
# lives in an especially difficult one. Arguments: the program, shared data.
set -euo pipefail
program=$1 shared=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$root/tests/end_to_end/datasets.sh"
fail() { echo "FAILED: $*" >&2; exit 1; }
borrow_dataset coarse "$work/dataset" "$program" "$shared"
"$program" settlements "$work/dataset" -s health_station_walk --all -c 100000 -f csv >"$work/all.csv"
"$program" settlements "$work/dataset" -s health_station_walk -c 100000 -f csv >"$work/unserved.csv"
"$program" settlements "$work/dataset" -s health_station_walk -g 'remote|minority' -c 100000 -f csv >"$work/group.csv"
"$program" gaps "$work/dataset" -s health_station_walk -c 100000 -f csv >"$work/gaps.csv"
"$program" indicators "$work/dataset" -i B1_everyone -g remote_settlements -f csv >"$work/difficult.csv"
"$program" export "$work/dataset" "$work/layer.csv" --layer settlements
"$program" settlements "$work/dataset" -c 1000000 -f csv >"$work/every.csv"
"$program" export "$work/dataset" "$work/unserved_layer.csv" --layer unserved_settlements
if "$program" settlements "$work/dataset" --limit 30 2>/dev/null; then fail "a limit of no service"; fi
python3 - "$work" "$root/gis-data/sample/settlements.csv" <<'PY'
import csv, math, sys
work, table = sys.argv[1:]
rows = lambda name: list(csv.DictReader(open(f"{work}/{name}.csv", encoding="utf-8-sig")))
stated = {r["id"]: r for r in csv.DictReader(open(table, encoding="utf-8"))}
everyone, unserved, layer = rows("all"), rows("unserved"), rows("layer")
assert len(layer) == len(stated) and {r["id"] for r in layer} == set(stated)
assert [r["settlement"] for r in everyone[:len(unserved)]] == [r["settlement"] for r in unserved]
assert unserved and all(r["unserved"] == "1" for r in unserved) and all(r["unserved"] == "0" for r in everyone[len(unserved):])
left = [float(r["left_out"]) for r in unserved]
assert left == sorted(left, reverse=True)
# Without a service all of them, as each is listed alone; the layer has the same rows.
every, unserved_layer = rows("every"), rows("unserved_layer")
assert len({r["service"] for r in every}) > 10
assert [(r["settlement"], r["left_out"]) for r in every if r["service"] == "health_station_walk"] == [(r["settlement"], r["left_out"]) for r in unserved]
assert [(r["id"], r["service"]) for r in unserved_layer] == [(r["settlement"], r["service"]) for r in every]
assert all(math.isclose(float(a["left_out"]), float(b["left_out"]), rel_tol=1e-9) for a, b in zip(unserved_layer, every))
counted = 0
for r in everyone:
    one = stated[r["settlement"]]
    people, out = float(r["people"]), float(r["left_out"])
    assert 0 <= out <= people * (1 + 1e-9) and r["name"] == one["name"] and r["difficult"] == one["difficult"]
    if people > 0:
        assert (r["unserved"] == "1") == (out > people / 2), r
    if one["people"] and people > 0 and abs(people - float(one["people"])) < 1e-6:
        counted += 1
assert counted > 0.8 * len([r for r in stated.values() if r["people"]]), "stated people are not what is shown"
names = {r["name"] for r in stated.values()}
gaps = rows("gaps")
named = [g for g in gaps if g["settlement"]]
assert named and {g["settlement"] for g in named} <= names
assert sum(float(g["people"]) for g in named) > 0.9 * sum(float(g["people"]) for g in gaps)
group = {r["settlement"]: float(r["people"]) for r in rows("group")}
assert group and all(group[r["settlement"]] <= float(r["people"]) * (1 + 1e-9) for r in everyone if r["settlement"] in group)
# People who live in such a settlement: those of its cells that lie in a unit (some do not).
whole = rows("difficult")[0]
living = sum(float(r["grid_people"]) for r in layer if r["difficult"] == "1")
assert math.isclose(float(whole["denominator"]), living, rel_tol=0.05), (whole["denominator"], living)
PY
