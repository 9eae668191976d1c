#!/usr/bin/env bash
# Answers beside those of others on the same data: a cached vector tile beside nginx (the same bytes as a static gzip file), a
# picture that is drawn anew beside MapServer (FastCGI, the same surface, six classes).
#   tests/bench/serve.sh [DIR [SECONDS]]    (script/bench builds first; DIR: a dataset directory, else the sample is built)
# CSV: program,what,answers_per_cpu_s,per_s,p50_ms,p99_ms of 16 connections; the processor time is the server's own, so that
# it says something beside other load, the server is kept to one core and the clients to another. Then milliseconds from
# start to the first answer and MB that the process holds of its own. What is not installed is named: apt-get install
# nginx-light cgi-mapserver, and script/bootstrap clients for PostGIS (postgis.sh: units drawn beside ST_AsMVT).
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$PWD/build/release/vungphu load=$PWD/build/release/tests/bench/http_load
seconds=${2:-5}
work=$(mktemp -d)
pids=()
stop() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    [ -z "${mapserv:-}" ] || kill -9 "$mapserv" 2>/dev/null || true # which waits for one more request at TERM
    rm -rf "$work"
}
trap stop EXIT
folder=${1:-}
if [ -z "$folder" ]; then
    folder=$work/dataset
    "$program" build gis-data/sample --output "$folder" --quiet 2>/dev/null
fi
[ "$(nproc)" -gt 1 ] && here=(taskset -c 0) there=(taskset -c 1) || here=() there=()

cpu() { # seconds of these processes
    for pid in "$@"; do cat "/proc/$pid/stat"; done | awk -v tick="$(getconf CLK_TCK)" '{ s += $14 + $15 } END { print s / tick }'
}
measure() { # PROGRAM WHAT PORT PATH PID…
    local name=$1 what=$2 port=$3 path=$4 before
    shift 4
    before=$(cpu "$@")
    "${there[@]}" "$load" 127.0.0.1 "$port" "$seconds" 16 0 "$path" >"$work/csv"
    awk -F, -v name="$name" -v what="$what" -v cpu="$(cpu "$@")" -v before="$before" 'NR == 2 {
        if ($4 > 0) { print "FAILED: " $4 " of " $NF > "/dev/stderr"; exit 1 }
        printf "%s,%s,%.0f,%.0f,%s,%s\n", name, what, $2 / (cpu - before), $6, $7, $8 }' "$work/csv"
}
serve() { # OPTION… ; sets pid and port
    : >"$work/address"
    "${here[@]}" "$program" serve "$folder" --listen 127.0.0.1:0 --quiet --threads 1 "$@" >"$work/address" 2>"$work/said" &
    pid=$!
    pids+=("$pid")
    while [ ! -s "$work/address" ]; do
        kill -0 "$pid" 2>/dev/null || { cat "$work/said" >&2; exit 1; }
        read -rt 0.01 <> <(:) || true
    done
    port=$(sed 's/.*:\([0-9]*\).*/\1/' "$work/address")
}

began=$(date +%s%N)
serve
curl -sS "http://127.0.0.1:$port/healthz" >/dev/null
ready=$((($(date +%s%N) - began) / 1000000))
layer=$(curl -sS "http://127.0.0.1:$port/tiles" | grep -o '/maps/reach_[a-z0-9_]*' | head -1 | sed 's|/maps/||')
read -r z x y < <(curl -sS "http://127.0.0.1:$port/tiles/units.json" | python3 -c '
import json, math, sys
west, south, east, north = json.load(sys.stdin)["bounds"]
lon, lat, z = (west + east) / 2, (south + north) / 2, 9
n = 2 ** z
print(z, int((lon + 180) / 360 * n), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n))')
tile=/tiles/units/$z/$x/$y.mvt picture=/tiles/$layer/$z/$x/$y.png
echo "program,what,answers_per_cpu_s,per_s,p50_ms,p99_ms"
curl -sS -H 'Accept-Encoding: gzip' "http://127.0.0.1:$port$tile" >"$work/tile.mvt.gz"
gzip -dc "$work/tile.mvt.gz" >"$work/tile.mvt"
measure vungphu cached_tile "$port" "$tile" "$pid"
own=$(awk -v page="$(getconf PAGESIZE)" '{ printf "%d", ($2 - $3) * page / 1048576 }' "/proc/$pid/statm")
kill "$pid"
serve --cache-megabytes 0
measure vungphu made_tile "$port" "$tile" "$pid"
measure vungphu made_picture "$port" "$picture" "$pid"
kill "$pid"

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
if [ -x /usr/sbin/nginx ]; then
    web=$(free_port) fast=$(free_port)
    cat >"$work/nginx.conf" <<EOF
