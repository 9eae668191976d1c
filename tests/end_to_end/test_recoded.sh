#!/usr/bin/env bash
# A random province from rasters kept in other forms gives the same figures. Arguments: program, shared data (not used), seed.
set -uo pipefail
python=/usr/bin/python3
"$python" -c 'from osgeo import gdal; import numpy' 2>/dev/null || { echo "no GDAL and numpy for $python: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" "$(dirname "$0")/recoded.py" "$1" "$work" ${3:-}
