"""A random province, built from its rasters and again from the same rasters kept in other forms: all figures are equal.

Usage: recoded.py PROGRAM WORK [SEED]"""
import os
import pathlib
import random
import sqlite3
import subprocess
import sys

import numpy

import recode

program, work = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(10**6)
numbers = numpy.random.default_rng(seed)
SIDE, CELL, WEST, NORTH = 36, 100, 500000, 2403600
HALF = SIDE // 2 * CELL

# How the three rasters are kept: the first is what the others must equal.
CODINGS = [("declared", "Float32"), ("scaled", "Int32"), ("declared", "UInt16"), ("mask", "Float32"), ("declared", "SignedByte"),
           ("cog", "Int16"), ("south_up", "Float64"), ("aux_scaled", "UInt32")]


def blotches(share):
    """True on the lower part of a smooth random field."""
    field = numbers.random((SIDE + 8, SIDE + 8))
    for axis in (0, 1):
        field = sum(numpy.roll(field, k, axis) for k in range(-3, 4))
    field = field[4:-4, 4:-4]
    return field < numpy.quantile(field, share)


def make_fields():
    people = numbers.integers(1, 60, (SIDE, SIDE))
    metres = (30 + 25 * numpy.sin(numpy.arange(SIDE)[:, None] / 5) * numpy.cos(numpy.arange(SIDE)[None] / 7)).astype(int)
    cover = numpy.where(blotches(0.3), 10, numpy.where(blotches(0.1), 50, 20))
    return {"people.tif": (people, ~blotches(0.15)), "dem.tif": (metres, ~blotches(0.05)), "lc.tif": (cover, ~blotches(0.04))}


def write_tables():
    def square(west, south):
        return f"{west} {south},{west + HALF} {south},{west + HALF} {south + HALF},{west} {south + HALF},{west} {south}"

    south = NORTH - SIDE * CELL
    units = "".join(f'{k},U{k},"POLYGON(({square(WEST + HALF * (k % 2), south + HALF * (k // 2))}))"\n' for k in range(4))
    places = "".join(f"F{k},Tram {k},{5 + k},POINT({WEST + int(x)} {south + int(y)})\n"
                     for k, (x, y) in enumerate(numbers.integers(50, SIDE * CELL - 50, (5, 2))))
    tables = {
        "province.csv": "key,value\nid,p\nname_vi,P\nname_en,P\ncrs,EPSG:32648\ncell_metres,100\nas_of,2026-12-31\nunit_level,commune\n"
                        "margin_metres,0\nsnap_metres,500\n",
        "datasets.csv": "role,path,layer,vintage,crs,encoding,fields,filter,licence,attribution,url,note\n"
                        "units,units.csv,,2025,EPSG:32648,,code=code;name=name;level:=commune,,CC0,,,\n"
                        "population,people.tif,,2020,,,,,CC0,,,\nelevation,dem.tif,,,,,,,CC0,,,\nland_cover,lc.tif,,,,,,,CC0,,,\n"
                        "facilities,facilities.csv,,2025,EPSG:32648,,id=id;name=name;beds=beds;service:=clinic|near,,CC0,,,\n",
        "units.csv": "code,name,WKT\n" + units,
        "facilities.csv": "id,name,beds,WKT\n" + places,
        "services.csv": "id,title_vi,title_en,department,reach,mode,season,scope,limits,default_limit,queue_minutes,capacity_field,group\n"
                        "clinic,C,C,,travel_time,walk,,,10;20;30,20,,beds,\nnear,N,N,,distance,,,,500;1000,1000,,,\n",
        "speeds.csv": "mode,surface,class,km_per_h,slope,season\nwalk,land_cover,*,4,yes,\nwalk,land_cover,50,0,no,\n"
                      "walk,land_cover,10,2,yes,\n",
        "groups.csv": "id,title_vi,title_en,units_where,share_field\n",
        "indicators.csv": "id,title_vi,title_en,department,measure,service,group,limit,threshold,target,target_year,better,source,definition\n"
                          "T,T,T,,reached_share,clinic,,,,0.9,2030,more,,\nN,N,N,,reached_share,near,,,,0.9,2030,more,,\n"
                          "B,B,B,,per_10000,clinic,,,,,,more,,\n",
    }
    for name, text in tables.items():
        (work / name).write_text(text)


def build(kind, name):
    for file, (values, known) in fields.items():
        recode.write(str(work / file), values, known, WEST, NORTH, CELL, kind, name)
    done = subprocess.run([program, "build", ".", "--output", "built", "--quiet"], cwd=work, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"FAILED seed {seed}: {kind} × {name}: {done.stdout}{done.stderr}")
    database = sqlite3.connect(work / "built" / "current" / "coverage.sqlite")
    tables = ("SELECT code, people, area_km2 FROM units_commune_2025 ORDER BY code",
              "SELECT indicator, level, code, value, numerator, denominator FROM indicator_values ORDER BY 1, 2, 3",
              "SELECT id, value, units_without_data FROM indicators ORDER BY 1",
              "SELECT kind, severity, file, value, reason FROM quality ORDER BY 1, 2, 3, 4, 5")
    figures = [database.execute(sql).fetchall() for sql in tables]
    database.close()
    return figures


write_tables()
fields = make_fields()
first, failures = build(*CODINGS[0]), 0
if not any(row[1] for row in first[0]) or not any(row[3] for row in first[1]):
    sys.exit(f"FAILED seed {seed}: the province has no figures at all: {first[:2]}")
for kind, name in CODINGS[1:]:
    if not recode.fits(kind, name):
        continue
    for before, now in zip(first, build(kind, name)):
        for a, b in zip(before, now):
            if a != b:
                failures += 1
                print(f"FAILED seed {seed}: {kind} × {name}: {b}, and {a} from the plain raster")
        if len(before) != len(now):
            failures += 1
            print(f"FAILED seed {seed}: {kind} × {name}: {len(now)} rows instead of {len(before)}")
print(f"seed {seed}: {len(CODINGS) - 1} codings, {failures} figures differ")
sys.exit(failures > 0)
