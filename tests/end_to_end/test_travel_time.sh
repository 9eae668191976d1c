#!/usr/bin/env bash
# vungphu travel-time on rasters drawn as text. Arguments: the program.
set -euo pipefail
program=$1
command -v gdal_translate >/dev/null || { echo "no gdal_translate: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# raster FILE COLUMNS ROWS < cells: 100 m, lower left corner (500000, 2400000), nodata -9999
raster() {
    { printf 'ncols %s\nnrows %s\nxllcorner 500000\nyllcorner 2400000\ncellsize 100\nNODATA_value -9999\n' "$2" "$3"; cat; } >"$1.asc"
    gdal_translate -q -ot Float32 -a_srs EPSG:32648 "$1.asc" "$1"
}
cell() { gdallocationinfo -valonly -b "${4:-1}" "$1" "$2" "$3"; }
none() { # FILE COLUMN ROW 1|-9999: no path, or not known
    [ "$(cell "$1" "$2" "$3") $(cell "$1" "$2" "$3" 2)" = "-9999 $4" ] ||
        { echo "$1 at ($2, $3) is $(cell "$1" "$2" "$3") $(cell "$1" "$2" "$3" 2), not $4" >&2; exit 1; }
}
# is FILE COLUMN ROW EXPECTED: to 1e-4
is() {
    awk -v a="$(cell "$1" "$2" "$3")" -v b="$4" 'BEGIN { exit !(a - b < 1e-4 && b - a < 1e-4) }' ||
        { echo "$1 at ($2, $3) is $(cell "$1" "$2" "$3"), not $4" >&2; exit 1; }
}
refused() { # STATUS WORDS ARGUMENTS...
    local status=$1 words=$2 got=0
    shift 2
    "$program" travel-time "$@" >out.txt 2>err.txt || got=$?
    [ "$got" = "$status" ] || { echo "status $got, not $status: $*" >&2; cat err.txt >&2; exit 1; }
    grep -q "$words" err.txt || { echo "no \"$words\" in:" >&2; cat err.txt >&2; exit 1; }
}

raster speed.tif 4 3 <<'CELLS'
6 6 6 6
6 0 -9999 6
6 6 6 6
CELLS
echo '{"type":"Feature","properties":{"code":"all"},"geometry":{"type":"Polygon","coordinates":[[[500000,2400000],[500400,2400000],[500400,2400300],[500000,2400300],[500000,2400000]]]}}' |
    ogr2ogr -q -f GeoJSON -s_srs EPSG:32648 -t_srs EPSG:4326 all.geojson /vsistdin/
printf 'id,x,y\nA,500050,2400250\nW,500150,2400150\nO,1,1\n' >facilities.csv

"$program" travel-time --speed speed.tif --facilities facilities.csv -o minutes.tif --nearest nearest.tif -n 8 --quiet 2>err.txt
is minutes.tif 0 0 0
is minutes.tif 3 0 3
none minutes.tif 1 1 1     # speed 0
none minutes.tif 2 1 -9999 # no speed is known
[ "$(cell minutes.tif 3 0 2)" = 0 ]
is minutes.tif 3 2 4.414214 # past the corner of one impassable cell
is nearest.tif 3 2 0
is nearest.tif 1 1 -1
grep -q 'facility 1 (W) lies on terrain that cannot be crossed' err.txt
grep -q 'facility 2 (O) lies outside the raster' err.txt
[ "$(gdalinfo minutes.tif | grep -c 'NoData Value=-9999')" = 2 ]
gdalinfo minutes.tif | grep -q 'Description = 1: no path there'
gdalinfo -stats minutes.tif | grep -q 'Minimum=0.000, Maximum=4.414' # for other programs, too
"$program" zonal --zones all.geojson --values minutes.tif 2>err.txt | grep -q ',4.414'
[ ! -s err.txt ] # nothing odd about its two bands
gdalinfo minutes.tif | grep -q 'UTM zone 48N'

# Behind a column that nothing is known of, nobody knows; within a limit that reaches no further than its edge, no path.
raster cut.tif 5 1 <<<'6 6 -9999 6 6'
raster wall.tif 5 1 <<<'6 6 0 6 6'
printf 'x,y\n500050,2400050\n' >west.csv
for limit in inf 4; do
    "$program" travel-time --speed cut.tif --facilities west.csv -o cut_minutes.tif -l $limit --quiet
    none cut_minutes.tif 4 0 -9999
    none cut_minutes.tif 2 0 -9999
    "$program" travel-time --speed wall.tif --facilities west.csv -o wall_minutes.tif -l $limit --quiet
    none wall_minutes.tif 4 0 1
    none wall_minutes.tif 2 0 1
done
"$program" travel-time --speed cut.tif --facilities west.csv -o cut_minutes.tif -l 2.5 --quiet
none cut_minutes.tif 4 0 1
none cut_minutes.tif 2 0 -9999

# Moved only when asked, and the distance is reported: W goes to the nearest passable centre, 100 m away.
"$program" travel-time --speed speed.tif --facilities facilities.csv -o snapped.tif --nearest nearest.tif --snap 150 2>err.txt
grep -q 'facility 1 (W) on impassable terrain was moved by 100 m' err.txt
is snapped.tif 1 0 0

# lon,lat columns are degrees: the same place as A.
lonlat=$(echo '500050 2400250' | gdaltransform -s_srs EPSG:32648 -t_srs EPSG:4326 | awk '{print $1 "," $2}')
printf 'id,lon,lat\nA,%s\n' "$lonlat" >degrees.csv
"$program" travel-time --speed speed.tif --facilities degrees.csv -o degrees.tif -n 8 --threads 1 --compress
is degrees.tif 3 2 4.414214

# Uphill towards the facility: 10 m on 100 m.
raster flat.tif 2 1 <<<'6 6'
raster hill.tif 2 1 <<<'10 0'
printf 'x,y\n500050,2400050\n' >one.csv
"$program" travel-time --speed flat.tif -e hill.tif --facilities one.csv -o towards.tif
is towards.tif 1 0 1.4190675
"$program" travel-time --speed flat.tif -e hill.tif --facilities one.csv -o from.tif --towards population
is from.tif 1 0 1.0

"$program" travel-time --speed speed.tif --facilities one.csv -o limited.tif -l 1.5
none limited.tif 0 0 1

refused 2 'are needed' -s speed.tif
refused 2 'choose' -s speed.tif -f one.csv -o x.tif --corners ajar
refused 2 'neighbours are 8, 16 or 32' -s speed.tif -f one.csv -o x.tif -n 9
refused 2 'not a whole number' -s speed.tif -f one.csv -o x.tif -n 8.5
refused 2 'not a whole number' -s speed.tif -f one.csv -o x.tif --threads 1.5
refused 1 'no such file' -s none.tif -f one.csv -o x.tif
refused 1 'do not match' -s speed.tif -e hill.tif -f one.csv -o x.tif
refused 1 'no such file' -s /vsicurl/http://localhost/a.tif -f one.csv -o x.tif
gdal_translate -q -of VRT speed.tif disguised.vrt && mv disguised.vrt disguised.tif
refused 1 'is a GDAL VRT' -s disguised.tif -f one.csv -o x.tif
gdalwarp -q -t_srs EPSG:4326 flat.tif degrees_raster.tif
refused 1 'not projected metres' -s degrees_raster.tif -f one.csv -o x.tif
raster negative.tif 2 1 <<<'6 -3'
refused 1 'column 1, row 0 has a speed of -3' -s negative.tif -f one.csv -o x.tif
printf 'x,y\n' >nobody.csv
"$program" travel-time --speed speed.tif --facilities nobody.csv -o x.tif --quiet 2>err.txt
grep -q 'nobody.csv has no facility: nobody is reached' err.txt
rm x.tif
printf 'x,y\n500050,\n' >hole.csv
refused 1 'hole.csv row 2 column y: a coordinate is missing' -s speed.tif -f hole.csv -o x.tif
refused 1 'cannot be written' -s speed.tif -f one.csv -o nowhere/x.tif
[ ! -e x.tif ] && [ -z "$(find . -name "*.draft-*")" ]
"$program" travel-time --help | grep -q Example

# Isochrones and catchments: five cells of 100 m in a row, a minute each, two people a cell.
raster row.tif 5 1 <<<'6 6 6 6 6'
raster people.tif 5 1 <<<'2 2 2 2 2'
printf 'id,x,y\nA,500050,2400050\nB,500450,2400050\n' >ends.csv
areas() { # FILE SQL
    ogrinfo -q -dialect sqlite -sql "$2" "$1" | awk '/ = / { sub(/.* = /, ""); printf "%s%s", sep, $0; sep = " " } END { print "" }'
}
figures() { # FILE: facility, limit and people of its areas, sorted
    ogrinfo -q -al "$1" | awk '/ facility .* = / && $NF != "(null)" { row = $NF " " } / limit_minutes .* = / { row = row $NF " " }
        / people .* = / { print row $NF; row = "" }' | LC_ALL=C sort | tr '\n' ';'
}
for extension in gpkg fgb geojson; do
    "$program" travel-time --speed row.tif --facilities ends.csv -o row_minutes.tif --isochrones "iso.$extension" --limits 0.5,1,9 \
        --catchments "part.$extension" --population people.tif --quiet
    got=$(figures "iso.$extension")
    [ "$got" = "0.5 4;1 8;9 10;" ] || { echo "isochrones as $extension: $got" >&2; exit 1; }
    got=$(figures "part.$extension")
    [ "$got" = "A 0.5 2;A 1 4;A 9 6;B 0.5 2;B 1 4;B 9 4;" ] || { echo "catchments as $extension: $got" >&2; exit 1; }
done
# Half a minute is half a cell beyond A's centre; a corner on the row's edge lacks an eighth of a cell.
got=$(areas iso.gpkg "SELECT ST_IsValid(geom), round(ST_MaxX(ST_GeometryN(geom, 1)), 3), round(ST_Area(geom) / 1e4, 4) FROM areas WHERE limit_minutes = 9")
[ "$got" = "1 500500.0 4.5" ] || [ "$got" = "1 500500 4.5" ] || { echo "the whole row: $got" >&2; exit 1; }
refused 1 'must end in' -s row.tif -f ends.csv -o row_minutes.tif --isochrones iso.shp --limits 1 --quiet
refused 2 'limits takes' -s row.tif -f ends.csv -o row_minutes.tif --isochrones iso.gpkg --limits 1,x --quiet
