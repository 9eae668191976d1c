"""Every command on every kind of "no data" and every type of number: a cell of the table that fails is named.

Usage: rasters.py PROGRAM WORK   (VP_WHOLE=1: all commands on the whole table, not on one type a kind)

A raster of 6 by 4 cells holds 5 in its western half and nothing in the eastern one; as people, km/h, metres and land cover."""
import csv
import io
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys

import numpy
from osgeo import gdal

import recode

program, work = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
WEST, NORTH, CELL, COLUMNS, ROWS = 500000, 2400400, 100, 6, 4
values = numpy.full((ROWS, COLUMNS), 5)
known = numpy.tile(numpy.arange(COLUMNS) < COLUMNS // 2, (ROWS, 1))
box = [[WEST, NORTH - ROWS * CELL], [WEST + COLUMNS * CELL, NORTH - ROWS * CELL], [WEST + COLUMNS * CELL, NORTH], [WEST, NORTH],
       [WEST, NORTH - ROWS * CELL]]
failures = 0


def run(*arguments, right=0):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, cwd=work, timeout=120)
    if done.returncode != right:
        raise AssertionError(f"exit {done.returncode}: {(done.stderr or done.stdout).strip()[:300]}")
    return done.stdout + ("" if right == 0 and arguments[0] != "check" else done.stderr)


def expect(found, right, what):
    if found != right:
        raise AssertionError(f"{what} {found}, right {right}")


def make(kind, name):
    recode.write(str(work / "r.tif"), values, known, WEST, NORTH, CELL, kind, name)


def array(name):
    file = gdal.Open(str(work / name))
    return file.ReadAsArray()


def zonal(total=60, weights=()):
    row = next(csv.DictReader(io.StringIO(run("zonal", "--zones", "zone.geojson", "--values", "r.tif", *weights))))
    expect([float(row[c]) for c in ("count", "no_data", "mean", "sum", "min", "max")], [12, 12, 5, total, 5, 5],
           "count, no_data, mean, sum, min, max")


def zonal_weights():
    zonal(300, ("--weights", "r.tif"))


def travel_time():
    run("travel-time", "--quiet", "--speed", "r.tif", "--elevation", "r.tif", "--population", "r.tif", "--facilities", "f.csv",
        "--output", "m.tif", "--limit", "60", "--isochrones", "i.geojson")
    minutes = array("m.tif")
    expect(bool((minutes[~known] < 0).all()), True, "no way where nothing is known:")
    expect(round(float(minutes[known].max()), 4), round(float(reference["minutes"][known].max()), 4), "minutes")
    area = json.loads((work / "i.geojson").read_text())["features"][0]["properties"]
    expect(area["people"], 60, "people")


def travel_cover():
    run("travel-time", "--quiet", "--land-cover", "r.tif", "--speeds", "speeds.csv", "--mode", "walk", "--facilities", "f.csv",
        "--output", "m.tif")
    expect(bool((array("m.tif")[~known] < 0).all()), True, "no way on unknown cover:")
    expect(bool((array("m.tif")[known] >= 0).all()), True, "a way on known cover:")


def signal():
    run("signal", "--quiet", "--transmitters", "t.csv", "--elevation", "r.tif", "--clutter", "r.tif", "--output", "s.tif",
        "--radius", "10")
    field = array("s.tif")
    expect(bool(numpy.isnan(field[~known]).all()), True, "no field where nothing is known:")
    expect(bool(numpy.array_equal(field, reference["field"], equal_nan=True)), True, "the same field:")


def check():
    text = run("check", "province")
    for pattern in (r"people.tif: 60\.00 people on the grids; 50\.00 % of the province's area has no data",
                    r"12 of 24 cells of the province have no elevation", r"12 of 24 cells of the province have no land_cover"):
        if not re.search(pattern, text):
            raise AssertionError(f"not told: {pattern}: {text[-600:]}")


