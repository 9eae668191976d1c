#!/usr/bin/env python3
"""The whole province cut into four parts by its old districts, against one build of it: by hand, some minutes.

whole_in_parts.py PROGRAM TABLES DATA WORK [MARGIN_METRES [SINGLE]]
TABLES: gis-data/thai-nguyen; DATA: where its files are; SINGLE: a dataset that the program built of them, else one is
built. Prints every number of coverage.sqlite that differs by more than 1e-9 (counted by table), and of each service the
cells that differ within its longest limit and beyond, with the people there.
"""
import csv
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

import numpy
from osgeo import gdal, ogr

from compare_merged import Merged

program, tables, data, work = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])
margin, single = (sys.argv[5:] + ["", ""])[:2]
folder, out = work / "nation", work / "merged"


def parts():
    source = ogr.Open(str(data / "boundaries.gpkg"))  # kept: its layer ends with it
    places = {f["code"]: f.geometry().Centroid().GetPoint_2D() for f in source.GetLayerByName("districts_2024")}
    west = statistics.median(x for x, _ in places.values())
    south = statistics.median(y for _, y in places.values())
    for name, east, north in (("nw", 0, 1), ("ne", 1, 1), ("sw", 0, 0), ("se", 1, 0)):
        yield name, [code for code, (x, y) in sorted(places.items()) if (x > west, y > south) == (east, north)]


def run(*command):
    print("+", *command, flush=True)
    subprocess.run(list(map(str, command)), check=True)


def limits():
    with open(folder / "services.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["reach"] in ("travel_time", "round_trip"):
                yield row["id"], max(float(n) for n in (row["limits"] + ";" + row["default_limit"]).split(";") if n)


def compare(ours, theirs):
    found = {}
    for text in ours.tables_differ(theirs, all_rows=True):
        found.setdefault(text.split(":")[0], []).append(text)
    for table, texts in found.items():
        print(f"{table}: {len(texts)} rows, the first: {texts[0][:300]}")
    print(f"{sum(map(len, found.values()))} rows of the tables differ")
    people = gdal.Open(f"{ours.folder}/surfaces/population_{label(ours)}.tif").ReadAsArray()
    for service, limit in limits():
        if not os.path.exists(f"{ours.folder}/surfaces/{service}.tif"):
            continue
        a, b = ours.surface(service), theirs.surface(service)
        differ = (a != b) & ~(numpy.isnan(a) & numpy.isnan(b)) & (people > 0)
        within = differ & (a <= limit)
        print(f"{service}: {int(within.sum())} cells, {people[within].sum():.0f} people later within {limit:g}; "
              f"{int(differ.sum() - within.sum())} cells beyond; sooner: {int((b < a).sum())}")


def label(side):
    names = sorted(n for n in os.listdir(f"{side.folder}/surfaces") if n.startswith("population_"))
    return names[0][len("population_"):-len(".tif")]


def main():
    if not folder.exists():
        shutil.copytree(tables, folder)
    with open(folder / "parts.csv", "w", encoding="utf-8") as file:
        file.write("id,level,vintage,units,margin_metres\n")
        file.writelines(f"{name},district,2024,{'|'.join(codes)},{margin}\n" for name, codes in parts())
    one = pathlib.Path(single) if single else work / "single"
    if not single:
        run(program, "build", folder, "--data", data, "-o", one, "-q")
    run(program, "submit", folder, "--data", data, "-o", out, "--local", "1")
    run(program, "status", folder, "--data", data, "-o", out)
    compare(Merged(one), Merged(out))


main()
