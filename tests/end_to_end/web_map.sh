#!/usr/bin/env bash
# Runs files of web/tests in one Chromium against a served province: test_web_map.sh, test_web_plan.sh and test_province_map.sh source this with
# `files` set to their names. Arguments: the vungphu binary, the folder of shared data (unused: the sample province is the project's).
# Skipped (77) without Node.js, the npm packages or Chromium; in CI their absence is a failure.
#   PROVINCE=FOLDER takes another province (its sources in DATA=FOLDER), DATASET=DIR one that is built already,
#   SCREENSHOTS=DIR keeps pictures to look at.
set -euo pipefail
vungphu=$(realpath "$1")
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
web=$root/web

absent() {
    echo "$(basename "$0" .sh): $1" >&2
    [ -n "${CI:-}" ] && exit 1
    exit 77
}
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
take_map "$web/dist" || absent "web/dist is not built"

dataset=${DATASET:-$work/dataset}
if [ -n "${PROVINCE:-}" ]; then
    "$vungphu" build "$PROVINCE" ${DATA:+--data "$DATA"} --output "$dataset" --quiet
elif [ -z "${DATASET:-}" ]; then
    copy_dataset sample "$dataset" "$vungphu" "${2:-}"
fi
mkfifo "$work/address"
"$vungphu" serve "$dataset" --listen 127.0.0.1:0 --web "$web/dist" --quiet >"$work/address" 2>"$work/log" &
server=$!
# The server says where it listens as soon as it does; if it ends instead, so does the line.
read -r VUNGPHU <"$work/address" || { cat "$work/log" >&2; exit 1; }
export VUNGPHU

cd "$web/tests"
# shellcheck disable=SC2086 # names with patterns, of files
PROGRAM=$vungphu DATASET=$dataset node --test-reporter=spec run_files.mjs ${files:?names of files in web/tests}
