#!/usr/bin/env bash
# Every command on every kind of "no data" and type of number: a part of the table that has every pair, the whole with
# VP_THOROUGH=1. Arguments: program, shared data (not used).
set -uo pipefail
python=/usr/bin/python3
"$python" -c 'from osgeo import gdal; import numpy' 2>/dev/null || { echo "no GDAL and numpy for $python: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" "$(dirname "$0")/rasters.py" "$1" "$work"
