#!/usr/bin/env python3
"""Clients that nobody here wrote, against a server: clients.py SERVER LOG ARCHIVE.mbtiles ARCHIVE.pmtiles DOCUMENT [NODE_MODULES]

Prints a row for each client, collection or file, and operation; each must stand in DOCUMENT (docs/clients.md). With
VP_WRITE=1 the table of DOCUMENT is written anew. LOG is the server's, as JSON lines: what a client asked for.
"""
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request

from geometries import faults_of_features, faults_of_tiles

server, log, mbtiles, pmtiles, document = sys.argv[1:6]
node_modules = sys.argv[6] if len(sys.argv) > 6 else None
rows, failures = [], []
work = os.path.dirname(os.path.abspath(mbtiles))


def ask(path, **query):
    address = f"{server}{path}" + ("?" + urllib.parse.urlencode(query) if query else "")
    return json.load(urllib.request.urlopen(address))


def run(*command, cwd=None):
    # Nothing of an earlier answer is used, so that the log shows what one command asks for.
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd,
                          env={**os.environ, "CPL_VSIL_CURL_CACHE_SIZE": "0", "REDOCLY_TELEMETRY": "off"})
    return done.stdout if done.returncode == 0 else None


def asked_since(position):
    with open(log, encoding="utf-8") as lines:
        lines.seek(position)
        return [line for line in map(json.loads, lines.read().splitlines()) if "target" in line]


def row(client, what, operation, good, note=""):
    rows.append(f"| {client} | {what} | {operation} | {'yes' if good else 'NO'}{note} |")
    if not good:
        failures.append(rows[-1])


def features(collection, *options):
    """How many features GDAL gets of a collection."""
    text = run("ogr2ogr", "-f", "CSV", "/vsistdout/", f"OAPIF:{server}", collection, "-oo", "PAGE_SIZE=1000", *options)
    return None if text is None else len(list(csv.reader(io.StringIO(text)))) - 1


def save_scenario():
    """One more place of the first service that has some, in the middle: its results are a collection."""
    known = ask("/indicators")
    service = next(s["id"] for s in known["services"] if s["facility_count"] and s["unit"] == "min")
    west, south, east, north = known["province"]["bbox"]
    plan = {"title": {"en": "One more"}, "changes": [{"change": "add", "service": service, "lon": (west + east) / 2,
                                                      "lat": (south + north) / 2}]}
    request = urllib.request.Request(f"{server}/scenarios", json.dumps(plan).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request).read()


def shown(name):
    return "scenario_ID" if name.startswith("scenario_") else name


def try_geometries(collection):
    """Of the features, in degrees and in the province's own system; of the file."""
    name, faults = collection["id"], []
    for system in collection["crs"][0], collection["crs"][3 if len(collection["crs"]) > 3 else 2]:
        page = ask(f"/collections/{name}/items", limit=10000, crs=system)
        faults += faults_of_features(name, page["features"])
    if f"{name}.geojson" in files:
        faults += faults_of_features(f"{name}.geojson", ask(f"/export/{name}.geojson")["features"])
    if faults:
        print(*faults[:5], sep="\n")
    row("checks of our own", shown(name), "one type of geometry, no repeated positions", not faults)


