#!/usr/bin/env bash
# A province without land cover, roads or elevation: figures by a stated default, and what is missing and what it costs
# is reported; codes and classes without a speed with their share; people on water counted, reported and moved when asked.
# Arguments: the program, shared data.
set -uo pipefail
program=$1 shared=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
python=/usr/bin/python3
"$python" -c 'import numpy; from osgeo import gdal' 2>/dev/null || { echo "no GDAL and numpy for $python: skipped"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" "$root/tests/end_to_end/bare_province.py" "$program" "$folder" "$shared"
