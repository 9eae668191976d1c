#!/usr/bin/env bash
# vungphu signal on plain files: one path against the published cases, an area drawn as an ASCII
# grid, bad transmitters, and sight over the test province against an independent viewshed.
set -uo pipefail
vungphu=$1 shared=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
# near A B TOLERANCE
near() { awk -v a="$1" -v b="$2" -v t="$3" 'BEGIN { d = a - b; exit !(a != "" && d <= t && -d <= t) }'; }

# ---- one path
printf 'km,ground,clutter\n0,100,0\n1,100,0\n2,100,0\n3,100,0\n' >"$work/flat.csv"
loss=$("$vungphu" signal --profile "$work/flat.csv" --frequency 100 --mast 60 --latitude 21.6 --format csv |
    awk -F, '$1 == "Lbfs" { print $2 }')
near "$loss" 81.9438 0.001 || fail "free space over 3 km is $loss, not 92.4 - 20 + 20 log 3.000417"
printf 'km,ground\n0,100\n1,\n2,100\n' >"$work/hole.csv"
"$vungphu" signal --profile "$work/hole.csv" --frequency 100 --mast 60 --latitude 21.6 --format csv >"$work/out"
grep -q '^basic_transmission_loss,,dB' "$work/out" || fail "a hole must give no loss: $(head -2 "$work/out")"
printf 'km,ground\n0,100\n2,90\n1,100\n' >"$work/back.csv"
"$vungphu" signal --profile "$work/back.csv" --frequency 100 --mast 60 --latitude 21.6 2>"$work/err" >/dev/null
[ $? -eq 1 ] || fail "distances that go back must be refused"
grep -q 'row 4 column km' "$work/err" || fail "the finding names no row and column: $(cat "$work/err")"
"$vungphu" signal --profile "$work/flat.csv" 2>/dev/null >/dev/null
[ $? -eq 2 ] || fail "a profile without frequency is wrong usage"
"$vungphu" signal 2>/dev/null >/dev/null
[ $? -eq 2 ] || fail "no files is wrong usage"

if [ -f "$shared/reference/p1812/profiles.csv" ]; then
    awk -F, 'NR == 1 || $1 == "b2iseac"' "$shared/reference/p1812/profiles.csv" | cut -d, -f3,4,6,7 >"$work/b2.csv"
    loss=$("$vungphu" signal --profile "$work/b2.csv" --frequency 95.3 --mast 60 --receiver 7 --latitude 53.68658428 \
        --n0 326.079979 --time 10 --format csv | awk -F, '$1 == "basic_transmission_loss" { print $2 }')
    near "$loss" 138.635142 0.001 || fail "b2iseac at 10 %: $loss, published 138.635142"
else
    echo "left out: a published path, no $shared/reference/p1812/profiles.csv"
fi

# ---- an area: 40 by 40 cells of 500 m, a wall in column 30
awk 'BEGIN {
    print "ncols 40\nnrows 40\nxllcorner 580000\nyllcorner 2380000\ncellsize 500\nNODATA_value -9999"
    for (r = 0; r < 40; r++) { for (c = 0; c < 40; c++) printf "%d ", c == 30 ? 600 : (c == 5 && r == 5) ? -9999 : 50; print "" }
}' >"$work/dem.asc"
cat >"$work/dem.prj" <<'WKT'
PROJCS["WGS 84 / UTM zone 48N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]
WKT
head='id,lon,lat,mast_metres,frequency_mhz,erp_kw,polarisation,system,scope,programme,pattern'
printf '%s\nA,105.87,21.61,60,100,5,H,fm,national,VOV1,\n' "$head" >"$work/one.csv"
"$vungphu" signal -q --transmitters "$work/one.csv" -e "$work/dem.asc" -o "$work/field.tif" || fail "the area was not computed"
if command -v gdallocationinfo >/dev/null; then
    value() { gdallocationinfo -valonly "$work/field.tif" "$1" "$2"; }
    front=$(value 28 20) behind=$(value 33 20)
    awk -v a="$front" -v b="$behind" 'BEGIN { exit !(a > 60 && b < a - 15) }' || fail "no shadow: $front before the wall, $behind behind"
    [ "$(value 5 5)" = nan ] || fail "the hole has a value: $(value 5 5)"
fi
before=$(sha256sum <"$work/field.tif")
# ---- a mast 10 km beyond the elevation: no data, until a wider layer knows the terrain between
awk 'BEGIN {
    print "ncols 50\nnrows 30\nxllcorner 560000\nyllcorner 2375000\ncellsize 1000\nNODATA_value -9999"
    for (r = 0; r < 30; r++) { for (c = 0; c < 50; c++) printf "%d ", 50; print "" }
}' >"$work/wide.asc"
cp "$work/dem.prj" "$work/wide.prj"
printf '%s\nW,105.68,21.61,60,100,50,H,fm,national,VOV1,\n' "$head" >"$work/west.csv"
"$vungphu" signal -q --transmitters "$work/west.csv" -e "$work/dem.asc" -o "$work/west.tif" 2>"$work/err" ||
    fail "a mast beyond the elevation is no error"
