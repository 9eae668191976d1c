"""What rasters say and leave unsaid, in a province of two communes W and E, each 10 by 10 cells of 100 m with one person in each.

Usage: raster_values.py PROGRAM WORK"""
import csv
import io
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
program, work = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
WEST, NORTH, CELL, SIDE = 500000, 2401000, 100, 10
failures = 0


def run(folder, *arguments, right=0):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, cwd=folder, timeout=120)
    if done.returncode != right:
        fail(f"{folder.name}: {' '.join(map(str, arguments))}: exit {done.returncode}: {(done.stdout + done.stderr)[:600]}")
    return done.stdout, done.stderr


def fail(what):
    global failures
    failures += 1
    print(f"FAILED {what}")


def expect(found, right, what):
    if found != right:
        fail(f"{what}: {found}, right {right}")


def reported(text, pattern, what):
    if not re.search(pattern, text, re.M):
        fail(f"{what}: not reported: {pattern}: {text[-800:]}")


def raster(path, cells, west=WEST, north=NORTH, size=(CELL, CELL), kind=gdal.GDT_Float32, epsg=32648, no_data=None):
    cells = numpy.asarray(cells)
    system = osr.SpatialReference()
    system.ImportFromEPSG(epsg)
    file = gdal.GetDriverByName("GTiff").Create(str(path), cells.shape[1], cells.shape[0], 1, kind)
    file.SetGeoTransform((west, size[0], 0, north, 0, -size[1]))
    file.SetProjection(system.ExportToWkt())
    if no_data is not None:
        file.GetRasterBand(1).SetNoDataValue(no_data)
    file.GetRasterBand(1).WriteArray(cells)


SYSTEM = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}


def array(path):
    file = gdal.Open(str(path))  # its bands are gone with it
    return file.GetRasterBand(1).ReadAsArray()


def corners(column, columns):
    west, east, south = WEST + column * CELL, WEST + (column + columns) * CELL, NORTH - SIDE * CELL
    return [[west, south], [east, south], [east, NORTH], [west, NORTH], [west, south]]


def square(column, columns):
    return "POLYGON((%s))" % ",".join(f"{x} {y}" for x, y in corners(column, columns))


def province(name, settings="", people=("people.tif",), place=(5.5, 5.5)):
    """place: column and row of the only clinic."""
    folder = work / name
    folder.mkdir()
    x, y = WEST + place[0] * CELL, NORTH - place[1] * CELL
    tables = {
        "province.csv": "key,value\nid,p\nname_vi,P\nname_en,P\ncrs,EPSG:32648\ncell_metres,100\nas_of,2026-12-31\nunit_level,commune\n"
                        "margin_metres,0\n" + settings,
        "datasets.csv": "role,path,layer,vintage,crs,encoding,fields,filter,licence,attribution,url,note\n"
                        "units,units.csv,,2025,EPSG:32648,,code=code;name=name;level:=commune,,CC0,,,\n"
                        + "".join(f"population,{file},,2020,,,,,CC0,,,\n" for file in people) +
                        "elevation,dem.tif,,,,,,,CC0,,,\nland_cover,lc.tif,,,,,,,CC0,,,\n"
                        "facilities,f.csv,,2025,EPSG:32648,,id=id;name=id;lon=x;lat=y;service:=clinic,,CC0,,,\n",
        "units.csv": f'code,name,WKT\nW,Tây,"{square(0, SIDE)}"\nE,Đông,"{square(SIDE, SIDE)}"\n',
        "f.csv": f"id,x,y\na,{x},{y}\n",
        "services.csv": "id,title_vi,title_en,department,reach,mode,season,scope,limits,default_limit,queue_minutes,capacity_field,group\n"
                        "clinic,C,C,,travel_time,walk,,,30,30,,,\n",
        "speeds.csv": "mode,surface,class,km_per_h,slope,season\nwalk,land_cover,*,4,yes,\n",
        "groups.csv": "id,title_vi,title_en,units_where,share_field\n",
        "indicators.csv": "id,title_vi,title_en,department,measure,service,group,limit,threshold,target,target_year,better,source,"
                          "definition\nH,H,H,,reached_share,clinic,,,,0.9,2030,more,,\n",
    }
    for file, text in tables.items():
        (folder / file).write_text(text, encoding="utf-8")
    ones = numpy.ones((SIDE, 2 * SIDE))
    raster(folder / "people.tif", ones)
    raster(folder / "dem.tif", ones * 10)
    raster(folder / "lc.tif", ones * 20, kind=gdal.GDT_Byte)
    return folder


def build(folder):
    run(folder, "build", ".", "--output", "built", "--quiet")
    database = sqlite3.connect(folder / "built" / "current" / "coverage.sqlite")
    people = dict(database.execute("SELECT code, people FROM units_commune_2025").fetchall())
    shares = dict(database.execute("SELECT code, value FROM indicator_values WHERE indicator = 'H' AND level = 'commune'").fetchall())
    quality = "\n".join(f'{severity}: {file or ""} row {row} column {field} value "{value}": {reason}' for severity, file, row, field, value,
                        reason in database.execute("SELECT severity, file, row, field, value, reason FROM quality"))
    without = dict(database.execute("SELECT id, units_without_data FROM indicators").fetchall())["H"]
    database.close()
    return people, shares, quality, without


