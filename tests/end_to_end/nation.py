#!/usr/bin/env python3
"""nation.py PROGRAM WORK: made-up nations, whole and in parts. One; of more seeds with VP_THOROUGH=1."""
import csv
import http.client
import json
import math
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import numpy
from osgeo import gdal, osr

import made_nation
from compare_merged import Merged, near
from made_nation import NORTH, WEST, write_nation

# What minutes beyond the longest limit show in: the border of what is reached lies between a cell within and one beyond.
BEYOND = {("gaps", "mean"), ("gaps", "worst"), ("isochrones", "area_km2"), ("isochrones", "geom")}
program, work = sys.argv[1], pathlib.Path(sys.argv[2])
failures, moments = [], random.Random(11)


def fail(text):
    failures.append(text)
    print(text[:400], file=sys.stderr)


def run(*arguments, status=0):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode != status:
        sys.exit(f"{arguments}: {done.returncode}\n{done.stderr}")
    return done.stderr


def compare(folder, out, limits):
    """limits: of each service, within which every answer is the whole's."""
    sides = Merged(out.parent / "single"), Merged(out)
    for text in sides[0].tables_differ(sides[1], skip=BEYOND):
        fail(f"{folder.name}: {text}")
    for service, limit in limits.items():
        ours, theirs = (side.surface(service) for side in sides)
        differ = (ours != theirs) & ~(numpy.isnan(ours) & numpy.isnan(theirs))
        wrong = differ & (ours <= limit) | (theirs < ours)
        if wrong.any():
            fail(f"{folder.name}: {service} differs in {int(wrong.sum())} cells, at first {numpy.argwhere(wrong)[0]}")
        print(f"{folder.name}: {service}: {int((ours <= limit).sum())} cells within {limit:g} are the same, of others "
              f"{int(differ.sum())} are later by up to {numpy.max(theirs[differ & numpy.isfinite(theirs)] - ours[differ & numpy.isfinite(theirs)], initial=0):.3g}")


def states(folder, out):
    done = subprocess.run([program, "status", str(folder), "-o", str(out), "--format", "csv"], capture_output=True, text=True,
                          check=True)
    return {row["part"]: row for row in csv.DictReader(done.stdout.splitlines())}