grep -q "elevation_wide" "$work/err" || fail "the finding does not name a wider layer: $(cat "$work/err")"
"$vungphu" signal -q --transmitters "$work/west.csv" -e "$work/dem.asc" --elevation-wide "$work/wide.asc" -o "$work/wide.tif" 2>"$work/err" ||
    fail "the wider layer was not taken: $(cat "$work/err")"
[ -s "$work/err" ] && fail "a mast on the wider layer is reported: $(cat "$work/err")"
if command -v gdallocationinfo >/dev/null; then
    at() { gdallocationinfo -valonly "$1" "$2" "$3"; }
    [ "$(at "$work/west.tif" 10 20)" = nan ] || fail "without terrain between there is $(at "$work/west.tif" 10 20)"
    lit=$(at "$work/wide.tif" 28 20) shaded=$(at "$work/wide.tif" 33 20)
    awk -v a="$lit" -v b="$shaded" 'BEGIN { exit !(a > 40 && a < 90 && b < a - 10) }' ||
        fail "from beyond: $lit before the wall, $shaded behind"
    [ "$(at "$work/wide.tif" 5 5)" = nan ] || fail "a receiver without elevation has a value"
fi
# ---- the strongest of two, west and east of the wall; the hole has none
printf '%s\nA,105.81,21.61,60,100,5,H,fm,national,VOV1,\nB,105.95,21.61,60,101,5,H,fm,national,VOV2,\n' "$head" >"$work/two.csv"
"$vungphu" signal -q --transmitters "$work/two.csv" -e "$work/dem.asc" -o "$work/both.tif" --best "$work/best.tif" --format csv >"$work/out" ||
    fail "the strongest were not found"
awk -F, 'NR > 1 { cells += $6; if ($2 == "A" && $6 > 0) a = 1; if ($2 == "B" && $6 > 0) b = 1; if ($1 == -1) none = $6 }
    END { exit !(cells == 1600 && a && b && none >= 1) }' "$work/out" || fail "the table of the strongest: $(cat "$work/out")"
if command -v gdallocationinfo >/dev/null; then
    for at in "8 20 0" "36 20 1" "5 5 -1"; do
        set -- $at
        [ "$(gdallocationinfo -valonly "$work/best.tif" "$1" "$2")" = "$3" ] || fail "the strongest at $1 $2 is not $3"
    done
fi
{
    echo "$head"
    echo 'power0,105.87,21.61,60,100,0,H,fm,national,P,'
    echo 'power9,105.87,21.61,60,100,1000000000,H,fm,national,P,'
    echo 'mast,105.87,21.61,-5,100,5,H,fm,national,P,'
    echo 'low,105.87,21.61,60,5,5,H,fm,national,P,'
    echo 'high,105.87,21.61,60,50000,5,H,fm,national,P,'
    echo 'gap,105.87,21.61,60,100,5,H,fm,national,P,0:0;30:-3'
    echo 'out,100.0,21.61,60,100,5,H,fm,national,P,'
    echo 'quiet,105.87,21.61,60,100,5,H,fm,national,,'
    echo 'scope,105.87,21.61,60,100,5,H,fm,regional,P,'
} >"$work/bad.csv"
"$vungphu" signal -q --transmitters "$work/bad.csv" -e "$work/dem.asc" -o "$work/field.tif" 2>"$work/err"
[ $? -eq 1 ] || fail "bad transmitters must fail"
row=1
for column in erp_kw erp_kw mast_metres frequency_mhz frequency_mhz pattern geometry programme scope; do
    row=$((row + 1))
    grep -q "row $row column $column" "$work/err" || fail "nothing found in row $row column $column"
