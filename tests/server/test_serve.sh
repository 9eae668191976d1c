#!/bin/bash
# vungphu serve on the sample province: address, answers, a new snapshot by SIGHUP, a damaged one refused, the end by
# SIGTERM. Usage: test_serve.sh VUNGPHU SHARED
set -u
program=$1
source_folder=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
server=
finish() {
    [ -n "$server" ] && kill -KILL "$server" 2>/dev/null
    rm -rf "$folder"
}
trap finish EXIT
fail() {
    echo "FAILED: $*" >&2
    cat "$folder/log" >&2
    exit 1
}

# get PATH: the answer's header and body.
get() {
    exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$1" "$port" >&3
    cat <&3
    exec 3<&-
}
snapshot() { get /readyz | tr -d '\r' | sed -n 's/.*"snapshot":"\([^"]*\)".*/\1/p'; }
# download NAME: the body of /export/NAME, into the folder.
download() { get "/export/$1" | sed '1,/^\r$/d' >"$folder/$1"; }
# until_true COMMAND…: waits for it, at most 30 s.
until_true() {
    for _ in $(seq 300); do
        "$@" && return 0
        kill -0 "$server" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}
has_address() { [ -s "$folder/address" ]; }
has_port() { grep -q '^http://127.0.0.1:[0-9]*/$' "$folder/address"; }
logged() { grep -q "$1" "$folder/log"; }
is_other() { [ "$(snapshot)" != "$first" ]; }

"$program" serve "$folder/nothing" --listen 127.0.0.1:0 > "$folder/out" 2> "$folder/log"
[ $? -eq 1 ] || fail "serving a directory that is not there should end with status 1"
source "$source_folder/tests/end_to_end/datasets.sh"
copy_tables coarse "$folder/tables"
copy_dataset coarse "$folder/data" "$program" "$2"

mkdir "$folder/drafts"
TMPDIR=$folder/drafts "$program" serve "$folder/data" --listen 127.0.0.1:0 > "$folder/address" 2> "$folder/log" &
server=$!
until_true has_address || fail "no address was printed"
port=$(sed -n 's|^http://127.0.0.1:\([0-9]*\)/$|\1|p' "$folder/address")
[ -n "$port" ] || fail "the address is $(cat "$folder/address")"

for path in / /indicators /targets /gaps /collections/units/items /collections/facilities/items /collections/gaps/items \
    /tiles/units.json /tiles/units/0/0/0.mvt /tiles/gaps/0/0/0.mvt /tiles/facilities/0/0/0.mvt /api /metrics; do
    get "$path" > "$folder/answer"
    head -n 1 "$folder/answer" | grep -q ' 200 ' || fail "$path: $(head -n 1 "$folder/answer")"
done
# The texts are read before the server gives up its right to open files.
if command -v msgfmt >/dev/null; then
    get /quality >"$folder/answer"
    grep -q '"reason_vi":"[^"]*không' "$folder/answer" || fail "/quality says nothing in Vietnamese"
fi
first=$(snapshot)
[ -n "$first" ] || fail "no snapshot is named"

# GDAL leaves the choice of features to the server: what is not wanted is not fetched.
if command -v ogrinfo > /dev/null; then
    wanted=$(get '/collections/gaps/items?limit=1&filter=people%3E2000' | sed -n 's/.*"numberMatched":\([0-9]*\).*/\1/p')
    found=$(ogrinfo -q "OAPIF:http://127.0.0.1:$port" gaps -where 'people > 2000' 2>&1 | grep -c '^OGRFeature')
    [ "$found" -gt 0 ] && [ "$found" -eq "$wanted" ] || fail "GDAL finds $found gaps, the server $wanted"
    logged 'filter=people%20%3E%202000&filter-lang=cql-text' || fail "GDAL chose among all gaps by itself"
fi

# Archives hold the tiles that are answered.
for layer in units reach_health_station_walk; do
    for form in pmtiles mbtiles; do
        "$program" export "$folder/data" "$folder/tiles.$form" --layer $layer 2>>"$folder/log" || fail "export $layer as $form"
    done
    python3 "$source_folder/tests/server/archive_tiles.py" "http://127.0.0.1:$port" $layer "$folder/tiles.pmtiles" "$folder/tiles.mbtiles" ||
        fail "the archive of $layer"
