"""Provinces that the web map must cope with, built into FOLDER: 5,000 facilities; none; no target; no indicator nor service.

Usage: map_provinces.py PROGRAM FOLDER"""
import pathlib
import random
import subprocess
import sys

from small_province import COLUMNS, ROWS, CELL, WEST, write_province

NORTH = 2402000
FACILITIES = 5000


def change(folder, name, lines):
    (folder / name).write_text(lines, encoding="utf-8")


def header(folder, name):
    return (folder / name).read_text(encoding="utf-8").splitlines()[0] + "\n"


def crowded(folder):
    generator = random.Random(5000)
    rows = (f"A{i},Trạm số {i},{WEST + generator.uniform(1, COLUMNS * CELL - 1):.1f},{NORTH - generator.uniform(1, ROWS * CELL - 1):.1f}\n"
            for i in range(FACILITIES))
    change(folder, "places.csv", "id,name,x,y\n" + "".join(rows))


def empty(folder):
    change(folder, "places.csv", "id,name,x,y\n")


def aimless(folder):
    text = (folder / "indicators.csv").read_text(encoding="utf-8")
    assert "0.95,2030,more" in text
    change(folder, "indicators.csv", text.replace("0.95,2030,more", ",,more"))


def bare(folder):
    for name in ("indicators.csv", "services.csv"):
        change(folder, name, header(folder, name))
    datasets = (folder / "datasets.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    change(folder, "datasets.csv", "".join(row for row in datasets if not row.startswith("facilities,")))


program, work = sys.argv[1], pathlib.Path(sys.argv[2])
for make in (crowded, empty, aimless, bare):
    tables = work / f"{make.__name__}-tables"
    write_province(tables, NORTH)
    make(tables)
    done = subprocess.run([program, "build", tables, "-o", work / make.__name__, "-q"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{make.__name__}: {done.stderr}")
