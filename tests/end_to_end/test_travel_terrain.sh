#!/usr/bin/env bash
# vungphu travel-time over land cover, roads, barriers and a table of speeds. Arguments: the program.
set -euo pipefail
program=$1
command -v ogr2ogr >/dev/null || { echo "no ogr2ogr: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cell() { gdallocationinfo -valonly "$1" "$2" "$3" | tr '\n' ' '; } # both bands
is() { # FILE COLUMN ROW EXPECTED: to 1e-4
    awk -v a="$(cell "$1" "$2" "$3")" -v b="$4" 'BEGIN { split(a, v, " "); exit !(v[1] - b < 1e-4 && b - v[1] < 1e-4 && v[2] <= 0) }' ||
        { echo "$1 at ($2, $3) is $(cell "$1" "$2" "$3"), not $4" >&2; exit 1; }
}
no_path() { [ "$(cell "$@")" = "-9999 1 " ] || { echo "$1 at ($2, $3) is $(cell "$@"), not without a path" >&2; exit 1; }; }
travel_time() { "$program" travel-time --land-cover cover.tif --speeds speeds.csv --facilities one.csv -n 8 -q "$@"; }
refused() { # STATUS WORDS ARGUMENTS...
    local status=$1 words=$2 got=0
    shift 2
    "$program" travel-time --facilities one.csv -o x.tif "$@" >out.txt 2>err.txt || got=$?
    [ "$got" = "$status" ] || { echo "status $got, not $status: $*" >&2; cat err.txt >&2; exit 1; }
    grep -q -e "$words" err.txt || { echo "no \"$words\" in:" >&2; cat err.txt >&2; exit 1; }
}
# layer FILE CLASS TYPE COORDINATES: one feature in UTM 48N
layer() {
    cat >"$1" <<JSON
{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}, "features":
 [{"type": "Feature", "properties": {"class": "$2"}, "geometry": {"type": "$3", "coordinates": $4}}]}
JSON
}

# Five by three cells of 100 m; a river down the third column, a lane along the middle row.
printf 'ncols 5\nnrows 3\nxllcorner 500000\nyllcorner 2400000\ncellsize 100\n30 30 30 30 30\n30 30 30 30 30\n30 30 30 30 30\n' >c.asc
gdal_translate -q -ot Byte -a_srs EPSG:32648 c.asc cover.tif
layer roads.geojson lane LineString '[[500010, 2400150], [500490, 2400150]]'
layer river.geojson river LineString '[[500250, 2400010], [500250, 2400290]]'
layer lake.geojson lake Polygon '[[[500200, 2400000], [500300, 2400000], [500300, 2400300], [500200, 2400300], [500200, 2400000]]]'
printf 'id,x,y\nA,500450,2400150\n' >one.csv
cat >speeds.csv <<'CSV'
mode,surface,class,km_per_h,slope,season
walk,land_cover,30,6,no,
walk,road,lane,6,no,dry
walk,barrier,*,0,no,
ride,road,*,60,no,
hill,land_cover,*,6,yes,
CSV

travel_time --roads roads.geojson --barriers river.geojson --mode walk -o dry.tif
is dry.tif 0 0 4.414214 # over the bridge
no_path dry.tif 2 0       # in the river
travel_time --roads roads.geojson --barriers river.geojson --mode walk --season flood -o flood.tif
no_path flood.tif 0 0 # the lane is under water, and the river cannot be crossed
is flood.tif 3 0 1.414214
travel_time --barriers river.geojson --mode walk -o unbridged.tif
no_path unbridged.tif 0 1
travel_time --barriers lake.geojson --mode walk -o lake.tif
no_path lake.tif 0 1
travel_time --mode walk -o open.tif
is open.tif 0 1 4
travel_time --roads roads.geojson --barriers river.geojson --mode 'walk|ride' -o both.tif --nearest nearest.tif
is both.tif 0 1 0.4 # by motorbike
is both.tif 0 0 4.414214
is nearest.tif 0 0 0

# Vectors in degrees and in another zone are brought to the raster.
for crs in 4326 32649; do
    ogr2ogr -q -t_srs EPSG:$crs roads_$crs.gpkg roads.geojson
    ogr2ogr -q -t_srs EPSG:$crs river_$crs.gpkg river.geojson
    travel_time --roads roads_$crs.gpkg --barriers river_$crs.gpkg --mode walk -o there_$crs.tif
    is there_$crs.tif 0 0 4.414214
    no_path there_$crs.tif 2 0
done

# A limit of 0 is the facility's own cell; inf is none.
travel_time --mode walk -l 0 -o zero.tif
is zero.tif 4 1 0
no_path zero.tif 3 1
travel_time --mode walk -l inf -o inf.tif
is inf.tif 0 1 4

# A facility in the river is reported, and moved only when asked.
printf 'id,x,y\nA,500450,2400150\nW,500250,2400050\n' >two.csv
"$program" travel-time --land-cover cover.tif --speeds speeds.csv -m walk --barriers river.geojson --facilities two.csv -o w.tif 2>err.txt
grep -q 'facility 1 (W) lies on terrain that cannot be crossed' err.txt
no_path w.tif 1 2
"$program" travel-time --land-cover cover.tif --speeds speeds.csv -m walk --barriers river.geojson --facilities two.csv -o w.tif --snap 120 2>err.txt
grep -q 'facility 1 (W) on impassable terrain was moved by 100 m' err.txt
is w.tif 1 2 0

