"""Ten places behind walls that touch at corners only, and what each answer about them must be.

Usage: walled_places.py make|check FOLDER"""
import csv
import heapq
import json
import math
import pathlib
import random
import sys

import numpy
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
SIDE, CELL, WEST, NORTH = 40, 100, 500000, 2406000
COUNT, LIMIT, PROCESS_LIMIT = 10, 15, 25
KM_PER_H = {30: 4, 50: 5, 80: 0}


def cover():
    """Open land of two kinds; two walls from border to border whose cells touch at corners only."""
    draw = random.Random(5)
    cells = [[draw.choice((30, 30, 50)) for _ in range(SIDE)] for _ in range(SIDE)]
    for i in range(SIDE):
        cells[i][SIDE - 1 - i] = 80
        if i < SIDE // 2 - 1:
            cells[i + 4][i] = 80
    return cells


def places():
    draw, cells, found = random.Random(11), cover(), []
    while len(found) < COUNT:
        row, column = draw.randrange(SIDE), draw.randrange(SIDE)
        if cells[row][column] != 80 and (row, column) not in found:
            found.append((row, column))
    return found


def candidates():
    cells = cover()
    return [(r, c) for r in range(3, SIDE, 9) for c in range(3, SIDE, 9) if cells[r][c] != 80]


def minutes_from(start):
    """Eight neighbours, corners open, double precision; level, so there and back take the same."""
    cells, least, heap = cover(), {start: 0.0}, [(0.0, start)]
    while heap:
        minutes, (row, column) = heapq.heappop(heap)
        if minutes > least[row, column]:
            continue
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                y, x = row + dy, column + dx
                if (dy, dx) == (0, 0) or not (0 <= y < SIDE and 0 <= x < SIDE) or cells[y][x] == 80:
                    continue
                pace = (0.06 / KM_PER_H[cells[row][column]] + 0.06 / KM_PER_H[cells[y][x]]) / 2
                there = minutes + pace * CELL * math.hypot(dx, dy)
                if there < least.get((y, x), math.inf):
                    least[y, x] = there
                    heapq.heappush(heap, (there, (y, x)))
    return least


def centre(place):
    return WEST + (place[1] + 0.5) * CELL, NORTH - (place[0] + 0.5) * CELL


def lonlat(place):
    utm, degrees = osr.SpatialReference(), osr.SpatialReference()
    utm.ImportFromEPSG(32648)
    degrees.ImportFromEPSG(4326)
    degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return osr.CoordinateTransformation(utm, degrees).TransformPoint(*centre(place))[:2]


def raster(path, values, kind):
    utm = osr.SpatialReference()
    utm.ImportFromEPSG(32648)
    out = gdal.GetDriverByName("GTiff").Create(str(path), SIDE, SIDE, 1, kind)
    out.SetGeoTransform((WEST, CELL, 0, NORTH, 0, -CELL))
    out.SetProjection(utm.ExportToWkt())
    out.GetRasterBand(1).WriteArray(numpy.array(values))
    out.FlushCache()


TABLES = {
    "province.csv": "key,value\nid,walls\nname_vi,Tường\nname_en,Walls\ncrs,EPSG:32648\ncell_metres,100\nas_of,2026-12-31\n"
                    "unit_level,commune\nmargin_metres,0\n",
    "groups.csv": "id,title_vi,title_en,units_where,share_field\n",
    "indicators.csv": "id,title_vi,title_en,department,measure,service,group,limit,threshold,target,target_year,better,source,definition\n"
                      "P,Gần,Near,,reached_share,place,,,,0.9,2030,more,,\n",
    "speeds.csv": "mode,surface,class,km_per_h,slope,season\n"
                  + "".join(f"walk,land_cover,{code},{speed},no,\n" for code, speed in KM_PER_H.items()),
    "datasets.csv": "role,path,layer,vintage,crs,encoding,fields,filter,licence,attribution,url,note\n"
                    "units,units.csv,,2025,EPSG:32648,,code=code;name=name;level:=commune,,CC0,,,\n"
                    "population,people.tif,,2020,,,,,CC0,,,\nland_cover,cover.tif,,,,,,,CC0,,,\n"
                    "facilities,places.csv,,2025,EPSG:32648,,id=id;name=name;lon=x;lat=y;service=service,,CC0,,,\n",
}


