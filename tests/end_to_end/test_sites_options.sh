#!/usr/bin/env bash
# The options of vungphu sites on the sample province: each leaves a trace that can be seen from outside.
# Arguments: program, shared data.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
source "$root/tests/end_to_end/datasets.sh"
copy_tables coarse "$folder/tables"
copy_dataset coarse "$folder/data" "$1" "$2"
python3 - "$1" "$folder" "$folder/tables" <<'END'
import csv, html.parser, json, os, sqlite3, subprocess, sys

program, folder, sample = sys.argv[1:]
failed = False


def check(right, what):
    global failed
    if not right:
        failed = True
        print("FAILED:", what, file=sys.stderr)


def near(a, b, tolerance=1e-6):
    return abs(a - b) <= tolerance * (1 + abs(a))


def run(*options):
    command = [program, "sites", f"{folder}/data", "--service", "info_point_walk", "--limit", "30", "--quiet"]
    return subprocess.run([*command, "--spacing", "4000", *map(str, options)], capture_output=True, text=True)


def sites(*options):
    done = run(*options, "--format", "json")
    if done.returncode:
        check(False, f"{options}: {done.stderr}")
        sys.exit(1)
    return json.loads(done.stdout)


def write(name, text):
    with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
        file.write(text)
    return f"{folder}/{name}"


def places(name, rows, header="lon,lat,price,name"):
    return write(name, "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")