refused 2 'needs --speeds and --mode' --land-cover cover.tif
refused 2 'has all speeds already' --speed cover.tif --mode walk
refused 2 'choose dry or flood' --land-cover cover.tif --speeds speeds.csv -m walk --season monsoon
refused 1 'no speeds for mode fly' --land-cover cover.tif --speeds speeds.csv -m fly
refused 1 'there is no elevation' --land-cover cover.tif --speeds speeds.csv -m hill
ogr2ogr -q -sql 'SELECT class AS sort FROM roads' nameless.gpkg roads.geojson
refused 1 'has no column class' --land-cover cover.tif --speeds speeds.csv -m walk --roads nameless.gpkg
gdal_translate -q -ot Float32 -scale 30 30 12.5 12.5 cover.tif half.tif
refused 1 'a whole number from 0 to 255' --land-cover half.tif --speeds speeds.csv -m walk
gdalwarp -q -t_srs EPSG:4326 cover.tif degrees.tif
refused 1 'not projected metres' --land-cover degrees.tif --speeds speeds.csv -m walk
for row in 'walk,road,x,-1,no,|from 0 to 300' 'walk,road,x,9999,no,|from 0 to 300' 'walk,road,x,nan,no,|from 0 to 300' \
    'walk,road,x,,no,|from 0 to 300' 'walk,sea,x,5,no,|land_cover, road or barrier' 'walk,road,x,5,no,monsoon|dry, flood' \
    'walk,road,lane,5,no,dry|earlier row' ',road,x,5,no,|mode'; do
    { cat speeds.csv; echo "${row%|*}"; } >bad.csv
    refused 1 "${row#*|}" --land-cover cover.tif --speeds bad.csv -m walk
    grep -q 'row 7' err.txt
done
[ ! -e x.tif ]

# Paths as lines: by motorbike along the lane, on foot from beside it (a minute is 100 m there); none from outside.
printf 'id,x,y\np,500050,2400150\nq,500050,2400250\nfar,600000,2400150\n' >from.csv
row() { ogr2ogr -f CSV -lco GEOMETRY=AS_WKT /vsistdout/ "$1" | tr -d '"' | grep -e ",$2," -e ",$2\$" ; }
path() { # FILE FROM FACILITY MINUTES METRES MODES
    row "$1" "$2" | sed 's/^.*)//' | awk -F, -v f="$3" -v m="$4" -v l="$5" -v k="$6" \
        '{ ok = $3 == f && ($4 - m) ^ 2 < 1e-8 && ($5 - l) ^ 2 < 1e-4 && $6 == k && $7 == "reached" } END { exit !ok }' ||
        { echo "the path from $2 in $1 is $(row "$1" "$2")" >&2; exit 1; }
}
travel_time --roads roads.geojson --barriers river.geojson --mode 'walk|ride' -o both.tif --paths paths.gpkg --from from.csv 2>said.txt
path paths.gpkg p A 0.4 400 ride
path paths.gpkg q A 4.414214 441.4214 walk
grep -q 'whether a path leads from 2 (far) is not known: it lies outside' said.txt
[ "$(row paths.gpkg far | tr -d '\r\n')" = ",far,,,,,not_known" ]
# The river bars the path; where a cell of the land cover is unknown beside it, nobody knows.
travel_time --barriers river.geojson --mode walk -o none.tif --paths none.gpkg --from from.csv 2>said.txt
grep -q 'no path from 0 (p): ' said.txt
[ "$(row none.gpkg p | tr -d '\r\n')" = ",p,,,,,no_path" ]
gdal_translate -q -scale 30 30 0 0 -srcwin 2 0 1 1 cover.tif hole.tif
cp cover.tif holed.tif
gdalwarp -q hole.tif holed.tif
layer ford.geojson river LineString '[[500250, 2400010], [500250, 2400190]]'
"$program" travel-time --land-cover holed.tif --speeds speeds.csv --facilities one.csv -n 8 -q --barriers ford.geojson --mode walk -o none.tif \
    --paths none.gpkg --from from.csv 2>said.txt
[ "$(cell none.tif 0 1)$(cell none.tif 2 0)$(cell none.tif 2 2)" = "-9999 -9999 -9999 -9999 -9999 1 " ]
grep -q 'whether a path leads from 0 (p) is not known' said.txt
[ "$(row none.gpkg p | tr -d '\r\n')" = ",p,,,,,not_known" ]
sed 's/30/6/g' c.asc | sed 's/ncols 6/ncols 5/' >six.asc
gdal_translate -q -ot Float32 -a_srs EPSG:32648 six.asc six.tif
"$program" travel-time --speed six.tif --facilities one.csv -n 8 -q -o six_minutes.tif --towards population --paths back.gpkg --from from.csv 2>/dev/null
path back.gpkg p A 4 400 ''
row back.gpkg p | grep -q 'LINESTRING (500450 2400150,.*500050 2400150)' # from the facility
refused 2 'belong together' --speed six.tif --paths x.gpkg
refused 1 'must end in .gpkg' --speed six.tif --paths x.txt --from from.csv