daemon off; worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.log;
events { worker_connections 256; }
http { access_log off; client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work; uwsgi_temp_path $work;
  scgi_temp_path $work; keepalive_requests 100000000; sendfile on; tcp_nopush on;
  server { listen 127.0.0.1:$web; root $work; gzip_static on; default_type application/octet-stream;
    location /map { fastcgi_pass 127.0.0.1:$fast; fastcgi_param QUERY_STRING \$query_string;
                    fastcgi_param REQUEST_METHOD GET; } } }
EOF
    chmod 755 "$work"
    [ "$(id -u)" = 0 ] && sed -i '1s/^/user root; /' "$work/nginx.conf"
    "${here[@]}" /usr/sbin/nginx -p "$work" -c "$work/nginx.conf" &
    nginx=$!
    pids+=("$nginx")
    until curl -sS "http://127.0.0.1:$web/tile.mvt" >/dev/null 2>&1; do read -rt 0.05 <> <(:) || true; done
    worker=$(pgrep -P "$nginx" | head -1)
    measure nginx static_tile "$web" /tile.mvt "$worker"
else
    echo "missing: nginx (apt-get install nginx-light)" >&2
fi
if [ -n "${web:-}" ] && [ -x /usr/lib/cgi-bin/mapserv ]; then
    colours=("26 152 80" "145 207 96" "217 239 139" "254 224 139" "252 141 89" "215 48 39")
    {
        printf 'MAP SIZE 256 256 IMAGETYPE png PROJECTION "init=epsg:3857" END\n'
        printf 'OUTPUTFORMAT NAME png DRIVER "AGG/PNG" MIMETYPE "image/png" IMAGEMODE RGBA EXTENSION "png" END\n'
        printf 'LAYER NAME reach TYPE RASTER STATUS ON DATA "%s" PROJECTION "init=epsg:32648" END\n' \
            "$(realpath "$folder")/current/surfaces/${layer#reach_}.tif"
        for i in 0 1 2 3 4 5; do
            printf 'CLASS EXPRESSION ([pixel] >= %d AND [pixel] < %d) STYLE COLOR %s END END\n' $((i * 15)) $((i * 15 + 15)) "${colours[i]}"
        done
        printf 'END END\n'
    } >"$work/reach.map"
    printf 'CONFIG ENV MS_MAP_PATTERN "." END END\n' >"$work/mapserver.conf"
    MAPSERVER_CONFIG_FILE=$work/mapserver.conf "${here[@]}" python3 -c '
import os, socket, sys
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(64); os.dup2(s.fileno(), 0)
os.execv("/usr/lib/cgi-bin/mapserv", ["mapserv"])' "$fast" &
    mapserv=$!
    pids+=("$mapserv")
    query="/map?map=$work/reach.map&mode=tile&tilemode=gmap&layers=reach&tile=$x+$y+$z"
    for _ in $(seq 100); do curl -sf "http://127.0.0.1:$web$query" -o "$work/their.png" && break; read -rt 0.05 <> <(:) || true; done
    head -c 4 "$work/their.png" | grep -q PNG || { echo "MapServer draws no picture: $(head -c 300 "$work/their.png")" >&2; exit 1; }
    measure mapserver made_picture "$web" "$query" "$mapserv"
else
    echo "missing: MapServer (apt-get install nginx-light cgi-mapserver)" >&2
fi
bash tests/bench/postgis.sh "$folder" "$seconds" || [ $? = 77 ]
echo "ready after $ready ms, $own MB of its own"
