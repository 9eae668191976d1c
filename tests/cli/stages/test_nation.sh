#!/usr/bin/env bash
# A nation cut into parts, each built alone and then merged, gives what one build of the whole gives; a part that is
# missing or older than its inputs is named, and there is no data in its units. Usage: test_nation.sh PROGRAM SHARED
set -euo pipefail
program=$1
root=$(cd "$(dirname "$0")/../../.." && pwd)
/usr/bin/python3 -c 'import numpy; from osgeo import gdal' 2>/dev/null || { echo "no GDAL and numpy for /usr/bin/python3: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 "$root/tests/end_to_end/nation.py" "$program" "$work"