def make(folder):
    province = folder / "province"
    province.mkdir()
    for name, text in TABLES.items():
        (province / name).write_text(text, encoding="utf-8")
    services = ["id,title_vi,title_en,department,reach,mode,season,scope,limits,default_limit,queue_minutes,capacity_field,group"]
    services += [f"place{k},Nơi {k},Place {k},,travel_time,walk,,,15;60,{LIMIT},,," for k in list(range(COUNT)) + [""]]
    (province / "services.csv").write_text("\n".join(services) + "\n", encoding="utf-8")
    east, south = WEST + SIDE * CELL, NORTH - SIDE * CELL
    (province / "units.csv").write_text(
        f'code,name,WKT\n00001,A,"POLYGON(({WEST} {south},{east} {south},{east} {NORTH},{WEST} {NORTH},{WEST} {south}))"\n',
        encoding="utf-8")
    rows = ["id,name,x,y,service"]
    for k, place in enumerate(places()):
        x, y = centre(place)
        rows.append(f"{k},Place {k},{x},{y},place|place{k}")
        (folder / f"place{k}.csv").write_text(f"id,x,y\n{k},{x},{y}\n", encoding="utf-8")
    (province / "places.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "points").write_text("".join("%d %.8f %.8f\n" % (k, *lonlat(p)) for k, p in enumerate(places())), encoding="utf-8")
    (folder / "candidates.csv").write_text(
        "name,lon,lat\n" + "".join("%d,%.8f,%.8f\n" % (k, *lonlat(p)) for k, p in enumerate(candidates())), encoding="utf-8")
    raster(province / "cover.tif", cover(), gdal.GDT_Byte)
    raster(province / "people.tif", [[1.0] * SIDE] * SIDE, gdal.GDT_Float32)


def near(a, b):
    return abs(a - b) <= 1e-5 * max(1, b)


def check(folder):
    spots, failures = places(), []
    truth = [minutes_from(p) for p in spots]
    pairs = [(a, b) for a in range(COUNT) for b in range(COUNT) if a != b]

    def hold(what, found):
        wrong = [(a, b, found(a, b), truth[b][spots[a]]) for a, b in pairs if not near(found(a, b), truth[b][spots[a]])]
        if wrong:
            failures.append(f"{what}: {len(wrong)} of {len(pairs)} pairs are off, such as {wrong[0]}")

    files = [gdal.Open(str(folder / f"to{k}.tif")) for k in range(COUNT)]  # bands are gone with their files
    surfaces = [file.GetRasterBand(1).ReadAsArray() for file in files]
    hold("travel-time", lambda a, b: float(surfaces[b][spots[a]]))
    rows = {(int(r["from"]), int(r["to"] or -1)): float(r["minutes_there"] or "inf")
            for r in csv.DictReader(open(folder / "referral.csv", encoding="utf-8"))}
    wrong = [(a, b) for a, b in pairs if not abs(rows.get((a, b), math.inf) - truth[b][spots[a]]) <= 0.051]
    if wrong:
        failures.append(f"referral: {len(wrong)} of {len(pairs)} pairs are off, such as {wrong[0]}")
    reach = [{s["id"]: s["value"] for s in json.load(open(folder / f"reach{k}.json"))["services"]} for k in range(COUNT)]
    hold("/reach", lambda a, b: reach[a][f"place{b}"] if reach[a][f"place{b}"] is not None else math.inf)
    for k in range(COUNT):
        answer = json.load(open(folder / f"process{k}.json"))
        right = sum(m <= PROCESS_LIMIT * (1 + 1e-6) for m in truth[k].values())
        if not near(answer.get("province", {}).get("reached", -1), right):
            failures.append(f"process travel-time from {k}: {answer.get('province', answer)}, not {right} people")
    before = {c for c, m in truth[0].items() if m <= LIMIT * (1 + 1e-6)}
    gains = [len({c for c, m in minutes_from(p).items() if m <= LIMIT * (1 + 1e-6)} - before) for p in candidates()]
    sites = json.load(open(folder / "sites.json"))
    if not near(sites["sites"][0]["gain"] if "gain" in sites["sites"][0] else sites["objective"], max(gains)):
        failures.append(f"sites: {sites['objective']} people more, not {max(gains)}")
    print("\n".join(failures), file=sys.stderr)
    sys.exit(bool(failures))


{"make": make, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]))
