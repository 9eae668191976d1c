#!/usr/bin/env bash
# vungphu sites on the sample province: the sites that it proposes are built, and the people left out must
# fall by exactly what it promised. Arguments: program, shared data.
set -uo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
fail() {
    echo "FAILED: $*" >&2
    failed=1
}
# near A B TOLERANCE
near() { awk -v a="$1" -v b="$2" -v t="$3" 'BEGIN { d = a - b; exit !(a != "" && b != "" && d <= t && -d <= t) }'; }
# field NAME FILE: of the first row
field() { awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i } NR == 2 { print $at }' "$2"; }

source "$root/tests/end_to_end/datasets.sh"
copy_tables coarse "$folder/province"
borrow_dataset coarse "$folder/before" "$program" "$2"
question=(--service info_point_walk --limit 30 --quiet)
"$program" sites "$folder/before" "${question[@]}" --count 3 --format csv >"$folder/three.csv" || fail "three sites"
[ "$(field proven "$folder/three.csv")" = true ] || fail "three sites are not proven: $(cat "$folder/three.csv")"
near "$(field objective "$folder/three.csv")" "$(field bound "$folder/three.csv")" 1e-6 || fail "proven, but the bound is another"
"$program" sites "$folder/before" "${question[@]}" --count 1 --format csv >"$folder/one.csv" || fail "one site"
awk -v one="$(field objective "$folder/one.csv")" -v three="$(field objective "$folder/three.csv")" \
    'BEGIN { exit !(three >= one && three <= 3 * one) }' || fail "three sites must reach at least what one does, at most thrice"

# Build what was proposed: the people left out are those that the last row promised.
promised=$(awk -F, 'END { print $8 }' "$folder/three.csv")
awk -F, 'NR == 1 { print "id,name,lon,lat"; next } { print "NEW" $1 ",New " $1 "," $2 "," $3 }' "$folder/three.csv" \
    >"$folder/province/new_points.csv"
echo 'facilities,new_points.csv,,,EPSG:4326,,id=id;name=name;lon=lon;lat=lat;kind:=info_point;service:=info_point_walk,,CC0-1.0,Test,,' \
    >>"$folder/province/datasets.csv"
"$program" build "$folder/province" --output "$folder/after" --quiet >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
"$program" sites "$folder/after" "${question[@]}" --count 1 --format csv >"$folder/after.csv" || fail "sites after"
left=$(awk -F, 'NR == 2 { printf "%.9g", $7 + $8 }' "$folder/after.csv")
near "$left" "$promised" 0.001 || fail "promised $promised people left out, but there are $left"

# The scenario with the same places says what the rebuilt province says, to the last digit.
add=()
while IFS=, read -r order lon lat rest; do
    [ "$order" = order ] || add+=(--add "info_point_walk:$lon,$lat")
done <"$folder/three.csv"
"$program" scenario "$folder/before" "${add[@]}" --format csv --quiet >"$folder/scenario.csv" || fail "scenario"
"$program" indicators "$folder/after" --format csv >"$folder/indicators.csv" || fail "indicators after"
python3 - "$folder/scenario.csv" "$folder/indicators.csv" <<'END' || fail "the scenario and the rebuilt province differ"
import csv, sys
rebuilt = {(row["indicator"], row["code"]): row["value"] for row in csv.DictReader(open(sys.argv[2], encoding="utf-8"))}
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
wrong = [row for row in rows if rebuilt[row["indicator"], row["code"]] != row["after"]]
print(*wrong[:5], sep="\n")
sys.exit(bool(wrong) or not any(row["before"] != row["after"] for row in rows))
END
"$program" scenario "$folder/before" --remove none --quiet >"$folder/out" 2>&1 && fail "an unknown facility removed"
"$program" scenario "$folder/before" --add fm_national:105,22 --quiet >"$folder/out" 2>&1 && fail "a place added to a signal service"
"$program" scenario "$folder/before" --add info_point_walk:1o5,22 >"$folder/out" 2>&1
[ $? = 2 ] || fail "a place that is none must be wrong usage"

# A list of places; the answers of the formats agree; refusals.
"$program" sites "$folder/before" "${question[@]}" --count 1 --candidates "$folder/province/new_points.csv" --format csv >"$folder/listed.csv" || fail "a list"
near "$(field gain "$folder/listed.csv")" "$(field gain "$folder/three.csv")" 1e-6 || fail "the best of the three is not the first"
"$program" sites "$folder/before" "${question[@]}" --count 1 --format geojson | grep '"type": "FeatureCollection"' >/dev/null || fail "GeoJSON"
printf 'lon,lat\n0,0\nx,21\n' >"$folder/bad.csv"
"$program" sites "$folder/before" "${question[@]}" --count 1 --candidates "$folder/bad.csv" >"$folder/out" 2>&1 && fail "bad places accepted"
for finding in 'row 2.*outside the grid' 'row 3 column lon'; do
    grep -q "$finding" "$folder/out" || fail "no finding $finding: $(cat "$folder/out")"
done
"$program" sites "$folder/before" --service fm_national --count 1 >"$folder/out" 2>&1 && fail "a signal without a mast accepted"
grep -q 'height (mast), frequency and power (erp)' "$folder/out" || fail "what a mast is: $(cat "$folder/out")"
"$program" sites "$folder/before" --service water_area --count 1 >"$folder/out" 2>&1 && fail "an area without the reach of pipes"

# A relay where it reaches most people who are left out: the scenario that builds it counts as many, to a thousandth.
relay=(--service fm_local --group remote --mast 30 --frequency 98.5 --erp 0.02 --prominence 30 --count 1)
"$program" sites "$folder/before" "${relay[@]}" --quiet --format json >"$folder/relay.json" || fail "a relay"
python3 - "$folder/relay.json" "$folder/changes.json" <<'END' || fail "what a relay gains"
import json, sys
answer = json.load(open(sys.argv[1]))
site = answer["sites"][0]
change = {"change": "transmitter", "lon": site["lon"], "lat": site["lat"], "system": "fm", "scope": "local", "polarisation": "H", "mast_metres": 30, "frequency_mhz": 98.5, "erp_kw": 0.02}
json.dump([change], open(sys.argv[2], "w"))
sys.exit(not (answer["proven"] and answer["objective"] > 0 and answer["candidates"] > 1))
END
"$program" scenario "$folder/before" --changes "$folder/changes.json" --format csv --quiet >"$folder/relay.csv" || fail "the relay's scenario"
python3 - "$folder/relay.json" "$folder/relay.csv" <<'END' || fail "the relay's scenario counts others"
import csv, json, sys
answer = json.load(open(sys.argv[1]))
row = next(row for row in csv.DictReader(open(sys.argv[2], encoding="utf-8")) if row["indicator"] == "B1_fm_local" and row["code"] == "*")
gained = (float(row["after"]) - float(row["before"])) * answer["people"]
print(gained, answer["objective"])
sys.exit(abs(gained - answer["objective"]) > 1e-3 * gained)
END
"$program" sites "$folder/before" --service none --count 1 >"$folder/out" 2>&1 && fail "an unknown service accepted"
"$program" sites "$folder/before" --service info_point_walk >"$folder/out" 2>&1
[ $? = 2 ] || fail "no count must be wrong usage"
exit $failed
