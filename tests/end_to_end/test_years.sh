#!/usr/bin/env bash
# Indicators, targets and gaps of a year to come are those of the province built as of that year's end, when its people stay as many; people
# grow as growth.csv states; what cannot be meant is refused.
# Usage: test_years.sh PROGRAM SHARED
set -euo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
/usr/bin/python3 -c 'import numpy; from osgeo import gdal' 2>/dev/null || { echo "no GDAL and numpy for /usr/bin/python3: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 "$root/tests/end_to_end/years.py" "$program" "$work"
