"""Plain commands on files as offices send them: office_files.py PROGRAM FOLDER; FOLDER/data is the sample's dataset."""
import json
import os
import subprocess
import sys
import zipfile

program, folder = sys.argv[1:]
os.chdir(folder)
failed = False


def check(right, what):
    global failed
    if not right:
        failed = True
        print("FAILED:", what, file=sys.stderr)


def write(name, text, encoding="utf-8"):
    with open(name, "wb") as file:
        file.write(text.encode(encoding))
    return name


def run(*options):
    return subprocess.run([program, *map(str, options)], capture_output=True, text=True)


def tool(*words):
    subprocess.run(words, check=True, capture_output=True)


def comma(number):
    return str(number).replace(".", ",")


def minutes_and_seconds(degrees, positive):
    whole = round(degrees * 3600, 3)
    return f"{int(whole // 3600)}°{int(whole % 3600 // 60)}'{whole % 60:.3f}\"{positive}"


def table(name, rows, separator=",", decimal=str, encoding="utf-8", head=""):
    """rows of texts and numbers; a cell that holds the separator or a quote is quoted."""
    def cell(value):
        text = value if isinstance(value, str) else decimal(value)
        return '"' + text.replace('"', '""') + '"' if separator in text or '"' in text else text
    return write(name, head + "".join(separator.join(map(cell, row)) + "\r\n" for row in rows), encoding)


def workbook(name, plain):
    if os.path.exists(name):
        os.remove(name)
    tool("ogr2ogr", "-f", "XLSX", name, plain, "-oo", "AUTODETECT_TYPE=YES")
    return name


def forms_of(stem, rows):
    """The same table as six programs save it."""
    plain = table(f"{stem}.csv", rows)
    yield table(f"{stem}_semicolon.csv", rows, ";", comma)
    yield table(f"{stem}_utf16.csv", rows, "\t", comma, "utf-16")
    yield table(f"{stem}_utf16_be.csv", rows, ",", str, "utf-16-be")
    yield table(f"{stem}_sep.csv", rows, ";", comma, head="sep=;\r\n")
    yield table(f"{stem}_quoted.csv", rows, ",", comma)
    yield workbook(f"{stem}.xlsx", plain)


def shapefile(stem, source, options=()):
    """In a zip, in a folder, with what macOS adds; its texts are UTF-8 and its .dbf says Latin."""
    os.makedirs("parts", exist_ok=True)
    tool("ogr2ogr", "-f", "ESRI Shapefile", f"parts/{stem}.shp", source, "-lco", "ENCODING=UTF-8", *options)
    os.remove(f"parts/{stem}.cpg")
    with open(f"parts/{stem}.dbf", "r+b") as file:
        file.seek(29)
        file.write(b"\x57")
    with zipfile.ZipFile(f"{stem}.zip", "w") as packed:
        for end in ("shp", "shx", "dbf", "prj"):
            packed.write(f"parts/{stem}.{end}", f"Dữ liệu/{stem}.{end}")
        packed.writestr(f"__MACOSX/Dữ liệu/._{stem}.shp", "Mac OS X")
    return f"{stem}.zip"


# ---- a raster of 40 by 40 cells of 100 m, and three places on it
with open("dem.asc", "w") as file:
    file.write("ncols 40\nnrows 40\nxllcorner 580000\nyllcorner 2380000\ncellsize 100\n")
    file.writelines(" ".join(str(6 + (r + c) % 3) for c in range(40)) + "\n" for r in range(40))
tool("gdal_translate", "-q", "-a_srs", "EPSG:32648", "dem.asc", "speed.tif")
places = [("Trạm Hoà Bình", 105.785, 21.535), ("Trạm Tân Lập", 105.795, 21.545), ("Trạm Phú Xá", 105.78, 21.55)]
rows = [("name", "lon", "lat"), *places]

# ---- travel-time: minutes and nearest of all, and the names through catchments


def travel(facilities):
    done = run("travel-time", "--speed", "speed.tif", "--facilities", facilities, "--output", "m.tif", "--catchments",
               "c.geojson", "--quiet")
    if done.returncode:
        return done.stderr
    cells = subprocess.run(["gdalinfo", "-checksum", "m.tif"], capture_output=True, text=True).stdout.split("Checksum=")[1]
    with open("c.geojson", encoding="utf-8") as file:
        return cells.split()[0], sorted(f["properties"]["facility"] for f in json.load(file)["features"])


