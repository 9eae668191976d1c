"""Every command that reads rasters × every form of "nothing is known here" × every type of number: a cell of the table
that fails is named.

Usage: rasters.py PROGRAM WORK   (VP_THOROUGH=1: the whole table; otherwise a part of it with every command × kind, every
kind × type and every command × type, in runs that are given several rasters at once)

A raster of 6 by 4 cells, no two of equal value, holds nothing in the east but for a corner, so that neither rows nor columns may be
turned; it is people, km/h, metres and land cover at once. `locate` reads no raster: it is given the minutes of `referral`."""
import csv
import io
import itertools
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request

import numpy
from osgeo import gdal

import recode

program, work = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
builder = os.environ.get("VP_DELIVERED", program)  # of what the program has checked; the rest asks what was built
thorough = os.environ.get("VP_THOROUGH", "0") not in ("", "0")
WEST, NORTH, CELL, COLUMNS, ROWS = 500000, 2400400, 100, 6, 4
values = 1 + 2 * numpy.arange(ROWS * COLUMNS).reshape(ROWS, COLUMNS)
known = numpy.tile(numpy.arange(COLUMNS) < COLUMNS // 2, (ROWS, 1))
known[0, COLUMNS // 2] = True  # in the north one cell more, in the south one less
known[ROWS - 1, COLUMNS // 2 - 1] = False
PLACES = {"a": (0, 0), "b": (3, 1), "c": (0, 3), "d": (2, 2)}  # row and column of facilities
ROLES = ("people.tif", "dem.tif", "lc.tif")
reference = {}


def run(*arguments):
    done = subprocess.run([builder if arguments[0] in ("build", "sites", "referral") else program, *arguments], capture_output=True, text=True, cwd=work, timeout=120)
    if done.returncode:
        raise AssertionError(f"exit {done.returncode}: {(done.stderr or done.stdout).strip()[:300]}")
    return done.stdout + (done.stderr if arguments[0] == "check" else "")


def expect(found, right, what):
    if found != right:
        raise AssertionError(f"{what} {found}, right {right}")


def as_before(name, found):
    """The same as from the raster that is kept plainly."""
    expect(found, reference.setdefault(name, found), name)


def array(name, band=1):
    file = gdal.Open(str(work / name))  # its bands are gone with it
    return file.GetRasterBand(band).ReadAsArray()


# ---- commands on files

def zonal(weights=None, arguments=()):
    """Of everything, and of the northern row."""
    rows = list(csv.DictReader(io.StringIO(run("zonal", "--zones", "zones.geojson", "--values", "r.tif", *arguments))))
    expect(len(rows), 2, "zones")
    for row, window in zip(rows, (slice(None), slice(0, 1))):
        v, k = values[window], known[window]
        w = v if weights else numpy.ones_like(v)
        right = [k.sum(), (~k).sum(), (v * w)[k].sum() / w[k].sum(), (v * w)[k].sum(), v[k].min(), v[k].max()]
        found = [float(row[c]) for c in ("count", "no_data", "mean", "sum", "min", "max")]
        expect([round(x, 6) for x in found], [round(float(x), 6) for x in right], f"{row['zone']}: count, no_data, mean, sum, min, max")


def zonal_weights():
    zonal(True, ("--weights", "r2.tif"))


def travel_time():
    run("travel-time", "--quiet", "--speed", "r.tif", "--elevation", "r2.tif", "--population", "r3.tif", "--facilities", "f.csv",
        "--output", "m.tif", "--limit", "600", "--isochrones", "i.geojson")
    minutes = array("m.tif")
    expect((minutes >= 0).tolist(), known.tolist(), "a path where something is known, and nowhere else:")
    expect(array("m.tif", 2).tolist(), numpy.where(known, 0, -9999).tolist(), "not known, and not without a path:")
    as_before("minutes", minutes.tolist())
    area = json.loads((work / "i.geojson").read_text())["features"][0]["properties"]
    expect(area["people"], int(values[known].sum()), "people")


def travel_cover():
    run("travel-time", "--quiet", "--land-cover", "r.tif", "--elevation", "r2.tif", "--speeds", "speeds.csv", "--mode", "walk",
        "--facilities", "f.csv", "--output", "m.tif")
    minutes = array("m.tif")
    expect((minutes >= 0).tolist(), known.tolist(), "a path on known cover, and nowhere else:")
    as_before("minutes on cover", minutes.tolist())


def signal():
    run("signal", "--quiet", "--transmitters", "t.csv", "--elevation", "r.tif", "--clutter", "r2.tif", "--output", "s.tif",
        "--radius", "10")
    field = array("s.tif")
    expect(bool(numpy.isnan(field[~known]).all()), True, "no field where nothing is known:")
    expect(int(numpy.isfinite(field).sum()) >= 4, True, "a field in four cells or more (a path across a hole has none):")
    as_before("field", [None if numpy.isnan(x) else round(float(x), 4) for x in field.flat])


# ---- commands on a province

def check():
    text = run("check", "province")
    holes = int((~known).sum())
    for pattern in (rf"people.tif: {values[known].sum()}\.00 people on the grids; {100 * holes / known.size:.2f} % of the province's area has "
                    "no data", rf"{holes} of 24 cells of the province have no elevation", rf"{holes} of 24 cells of the province have no land_cover"):
        if not re.search(pattern, text):
            raise AssertionError(f"not reported: {pattern}: {text[-600:]}")


def build():
    run("build", "province", "--output", "built", "--quiet")
    database = sqlite3.connect(work / "built" / "current" / "coverage.sqlite")
    people = dict(database.execute("SELECT code, people FROM units_commune_2025"))
    rest = [database.execute(sql).fetchall() for sql in (
        "SELECT indicator, level, code, value, numerator, denominator FROM indicator_values ORDER BY 1, 2, 3",
        "SELECT id, value, units_without_data FROM indicators ORDER BY 1",
        "SELECT kind, severity, file, value, reason FROM quality ORDER BY 1, 2, 3, 4, 5")]
    database.close()
    right = {code: float(values[rows][known[rows]].sum()) for code, rows in (("N", slice(0, 2)), ("S", slice(2, 4)))}
    expect({code: round(n, 4) for code, n in people.items()}, right, "people")
    expect(bool(rest[0]), True, "indicators:")
    as_before("tables of the snapshot", rest)


def sites():
    found = json.loads(run("sites", "built", "--service", "clinic", "--count", "2", "--objective", "p-median", "--spacing", "60",
                           "--format", "json", "--quiet"))
    expect(len(found["sites"]), 2, "sites")
    as_before("sites", [found["objective"], [(s["lon"], s["lat"]) for s in found["sites"]], found["proven"]])


def referral():
    text = run("referral", "built", "--from", "clinic", "--to", "hospital", "--nearest", "2")
    expect([row["rank"] for row in csv.DictReader(io.StringIO(text))], ["1", "2", "1", "2"], "ranks")
    as_before("referral", text)
    (work / "referral.csv").write_text(text)


def locate():
    rows = list(csv.DictReader(io.StringIO((work / "referral.csv").read_text())))
    costs = "".join(f"{row['from']},{row['to']},{row['minutes_there']}\n" for row in rows)
    (work / "costs.csv").write_text("demand,site,cost\n" + costs)
    as_before("locate", json.loads(run("locate", "--costs", "costs.csv", "--objective", "p-median", "--count", "1", "--format", "json",
                                       "--quiet"))["objective"])


def process(name, inputs):
    asked = urllib.request.Request(f"{server.url}/processes/{name}/execution", json.dumps({"inputs": inputs}).encode(),
                                   {"Content-Type": "application/json"})
    try:
        answer = json.loads(urllib.request.urlopen(asked, timeout=120).read())
    except urllib.error.HTTPError as error:
        raise AssertionError(f"HTTP {error.code}: {error.read()[:300]}") from None
    return {key: value for key, value in answer.items() if key not in ("snapshot", "effort", "seconds", "stopped")}


def process_travel_time():
    found = process("travel-time", {"facilities": [[105.0005, 21.7065]], "mode": "walk", "limit": 600, "isochrone": True})
    expect(round(found["province"]["reached"], 3), float(values[known].sum()), "reached")
    as_before("process travel-time", found)


def process_signal():
    found = process("signal", {"site": [[105.0005, 21.7065]], "system": "fm", "mast_metres": 50, "erp_kw": 1, "frequency_mhz": 100,
                               "limit": 20})
    expect(found["province"]["reached"] > 0, True, "reached:")
    as_before("process signal", found)


def process_site():
    found = process("site", {"service": "clinic", "count": 2, "objective": "p-median", "spacing": 60})
    as_before("process site", [found["objective"], [(s["lon"], s["lat"]) for s in found["sites"]]])


class Server:
    def __init__(self):
        self.program = subprocess.Popen([builder, "serve", "built", "--listen", "127.0.0.1:0", "--quiet"], cwd=work,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.program.stdout.readline().strip().rstrip("/")

    def stop(self):
        self.program.terminate()
        self.program.communicate()


# ---- inputs

def write_inputs():
    def ring(first, last):
        east, north, south = WEST + COLUMNS * CELL, NORTH - first * CELL, NORTH - last * CELL
        return [[WEST, south], [east, south], [east, north], [WEST, north], [WEST, south]]

    def wkt(first, last):
        return "POLYGON((%s))" % ",".join(f"{x} {y}" for x, y in ring(first, last))

    zones = [{"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring(0, last)]}}
             for code, last in (("all", ROWS), ("north", 1))]
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}
    (work / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "crs": system, "features": zones}))
    (work / "f.csv").write_text(f"id,x,y\na,{WEST + 50},{NORTH - 50}\n")
    speeds = "mode,surface,class,km_per_h,slope,season\nwalk,land_cover,*,4,yes,\n" + "".join(
        f"walk,land_cover,{code},{speed},no,\n" for code, speed in ((1, 2), (3, 6), (15, 3), (27, 1), (39, 5)))
    (work / "speeds.csv").write_text(speeds.replace(",yes,", ",no,"))  # these speeds go without elevation
    (work / "t.csv").write_text("id,site,programme,system,lon,lat,mast_metres,frequency_mhz,erp_kw,scope,polarisation\n"
                                "a,a,a,fm,105.001,21.704,50,100,1,local,H\n")
    folder = work / "province"
    folder.mkdir()
    at = {name: f"{WEST + (c + 0.5) * CELL},{NORTH - (r + 0.5) * CELL}" for name, (r, c) in PLACES.items()}
    tables = {
        "province.csv": "key,value\nid,p\nname_vi,P\nname_en,P\ncrs,EPSG:32648\ncell_metres,100\nas_of,2026-12-31\nunit_level,commune\n"
                        "margin_metres,0\n",
        "datasets.csv": "role,path,layer,vintage,crs,encoding,fields,filter,licence,attribution,url,note\n"
                        "units,units.csv,,2025,EPSG:32648,,code=code;name=name;level:=commune,,CC0,,,\n"
                        "population,people.tif,,2020,,,,,CC0,,,\nelevation,dem.tif,,,,,,,CC0,,,\nland_cover,lc.tif,,,,,,,CC0,,,\n"
                        "facilities,f.csv,,2025,EPSG:32648,,id=id;name=id;lon=x;lat=y;service=service,,CC0,,,\n",
        "units.csv": f"code,name,WKT\nN,A,\"{wkt(0, 2)}\"\nS,B,\"{wkt(2, 4)}\"\n",
        "f.csv": f"id,x,y,service\na,{at['a']},clinic\nb,{at['b']},clinic\nc,{at['c']},hospital\nd,{at['d']},hospital\n",
        "services.csv": "id,title_vi,title_en,department,reach,mode,season,scope,limits,default_limit,queue_minutes,capacity_field,group\n"
                        "clinic,C,C,,travel_time,walk,,,2;4;30,2,,,\nhospital,H,H,,travel_time,walk,,,30,30,,,\n",
        "speeds.csv": speeds,
        "groups.csv": "id,title_vi,title_en,units_where,share_field\n",
        "indicators.csv": "id,title_vi,title_en,department,measure,service,group,limit,threshold,target,target_year,better,source,definition\n"
                          "T,T,T,,reached_share,clinic,,,,0.9,2030,more,,\nM,M,M,,reached_share,hospital,,,,0.9,2030,more,,\n",
    }
    for name, text in tables.items():
        (folder / name).write_text(text)


def lay(path, pair):
    recode.write(str(path), values, known, WEST, NORTH, CELL, *pair)


# ---- the table

ON_FILES = {zonal: 1, zonal_weights: 2, travel_time: 3, travel_cover: 2, signal: 2}  # and how many rasters each reads
ON_PROVINCES = [check, build, sites, referral, locate, process_travel_time, process_signal, process_site]
pairs = [(kind, name) for kind in recode.KINDS for name in recode.TYPES if recode.fits(kind, name)]
tried, failures, seen = 0, 0, set()


def attempt(command, pair):
    global tried
    tried += 1
    try:
        command()
        return True
    except (AssertionError, KeyError, OSError) as error:
        fail(command.__name__, pair, repr(error) if isinstance(error, KeyError) else error)
        return False


def fail(command, pair, error):
    global failures
    failures += 1
    print(f"FAILED {command} × {pair[0]} × {pair[1]}: {error}")


def on_files(command, of_pairs):
    """A run on as many rasters as the command reads, each kept in a form of its own; where that fails, each alone."""
    for name, pair in zip(("r.tif", "r2.tif", "r3.tif"), itertools.cycle(of_pairs)):
        lay(work / name, pair)
    note([command], of_pairs)
    if attempt(command, of_pairs[0] if len(set(of_pairs)) == 1 else together(of_pairs)) or len(set(of_pairs)) == 1:
        return
    for pair in of_pairs:
        on_files(command, [pair])


def together(of_pairs):
    return tuple(" + ".join(dict.fromkeys(part)) for part in zip(*of_pairs))


def on_province(of_roles):
    """of_roles: how people, elevation and land cover are kept. Whether all was right."""
    global server
    for role, pair in zip(ROLES, of_roles):
        lay(work / "province" / role, pair)
    names = together(of_roles)
    server, right = None, True
    for command in ON_PROVINCES:
        if command is process_travel_time:
            server = Server()
        good = attempt(command, names)
        right &= good
        if command is build and not good:
            break  # the others would ask the dataset before
    if server:
        server.stop()
    return right


def note(commands, of_pairs):
    seen.update((command.__name__, pair) for command in commands for pair in of_pairs)


write_inputs()
plain = ("declared", "Float32")
for command in ON_FILES:
    on_files(command, [plain])
if failures or not on_province([plain] * 3):
    sys.exit("the plain raster is read wrongly: nothing to compare with")
seen.clear()


def shares():
    """Each command's part of the pairs: all of them, or by the rasters that it reads, and then what it has not had of every kind and type."""
    if thorough:
        return {command: list(pairs) for command in ON_FILES}
    turns = [command for command, rasters in ON_FILES.items() for _ in range(rasters)]
    parts = {command: [] for command in ON_FILES}
    for kind, name in pairs:
        parts[turns[(recode.KINDS.index(kind) + list(recode.TYPES).index(name)) % len(turns)]].append((kind, name))
    for part in parts.values():
        for pair in pairs:
            if pair[0] not in {k for k, _ in part} or pair[1] not in {n for _, n in part}:
                part.append(pair)
    return parts


for command, part in shares().items():
    step = 1 if thorough else ON_FILES[command]
    for first in range(0, len(part), step):
        on_files(command, part[first:first + step])
if thorough:
    thirds = [[pair, pairs[(i + 7) % len(pairs)], pairs[(i + 14) % len(pairs)]] for i, pair in enumerate(pairs)]
else:  # every kind and every type in some raster of the province
    names = [name for name in recode.TYPES if not name.startswith("Float")] + ["Float32", "Float64"]
    chosen = [(kind, names[i % len(names)]) for i, kind in enumerate(k for k in recode.KINDS if k != "nan")] + [("nan", "Float64")]
    thirds = [chosen[i:i + 3] if i + 3 <= len(chosen) else chosen[-3:] for i in range(0, len(chosen), 3)]
for of_roles in thirds:
    if not on_province(of_roles):  # which of the three it is
        for pair in of_roles:
            on_province([pair] * 3)
    note(ON_PROVINCES, of_roles)
for command in [*ON_FILES, *ON_PROVINCES]:
    for part, all_of in ((0, recode.KINDS), (1, list(recode.TYPES))):
        missing = set(all_of) - {pair[part] for name, pair in seen if name == command.__name__}
        if missing:
            fail(command.__name__, tuple(sorted(missing) if part == i else "any" for i in (0, 1)), "was not tried")
whole = len(pairs) * len([*ON_FILES, *ON_PROVINCES])
print(f"{len(seen)} of {whole} cells of the table ({len([*ON_FILES, *ON_PROVINCES])} commands, {len(recode.KINDS)} kinds, {len(recode.TYPES)} types)"
      f" in {tried} runs, {failures} wrong")
sys.exit(failures > 0)
