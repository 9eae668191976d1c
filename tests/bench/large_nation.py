#!/usr/bin/env python3
"""A made-up nation of 36 provinces, 3,600 communes and 60 million cells: built by parts, merged and served. By hand, an hour.

large_nation.py PROGRAM WORK [MILLIONS [SEED]]

Writes WORK/nation a band of rows at a time (nothing is held whole), runs vungphu submit --local 1 (a part at a time, so
that each has the machine), and serves WORK/out. Prints, as CSV, cells, seconds and megabytes of each part and of the
merge, then the server's start, its own memory, and p50, p99 and worst milliseconds of tiles, /indicators and /reach.
"""
import csv
import http.client
import json
import math
import pathlib
import random
import re
import signal
import subprocess
import sys
import time

import numpy
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ACROSS, DOWN, COMMUNES = 4, 9, 10  # provinces, and communes of each on a side
CELL, WEST, NORTH, BAND = 100, 300000, 2500000, 256
MARGIN = 12000  # metres; above 30 minutes of the fastest mode

TABLES = {
    "groups.csv": "id,title_vi,title_en,units_where,share_field\n",
    "speeds.csv": "mode,surface,class,km_per_h,slope,season,source\nwalk,road,*,5,yes,,\nwalk,land_cover,10,2,yes,,\n"
                  "walk,land_cover,*,3,yes,,\nmotorbike,road,*,20,no,,\nmotorbike,land_cover,*,3,no,,\n",
    "services.csv": "id,title_vi,title_en,department,reach,mode,scope,limits,default_limit,queue_minutes,capacity_field,group\n"
                    "station,Trạm y tế,Health station,,travel_time,walk,,15;30,30,,,\n"
                    "hospital,Bệnh viện,Hospital,,travel_time,motorbike,,30,30,,,\n"
                    "school,Trường,School,,travel_time,walk,,15;30,15,,,\n"
                    "station_5km,Trạm trong 5 km,Station within 5 km,,distance,,,5000,5000,,,\n",
    "indicators.csv": "id,title_vi,title_en,department,measure,service,group,limit,threshold,target,target_year,better,source,definition\n"
                      "A,Gần trạm,Near a station,,reached_share,station,,,,0.9,2030,more,,Tỷ lệ.\n"
                      "B,Gần viện,Near a hospital,,reached_share,hospital,,,,0.8,2030,more,,Tỷ lệ.\n"
                      "C,Gần trường,Near a school,,reached_share,school,,,,0.8,2030,more,,Tỷ lệ.\n"
                      "D,Xã có trạm gần,Communes near a station,,reached_units,station,,,0.5,0.9,2030,more,,Tỷ lệ.\n"
                      "E,Trong 5 km,Within 5 km,,reached_share,station_5km,,,,0.9,2030,more,,Tỷ lệ.\n",
    "datasets.csv": "role,path,layer,vintage,crs,encoding,fields,filter,licence,attribution,url,note\n"
                    "units,units.gpkg,communes,2025,,,code=code;name=name;parent_code=province;level:=commune,,,,,\n"
                    "units,units.gpkg,provinces,2025,,,code=code;name=name;level:=province,,,,,\n"
                    "population,people.tif,,2025,,,,,,,,\nelevation,elevation.tif,,,,,,,,,,\nland_cover,cover.tif,,,,,,,,,,\n"
                    "roads,roads.fgb,,,,,class=class,,,,,\n"
                    "facilities,places.csv,,2025,EPSG:32648,,id=id;name=name;lon=x;lat=y;service=service,,,,,\n",
}


