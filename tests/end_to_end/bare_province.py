"""Provinces of 40 by 20 cells with some of their layers, built and compared with what can be reckoned by hand.

Usage: bare_province.py PROGRAM FOLDER SHARED"""
import csv
import io
import json
import pathlib
import shutil
import subprocess
import sys

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
COLUMNS, ROWS, CELL, WEST, NORTH = 40, 20, 100, 500000, 2402000
EAST, SOUTH, MIDDLE = WEST + COLUMNS * CELL, NORTH - ROWS * CELL, WEST + 20 * CELL
failures = []


def check(right, what):
    if not right:
        failures.append(what)
        print("FAILED:", what, file=sys.stderr)


def raster(path, values, kind):
    utm = osr.SpatialReference()
    utm.ImportFromEPSG(32648)
    out = gdal.GetDriverByName("GTiff").Create(str(path), COLUMNS, ROWS, 1, kind)
    out.SetGeoTransform((WEST, CELL, 0, NORTH, 0, -CELL))
    out.SetProjection(utm.ExportToWkt())
    out.GetRasterBand(1).WriteArray(numpy.array(values))
    out.FlushCache()


def lines(path, rows):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}
    features = [{"type": "Feature", "properties": {"class": name}, "geometry": {"type": "LineString", "coordinates": points}}
                for name, points in rows]
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), encoding="utf-8")


SPEEDS = ("mode,surface,class,km_per_h,slope,season,source\nwalk,road,lane,6,yes,,by hand\nwalk,barrier,*,0,no,,\n"
          "walk,land_cover,10,2,yes,,\nwalk,land_cover,80,0,no,,\nunused,road,lane,9,no,,\nunused,land_cover,10,9,no,,\n")
SOURCES = {"land_cover": "land_cover,cover.tif,,,,,,,CC0,,,", "elevation": "elevation,dem.tif,,,,,,,CC0,,,",
           "roads": "roads,roads.geojson,,,,,class=class,,CC0,,,", "barriers": "barriers,rivers.geojson,,,,,class=class,,CC0,,,"}


def province(folder, layers, settings="", speeds=SPEEDS, cover=None, roads=None, dem=None):
    folder.mkdir()
    people = numpy.ones((ROWS, COLUMNS), numpy.float32)
    raster(folder / "people.tif", people, gdal.GDT_Float32)
    raster(folder / "cover.tif", numpy.full((ROWS, COLUMNS), 10) if cover is None else cover, gdal.GDT_Byte)
    raster(folder / "dem.tif", numpy.full((ROWS, COLUMNS), 50.0) if dem is None else dem, gdal.GDT_Float32)
    lines(folder / "roads.geojson", roads or [("lane", [[WEST + 10, NORTH - 950], [EAST - 10, NORTH - 950]])])
    lines(folder / "rivers.geojson", [("river", [[WEST + 10, NORTH - 150], [EAST - 10, NORTH - 150]])])
    tables = {
        "province.csv": "key,value\nid,bare\nname_vi,Trống\nname_en,Bare\ncrs,EPSG:32648\ncell_metres,100\nas_of,2026-12-31\n"
                        "unit_level,commune\nmargin_metres,0\n" + settings,
        "groups.csv": "id,title_vi,title_en,units_where,share_field\n",
        "indicators.csv": "id,title_vi,title_en,department,measure,service,group,limit,threshold,target,target_year,better,source,"
                          "definition\nP,Gần,Near,,reached_share,place,,,,0.95,2030,more,,Tỷ lệ.\n",
        "services.csv": "id,title_vi,title_en,department,reach,mode,season,scope,limits,default_limit,queue_minutes,capacity_field,"
                        "group\nplace,Nơi,Place,,travel_time,walk,,,15;30;60,30,,,\n",
        "speeds.csv": speeds,
        "datasets.csv": "role,path,layer,vintage,crs,encoding,fields,filter,licence,attribution,url,note\n"
                        "units,units.csv,,2025,EPSG:32648,,code=code;name=name;level:=commune,,CC0,,,\n"
                        "population,people.tif,,2020,,,,,CC0,,,\n"
                        "facilities,places.csv,,2025,EPSG:32648,,id=id;name=name;lon=x;lat=y;service:=place,,CC0,,,\n"
                        + "".join(SOURCES[name] + "\n" for name in layers),
        "units.csv": "code,name,WKT\n" + "".join(
            f'0000{k},{k},"POLYGON(({w} {SOUTH},{e} {SOUTH},{e} {NORTH},{w} {NORTH},{w} {SOUTH}))"\n'
            for k, w, e in ((1, WEST, MIDDLE), (2, MIDDLE, EAST))),
        "places.csv": f"id,name,x,y\nA,A,{WEST + 50},{NORTH - 950}\n",
    }
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(*words):
    return subprocess.run([program, *map(str, words)], capture_output=True, text=True)


