#!/usr/bin/env bash
# What files say of a raster besides its first band's numbers is heeded, reported or refused. Arguments: program, shared
# data (not used).
set -uo pipefail
python=/usr/bin/python3
"$python" -c 'from osgeo import gdal; import numpy' 2>/dev/null || { echo "no GDAL and numpy for $python: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" "$(dirname "$0")/odd_rasters.py" "$1" "$work"
