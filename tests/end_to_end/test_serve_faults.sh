#!/usr/bin/env bash
# A server killed, on a full, failing or read-only disk, without memory or descriptors, at calls spread over a session in
# which scenarios are written, a job runs and files are made: nothing that was acknowledged is lost, it goes on, messages
# name no path. VP_FAULTS points of each fault (1; 12 when VP_THOROUGH=1; 200 is the whole figure).
# Arguments: the program, shared data.
set -uo pipefail
program=$1 runner=${VP_FAULT_RUNNER:?"the program run_with_fault"}
root=$(cd "$(dirname "$0")/../.." && pwd)
python=/usr/bin/python3
"$python" -c 'import numpy; from osgeo import gdal' 2>/dev/null || { echo "no GDAL and numpy for $python: skipped"; exit 77; }
usual=1
[ "${VP_THOROUGH:-0}" = 1 ] && usual=12
place=/dev/shm # syncs cost nothing there
[ -w "$place" ] || place=${TMPDIR:-/tmp}
folder=$(mktemp -d -p "$place")
trap 'rm -rf "$folder"' EXIT
"$python" "$root/tests/end_to_end/serve_faults.py" "$program" "$runner" "$folder" "${VP_FAULTS:-$usual}"
