"""Runs the examples of every command's help and of the documents' shell blocks, each line once.
Usage: examples.py VUNGPHU SOURCE PLACE"""

import os
import re
import shlex
import subprocess
import sys
import time

import numpy
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
program, source, place = sys.argv[1:4]
delivered = os.environ.get("VP_DELIVERED", program)  # publishes all answers; publish/test_site does so with the sanitizers
os.chdir(place)
FILES = ["README.md", "gis-data/README.md", "examples/README.md"] + \
    [f"docs/{name}" for name in sorted(os.listdir(f"{source}/docs")) if name.endswith(".md")]


def said(*words):
    return subprocess.run([program, *words], capture_output=True, text=True, check=True).stdout


def examples_of_help():
    commands = re.findall(r"^  ([a-z-]+) ", said("--help"), re.M)
    assert len(commands) > 20, commands
    for command in commands:
        text = re.sub(r"\n(?!\s*\n)", " ", said(command, "--help").split("Example", 1)[1])
        found = re.findall(rf"vungphu {command}\b[^\n]*?(?=\s+(?:vungphu |Exit status|No other|Or |$))", text)
        assert found, f"{command}: no example in its help"
        for line in found:
            yield f"{command} --help", line


def examples_of_documents():
    for name in FILES:
        for block in re.findall(r"```sh\n(.*?)```", open(f"{source}/{name}", encoding="utf-8").read(), re.S):
            for line in re.sub(r"\\\n", " ", block).splitlines():
                line = re.sub(r"\s+#.*", "", line).strip()
                if line.startswith("vungphu "):
                    yield name, line


def raster(path, values, kind):
    made = gdal.GetDriverByName("GTiff").Create(path, values.shape[1], values.shape[0], 1, kind)
    made.SetGeoTransform((500000, 100, 0, 2400000, 0, -100))
    system = osr.SpatialReference()
    system.ImportFromEPSG(32648)
    made.SetProjection(system.ExportToWkt())
    made.GetRasterBand(1).WriteArray(values)


def layer(path, driver, kind, rows, system=4326):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(system)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    made = ogr.GetDriverByName(driver).CreateDataSource(path)
    target = made.CreateLayer(os.path.splitext(os.path.basename(path))[0], reference, kind)
    for column in rows[0][1]:
        target.CreateField(ogr.FieldDefn(column, ogr.OFTString))
    for wkt, values in rows:
        feature = ogr.Feature(target.GetLayerDefn())
        for column, value in values.items():
            feature.SetField(column, value)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        target.CreateFeature(feature)


def box(west, south, side):
    return f"POLYGON (({west} {south},{west + side} {south},{west + side} {south + side},{west} {south + side},{west} {south}))"


def write_pbf(path):
    """One road of three nodes, https://wiki.openstreetmap.org/wiki/PBF_Format."""
    def varint(n):
        return bytes([(n & 0x7F) | 0x80]) + varint(n >> 7) if n > 0x7F else bytes([n])

    def whole(field, n):
        return varint(field << 3) + varint(n)

    def data(field, raw):
        return varint(field << 3 | 2) + varint(len(raw)) + raw

    def packed(values):
        last, out = 0, b""
        for value in values:
            step, last = value - last, value
            out += varint(step << 1 if step >= 0 else (-step << 1) - 1)
        return out

    def blob(kind, block):
        inner = data(1, block)
        head = data(1, kind) + whole(3, len(inner))
        return len(head).to_bytes(4, "big") + head + inner

    dense = data(1, packed([1, 2, 3])) + data(8, packed([216800000, 216850000, 216900000])) + data(9, packed([1050100000, 1050200000, 1050300000]))
    osm_way = whole(1, 9) + data(2, bytes([1])) + data(3, bytes([2])) + data(8, packed([1, 2, 3]))
    block = data(1, b"".join(data(1, text) for text in (b"", b"highway", b"primary"))) + data(2, data(2, dense)) + data(2, data(3, osm_way))
    with open(path, "wb") as out:
        out.write(blob(b"OSMHeader", data(4, b"OsmSchema-V0.6") + data(4, b"DenseNodes")) + blob(b"OSMData", block))


