#!/usr/bin/env bash
# The program that is loaded once for many starts (support/loaded.c) is to who starts it what the program is: folder, arguments,
# variables, files, limits, status, signals. Arguments: start/vungphu, shared data.
set -euo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$(dirname "$0")/datasets.sh"
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
borrow_dataset coarse "$work/dataset" "$(dirname "$program")/../vungphu" "$2"
cd "$work"

"$program" --version | grep -q '^vungphu ' || fail "no version"
status=0 && "$program" nothing 2>said || status=$?
[ "$status" = 2 ] && grep -q 'there is no command nothing' said || fail "status $status: $(cat said)"
LANGUAGE=vi LANG=C.UTF-8 "$program" --help | grep -q 'Cách dùng' || [ ! -e "$(dirname "$program")/locale/vi" ] || fail "variables are not passed on"
# A file by its number, and a name that is relative to the folder.
printf 'km,ground\n0,10\n1,12\n5,9\n' >path.csv
"$program" signal --profile path.csv --frequency 600 --mast 50 --latitude 21 >by_name 2>/dev/null
"$program" signal --profile <(cat path.csv) --frequency 600 --mast 50 --latitude 21 >by_number 2>/dev/null || fail "a file by its number"
cmp by_name by_number || fail "another answer by a number"
(ulimit -f 0 && trap '' XFSZ && "$program" indicators dataset >limited 2>said) && fail "written beyond the limit"
[ ! -s limited ] || fail "written beyond the limit"

# Signals, and an end by force.
serve() {
    mkfifo address.$1
    "$program" serve dataset --listen 127.0.0.1:0 --web "$work" --quiet >address.$1 2>/dev/null &
    server=$!
    read -r address <address.$1
    curl -sf "${address%/}/healthz" >/dev/null || fail "no answer of $address"
}
serve term
kill -TERM "$server"
status=0 && wait "$server" || status=$?
[ "$status" = 0 ] || fail "ended with $status by SIGTERM"
serve kill
kill -9 "$server"
wait "$server" 2>/dev/null || true
for ((i = 0; i < 200; i++)); do curl -sf "${address%/}/healthz" >/dev/null || break; done
[ "$i" -lt 200 ] || fail "who started it was killed, and it serves on"
