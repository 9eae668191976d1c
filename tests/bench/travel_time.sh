#!/usr/bin/env bash
# Travel time against GRASS on the same made-up province, in turn; then the engine alone.
#
#     tests/bench/travel_time.sh [COLUMNS ROWS [PAIRS]]     3500 4500 5
#     tests/bench/travel_time.sh --growth [MILLIONS ...]    the engine alone on 1 4 16 64 200 million cells
#
# CSV on stdout. GRASS is timed for r.cost and r.walk alone, its maps being imported; Vùng Phủ for
# its whole process, from GeoTIFFs on disk to a GeoTIFF on disk. Installs grass-core and gdal-bin. After
# each case a Dijkstra in double precision says on stderr which of the two is how far off.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$PWD/build/release/vungphu bench=$PWD/build/release/tests/bench/bench_travel_time
witness=$PWD/build/release/tests/bench/bench_travel_witness


if [ "${1:-}" = --growth ]; then
    shift
    [ $# -gt 0 ] || set -- 1 4 16 64 200
    echo "case,neighbours,threads,cells,reached,prepare_ms,solve_ms,ns_per_reached_cell,best_ns,peak_mb,bytes_a_cell,once_bytes_a_cell"
    for millions; do "$bench" --growth "$millions"; done
    exit
fi
columns=${1:-3500} rows=${2:-4500} pairs=${3:-5}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
command -v grass >/dev/null && command -v gdal_translate >/dev/null ||
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends grass-core gdal-bin >/dev/null

work=$(mktemp -d "${TMPDIR:-/tmp}/travel_time.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$bench" --write "$work" "$columns" "$rows"
cd "$work"
for grid in speed elevation friction crossing; do
    gdal_translate -q -of GTiff -a_nodata nan -a_srs EPSG:32648 $grid.bin $grid.tif
done
grass -c EPSG:32648 -e location >/dev/null 2>&1
grass_do() { grass location/PERMANENT --exec "$@" >grass.log 2>&1 || { cat grass.log >&2; exit 1; }; }
for grid in elevation friction crossing; do grass_do r.in.gdal -o --overwrite input=$grid.tif output=$grid; done
grass_do g.region raster=crossing
tail -n +2 facilities.csv | grass_do v.in.ascii input=- output=facilities separator=comma x=1 y=2 cat=0 columns='x double precision, y double precision, id integer'

# Seconds of the module alone: starting a GRASS session is not counted.
cat >timed.sh <<'SH'
start=$(date +%s.%N); "$@" >/dev/null 2>module.log || { cat module.log >&2; exit 1; }; end=$(date +%s.%N)
echo "$start $end" | awk '{ print $2 - $1 }' >seconds
SH
timed_grass() { grass_do bash timed.sh "$@"; cat seconds; }
timed_ours() { bash timed.sh "$program" travel-time --quiet --facilities facilities.csv --output ours.tif --corners open --towards population "$@"; cat seconds; }
median() { sort -g | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
raw() { gdal_translate -q -of ENVI -a_nodata nan "${@:3}" "$1" "$2"; }

# compare NAME PAIRS NEIGHBOURS "GRASS module" "our arguments" SECONDS_IN_A_UNIT
compare() {
    local name=$1 neighbours=$2 module=$3 ours=$4 unit=$5 kind
    : >grass.times; : >ours.times; : >one.times
    for ((i = 0; i < pairs; i++)); do
        timed_grass $module output=theirs --overwrite >>grass.times
        timed_ours --neighbours "$neighbours" $ours >>ours.times
        timed_ours --neighbours "$neighbours" $ours --threads 1 >>one.times
        echo "$name,$((i + 1)),$(tail -n 1 grass.times),$(tail -n 1 ours.times),$(tail -n 1 one.times)" >&2
    done
    grass_do r.out.gdal -c -f input=theirs output=theirs.tif type=Float64 nodata=-1 --overwrite
    gdal_translate -q -of ENVI theirs.tif exact.bin
    raw theirs.tif theirs.bin -ot Float32
    raw ours.tif ours.bin -b 1
    case $module in r.walk*) kind=walk ;; *) kind=cost ;; esac
    "$witness" . "$columns" "$rows" "$neighbours" $kind exact.bin ours.bin | sed "s/^/$name,/" >&2
    local agreement
    agreement=$("$bench" --compare theirs.bin ours.bin "$columns" "$rows" "$unit")
    echo "$name,$(median <grass.times),$(median <ours.times),$(median <one.times),$agreement" |
        awk -F, -v OFS=, '{ print $1, $2, $3, $4, sprintf("%.1f", $2 / $3), sprintf("%.1f", $2 / $4), $5, $6, $7 }'
}
echo "case,grass_s,ours_s,ours_one_thread_s,ratio,ratio_one_thread,reached_by_both,by_one_only,largest_relative_difference"
compare r.cost 8 "r.cost input=crossing start_points=facilities memory=2000" "--speed speed.tif" 1
compare "r.cost -k" 16 "r.cost -k input=crossing start_points=facilities memory=2000" "--speed speed.tif" 1
walk="r.walk elevation=elevation friction=friction start_points=facilities memory=2000 lambda=1"
compare r.walk 8 "$walk" "--speed speed.tif --elevation elevation.tif --slope-rule langmuir" 60
compare "r.walk -k" 16 "$walk -k" "--speed speed.tif --elevation elevation.tif --slope-rule langmuir" 60
echo
"$bench" "$columns" "$rows" "$pairs"
