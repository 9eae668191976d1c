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

source "$here/datasets.sh"
compare() { # FOLDER DATA
    "$python" "$here/recompute.py" "$program" "$work/dataset" "$1" "$2"
    rm -rf "$work/dataset"
}

borrow_dataset sample "$work/dataset" "$program" "$2"
compare "$root/gis-data/sample" "$root/gis-data/sample"
if [ -d "$data/small" ]; then
    "$python" "$here/small_tables.py" "$root/gis-data/thai-nguyen" "$data/small" "$work/small"
    borrow_dataset small "$work/dataset" "$program" "$2"
    compare "$work/small" "$data/small"
else
    echo "left out: the small cut of the real province, no $data/small"
fi
if [ "${VP_WHOLE:-0}" = 1 ]; then
    "$program" build "$root/gis-data/thai-nguyen" --data "$data" --output "$work/dataset" --quiet
    compare "$root/gis-data/thai-nguyen" "$data"
fi
