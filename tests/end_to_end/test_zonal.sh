#!/usr/bin/env bash
# vungphu zonal on a raster drawn as text. Arguments: the program.
set -euo pipefail
program=$1
command -v gdal_translate >/dev/null || { echo "no gdal_translate: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

raster() { # FILE < cells: 3 by 2 of 10 m from (500000, 2400000), nodata -9999
    { printf 'ncols 3\nnrows 2\nxllcorner 500000\nyllcorner 2400000\ncellsize 10\nNODATA_value -9999\n'; cat; } >"$1.asc"
    gdal_translate -q -ot Float32 -a_srs EPSG:32648 "$1.asc" "$1"
}
raster values.tif <<'CELLS'
1 2 3
4 -9999 6
CELLS
raster people.tif <<'CELLS'
10 0 30
1 1 1
CELLS
# Half of the top row's outer cells and its middle; everything; nothing.
cat >zones.geojson <<'JSON'
{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}, "features": [
 {"type": "Feature", "properties": {"code": "top"}, "geometry": {"type": "Polygon", "coordinates": [[[500005, 2400010], [500025, 2400010], [500025, 2400020], [500005, 2400020], [500005, 2400010]]]}},
 {"type": "Feature", "properties": {"code": "all"}, "geometry": {"type": "MultiPolygon", "coordinates": [[[[499000, 2399000], [501000, 2399000], [501000, 2401000], [499000, 2401000], [499000, 2399000]]]]}},
 {"type": "Feature", "properties": {"code": "none"}, "geometry": {"type": "Polygon", "coordinates": [[[100, 100], [200, 100], [200, 200], [100, 100]]]}}]}
JSON

expect() { diff <(printf '%s\n' "$1" | tr -d '\r') <(tr -d '\r' <out.csv) || exit 1; }
"$program" zonal --zones zones.geojson --values values.tif --quantiles 0.5 >out.csv
expect 'zone,count,no_data,known,weight,sum,mean,min,max,q0.5
top,2,0,1,2,4,2,1,3,2
all,5,39995,0.000125,5,16,3.2,1,6,3
none,0,50,0,,,,,,'
"$program" zonal --zones zones.geojson --values values.tif --weights people.tif --quantiles 0.2,1 --name code >out.csv
expect 'zone,count,no_data,known,weight,sum,mean,min,max,q0.2,q1
top,2,0,1,20,50,2.5,1,3,1,3
all,5,39995,0.000125,42,110,2.6190476190476191,1,6,1,6
none,0,50,0,,,,,,,'
status=0
"$program" zonal --zones zones.geojson --values values.tif --quantiles 2 2>err.txt || status=$?
[ $status = 2 ]
status=0
"$program" zonal --zones zones.geojson --values values.tif --name nothing 2>err.txt || status=$?
[ $status = 1 ] && grep -q 'no column nothing' err.txt
printf 'x,y\n1,1\n' >points.csv
status=0
"$program" zonal --zones points.csv --values values.tif 2>err.txt || status=$?
[ $status = 1 ] && grep -q 'no polygon' err.txt