def make_files():
    """What examples call files of one's own: a square of 6 km in zone 48."""
    ones = numpy.ones((60, 60), "float32")
    for name, values in (("walk.tif", 4 * ones), ("dem.tif", 100 * ones), ("minutes.tif", 7 * ones), ("people.tif", 2 * ones),
                         ("dem_60m.tif", 100 * ones)):
        raster(name, values, gdal.GDT_Float32)
    raster("landcover_60m.tif", (10 * ones).astype("uint8"), gdal.GDT_Byte)
    layer("communes.gpkg", "GPKG", ogr.wkbPolygon, [(box(500000 + 3000 * i, 2394000, 3000), {"code": f"0{i}", "name": f"Xã {i}"}) for i in range(2)], 32648)
    layer("stations.gpkg", "GPKG", ogr.wkbPoint, [("POINT (501000 2397000)", {"id": "a"})], 32648)
    write_pbf("roads.osm.pbf")
    open("clinics.csv", "w").write("id,name,kind,lon,lat\n1,Trạm y tế A,health_station,105.01,21.69\n2,Bệnh viện B,hospital,105.03,21.68\n")
    open("minutes.csv", "w").write("demand,site,cost\na,x,10\na,y,40\nb,y,20\n")
    open("people.csv", "w").write("demand,weight\na,100\nb,50\n")
    open("beds.csv", "w").write("site,supply\nx,5\ny,2\n")
    for folder in ("srv/www", "map/api"):  # where sites are served from; a map of two files
        os.makedirs(folder)
    open("map/index.html", "w").write("<!doctype html>")
    open("map/api/book.js", "w").write("export const site = null;")
    open("path.csv", "w").write("km,ground\n" + "".join(f"{k / 10},{100 + k}\n" for k in range(100)))
    open("transmitters.csv", "w").write("id,lon,lat,mast_metres,frequency_mhz,erp_kw,polarisation,system,programme,scope\n"
                                        "t,105.02,21.68,60,102.5,1,V,fm,VOV1,national\n")


def run_client():
    """examples/coverage.py against a server."""
    server = subprocess.Popen([program, "serve", "gis-data/sample/dataset", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        said = subprocess.run([sys.executable, f"{source}/examples/coverage.py", server.stdout.readline().strip(), "H5_walk_60", "health_station_walk"],
                              capture_output=True, text=True)
        lines = said.stdout.splitlines()
        assert said.returncode == 0 and len(lines) == 6 and "%  " in lines[0] and "people left out" in lines[5], said
    finally:
        server.terminate()
        server.wait()


def check_links():
    """Each relative link of the documents leads to a file, each #part to a heading."""
    for name in FILES:
        text = open(f"{source}/{name}", encoding="utf-8").read()
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, part = target.partition("#")
            if re.match("[a-z]+:", target):
                continue
            whole = os.path.normpath(os.path.join(source, os.path.dirname(name), path)) if path else f"{source}/{name}"
            assert os.path.exists(whole), f"{name}: {target} leads nowhere"
            if part and whole.endswith(".md"):
                headings = [re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")
                            for heading in re.findall(r"^#+ (.*)", open(whole, encoding="utf-8").read(), re.M)]
                assert part in headings, f"{name}: {target}: no such heading"


check_links()
make_files()
run_client()
failed, ran = [], 0
seen = set()
for where, line in [*examples_of_help(), *examples_of_documents()]:
    words = shlex.split(line.replace("…", "").split("&&")[0])
    command = words[1]
    if line in seen or "thai-nguyen" in line or command == "fetch" or any(w.isupper() and len(w) > 2 for w in words[1:] if re.fullmatch("[A-Z]+", w)):
        continue
    seen.add(line)
    if command in ("demo", "serve"):
        words = [*words[:2], *[w for w in words[2:] if not re.fullmatch(r"--listen|[\d.]+:\d+", w)], "--listen", "127.0.0.1:0"]
        server = subprocess.Popen(words + (["--no-browser"] if command == "demo" else []), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        address = server.stdout.readline()
        server.terminate()
        errors = server.communicate()[1]
        done = address.startswith("http://") and server.returncode == 0
    else:
        began = time.process_time() + sum(os.times()[2:4])
        here = f"{line} --web map".replace(" /srv/", " srv/") if command == "publish" or " site/" in line else line
        if command == "publish":
            here = here.replace("vungphu", shlex.quote(delivered), 1)
        result = subprocess.run(["bash", "-c", here], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        errors, done = result.stderr, result.returncode == 0
        if os.environ.get("VP_TIMES"):
            print(f"{sum(os.times()[2:4]) + time.process_time() - began:.2f} s {line}")
    ran += 1
    if not done:
        failed.append(f"{where}: {line}\n    {errors[-600:]}")
print(f"{ran} examples ran")
assert ran >= 22, ran
sys.exit("\n".join(failed) or 0)
