#!/usr/bin/env bash
# GDAL, and a PMTiles reader from npm where it is installed, against a server and the archives of its tiles: each row of
# docs/clients.md. VP_WRITE=1 writes its table anew. Usage: test_clients.sh PROGRAM SHARED
set -euo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
command -v ogr2ogr >/dev/null || { echo "no GDAL programs: skipped"; exit 77; }
work=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
source "$root/tests/end_to_end/datasets.sh"
copy_dataset coarse "$work/dataset" "$program" "$2"
for form in mbtiles pmtiles; do "$program" export "$work/dataset" "$work/tiles.$form"; done
"$program" serve "$work/dataset" --listen 127.0.0.1:0 --log-json 1 >"$work/address" 2>"$work/log" &
server=$!
for _ in $(seq 300); do
    [ -s "$work/address" ] && break
    kill -0 "$server" || { cat "$work/log" >&2; exit 1; }
    sleep 0.1
done
python3 "$root/tests/end_to_end/clients.py" "$(sed 's|/$||;q' "$work/address")" "$work/log" "$work/tiles.mbtiles" "$work/tiles.pmtiles" \
    "$root/docs/clients.md" "${VP_CLIENT_MODULES:-$root/build/clients/node_modules}"
