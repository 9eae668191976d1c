#!/usr/bin/env bash
# What only the whole province shows is said by `check`, too: facilities and people where nobody can be, facilities that
# are not open. Arguments: the program.
set -euo pipefail
python=/usr/bin/python3
"$python" -c 'from osgeo import gdal; import numpy' 2>/dev/null || { echo "no GDAL and numpy for $python: skipped"; exit 77; }
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$root/tests/end_to_end "$python" - "$1" "$work" <<'PY'
import os, pathlib, re, subprocess, sys
import numpy
from osgeo import gdal
from small_province import COLUMNS, ROWS, WEST, raster, write_province

program, work = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
NORTH = 2402000


def check(name, places, lake):
    write_province(work / name, NORTH)
    (work / name / "places.csv").write_text("id,name,x,y,from\n" + places)
    table = (work / name / "datasets.csv").read_text()
    (work / name / "datasets.csv").write_text(table.replace("lat=y;", "lat=y;open_from=from;"))
    cover = numpy.full((ROWS, COLUMNS), 10, numpy.uint8)
    cover[3, :lake] = 80
    raster(work / name / "cover.tif", cover, gdal.GDT_Byte, NORTH)
    with open(work / name / "speeds.csv", "a") as speeds:
        speeds.write("walk,land_cover,80,0,no,,water\n")
    done = subprocess.run([program, "check", name], capture_output=True, text=True, cwd=work, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stderr + done.stdout


WET, DRY = f"{WEST + 350},{NORTH - 350}", f"{WEST + 50},{NORTH - 950}"
said = check("wet", "".join(f"A{i},Nơi,{WET},\n" for i in range(25)) + f"D,Nơi,{DRY},\nE,Nơi,{DRY},2031-01-01\n", 8)
assert len(re.findall(r"^warning: facilities .*stands on land cover 80, where walk cannot be", said, re.M)) == 20, said
assert "warning: facilities: 5 more facilities stand where none of their service's modes can be" in said, said
assert "8 people (1.00 %) in 8 cells, most of them here, are on terrain that no service's modes can cross" in said, said
assert re.search(r"^note: facilities .* value \"E\": 1 of 27 facilities, this one first, are not open on the day", said, re.M), said
said = check("dry", f"D,Nơi,{DRY},\n", 0)
assert not re.search("stands on|cannot|not open", said), said
print("ok")
PY