done
[ "$before" = "$(sha256sum <"$work/field.tif")" ] || fail "a failure touched the output"

# ---- a vertical pattern: 10 dB at every angle is 10 dB everywhere; one with a gap is refused
printf '%s,vertical_pattern\nA,105.87,21.61,60,100,5,H,fm,national,VOV1,,-90:-10;-45:-10;0:-10;45:-10;90:-10\n' "$head" >"$work/beam.csv"
"$vungphu" signal -q --transmitters "$work/beam.csv" -e "$work/dem.asc" -o "$work/beam.tif" || fail "a beam was not computed"
at() { gdallocationinfo -valonly "$1" "$2" "$3"; }
if command -v gdallocationinfo >/dev/null; then
    near "$(at "$work/beam.tif" 33 20)" "$(awk -v b="$behind" 'BEGIN { print b - 10 }')" 0.001 ||
        fail "a beam of -10 dB gives $(at "$work/beam.tif" 33 20) where $behind was"
fi
printf '%s,vertical_pattern\nA,105.87,21.61,60,100,5,H,fm,national,VOV1,,0:0;60:-3\n' "$head" >"$work/beam.csv"
"$vungphu" signal -q --transmitters "$work/beam.csv" -e "$work/dem.asc" -o "$work/beam.tif" 2>"$work/err" && fail "a gap in a beam must be refused"
grep -q "row 2 column vertical_pattern.*gap of more than 45" "$work/err" || fail "no finding for the gap: $(cat "$work/err")"

# ---- clutter heights as a table: the built-in heights written out change nothing; higher trees take from the field
awk 'BEGIN {
    print "ncols 40\nnrows 40\nxllcorner 580000\nyllcorner 2380000\ncellsize 500\nNODATA_value 0"
    for (r = 0; r < 40; r++) { for (c = 0; c < 40; c++) printf "%d ", c % 3 ? 10 : 40; print "" }
}' >"$work/cover.asc"
cp "$work/dem.prj" "$work/cover.prj"
printf 'class,metres\n10,15\n20,5\n50,10\n95,10\n' >"$work/heights.csv"
printf 'class,metres\n10,30\n' >"$work/high.csv"
printf 'class,metres\n10,-3\n300,5\n' >"$work/badheights.csv"
covered() { "$vungphu" signal -q --transmitters "$work/one.csv" -e "$work/dem.asc" --clutter "$work/cover.asc" "$@"; }
covered -o "$work/plain.tif" && covered --clutter-heights "$work/heights.csv" -o "$work/same.tif" &&
    covered --clutter-heights "$work/high.csv" -o "$work/high.tif" || fail "clutter heights were not taken"
cmp -s "$work/plain.tif" "$work/same.tif" || fail "the built-in heights as a table change the field"
if command -v gdallocationinfo >/dev/null; then
    awk -v a="$(at "$work/plain.tif" 2 20)" -v b="$(at "$work/high.tif" 2 20)" 'BEGIN { exit !(b < a - 1) }' ||
        fail "trees of 30 m instead of 15 leave $(at "$work/high.tif" 2 20) of $(at "$work/plain.tif" 2 20)"
fi
covered --clutter-heights "$work/badheights.csv" -o "$work/no.tif" 2>"$work/err" && fail "bad clutter heights must be refused"
grep -q "row 2 column metres" "$work/err" && grep -q "row 3 column class" "$work/err" || fail "clutter findings: $(cat "$work/err")"