def try_collection(collection):
    name = collection["id"]
    matched = lambda **query: ask(f"/collections/{name}/items", limit=1, **query)["numberMatched"]
    total = matched()
    row("GDAL OAPIF", shown(name), "all features", features(name) == total and total > 0)
    some = ask(f"/collections/{name}/items", limit=1, offset=total // 2)["features"][0]
    field, value = next((k, v) for k, v in some["properties"].items()  # by id GDAL asks for the feature itself
                        if isinstance(v, str) and k != "id" and "'" not in v)
    begun = os.path.getsize(log)
    found = features(name, "-where", f"{field} = '{value}'")
    wanted = matched(filter=f"{field} = '{value}'")
    asked = [line for line in asked_since(begun) if "/items" in line["target"] and "filter=" in line["target"]
             and "limit=1&" not in line["target"] + "&"]
    row("GDAL OAPIF", shown(name), "`-where`, chosen by the server", found == wanted and 0 < len(asked) <= 2)
    west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
    box = [west, south, (west + east) / 2, (south + north) / 2]
    placed = sum(f["geometry"] is not None for f in
                 ask(f"/collections/{name}/items", limit=10000, bbox=",".join(map(str, box)))["features"])
    row("GDAL OAPIF", shown(name), "`-spat`", features(name, "-spat", *map(str, box)) == placed)


def try_tiles(collection):
    name = collection["id"]
    if any(link["rel"].endswith("/tilesets-vector") for link in collection["links"]):
        begun = run("ogrinfo", "-ro", "-al", "-so", f"MVT:/vsicurl/{server}/tiles/{name}/0/0/0.mvt")
        row("GDAL MVT", shown(name), "a vector tile", begun is not None and f"Layer name: {name}" in begun)


def try_maps():
    """GDAL before 3.9 has no reader of vector tiles in this driver."""
    for layer in ("relief", "reach_health_station_walk"):
        found = json.loads(run("gdalinfo", "-json", f"OGCAPI:{server}/maps/{layer}", "-oo", "API=TILES") or "null")
        west, south, east, north = ask(f"/maps/{layer}")["extent"]["spatial"]["bbox"][0]
        good = found and all(abs(a - b) <= 2 * found["geoTransform"][1] for a, b in
                             zip(found["cornerCoordinates"]["upperLeft"] + found["cornerCoordinates"]["lowerRight"], [west, north, east, south]))
        row("GDAL OGCAPI", f"`/maps/{layer}`", "raster tiles (`API=TILES`)", good)


def try_files():
    listed = run("ogrinfo", "-ro", mbtiles)
    row("GDAL MBTiles", "`vungphu export x.mbtiles`", "its layers", listed is not None and "units" in listed and "gaps" in listed)
    faults = list(faults_of_tiles(mbtiles))
    if faults:
        print(*faults[:5], sep="\n")
    row("checks of our own", "`vungphu export x.mbtiles`", "no repeated points, no rings without an area", not faults)
    about = run("gdalinfo", "-stats", f"/vsicurl/{server}/export/health_station_walk.tif")
    parts = [line for line in asked_since(0) if line["target"].endswith(".tif") and line["status"] == 206]
    row("GDAL `/vsicurl/`", "`/export/SERVICE.tif` (COG)", "by its parts (206)", about is not None and len(parts) > 0)
    read = run("ogrinfo", "-ro", "-al", "-so", f"/vsicurl/{server}/export/facilities.fgb")
    total = ask("/collections/facilities/items", limit=1)["numberMatched"]
    row("GDAL `/vsicurl/`", "`/export/facilities.fgb` (FlatGeobuf)", "all features",
        read is not None and f"Feature Count: {total}" in read)


READER = """
import {PMTiles} from 'MODULES/pmtiles/dist/esm/index.js';
import fs from 'node:fs';
const file = fs.openSync(process.argv[2]);
const source = {getKey: () => 'x', getBytes: async (offset, length) => {
  const bytes = Buffer.alloc(length), got = fs.readSync(file, bytes, 0, length, offset);
  return {data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + got)};
}};
const archive = new PMTiles(source), header = await archive.getHeader(), about = await archive.getMetadata();
const tile = await archive.getZxy(0, 0, 0);
if (header.maxZoom !== 14 || !tile?.data.byteLength || !about.vector_layers.some(({id}) => id === 'units')) process.exit(1);
"""


def npm(client, package, what, operation, attempt):
    """A row of a client from npm, where it is installed."""
    if not node_modules or not os.path.isdir(f"{node_modules}/{package}"):
        print(f"no npm package {package} (script/bootstrap clients): its row is not tried")
        return
    row(f"{client} (npm)", what, operation, attempt())


def reads_archive():
    script = pmtiles + ".mjs"
    with open(script, "w", encoding="utf-8") as file:
        file.write(READER.replace("MODULES", os.path.abspath(node_modules)))
    return run("node", script, pmtiles) is not None


def lints(*command):
    def attempt():
        with open(f"{work}/api.json", "w", encoding="utf-8") as file:
            json.dump(ask("/api"), file)
        with open(f"{work}/.spectral.yaml", "w", encoding="utf-8") as file:
            file.write('extends: ["spectral:oas"]\n')
        return run(f"{node_modules}/.bin/{command[0]}", *command[1:], cwd=work) is not None
    return attempt


def generates():
    """A client made of /api: it compiles, and what it is answered is what the server says."""
    with open(f"{work}/api.json", "w", encoding="utf-8") as file:
        json.dump(ask("/api"), file)
    shutil.copy(os.path.join(os.path.dirname(os.path.abspath(__file__)), "generated_client.mts"), f"{work}/client.mts")
    if not os.path.exists(f"{work}/node_modules"):
        os.symlink(os.path.abspath(node_modules), f"{work}/node_modules")
    made = run(f"{node_modules}/.bin/openapi-typescript", "api.json", "-o", "api.ts", cwd=work)
    compiled = made is not None and run(f"{node_modules}/.bin/tsc", "--strict", "--target", "es2022", "--module", "nodenext",
                                        "--moduleResolution", "nodenext", "--types", "node", "client.mts", cwd=work)
    answered = run("node", f"{work}/client.mjs", server) if compiled is not None and compiled is not False else None
    indicator = ask("/indicators")["indicators"][0]["id"]
    return answered is not None and json.loads(answered) == {
        "matched": ask("/collections/units/items", limit=1)["numberMatched"], "first": indicator,
        "share": ask(f"/indicators/{indicator}")["province"]["value"]}


def validates():
    """One style of each kind, by gl-style-validate."""
    kinds = {found["id"].partition("_")[0]: found["id"] for found in ask("/styles")["styles"]}
    for style in kinds.values():
        with open(f"{work}/style.json", "w", encoding="utf-8") as file:
            json.dump(ask(f"/styles/{style}"), file)
        if run("node", f"{node_modules}/.bin/gl-style-validate", f"{work}/style.json") is None:
            return False
    return True


def swagger_parser():
    """Another reader of /api, which follows each reference."""
    with open(f"{work}/api.json", "w", encoding="utf-8") as file:
        json.dump(ask("/api"), file)
    with open(f"{work}/validate.mjs", "w", encoding="utf-8") as file:
        file.write(f"import parser from '{os.path.abspath(node_modules)}/@apidevtools/swagger-parser/lib/index.js';\n"
                   "await parser.validate(process.argv[2]);\n")
    return run("node", f"{work}/validate.mjs", f"{work}/api.json") is not None


OWSLIB = """
import json, sys
from owslib.ogcapi.features import Features
from owslib.ogcapi.processes import Processes
server = sys.argv[1]
features = Features(server)
found = {}
for name in features.feature_collections():
    page = features.collection_items(name, limit=2)
    found[name] = [page["numberMatched"], len(features.collection_queryables(name)["properties"])]
first = features.collection_items("units", limit=1, filter="CASEI(name) LIKE CASEI('%')")["features"][0]
again = features.collection_item("units", first["id"])
print(json.dumps({"found": found, "same": again["properties"] == first["properties"], "classes": len(features.conformance()["conformsTo"]),
                  "processes": Processes(server).processes()}))
"""


def reads_collections():
    with open(f"{work}/owslib_walk.py", "w", encoding="utf-8") as file:
        file.write(OWSLIB)
    said = json.loads(run("/usr/bin/python3", f"{work}/owslib_walk.py", f"{server}/") or "{}")
    matched = lambda name: ask(f"/collections/{name}/items", limit=1)["numberMatched"]
    return bool(said) and said["same"] and said["classes"] > 30 and len(said["processes"]) > 0 and all(
        count == matched(name) and properties > 3 for name, (count, properties) in said["found"].items())


def scrapes(promtool):
    text = urllib.request.urlopen(f"{server}/metrics").read()
    return subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True).returncode == 0


