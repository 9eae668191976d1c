#!/usr/bin/env bash
# Every indicator of the sample province against an independent recomputation from its raw layers; the small
# cut of the real province as well where its data is at hand, and the whole province when VP_WHOLE=1.
# Usage: test_recompute.sh PROGRAM SHARED
set -euo pipefail
program=$1 data=$2/data/thai-nguyen
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
python=/usr/bin/python3
"$python" -c 'import numpy; from osgeo import gdal' 2>/dev/null || { echo "no GDAL and numpy for $python: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compare() { # FOLDER DATA
    "$program" build "$1" --data "$2" --output "$work/dataset" --quiet
    "$python" "$here/recompute.py" "$program" "$work/dataset" "$1" "$2"
    rm -rf "$work/dataset"
}

compare "$root/gis-data/sample" "$root/gis-data/sample"
if [ -d "$data/small" ]; then
    "$python" "$here/small_tables.py" "$root/gis-data/thai-nguyen" "$data/small" "$work/small"
    compare "$work/small" "$data/small"
else
    echo "left out: the small cut of the real province, no $data/small"
fi
if [ "${VP_WHOLE:-0}" = 1 ]; then compare "$root/gis-data/thai-nguyen" "$data"; fi
