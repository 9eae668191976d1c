#!/usr/bin/env bash
# The small cut of the real province, built end to end, against its true totals; the whole province too
# when VP_WHOLE=1. Usage: test_province.sh PROGRAM SHARED
set -euo pipefail
program=$1 data=$2/data/thai-nguyen
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
python=/usr/bin/python3
[ -d "$data/small" ] || { echo "no $data: skipped"; exit 77; }
"$python" -c 'from osgeo import ogr' 2>/dev/null || { echo "no GDAL for $python: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

source "$here/datasets.sh"
borrow_dataset small "$work/small-dataset" "$program" "$2"
"$python" "$here/expect_province.py" "$program" "$work/small-dataset" "$data/small" small

if [ "${VP_WHOLE:-0}" = 1 ]; then
    "$program" build "$root/gis-data/thai-nguyen" --data "$data" --output "$work/dataset" --quiet --timings
    "$python" "$here/expect_province.py" "$program" "$work/dataset" "$data" whole
fi