table("places.csv", rows)
wanted = travel("places.csv")
check(wanted[1:] and wanted[1] == sorted(p[0] for p in places), f"travel-time on a plain table: {wanted}")
tool("ogr2ogr", "-f", "GeoJSON", "places.geojson", "places.csv", "-oo", "X_POSSIBLE_NAMES=lon", "-oo",
     "Y_POSSIBLE_NAMES=lat", "-a_srs", "EPSG:4326")
tool("ogr2ogr", "-f", "GPKG", "places.gpkg", "places.geojson")
with zipfile.ZipFile("gpkg.zip", "w") as packed:
    packed.write("places.gpkg", "a/places.gpkg")
tool("ogr2ogr", "-f", "GeoJSON", "areas.geojson", "places.gpkg", "-dialect", "sqlite", "-sql",
     "SELECT name, ST_Buffer(geom, 0.0001) FROM places")
dms = [(n, minutes_and_seconds(x, "E"), minutes_and_seconds(y, "N")) for n, x, y in places]
files = [*forms_of("places", rows), shapefile("stations", "places.geojson"), "parts/stations.shp", "gpkg.zip", "areas.geojson",
         table("dms.csv", [("name", "lon", "lat"), *dms]),
         table("dms_vi.csv", [("name", "lon", "lat"), *((n, x.replace("E", "Đ").replace(".", ","),
                                                         y.replace("N", "B").replace(".", ",")) for n, x, y in dms)], ";"),
         table("kobo.csv", [("name", "gps"), *((n, f"{y} {x} 0 0") for n, x, y in places)]),
         table("google.csv", [("name", "lonlat"), *((n, f"{y}, {x}") for n, x, y in places)]),
         table("odk.csv", [("name", "_gps_latitude", "_gps_longitude"), *((n, y, x) for n, x, y in places)])]
for path in files:
    answer = travel(path)
    check(answer == wanted, f"travel-time on {path}: {answer}, not {wanted}")
for text, said in (("name,lon,lat\nA,21.5,x\n", "row 2 column lat value \"x\": a coordinate is missing"),
                   ("name,lon,lat\nA,105.785,21.535,7\n", "row 2: the row has 4 cells and the heading 3"),
                   ("name,lon,lat\nA,\"105,785\",\"121,5\"\n", "row 2 column lon"),
                   ("name,easting\nA,5\n", "without columns of coordinates")):
    done = run("travel-time", "--speed", "speed.tif", "--facilities", write("bad.csv", text), "--output", "m.tif")
    check(done.returncode == 1 and said in done.stderr, f"{text!r}: {done.stderr}")
with zipfile.ZipFile("two.zip", "w") as packed:
    packed.write("places.gpkg", "a/old.gpkg")
    packed.write("places.gpkg", "a/new.gpkg")
done = run("travel-time", "--speed", "speed.tif", "--facilities", "two.zip", "--output", "m.tif")
check(done.returncode == 1 and "a/old.gpkg, a/new.gpkg" in done.stderr, f"two in a zip: {done.stderr}")

# ---- rasters in zips: as datasets have them, with what macOS adds
def raster_zip(name, *files):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            packed.write(file, f"Dữ liệu/{file}")
            packed.writestr(f"__MACOSX/Dữ liệu/._{file}", "Mac OS X")


raster_zip("speed.zip", "speed.tif")
raster_zip("two_rasters.zip", "speed.tif", "dem.asc")
run("travel-time", "--speed", "speed.tif", "--elevation", "speed.tif", "--population", "speed.tif", "--facilities", "places.csv", "--output",
    "m.tif", "--isochrones", "i.geojson", "--limits", "20", "--quiet")
done = run("travel-time", "--speed", "speed.zip", "--elevation", "speed.zip", "--population", "speed.zip", "--facilities", "places.csv",
           "--output", "z.tif", "--isochrones", "j.geojson", "--limits", "20", "--quiet")
check(done.returncode == 0 and open("m.tif", "rb").read() == open("z.tif", "rb").read(), f"travel-time on zipped rasters: {done.stderr}")
check(open("i.geojson").read() == open("j.geojson").read(), "people of a zipped raster")
done = run("travel-time", "--speed", "two_rasters.zip", "--facilities", "places.csv", "--output", "z.tif")
check(done.returncode == 1 and "the zip holds 2 sources" in done.stderr and "Dữ liệu/speed.tif, Dữ liệu/dem.asc" in done.stderr,
      f"two rasters in a zip: {done.stderr}")
