#!/usr/bin/env bash
# Datasets that many tests begin with, built once: CTest runs  datasets.sh NAME PROGRAM SHARED  before them (fixtures in
# ../CMakeLists.txt) into $VP_DATASETS/NAME. A test sources this file instead:
#   borrow_dataset NAME DIR PROGRAM SHARED   DIR is a link to it: for tests that only read it
#   copy_dataset NAME DIR PROGRAM SHARED     DIR is the test's own
#   copy_tables NAME DIR                     its province folder, for tests that build it again with something changed
# A test run by hand, without VP_DATASETS, builds it. NAME is sample (gis-data/sample), coarse (the same on cells of 300 m,
# for tests that compare one build with another; of 100 m as it is when VP_THOROUGH=1) or small (the small cut of the real
# province, from SHARED).
#   take_map DIST                            DIST, web/dist, is the web map of today; false where it cannot be made
datasets_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

copy_tables() { # NAME DIR
    mkdir "$2"
    find "$datasets_root/gis-data/sample" -maxdepth 1 -type f -exec cp {} "$2/" \;
    if [ "$1" = coarse ] && [ "${VP_THOROUGH:-0}" != 1 ]; then sed -i 's/^cell_metres,.*/cell_metres,300/' "$2/province.csv"; fi
}
build_dataset() { # NAME DIR PROGRAM SHARED
    # A failure leaves through the caller's trap, which removes the caller's folder: none of its names here.
    local built_from=$datasets_root/gis-data/sample data=$datasets_root/gis-data/sample tables=
    if [ "$1" = coarse ]; then
        tables=$(mktemp -d)
        built_from=$tables/coarse
        copy_tables coarse "$built_from"
    elif [ "$1" = small ]; then
        data=$4/data/thai-nguyen/small
        [ -d "$data" ] || { echo "no $data: skipped"; exit 77; }
        /usr/bin/python3 -c 'from osgeo import ogr' 2>/dev/null || { echo "no GDAL for /usr/bin/python3: skipped"; exit 77; }
        tables=$(mktemp -d)
        built_from=$tables/small
        /usr/bin/python3 "$datasets_root/tests/end_to_end/small_tables.py" "$datasets_root/gis-data/thai-nguyen" "$data" "$built_from"
    fi
    "$3" build "$built_from" --data "$data" --output "$2" --quiet >"$2.log" 2>&1 || { cat "$2.log" >&2; exit 1; }
    rm -rf "$2.log" ${tables:+"$tables"}
}
borrow_dataset() {
    if [ -n "${VP_DATASETS:-}" ]; then ln -s "$VP_DATASETS/$1" "$2"; else build_dataset "$@"; fi
}
take_map() {
    if [ -z "${VP_DATASETS:-}" ]; then (bash "$datasets_root/tests/end_to_end/web_dist.sh") || [ -f "$1/index.html" ]; fi
    [ -f "$1/index.html" ]
}
copy_dataset() {
    if [ -n "${VP_DATASETS:-}" ]; then cp -a "$VP_DATASETS/$1" "$2"; else build_dataset "$@"; fi
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    set -euo pipefail
    mkdir -p "$VP_DATASETS"
    rm -rf "${VP_DATASETS:?}/$1"
    build_dataset "$1" "$VP_DATASETS/$1" "$2" "$3"
fi
