"""Five places as people have them, each a folder of files: an island in degrees, a district in the south, roads of
OpenStreetMap alone, villages without boundaries, and Vietnam's lists of 2025 as workbooks.

Usage: places.py FOLDER. Prints, a line a place: its folder, how many people its files have."""
import json
import pathlib
import sys

import numpy
from osgeo import gdal, ogr, osr

gdal.UseExceptions()


def features(path, rows, kind):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": values, "geometry": {"type": kind, "coordinates": places}}
        for values, places in rows]}, ensure_ascii=False), encoding="utf-8")


def workbook(path, rows):
    kinds = {str: ogr.OFTString, int: ogr.OFTInteger, float: ogr.OFTReal}
    out = ogr.GetDriverByName("XLSX").CreateDataSource(str(path))
    sheet = out.CreateLayer("Sheet1")
    for name, value in zip(rows[0], rows[1]):
        sheet.CreateField(ogr.FieldDefn(name, kinds[type(value)]))
    for row in rows[1:]:
        feature = ogr.Feature(sheet.GetLayerDefn())
        for i, value in enumerate(row):
            feature.SetField(i, value)
        sheet.CreateFeature(feature)
    out.Destroy()


def squares(west, south, side, columns, rows, values):
    return [(values(c + r * columns), [[[west + c * side, south + r * side], [west + (c + 1) * side, south + r * side],
                                        [west + (c + 1) * side, south + (r + 1) * side], [west + c * side, south + (r + 1) * side],
                                        [west + c * side, south + r * side]]]) for r in range(rows) for c in range(columns)]


def raster(path, values, west, north, cell, kind=gdal.GDT_Float32):
    degrees = osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    out = gdal.GetDriverByName("GTiff").Create(str(path), values.shape[1], values.shape[0], 1, kind)
    out.SetGeoTransform((west, cell, 0, north, 0, -cell))
    out.SetProjection(degrees.ExportToWkt())
    out.GetRasterBand(1).WriteArray(values)
    out.FlushCache()


def island(folder):
    west, south = -25.6, 37.75  # the Azores
    features(folder / "municipalities.geojson", squares(west, south, 0.05, 2, 2, lambda i: {"DICO": f"42{i}", "NAME": f"Vila {i}"}),
             "Polygon")
    people = numpy.zeros((120, 120), numpy.float32)
    people[20:100, 20:100] = 2
    raster(folder / "prt_ppp_2020.tif", people, west, south + 0.1, 1 / 1200)
    features(folder / "roads.geojson", [({"highway": "secondary", "name": "N1"}, [[west, south + 0.05], [west + 0.1, south + 0.05]]),
                                        ({"highway": "proposed"}, [[west + 0.05, south], [west + 0.05, south + 0.1]])], "LineString")
    (folder / "facilities.csv").write_text(
        "Facility Name,Facility Type,Latitude,Longitude\nCentro,Hospital,37.80,-25.55\nPosto A,Health Post,37.77,-25.58\n"
        "Posto B,Health Post,37.83,-25.52\nEscola,School,37.80,-25.54\n")
    return 80 * 80 * 2


def south(folder):
    west, top = 47.0, -18.9  # Madagascar
    features(folder / "gadm41_MDG_3.geojson", squares(west, top - 0.1, 0.05, 2, 2, lambda i: {
        "GID_3": f"MDG.1.{i}_1", "NAME_3": f"Kaominina {i}"}), "Polygon")
    density = numpy.full((12, 12), 50, numpy.float32)
    raster(folder / "mdg_pd_density_2020.tif", density, west, top, 1 / 120)
    heights = numpy.add.outer(numpy.arange(60), numpy.arange(60)).astype(numpy.float32) + 900
    raster(folder / "N00.tif", heights, west, top, 1 / 600)
    cover = numpy.where(numpy.add.outer(numpy.arange(60), numpy.arange(60)) % 3 == 0, 10, 40).astype(numpy.uint8)
    raster(folder / "map.tif", cover, west, top, 1 / 600, gdal.GDT_Byte)
    (folder / "schools.csv").write_text("id;level;lon;lat\n1;primary;47,02;-18,95\n2;primary;47,07;-18,98\n3;lower_secondary;47,05;-18,95\n")
    return None


def roads_only(folder):
    west, south_edge = 30.0, -1.95  # Rwanda
    features(folder / "gis_osm_roads_free_1.geojson", [
        ({"osm_id": str(i), "fclass": "residential" if i % 2 else "tertiary", "name": None},
         [[west, south_edge + i / 100], [west + 0.08, south_edge + i / 100]]) for i in range(8)], "LineString")
    features(folder / "health_sites.geojson", [({"uuid": f"h{i}", "amenity": "clinic" if i else "hospital", "name": f"H{i}"},
                                                [west + 0.02 + i / 50, south_edge + 0.035]) for i in range(3)], "Point")
    raster(folder / "rwa_ppp_2020_UNadj.tif", numpy.full((96, 96), 3, numpy.float32), west, south_edge + 0.08, 1 / 1200)
    features(folder / "geoBoundaries-RWA-ADM2.geojson", squares(west, south_edge, 0.04, 2, 2, lambda i: {
        "shapeName": f"Akarere {i}", "shapeID": f"R{i}", "shapeType": "ADM2"}), "Polygon")
    return 96 * 96 * 3


def villages(folder):
    (folder / "villages.csv").write_text("name,population,gps\n" + "".join(
        f"V{i},{100 + i},{13.5 + (i % 10) / 100} {2.1 + (i // 10) / 100} 0 0\n" for i in range(60)))
    features(folder / "water_points.geojson", [({"ref": i}, [2.1 + i / 100, 13.55]) for i in range(5)], "Point")
    return sum(100 + i for i in range(60))


def vietnam(folder):
    features(folder / "ranh_gioi_xa_2025.geojson", squares(105.8, 21.5, 0.04, 3, 2, lambda i: {
        "ma_xa": f"0{5500 + i}", "ten_xa": f"Xã {i}", "dt": 19.5}), "Polygon")
    workbook(folder / "danh_sach_xa_2025.xlsx", [["Mã xã", "Tên xã", "Dân số"]] + [
        [5500 + i, f"Xã {i}", 4000 + 100 * i] for i in range(6)])
    workbook(folder / "tram_y_te.xlsx", [["Tên", "Kinh độ", "Vĩ độ", "Số giường"]] + [
        [f"Trạm y tế xã {i}", 105.82 + 0.04 * (i % 3), 21.52 + 0.04 * (i // 3), 5] for i in range(6)])
    workbook(folder / "truong_hoc.xlsx", [["Mã trường", "Tên trường", "Cấp học", "Kinh độ", "Vĩ độ"]] + [
        [f"T{i}", f"Trường {i}", "Tiểu học" if i % 2 else "THCS", 105.81 + 0.02 * i, 21.53] for i in range(5)])
    return sum(4000 + 100 * i for i in range(6))


if __name__ == "__main__":
    for place in (island, south, roads_only, villages, vietnam):
        folder = pathlib.Path(sys.argv[1]) / place.__name__
        folder.mkdir(parents=True)
        print(place.__name__, place(folder) or "")
