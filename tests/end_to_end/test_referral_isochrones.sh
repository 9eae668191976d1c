#!/usr/bin/env bash
# vungphu referral on the sample province, from health stations to hospitals, and the isochrones of its build. Arguments: program, shared data.
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

source "$root/tests/end_to_end/datasets.sh"
borrow_dataset sample "$folder/dataset" "$program" "$2"
question=(--from health_station_walk --to hospital_ambulance --snap 500)
"$program" referral "$folder/dataset" "${question[@]}" --nearest 2 >"$folder/two.csv" 2>"$folder/said" || fail "two nearest: $(cat "$folder/said")"
"$program" referral "$folder/dataset" "${question[@]}" >"$folder/one.csv" 2>/dev/null || fail "the nearest"
head -1 "$folder/two.csv" | grep -qx 'from,from_name,to,to_name,rank,minutes_there,minutes_back,metres,straight_metres,status,status_back' || fail "columns: $(head -1 "$folder/two.csv")"
# The names of the sample have no commas. A path between centres of cells is at most a cell's diagonal shorter than the line.
awk -F, 'NR > 1 && $3 != "" && !($6 > 0 && $7 > 0 && $8 >= $9 - 142 && $9 > 0) { print; bad = 1 } END { exit bad || NR < 3 }' \
    "$folder/two.csv" || fail "a row is out of bounds"
awk -F, 'NR > 1 && !(($3 != "") == ($10 == "reached") && ($7 != "") == ($11 == "reached") && $10 $11 ~ /^(reached|no_path|not_known)+$/) { print; bad = 1 } END { exit bad }' \
    "$folder/two.csv" || fail "a status and the numbers disagree"
"$program" referral "$folder/dataset" "${question[@]}" --limit 1 2>/dev/null | awk -F, 'NR > 1 { seen[$10]++ } END { exit !seen["no_path"] }' ||
    fail "beyond a minute there is no path"
awk -F, 'NR > 1 && $1 == from && $6 < minutes { bad = 1 } { from = $1; minutes = $6 } END { exit bad }' "$folder/two.csv" || fail "ranks are not by minutes"
cmp -s <(awk -F, 'NR == 1 || $5 == 1 || $5 == ""' "$folder/two.csv") "$folder/one.csv" || fail "the nearest alone differs from rank 1"
# On foot up and down differ, by ambulance they do not.
"$program" referral "$folder/dataset" "${question[@]}" --mode walk >"$folder/walk.csv" 2>/dev/null || fail "on foot"
awk -F, 'NR > 1 && $3 != "" && $6 != $7 { differs = 1 } END { exit !differs }' "$folder/walk.csv" || fail "there and back on foot take the same"
"$program" referral "$folder/dataset" --from nothing --to hospital_ambulance >/dev/null 2>&1
[ $? = 1 ] || fail "an unknown service"
"$program" referral "$folder/dataset" --from health_station_walk >/dev/null 2>&1
[ $? = 2 ] || fail "no --to"
"$program" referral "$folder/dataset" --from health_station_walk --to hospital_5km >/dev/null 2>"$folder/said"
[ $? = 1 ] || fail "a service without a mode"

# The build's isochrones: one for each service reached by travel, at its own limit, valid.
if command -v ogrinfo >/dev/null; then
    ogrinfo -q -dialect sqlite -sql "SELECT service, limit_minutes, ST_IsValid(geom) AS valid, area_km2, people FROM isochrones
        ORDER BY service, limit_minutes" "$folder"/dataset/current/coverage.sqlite |
        awk '/ = / { printf "%s ", $NF } /people/ { print "" }' >"$folder/isochrones"
    [ "$(grep -c '^health_station_walk ' "$folder/isochrones")" = 1 ] || fail "isochrones: $(cat "$folder/isochrones")"
    awk '$3 != 1 || !($4 > 0) || !($5 >= 0) || $1 == service { print; bad = 1 } { service = $1 } END { exit bad || NR < 2 }' \
        "$folder/isochrones" || fail "an isochrone is invalid or there twice"
fi
exit "$failed"
