#!/usr/bin/env bash
# vungphu init on places as people have them (places.py), and on Porto Alegre's files where they are: the first build has
# figures, of all people that the files have, and no table was edited.
# Usage: test_init.sh VUNGPHU SHARED
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

/usr/bin/python3 "$root/tests/end_to_end/places.py" "$work/files" >"$work/people"

# PLACE PEOPLE INDICATOR: init and build; the indicator of the whole place is above 0 and its people are PEOPLE, to 1.
try() {
    local place=$1 people=$2 indicator=$3
    shift 3
    "$vungphu" init "$work/$place" --yes "$@" >"$work/$place.log" 2>&1 || fail "init of $place: $(cat "$work/$place.log")"
    "$builder" build "$work/$place" --quiet >"$work/build.log" 2>&1 || fail "build of $place: $(cat "$work/build.log")"
    "$builder" indicators "$work/$place/dataset" --format csv >"$work/$place.csv"
    python3 - "$work/$place.csv" "$indicator" "$people" <<'END' || fail "$place: $(grep "^$indicator" "$work/$place.csv" | head -n 3)"
import csv, sys
rows = [r for r in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")) if r["indicator"] == sys.argv[2]]
whole = [r for r in rows if r["code"] == "*"]
assert whole and float(whole[0]["value"]) > 0, "no value"
assert all(r["value"] or not float(r["denominator"] or 0) for r in rows), "a unit with people has no data"
assert abs(float(whole[0]["denominator"]) - float(sys.argv[3])) < 1, whole[0]["denominator"]
END
}

people() { awk -v place="$1" '$1 == place {print $2}' "$work/people"; }
try island "$(people island)" hospital_reached "$work"/files/island/*
try roads_only "$(people roads_only)" health_station_reached "$work"/files/roads_only/*
try villages "$(people villages)" water_source_reached "$work"/files/villages/*
try vietnam "$(people vietnam)" health_station_reached "$work"/files/vietnam/*
# 50 people per km² on 0.1° by 0.1° at 18.95° south, on the ellipsoid: 110.68 km a degree of latitude, 105.34 of longitude.
try south 5829 primary_reached "$work"/files/south/*
grep -q 'code=GID_3;name=NAME_3;level:=commune' "$work/south/datasets.csv" || fail "south: $(cat "$work/south/datasets.csv")"
grep -q 'health_station_beds' "$work/vietnam.csv" || fail "beds of the stations are not measured"

# More files later: what was not changed follows, what was changed is kept and added to.
mkdir "$work/later"
"$vungphu" init "$work/later/place" --yes --no-check --template health "$work"/files/island/{municipalities.geojson,*.tif,facilities.csv} >"$work/log" 2>&1 ||
    fail "init in two steps: $(cat "$work/log")"
! grep -q '^school,' "$work/later/place/services.csv" || fail "a school under the template health"
grep -q '^hospital,.*,distance,' "$work/later/place/services.csv" || fail "without roads distances are measured"
sed -i 's/^hospital,Bệnh viện/hospital,Của tôi/' "$work/later/place/services.csv"
"$vungphu" init "$work/later/place" --yes "$work/files/island/roads.geojson" >"$work/log" 2>&1 || fail "init again: $(cat "$work/log")"
grep -q '^roads,roads.geojson' "$work/later/place/datasets.csv" || fail "the roads were not added"
grep -q '^hospital,Của tôi,.*,distance,' "$work/later/place/services.csv" || fail "a changed row was overwritten"
grep -q '^"school",' "$work/later/place/services.csv" || fail "the school is not added once all services are wanted"
grep -q 'checked: 0 errors' "$work/log" || fail "the check: $(cat "$work/log")"
grep -q '^next: vungphu build' "$work/log" || fail "what is next is not said"

# What cannot be read, and what says nothing of people.
echo '<OGRVRTDataSource/>' >"$work/bad.geojson"
if "$vungphu" init "$work/bad" --yes "$work/bad.geojson" "$work/files/island/facilities.csv" >"$work/log" 2>&1; then fail "a file that cannot be read is an error"; fi
grep -q 'not used: bad.geojson: the file is a GDAL VRT' "$work/log" || fail "$(cat "$work/log")"
grep -q 'missing: people' "$work/log" || fail "nobody is missed: $(cat "$work/log")"
if "$vungphu" init "$work/none" 2>"$work/log"; then fail "init without files"; else [ $? = 2 ] || fail "wrong usage is status 2"; fi

porto=$2/data/porto-alegre
[ -d "$porto" ] || { echo "five places; no $porto"; exit 0; }
try porto_alegre 812935 health_care_reached "$porto"/poa_{osm.pbf,elevation.tif,hexgrid.csv,points_of_interest.csv}
echo "six places, each with figures at the first build"