def tiles():
    """Two rasters of one vintage side by side are one; where they overlap they are refused, with the number of cells."""
    folder = province("adjoining", people=("west.tif", "east.tif"))
    raster(folder / "west.tif", numpy.full((SIDE, SIDE + 3), 2))
    raster(folder / "east.tif", numpy.full((SIDE, SIDE - 3), 3), west=WEST + (SIDE + 3) * CELL)
    people, _, _, _ = build(folder)
    expect(people, {"W": 200, "E": 3 * 20 + 7 * 30}, "adjoining tiles: people")
    folder = province("overlapping", people=("west.tif", "east.tif"))
    raster(folder / "west.tif", numpy.full((SIDE, SIDE + 3), 2))
    raster(folder / "east.tif", numpy.full((SIDE, SIDE), 3), west=WEST + SIDE * CELL)
    out, err = run(folder, "check", ".", right=1)
    reported(out + err, r"^error: east\.tif .*it overlaps west\.tif of the same vintage on 30 cells", "overlapping tiles")
    run(folder, "build", ".", "--output", "built", "--quiet", right=1)
    folder = province("two_estimates", people=("people.tif",))
    text = (folder / "datasets.csv").read_text().replace("elevation,", "population,other.tif,,2021,,,,,CC0,,,\nelevation,", 1)
    (folder / "datasets.csv").write_text(text)
    raster(folder / "other.tif", numpy.full((SIDE, 2 * SIDE), 2))
    people, _, _, _ = build(folder)
    expect(people, {"W": 100, "E": 100}, "two vintages: the first counts")


def partly():
    """A raster that ends 4.5 columns into E: E's people are those known, and the part covered is reported by check and kept by build."""
    folder = province("partly")
    raster(folder / "people.tif", numpy.ones((SIDE, SIDE + 4)))
    out, err = run(folder, "check", ".")
    line = r"people\.tif.*E.*: the raster covers 40\.0 % of the area of Đông: people beyond its edge are not known"
    reported(out + err, "^warning: " + line, "partly covered")
    people, shares, quality, without = build(folder)
    expect(people, {"W": 100, "E": 40}, "partly covered: people")
    reported(quality, line, "partly covered, quality")
    expect((without, shares["E"]), (0, 1), "partly covered: units without data, share of those known")
    raster(folder / "people.tif", numpy.ones((SIDE, SIDE)))
    people, shares, quality, without = build(folder)
    expect((people, without, shares["E"]), ({"W": 100, "E": None}, 1, None), "covered not at all: people, units without data, share")
    reported(quality, r"1 units have no people data at all: E \(Đông\)", "covered not at all")


def snap():
    """A clinic on a hole of the elevation: nothing is known, until snap_metres moves it to the nearest known cell."""
    height = numpy.full((SIDE, 2 * SIDE), 10.0)
    height[4:7, 4:7] = -9999
    for name, settings, right in (("unsnapped", "", (None, None, 2)), ("snapped", "snap_metres,300\n", (1, 1, 0))):
        folder = province(name, settings)
        raster(folder / "dem.tif", height, no_data=-9999)
        _, shares, quality, without = build(folder)
        expect((shares["W"], shares["E"], without), right, f"{name}: shares of W and E, units without data")
        reported(quality, r"unknown height.*reaches nobody" if not settings else r"travel times have it 200 m away, on terrain that can", name)


def areas():
    """Cells in degrees by their area on the ellipsoid, integrated here; oblong cells in metres by their shares."""
    folder = work / "areas"
    folder.mkdir()
    a, e2 = 6378137.0, 0.0066943799901413165
    cells = numpy.array([[1, 2], [4, 8], [16, 32]], float)

    def km2(south, north):
        """Of one degree of longitude: the meridian's and the parallel's radius, integrated by Simpson's rule."""
        phi = numpy.radians(numpy.linspace(south, north, 2001))
        w = 1 - e2 * numpy.sin(phi) ** 2
        f = a * (1 - e2) / w ** 1.5 * a * numpy.cos(phi) / w ** 0.5
        return (f[0] + f[-1] + 4 * f[1:-1:2].sum() + 2 * f[2:-1:2].sum()) * (phi[1] - phi[0]) / 3 * numpy.radians(1) / 1e6

    raster(folder / "degrees.tif", cells, west=105, north=60, size=(0.5, 10), epsg=4326)
    ring = [[105, 30], [105.75, 30], [105.75, 60], [105, 60], [105, 30]]  # the second column by half
    zones = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "a"}, "geometry": {
        "type": "Polygon", "coordinates": [ring]}}]}
    (folder / "zones.geojson").write_text(json.dumps(zones))
    row = next(csv.DictReader(io.StringIO(run(folder, "zonal", "--zones", "zones.geojson", "--values", "degrees.tif")[0])))
    area = numpy.array([[km2(south, south + 10) * 0.5] * 2 for south in (50, 40, 30)]) * [1, 0.5]
    found = [round(float(row[c]), 4) for c in ("weight", "mean", "sum", "count")]
    expect(found, [round(float(x), 4) for x in (area.sum(), (area * cells).sum() / area.sum(), (cells * [1, 0.5]).sum(), 4.5)],
           "degrees: km², mean by area, sum by shares, cells")
    raster(folder / "oblong.tif", cells, size=(100, 300))
    ring = [[x, y] for x, y in ((WEST, NORTH - 600), (WEST + 150, NORTH - 600), (WEST + 150, NORTH), (WEST, NORTH), (WEST, NORTH - 600))]
    zones["features"][0]["geometry"]["coordinates"] = [ring]
    zones["crs"] = SYSTEM
    (folder / "zones.geojson").write_text(json.dumps(zones))
    row = next(csv.DictReader(io.StringIO(run(folder, "zonal", "--zones", "zones.geojson", "--values", "oblong.tif")[0])))
    expect([float(row[c]) for c in ("count", "sum", "mean", "min", "max")], [3, 1 + 1 + 4 + 4, 10 / 3, 1, 8], "oblong cells")


