#!/usr/bin/env bash
# Tables with titles above the names of their columns: the province's own and those of the commands are read as they are
# without the titles, and a note names the row of each. Arguments: program.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
vungphu=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
note='the names of the columns stand in this row; what is above it is not read'
titled() { for table; do printf 'Bảng 1. Số liệu, năm 2025\n\n' | cat - "$table" >"$table.new" && mv "$table.new" "$table"; done; }

# ---- a province: the same findings, each row two lines further down, and a note for each table
mkdir "$work/plain"
find "$root/gis-data/sample" -maxdepth 1 -type f -exec cp {} "$work/plain/" \;
sed -i 's/^cell_metres,.*/cell_metres,300/' "$work/plain/province.csv"
cp -r "$work/plain" "$work/titled"
titled "$work"/titled/*.csv
"$vungphu" check "$work/plain" 2>"$work/plain.err" && "$vungphu" check "$work/titled" 2>"$work/titled.err" ||
    fail "check: $(tail -3 "$work/plain.err" "$work/titled.err")"
rows() { sed '$d' | awk -v more="$1" '$2 ~ /csv$/ && $3 == "row" { sub(":$", "", $4); $4 += more } 1' | sort; }
diff <(rows 2 <"$work/plain.err") <(grep -v "$note" "$work/titled.err" | rows 0) >"$work/diff" ||
    fail "titles change what check finds: $(cat "$work/diff")"
for table in "$work"/titled/*.csv; do
    grep -q "^note: $(basename "$table") row 3: $note" "$work/titled.err" || fail "no note of $(basename "$table")"
done

# ---- tables of commands: the same answers
cd "$work" || exit 1
printf 'demand,site,cost\nA,X,5\nA,Y,9\nB,X,7\nB,Y,2\n' >costs.csv
printf 'demand;weight\nA;100\nB;50,5\n' >demand.csv
printf 'site;supply\nX;3\nY;4,5\n' >supply.csv
printf 'site,state,price\nX,fixed,1\nY,free,2\n' >sites.csv
printf 'km,ground\n0,100\n1,100\n2,100\n3,100\n' >profile.csv
printf 'mode,surface,class,km_per_h\nwalk,land_cover,*,4\n' >speeds.csv
printf 'class,metres\n10,20\n' >heights.csv
printf 'id,lon,lat,mast_metres,frequency_mhz,erp_kw,polarisation,system,scope\nP,105.03,21.73,60,100,5,H,fm,national\n' >masts.csv
printf 'id,x,y\nF,500250,2400250\n' >facilities.csv
printf 'ncols 20\nnrows 20\nxllcorner 500000\nyllcorner 2400000\ncellsize 500\n%s\n' "$(yes 10 | head -400 | tr '\n' ' ')" >hills.asc
cat >hills.prj <<'WKT'
PROJCS["WGS 84 / UTM zone 48N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]
WKT
answers() {
    echo "$1" >&2
    "$vungphu" locate --costs costs.csv --demand demand.csv --sites sites.csv --objective p-median -c 1 -f csv | sed 's/,[^,]*$//' # not the seconds
    "$vungphu" access --costs costs.csv --demand demand.csv --supply supply.csv -l 10
    "$vungphu" signal --profile profile.csv --frequency 100 --mast 60 --latitude 21.6 -f csv
    "$vungphu" travel-time -q --land-cover hills.asc --speeds speeds.csv --mode walk --facilities facilities.csv -o "$1.tif"
    "$vungphu" signal -e hills.asc --clutter hills.asc --clutter-heights heights.csv -t masts.csv -o "$1.field.tif"
    cksum <"$1.tif"; cksum <"$1.field.tif"
}
answers plain >plain.out 2>plain.err
titled ./*.csv
answers titled >titled.out 2>titled.err
cmp -s plain.out titled.out || fail "commands: $(diff plain.out titled.out; cat titled.err)"
[ "$(wc -l <plain.out)" -gt 20 ] || fail "commands: $(cat plain.out plain.err)"
for table in costs demand sites supply profile heights masts; do
    grep -q "$table.csv row 3: $note" titled.err || fail "no note of $table.csv: $(cat titled.err)"
done
"$vungphu" travel-time --land-cover hills.asc --speeds speeds.csv --mode walk --facilities facilities.csv -o a.tif 2>err
[ "$(grep -c "^note: .* row 3: $note" err)" = 2 ] && grep -q '^2 findings: 0 errors, 0 warnings, 2 notes$' err ||
    fail "travel-time counts notes that it does not show: $(cat err)"
sed -i 1,2d speeds.csv
"$vungphu" travel-time --land-cover hills.asc --speeds speeds.csv --mode walk --facilities facilities.csv -o a.tif 2>err
grep -q '^1 finding: 0 errors, 0 warnings, 1 note$' err || fail "one is no plural: $(cat err)"

# ---- what is no heading at all says what to do
printf 'Bảng 1\nsite,supplies\nX,3\n' >supply.csv
"$vungphu" access --costs costs.csv --demand demand.csv --supply supply.csv -l 10 >/dev/null 2>err
[ $? -eq 1 ] && grep -q 'must name the columns site and supply' err || fail "a heading that is none: $(cat err)"
printf 'Bảng 1\nsites,state,price\nX,fixed,1\n' >sites.csv
"$vungphu" locate --costs costs.csv --demand demand.csv --sites sites.csv --objective p-median -c 1 >/dev/null 2>err
[ $? -eq 1 ] && grep -q 'delete the rows above the names of the columns' err || fail "rows wider than a title: $(cat err)"
[ $failures -eq 0 ]
