#!/usr/bin/env bash
# Broadcast sweeps against Debian's splat: one transmitter, 100 km radius, 90 m elevation, the same terrain.
#   tests/bench/broadcast.sh [REPEATS]    (script/bench builds first; default 3)
# CSV: program,method,threads,cells,wall_s,cpu_s,cpu_us_per_cell, medians of REPEATS runs; ratios at the end.
# splat works on pixels of 3" (about 90 m), with Longley-Rice (ITM) or line of sight, one thread.
set -euo pipefail
cd "$(dirname "$0")/../.."
repeats=${1:-3}
data=${VP_SHARED:-../shared}/data/thai-nguyen
bench=build/release/tests/bench/bench_signal
if [ ! -f "$data/dem_30s_composite.tif" ]; then
    echo "broadcast: the terrain is not there: $data" >&2
    exit 77
fi
for package in splat python3-gdal python3-numpy time; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' && continue
    echo "broadcast: installing $package" >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The relief of the test data at 3", east of its edge mirrored, as SRTM tiles and as a 90 m grid.
/usr/bin/python3 - "$data" "$work" <<'PY'
import sys
import numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
data, work = sys.argv[1:]
half = 0.5 / 1200
bounds = (105 - half, 21 - half, 107 + half, 23 + half)
sources = [data + "/dem_30s_composite.tif", data + "/synthetic/dem_60m.tif"]
geo = gdal.Warp(work + "/geo.tif", sources, outputBounds=bounds, xRes=1 / 1200, yRes=1 / 1200, dstSRS="EPSG:4326",
                resampleAlg="cubic", outputType=gdal.GDT_Int16, dstNodata=-32768)
height = geo.ReadAsArray()
known = 2030
edge = height[:, :known]
for column in range(known - 2, -1, -1):
    bad = edge[:, column] == -32768
    edge[bad, column] = edge[bad, column + 1]
height[:, known:] = edge[:, known - 2:known - 2 - (height.shape[1] - known):-1]
assert (height > -32768).all()
geo.GetRasterBand(1).WriteArray(height)
geo.FlushCache()
for south in (21, 22):
    for west in (105, 106):
        top, left = (22 - south) * 1200, (west - 105) * 1200
        height[top:top + 1201, left:left + 1201].astype(">i2").tofile(f"{work}/N{south}E{west}.hgt")
utm = osr.SpatialReference()
utm.ImportFromEPSG(32648)
wgs = osr.SpatialReference()
wgs.ImportFromEPSG(4326)
wgs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
x, y, _ = osr.CoordinateTransformation(wgs, utm).TransformPoint(106.0, 22.0)
side = 1113
box = (x - (side + 0.5) * 90, y - (side + 0.5) * 90, x + (side + 0.5) * 90, y + (side + 0.5) * 90)
grid = gdal.Warp("", work + "/geo.tif", format="MEM", outputBounds=box, xRes=90, yRes=90, dstSRS="EPSG:32648",
                 resampleAlg="bilinear", outputType=gdal.GDT_Float32, dstNodata=-32768)
grid.ReadAsArray().astype("<f4").tofile(work + "/grid.raw")
PY
printf 'site\n22.0\n254.0\n60 m\n' >"$work/site.qth"
# permittivity, conductivity, N-units, MHz, climate (maritime temperate over land), horizontal, 50 %, 50 %, ERP
printf '15.0\n0.005\n325.0\n102.5\n6\n0\n0.5\n0.5\n10000.0\n' >"$work/site.lrp"
(cd "$work" && for tile in *.hgt; do srtm2sdf "$tile" >/dev/null; done)

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
pixels=3943000 # 3" pixels within 100 km at 22° N: π · 100² / (0.0926 · 0.0860)

# run_splat METHOD OPTIONS…
run_splat() {
    local method=$1
    shift
    : >"$work/times"
    for _ in $(seq "$repeats"); do
        (cd "$work" && /usr/bin/time -a -o times -f '%e %U' splat -t site.qth -metric -R 100 -d "$work" -N "$@" -o map.ppm >/dev/null 2>&1)
    done
    local wall cpu
    wall=$(awk '{ print $1 }' "$work/times" | median)
    cpu=$(awk '{ print $2 }' "$work/times" | median)
    awk -v m="$method" -v w="$wall" -v c="$cpu" -v n=$pixels 'BEGIN { printf "splat,%s,1,%d,%.2f,%.2f,%.2f\n", m, n, w, c, c / n * 1e6 }'
}

echo "program,method,threads,cells,wall_s,cpu_s,cpu_us_per_cell"
{
    run_splat itm -L 10 -olditm
    run_splat sight -c 10
    "$bench" "$work/grid.raw" 2227 2227 90 1113 1113 "$repeats" >"$work/ours"
    for method in radial sight; do
        for threads in 1 2; do
            for column in 3 4 5 6; do
                awk -F, -v m=$method -v t=$threads -v c=$column '$1 == m && $2 == t { print $c }' "$work/ours" | median
            done | paste -sd, | sed "s/^/vungphu,$method,$threads,/"
        done
    done
} | tee "$work/all"
awk -F, '{ wall[$1 $2 $3] = $5; cpu[$1 $2 $3] = $6 }
    END {
        printf "ratio,itm / radial,wall 2 threads,%.1f\n", wall["splatitm1"] / wall["vungphuradial2"]
        printf "ratio,itm / radial,cpu,%.1f\n", cpu["splatitm1"] / cpu["vungphuradial1"]
        printf "ratio,sight,wall 2 threads,%.1f\n", wall["splatsight1"] / wall["vungphusight2"]
        printf "ratio,sight,cpu,%.1f\n", cpu["splatsight1"] / cpu["vungphusight1"]
    }' "$work/all"

# With VP_PROVINCE=DATASET.SQLITE (of vungphu build): all its transmitters, radial against exact over its people.
# STEP: every STEPth inhabited cell is computed exactly (VP_PROVINCE_STEP, default 20).
if [ -n "${VP_PROVINCE:-}" ]; then
    build/release/tests/bench/bench_signal_province "$VP_PROVINCE" "${VP_PROVINCE_STEP:-20}" 2
fi
