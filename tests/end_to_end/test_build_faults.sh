#!/usr/bin/env bash
# A build killed, on a full, failing or read-only disk, without descriptors, at calls spread over all of it:
# what is published is whole, or the last snapshot and its dataset are as they were; builds in pairs publish their own.
# VP_FAULTS points of each fault (2; 24 when VP_THOROUGH=1; 200 is the whole figure, an hour) and VP_PAIRS pairs (2; 40).
# Arguments: the program, shared data.
set -uo pipefail
program=$1 runner=${VP_FAULT_RUNNER:?"the program run_with_fault"}
root=$(cd "$(dirname "$0")/../.." && pwd)
python=/usr/bin/python3
"$python" -c 'import numpy; from osgeo import gdal' 2>/dev/null || { echo "no GDAL and numpy for $python: skipped"; exit 77; }
usual=2 pairs=2
if [ "${VP_THOROUGH:-0}" = 1 ]; then usual=24 pairs=8; fi
place=/dev/shm # syncs cost nothing there
[ -w "$place" ] || place=${TMPDIR:-/tmp}
folder=$(mktemp -d -p "$place")
trap 'rm -rf "$folder"' EXIT
"$python" "$root/tests/end_to_end/build_faults.py" "$program" "$runner" "$folder" "${VP_FAULTS:-$usual}" "${VP_PAIRS:-$pairs}"
