#!/usr/bin/env bash
# Tiles of people, units that a raster covers in part, places on holes, zones on degrees and oblong cells, values that cannot be:
# small provinces with what is right by hand. Arguments: program, shared data (not used).
set -uo pipefail
python=/usr/bin/python3
"$python" -c 'from osgeo import gdal; import numpy' 2>/dev/null || { echo "no GDAL and numpy for $python: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" "$(dirname "$0")/raster_values.py" "$1" "$work"
