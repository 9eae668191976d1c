#!/usr/bin/env bash
# Everything that travels goes by the options of the build: 90 pairs of ten places behind walls that only touch at
# corners, built with -n 8 --open-corners, against a plain Dijkstra: travel-time, referral, the process, /reach, sites.
# Arguments: the program.
set -uo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
/usr/bin/python3 -c "import numpy; from osgeo import gdal" 2>/dev/null || { echo "no GDAL for Python: skipped"; exit 77; }
folder=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill $pid 2>/dev/null; rm -rf "$folder"' EXIT
failed=0
fail() { echo "FAILED: $*" >&2; failed=1; }

/usr/bin/python3 "$root/tests/end_to_end/walled_places.py" make "$folder" || exit 1
"$program" build "$folder/province" --output "$folder/data" -n 8 --open-corners --quiet 2>"$folder/log" || { cat "$folder/log" >&2; exit 1; }
"$program" referral "$folder/data" --from place --to place --nearest 9 >"$folder/referral.csv" || fail "referral"
for k in 0 1 2 3 4 5 6 7 8 9; do
    "$program" travel-time --land-cover "$folder/province/cover.tif" --speeds "$folder/province/speeds.csv" -m walk -n 8 --corners open \
        --facilities "$folder/place$k.csv" -o "$folder/to$k.tif" -q || fail "travel-time to $k"
done
"$program" sites "$folder/data" --service place0 --count 1 --candidates "$folder/candidates.csv" --format json --quiet >"$folder/sites.json" || fail "sites"
"$program" serve "$folder/data" --listen 127.0.0.1:0 --quiet --wait-seconds 60 >"$folder/url" 2>"$folder/log" &
pid=$!
for _ in $(seq 200); do [ -s "$folder/url" ] && break; read -rt 0.1 <> <(:) || true; done
url=$(sed 's|/$||' "$folder/url")
[ -n "$url" ] || { cat "$folder/log" >&2; exit 1; }
while read -r k lon lat; do
    curl -sS --max-time 60 "$url/reach?lon=$lon&lat=$lat" >"$folder/reach$k.json"
    curl -sS --max-time 60 -H 'Content-Type: application/json' -d "{\"inputs\": {\"facilities\": [[$lon, $lat]], \"mode\": \"walk\", \"limit\": 25}}" \
        "$url/processes/travel-time/execution" >"$folder/process$k.json"
done <"$folder/points"
/usr/bin/python3 "$root/tests/end_to_end/walled_places.py" check "$folder" || failed=1

# The defaults are the snapshot's alone: whoever travels on a dataset has them from there.
grep -rl 'vp_travel_defaults(' "$root/src" --include=*.c | sed "s|^$root/src/||" | sort | tr '\n' ' ' |
    grep -qx 'cli/stages/stages.c cli/travel_time.c sites/terrain/road_links.c sites/terrain/siting.c snapshot/snapshot.c store/snapshot/manifest.c store/snapshot/write.c travel/solve.c ' ||
    fail "another file takes the default options of travel"
exit $failed
