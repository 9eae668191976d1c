"""Rasters that say something odd: none is passed over in silence. To add one, add its row to ODD.

Usage: odd_rasters.py PROGRAM WORK

Each has 10 by 10 cells of 100 m that hold 5; where a row speaks of holes, the eastern half holds something else."""
import csv
import io
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import zipfile

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
program, work = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
WEST, NORTH, CELL, SIDE = 500000, 2401000, 100, 10
PLACE = (WEST, CELL, 0, NORTH, 0, -CELL)
LEAST = float(numpy.finfo(numpy.float32).min)
HOLES = numpy.tile(numpy.arange(SIDE) >= SIDE // 2, (SIDE, 1))
utm = osr.SpatialReference()
utm.ImportFromEPSG(32648)
failures = 0


def tif(path, hole=5, kind="Float32", bands=1, options=(), place=PLACE, no_data=None, unit=None, aux=None, columns=SIDE):
    file = gdal.GetDriverByName("GTiff").Create(str(path), columns, SIDE, bands, gdal.GetDataTypeByName(kind), list(options))
    if place:
        file.SetGeoTransform(place)
    file.SetProjection(utm.ExportToWkt())
    for number in range(bands):
        file.GetRasterBand(number + 1).WriteArray(numpy.where(HOLES, hole, 5))
    band = file.GetRasterBand(1)
    if no_data is not None:
        band.SetNoDataValue(no_data)
    if unit:
        band.SetUnitType(unit)
    if aux:
        path.with_name(path.name + ".aux.xml").write_text(aux)
    return file


def scaled(path, scale, offset):
    file = tif(path)
    file.GetRasterBand(1).SetScale(scale)
    file.GetRasterBand(1).SetOffset(offset)


def of_classes(path, what):
    file = tif(path, kind="Byte")
    band = file.GetRasterBand(1)
    if what == "palette":
        table = gdal.ColorTable()
        table.SetColorEntry(5, (10, 20, 30, 255))
        band.SetColorTable(table)
    elif what == "names":
        band.SetCategoryNames(["none", "1", "2", "3", "4", "rice"])
    else:
        table = gdal.RasterAttributeTable()
        table.CreateColumn("Value", gdal.GFT_Integer, gdal.GFU_MinMax)
        table.SetRowCount(1)
        band.SetDefaultRAT(table)


def by_points(path):
    file = tif(path, place=None)
    corners = ((0, 0), (1000, 0), (0, 1000))
    file.SetGCPs([gdal.GCP(WEST + x, NORTH - y, 0, x / CELL, y / CELL) for x, y in corners], utm.ExportToWkt())


def second_raster(path):
    tif(path)
    gdal.GetDriverByName("GTiff").CreateCopy(str(path), gdal.Open(str(path)), options=["APPEND_SUBDATASET=YES"])


def half_written(path, no_data=None):
    file = gdal.GetDriverByName("GTiff").Create(str(path), 32, 16, 1, gdal.GDT_Float32, [
        "TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16", "SPARSE_OK=TRUE", "BIGTIFF=YES"])
    file.SetGeoTransform((WEST + (SIDE // 2 - 16) * CELL, CELL, 0, NORTH, 0, -CELL))  # the eastern tile is not written
    file.SetProjection(utm.ExportToWkt())
    if no_data is not None:
        file.GetRasterBand(1).SetNoDataValue(no_data)
    file.GetRasterBand(1).WriteArray(numpy.full((16, 16), 5))


def grid(path, number="5", point=".", east="-9999"):
    rows = (" ".join([number] * 5 + [east] * 5) + "\n") * SIDE
    path.write_text(f"ncols 10\nnrows 10\nxllcorner {WEST}{point}0\nyllcorner {NORTH - 1000}{point}0\ncellsize 100\n"
                    "NODATA_value -9999\n" + rows)
    path.with_suffix(".prj").write_text(utm.ExportToWkt())


def aux(value):
    return f'<PAMDataset><PAMRasterBand band="1"><NoDataValue>{value}</NoDataValue></PAMRasterBand></PAMDataset>'


def esri(code):
    system = osr.SpatialReference()
    system.ImportFromEPSG(code)
    system.MorphToESRI()
    return system.ExportToWkt()


def grid_beside(path, prj=32648, system=None, place=None, world=None):
    """A grid with a .prj (None: without) and what else lies beside it."""
    grid(path)
    if prj:
        path.with_suffix(".prj").write_text(esri(prj))
    else:
        path.with_suffix(".prj").unlink()
    if world is not None:
        path.with_suffix(".wld").write_text(f"{CELL}\n0\n0\n{-CELL}\n{WEST + CELL / 2 + world}\n{NORTH - CELL / 2}\n")
    text = (f"<SRS>{system}</SRS>" if system else "") + (
        f"<GeoTransform> {WEST + place}, {CELL}, 0, {NORTH}, 0, {-CELL}</GeoTransform>" if place is not None else "")
    if text:
        path.with_name(path.name + ".aux.xml").write_text(f"<PAMDataset>{text}</PAMDataset>")


def floats_beside_a_heading(path, heading):
    """Cells without any heading of their own, as .bil, .flt and ENVI keep them."""
    path.write_bytes(numpy.full(100, 5, "<f4").tobytes())
    path.with_suffix(".hdr").write_text(heading)


def tif_with_prj(path, prj, own=True):
    file = tif(path)
    if not own:
        file.SetProjection("")
    file = None
    path.with_suffix(".prj").write_text(esri(prj))


def beside(path, world=None, place=None, system=None, own=True):
    """A raster and what lies beside it: a world file that begins so far east, an .aux.xml with a place or a system."""
    tif(path, place=PLACE if own else None)
    if world is not None:
        path.with_suffix(".tfw").write_text(f"{CELL}\n0\n0\n{-CELL}\n{WEST + CELL / 2 + world}\n{NORTH - CELL / 2}\n")
    if place is not None or system:
        text = (f"<SRS>{system}</SRS>" if system else "") + (
            f"<GeoTransform>{WEST + place},{CELL},0,{NORTH},0,{-CELL}</GeoTransform>" if place is not None else "")
        path.with_name(path.name + ".aux.xml").write_text(f"<PAMDataset>{text}</PAMDataset>")


ALL, HALF = (100, 0, 5), (50, 50, 5)
# What it is: how it is made, what `zonal` says of it (cells, cells without data, mean; None: it is refused), and what is reported.
ODD = {
    "complex numbers": (lambda p: tif(p, kind="CFloat32"), None, "complex numbers"),
    "rotated": (lambda p: tif(p, place=(WEST, 90, 20, NORTH, 20, -90)), None, "rotated"),
    "control points": (by_points, None, r"control points \(GCPs\)"),
    "no place": (lambda p: tif(p, place=None), None, "does not say where it lies"),
    "damaged .aux.xml": (lambda p: tif(p, aux=aux(5)[:60]), None, r"\.aux\.xml\) is damaged"),
    "a word in a grid": (lambda p: grid(p, east="x"), None, 'line 1 of its cells holds "x"'),
    "a grid that is too short": (lambda p: (grid(p), p.write_text(p.read_text()[:-60])), None, "cannot be read"),
    "a grid with decimal commas": (lambda p: grid(p, "5,25", ","), (50, 50, 5.25), None),
    "a grid with decimal points": (lambda p: grid(p, "5.25"), (50, 50, 5.25), None),
    "two bands": (lambda p: tif(p, bands=2), ALL, "has 2 bands; the first is read"),
    "an alpha band alone": (lambda p: tif(p, kind="Byte", bands=2, options=["ALPHA=YES"]), ALL, None),
    "two rasters": (second_raster, ALL, "holds 2 rasters; the first is read"),
    "-3.4e38 for the least float": (lambda p: tif(p, LEAST, no_data=-3.4e38), HALF, None),
    "-1.79769e308 for the least double": (lambda p: tif(p, -1.7976931348623157e308, "Float64", no_data=-1.79769e308), HALF, None),
    "-9999.9 in float32": (lambda p: tif(p, -9999.9, no_data=-9999.9), HALF, None),
    "the least float undeclared": (lambda p: tif(p, LEAST), "reported", "50 cells hold -3.402.*often stands for no data"),
    "-9999 in bytes": (lambda p: tif(p, 0, "Byte", aux=aux(-9999)), (100, 0, 2.5), "declares -9999 for no data, which no cell of its type"),
    "-1 in bytes": (lambda p: tif(p, 0, "Byte", no_data=-1), (100, 0, 2.5), "declares -1 for no data, which no cell of its type"),
    "256 in bytes": (lambda p: tif(p, 0, "Byte", aux=aux(256)), (100, 0, 2.5), "declares 256 for no data, which no cell of its type"),
    "a scale of 0": (lambda p: scaled(p, 0, 2), (100, 0, 7), "states the scale 0 and the offset 2, which give no numbers; the scale is not"),
    "a scale that is no number": (lambda p: scaled(p, math.nan, 2), (100, 0, 7), "states the scale nan and the offset 2, which"),
    "an offset without end": (lambda p: scaled(p, 2, math.inf), (100, 0, 10), "states the scale 2 and the offset inf, which"),
    "not-a-number in whole numbers": (lambda p: tif(p, 0, "Int16", aux=aux("nan")), (100, 0, 2.5), "declares nan for no data, which"),
    "0.5 in whole numbers": (lambda p: tif(p, 0, "Int16", aux=aux(0.5)), (100, 0, 2.5), "declares 0.5 for no data, which"),
    "65535 in half precision": (lambda p: tif(p, 0, options=["NBITS=16"], no_data=65535), (100, 0, 2.5), "declares 65535 for no data"),
    "16 in four bits": (lambda p: tif(p, 0, "Byte", options=["NBITS=4"], no_data=16), (100, 0, 2.5), "declares 16 for no data, which"),
    "four bits that are full": (lambda p: tif(p, 15, "Byte", options=["NBITS=4"]), (100, 0, 10), "50 cells hold 15, the most that a cell"),
    "tiles never written": (half_written, (100, 0, 2.5), "50 % of it was never written and is read as 0"),
    "tiles never written, declared": (lambda p: half_written(p, -9999), HALF, None),
    "a world file that agrees": (lambda p: beside(p, world=0), ALL, None),
    "a world file alone": (lambda p: beside(p, world=0, own=False), ALL, None),
    "a world file that contradicts": (lambda p: beside(p, world=100), ALL, r"by itself it begins at \(500000, 2401000\) with cells of 100 by 100, "
                                      r"and by its world file at \(500100, 2401000\) .*: the file is taken; mend"),
    "a world file of half a cell": (lambda p: beside(p, world=50), ALL, r"by its world file at \(500050, 2401000\)"),
    ".aux.xml with the same place": (lambda p: beside(p, place=0, system="EPSG:32648"), ALL, None),
    ".aux.xml that contradicts": (lambda p: beside(p, place=100), (90, 10, 5), r"by its \.aux\.xml it begins at \(500100, 2401000\) .*"
                                  r"and by itself at \(500000, 2401000\) .*: its \.aux\.xml is taken; mend"),
    ".aux.xml of another system": (lambda p: beside(p, system="EPSG:3405"), "reported", r"by its \.aux\.xml its coordinate system is VN-2000 / UTM zone "
                                   r"48N, and by itself WGS 84 / UTM zone 48N: the first is taken"),
    ".aux.xml against a world file": (lambda p: beside(p, world=100, place=0, own=False), ALL, r"by its world file at \(500100, 2401000\)"),
    "a grid whose .prj and .aux.xml agree": (lambda p: grid_beside(p, system="EPSG:32648", place=0, world=0), HALF, None),
    "a grid whose .aux.xml alone names the system": (lambda p: grid_beside(p, None, "EPSG:32648"), HALF, None),
    "a grid of VN-2000 whose .prj and .aux.xml agree": (lambda p: grid_beside(p, 3405, "EPSG:3405"), "reported", None),
    "a grid whose .prj and .aux.xml contradict": (
        lambda p: grid_beside(p, 32648, "EPSG:3405"), HALF, r"by its \.prj its coordinate system is WGS 84 / UTM zone 48N, and by its "
        r"\.aux\.xml VN-2000 / UTM zone 48N: the first is taken"),
    "a grid whose .aux.xml places it elsewhere": (
        lambda p: grid_beside(p, place=100), HALF, r"by itself it begins at \(500000, 2401000\) .* and by its \.aux\.xml at \(500100, 2401000\) "
        r".*: the file is taken"),
    "a grid whose world file places it elsewhere": (
        lambda p: grid_beside(p, world=100), HALF, r"by itself it begins at \(500000, 2401000\) .* and by its world file at \(500100, 2401000\)"),
    "a float grid whose heading is a .hdr": (
        lambda p: floats_beside_a_heading(p, f"ncols 10\nnrows 10\nxllcorner {WEST}\nyllcorner {NORTH - 1000}\ncellsize 100\nbyteorder LSBFIRST\n"),
        None, r"none of the rasters that are read.*gdal_translate"),
    "a .bil whose heading is a .hdr": (
        lambda p: floats_beside_a_heading(p, "NROWS 10\nNCOLS 10\nNBANDS 1\nNBITS 32\nPIXELTYPE FLOAT\nLAYOUT BIL\n"), None, "none of the rasters that are read"),
    "a .prj that agrees with the GeoTIFF": (lambda p: tif_with_prj(p, 32648), ALL, None),
    "a .prj that contradicts the GeoTIFF": (
        lambda p: tif_with_prj(p, 3405), ALL, r"by itself its coordinate system is WGS 84 / UTM zone 48N, and by its \.prj VN.2000.*: the first is taken"),
    "a .prj of a GeoTIFF that names no system": (
        lambda p: tif_with_prj(p, 32648, False), ALL, r"does not say its coordinate system; that of the \.prj beside it is taken"),
    "a colour table, for zones": (lambda p: of_classes(p, "palette"), ALL, None),
}
CLASSES = "numbers of colours or classes"
# Elevation, at the only facility and 9 cells east and south of it: what is reported, and how high the eastern half is, m.
HEIGHTS = {
    "metres": (lambda p: tif(p, 105, unit="m"), None, 100),
    "feet": (lambda p: tif(p, 5 + 100 / 0.3048, unit="ft"), "times 0.3048", 100),
    "US feet": (lambda p: tif(p, 5 + 100 * 3937 / 1200, unit="us-ft"), r"times 0\.3048006", 100),
    "centimetres": (lambda p: tif(p, 10005, "Int32", unit="cm"), r"times 0\.01", 100),
    "an unknown unit": (lambda p: tif(p, 105, unit="fathoms"), "unit is not known", 100),
    "a colour table": (lambda p: of_classes(p, "palette"), CLASSES, 0),
    "class names": (lambda p: of_classes(p, "names"), CLASSES, 0),
    "an attribute table": (lambda p: of_classes(p, "table"), CLASSES, 0),
}


def run(folder, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, cwd=folder, timeout=120)
    return done.returncode, done.stdout, done.stderr


def expect(good, what):
    global failures
    if not good:
        failures += 1
        print(f"FAILED {what}")


def write_zone(folder):
    corners = [[WEST, NORTH - 1000], [WEST + 1000, NORTH - 1000], [WEST + 1000, NORTH], [WEST, NORTH], [WEST, NORTH - 1000]]
    zone = {"type": "Feature", "properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates": [corners]}}
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}
    (folder / "z.geojson").write_text(json.dumps({"type": "FeatureCollection", "crs": system, "features": [zone]}))


def folder_of(name):
    folder = work / re.sub(r"\W", "_", name)
    folder.mkdir()
    return folder


def packed(folder):
    """What the case made, in a zip as macOS makes them."""
    with zipfile.ZipFile(folder / "r.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            if file.name.startswith("r.") and file.suffix != ".zip":
                archive.write(file, f"Số liệu/{file.name}")
                archive.writestr(f"__MACOSX/Số liệu/._{file.name}", "Mac OS X")
        archive.writestr("Số liệu/.DS_Store", "Mac OS X")


ZIPPED = {"complex numbers", "a word in a grid", "a grid that is too short", "no place", "damaged .aux.xml", "two bands", "256 in bytes", "-9999.9 in float32", "a world file alone",
          ".aux.xml that contradicts", "tiles never written, declared", "a grid with decimal points", "an alpha band alone"}
ODD.update({name + ", zipped": ODD[name] for name in ZIPPED})
for name, (make, right, reported) in ODD.items():
    folder = folder_of(name)
    write_zone(folder)
    make(folder / "r.tif")
    if name.endswith(", zipped"):
        packed(folder)
    code, out, err = run(folder, "zonal", "--zones", "z.geojson", "--values", "r.zip" if name.endswith(", zipped") else "r.tif")
    expect((code != 0) == (right is None), f"{name}: exit {code}: {err}")
    if reported:
        expect(re.search(reported, err), f"{name}: not reported: {reported}: {err}")
    else:
        expect(not err, f"{name}: reported without a reason: {err}")
    if isinstance(right, tuple) and code == 0:
        row = next(csv.DictReader(io.StringIO(out)))
        found = tuple(round(float(row[c]), 6) for c in ("count", "no_data", "mean"))
        expect(found == right, f"{name}: count, no_data, mean {found}, right {right}")

minutes = {}
for name, (make, reported, rise) in HEIGHTS.items():
    folder = folder_of("height " + name)
    tif(folder / "speed.tif")
    make(folder / "r.tif")
    (folder / "f.csv").write_text(f"id,x,y\na,{WEST + 50},{NORTH - 50}\n")
    code, out, err = run(folder, "travel-time", "--quiet", "--speed", "speed.tif", "--elevation", "r.tif", "--facilities", "f.csv",
                         "--output", "m.tif")
    expect(code == 0, f"height in {name}: {err}")
    note = bool(reported and reported.startswith("times"))  # a note: for check alone
    expect(note or bool(re.search(reported, err)) if reported else not err, f"height in {name}: reported: {err}")
    file = gdal.Open(str(folder / "m.tif"))  # its bands are gone with it
    found = file.GetRasterBand(1).ReadAsArray()[0, SIDE - 1]
    right = minutes.setdefault(rise, found)
    expect(abs(found - right) < 1e-3 * right, f"height in {name}: {found} minutes, right {right}")
expect(minutes[100] > 1.2 * minutes[0], f"a rise of 100 m counts: {minutes}")
print(f"{len(ODD) + len(HEIGHTS)} odd rasters, {failures} wrong")
sys.exit(failures > 0)
