"""The true totals of the synthetic province against a built dataset.

Usage: expect_province.py PROGRAM DATASET DATA small|whole"""
import json
import pathlib
import subprocess
import sys

from osgeo import ogr

ogr.UseExceptions()
here = pathlib.Path(__file__).parent
program, dataset, data, size = sys.argv[1:]
data = pathlib.Path(data)
failures = 0


def expect(what, found, wanted, tolerance):
    global failures
    good = found is not None and abs(found - wanted) <= tolerance
    failures += not good
    print("%s %s: %s, wanted %s ± %g" % ("ok  " if good else "FAIL", what, found, wanted, tolerance))


def run(*arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def indicator(name, *options):
    rows = run("indicators", dataset, "--indicator", name, "--format", "json", *options)
    return next(row for row in rows if row["code"] == "*")


def exact_people(raster, vector):
    done = subprocess.run([sys.executable, here / "exact_population.py", raster, vector, "communes_2025"],
                          capture_output=True, text=True, check=True)
    return float(done.stdout)


layers = data if size == "small" else data / "synthetic"
truth = json.loads((layers / "truth.json").read_text())

def rows_of(sql):
    layer = db.ExecuteSQL(sql)
    found = [tuple(feature.GetField(i) for i in range(feature.GetFieldCount())) for feature in layer]
    db.ReleaseResultSet(layer)
    return found


db = ogr.Open(str(pathlib.Path(dataset) / "dataset.sqlite"))

# People: the raw grid inside the dissolved communes, by GEOS, to a millionth.
people = exact_people(str(layers / "population_100m.tif"), str(data / "boundaries.gpkg"))
share = indicator("H10_5km")
expect("people", share["denominator"], people, 1e-6 * people)
expect("people of the units", sum(row["denominator"] for row in run("indicators", dataset, "--indicator", "H10_5km",
       "--format", "json") if row["code"] != "*"), people, 1e-6 * people)

# Facilities per kind, exactly. Schools and others come in by kind; stations also by what is open.
by_source = dict(rows_of("SELECT s.layer, count(DISTINCT f.code) FROM facility f JOIN source s ON s.id = f.source GROUP BY s.layer"))
counts = truth["counts"] if size == "small" else truth["facilities"]
for kind in ("health_stations", "hospitals", "schools", "water_schemes", "info_points", "social_centres"):
    expect(kind, by_source.get(kind), counts[kind], 0)
expect("water areas", rows_of("SELECT count(DISTINCT code) FROM service_area")[0][0], counts["water_areas"], 0)
expect("communes of 2025", rows_of("SELECT count(*) FROM unit JOIN unit_set ON unit_set.id = unit_set WHERE vintage = '2025'")[0][0],
       len(truth["communes_2025"]) if size == "small" else 92, 0)

if size == "whole":
    expect("transmitters", rows_of("SELECT count(*) FROM transmitter")[0][0], 16, 0)
    for level, wanted in truth["schools_by_level"].items():
        expect(level, rows_of("SELECT count(*) FROM facility WHERE kind = '%s'" % level)[0][0], wanted, 0)
    line = truth["straight_line_kdtree"]
    for metres in (2000, 3000, 5000, 10000):
        near = "%dkm" % (metres // 1000)
        for kind, name in (("open_station", "H10_5km"), ("hospital", "H10_zone_5km"), ("open_station_or_hospital", "H10_any_5km")):
            expect("%s within %s, percent" % (kind, near), 100 * indicator(name, "--limit", str(metres))["value"],
                   100 * line[kind][near]["share"], 0.1)
    expect("primary school within 3 km, percent", 100 * indicator("E2_support", "--limit", "3000")["value"],
           100 * truth["primary_school_within_3km_share"], 1.0)  # children are not spread as people are
    wanted = truth["per_10000_in_province(open stations + hospitals)"]
    for name, what in (("H2", "doctors"), ("H3", "pharmacists"), ("H4", "nurses"), ("H1_all_beds", "beds")):
        expect(what + " per 10,000", indicator(name)["value"], wanted[what], 0.01)
    expect("hospital beds", indicator("H1")["numerator"], truth["staff"]["beds"]["hospitals"], 0)

# Where old units went. Two old wards are called Trung Thành (05476 in the city, 05899 in Phổ Yên) and never meet; of the
# three divided communes the parts are those of the borders (0.925/0.075, 0.955/0.045, 0.9955/0.0045) and bounds are given.
passages = run("crosswalk", dataset, "--format", "json")
passages = passages if isinstance(passages, list) else passages["crosswalk"]
by_old = {}
for p in passages:
    by_old.setdefault(p["old_code"], {})[p["new_code"]] = p
if size == "whole":
    expect("Trung Thành 05476 goes to Tích Lương alone", list(by_old["05476"]) == ["05500"], True, 0)
    expect("Trung Thành 05899 goes to Trung Thành alone", list(by_old["05899"]) == ["05899"], True, 0)
for old, new, share in (("05461", "05467", 0.925), ("05467", "05467", 0.955), ("05932", "05941", 0.9955)):
    if size == "whole" or (old in by_old and new in by_old[old]):
        part = by_old[old][new]
        expect("share of %s in %s" % (old, new), part["share"], share, 0.002)
        expect("%s is bounded by nobody" % old, part["people_low"], 0, 0)
        expect("%s is bounded by all" % old, part["people_high"], part["people"] / part["share"], 1e-6 * part["people"])
for old, parts in by_old.items():
    if abs(sum(p["share"] for p in parts.values()) - 1) > 1e-9:
        expect("the parts of %s sum to 1" % old, sum(p["share"] for p in parts.values()), 1, 1e-9)

sys.exit(failures > 0)
