#!/usr/bin/env bash
# vungphu init on places in the shapes that offices, agencies and downloads give them (odd_places.py): no question, no table
# edited; the first build has a figure of all people that the files have. VP_THOROUGH=1 builds every place, else every
# second is only read and checked.
# Usage: test_odd_places.sh VUNGPHU
set -euo pipefail
vungphu=$1
builder=${VP_DELIVERED:-$vungphu} # of what the program has read and checked
root=$(realpath "$(dirname "$0")/../..")
/usr/bin/python3 -c 'from osgeo import ogr; import numpy' 2>/dev/null || { echo "no GDAL or numpy for /usr/bin/python3: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}

/usr/bin/python3 "$root/tests/end_to_end/odd_places.py" "$work/files" >"$work/places"

# PLACE PEOPLE INDICATOR: its value is above 0, and it has the people of the files, to 1.
expect_figures() {
    "$builder" indicators "$work/$1/dataset" --format csv >"$work/$1.csv"
    python3 - "$work/$1.csv" "$2" "$3" <<'END' || fail "$1: $(cat "$work/$1.csv")"
import csv, sys
rows = [r for r in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")) if r["code"] == "*" and r["indicator"] == (sys.argv[3] or r["indicator"])]
assert rows and float(rows[0]["value"]) > 0, "no value"
assert not sys.argv[2] or abs(float(rows[0]["denominator"]) - float(sys.argv[2])) < 1, rows[0]["denominator"]
END
}

# PLACE PEOPLE INDICATOR FACILITIES NUMBER
try() {
    local place=$1 log="$work/$1.log"
    "$vungphu" init "$work/$place" --yes "$work/files/$place"/* >"$log" 2>&1 </dev/null || fail "init of $place: $(cat "$log")"
    grep -q '^checked: 0 errors' "$log" || fail "the check of $place: $(cat "$log")"
    if [ -n "${VP_THOROUGH:-}" ] || [ $(($5 % 2)) = 0 ]; then
        "$builder" build "$work/$place" --quiet >"$work/build.log" 2>&1 || fail "build of $place: $(cat "$work/build.log")"
        expect_figures "$place" "$2" "$3"
    fi
    awk -v want="$4" '/ places of the service /{for (i = 2; i < NF; i++) if ($i == "places" && $(i + 1) == "of") sum += $(i - 1)} END {exit sum + 0 != want}' "$log" ||
        fail "$place: not $4 facilities: $(cat "$log")"
}

number=0
while IFS=, read -r place people indicator facilities; do
    number=$((number + 1))
    try "$place" "$people" "$indicator" "$facilities" "$number"
done <"$work/places"

# On both sides of 180 degrees longitudes go on beyond it, so that what is near has near numbers.
"$builder" build "$work/antimeridian" --quiet >"$work/build.log" 2>&1 || fail "build over 180 degrees: $(cat "$work/build.log")"
expect_figures antimeridian "$(sed -n 's/^antimeridian,\([0-9]*\),.*/\1/p' "$work/places")" health_station_reached
"$builder" export "$work/antimeridian/dataset" "$work/east.geojson" --layer facilities >/dev/null
grep -q -- '-179.95, -16.85' "$work/east.geojson" || fail "the facility in the east: $(cat "$work/east.geojson")"
"$builder" export "$work/antimeridian/dataset" "$work/both.mbtiles" --layer units >/dev/null
python3 -c "import sqlite3, sys; sys.exit(sqlite3.connect('$work/both.mbtiles').execute('SELECT count(DISTINCT tile_column) FROM tiles WHERE zoom_level = 9 AND tile_column IN (0, 511)').fetchone()[0] != 2)" ||
    fail "tiles of one side of the 180th meridian alone"
grep -q 'population,vnm_f_1_2020.tif,.*group:=children_under_5;part:=f_1' "$work/two_worldpops/datasets.csv" || fail "children: $(cat "$work/two_worldpops/datasets.csv")"
grep -q 'level:=commune' "$work/gadm/datasets.csv" || fail "GADM's third level: $(cat "$work/gadm/datasets.csv")"
grep -q 'it does not name its coordinate system: EPSG:3405 is assumed' "$work/old_fonts.log" || fail "$(cat "$work/old_fonts.log")"
grep -q 'TCVN3' "$work/old_fonts/datasets.csv" || fail "$(cat "$work/old_fonts/datasets.csv")"
grep -q '10601,3100,Duc Chinh,Xã Đức Chính' "$work/by_name/people_by_name.csv" || fail "$(cat "$work/by_name/people_by_name.csv")"
grep -q 'swap them' "$work/swapped.log" || fail "$(cat "$work/swapped.log")"
echo "$number places"
