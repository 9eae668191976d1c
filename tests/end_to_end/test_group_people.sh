#!/usr/bin/env bash
# A population grid of one group: its people by the cells, combined with conditions, shares and "not"; official totals of it; a year to come.
# Usage: test_group_people.sh PROGRAM SHARED
set -euo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
/usr/bin/python3 -c 'import numpy; from osgeo import gdal' 2>/dev/null || { echo "no GDAL and numpy for /usr/bin/python3: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 "$root/tests/end_to_end/group_people.py" "$program" "$work"
