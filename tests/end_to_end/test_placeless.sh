#!/usr/bin/env bash
# Layers of which no row has a place, as FlatGeobuf, by each command that writes it: every row is there, without a
# geometry, and other programs read it. Arguments: the program.
set -euo pipefail
python=/usr/bin/python3
"$python" -c 'from osgeo import gdal; import numpy' 2>/dev/null || { echo "no GDAL and numpy for $python: skipped"; exit 77; }
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$root/tests/end_to_end "$python" - "$1" "$work" <<'PY'
import csv, os, pathlib, subprocess, sys
import numpy
from osgeo import gdal
from small_province import CELL, COLUMNS, ROWS, WEST, raster, write_province

gdal.UseExceptions()
program, work = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
NORTH = 2402000


def run(*arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, cwd=work, timeout=60)
    assert done.returncode == 0, f"{arguments}: {done.stderr}"
    return done.stdout


def rows_of(path):
    """Of the only layer: each row's fields and whether it has a place, read in order and by its size."""
    layer = (source := gdal.OpenEx(str(path), gdal.OF_VECTOR)).GetLayer(0)
    rows = [(feature.items(), feature.GetGeometryRef() is not None) for feature in layer]
    assert layer.GetFeatureCount() == len(rows), f"{path}: {layer.GetFeatureCount()} features said, {len(rows)} read"
    del layer, source
    return rows


def expect_placeless(path, count):
    rows = rows_of(path)
    assert rows and len(rows) == count and not any(placed for _, placed in rows), f"{path}: {rows}"
    return [fields for fields, _ in rows]


def build(name, place, more="", lake=10):
    write_province(work / name, NORTH)
    (work / name / "places.csv").write_text(f"id,name,x,y\nA,A,{place}\n{more}")
    cover = numpy.full((ROWS, COLUMNS), 10, numpy.uint8)
    cover[3, 3] = lake
    raster(work / name / "cover.tif", cover, gdal.GDT_Byte, NORTH)
    with open(work / name / "speeds.csv", "a") as speeds:
        speeds.write("walk,land_cover,80,0,no,,water\n")
    run("build", name, "-q", "-o", f"{name}_data")
    return f"{name}_data"


# The only place stands on water: nobody is reached within any limit. A row that was left out has no place either.
water = build("water", f"{WEST + 350},{NORTH - 350}", lake=80)
left_out = build("left_out", f"{WEST + 50},{NORTH - 950}", "B,B,x,1\n")
for data, layer in ((water, "isochrones"), (left_out, "quality")):
    for extension in ("fgb", "geojson", "csv"):
        run("export", data, f"{layer}.{extension}", "--layer", layer)
    listed = list(csv.DictReader(open(work / f"{layer}.csv", encoding="utf-8-sig")))
    fields = expect_placeless(work / f"{layer}.fgb", len(listed))
    expect_placeless(work / f"{layer}.geojson", len(listed))
    key = "service" if layer == "isochrones" else "reason"
    assert [f[key] for f in fields] == [row[key] for row in listed], layer

# A wall between where the paths begin and where they should end.
speed = numpy.full((ROWS, COLUMNS), 5, numpy.float32)
speed[:, 20] = 0
raster(work / "speed.tif", speed, gdal.GDT_Float32, NORTH)
(work / "to.csv").write_text(f"id,x,y\na,{WEST + 50},{NORTH - 50}\nb,{WEST + 50},{NORTH - 50}\n")
(work / "from.csv").write_text(f"id,x,y\np,{WEST + 3050},{NORTH - 50}\nq,{WEST + 3950},{NORTH - 1050}\n")
for extension in ("fgb", "geojson"):
    run("travel-time", "--speed", "speed.tif", "--facilities", "to.csv", "-o", "m.tif", "--paths", f"paths.{extension}", "--from", "from.csv", "-q")
    fields = expect_placeless(work / f"paths.{extension}", 2)
    assert [(f["from"], f["facility"], f["minutes"], f["status"]) for f in fields] == [(n, None, None, "no_path") for n in "pq"], fields

# Two places in one cell: the second is nobody's nearest, and its catchment has no area.
for extension in ("fgb", "geojson"):
    run("travel-time", "--speed", "speed.tif", "--facilities", "to.csv", "-o", "m.tif", "--limits", "5", "--catchments", f"parts.{extension}", "-q")
    rows = rows_of(work / f"parts.{extension}")
    assert [(fields["facility"], placed) for fields, placed in rows] == [("a", True), ("b", False)], rows
print("ok")
PY