class Nation:
    def __init__(self, folder, millions, seed):
        self.folder, self.random = folder, random.Random(seed)
        self.noise = numpy.random.default_rng(seed)
        # Of provinces that are wider than high, as all of them together are higher than wide.
        side = math.sqrt(millions * 1e6 / 2.25)
        self.columns, self.rows = (round(n / (k * COMMUNES)) * k * COMMUNES for n, k in ((side * 1.5, ACROSS), (side * 1.5, DOWN)))
        self.waves = [(self.random.uniform(1, 9), self.random.uniform(1, 9), self.random.uniform(0, 6), self.random.uniform(60, 300))
                      for _ in range(8)]
        self.srs = osr.SpatialReference()
        self.srs.ImportFromEPSG(32648)

    def metres(self, column, row):
        return WEST + column * CELL, NORTH - row * CELL

    def heights(self, first, count):
        """Hills of eight waves; the same at a cell whichever band it is made in."""
        y = (numpy.arange(first, first + count) / self.rows)[:, None]
        x = (numpy.arange(self.columns) / self.columns)[None, :]
        total = sum(high * numpy.sin(a * 9 * x + shift) * numpy.cos(b * 9 * y + shift) for a, b, shift, high in self.waves)
        return numpy.maximum(total, 0).astype(numpy.float32)

    def rasters(self):
        driver, options = gdal.GetDriverByName("GTiff"), ["TILED=YES", "COMPRESS=ZSTD", "PREDICTOR=1", "BIGTIFF=YES"]
        files = {}
        for name, kind in (("elevation", gdal.GDT_Float32), ("cover", gdal.GDT_Byte), ("people", gdal.GDT_Float32)):
            files[name] = driver.Create(str(self.folder / f"{name}.tif"), self.columns, self.rows, 1, kind, options)
            files[name].SetGeoTransform((WEST, CELL, 0, NORTH, 0, -CELL))
            files[name].SetProjection(self.srs.ExportToWkt())
        classes = numpy.array([10, 30, 40, 50], numpy.uint8)
        for first in range(0, self.rows, BAND):
            count = min(BAND, self.rows - first)
            height = self.heights(first, count)
            coarse = classes[self.noise.integers(0, 4, size=(-(-count // 8), -(-self.columns // 8)))]
            cover = coarse.repeat(8, 0).repeat(8, 1)[:count, :self.columns]
            # In villages of 8 by 8 cells: scattered ones would each be a place left out, millions of them.
            lived_in = (self.noise.random((-(-count // 8), -(-self.columns // 8))) < 0.06).repeat(8, 0).repeat(8, 1)[:count, :self.columns]
            people = numpy.where(lived_in, self.noise.standard_exponential((count, self.columns), numpy.float32) * 28 / (1 + height / 100), 0)
            for name, values in (("elevation", height.round(0)), ("cover", cover), ("people", people.astype(numpy.float32))):
                files[name].GetRasterBand(1).WriteArray(values, 0, first)

    def lines(self, count, vertical):
        """Where a border between rows or columns of communes runs: straight across the nation, by points that are bent."""
        length, breadth = (self.rows, self.columns) if vertical else (self.columns, self.rows)
        steps = (DOWN if vertical else ACROSS) * COMMUNES
        bend = 0.25 * breadth / count
        return [[(length * s / steps, breadth * k / count + (self.random.uniform(-bend, bend) if 0 < k < count and 0 < s < steps else 0))
                 for s in range(steps + 1)] for k in range(count + 1)]

    def units(self):
        """Communes between bent lines, so that borders cut cells; a province is their union."""
        down = self.lines(DOWN * COMMUNES, False)  # [row of corners][column of corners]: (column, row)
        out = ogr.GetDriverByName("GPKG").CreateDataSource(str(self.folder / "units.gpkg"))
        layers = {}
        for name in ("communes", "provinces"):
            layers[name] = out.CreateLayer(name, self.srs, ogr.wkbMultiPolygon)
            for field in ("code", "name", "province"):
                layers[name].CreateField(ogr.FieldDefn(field, ogr.OFTString))
        out.StartTransaction()
        for p in range(ACROSS * DOWN):
            left, top = p % ACROSS * COMMUNES, p // ACROSS * COMMUNES
            ring = ([down[top][left + i] for i in range(COMMUNES)] + [down[top + i][left + COMMUNES] for i in range(COMMUNES)] +
                    [down[top + COMMUNES][left + i] for i in range(COMMUNES, 0, -1)] + [down[top + i][left] for i in range(COMMUNES, 0, -1)])
            self.unit(layers["provinces"], f"{p + 1:02}", f"Tỉnh {p + 1}", "", ring)
            for j in range(COMMUNES):
                for i in range(COMMUNES):
                    a, b = down[top + j], down[top + j + 1]
                    self.unit(layers["communes"], f"{p + 1:02}{j}{i}1", f"Xã {p + 1}.{j}{i}", f"{p + 1:02}",
                              [a[left + i], a[left + i + 1], b[left + i + 1], b[left + i]])
        out.CommitTransaction()

    def unit(self, layer, code, name, province, corners):
        shape, ring = ogr.Geometry(ogr.wkbMultiPolygon), ogr.Geometry(ogr.wkbLinearRing)
        for column, row in [*corners, corners[0]]:
            ring.AddPoint_2D(*self.metres(column, row))
        polygon = ogr.Geometry(ogr.wkbPolygon)
        polygon.AddGeometry(ring)
        shape.AddGeometry(polygon)
        feature = ogr.Feature(layer.GetLayerDefn())
        for key, value in (("code", code), ("name", name), ("province", province)):
            feature.SetField(key, value)
        feature.SetGeometry(shape)
        layer.CreateFeature(feature)

    def roads(self):
        """A highway through every row and column of provinces, lanes between."""
        out = ogr.GetDriverByName("FlatGeobuf").CreateDataSource(str(self.folder / "roads.fgb"))
        layer = out.CreateLayer("roads", self.srs, ogr.wkbLineString)
        layer.CreateField(ogr.FieldDefn("class", ogr.OFTString))
        for kind, count in (("highway", 1), ("lane", 5)):
            for vertical, lanes in ((False, DOWN * count), (True, ACROSS * count)):
                for points in self.lines(lanes, vertical)[1:-1]:
                    for a, b in zip(points, points[1:]):
                        line = ogr.Geometry(ogr.wkbLineString)
                        for along, across in (a, b):
                            line.AddPoint_2D(*self.metres(*((across, along) if vertical else (along, across))))
                        feature = ogr.Feature(layer.GetLayerDefn())
                        feature.SetField("class", kind)
                        feature.SetGeometry(line)
                        layer.CreateFeature(feature)

    def places(self):
        with open(self.folder / "places.csv", "w", encoding="utf-8") as file:
            file.write("id,name,service,x,y\n")
            for service, count in (("station|station_5km", 36 * 110), ("hospital", 36 * 8), ("school", 36 * 150)):
                for k in range(count):
                    x, y = self.metres(self.random.uniform(5, self.columns - 5), self.random.uniform(5, self.rows - 5))
                    file.write(f"{service[:3]}{k},{service.split('|')[0]} {k},{service},{x:.1f},{y:.1f}\n")

    def write(self):
        self.folder.mkdir(parents=True)
        self.rasters()
        self.units()
        self.roads()
        self.places()
        for name, text in TABLES.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        (self.folder / "province.csv").write_text(
            f"key,value\nid,nation\nname_vi,Nước mẫu\nname_en,Made-up nation\ncrs,EPSG:32648\ncell_metres,{CELL}\nas_of,2026-12-31\n"
            "unit_level,commune\nmargin_metres,0\nsnap_metres,2000\n", encoding="utf-8")
        (self.folder / "parts.csv").write_text("id,level,vintage,units,margin_metres\n" + "".join(
            f"p{p + 1:02},province,,{p + 1:02},{MARGIN}\n" for p in range(ACROSS * DOWN)))


class Server:
    def __init__(self, program, directory):
        began = time.monotonic()
        self.process = subprocess.Popen([program, "serve", str(directory), "--listen", "127.0.0.1:0", "--quiet"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.host = re.match(r"http://([0-9.:]+)", self.process.stdout.readline()).group(1)
        self.connection = http.client.HTTPConnection(self.host, timeout=120)
        print(f"serve,start,{time.monotonic() - began:.2f} s")

    def get(self, path):
        self.connection.request("GET", path)
        reply = self.connection.getresponse()
        return reply.status, reply.read()

    def ask(self, name, paths):
        took, bad = [], 0
        for path in paths:
            began = time.monotonic()
            status, body = self.get(path)
            bad += status not in (200, 204)
            if status not in (200, 204):
                print(path, status, body[:200], file=sys.stderr)
            took.append(1000 * (time.monotonic() - began))
        took.sort()
        print(f"serve,{name},{len(took)} requests,p50 {took[len(took) // 2]:.1f} ms,p99 {took[min(len(took) - 1, len(took) * 99 // 100)]:.1f} ms,"
              f"worst {took[-1]:.1f} ms,{bad} failed")

    def memory(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        own, files, peak = (int(re.search(key + r":\s+(\d+)", status).group(1)) / 1024 for key in ("RssAnon", "RssFile", "VmHWM"))
        print(f"serve,memory,own {own:.0f} MB,of files {files:.0f} MB,most of both {peak:.0f} MB")


def tile(lon, lat, zoom):
    n = 1 << zoom
    return int((lon + 180) / 360 * n), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)


def places(nation, generator, count):
    """Anywhere on the nation's grid, in degrees. (A rectangle of degrees has corners that are not on it.)"""
    degrees = osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    metres = [nation.metres(generator.uniform(0, nation.columns), generator.uniform(0, nation.rows)) for _ in range(count)]
    return [(lon, lat) for lon, lat, _ in osr.CoordinateTransformation(nation.srs, degrees).TransformPoints(metres)]


def serve(program, directory, nation, generator):
    server = Server(program, directory)
    spots = places(nation, generator, 300)
    for layer, kind in (("units", "mvt"), ("reach_station", "png")):
        server.ask(f"tiles {layer}", [f"/tiles/{layer}/{zoom}/{x}/{y}.{kind}" for i, (lon, lat) in enumerate(spots)
                                      for zoom in [6 + i % 9] for x, y in [tile(lon, lat, zoom)]])
    server.ask("indicators", ["/indicators/" + i for i in "ABCDE" for _ in range(40)])
    server.ask("national tables", [f"/indicators/{i}?level=province" for i in "ABCDE" for _ in range(40)])
    server.ask("reach", [f"/reach?lon={lon:.5f}&lat={lat:.5f}" for lon, lat in spots])
    server.memory()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait()


def main():
    program, work = sys.argv[1], pathlib.Path(sys.argv[2])
    millions, seed = float(sys.argv[3]) if len(sys.argv) > 3 else 60, int(sys.argv[4]) if len(sys.argv) > 4 else 1
    nation = Nation(work / "nation", millions, seed)
    if not nation.folder.exists():
        began = time.monotonic()
        nation.write()
        print(f"nation,{nation.columns} x {nation.rows} cells,{time.monotonic() - began:.0f} s to write", flush=True)
    began = time.monotonic()
    subprocess.run([program, "submit", str(nation.folder), "-o", str(work / "out"), "--local", "1"], check=True)
    print(f"submit,,{time.monotonic() - began:.0f} s", flush=True)
    listed = subprocess.run([program, "status", str(nation.folder), "-o", str(work / "out"), "--format", "csv"], capture_output=True,
                            text=True, check=True).stdout
    print(listed, flush=True)
    parts = [row for row in csv.DictReader(listed.splitlines()) if row["part"] != "merge"]
    print(f"parts,{len(parts)},{sum(row['state'] == 'done' for row in parts)} done", flush=True)
    serve(program, work / "out", nation, random.Random(seed))


main()
