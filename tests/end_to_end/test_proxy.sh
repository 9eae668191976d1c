#!/usr/bin/env bash
# packaging/nginx/vungphu.conf as it stands, but for ports, certificates and folders: nginx takes it, tiles come through its cache with
# the same bytes, what the server says of a tile is asked again by its ETag, and writing from elsewhere is refused. Behind it are
# three servers of one snapshot: one of them is killed under load, and no request fails.
# Usage: test_proxy.sh VUNGPHU SHARED
set -euo pipefail
program=$1 shared=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
nginx=$(command -v nginx || echo /usr/sbin/nginx)
for needed in "$nginx" openssl curl; do
    command -v "$needed" >/dev/null || { echo "no $needed: skipped"; exit 77; }
done
work=$(mktemp -d)
servers=() urls=()
finish() {
    [ ! -s "$work/nginx.pid" ] || kill "$(cat "$work/nginx.pid")" 2>/dev/null || true
    [ ${#servers[@]} = 0 ] || kill "${servers[@]}" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
source "$root/tests/end_to_end/datasets.sh"
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
copy_dataset coarse "$work/dataset" "$program" "$shared"
start_server() {
    rm -f "$work/address"
    mkfifo "$work/address"
    "$program" serve "$work/dataset" --listen 127.0.0.1:0 >"$work/address" 2>>"$work/log" &
    servers+=($!)
    read -r url <"$work/address" || fail "serve: $(cat "$work/log")"
    urls+=("$url")
}
for _ in 1 2 3; do start_server; done
url=${urls[0]} more=
for other in "${urls[@]:1}"; do more="$more server $(sed 's|http://||; s|/$||' <<<"$other") fail_timeout=5s;"; done
read -r plain tls < <(python3 -c 'import socket
a, b = socket.socket(), socket.socket()
a.bind(("127.0.0.1", 0)); b.bind(("127.0.0.1", 0)); print(a.getsockname()[1], b.getsockname()[1])')
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=maps.example.org -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
address=${url#http://}
sed -e "s|# server 127.0.0.1:8081 fail_timeout=5s;|$more|; s|127.0.0.1:8080|${address%/}|; s|listen 80;|listen 127.0.0.1:$plain;|; s|listen 443 |listen 127.0.0.1:$tls |" \
    -e "s|/var/cache/nginx/vungphu|$work/cache|; s|ssl_certificate_key .*|ssl_certificate_key $work/key.pem;|; s|ssl_certificate /.*|ssl_certificate $work/cert.pem;|" \
    "$root/packaging/nginx/vungphu.conf" >"$work/vungphu.conf"
grep -q "fail_timeout=5s;$" "$work/vungphu.conf" || fail "the sample has no place for more servers"
{
    [ "$(id -u)" != 0 ] || echo "user root;"
    echo "pid $work/nginx.pid; error_log $work/error.log; worker_processes 1; events {}"
    echo "http { access_log off; client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;"
    echo "include $work/vungphu.conf; }"
} >"$work/nginx.conf"
"$nginx" -t -c "$work/nginx.conf" 2>"$work/said" || fail "nginx refuses the sample: $(cat "$work/said")"
"$nginx" -c "$work/nginx.conf" 2>"$work/said" || fail "nginx: $(cat "$work/said")"
ask() { curl -sSk --resolve "maps.example.org:$tls:127.0.0.1" -H 'Host: maps.example.org' "$@"; }
front=https://maps.example.org:$tls
ask -f "$front/readyz" >/dev/null || fail "not through the proxy: $(cat "$work/error.log")"
# The tile in the middle of the province.
tile=$(curl -sSf "${url}tiles/units.json" | python3 -c 'import json, math, sys
west, south, east, north = json.load(sys.stdin)["bounds"]
lon, lat, n = (west + east) / 2, math.radians((south + north) / 2), 2 ** 9
print(f"tiles/units/9/{int((lon + 180) / 360 * n)}/{int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * n)}.mvt")')
curl -sSf "${url}$tile" -o "$work/own" || fail "no tile $tile"
[ -s "$work/own" ] || fail "$tile is empty"
for state in MISS HIT; do
    ask -f -D "$work/head" "$front/$tile" -o "$work/through"
    cmp "$work/own" "$work/through" || fail "another tile through the proxy"
    grep -qiE "^X-Cache: ($state|REVALIDATED)" "$work/head" || fail "cache: $(cat "$work/head")"
done
[ "$(ask -o "$work/page" -w '%{http_code}' "http://127.0.0.1:$plain/")" = 301 ] || fail "no redirect to https"
[ "$(ask -o "$work/page" -w '%{http_code}' "$front/metrics")" = 200 ] || fail "metrics for this machine"
python3 "$root/tests/end_to_end/replicas.py" "$tls" "${urls[1]}" "$tile" "${servers[1]}" || fail "replicas: $(tail -3 "$work/error.log")"