# ---- radio-climatic zones: all inland changes nothing, a sea before the receiver does; other codes are refused
zone_file() { # FILE CODE-WEST CODE-EAST
    awk -v w="$2" -v e="$3" 'BEGIN {
        print "ncols 40\nnrows 40\nxllcorner 580000\nyllcorner 2380000\ncellsize 500\nNODATA_value 0"
        for (r = 0; r < 40; r++) { for (c = 0; c < 40; c++) printf "%d ", c < 22 ? w : e; print "" }
    }' >"$work/$1.asc"
    cp "$work/dem.prj" "$work/$1.prj"
}
zone_file inland 4 4 && zone_file coast 4 1 && zone_file wrong 4 7 && zone_file open 4 0
zoned() { "$vungphu" signal -q --transmitters "$work/one.csv" -e "$work/dem.asc" --time 1 "$@"; }
zoned -o "$work/none.tif" && zoned --zones "$work/inland.asc" -o "$work/inland.tif" &&
    zoned --zones "$work/coast.asc" -o "$work/coast.tif" || fail "zones were not taken"
cmp -s "$work/none.tif" "$work/inland.tif" || fail "zones that are all inland change the field"
cmp -s "$work/none.tif" "$work/coast.tif" && fail "a sea changes nothing"
zoned --zones "$work/wrong.asc" -o "$work/no.tif" 2>"$work/err" && fail "a zone of 7 must be refused"
grep -q "wrong.asc: 7 at .*1 sea, 3 coastal land or 4 inland" "$work/err" || fail "the zone is not named: $(cat "$work/err")"
zoned --zones "$work/open.asc" -o "$work/no.tif" 2>"$work/err" && fail "terrain without a zone must be refused"
[ -e "$work/no.tif" ] && fail "a refusal left a file"

# ---- elevation in degrees is refused with what to do
printf 'ncols 3\nnrows 3\nxllcorner 105\nyllcorner 21\ncellsize 0.5\n1 1 1\n1 1 1\n1 1 1\n' >"$work/degrees.asc"
printf 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]\n' >"$work/degrees.prj"
"$vungphu" signal -q --transmitters "$work/one.csv" -e "$work/degrees.asc" -o "$work/no.tif" 2>"$work/err" && fail "degrees must be refused"
grep -q "in degrees.*gdalwarp" "$work/err" || fail "no hint for degrees: $(cat "$work/err")"

# ---- sight over the province: people seen, against gdal_viewshed's figures in truth.json
province=$shared/data/thai-nguyen
if [ -f "$province/synthetic/dem_60m.tif" ] && /usr/bin/python3 -c 'import numpy; from osgeo import gdal' 2>/dev/null; then
    for id in T02 T03; do
        "$vungphu" signal -q --transmitters "$province/synthetic/transmitters.csv" -e "$province/synthetic/dem_60m.tif" \
            --transmitter $id --method sight -o "$work/$id.tif" || fail "sight from $id"
    done
    ogr2ogr -q -f GPKG -t_srs EPSG:32648 "$work/communes.gpkg" "$province/boundaries.gpkg" communes_2025 2>/dev/null
    gdal_rasterize -q -burn 1 -l communes_2025 -te 529200 2343300 643800 2530200 -tr 100 100 -ot Byte \
        "$work/communes.gpkg" "$work/inside.tif"
    /usr/bin/python3 - "$province" "$work" <<'PY' || fail "people in sight differ from the viewshed"
import sys
import numpy as np
from osgeo import gdal
province, work = sys.argv[1:]
population = gdal.Open(province + "/synthetic/population_100m.tif")
people = population.ReadAsArray()
people[people < 0] = 0
people[gdal.Open(work + "/inside.tif").ReadAsArray() == 0] = 0
west, cell, _, north, _, _ = population.GetGeoTransform()
x = west + (np.arange(people.shape[1]) + 0.5) * cell
y = north - (np.arange(people.shape[0]) + 0.5) * cell
bad = 0
for name, published in (("T02", 21.0), ("T03", 58.6)):
    seen = gdal.Open(f"{work}/{name}.tif")
    w, c, _, n, _, _ = seen.GetGeoTransform()
    at = seen.ReadAsArray()[np.ix_(((n - y) // c).astype(int), ((x - w) // c).astype(int))]
    share = 100 * people[np.isfinite(at)].sum() / people.sum()
    print(f"{name}: {share:.2f} % of people in sight, viewshed {published}")
    bad += abs(share - published) > 1  # two ways to read a 60 m height model
sys.exit(int(bad))
PY
else
    echo "left out: sight over the province, no $province/synthetic/dem_60m.tif (or no GDAL and numpy for /usr/bin/python3)"
fi
[ $failures -eq 0 ] && echo "all as expected"
exit $((failures > 0))