west, south, east, north = 104.80, 22.10, 104.97, 22.30
ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
shape = {"type": "Feature", "properties": {"name": "ô"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
box = write("box.geojson", json.dumps({"type": "FeatureCollection", "features": [shape]}))
inside = lambda s: west <= s["lon"] <= east and south <= s["lat"] <= north

# Inside and outside of a polygon share out all squares; one that it cuts has a candidate on either side.
all_ = sites("--count", 2)
check("excludes none" not in run("--count", 1, "--exclude", box).stderr, "--exclude: a warning without reason")
within, outside = sites("--count", 2, "--within", box), sites("--count", 2, "--exclude", box)
check(all(inside(s) for s in within["sites"]) and len(within["sites"]) == 2, "--within: a site outside")
check(not any(inside(s) for s in outside["sites"]) and len(outside["sites"]) == 2, "--exclude: a site inside")
check(within["candidates"] + outside["candidates"] >= all_["candidates"] > outside["candidates"] - 1, "the polygon does not share out the candidates")
for half in (within, outside):
    check(half["candidates"] + half["candidates_excluded"] == all_["candidates"], "candidates_excluded")
check(within["objective"] > 0 < outside["objective"], "a half reaches nobody")
one = sites("--count", 1)
parts = [sites("--count", 1, option, box)["objective"] for option in ("--within", "--exclude")]
check(max(parts) >= one["objective"] * (1 - 1e-9), "the best of both halves is less than the best of all")
done = run("--count", 1, "--within", box, "--exclude", box)
check(done.returncode == 1 and "candidate" in done.stderr, f"no candidate is left: {done.stderr}")

# Factors of suitability: a layer of a file and of a geometry are one, a buffer has its edge where it says, scores count.
line = {"type": "Feature", "properties": {"class": "22 kV"}, "geometry": {"type": "LineString", "coordinates": [[west, south], [east, north]]}}
wires = write("wires.geojson", json.dumps({"type": "FeatureCollection", "features": [line]}))
words = f'"LINESTRING ({west} {south}, {east} {north})"'
of_file = sites("--count", 2, "--suitability", write("f.csv", f"factor,file,class,most\nlayer,{wires},22 kV,3000\n"))
of_text = sites("--count", 2, "--suitability", write("g.csv", f"factor,geometry,most\nlayer,{words},3000\n"))
near_file, near_text = of_file["suitability"], of_text["suitability"]
check(0 < near_file["places_left"] < near_file["places"] and near_file["factors"][0]["excluded"] == near_file["places"] - near_file["places_left"], f"places: {near_file}")
check(near_file["factors"][0]["excluded_alone"] == near_file["factors"][0]["excluded"], "excluded alone")
check(abs(near_file["places_left"] - near_text["places_left"]) <= 2 and near(of_file["objective"], of_text["objective"], 1e-3), "a file and its WKT are not alike")
check(all(s["factors"][f"layer {wires} 22 kV, m"] <= 3000 for s in of_file["sites"]), f"a site beyond the buffer: {of_file['sites']}")
away = sites("--count", 2, "--suitability", write("a.csv", f"factor;file;least\nlayer;{wires};3000\n"))
check(abs(away["suitability"]["places_left"] + near_file["places_left"] - near_file["places"]) <= 2, "inside and outside of a buffer are not all")
scored = write("s.csv", "factor,class,radius,most,zero,one,weight,name\nslope,,,60,60,0,1,dốc\nroad,,,,max,min,2,\npeople,,2000,,min,max,1,\nelevation,,,,1000,0,1,\n")
plain = sites("--count", 2, "--suitability", scored, "--report", f"{folder}/s.html")
worth = sites("--count", 2, "--suitability", scored, "--score-worth", 50000)
mean = lambda a: sum(s["score"] for s in a["sites"]) / 2
check(mean(worth) >= mean(plain) and worth["weight_covered"] <= plain["weight_covered"] * (1 + 1e-9), f"worth: {mean(worth)}, {mean(plain)}")
check(near(worth["objective"], worth["weight_covered"] + 50000 * 2 * mean(worth)), "the objective is not people and scores")
check(worth["bound"] >= worth["objective"] * (1 - 1e-9) and worth["proven"], "the bound of people and scores")
least = sites("--count", 2, "--suitability", scored, "--score-least", 0.6)
check(all(s["score"] >= 0.6 for s in least["sites"]) and least["suitability"]["places_low"] > 0, "--score-least")
page = open(f"{folder}/s.html", encoding="utf-8").read()
check("dốc" in page and "factor_excluded" in page and "site_score" in page, "the report lacks the factors")
for text, words in (("factor,most\nroads,3\n", ("row 2", "column factor", "there are road, barrier")),
                    ("factor,most\nroad,3\nslope,-\n", ("row 3", "column most", "not a number")),
                    ("factor,class,most\nroad,no such,3\n", ("row 2", "column class", "the dataset has no such class")),
                    ("factor,service,most\ntravel,no_such,3\n", ("row 2", "column service", "there is no such service")),
                    ("factor,radius,most\nslope,5,3\n", ("row 2", "column radius", "leave it empty")),
                    ("factor,file,most\nlayer,/no/such.geojson,3\n", ("row 2", "column file", "no such file")),
                    ("factor,geometry,most\narea,\"POINT (104.9 22.2)\",3\n", ("row 2", "there are only points")),
                    ("factor,geometry,most\narea,\"POLYGON ((104.9 22.2, 104.95 22.2, 104.9 22.1))\",3\n", ("row 2", "column geometry", "the last is the first again")),
                    ("factor,zero,one\nslope,3,3\n", ("row 2", "column one", "the same value"))):
    done = run("--count", 1, "--suitability", write("bad.csv", text))
    check(done.returncode == 1 and all(word in done.stderr for word in words), f"{text!r}: {done.stderr}")

# Counted with another service: who has both now is as many as `indicators` says; the demand are those who lack the sited one alone.
together = "info_point_walk=30+social_centre_motorbike=45"
for least in (1, 2):
    joint = sites("--count", 2, "--services", together, "--at-least", least)
    said = subprocess.run([program, "indicators", f"{folder}/data", "--services", together, "--at-least", str(least), "--format", "json"], capture_output=True, text=True)
    whole = {row["code"]: row for row in json.loads(said.stdout)}
    for unit in joint["units"]:
        row = whole[unit["code"]]
        check(near(unit["before"], row["numerator"], 0.01) and near(unit["people"], row["denominator"], 0.01), f"together: {unit}, indicators {row}")
    check(near(joint["people"], joint["people_before"] + joint["weight"] + joint["people_lacking_more"]), "with, without and lacking more are not all")
    check(near(joint["people_after"], joint["people_before"] + joint["objective"]) and joint["proven"], "gain of services together")
    check((joint["people_lacking_more"] > 0) == (least == 2) and joint["joint"]["at_least"] == least, f"at least {least}: {joint['joint']}")
done = run("--count", 1, "--services", "social_centre_motorbike+culture_point_walk")
check(done.returncode == 1 and "info_point_walk is none of what is counted together" in done.stderr, f"sited, not counted: {done.stderr}")
done = run("--count", 1, "--services", together)
check("counted are people whom these reach together: info_point_walk=30" in done.stdout and "are reached together now" in done.stdout, f"together: {done.stdout}")

# A site that is built in any case counts among the others, whatever the budget leaves.
forced = sites("--count", 2, "--must", places("must.csv", [(within["sites"][1]["lon"], within["sites"][1]["lat"])], "lon,lat"))
check([s["must"] for s in forced["sites"]].count(True) == 1 and len(forced["sites"]) == 2, f"--must: {forced['sites']}")
check(forced["objective"] <= all_["objective"] * (1 + 1e-9) and forced["proven"], "--must reaches more than the best of all")

# A file without polygons restricts nothing by mistake: it is refused, to be within as to be excluded.
empty = write("empty.geojson", '{"type": "FeatureCollection", "features": []}')
point = write("point.geojson", json.dumps({"type": "FeatureCollection", "features": [{**shape, "geometry": {"type": "Point", "coordinates": [west, south]}}]}))
void = write("void.geojson", json.dumps({"type": "FeatureCollection", "features": [{**shape, "geometry": {"type": "Polygon", "coordinates": []}}]}))
bare = write("bare.geojson", json.dumps({"type": "FeatureCollection", "features": [{**shape, "geometry": None}]}))
away = write("away.geojson", json.dumps({"type": "FeatureCollection", "features": [{**shape, "geometry": {"type": "Polygon", "coordinates": [[[x - 3, y] for x, y in ring]]}}]}))
for option in ("--within", "--exclude"):
    for path, words in ((empty, "has no polygons"), (point, "no polygon"), (void, "no polygon"), (bare, "no polygon")):
        done = run("--count", 1, option, path)
        check(done.returncode == 1 and words in done.stderr and not done.stdout, f"{option} {path}: {done.stderr}")
done = run("--count", 1, "--within", away)
check(done.returncode == 1 and "candidate" in done.stderr, f"--within elsewhere: {done.stderr}")
done = run("--count", 1, "--exclude", away)
check(done.returncode == 0 and "it excludes none" in done.stderr, f"--exclude elsewhere: {done.stderr}")
for path in (write("no.csv", "lon,lat\n"), write("nothing.csv", ""), empty):
    done = run("--count", 1, "--candidates", path)
    check(done.returncode == 1 and ("no candidate" in done.stderr or "is empty" in done.stderr), f"--candidates {path}: {done.stderr}")

# A closed facility takes its people away; a new one in its place brings each of them back.
subprocess.run([program, "export", f"{folder}/data", f"{folder}/facilities.csv", "--layer", "facilities"], check=True)
with open(f"{folder}/facilities.csv", encoding="utf-8-sig") as file:
    there = {row["id"]: row for row in csv.DictReader(file)}
same = places("same.csv", [(there["TT001"]["lon"], there["TT001"]["lat"], 1, "Sông Mẫu")])
closed = sites("--count", 1, "--close", "TT001", "--candidates", same)
check(closed["people_before"] < closed["people_published"] - 100, "a closed facility must lose people")
check(near(closed["people_after"], closed["people_published"]), "the same place must bring all of them back")
check(closed["sites"][0].get("name") == "Sông Mẫu", "the candidate's name")
moved = sites("--move", "TT001", "--candidates", same)
check(len(moved["sites"]) == 1 and near(moved["people_after"], closed["people_after"]), "--move alone sites one anew")
more = sites("--move", "TT001", "--count", 2)
check(len(more["sites"]) == 3 and near(more["people_before"], closed["people_before"]), "--move is on top of --count")
check(near(more["people_before"] + more["objective"], more["people_after"]), "before, gain and after do not add up")
done = run("--count", 1, "--close", "TYT001")
check(done.returncode == 1 and "TYT001" in done.stderr, "a facility of another service closed")

# A budget: every set that can be paid is tried by hand, one run with just those places for each.
three = [(s["lon"], s["lat"]) for s in sites("--count", 3)["sites"]]
prices = [3, 2, 1.5]
rows = [(*place, price, f"chỗ {k}") for k, (place, price) in enumerate(zip(three, prices))]
listed = places("listed.csv", rows)
alone = [sites("--count", 1, "--candidates", places("one.csv", [row]))["objective"] for row in rows]
pair = {(i, j): sites("--count", 2, "--candidates", places("two.csv", [rows[i], rows[j]]))["objective"] for i, j in ((0, 1), (0, 2), (1, 2))}
for budget in (3.6, 4.6):
    payable = [g for g, price in zip(alone, prices) if price <= budget]
    payable += [g for (i, j), g in pair.items() if prices[i] + prices[j] <= budget]
    answer = sites("--budget", budget, "--candidates", listed)
    check(near(answer["objective"], max(payable)), f"budget {budget}: {answer['objective']}, by hand {max(payable)}")
    check(answer["proven"] and near(answer["bound"], answer["objective"]), f"budget {budget} is not proven")
done = run("--budget", 3, "--candidates", places("unpriced.csv", [r[:2] for r in rows], "lon,lat"))
check(done.returncode == 1 and "price" in done.stderr, f"a budget without prices: {done.stderr}")
done = run("--budget", 3, "--candidates", places("half.csv", [rows[0], (*rows[1][:2], "", "")]))
check(done.returncode == 1 and "row 3 column price" in done.stderr, "a price left out is guessed")

# Of two candidates in a cell the cheaper stays, and the other is reported.
twice = run("--count", 1, "--candidates", places("twice.csv", [(*three[0], 3, "a"), (*three[0], 2, "b")]), "--format", "json")
check(json.loads(twice.stdout)["candidates"] == 1 and "twice.csv row 3" in twice.stderr, f"two in a cell: {twice.stderr}")

# What is broken: of another service's facilities those that this one has not, with what is recorded of them.
broken = sites("--count", 1, "--mend", "social_centre_motorbike")
first = broken["sites"][0]
check(broken["mend"] == "social_centre_motorbike" and first["mends"] and isinstance(first["recorded"], dict), f"mended: {first}")
done = run("--count", 1, "--mend", "info_point_walk")
check(done.returncode == 1 and "of another service" in done.stderr, f"mended by itself: {done.stderr}")

# Broken schemes serve whom their polygons hold, and so do planned ones, that are drawn.
def water(*options):
    command = [program, "sites", f"{folder}/data", "--service", "water_area_tested", "--quiet", *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True)


mended = json.loads(water("--mend", "water_area", "--count", 3, "--format", "json", "--report", f"{folder}/water.html").stdout)
scheme = mended["sites"][0]
check(mended["proven"] and mended["limit"] is None and near(sum(s["people"] for s in mended["sites"]), mended["objective"]), f"mended areas: {mended}")
check(near(scheme["gain"], scheme["area"]["not_served"]) and scheme["area"]["alone"] <= scheme["area"]["not_served"] <= scheme["area"]["people"], f"a mended area: {scheme}")
drawn = water("--mend", "water_area", "--count", 3, "--format", "geojson").stdout
check('"type": "FeatureCollection"' in drawn[:60], f"GeoJSON says late what it is: {drawn[:60]}")
for feature in json.loads(drawn)["features"]:  # its own polygons, outer rings to the left, about its place
    its = feature["geometry"]
    check(its["type"] == "MultiPolygon" and its["coordinates"], f"a scheme without its polygons: {its}")
    ring = its["coordinates"][0][0]
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
    corners = [corner for polygon in its["coordinates"] for corner in polygon[0]]
    check(ring[0] == ring[-1] and twice > 0 and all(
        min(c[i] for c in corners) - 1e-2 < feature["properties"][name] < max(c[i] for c in corners) + 1e-2
        for i, name in enumerate(("lon", "lat"))), f"the polygons of {feature}")
check(scheme["mends"] and isinstance(scheme["recorded"]["households_connected"], int), f"recorded of a mended area: {scheme}")
sheet = open(f"{folder}/water.html", encoding="utf-8").read()
check(near(float(sheet.split('class="area_alone" value="')[1].split('"')[0]), scheme["area"]["alone"]), "the report of mended areas")
table = list(csv.DictReader(water("--mend", "water_area", "--count", 3, "--format", "csv").stdout.splitlines()))
check([r["mends"] for r in table] == [s["mends"] for s in mended["sites"]], f"mended areas in a table: {table}")
done = water("--areas", box, "--count", 1, "--format", "json")
planned = json.loads(done.stdout)
check(planned["sites"][0]["name"] == "ô" and near(planned["objective"], planned["sites"][0]["area"]["not_served"]), f"a planned area: {planned}")
laid = json.loads(water("--areas", box, "--count", 1, "--format", "geojson").stdout)["features"][0]["geometry"]
check(laid["type"] == "MultiPolygon" and len(laid["coordinates"]) == 1, f"a planned area is drawn as {laid}")
crossed = json.loads(json.dumps(shape))
bow = crossed["geometry"]["coordinates"][0]
bow[1], bow[2] = bow[2], bow[1]
crossed = write("crossed.geojson", json.dumps({"type": "FeatureCollection", "features": [shape, crossed]}))
for option in "--areas", "--within", "--exclude":
    done = water(option, crossed, "--count", 1)
    check(done.returncode == 1 and "crossed.geojson row 2 column geometry: Self-intersection at 104.88500, 22.20000" in done.stderr, f"{option}: {done.stderr}")
done = water("--areas", box, "--candidates", box, "--count", 1)
check(done.returncode == 1 and "not both" in done.stderr, f"areas and places: {done.stderr}")

# Loading counts in --time: what is proven at once is not tried when loading took all of it. The time given is enough for the search
# alone; opening the dataset takes some times that on any machine.
one_place = places("one.csv", [rows[0]])
answers = [sites("--count", 1, "--candidates", one_place) for _ in range(3)]
check(all(answer["proven"] for answer in answers), "one candidate is not proven")
enough = max(0.01, min(answer["seconds"] for answer in answers))
done = run("--count", 1, "--candidates", one_place, "--time", enough, "--format", "json")
check(done.returncode == 1 or not json.loads(done.stdout)["proven"], f"--time {enough} s: {done.stdout[:200]}")

# A file of points is the same list.
features = [{"type": "Feature", "properties": {"name": row[3]}, "geometry": {"type": "Point", "coordinates": row[:2]}} for row in rows]
points = write("points.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
from_points, from_table = sites("--count", 2, "--candidates", points), sites("--count", 2, "--candidates", listed)
for answer in (from_points, from_table):
    for key in ("seconds", "snapshot"):
        answer.pop(key)
for site, price in zip(from_table["sites"], (3, 2)):  # which the points do not state
    check(site.pop("price") == price, f"price of {site}")
check(from_points == from_table, f"points {from_points['sites']}, table {from_table['sites']}")


# The report: every element is ended, every figure is that of the JSON written beside it, nothing is fetched.
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.figures, self.numbers, self.balanced, self.hostile, self.key = [], {}, [], True, False, None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.hostile |= tag == "script" or "src" in values or "href" in values
        if tag == "meta":
            return
        self.open.append(tag)
        if tag == "data":
            self.figures.setdefault(values["class"], []).append(float(values["value"]) if "value" in values else None)
        self.key = values.get("class") if tag in ("text", "td") else None

    def handle_data(self, text):
        if self.key == "site":
            self.numbers.append(int(text))

    def handle_endtag(self, tag):
        self.balanced &= bool(self.open) and self.open.pop() == tag
        self.key = None


hostile = places("<script>.csv", [(*row[:3], "<script>alert(1)</script>") for row in rows])
done = run("--close", "TT001", "--count", 2, "--candidates", hostile, "--report", f"{folder}/r.html", "--output", f"{folder}/r.json")
check(done.returncode == 0 and not done.stdout, f"--report, --output: {done.stderr}")
answer = json.load(open(f"{folder}/r.json", encoding="utf-8"))
text = open(f"{folder}/r.html", encoding="utf-8").read()
page = Page()
page.feed(text)
check(page.balanced and not page.open, f"tags are not balanced: {page.open}")
check(not page.hostile and "url(http" not in text and "@import" not in text, "the report asks for another file or runs a script")
check("&lt;script&gt;alert(1)" in text, "the name of a candidate is missing")
for key in ("objective", "bound", "people", "people_published", "people_before", "people_after", "limit", "candidates", "candidates_excluded"):
    check(page.figures.get(key) == [answer[key]], f"{key}: {page.figures.get(key)} in the report, {answer[key]} in the JSON")
check(page.figures["gap_percent"] == [100 * answer["gap"]], "gap")
for mine, theirs in (("gain", "gain"), ("total", "total"), ("site_people", "people"), ("order", "order")):
    check(page.figures[mine] == [s[theirs] for s in answer["sites"]], f"{theirs} of the sites")
for key in ("people", "before", "after"):
    check(page.figures["unit_" + key] == [u[key] for u in answer["units"]], f"{key} of the units")
check(near(sum(page.figures["unit_gained"]), answer["people_after"] - answer["people_before"]), "gains of the units")
check(sorted(page.numbers) == [1, 2], f"numbers on the map: {page.numbers}")
for word in (answer["snapshot"], there["TT001"]["name"], "km/h", answer["units"][0]["name"], "Lưu ý", "Notice"):
    check(word in text, f"the report does not say {word}")
check(run("--count", 1, "--output", f"{folder}/r.docx").returncode == 2, "an unknown extension")
packed = run("--close", "TT001", "--count", 2, "--candidates", hostile, "--output", f"{folder}/r.gpkg")
check(packed.returncode == 0 and not packed.stdout, f"--output r.gpkg: {packed.stderr}")
rows = sqlite3.connect(f"{folder}/r.gpkg").execute("SELECT lon, lat, gain, unit_code FROM sites ORDER BY \"order\"").fetchall()
wanted = [(s["lon"], s["lat"], s["gain"], s["unit"]["code"]) for s in json.load(open(f"{folder}/r.json", encoding="utf-8"))["sites"]]
check(rows == wanted, f"r.gpkg has {rows}, r.json {wanted}")
check(not [name for name in os.listdir(folder) if ".draft" in name], "a draft is left")

# Sites travel as the build did: in 8 directions a facility put back into its place reaches the same people.
subprocess.run([program, "build", sample, "--output", f"{folder}/data", "--quiet", "--neighbours", "8"], check=True, capture_output=True)
eight = sites("--count", 1, "--close", "TT001", "--candidates", same)
check(eight["people_published"] < closed["people_published"], "8 directions reach as many as 32")
check(near(eight["people_after"], eight["people_published"]), "a snapshot of 8 directions is sited with others")
sys.exit(failed)
END
