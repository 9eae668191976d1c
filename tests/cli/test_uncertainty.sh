#!/usr/bin/env bash
# Ranges of shares: none without a cause but the population grids, wider with more causes, the same for the same seed,
# and units marked whose range crosses the target. Arguments: the program, shared data.
set -euo pipefail
program=$1 shared=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$root/tests/end_to_end/datasets.sh"
fail() { echo "FAILED: $*" >&2; exit 1; }
borrow_dataset coarse "$work/dataset" "$program" "$shared"
ask() { "$program" uncertainty "$work/dataset" -s health_station_walk -f csv "$@"; }
ask --speed 0 --position 0 --target 0.9 >"$work/grids.csv"
ask --speed 0.1 --position 0 --target 0.9 >"$work/little.csv"
ask --speed 0.3 --position 0 --target 0.9 >"$work/much.csv"
ask --speed 0.3 --position 0 --target 0.9 | cmp - "$work/much.csv" || fail "the same seed gives another range"
ask --speed 0.3 --position 0 --target 0.9 --seed 2 | cmp -s - "$work/much.csv" && fail "another seed gives the same"
"$program" indicators "$work/dataset" -i H10 -f csv >"$work/reached.csv"
ask -g "remote+minority" --speed 0 --position 0 --runs 1 >"$work/both.csv"
"$program" indicators "$work/dataset" -i H10 -g "remote+minority" -f csv >"$work/both_reached.csv"
ask_of() { "$program" uncertainty "$work/dataset" -f csv "$@"; }
ask_of -i W1_area --runs 5 --position 800 >"$work/area.csv"
ask_of -i B1_joint_any_signal --runs 2 --position 300 >"$work/joint.csv"
"$program" indicators "$work/dataset" -i B1_joint_any_signal -f csv >"$work/joint_reached.csv"
# The same services as a list of their own, and of groups joined.
joint=$(cd "$root/gis-data/sample" && /usr/bin/env python3 -c '
import csv
row = next(r for r in csv.DictReader(open("indicators.csv", encoding="utf-8-sig")) if r["id"] == "B1_joint_any_signal")
print(row["service"], row["group"])')
ask_of -S "${joint% *}" -g "${joint#* }" --runs 2 --position 300 >"$work/listed.csv"
cmp <(cut -d, -f1-8 "$work/joint.csv") <(cut -d, -f1-8 "$work/listed.csv") || fail "the list of an indicator's services has another range"
ask_of -S health_station_walk=30,hospital -g remote+minority --runs 1 --speed 0 --position 0 >"$work/list.csv"
"$program" indicators "$work/dataset" -S health_station_walk=30,hospital -g remote+minority -f csv >"$work/list_reached.csv"
ask_of -S health_station_walk=30,hospital -k 1 --runs 1 --speed 0 --position 0 >"$work/any.csv"
"$program" indicators "$work/dataset" -S health_station_walk=30,hospital -k 1 -f csv >"$work/any_reached.csv"
for wrong in "-S hospital -l 30" "-S hospital -s hospital" "-s hospital -k 1"; do
    # shellcheck disable=SC2086
    if ask_of $wrong 2>/dev/null; then fail "$wrong is taken"; else [ $? = 2 ] || fail "$wrong is wrong usage"; fi
done
if ask_of -S hospital,hospitall 2>"$work/said"; then fail "an unknown service is taken"; fi
grep -q 'there is no service hospitall' "$work/said" || fail "$(cat "$work/said")"
if ask_of -i X1 2>"$work/said"; then fail "what is recorded has no range"; fi
grep -q 'X1 has no range: it is made of what is recorded (recorded_share)' "$work/said" || fail "$(cat "$work/said")"
if ask_of --runs 2 2>/dev/null; then fail "neither an indicator nor a service"; fi
python3 - "$work" <<'PY'
import csv, math, sys
rows = lambda name: {r["code"]: {k: float(v) if k not in ("code", "name", "crosses", "unit", "indicator", "level", "vintage") and v else v
                                 for k, v in r.items()} for r in csv.DictReader(open(f"{sys.argv[1]}/{name}.csv", encoding="utf-8-sig"))}
grids, little, much, reached = map(rows, ("grids", "little", "much", "reached"))
whole = lambda table: table["*"]["high"] - table["*"]["low"]
assert whole(grids) < whole(little) < whole(much)
for code, r in much.items():
    assert math.isclose(r["value"], reached[code]["value"], rel_tol=1e-3, abs_tol=1e-6), code
    assert r["least"] <= r["low"] <= r["high"] <= r["most"]
    assert (r["crosses"] == "yes") == (r["low"] < 0.9 <= r["high"]), r
both, both_reached = rows("both"), rows("both_reached")
assert math.isclose(both["*"]["value"], both_reached["*"]["value"], rel_tol=2e-3), (both["*"], both_reached["*"])
for name in ("list", "any"):
    given, there = rows(name), rows(name + "_reached")
    assert len(given) == len(there) > 20 and 0 < given["*"]["value"] < 1, given["*"]
    for code in given:
        both = given[code]["value"], there[code]["value"]
        assert both == ("", "") or math.isclose(*both, rel_tol=2e-3, abs_tol=2e-4), (name, code, both)
area, joint, joint_reached = rows("area"), rows("joint"), rows("joint_reached")
assert area["*"]["least"] < area["*"]["most"], area["*"]
assert joint["*"]["least"] < joint["*"]["most"] and math.isclose(joint["*"]["value"], joint_reached["*"]["value"], rel_tol=2e-3), joint["*"]
# The two grids of the sample give the ends that every indicator has.
assert math.isclose(grids["*"]["least"], reached["*"]["low"], rel_tol=2e-3)
assert math.isclose(grids["*"]["most"], reached["*"]["high"], rel_tol=2e-3)
PY
