"""Runs the folders of ../shared/cases and holds what comes out against the table below.

Usage: cases.py CASES WORK [NAME...]   (the program's path in VUNGPHU; in VP_DELIVERED perhaps another that builds what it checked)

To add a case, add its row to PROVINCES (built as a province) or to COMMANDS (plain files). Nothing is written into CASES."""
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

program = os.path.abspath(os.environ["VUNGPHU"])
builder = os.environ.get("VP_DELIVERED", program)
cases, work = map(pathlib.Path, sys.argv[1:3])
wanted = sys.argv[3:]
NO_DATA = None

# Per folder:
#   exit    of `check` and of `build` (default 0)
#   reported    patterns, each of which a line of `check` must match; a line begins with its severity
#   untold  patterns that no line of `check` may match
#   people  unit code -> people of the unit, NO_DATA where none are known
#   values  (indicator, unit code) -> value, NO_DATA where nothing is known
#   missing indicator -> units of the province that have no data
#   files   file -> text that replaces it before the run
#   query   SQL on coverage.sqlite -> rows
KNOWN = "SELECT code, round(people_known, 6) FROM units_commune_2025 ORDER BY code"
WEST_UNKNOWN = {"people": {"00001": NO_DATA, "00002": 900, "00003": NO_DATA, "00004": 900}, "missing": {"E1": 2, "H1": 2},
                "query": {KNOWN: [("00001", 0.0), ("00002", 1.0), ("00003", 0.0), ("00004", 1.0)]},
                "reported": [r"^warning: people.tif.*no data"]}
FOUR = {"00001": 900, "00002": 900, "00003": 900, "00004": 900}
NAMES = {"SELECT code, name FROM units_commune_2025 ORDER BY code": [
    ("00001", "Hoà Bình"), ("00002", "Tân Lập"), ("00003", "Thuỵ Hải"), ("00004", "Phổ Yên")]}
PLACES = "SELECT id, round(lon, 9), round(lat, 9) FROM facilities ORDER BY id"
PROVINCES = {
    "v08_shp_prj_unknown_based_on_WGS84_ellipsoid": {"reported": [r"^warning: u.shp column crs.*does not say on which datum"]},
    "s07_no_cpg_ldid87_utf8_bytes": {"query": NAMES, "reported": [r"^note: u.shp.*CP1252.*UTF-8"]},
    "s09c_1258_fields_as_told": {"query": NAMES, "reported": [r"^warning: u.shp column name value .nam.: the column is name: GDAL and QGIS cut"]},
    "q01_thousands_dot": {"exit": 1, "reported": [r"^error: records.csv row 2 column population.*1\.234.*declare decimal"]},
    "c01_decimal_comma_semicolon": {"people": FOUR, "missing": {"E1": 0, "H1": 0},
                                    "query": {PLACES: [("A", 105.014, 21.716), ("B", 105.043, 21.739)]}},
    "c07_one_col": {"query": {PLACES: [("A", 105.014, 21.716)]}},
    "o08b_osm_hospital_way": {"reported": [r"^note: y.osm.pbf.*1 places are areas.*point inside"],
                              "query": {"SELECT count(*) FROM facilities WHERE lon BETWEEN 105.01 AND 105.011": [(1,)]}},
    "g11_one_feature_per_island_same_code": {"exit": 1, "reported": [r"^error: u.gpkg.*00001.*rows 1 and 2.*repair = yes",
                                                                  r"^error: u.gpkg.*00002.*rows 3 and 4.*repair = yes"]},
    "u08_zip_folder": {"query": NAMES, "people": FOUR},
    "o10_roads_empty": {"people": FOUR, "reported": [r"^warning: r.geojson: the layer has no row: no roads"]},
    "r16b_pop_extent_short_aligned": {
        "people": {"00001": 900, "00002": NO_DATA, "00003": 900, "00004": NO_DATA}, "missing": {"E1": 2, "H1": 2},
        "query": {KNOWN: [("00001", 1.0), ("00002", 0.0), ("00003", 1.0), ("00004", 0.0)]},
        "reported": [r"^warning: people.tif: 2 units have no people data at all: 00002 .*, 00004 "]},
    "r06_pop_u16_65535_undeclared": {"exit": 1, "reported": [
        r'^error: people.tif row 1 column 1 value "65535": 3200 cells hold more than 100000 people per km²']},
    "r14_pop_two_tiles": {"people": {"00001": 900, "00002": 900, "00003": 900, "00004": 900}, "reported": [
        r"^note: people.tif: file's sum on the grids 6400.00, units' sum 3600.00: 2800.00 people \(43.75 %\)"]},
    "e11_dem_mask": {"missing": {"E1": 0, "H1": 0}, "reported": [r"^warning: .*480 of 3600 cells of the province have no elevation"],
        "query": {"SELECT CAST(round(denominator) AS INTEGER) FROM indicators WHERE id = 'H1'": [(3120,)],
                  "SELECT round(sum(terrain_known) / 4, 6), sum(people_known) FROM units_commune_2025": [(0.866667, 4.0)]}},
    "a284_dem_nodata_nosnap": {
        "values": {("H1", "00001"): NO_DATA, ("H1", "00002"): NO_DATA, ("H1", "00003"): NO_DATA, ("H1", "00004"): NO_DATA},
        "missing": {"H1": 4, "E1": 0},
        "query": {"SELECT count(*) FROM quality WHERE reason LIKE '%stands on terrain of unknown height%reaches nobody%'": [(1,)]}},
    "r08_pop_internal_mask": WEST_UNKNOWN,
    "r05_pop_int8_nodata-1": WEST_UNKNOWN,
    "m01_nodata_in_aux_xml": WEST_UNKNOWN,
    "p02_3857": {"exit": 1, "reported": [r"^error: province.csv.*EPSG:3857.*0\.92. m on the ground.*use EPSG:32648"]},
    "k01_capacity_dup": {"people": FOUR, "reported": [r"^warning: .*duplicate: A and A2 of service clinic.*0 m apart"]},
}

