"""A province of 40 by 20 cells of 100 m, two units and one place, that is built in half a second."""
import csv
import io
import json
import subprocess

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
COLUMNS, ROWS, CELL, WEST = 40, 20, 100, 500000
EAST_NORTH = 105.03, 21.715  # degrees of a place in it, when its north is 2402000


def raster(path, values, kind, north):
    utm = osr.SpatialReference()
    utm.ImportFromEPSG(32648)
    out = gdal.GetDriverByName("GTiff").Create(str(path), COLUMNS, ROWS, 1, kind)
    out.SetGeoTransform((WEST, CELL, 0, north, 0, -CELL))
    out.SetProjection(utm.ExportToWkt())
    out.GetRasterBand(1).WriteArray(values)
    out.FlushCache()


def write_province(folder, north, people=1):
    folder.mkdir()
    south, middle, east = north - ROWS * CELL, WEST + 20 * CELL, WEST + COLUMNS * CELL
    raster(folder / "people.tif", numpy.full((ROWS, COLUMNS), people, numpy.float32), gdal.GDT_Float32, north)
    raster(folder / "cover.tif", numpy.full((ROWS, COLUMNS), 10, numpy.uint8), gdal.GDT_Byte, north)
    raster(folder / "dem.tif", numpy.full((ROWS, COLUMNS), 50, numpy.float32), gdal.GDT_Float32, north)
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}
    (folder / "roads.geojson").write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [
        {"type": "Feature", "properties": {"class": "lane"},
         "geometry": {"type": "LineString", "coordinates": [[WEST + 10, north - 950], [east - 10, north - 950]]}}]}))
    units = "".join(f'0000{k},{k},"POLYGON(({w} {south},{e} {south},{e} {north},{w} {north},{w} {south}))"\n'
                    for k, w, e in ((1, WEST, middle), (2, middle, east)))
    tables = {
        "province.csv": "key,value\nid,small\nname_vi,Nhỏ\nname_en,Small\ncrs,EPSG:32648\ncell_metres,100\nas_of,2026-12-31\n"
                        "unit_level,commune\nmargin_metres,0\n",
        "groups.csv": "id,title_vi,title_en,units_where,share_field\n",
        "indicators.csv": "id,title_vi,title_en,department,measure,service,group,limit,threshold,target,target_year,better,source,"
                          "definition\nP,Gần,Near,,reached_share,place,,,,0.95,2030,more,,Tỷ lệ.\n",
        "services.csv": "id,title_vi,title_en,department,reach,mode,season,scope,limits,default_limit,queue_minutes,capacity_field,"
                        "group\nplace,Nơi,Place,,travel_time,walk,,,15;30;60,30,,,\n",
        "speeds.csv": "mode,surface,class,km_per_h,slope,season,source\nwalk,road,lane,6,yes,,by hand\nwalk,land_cover,10,2,yes,,\n",
        "datasets.csv": "role,path,layer,vintage,crs,encoding,fields,filter,licence,attribution,url,note\n"
                        "units,units.csv,,2025,EPSG:32648,,code=code;name=name;level:=commune,,CC0,,,\n"
                        "population,people.tif,,2020,,,,,CC0,,,\n"
                        "facilities,places.csv,,2025,EPSG:32648,,id=id;name=name;lon=x;lat=y;service:=place,,CC0,,,\n"
                        "land_cover,cover.tif,,,,,,,CC0,,,\nelevation,dem.tif,,,,,,,CC0,,,\n"
                        "roads,roads.geojson,,,,,class=class,,CC0,,,\n",
        "units.csv": "code,name,WKT\n" + units,
        "places.csv": f"id,name,x,y\nA,A,{WEST + 50},{north - 950}\n",
    }
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")


class Tables:
    """The tables of a province folder and what the program makes of them, in a working folder."""

    def __init__(self, program, work):
        self.program, self.work, self.folder = program, work, work / "tables"

    def run(self, *arguments):
        return subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True)

    def rows(self, *arguments):
        done = self.run(*arguments, "--format", "csv")
        assert done.returncode == 0, done.stderr
        return list(csv.DictReader(io.StringIO(done.stdout)))

    def put(self, name, old, new):
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text, (name, old)
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")

    def build(self, dataset="made"):
        done = self.run("build", self.folder, "-o", self.work / dataset, "-q")
        assert done.returncode == 0, done.stderr
        return self.work / dataset
