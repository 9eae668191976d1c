"""A small country, TST, as the machines of gis-data/open-data.csv have it, below FOLDER: two units of the first level, eight of
the second, people, relief (one tile of four is not there), land cover, roads and places of health. And HAND: the same of
the unit Đông (TS-02), cut out by hand with GDAL from the whole files.
Usage: fetch_mirror.py FOLDER HAND"""

import os
import subprocess
import sys
import zipfile

import numpy
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
folder, hand = sys.argv[1:3]
degrees = osr.SpatialReference()
degrees.ImportFromEPSG(4326)
degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
random = numpy.random.default_rng(18)


def place(*parts):
    path = os.path.join(folder, *parts)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def raster(path, west, north, side, values, no_data=None):
    rows, columns = values.shape
    kind = {"uint8": gdal.GDT_Byte, "float32": gdal.GDT_Float32}[str(values.dtype)]
    memory = gdal.GetDriverByName("MEM").Create("", columns, rows, 1, kind)
    memory.SetGeoTransform((west, side, 0, north, 0, -side))
    memory.SetProjection(degrees.ExportToWkt())
    if no_data is not None:
        memory.GetRasterBand(1).SetNoDataValue(no_data)
    memory.GetRasterBand(1).WriteArray(values)
    gdal.GetDriverByName("COG").CreateCopy(path, memory, options=["COMPRESS=DEFLATE", "BLOCKSIZE=128", "OVERVIEWS=NONE"])


def box(west, south, east, north):
    return f"POLYGON (({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"


def layer(path, driver, name, kind, rows):
    source = ogr.GetDriverByName(driver).CreateDataSource(path)
    made = source.CreateLayer(name, degrees, kind)
    for column in rows[0][1]:
        made.CreateField(ogr.FieldDefn(column, ogr.OFTString))
    for wkt, values in rows:
        feature = ogr.Feature(made.GetLayerDefn())
        for column, value in values.items():
            feature.SetField(column, value)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        made.CreateFeature(feature)