def kill_all(folder, out, task):
    """kill -9 of submit and all below it, some time after the task began: what was published is whole, nothing else is."""
    state = out / "parts" / task / "state"
    with subprocess.Popen([program, "submit", str(folder), "-o", str(out), "--local", "2"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, start_new_session=True) as process:
        while process.poll() is None and not (state.exists() and "state running" in state.read_text()):
            time.sleep(0.002)  # nobody announces it
        if process.poll() is not None:
            fail(f"{task}: submit had ended before it ran: {states(folder, out)}")
            return
        time.sleep(moments.uniform(0, 0.3))  # anywhere: also after its end
        os.killpg(process.pid, signal.SIGKILL)
    for _ in range(1000):  # the kernel takes the killed away in its own time
        now = states(folder, out)[task.removeprefix(".")]["state"]
        if now != "running":
            break
        time.sleep(0.01)
    if now not in ("killed", "done"):
        fail(f"{task} was killed, and is {states(folder, out)}")
    for directory in [out, *(p for p in (out / "parts").iterdir() if p.is_dir())]:
        names = [p.name for p in (directory / "published").glob("*") if not p.name.startswith(".")]
        if names and not (directory / "published" / names[0] / "snapshot.json.sha256").exists():
            fail(f"{task}: half of {directory} was published")
        if (directory / "current").is_symlink() and (directory / "current").resolve().name not in names:
            fail(f"{task}: {directory}/current leads nowhere")


def submit_all(folder, out, parts):
    """Killed three times, then all, two at a time; again, where one was killed, one alone; one that cannot be written
    fails alone."""
    for task in ("p0", "p3", ".merge"):
        kill_all(folder, out, task)
    said = run("submit", folder, "-o", out, "--local", "2")
    found = states(folder, out)
    if {row["state"] for row in found.values()} != {"done"} or list(found) != [*parts, "merge"]:
        fail(f"submitted: {found}: {said}")
    log = "".join((out / "parts" / part / "log").read_text() for part in parts)
    if "sooner" in log:
        fail(f"the margin holds, and people were counted: {log}")
    if "are done" not in run("submit", folder, "-o", out, "--local", "2"):
        fail("what is done is done again")
    state = out / "parts" / "p2" / "state"
    state.write_text(re.sub("process .*", f"process {gone_process()}", state.read_text().replace("state done", "state running")))
    if states(folder, out)["p2"]["state"] != "killed":
        fail(f"a process that is gone: {states(folder, out)['p2']}")
    shutil.rmtree(out / "parts" / "p3")
    (out / "parts" / "p3").write_text("no folder")
    said = run("submit", folder, "-o", out, "--local", "2", status=1)
    if "part p2: done" not in said or "part p1" in said or states(folder, out)["merge"]["state"] != "done":
        fail(f"one killed, one that cannot be written: {said}")
    (out / "parts" / "p3").unlink()
    said = run("submit", folder, "-o", out, "--local", "2", "--publish", state / "site", status=1)  # below a file
    found = states(folder, out)
    if found["merge"]["state"] != "done" or found["publish"]["state"] != "failed" or found["publish"]["reason"][:9] not in said:
        fail(f"what cannot be published is named, after the merge: {found['publish']}: {said}")


def gone_process():
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def features_of(directory, path):
    with sqlite3.connect(f"file:{directory}/current/dataset.sqlite?immutable=1", uri=True) as database:
        return database.execute("SELECT features FROM source WHERE path = ?", (path,)).fetchone()[0]


def check_windows(out, parts):
    """A part reads less than the whole."""
    whole = Merged(out).surface("clinic").size
    sizes = [Merged(out / "parts" / part).surface("clinic").size for part in parts]
    roads = [features_of(side, "roads.fgb") for side in (out, *(out / "parts" / part for part in parts))]
    if not 0 < sum(roads[1:]) < 0.9 * len(parts) * roads[0]:
        fail(f"of the roads the whole reads {roads[0]}, parts {roads[1:]}")
    if not sum(sizes) < 0.9 * len(parts) * whole:
        fail(f"windows of {sizes} cells, the whole has {whole}")


def check_places(out):
    """Of places in parts, at seams and beyond the grids: /reach says what lies in the cell, or that it is outside."""
    side = Merged(out)
    rasters = {service: gdal.Open(f"{side.folder}/surfaces/{service}.tif") for service in ("clinic", "hospital", "school")}
    left, cell, _, top, _, _ = rasters["clinic"].GetGeoTransform()
    values = {service: raster.ReadAsArray() for service, raster in rasters.items()}
    rows, columns = values["clinic"].shape
    degrees, metres = osr.SpatialReference(), osr.SpatialReference(wkt=rasters["clinic"].GetProjection())
    degrees.ImportFromEPSG(4326)
    degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    to_degrees = osr.CoordinateTransformation(metres, degrees)
    with subprocess.Popen([program, "serve", str(out), "--listen", "127.0.0.1:0", "--quiet"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as server:
        host = re.match("http://([0-9.:]+)", server.stdout.readline()).group(1)
        connection = http.client.HTTPConnection(host, timeout=60)
        outside = 0
        for _ in range(150):
            column, row = moments.randrange(-8, columns + 8), moments.randrange(-8, rows + 8)
            lon, lat, _ = to_degrees.TransformPoint(left + cell * (column + 0.5), top - cell * (row + 0.5))
            connection.request("GET", f"/reach?lon={lon:.7f}&lat={lat:.7f}")
            reply = connection.getresponse()
            found = json.loads(reply.read())
            inside = 0 <= column < columns and 0 <= row < rows
            outside += not inside
            if reply.status != (200 if inside else 404):
                fail(f"/reach of column {column}, row {row}: {reply.status}: {found}")
                continue
            for service in found["services"] if inside else []:
                if service["id"] not in values:
                    continue
                is_there = float(values[service["id"]][row, column])
                said = math.inf if service["unreachable"] else math.nan if service["no_data"] else service["value"]
                if not (said == is_there or math.isnan(said) and math.isnan(is_there) or abs(said - is_there) < 1e-4 * is_there):
                    fail(f"/reach of column {column}, row {row}: {service}, the raster has {is_there}")
        server.terminate()
    print(f"150 places, {outside} of them outside")


def number(text):
    """Of a figure; else the text."""
    try:
        return float(text)
    except ValueError:
        return text


SCENARIOS = [
    ["--move", "clinic3:105.055,21.68", "--add", "hospital:105.02,21.70,30", "--remove", "school4", "--capacity", "school7=90"],
    ["--close-road", "400:105.03,21.66,105.08,21.70", "--season", "clinic:flood"],
]


def check_scenarios(folder, out):
    """What the whole would be after changes in several parts, as one build of it says."""
    for changes in SCENARIOS:
        before, answers = len(failures), []
        for side in (out.parent / "single", out):
            done = subprocess.run([program, "scenario", str(side), "-q", "--format", "csv", *changes], capture_output=True, text=True,
                                  check=False)
            answers.append(done.stdout)
            if done.returncode:
                fail(f"{side.name}: {changes}: {done.stderr}")
        rows = [list(csv.reader(answer.splitlines())) for answer in answers]
        if len(rows[0]) != len(rows[1]) or len(rows[0]) < 10 or not all(
                a == b or near(number(a), number(b)) for left, right in zip(*rows) for a, b in zip(left, right)):
            fail(f"{changes}: one build says {answers[0]}, the parts {answers[1]}")
        print(f"{folder.name}: {changes[0]}: {answers[0].count(chr(10))} rows, {len(failures) - before} wrong")


def edit_far_away(folder):
    """Beyond what the western parts may see: of each service the first moves, the second goes, another comes before all."""
    with open(folder / "places.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    come, gone = [], []
    for service in ("clinic", "hospital", "school|school_walk"):
        far = [row for row in rows if row["service"] == service and float(row["x"]) > WEST + 8900]
        for row in far[:1]:
            row["x"] = f"{float(row['x']) - 150:.2f}"
        gone += far[1:2]
        come.append(dict(rows[0], id=f"new {service[0]}", service=service, x=f"{WEST + 11000 + 100 * len(come)}", y=f"{NORTH - 4000}"))
    with open(folder / "places.csv", "w", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(come + [row for row in rows if row not in gone])


def check_far_edit(folder, out):
    """Facilities that move, go and come far away leave a part as it is, and the nation is that of a build from nothing."""
    edit_far_away(folder)
    stood = os.stat(out / "parts" / "p0" / "current")
    said = run("submit", folder, "-o", out, "--local", "2")
    if "part p2: done" not in said or "part p0" in said or "part p3" in said or {r["inputs"] for name, r in states(folder, out).items() if name != "publish"} != {"today's"}:
        fail(f"facilities far from two parts: {said}{states(folder, out)}")
    if os.stat(out / "parts" / "p0" / "current") != stood or "part" in (out / "parts" / ".merge" / "log").read_text():
        fail(f"a part that has nothing to do with it: {(out / 'parts' / '.merge' / 'log').read_text()}")
    explained = subprocess.run([program, "build", folder, "-o", out, "-q", "--part", "p0", "--explain"], capture_output=True, text=True,
                               check=True).stdout
    if any(not re.search(r",nothing,$|^step,|^import/", line) for line in explained.splitlines()) or "clinic,nothing" not in explained:
        fail(f"steps of a part far away: {explained}")
    anew = out.parent / "anew"
    run("submit", folder, "-o", anew, "--local", "2")
    sides = Merged(out), Merged(anew)
    for text in sides[0].tables_differ(sides[1]):
        fail(f"{folder.name}, edited far away: {text}")
    surfaces = sorted(path.name for path in pathlib.Path(sides[1].folder, "cells").iterdir())
    for name in surfaces:
        if pathlib.Path(sides[0].folder, "cells", name).read_bytes() != pathlib.Path(sides[1].folder, "cells", name).read_bytes():
            fail(f"{folder.name}, edited far away: {name} has other bytes")
    print(f"{folder.name}: edited far away: {len(surfaces)} files of cells are those of a build from nothing")
    run("build", folder, "-o", out.parent / "single", "-q")


def check_narrow(folder, out):
    """A margin that does not hold is counted: no fewer people than are said to be reached later than they are."""
    table = folder / "parts.csv"
    table.write_text(table.read_text().replace("d1,3900", "d1,300"))
    said = run("build", folder, "-o", out, "-q", "--part", "p0")
    run("merge", folder, "-o", out, "-q")
    people = gdal.Open(str(folder / "people.tif")).ReadAsArray()
    for service, limit in {"clinic": 15, "school_walk": 10}.items():
        ours, theirs = (Merged(side).surface(service, (WEST, NORTH, *people.shape)) for side in (out.parent / "single", out))
        late = float(people[((ours != theirs) & (ours <= limit))].sum())
        found = re.search(f"service {service}: ([0-9]+) of ([0-9]+) people", said)
        counted = float(found.group(1)) if found else 0
        print(f"{folder.name}: {service}: a margin of 300 m: {late:.0f} people late, {counted:.0f} counted")
        if late > counted + 1 or (service == "clinic" and not counted):
            fail(f"{service}: {late} people are late, {counted} were counted: {said}")


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
    single, before = unit_values(out, "F"), unit_values(out, "A")
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
            fail(f"{code} beside a part that is not there: {value}, before {single[code]}")
    listed = subprocess.run([program, "quality", str(out), "--format", "csv"], capture_output=True, text=True, check=True).stdout
    if listed.count("vungphu build --part") != 4:
        fail(f"quality: {listed}")


def middles(raster, system):
    """Of its cells: places in the system, [row, column, x and y]."""
    left, cell, _, top, _, _ = raster.GetGeoTransform()
    systems = osr.SpatialReference(wkt=raster.GetProjection()), osr.SpatialReference(wkt=system)
    x, y = numpy.meshgrid(left + cell * (numpy.arange(raster.RasterXSize) + 0.5), top - cell * (numpy.arange(raster.RasterYSize) + 0.5))
    points = osr.CoordinateTransformation(*systems).TransformPoints(numpy.column_stack([x.ravel(), y.ravel()]))
    return numpy.array(points)[:, :2].reshape(raster.RasterYSize, raster.RasterXSize, 2)


def check_systems(folder, out):
    """A part in a zone of its own: its grids are in it, and the merged cells are those that lie there."""
    table = folder / "parts.csv"
    rows = table.read_text().splitlines()
    table.write_text("\n".join([rows[0] + ",crs", *(row + ("EPSG:32649" if row[:2] == "p3" else "") for row in
                                                    (row + "," for row in rows[1:]))]) + "\n")
    said = run("build", folder, "-o", out, "--part", "p3")
    if not re.search("note: parts.csv column crs value \"EPSG:32649\": at the far end .* is 0.4[0-9] % off a metre", said):
        fail(f"a zone that is far away: {said}")
    said = run("merge", folder, "-o", out, "-q")
    sides = [Merged(out), Merged(out / "parts" / "p3")]
    if "part p3" in said:
        fail(f"a part with its own system: {said}")
    for service in "hospital", "clinic":
        whole, part = (gdal.Open(f"{side.folder}/surfaces/{service}.tif") for side in sides)
        if "49N" not in part.GetProjection():
            fail(f"p3 is computed in {part.GetProjection()}")
        left, cell, _, top, _, _ = part.GetGeoTransform()
        at = middles(whole, part.GetProjection())
        columns, lines = numpy.floor((at[..., 0] - left) / cell).astype(int), numpy.floor((top - at[..., 1]) / cell).astype(int)
        own = whole.ReadAsArray()
        y, x = numpy.mgrid[0:own.shape[0], 0:own.shape[1]]
        inside = (y > own.shape[0] * 0.6) & (x < own.shape[1] * 0.25)  # well within the district
        there = part.ReadAsArray()[lines[inside], columns[inside]]
        if not numpy.array_equal(own[inside], there, equal_nan=True) or not numpy.isfinite(there).sum() > 500:
            fail(f"{service}: {int((own[inside] != there).sum())} of {int(inside.sum())} cells are not those of the part")
        nearest = [gdal.Open(f"{side.folder}/surfaces/nearest_{service}.tif").ReadAsArray() for side in sides]
        if not numpy.array_equal(nearest[0][inside], nearest[1][lines[inside], columns[inside]]):
            fail(f"{service}: other facilities")
    ours, theirs = Merged(out.parent / "single").surface("hospital")[inside], Merged(out).surface("hospital")[inside]
    apart = float(numpy.median((ours / theirs)[numpy.isfinite(theirs) & (ours < 1e4)]))
    print(f"{folder.name}: minutes of one zone, as those of the other: {apart:.4f}")
    if not 0.97 < apart < 1.03:
        fail(f"minutes are others: {apart}")
    said = run("scenario", out, "-q", "--move", "clinic3:105.02,21.66", status=1)
    if "part p3 is computed in EPSG:32649" not in said:
        fail(f"a scenario where a part has its own system: {said}")
    (folder / "rivers.geojson").write_text((folder / "rivers.geojson").read_text() + "\n")
    said = run("merge", folder, "-o", out, "-q")
    if "part p3 is older than its inputs: of 3 services" not in said or "since terrain" not in said:
        fail(f"sources of a part with its own system: {said}")


def check_broken_header(folder, out):
    """A file that nobody can place: parts whose units others of its role fill build without it, the rest fail by its name."""
    gdal.Translate(str(folder / "west.tif"), str(folder / "dem.tif"), srcWin=[0, 0, 90, 90])
    (folder / "east.tif").write_bytes(b"no header")
    datasets = (folder / "datasets.csv").read_text()
    row = "elevation,dem.tif,,,,,,,,,,\n"
    (folder / "datasets.csv").write_text(datasets.replace(row, row.replace("dem", "west") + row.replace("dem", "east")))
    for part, status, word in (("p0", 0, "warning: east.tif"), ("p2", 1, "error: east.tif")):
        said = run("build", folder, "-o", out, "-q", "--part", part, status=status)
        if word not in said or ("have no elevation" not in said):
            fail(f"part {part} with a broken tile: {said}")
    said = run("merge", folder, "-o", out, "-q")
    if "warning: east.tif" not in said or "part p0 is" in said or "part p2 is older" not in said:
        fail(f"a merge with a broken tile: {said}")


def files_of(site, kind):
    """Of the current publication; whether each was written by the last one."""
    folder = site / "current" / "data" / kind
    return {str(path.relative_to(folder)): path.stat().st_nlink == 1 for path in folder.rglob("*") if path.is_file()}


def check_sheets(place):
    """330 km across it lies in sheets of zoom 8, unasked: a clinic in the east that moves leaves those of the west."""
    made_nation.COLUMNS, made_nation.ROWS, made_nation.CELL = 1100, 20, 300
    folder, out, site, web = place / "wide", place / "wide_out", place / "site", place / "web"
    write_nation(folder, 3)
    (web / "api").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html>")
    (web / "api" / "book.js").write_text("export const site = null;")
    run("build", folder, "-o", out, "-q")
    run("publish", out, site, "--web", web, "-q")
    if json.loads((site / "current/data/site.json").read_text())["sheets"] != 8:
        fail("a nation of 330 km is published in one piece")
    tiles, windows = files_of(site, "tiles/reach_clinic"), files_of(site, "surfaces/clinic")
    if sum(bool(re.search("8[-/][0-9]", name)) for name in tiles) < 3 or set(windows) != {f"0-{k}.tif" for k in range(4)}:
        fail(f"sheets: {tiles}, windows: {windows}")
    pieces = [gdal.Open(str(site / "current/data/surfaces/clinic" / name)) for name in sorted(windows)]
    whole = Merged(out).surface("clinic")
    if [piece.RasterXSize for piece in pieces[:3]] != [1024] * 3 or not numpy.array_equal(
            numpy.hstack([piece.GetRasterBand(1).ReadAsArray() for piece in pieces]), numpy.where(numpy.isfinite(whole), whole, -9999)):
        # no path is the second band's
        fail("windows are not the surface")
    with open(folder / "places.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    east = max((row for row in rows if row["service"] == "clinic"), key=lambda row: float(row["x"]))
    east["x"] = f"{float(east['x']) - 900:.2f}"
    with open(folder / "places.csv", "w", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    run("build", folder, "-o", out, "-q")
    run("publish", out, site, "--web", web, "-q")
    tiles = files_of(site, "tiles/reach_clinic")
    if not 0 < sum(tiles.values()) < len(tiles) - 1 or any(files_of(site, "tiles/reach_hospital").values()):
        fail(f"one clinic in the east was moved: {tiles}")
    print(f"sheets: {len(tiles)} of clinics, {sum(tiles.values())} written when one moved")


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
        submit_all(folder, out, parts)
        if "part" in (out / "parts" / ".merge" / "log").read_text():
            fail("all parts are there, but one is named")
        compare(folder, out, {"clinic": 15, "hospital": 30, "school": 1e9, "school_walk": 10, "radio": 1e9})
        check_windows(out, parts)
        check_scenarios(folder, out)
        check_places(out)
        check_far_edit(folder, out)
        check_narrow(folder, out)
        check_holes(folder, out, {f"c{j}{i}" for j in range(4) for i in (2, 3) if j < 2} | {f"c{j}{i}" for j in (2, 3) for i in (2, 3)})
        check_systems(folder, out)
        check_broken_header(folder, out)
    check_sheets(work)
    print(f"{len(seeds)} nations, {len(failures)} differences")
    sys.exit(1 if failures else 0)


main()