# Per folder: a list of (arguments, exit, standard output as a dict of column -> value (or value and slack) of the first row,
# or a function of the folder, patterns of what is reported). An argument that begins with @ is a file of the folder; files that are written have no folder.
COMMANDS = {
    "plain/01_scale_offset_plain": [
        (["zonal", "--zones", "@z.geojson", "--values", "@v_scale.tif"], 0, {"count": 900, "no_data": 0, "mean": 5}, []),
        (["zonal", "--zones", "@z.geojson", "--values", "@v_scaleoff.tif"], 0, {"count": 900, "no_data": 0, "mean": 25}, []),
        (["travel-time", "--quiet", "--speed", "@s_scaled.tif", "--facilities", "@f.csv", "--output", "level.tif"], 0, {}, []),
        (["zonal", "--zones", "@z.geojson", "--values", "level.tif"], 0, {"max": 25.4558449}, []),
        (["travel-time", "--quiet", "--speed", "@s5.tif", "--elevation", "@e_scaled.tif", "--facilities", "@f.csv", "--output",
          "slope.tif"], 0, {}, []),
        (["zonal", "--zones", "@z.geojson", "--values", "slope.tif"], 0, {"max": (41.8, 0.05)}, []),
        (["travel-time", "--quiet", "--speed", "@s5.tif", "--facilities", "@f.csv", "--output", "o.tif", "--limit", "600",
          "--isochrones", "iso.geojson", "--population", "@p_s.tif"], 0,
         lambda folder: [f["properties"]["people"] for f in json.loads((folder / "iso.geojson").read_text())["features"]] == [900], []),
        (["signal", "--quiet", "--transmitters", "@t.csv", "--elevation", "@dem_scaled.tif", "--output", "scaled.tif", "--radius", "60"],
         0, {}, []),
        (["signal", "--quiet", "--transmitters", "@t.csv", "--elevation", "@dem.tif", "--output", "plain.tif", "--radius", "60"], 0,
         lambda folder: field_difference(folder, "scaled.tif", "plain.tif") < 0.1, []),
    ],
    "plain/02_int8_plain": [
        (["zonal", "--zones", "@z.geojson", "--values", "@v_i8.tif"], 0, {"count": 450, "no_data": 450, "mean": 50}, []),
        (["zonal", "--zones", "@z.geojson", "--values", "@v_i8b.tif"], 0, {"count": 900, "no_data": 0, "mean": 24.5, "min": -1}, []),
    ],
    "plain/03_outside_plain": [
        (["zonal", "--zones", "@z.geojson", "--values", "@v_part.tif"], 0, {"count": 450, "no_data": 450, "known": 0.5, "mean": 1}, []),
    ],
    "plain/04_3857_plain": [
        (["travel-time", "--quiet", "--speed", "@s_3857.tif", "--facilities", "@f3857.csv", "--output", "o.tif"], 1, {},
         [r"a metre of WGS 84 / Pseudo-Mercator .*EPSG:32648"]),
    ],
    "plain/05_void_plain": [
        (["signal", "--quiet", "--transmitters", "@t.csv", "--elevation", "@d_v.tif", "--output", "a.tif", "--radius", "60"], 0, {},
         [r"^warning: .*d_v.tif row 61 column 61 value \"-32768\".* 400 cells .*count as no data"]),
        (["signal", "--quiet", "--transmitters", "@t.csv", "--elevation", "@d_v2.tif", "--output", "b.tif", "--radius", "60"], 0,
         lambda folder: (folder / "a.tif").read_bytes() == (folder / "b.tif").read_bytes(), []),
    ],
}