def build(folder, *reported):
    """The minutes, the findings of check, and DIR; reported: texts that check must print."""
    said = run("check", folder)
    check(said.returncode == 0, f"check of {folder.name}: {said.stderr + said.stdout}")
    for text in reported:
        check(text in said.stdout + said.stderr, f"{folder.name}: check does not say \"{text}\":\n{said.stdout + said.stderr}")
    built = run("build", folder, "--output", folder / "dataset", "--quiet")
    check(built.returncode == 0, f"build of {folder.name}: {built.stderr}")
    path = folder / "dataset/current/surfaces/place.tif"
    minutes = gdal.Open(str(path)).ReadAsArray() if path.exists() else None
    return minutes, said.stdout + said.stderr, folder / "dataset"


def figure(directory):
    return json.loads(run("indicators", directory, "--format", "json").stdout)[0]


def definition(directory):
    rows = json.loads(run("targets", directory, "--format", "json").stdout)
    return rows[0]["definition"]


def quality(directory):
    return list(csv.DictReader(io.StringIO(run("quality", directory, "--format", "csv").stdout)))


def near(a, b):
    return abs(a - b) < 1e-3 * max(1, b)


def layers_missing():
    nothing, _, directory = build(province(work / "nothing", []), "nothing is known of the ground")
    check(nothing is None, "without any terrain there is a surface")
    check(" 0.950 " in run("targets", directory).stdout, "a target of 0.95 is rounded where the value is missing")
    check("null" in run("targets", directory, "--format", "json").stdout, "without any terrain there is a figure")

    # Roads alone: 1 minute a cell on the lane, 2 off it at 3 km/h; cell (row 9) is the lane.
    roads, _, directory = build(province(work / "roads", ["roads"]), "no land_cover", "no elevation",
                                "off_road_km_per_h of province.csv (3 when empty)", "no barriers")
    check(near(roads[9, 39], 39) and near(roads[10, 0], 1.5) and near(roads[11, 0], 3.5), f"roads alone: {roads[9:12, 0]}")
    check("3 km/h" in definition(directory) and "no elevation" in definition(directory), f"definition: {definition(directory)}")
    check(definition(directory).startswith("Tỷ lệ. "), "the definition's own words are gone")

    faster, _, directory = build(province(work / "set", ["roads"], settings="off_road_km_per_h,6\n"))
    check(near(faster[11, 0], 2) and "6 km/h" in definition(directory), f"off_road_km_per_h: {faster[9:12, 0]}")

    own, _, _ = build(province(work / "own", ["roads"], speeds=SPEEDS + "walk,land_cover,*,1,no,,\n"))
    check(near(own[11, 0], 3.5 + 6), f"a row of class *: {own[9:12, 0]}")

    # Elevation alone: 2 minutes a cell on the level; a slope is felt.
    slope = numpy.repeat(numpy.arange(COLUMNS)[None, :] * 20.0, ROWS, 0)
    level, _, _ = build(province(work / "level", ["elevation"]), "no land_cover", "no roads")
    steep, _, _ = build(province(work / "steep", ["elevation"], dem=slope))
    check(near(level[9, 10], 20) and steep[9, 10] > 25, f"elevation alone: {level[9, 10]}, on a slope {steep[9, 10]}")

    # Land cover without elevation: what was refused before.
    cover, _, directory = build(province(work / "cover", ["land_cover"]), "no elevation", "no roads")
    check(near(cover[9, 10], 30) and "no land cover" not in definition(directory), f"land cover alone: {cover[9, 10]}")


def speeds_missing():
    cover = numpy.full((ROWS, COLUMNS), 10)
    cover[:5, :] = 5  # a quarter of the ground
    roads = [("lane", [[WEST + 10, NORTH - 950], [WEST + 3010, NORTH - 950]]), ("odd", [[WEST + 10, NORTH - 1550], [WEST + 1010, NORTH - 1550]])]
    _, said, _ = build(province(work / "codes", ["land_cover", "elevation", "roads"], cover=cover, roads=roads),
                       "land cover 5 (25.0 % of the ground) has no speed for walk:",
                       "roads of class odd (25.0 % of the length) have no speed for walk:")
    check("unused" not in said, "a mode that no service uses is reported")
    case = pathlib.Path(shared) / "cases/l21_land_cover_of_another_legend"
    if case.is_dir():
        shutil.copytree(case, work / "l21")
        said = run("check", work / "l21")
        text = said.stdout + said.stderr
        check("land cover 1 (" in text and "land cover 5 (" in text, f"l21: {text}")


