#!/usr/bin/env bash
# The first minutes: a command misspelt, serve on a province folder, a busy port, addresses of the network, demo.
# Arguments: the program, shared data.
set -euo pipefail
program=$1 shared=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
server=
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; fi
    rm -rf "$work"
}
trap finish EXIT
source "$root/tests/end_to_end/datasets.sh"
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
refuse() { # STATUS TEXT COMMAND…
    local wanted=$1 text=$2 status=0
    shift 2
    "$program" "$@" >"$work/out" 2>"$work/said" </dev/null || status=$?
    [ "$status" = "$wanted" ] || fail "$*: status $status: $(cat "$work/said")"
    grep -qF -e "$text" "$work/said" || fail "$*: $(cat "$work/said")"
}

refuse 2 'there is no command indicatrs; is indicators meant? There are: demo init fetch check build' indicatrs
refuse 2 'there is no command xyzzyx; There are:' xyzzyx

mkdir "$work/folder"
echo 'key,value' >"$work/folder/province.csv"
refuse 1 "this province folder is not built yet: vungphu build $work/folder" serve "$work/folder"
copy_dataset coarse "$work/folder/dataset" "$program" "$shared"

start() { # ARGUMENTS…: the address is in url
    rm -f "$work/address"
    mkfifo "$work/address"
    "$program" "$@" >"$work/address" 2>"$work/log" &
    server=$!
    read -r url <"$work/address" || fail "$*: $(cat "$work/log")"
}
stop() {
    kill "$server"
    wait "$server" || fail "it ended with $?"
    server=
}
start serve "$work/folder" --listen 0.0.0.0:0
port=${url##*:}
port=${port%/}
curl -sSf "http://127.0.0.1:$port/readyz" >/dev/null || fail "the folder's dataset is not served"
grep -q 'Ctrl+C stops it' "$work/log" || fail "what is next is not said: $(cat "$work/log")"
python3 - "$work/log" "$port" <<'END' || fail "addresses of the network: $(cat "$work/log")"
import re, socket, subprocess, sys
said = re.findall(r"in your network: http://(\S+):(\d+)/", open(sys.argv[1]).read())
assert all(port == sys.argv[2] for _, port in said)
for host, port in said:
    socket.create_connection((host.strip("[]"), int(port)), 5).close()
assert not any(host.startswith("127.") for host, _ in said)
END

# A busy port is known before anything is loaded: there is no snapshot here at all.
mkdir "$work/empty"
refuse 1 'another program does, perhaps another vungphu serve' serve "$work/empty" --listen "127.0.0.1:$port"
stop

mkdir -p "$work/cache/vungphu"
mv "$work/folder/dataset" "$work/cache/vungphu/demo" # built by this program already: it is not built again
export XDG_CACHE_HOME=$work/cache
start demo --listen 127.0.0.1:0
curl -sSf "${url}readyz" >/dev/null || fail "demo is not served"
! grep -q 'building the sample' "$work/log" || fail "demo builds again what is there: $(cat "$work/log")"
stop
# The browser is opened with the address that is served.
mkdir "$work/bin"
printf '#!/bin/sh\necho "$1" >"%s"\n' "$work/opened.tmp" >"$work/bin/xdg-open"
printf 'mv "%s" "%s"\n' "$work/opened.tmp" "$work/opened" >>"$work/bin/xdg-open"
chmod +x "$work/bin/xdg-open"
PATH=$work/bin:$PATH DISPLAY=:9 start demo --listen 127.0.0.1:0 --quiet
for _ in $(seq 200); do [ -f "$work/opened" ] && break; read -rt 0.05 <> <(:) || true; done
[ "$(cat "$work/opened")" = "$url" ] || fail "opened $(cat "$work/opened"), not $url"
stop
refuse 2 'it takes no folder' demo x
echo "started"