os.rename("speed.zip", "speed.bin")
done = run("travel-time", "--speed", "speed.bin", "--facilities", "places.csv", "--output", "z.tif")
check(done.returncode == 1 and "a zip archive under another name" in done.stderr, f"a zip under another name: {done.stderr}")
done = run("travel-time", "--speed", "stations.zip", "--facilities", "places.csv", "--output", "z.tif")
check(done.returncode == 1 and "the zip holds no raster (tif, hgt, asc)" in done.stderr, f"no raster in a zip: {done.stderr}")

# ---- zonal: names and sums of zones
square = "POLYGON((580500 2380500,582500 2380500,582500 2382500,580500 2382500,580500 2380500))"
write("zones.csv", f'name,WKT\nHoà Bình,"{square}"\nTân Lập,"{square.replace("582500", "581500")}"\n')
tool("ogr2ogr", "-f", "GPKG", "zones.gpkg", "zones.csv", "-a_srs", "EPSG:32648")
zones = run("zonal", "--zones", "zones.gpkg", "--values", "speed.tif").stdout
check("Hoà Bình" in zones and "Tân Lập" in zones, f"zonal: {zones}")
with zipfile.ZipFile("zones_gpkg.zip", "w") as packed:
    packed.write("zones.gpkg", "zones.gpkg")
for path in (shapefile("units", "zones.gpkg"), "parts/units.shp", "zones_gpkg.zip"):
    done = run("zonal", "--zones", path, "--values", "speed.tif")
    check(done.stdout == zones, f"zonal on {path}: {done.stdout}{done.stderr}")
    check("code page" not in done.stderr or "UTF-8" in done.stderr, f"zonal on {path}: {done.stderr}")
vague = open("parts/units.prj").read().replace("WGS_1984_UTM_Zone_48N", "VN").replace("D_WGS_1984", "D_Unknown_based_on_WGS84_ellipsoid")
write("parts/units.prj", vague)
done = run("zonal", "--zones", "parts/units.shp", "--values", "speed.tif")
check("does not say on which datum" in done.stderr, f"an unknown datum: {done.stderr}")
os.remove("parts/units.prj")
done = run("zonal", "--zones", "parts/units.shp", "--values", "speed.tif")
check(done.stdout == zones and "states no coordinate system" in done.stderr, f"no .prj: {done.stderr}")
write("vague.prj", vague)
tool("gdal_translate", "-q", "-a_srs", "vague.prj", "speed.tif", "vague.tif")
done = run("zonal", "--zones", "zones.gpkg", "--values", "vague.tif")
check("vague.tif" in done.stderr and "does not say on which datum" in done.stderr, f"a raster's datum: {done.stderr}")

# ---- sites: candidates with prices and capacities in every form


def sites(candidates, *options):
    done = run("sites", "data", "--service", "health_station_walk", "--candidates", candidates, "--format", "json", "--quiet",
               *(options or ("--count", 2)))
    if done.returncode:
        return done.stderr
    answer = json.loads(done.stdout)
    for key in ("seconds", "snapshot"):
        answer.pop(key)
    return answer


best = run("sites", "data", "--service", "health_station_walk", "--count", 3, "--format", "json", "--quiet")
spots = [(f"Chỗ {k}", s["lon"], s["lat"], price, room) for k, (s, price, room) in
         enumerate(zip(json.loads(best.stdout)["sites"], (3.5, 2.25, 1.5), (40.5, 5000, 5000)))]
rows = [("name", "lon", "lat", "price", "capacity"), *spots]
table("spots.csv", rows)
tool("ogr2ogr", "-f", "GeoJSON", "spots.geojson", "spots.csv", "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat",
     "-oo", "AUTODETECT_TYPE=YES", "-a_srs", "EPSG:4326", "-lco", "COORDINATE_PRECISION=12")
tool("ogr2ogr", "-f", "KML", "spots.kml", "spots.geojson")
for options in (("--budget", 3.8),):
    wanted = sites("spots.csv", *options)
    check(isinstance(wanted, dict) and wanted["objective"] > 0, f"sites {options}: {wanted}")
    for path in (*forms_of("spots", rows), "spots.geojson", shapefile("wells", "spots.geojson"), "parts/wells.shp",
                 table("spots_dms.csv", [rows[0], *((n, minutes_and_seconds(x, "E"), minutes_and_seconds(y, "N"), p, c)
                                                    for n, x, y, p, c in spots)]),
                 table("spots_gps.csv", [("name", "gps", "price", "capacity"), *((n, f"{y} {x} 0 0", p, c)
                                                                                  for n, x, y, p, c in spots)])):
        answer = sites(path, *options)
        same = isinstance(answer, dict) and all(answer[k] == wanted[k] for k in ("objective", "proven", "people_after", "candidates"))
        names = same and [s.get("name") for s in answer["sites"]] == [s.get("name") for s in wanted["sites"]]
        check(same and names, f"sites {options} on {path}: {answer}, not {wanted}")
