#!/usr/bin/env bash
# What offices send, given to the commands that work on plain files: each answers as it does to the same data written
# plainly. Arguments: program, shared data.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
for tool in ogr2ogr gdal_translate gdalinfo; do
    command -v $tool >/dev/null || { echo "no $tool: skipped"; exit 77; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
source "$root/tests/end_to_end/datasets.sh"
borrow_dataset coarse "$folder/data" "$1" "$2"
python3 "$root/tests/end_to_end/office_files.py" "$1" "$folder"