def people_on_water():
    cover = numpy.full((ROWS, COLUMNS), 10)
    cover[2:8, 15:25] = 80  # a lake of 60 cells in both units
    _, _, kept = build(province(work / "kept", ["land_cover", "elevation"], cover=cover))
    rows = [r for r in quality(kept) if r["kind"] == "people_on_barriers"]
    check(len(rows) == 1 and rows[0]["reason"].startswith("60 people (7.50 %) in 60 cells"), f"people on a lake: {rows}")
    _, _, moved = build(province(work / "moved", ["land_cover", "elevation"], cover=cover, settings="people_on_barriers,move\n"))
    rows = [r for r in quality(moved) if r["kind"] == "people_on_barriers"]
    check(len(rows) == 1 and rows[0]["reason"].startswith("60 people were on terrain"), f"people moved off a lake: {rows}")
    grids = [gdal.Open(str(next((d / "current/surfaces").glob("population*.tif")))).ReadAsArray() for d in (kept, moved)]
    for unit, half in enumerate((slice(0, 20), slice(20, 40))):
        check(abs(grids[0][:, half].sum() - 400) < 1e-3 and abs(grids[1][:, half].sum() - 400) < 1e-3, f"unit {unit} loses people")
    check(grids[1][cover == 80].sum() == 0, "people are left on the lake")
    check(grids[1][1, 17] > 1 and grids[1][8, 17] > 1 and grids[1][15, 5] == 1, "people did not move to the shore")
    dry, wet = figure(moved), figure(kept)
    check(dry["people"] == wet["people"] if "people" in dry else True, "the sum of people changes")


def units_of_before():
    """Of the strip in the west that no unit of 2025 has: one place with a code of 2024, one with an unknown code, one with none."""
    home = province(work / "before", ["land_cover", "elevation"])
    strip = WEST + 5 * CELL
    (home / "units.csv").write_text(
        "code,name,WKT\n" + f'00001,1,"POLYGON(({strip} {SOUTH},{EAST} {SOUTH},{EAST} {NORTH},{strip} {NORTH},{strip} {SOUTH}))"\n',
        encoding="utf-8")
    (home / "old.csv").write_text(
        "code,name,WKT\n" + f'00009,9,"POLYGON(({WEST} {SOUTH},{EAST} {SOUTH},{EAST} {NORTH},{WEST} {NORTH},{WEST} {SOUTH}))"\n',
        encoding="utf-8")
    (home / "crosswalk.csv").write_text("old_code,new_code,old_vintage,new_vintage\n00009,00001,2024,2025\n", encoding="utf-8")
    places = [("A", WEST + 1050, "00001"), ("B", WEST + 50, "00009"), ("C", WEST + 150, "77777"), ("D", WEST + 250, "")]
    (home / "places.csv").write_text("id,name,x,y,unit\n" + "".join(
        f"{name},{name},{x},{NORTH - 950},{code}\n" for name, x, code in places), encoding="utf-8")
    table = (home / "datasets.csv").read_text(encoding="utf-8")
    table = table.replace("lon=x;lat=y;service:=place", "lon=x;lat=y;unit_code=unit;service:=place").replace("facilities,places.csv,,2025", "facilities,places.csv,,")
    table += ("units,old.csv,,2024,EPSG:32648,,code=code;name=name;level:=commune,,CC0,,,\n"
              "crosswalk,crosswalk.csv,,,,,old_code=old_code;new_code=new_code;old_vintage=old_vintage;new_vintage=new_vintage,,CC0,,,\n")
    (home / "datasets.csv").write_text(table, encoding="utf-8")
    _, said, directory = build(home, "C (C) lies in no commune of 2025 and its unit_code leads to none",
                               "D (D) lies in no commune of 2025 and states no unit_code")
    check("B (B) lies in no" not in said and "A (A) lies in no" not in said, f"a place that counts is reported: {said}")
    nowhere = sorted(r["value"] for r in quality(directory) if r["kind"] == "nowhere")
    check(nowhere == ["C", "D"], f"in no unit: {nowhere}")


program, folder, shared = sys.argv[1:]
work = pathlib.Path(folder)
layers_missing()
speeds_missing()
people_on_water()
units_of_before()
sys.exit(bool(failures))