def draws():
    """Collections in QGIS, and the map by the style of an indicator: each of its classes has some pixels, names are written."""
    values = [f["properties"] for f in ask("/collections/indicators/items", limit=1000, skipGeometry="true")["features"]]
    indicator = max(ask("/indicators")["indicators"], key=lambda i: len({v[i["id"]] for v in values}))["id"]
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "qgis_server.py")
    said = json.loads((run("/usr/bin/python3", script, server, f"indicator_{indicator}") or "{}").strip().split("\n")[-1] or "{}")
    style = ask(f"/styles/indicator_{indicator}")
    classes = [layer["paint"]["fill-color"] for layer in style["layers"] if layer["id"][:6] == "units_" and "fill-color" in layer["paint"]]
    return bool(said) and said["converted"] and all(said["fills"][colour] > 20 for colour in classes) and (
        said["labels"] == 6) == ("glyphs" in style) and all(
        count == ask(f"/collections/{name}/items", limit=1)["numberMatched"] for name, count in said["features"].items())


def debian(client, there, what, operation, attempt):
    """A row of a client from Debian, where it is installed."""
    if not there:
        print(f"no {client} (script/bootstrap clients): its row is not tried")
        return
    row(f"{client} (Debian)", what, operation, attempt())


def has_module(name):
    return run("/usr/bin/python3", "-c", f"import {name}") is not None


