#!/usr/bin/env bash
# Seconds and peak memory of each stage of a build, as CSV: the whole province where its data is there,
# and the sample province. Each is built in a fresh directory.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=build/release/vungphu
data=${VP_SHARED:-../shared}/data/thai-nguyen
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "province,stage,seconds,peak_mb"
"$program" build gis-data/sample --output "$work/sample" --timings --quiet 2>/dev/null | sed '1d;s/^/sample,/'
if [ -d "$data/synthetic" ]; then
    "$program" build gis-data/thai-nguyen --data "$data" --output "$work/whole" --timings --quiet 2>/dev/null | sed '1d;s/^/thai-nguyen,/'
fi
