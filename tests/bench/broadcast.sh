#!/usr/bin/env bash
# Broadcast sweeps against Debian's splat: one transmitter, 100 km radius, 90 m elevation, the same terrain.
#   tests/bench/broadcast.sh [PAIRS]    (script/bench builds first; default 5)
# CSV: pair,program,method,threads,cells,wall_s,cpu_s,cpu_us_per_cell. A pair is a run of splat and right after it one of
# vungphu, so that both see the same load; then the medians, and each ratio as the median of the pairs' ratios with its
# least and greatest.
# splat works on pixels of 3" (about 90 m), with Longley-Rice (ITM) or line of sight, one thread.
set -euo pipefail
cd "$(dirname "$0")/../.."
pairs=${1:-5}
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

pixels=3943000 # 3" pixels within 100 km at 22° N: π · 100² / (0.0926 · 0.0860)

# splat_once PAIR METHOD OPTIONS…
splat_once() {
    local pair=$1 method=$2
    shift 2
    (cd "$work" && /usr/bin/time -o time -f '%e %U' splat -t site.qth -metric -R 100 -d "$work" -N "$@" -o map.ppm >/dev/null 2>&1)
    awk -v p="$pair" -v m="$method" -v n=$pixels '{ printf "%s,splat,%s,1,%d,%.3f,%.3f,%.3f\n", p, m, n, $1, $2, $2 / n * 1e6 }' "$work/time"
}

echo "pair,program,method,threads,cells,wall_s,cpu_s,cpu_us_per_cell"
for pair in $(seq "$pairs"); do
    splat_once "$pair" itm -L 10 -olditm
    splat_once "$pair" sight -c 10
    "$bench" "$work/grid.raw" 2227 2227 90 1113 1113 1 | awk -F, -v p="$pair" 'NR > 1 { print p ",vungphu," $0 }'
done | tee "$work/all"
/usr/bin/python3 - "$work/all" <<'PY'
import csv, statistics, sys
rows = {}
for pair, program, method, threads, cells, *figures in csv.reader(open(sys.argv[1])):
    rows.setdefault((program, method, threads, cells), {})[pair] = [float(f) for f in figures]
for key, runs in rows.items():
    middle = [statistics.median(r[i] for r in runs.values()) for i in range(3)]
    print("median", *key, *(f"{m:.3f}" for m in middle), sep=",")
runs = {key[:3]: value for key, value in rows.items()}
print("ratio,splat,vungphu,figure,pairs,median,least,greatest")
for theirs, ours in (("itm", "radial"), ("sight", "sight")):
    for figure, threads, column in (("wall", "2", 0), ("cpu", "1", 1)):
        a, b = runs["splat", theirs, "1"], runs["vungphu", ours, threads]
        r = [a[p][column] / b[p][column] for p in a]
        print("ratio", theirs, f"{ours} {threads} threads", figure, len(r), f"{statistics.median(r):.1f}",
              f"{min(r):.1f}", f"{max(r):.1f}", sep=",")
PY

# With VP_PROVINCE=DATASET.SQLITE (of vungphu build): all its transmitters, radial against exact over its people.
# STEP: every STEPth inhabited cell is computed exactly (VP_PROVINCE_STEP, default 20).
if [ -n "${VP_PROVINCE:-}" ]; then
    build/release/tests/bench/bench_signal_province "$VP_PROVINCE" "${VP_PROVINCE_STEP:-20}" 2
fi