done
"$program" export "$folder/data" "$folder/tiles.pmtiles" --layer units,nothing 2>"$folder/refused" && fail "a layer that is not there was exported"
grep -q 'there is no tile layer nothing; there is: units' "$folder/refused" || fail "refused: $(cat "$folder/refused")"

# A COG is read by its parts.
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /export/health_station_walk.tif HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nRange: bytes=4-7\r\nConnection: close\r\n\r\n' "$port" >&3
tr -d '\r' <&3 >"$folder/part"
exec 3<&-
grep -aq '^HTTP/1.1 206 ' "$folder/part" && grep -aq '^Content-Range: bytes 4-7/' "$folder/part" &&
    grep -aq '^Content-Length: 4$' "$folder/part" || fail "a part of a file: $(head -n 3 "$folder/part")"

# Files over HTTP are those of `vungphu export`, and open as what they are.
for file in targets.csv gaps.geojson; do
    download "$file"
    "$program" export "$folder/data" "$folder/ours.${file#*.}" --layer "${file%.*}" 2>> "$folder/log" || fail "export $file"
    [ -s "$folder/$file" ] && cmp -s "$folder/$file" "$folder/ours.${file#*.}" || fail "/export/$file is not what export writes"
done
download all.gpkg
download all.xlsx
python3 - "$folder" << 'END' || fail "a file does not open"
import csv, sqlite3, sys, zipfile
folder = sys.argv[1]
targets = list(csv.DictReader(open(f"{folder}/targets.csv", encoding="utf-8")))
package = sqlite3.connect(f"{folder}/all.gpkg")
assert package.execute("SELECT count(*) FROM targets").fetchone()[0] == len(targets) > 0
assert package.execute("SELECT count(*) FROM gpkg_geometry_columns").fetchone()[0] > 3
assert zipfile.ZipFile(f"{folder}/all.xlsx").testzip() is None
END
[ -z "$(ls -A "$folder/drafts")" ] || fail "a draft is left"

# A damaged snapshot is refused and the last one stays.
current=$folder/data/current
file=$(find "$(readlink -f "$current")/facts" -type f | sort | head -n 1)
cp "$file" "$folder/kept"
printf 'x' | dd of="$file" bs=1 seek=100 conv=notrunc 2> /dev/null
kill -HUP "$server"
until_true logged 'the snapshot stays as it was' || fail "a damaged snapshot was not refused"
[ "$(snapshot)" = "$first" ] || fail "the snapshot did not stay"
cp "$folder/kept" "$file"

"$program" build "$folder/tables" --output "$folder/data" > "$folder/out" 2>> "$folder/log" || fail "second build"
kill -HUP "$server"
until_true is_other || fail "the new snapshot was not taken up"

start=$SECONDS
kill -TERM "$server"
wait "$server"
status=$?
server=
[ $status -eq 0 ] || fail "SIGTERM ended it with status $status"
[ $((SECONDS - start)) -le 10 ] || fail "it took longer than 10 s to end"
logged ' GET /indicators 200 ' || fail "requests are not logged"

# The log as JSON, with the trace of the client; the dashboard names metrics that there are.
"$program" serve "$folder/data" --listen 127.0.0.1:0 --log-json 1 --stop-seconds 3 >"$folder/address" 2>"$folder/lines" &
server=$!
until_true has_port || fail "no address was printed with --log-json"
port=$(sed -n 's|^http://127.0.0.1:\([0-9]*\)/$|\1|p' "$folder/address")
ask() { # TARGET TRACEPARENT
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: probe "1"\r\ntraceparent: %s\r\nConnection: close\r\n\r\n' "$1" "$2" >&3
    cat <&3 >/dev/null
    exec 3<&-
}
ask '/healthz?trace' 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
ask '/healthz?bad' 00-00000000000000000000000000000000-00f067aa0ba902b7-01
get /metrics | sed '1,/^\r$/d' >"$folder/metrics"
kill -TERM "$server"
wait "$server"
server=
python3 "$source_folder/tests/server/log_lines.py" "$folder/lines" "$source_folder/packaging/grafana/vungphu.json" "$folder/metrics" ||
    fail "the log as JSON: $(head -n 3 "$folder/lines")"
grep -q 'under way and have 3 s' "$folder/lines" || fail "--stop-seconds 3 is not what a stop takes: $(tail -n 1 "$folder/lines")"
echo "served, reloaded, stopped"
