"""The tables of a province folder for a cut of its data: paths lose their "synthetic/" prefix, and
sources that the cut does not have are left out.

Usage: small_tables.py FOLDER DATA OUTPUT"""
import csv
import pathlib
import shutil
import sys

from osgeo import ogr

ogr.UseExceptions()


def has(data, row):
    path = data / row["path"]
    if not path.exists():
        return False
    if not row["layer"] or path.suffix != ".gpkg":
        return True
    dataset = ogr.Open(str(path))
    return dataset.GetLayerByName(row["layer"]) is not None


def main(folder, data, output):
    folder, data, output = map(pathlib.Path, (folder, data, output))
    shutil.copytree(folder, output, ignore=shutil.ignore_patterns("dataset", "data"))
    table = output / "datasets.csv"
    text = table.read_text(encoding="utf-8-sig")
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    rows = list(csv.DictReader(text.splitlines(), delimiter=delimiter))
    for row in rows:
        row["path"] = row["path"].removeprefix("synthetic/")
    kept = [row for row in rows if has(data, row)]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=rows[0].keys())
        writer.writeheader()
        writer.writerows(kept)


main(*sys.argv[1:])