free = sites(table("free.csv", [r[:3] for r in rows]))
check(free["objective"] > sites("spots.csv")["objective"], "a capacity of 40 people changes nothing")
done = run("sites", "data", "--service", "health_station_walk", "--count", 1, "--candidates",
           table("doubt.csv", [("name", "lon", "lat", "price"), *((s[0], s[1], s[2], "1.250" if k else "900") for k, s in enumerate(spots))], ";", comma))
check(done.returncode == 1 and "may be 1.25 or 1250" in done.stderr, f"a doubtful price: {done.stderr}")

# ---- locate and access: tables
costs = [("demand", "site", "cost"), *((f"d{d}", f"s{s}", 0.5 + (7 * d + 5 * s) % 11) for d in range(6) for s in range(3))]
demand = [("demand", "weight"), *((f"d{d}", 10.5 + d) for d in range(6))]
listed = [("site", "price", "capacity"), *((f"s{s}", 1.5 + s, 40.5) for s in range(3))]
supply = [("site", "supply"), *((f"s{s}", 2.5 + s) for s in range(3))]
forms = {name: [table(f"{name}.csv", rows), *forms_of(name, rows)]
         for name, rows in (("costs", costs), ("demand", demand), ("listed", listed), ("supply", supply))}
located = []
for c, d, s in zip(forms["costs"], forms["demand"], forms["listed"]):
    done = run("locate", "--costs", c, "--demand", d, "--sites", s, "--objective", "coverage", "--limit", 6.25, "--budget", 4.25,
               "--format", "json")
    check(done.returncode == 0, f"locate on {c}: {done.stderr}")
    answer = json.loads(done.stdout or "{}")
    located.append({k: v for k, v in answer.items() if k != "seconds"})
check(all(a == located[0] for a in located), f"locate: {located}")
reached = []
for c, d, s in zip(forms["costs"], forms["demand"], forms["supply"]):
    done = run("access", "--costs", c, "--demand", d, "--supply", s, "--limit", 6.25)
    check(done.returncode == 0 and "d5" in done.stdout, f"access on {c}: {done.stderr}")
    reached.append(done.stdout)
check(all(a == reached[0] for a in reached), f"access: {reached}")
done = run("access", "--costs", "costs.csv", "--demand", "demand.csv", "--limit", 6.25, "--supply",
           table("thousand.csv", [("site", "supply"), ("s0", "1.250"), ("s1", "2,5"), ("s2", "3")], ";"))
check(done.returncode == 1 and "it may be 1,25 or 1250" in done.stderr, f"a doubtful supply: {done.stderr}")

# ---- signal: transmitters, clutter heights
tool("gdal_translate", "-q", "-a_srs", "EPSG:32648", "-tr", "100", "100", "dem.asc", "dem.tif")
masts = [("id", "lon", "lat", "mast_metres", "frequency_mhz", "erp_kw", "system", "scope", "polarisation"),
         ("A", 105.785, 21.535, 60.5, 100.25, 1.5, "fm", "local", "H")]


def signal(path):
    done = run("signal", "--transmitters", path, "--elevation", "dem.tif", "--output", "s.tif", "--quiet")
    if done.returncode:
        return done.stderr
    return subprocess.run(["gdalinfo", "-checksum", "s.tif"], capture_output=True, text=True).stdout.split("Checksum=")[1].split()[0]


wanted = signal(table("masts.csv", masts))
check(wanted.isdigit(), f"signal: {wanted}")
angles = [masts[0], ("A", minutes_and_seconds(105.785, "E"), minutes_and_seconds(21.535, "N"), *masts[1][3:])]
both = [("id", "lonlat", *masts[0][3:]), ("A", "21.535 105.785 0 0", *masts[1][3:])]
for path in (*forms_of("masts", masts), table("masts_dms.csv", angles), table("masts_gps.csv", both)):
    answer = signal(path)
    check(answer == wanted, f"signal on {path}: {answer}, not {wanted}")
sys.exit(failed)
