#!/usr/bin/env python3
"""nation.py PROGRAM WORK: made-up nations, whole and in parts. One; of more seeds with VP_THOROUGH=1."""
import os
import pathlib
import shutil
import subprocess
import sys

import numpy
from osgeo import gdal

from compare_merged import Merged
from made_nation import write_nation

program, work = sys.argv[1], pathlib.Path(sys.argv[2])
failures = []


def fail(text):
    failures.append(text)
    print(text[:400], file=sys.stderr)


def run(*arguments, status=0):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode != status:
        sys.exit(f"{arguments}: {done.returncode}\n{done.stderr}")
    return done.stderr


def build_parts(folder, out, parts):
    for part in parts:
        run("build", folder, "-o", out, "-q", "--part", part)


def compare(folder, out, limits):
    """limits: of each service, within which every answer is the whole's."""
    sides = Merged(out.parent / "single"), Merged(out)
    for text in sides[0].tables_differ(sides[1], skip={("gaps", "mean"), ("gaps", "worst")}):  # beyond the limit
        fail(f"{folder.name}: {text}")
    for service, limit in limits.items():
        ours, theirs = (side.surface(service) for side in sides)
        differ = (ours != theirs) & ~(numpy.isnan(ours) & numpy.isnan(theirs))
        wrong = differ & (ours <= limit) | (theirs < ours)
        if wrong.any():
            fail(f"{folder.name}: {service} differs in {int(wrong.sum())} cells, at first {numpy.argwhere(wrong)[0]}")
        print(f"{folder.name}: {service}: {int((ours <= limit).sum())} cells within {limit:g} are the same, of others "
              f"{int(differ.sum())} are later by up to {numpy.max(theirs[differ & numpy.isfinite(theirs)] - ours[differ & numpy.isfinite(theirs)], initial=0):.3g}")


def check_windows(out, parts):
    """A part reads less than the whole."""
    whole = Merged(out).surface("clinic").size
    sizes = [Merged(out / "parts" / part).surface("clinic").size for part in parts]
    if not max(sizes) < whole:
        fail(f"windows of {sizes} cells, the whole has {whole}")


def unit_values(directory, indicator):
    """Of communes; None: no data."""
    for name, columns, rows in Merged(directory).tables():
        if name == "indicator_values":
            at = [columns.index(c) for c in ("indicator", "level", "code", "value")]
            return {row[at[2]]: row[at[3]] for row in rows if (row[at[0]], row[at[1]]) == (indicator, "commune")}
    return {}


def check_holes(folder, out, hole):
    """A part that is not there, and all of them since an edit of what one service rests on."""
    shutil.rmtree(out / "parts" / "p1")
    speeds = folder / "speeds.csv"
    speeds.write_text(speeds.read_text().replace("bike,road,*,11", "bike,road,*,12"))
    single, before = unit_values(out.parent / "single", "F"), unit_values(out, "A")
    said = run("merge", folder, "-o", out, "-q")
    walk, bike = unit_values(out, "F"), unit_values(out, "A")
    for word in ("part p1 gives nothing: it was not built", "part p0 is older", "of 1 services", "clinic, since speeds"):
        if word not in said:
            fail(f"not said: {word}: {said}")
    if any(value is not None for value in bike.values()) or None in before.values():
        fail(f"of other speeds: {bike}")
    for code, value in walk.items():
        beside = code[2] in "14"  # has cells in common with the hole, of which nothing is known
        if (value is not None) == (code in hole) or code not in hole and abs(value - single[code]) > (beside or 1e-9):
            fail(f"{code} beside a part that is not there: {value}, whole {single[code]}")
    listed = subprocess.run([program, "quality", str(out), "--format", "csv"], capture_output=True, text=True, check=True).stdout
    if listed.count("parts.csv") != 4:
        fail(f"quality: {listed}")


def main():
    seeds = range(1, 9) if os.environ.get("VP_THOROUGH") == "1" else [3]
    for seed in seeds:
        folder = work / f"nation{seed}"
        cut = [[1], [2, 5], [3, 6], [4]]
        out = work / f"out{seed}" / "merged"
        out.parent.mkdir()
        write_nation(folder, seed, cut, margin="3900")
        parts = [f"p{k}" for k in range(len(cut))]
        run("build", folder, "-o", out.parent / "single", "-q")
        build_parts(folder, out, parts)
        said = run("merge", folder, "-o", out, "-q")
        if "part" in said:
            fail(f"all parts are there, but: {said}")
        compare(folder, out, {"clinic": 15, "hospital": 30, "school": 1e9, "school_walk": 10, "radio": 1e9})
        check_windows(out, parts)
        check_holes(folder, out, {f"c{j}{i}" for j in range(4) for i in (2, 3) if j < 2} | {f"c{j}{i}" for j in (2, 3) for i in (2, 3)})
    print(f"{len(seeds)} nations, {len(failures)} differences")
    sys.exit(1 if failures else 0)


main()
