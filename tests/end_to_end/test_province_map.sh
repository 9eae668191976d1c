#!/usr/bin/env bash
# The ten everyday tasks in Chromium on the whole province, in both languages, on a desktop and on a phone, each result
# beside what the command line says. The whole province takes minutes to build, so it is asked for by VP_WHOLE=1, or
# DATASET=DIR names one that is built already. Usage: test_province_map.sh PROGRAM SHARED; SCREENSHOTS=DIR keeps pictures.
set -euo pipefail
vungphu=$(realpath "$1") data=$2/data/thai-nguyen
root=$(realpath "$(dirname "$0")/../..")
web=$root/web
absent() {
    echo "test_province_map: $1: skipped"
    exit 77
}
[ -n "${DATASET:-}" ] || [ -d "$data" ] || absent "no $data"
[ -n "${DATASET:-}" ] || [ "${VP_WHOLE:-0}" = 1 ] || absent "neither VP_WHOLE=1 nor DATASET=DIR"
command -v node >/dev/null || absent "no Node.js"
[ -d "$web/node_modules/playwright-core" ] || absent "web/node_modules is not installed (npm ci in web/)"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || absent "no Chromium"
work=$(mktemp -d)
server=
finish() {
    [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
source "$root/tests/end_to_end/datasets.sh"

dataset=${DATASET:-$work/dataset}
[ -n "${DATASET:-}" ] || "$vungphu" build "$root/gis-data/thai-nguyen" --data "$data" --output "$dataset" --quiet 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
take_map "$web/dist" || absent "web/dist is not built"
mkfifo "$work/address"
"$vungphu" serve "$dataset" --listen 127.0.0.1:0 --web "$web/dist" --quiet >"$work/address" 2>"$work/log" &
server=$!
read -r VUNGPHU <"$work/address" || { cat "$work/log" >&2; exit 1; }
cd "$web"
VP_THOROUGH=1 VUNGPHU=$VUNGPHU PROGRAM=$vungphu DATASET=$dataset node --test --test-reporter=spec tests/everyday.mjs