def zipped(path, name, kind, rows):
    stem = os.path.join(hand, name)
    layer(stem + ".shp", "ESRI Shapefile", name, kind, rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for end in ("shp", "shx", "dbf", "prj"):
            archive.write(f"{stem}.{end}", f"{name}.{end}")


os.makedirs(hand)
boundaries = "github.com/wmgeolab/geoBoundaries/raw/9469f09/releaseData/gbOpen/TST"
first = [(box(105.6, 20.8, 106.0, 21.2), {"shapeName": "Tây", "shapeISO": "TS-01", "shapeID": "1A"}),
         (box(106.0, 20.9, 106.2, 21.1), {"shapeName": "Đông", "shapeISO": "TS-02", "shapeID": "1B"})]
second = []
for row in range(2):
    for column in range(2):
        west, south = 105.6 + column * 0.2, 20.8 + row * 0.2
        second.append((box(west, south, west + 0.2, south + 0.2), {"shapeName": f"Tây {row}{column}", "shapeID": f"A{row}{column}"}))
        west, south = 106.0 + column * 0.1, 20.9 + row * 0.1
        second.append((box(west, south, west + 0.1, south + 0.1), {"shapeName": f"Đông {row}{column}", "shapeID": f"B{row}{column}"}))
layer(place(boundaries, "ADM1/geoBoundaries-TST-ADM1.geojson"), "GeoJSON", "ADM1", ogr.wkbPolygon, first)
layer(place(boundaries, "ADM2/geoBoundaries-TST-ADM2.geojson"), "GeoJSON", "ADM2", ogr.wkbPolygon, second)

side = 1 / 1200
people = random.gamma(0.6, 4, (720, 960)).astype("float32")
people_file = place("data.worldpop.org/GIS/Population/Global_2000_2020_Constrained/2020/BSGM/TST/tst_ppp_2020_UNadj_constrained.tif")
raster(people_file, 105.5, 21.3, side, people, -99999)
reliefs = []
for lat, lon in ((20, 105), (20, 106), (21, 105)):  # N21 E106 is not there
    name = f"Copernicus_DSM_COG_10_N{lat}_00_E{lon}_00_DEM"
    reliefs.append(place("copernicus-dem-30m.s3.amazonaws.com", name, name + ".tif"))
    y, x = numpy.mgrid[0:400, 0:400] / 400
    raster(reliefs[-1], lon, lat + 1, 1 / 400, (300 + 80 * numpy.sin(9 * (lon + x)) * numpy.cos(7 * (lat + 1 - y))).astype("float32"))
covers = []
for lat in (18, 21):
    covers.append(place("esa-worldcover.s3.eu-central-1.amazonaws.com/v200/2021/map", f"ESA_WorldCover_10m_2021_v200_N{lat}E105_Map.tif"))
    raster(covers[-1], 105, lat + 3, 1 / 500, random.choice(numpy.array([10, 30, 40, 50], "uint8"), (1500, 1500)), 0)
osm = "s3.dualstack.us-east-1.amazonaws.com/production-raw-data-api/ISO3/TST"
roads = [(f"LINESTRING (105.6 {y:.3f},106.3 {y:.3f})", {"highway": kind, "osm_id": f"r{i}"})
         for i, (y, kind) in enumerate(((20.95, "primary"), (21.0, "tertiary"), (21.05, "secondary")))]
roads += [(f"LINESTRING ({x:.3f} 20.8,{x:.3f} 21.2)", {"highway": "unclassified", "osm_id": f"c{x:.2f}"}) for x in numpy.arange(105.65, 106.2, 0.05)]
zipped(place(osm, "roads/lines/hotosm_tst_roads_lines_shp.zip"), "hotosm_tst_roads_lines", ogr.wkbLineString, roads)
health = [(f"POINT ({x} {y})", {"amenity": kind, "name": f"Trạm {i}", "osm_id": str(i)})
          for i, (x, y, kind) in enumerate(((106.03, 20.95, "hospital"), (106.12, 21.04, "clinic"), (106.17, 20.93, "clinic"), (105.7, 21.0, "hospital")))]
zipped(place(osm, "health_facilities/points/hotosm_tst_health_facilities_points_shp.zip"), "hotosm_tst_health_facilities_points", ogr.wkbPoint, health)
roads_file, health_file = (os.path.join(hand, f"hotosm_tst_{name}.shp") for name in ("roads_lines", "health_facilities_points"))

# Cut out by hand, wider than the program does: what lies beyond its margin does not count.
window = [105.94, 20.84, 106.26, 21.16]


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def cut(target, files, *more):
    joined = os.path.join(hand, "joined.vrt")
    run("gdalbuildvrt", "-q", "-overwrite", joined, *files)
    run("gdal_translate", "-q", "-projwin", *map(str, (window[0], window[3], window[2], window[1])), *more, joined, os.path.join(hand, target))
    os.remove(joined)


cut("worldpop_people_2020.tif", [people_file])
cut("copernicus_glo30.tif", reliefs)
cut("esa_worldcover_2021.tif", covers)
run("ogr2ogr", "-f", "FlatGeobuf", os.path.join(hand, "osm_roads.fgb"), roads_file, "-spat", *map(str, window))
run("ogr2ogr", "-f", "FlatGeobuf", os.path.join(hand, "osm_health_facilities.fgb"), health_file, "-spat", *map(str, window))
run("ogr2ogr", "-f", "FlatGeobuf", os.path.join(hand, "geoboundaries_2023.fgb"), place(boundaries, "ADM2/geoBoundaries-TST-ADM2.geojson"), "-where", "shapeID LIKE 'B%'")
for name in os.listdir(hand):
    if name.startswith("hotosm_"):
        os.remove(os.path.join(hand, name))

# Islands on both sides of the 180th meridian, TSX: boundaries of each side, people in one raster that goes round the earth,
# relief in a tile on each side.
islands = [(box(179.9, -17, 180, -16.8), {"shapeName": "Viti", "shapeISO": "TX-01", "shapeID": "W"}),
           (box(-180, -17, -179.9, -16.8), {"shapeName": "Lau", "shapeISO": "TX-02", "shapeID": "E"})]
boundaries = boundaries.replace("TST", "TSX")
for level in ("ADM0", "ADM1", "ADM2"):
    layer(place(boundaries, f"{level}/geoBoundaries-TSX-{level}.geojson"), "GeoJSON", level, ogr.wkbPolygon, islands)
round_earth = numpy.zeros((40, 7200), "float32")
round_earth[:, :20], round_earth[:, -20:] = 2, 3
raster(place("data.worldpop.org/GIS/Population/Global_2000_2020_Constrained/2020/BSGM/TSX/tsx_ppp_2020_UNadj_constrained.tif"), -180, -16, 0.05, round_earth, -99999)
for name, west, height in (("S17_00_E179_00", 179, 10), ("S17_00_W180_00", -180, 20)):
    name = f"Copernicus_DSM_COG_10_{name}_DEM"
    raster(place("copernicus-dem-30m.s3.amazonaws.com", name, name + ".tif"), west, -16, 1 / 400, numpy.full((400, 400), height, "float32"))
