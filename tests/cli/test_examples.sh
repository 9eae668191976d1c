#!/usr/bin/env bash
# Every example of vungphu COMMAND --help, and every vungphu line of the documents' shell blocks, runs as it stands, in a folder that
# has what examples name: gis-data/sample, and files of one's own; sites with a map of two files, below that folder. Not run: fetch (the network), demo and serve beyond their ready line,
# and what needs data that is not ours to share (thai-nguyen).
# Usage: test_examples.sh VUNGPHU SHARED
set -euo pipefail
vungphu=$(realpath "$1") shared=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
/usr/bin/python3 -c 'from osgeo import ogr; import numpy' 2>/dev/null || { echo "no GDAL or numpy for /usr/bin/python3: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$root/tests/end_to_end/datasets.sh"
mkdir -p "$work/bin" "$work/place/gis-data"
cp -r "$root/gis-data/sample" "$work/place/gis-data/sample"
rm -rf "$work/place/gis-data/sample/dataset"
sed -i 's/^cell_metres,.*/cell_metres,300/' "$work/place/gis-data/sample/province.csv"
copy_dataset coarse "$work/place/gis-data/sample/dataset" "$vungphu" "$shared"
cp -r "$root/gis-data/sample" "$work/place/gis-data/nation" # the same in two parts, on cells that cost little
rm -rf "$work/place/gis-data/nation/dataset"
sed -i 's/^cell_metres,.*/cell_metres,900/' "$work/place/gis-data/nation/province.csv"
# and of a few sources, for each part reads all: the fixture and the build of the sample read the others.
sed -i -n '1p; /^units/p; /^crosswalk/p; /^records/p; /people_100m/p; /children_100m/p; /^elevation/p; /^land_cover/p; /^roads/p; /health_stations/p' "$work/place/gis-data/nation/datasets.csv"
printf 'id,level,vintage,units,margin_metres\nnorth,district,2024,901|902|903,2000\nsouth,district,2024,904|905,2000\n' \
    >"$work/place/gis-data/nation/parts.csv"
ln -s "$vungphu" "$work/bin/vungphu"
export XDG_CACHE_HOME=$work/cache PATH=$work/bin:$PATH
mkdir -p "$XDG_CACHE_HOME/vungphu"
ln -s "$work/place/gis-data/sample/dataset" "$XDG_CACHE_HOME/vungphu/demo" # built already
/usr/bin/python3 "$root/tests/cli/examples.py" "$vungphu" "$root" "$work/place"