def impossible_heights():
    """-32768, 32767 and -9999 undeclared: alike in all commands, with the number of cells and the first place."""
    shape = (SIDE, 2 * SIDE)
    for value in (-32768, 32767, -9999):
        folder = province(f"height_{abs(value)}")
        height = numpy.full(shape, 10)
        height[3:6, 12:16] = value
        raster(folder / "dem.tif", height, kind=gdal.GDT_Int16)
        line = rf'dem\.tif row 4 column 13 value "{value}": no elevation .*: 12 cells .* count as no data'
        (folder / "t.csv").write_text("id,site,programme,system,lon,lat,mast_metres,frequency_mhz,erp_kw,scope,polarisation\n"
                                      "a,a,a,fm,105.001,21.708,50,100,1,local,H\n")
        raster(folder / "speed.tif", numpy.full(shape, 4))
        texts = {"check": run(folder, "check", ".")}
        texts["travel-time"] = run(folder, "travel-time", "--quiet", "--speed", "speed.tif", "--elevation", "dem.tif", "--facilities",
                                   "f.csv", "--output", "m.tif")
        texts["signal"] = run(folder, "signal", "--quiet", "--transmitters", "t.csv", "--elevation", "dem.tif", "--output", "s.tif",
                              "--radius", "9")
        for name, (out, err) in texts.items():
            reported(out + err, "^warning: .*" + line, f"{value} in {name}")
        reported(build(folder)[2], line, f"{value} in build")
        zone = {"type": "Feature", "properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates": [corners(0, 2 * SIDE)]}}
        (folder / "zone.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [zone], "crs": SYSTEM}))
        out, err = run(folder, "zonal", "--zones", "zone.geojson", "--values", "dem.tif")  # any number may be meant there
        reported(err, rf'^warning: .*dem\.tif row 4 column 13 value "{value}": 12 cells hold {value}, ', f"{value} in zonal")
        window = (slice(3, 6), slice(12, 16))
        expect(bool(numpy.isnan(array(folder / "s.tif")[window]).all()), True, f"{value}: no field there:")
        expect(bool((array(folder / "m.tif")[window] < 0).all()), True, f"{value}: no minutes there:")


def impossible_people():
    """More people than can be, and negative ones: the same sentence in check, build and travel-time."""
    for name, value, right, line in (
            ("dense", 65535, 1, r'people\.tif row 3 column 2 value "65535": 20 cells hold more than 100000 people per km²'),
            ("negative", -1, 0, r'people\.tif row 3 column 2 value "-1": not a number of people: 20 cells')):
        folder = province(name)
        people = numpy.ones((SIDE, 2 * SIDE))
        people[2:6, 1:6] = value
        raster(folder / "people.tif", people)
        raster(folder / "speed.tif", numpy.full(people.shape, 4))
        texts = {"check": run(folder, "check", ".", right=right),
                 "travel-time": run(folder, "travel-time", "--quiet", "--speed", "speed.tif", "--population", "people.tif", "--facilities",
                                    "f.csv", "--output", "m.tif", "--limit", "30", "--isochrones", "i.geojson", right=right)}
        if right:
            texts["build"] = run(folder, "build", ".", "--output", "built", "--quiet", right=1)
        else:
            people, _, quality, _ = build(folder)
            expect(people, {"W": 80, "E": 100}, "negative people are no data:")
            texts["build"] = (quality, "")
        for command, (out, err) in texts.items():
            reported(out + err, line, f"{name} people in {command}")


def nobody():
    """A grid of zeros is read as it is, and reported: every share of people is no data."""
    folder = province("nobody")
    raster(folder / "people.tif", numpy.zeros((SIDE, 2 * SIDE)))
    people, _, quality, _ = build(folder)
    expect(people, {"W": 0, "E": 0}, "a grid of zeros:")
    reported(quality, r"people\.tif.*0\.00 people on the grids.*is this the right file", "nobody")


for test in (tiles, nobody, partly, snap, areas, impossible_heights, impossible_people):
    test()
print(f"rasters' values: {failures} wrong")
sys.exit(failures > 0)