def field_difference(folder, first, second):
    """dB between the means of two fields over everything."""
    everywhere = {"type": "Polygon", "coordinates": [[[x, y] for x, y in ((104, 20), (106.5, 20), (106.5, 23), (104, 23), (104, 20))]]}
    zone = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "a"}, "geometry": everywhere}]}
    (folder / "everywhere.geojson").write_text(json.dumps(zone))
    means = []
    for name in (first, second):
        code, out, err = run(["zonal", "--zones", "everywhere.geojson", "--values", name], folder)
        means.append(number(next(csv.DictReader(io.StringIO(out)))["mean"]))
    return abs(means[0] - means[1])


def run(arguments, folder):
    done = subprocess.run([builder if arguments[0] in ("build", "indicators") else program, *arguments], capture_output=True, text=True, cwd=folder, timeout=300)
    return done.returncode, done.stdout, done.stderr


def near(found, right):
    if right is NO_DATA or found is None:
        return found is None and right is NO_DATA
    right, slack = right if isinstance(right, tuple) else (right, 1e-6 * max(1, abs(right)))
    return abs(found - right) <= slack


def number(text):
    return float(text) if text not in ("", None) else None


class Case:
    def __init__(self, name, row):
        self.name, self.row, self.failures = name, row, []
        self.folder = work / name.replace("/", "_")
        shutil.copytree(cases / name, self.folder)

    def expect(self, good, what):
        if not good:
            self.failures.append(what)

    def reported(self, text):
        for pattern in self.row.get("reported", []):
            self.expect(re.search(pattern, text, re.M), f"not reported: {pattern}")
        for pattern in self.row.get("untold", []):
            self.expect(not re.search(pattern, text, re.M), f"reported without a reason: {pattern}")


def indicators(case, dataset):
    code, out, err = run(["indicators", dataset, "--format", "csv"], case.folder)
    case.expect(code == 0, f"indicators: {err}")
    return {(row["indicator"], row["code"]): row for row in csv.DictReader(io.StringIO(out.lstrip("\ufeff")))}


def province(case):
    row = case.row
    for name, text in row.get("files", {}).items():
        (case.folder / name).write_text(text, encoding="utf-8")
    right = row.get("exit", 0)
    code, out, err = run(["check", "."], case.folder)
    case.expect(code == right, f"check: exit {code}")
    case.reported(out + err)
    code, out, err = run(["build", ".", "--output", "built", "--quiet"], case.folder)
    case.expect(code == right, f"build: exit {code}: {err}")
    if code or right:
        return
    found = indicators(case, "built")
    for key, value in row.get("values", {}).items():
        case.expect(near(number(found.get(key, {}).get("value")), value), f"{key}: {found.get(key)}, right {value}")
    database = sqlite3.connect(case.folder / "built" / "current" / "coverage.sqlite")
    for unit, people in row.get("people", {}).items():
        at = database.execute("SELECT people FROM units_commune_2025 WHERE code = ?", (unit,)).fetchone()
        case.expect(at and near(at[0], people), f"people of {unit}: {at}, right {people}")
    for name, count in row.get("missing", {}).items():
        at = database.execute("SELECT units_without_data FROM indicators WHERE id = ?", (name,)).fetchone()
        case.expect(at and at[0] == count, f"{name}: units without data {at}, right {count}")
    for sql, rows in row.get("query", {}).items():
        at = database.execute(sql).fetchall()
        case.expect(at == rows, f"{sql}: {at}, right {rows}")
    database.close()


def command(case):
    for arguments, right, values, reported in case.row:
        code, out, err = run([str(case.folder / a[1:]) if a.startswith("@") else a for a in arguments], case.folder)
        what = " ".join(arguments)
        case.expect(code == right, f"{what}: exit {code}: {err}")
        for pattern in reported:
            case.expect(re.search(pattern, out + err, re.M), f"{what}: not reported: {pattern}")
        if callable(values):
            case.expect(values(case.folder), f"{what}: what it wrote is wrong")
        elif values:
            first = next(csv.DictReader(io.StringIO(out)), {})
            for column, value in values.items():
                case.expect(near(number(first.get(column)), value), f"{what}: {column} {first.get(column)}, right {value}")


failed = 0
for table, runner in ((PROVINCES, province), (COMMANDS, command)):
    for name, row in table.items():
        if wanted and name not in wanted:
            continue
        if not (cases / name).is_dir():
            print(f"FAILED {name}: no such case")
            failed += 1
            continue
        case = Case(name, row)
        if table is COMMANDS:
            case.row = row
        runner(case)
        failed += bool(case.failures)
        for failure in case.failures:
            print(f"FAILED {name}: {failure}")
print(f"{len(PROVINCES) + len(COMMANDS)} cases in the table, {failed} of them wrong")
sys.exit(failed > 0)
