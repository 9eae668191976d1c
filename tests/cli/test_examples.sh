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
ln -s "$vungphu" "$work/bin/vungphu"
export XDG_CACHE_HOME=$work/cache PATH=$work/bin:$PATH
mkdir -p "$XDG_CACHE_HOME/vungphu"
ln -s "$work/place/gis-data/sample/dataset" "$XDG_CACHE_HOME/vungphu/demo" # built already
/usr/bin/python3 "$root/tests/cli/examples.py" "$vungphu" "$root" "$work/place"
