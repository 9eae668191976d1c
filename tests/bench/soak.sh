#!/usr/bin/env bash
# Mixed load on a server: 16 clients of each dear answer, others that pan a map, and two that measure what /healthz and a
# cached tile take meanwhile. soak.sh PROGRAM HTTP_LOAD DIR SECONDS [P99_MS [MEMORY_MB]]
# Prints CSV; exit status 1 when a request failed other than by 503 or 429, when the server holds more than MEMORY_MB
# (1024) of its own, has more descriptors afterwards than before, does not end in 10 s, or when p99 is above P99_MS
# (0: whatever it is).
set -uo pipefail
program=$1 load=$2 folder=$3 seconds=$4 p99=${5:-20} memory=${6:-1024}
work=$(mktemp -d)
server=
stop() { [ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"; }
trap stop EXIT
"$program" serve "$folder" --listen 127.0.0.1:0 --quiet --memory-megabytes "$memory" --long-per-client 1000 \
    >"$work/out" 2>"$work/said" &
server=$!
while [ ! -s "$work/out" ]; do
    kill -0 "$server" 2>/dev/null || { cat "$work/said"; exit 1; }
    read -rt 0.05 <> <(:) || true
done
port=$(sed 's/.*:\([0-9]*\).*/\1/' "$work/out")
get() { curl -sS "http://127.0.0.1:$port$1"; }
# Services that are travelled to, the first three; and the snapshot's own limit of the first is asked otherwise.
services=$(get /tiles | python3 -c '
import json, re, sys
found = re.findall(r"/maps/reach_(\w+)/tiles", sys.stdin.read())
print(",".join(list(dict.fromkeys(found))[:3]))')
service=${services%%,*}
layer=reach_$service
read -r z x y < <(get /tiles/units.json | python3 -c '
import json, math, sys
west, south, east, north = json.load(sys.stdin)["bounds"]
lon, lat, z = (west + east) / 2, (south + north) / 2, 9
n = 2 ** z
print(z, int((lon + 180) / 360 * n), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n))')
descriptors() { find "/proc/$server/fd" -mindepth 1 2>/dev/null | wc -l; }
own() { awk -v page="$(getconf PAGESIZE)" '{ printf "%d\n", ($2 - $3) * page / 1048576 }' "/proc/$server/statm"; }
tile=/tiles/units/$z/$x/$y.mvt
get "$tile" >/dev/null
get /healthz >/dev/null
before=$(descriptors)
(while kill -0 "$server" 2>/dev/null; do own; read -rt 0.25 <> <(:) || true; done >"$work/own") &
sampler=$!
"$load" 127.0.0.1 "$port" "$seconds" \
    1 4 /healthz 1 4 "$tile" \
    4 20 "/tiles/units/$((z + 1))/$((2 * x))/$((2 * y)).mvt" 2 20 "/tiles/$layer/$z/$x/$y.png" 2 20 /targets \
    16 0 /export/all.xlsx 16 0 /export/all.gpkg 16 0 "/collections/gaps/items?limit=10000" \
    16 0 "/isochrones/$service?limit=30" 16 0 "/gaps?services=$services" \
    16 0 "/collections/units/items?filter=CASEI(name)+LIKE+CASEI('%25a%25')" >"$work/csv"
cat "$work/csv"
kill "$sampler" 2>/dev/null
wait "$sampler" 2>/dev/null
read -rt 1 <> <(:) || true # connections that were just closed
after=$(descriptors)
most=$(sort -n "$work/own" | tail -1)
began=$(date +%s%N)
kill "$server"
wait "$server"
status=$?
took=$((($(date +%s%N) - began) / 1000000))
server=
echo "own memory $most MB at most, $(tail -1 "$work/own") at the end; descriptors $before, then $after; ended in $took ms"
failed=0
wrong() { echo "FAILED: $1"; failed=1; }
awk -F, 'NR > 1 && ($4 > 0 || $2 == $3) { print "FAILED: " $4 " of " $0; bad = 1 } END { exit bad }' "$work/csv" || failed=1
awk -F, -v most="$p99" 'most > 0 && (NR == 2 || NR == 3) && $8 > most { print "FAILED: p99 of " $NF " is " $8 " ms"; bad = 1 }
    END { exit bad }' "$work/csv" || failed=1
[ "$most" -le "$memory" ] || wrong "the server held $most MB of its own"
[ "$after" -le $((before + 4)) ] || wrong "$((after - before)) descriptors more"
[ "$status" = 0 ] || { cat "$work/said"; wrong "the server ended with $status"; }
[ "$took" -le 10000 ] || wrong "the server took $took ms to end"
exit $failed