def write_inputs():
    zone = {"type": "Feature", "properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates": [box]}}
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}
    (work / "zone.geojson").write_text(json.dumps({"type": "FeatureCollection", "crs": system, "features": [zone]}))
    (work / "f.csv").write_text(f"id,x,y\na,{WEST + 50},{NORTH - 50}\n")
    (work / "speeds.csv").write_text("mode,surface,class,km_per_h\nwalk,land_cover,5,5\n")
    (work / "t.csv").write_text("id,site,programme,system,lon,lat,mast_metres,frequency_mhz,erp_kw,scope,polarisation\n"
                                "a,a,a,fm,105.001,21.704,50,100,1,local,H\n")
    folder = work / "province"
    folder.mkdir()
    tables = {
        "province.csv": "key,value\nid,p\nname_vi,P\nname_en,P\ncrs,EPSG:32648\ncell_metres,100\nas_of,2026-12-31\nunit_level,commune\n"
                        "margin_metres,0\n",
        "datasets.csv": "role,path,layer,vintage,crs,encoding,fields,filter,licence,attribution,url,note\n"
                        "units,units.csv,,2025,EPSG:32648,,code=code;name=name;level:=commune,,CC0,,,\n"
                        "population,people.tif,,2020,,,,,CC0,,,\nelevation,dem.tif,,,,,,,CC0,,,\nland_cover,lc.tif,,,,,,,CC0,,,\n",
        "units.csv": "code,name,WKT\n1,A,\"POLYGON((%s))\"\n" % ",".join(f"{x} {y}" for x, y in box),
        "services.csv": "id,title_vi,title_en,department,reach,mode,season,scope,limits,default_limit,queue_minutes,capacity_field,group\n"
                        "clinic,C,C,,travel_time,walk,,,30,30,,,\n",
        "speeds.csv": "mode,surface,class,km_per_h,slope,season\nwalk,land_cover,*,4,yes,\n",
        "groups.csv": "id,title_vi,title_en,units_where,share_field\n",
        "indicators.csv": "id,title_vi,title_en,department,measure,service,group,limit,threshold,target,target_year,better,source,definition\n",
    }
    for name, text in tables.items():
        (folder / name).write_text(text)


def lay_province(kind, name):
    for file in ("people.tif", "dem.tif", "lc.tif"):
        recode.write(str(work / "province" / file), values, known, WEST, NORTH, CELL, kind, name)


# Command, and whether each type is tried with each kind (the others take one type a kind, another for the next).
COMMANDS = [(zonal, True), (zonal_weights, False), (travel_time, False), (travel_cover, False), (signal, False), (check, False)]

write_inputs()
make("declared", "Float32")
reference = {}
run("travel-time", "--quiet", "--speed", "r.tif", "--facilities", "f.csv", "--output", "m.tif")
reference["minutes"] = array("m.tif")
run("signal", "--quiet", "--transmitters", "t.csv", "--elevation", "r.tif", "--clutter", "r.tif", "--output", "s.tif", "--radius", "10")
reference["field"] = array("s.tif")
expect(bool(numpy.isfinite(reference["field"][known]).all()), True, "a field:")

whole, tried = os.environ.get("VP_WHOLE") == "1", 0
for number, (kind, name) in enumerate(itertools.product(recode.KINDS, recode.TYPES)):
    if not recode.fits(kind, name):
        continue
    chosen = list(recode.TYPES)[(recode.KINDS.index(kind) * 3 + 6) % len(recode.TYPES)]
    chosen = chosen if recode.fits(kind, chosen) else "Float32"
    make(kind, name)
    for command, always in COMMANDS:
        if not (always or whole or name == chosen):
            continue
        if command is check:
            lay_province(kind, name)
        tried += 1
        try:
            command()
        except AssertionError as error:
            failures += 1
            print(f"FAILED {command.__name__} × {kind} × {name}: {error}")
print(f"{tried} cells of the table, {failures} of them wrong")
sys.exit(failures > 0)