def try_debian():
    promtool = shutil.which("promtool") or (node_modules and shutil.which("usr/bin/promtool", path=os.path.dirname(node_modules)))
    debian("OWSLib", has_module("owslib.ogcapi"), "`/collections`, `/processes`", "all collections, a page, a filter, a feature", reads_collections)
    debian("promtool", promtool, "`/metrics`", "no finding", lambda: scrapes(promtool))
    debian("QGIS", has_module("qgis.core"), "`/collections`, `/styles`", "features (OAPIF); tiles and names by a style", draws)


def try_npm():
    npm("pmtiles", "pmtiles", "`vungphu export x.pmtiles`", "its tiles and layers", reads_archive)
    npm("Redocly", "@redocly/cli", "`/api`", "no error", lints("redocly", "lint", "api.json"))
    npm("Spectral", "@stoplight/spectral-cli", "`/api`", "no error", lints("spectral", "lint", "-F", "error", "api.json"))
    npm("swagger-parser", "@apidevtools/swagger-parser", "`/api`", "no error", swagger_parser)
    npm("gl-style-validate", "@maplibre/maplibre-gl-style-spec", "`/styles`", "no error", validates)
    npm("openapi-typescript, openapi-fetch", "openapi-typescript", "`/api`", "a client made of it asks", generates)


save_scenario()
files = {f"{file['name']}.{file['form']}" for file in ask("/export")["files"]}
for found in ask("/collections")["collections"]:
    if found["feature_count"] > 0:
        try_collection(found)
        try_geometries(found)
        try_tiles(found)
try_maps()
try_files()
try_debian()
try_npm()

text = open(document, encoding="utf-8").read()
head, mark, rest = text.partition("| client | of | operation | |\n| --- | --- | --- | --- |\n")
if os.environ.get("VP_WRITE") == "1":
    with open(document, "w", encoding="utf-8") as file:
        file.write(head + mark + "\n".join(rows) + "\n")
else:
    failures += [f"not in {document}, or otherwise: {r}" for r in rows if r not in rest.splitlines()]
    failures += [f"no longer tried: {r}" for r in rest.splitlines() if r not in rows and "(npm) |" not in r and "(Debian) |" not in r]
print(f"{len(rows)} rows")
sys.exit("\n".join(failures) if failures else 0)
