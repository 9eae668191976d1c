"""Places in the shapes that offices, agencies and downloads give them, each a folder of files: see the docstrings.

Usage: odd_places.py FOLDER. Prints, a line a place: its folder, the people that its files have (empty: not to be checked),
the indicator that must have a value, how many facilities there are."""
import json
import pathlib
import shutil
import sys
import zipfile

import numpy
from osgeo import gdal, ogr, osr

from places import features, raster, squares, workbook

gdal.UseExceptions()
WGS84 = 4326


def system(code):
    srs = osr.SpatialReference()
    srs.SetFromUserInput(code)
    srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return srs


def layer(out, name, crs, kind, rows, options=()):
    """rows: (values, WKT or None)."""
    made = out.CreateLayer(name, system(crs) if crs else None, kind, list(options))
    kinds = {str: ogr.OFTString, int: ogr.OFTInteger64, float: ogr.OFTReal}
    for key, value in rows[0][0].items():
        made.CreateField(ogr.FieldDefn(key, kinds[type(value)]))
    for values, wkt in rows:
        feature = ogr.Feature(made.GetLayerDefn())
        for key, value in values.items():
            feature.SetField(key, value)
        if wkt:
            feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        made.CreateFeature(feature)


def vectors(path, driver, layers):
    out = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    for given in layers:
        layer(out, *given)
    out.Destroy()


def box(west, south, east, north):
    return f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"


def boxes(west, south, side, columns, rows, values):
    return [(values(c + r * columns), box(west + c * side, south + r * side, west + (c + 1) * side, south + (r + 1) * side))
            for r in range(rows) for c in range(columns)]


def people(path, west, north, columns, rows, each, cell=1 / 1200, nodata=-99999.0):
    values = numpy.full((rows, columns), each, numpy.float32)
    raster(path, values, west, north, cell)
    out = gdal.Open(str(path), gdal.GA_Update)
    out.GetRasterBand(1).SetNoDataValue(nodata)
    out = None
    return columns * rows * each


def gadm(folder):
    """GADM's GeoPackage of four levels; names in Khmer; health facilities of healthsites.io; WorldPop."""
    west, south = 104.8, 11.5
    def unit(level, i):
        values = {"GID_0": "KHM", "COUNTRY": "Cambodia"}
        for k in range(1, level + 1):
            values |= {f"GID_{k}": "KHM." + ".".join("1" for _ in range(k - 1)) + (f".{i + 1}" if k > 1 else f"{i + 1}") + "_1",
                       f"NAME_{k}": f"ឃុំ {i}", f"VARNAME_{k}": "NA", f"NL_NAME_{k}": f"ឃុំ {i}", f"TYPE_{k}": "Khum"}
        return values
    vectors(folder / "gadm41_KHM.gpkg", "GPKG", [
        ("ADM_ADM_0", "EPSG:4326", ogr.wkbPolygon, boxes(west, south, 0.08, 1, 1, lambda i: unit(0, i))),
        ("ADM_ADM_1", "EPSG:4326", ogr.wkbPolygon, boxes(west, south, 0.08, 1, 1, lambda i: unit(1, i))),
        ("ADM_ADM_2", "EPSG:4326", ogr.wkbPolygon, boxes(west, south, 0.04, 2, 2, lambda i: unit(2, i))),
        ("ADM_ADM_3", "EPSG:4326", ogr.wkbPolygon, boxes(west, south, 0.02, 4, 4, lambda i: unit(3, i)))])
    features(folder / "cambodia_healthsites.geojson", [
        ({"osm_id": 10 + i, "osm_type": "node", "completeness": 12.5, "amenity": kind, "healthcare": None, "name": f"មន្ទីរពេទ្យ {i}",
          "uuid": f"u{i}"}, [west + 0.01 + 0.02 * i, south + 0.03]) for i, kind in enumerate(("hospital", "clinic", "doctors", "pharmacy"))], "Point")
    return people(folder / "khm_ppp_2020_constrained.tif", west, south + 0.08, 96, 96, 2), "hospital_reached", 4


def dhis2(folder):
    """DHIS2's export of organisation units as CSV, all levels in one file, coordinates as JSON; geoBoundaries; a
    population table without geometry by geoBoundaries' names."""
    west, south = -11.8, 8.0
    features(folder / "geoBoundaries-SLE-ADM3_simplified.geojson", squares(west, south, 0.05, 2, 2, lambda i: {
        "shapeName": f"Chiefdom {i}", "shapeISO": "", "shapeID": f"64{i}B", "shapeGroup": "SLE", "shapeType": "ADM3"}), "Polygon")
    rows = ["name,uid,code,parent,short name,description,opening date,closed date,comment,feature type,coordinates,level",
            'Sierra Leone,ImspTQPwCqd,OU_525,,Sierra Leone,,1994-01-01,,,MULTI_POLYGON,"[[[[-11.8,8],[-11.7,8],[-11.7,8.1],[-11.8,8]]]]",1',
            "Bo,O6uvpzGd5pu,OU_264,ImspTQPwCqd,Bo,,1990-01-01,,,NONE,,2"]
    rows += [f'"{kind} {i}",fac{i:08d},OU_{i},O6uvpzGd5pu,"{kind} {i}",,2005-01-01,,,POINT,"[{west + 0.01 + i * 0.02:.4f},{south + 0.02 + 0.01 * i:.4f}]",4'
             for i, kind in enumerate(("Ngelehun CHC", "Njandama MCHP", "Gondama Hospital", "Tikonko CHP", "Baoma Clinic"))]
    (folder / "organisationUnits.csv").write_text("\n".join(rows) + "\n")
    return people(folder / "sle_ppp_2020_1km_Aggregated_UNadj.tif", west, south + 0.1, 12, 12, 40, 1 / 120), None, 5


def dhis2_geojson(folder):
    """DHIS2's organisationUnits.geojson: points with groups; boundaries of the districts as another level."""
    west, south = 36.8, -1.4
    features(folder / "ou_level3.geojson", squares(west, south, 0.05, 2, 2, lambda i: {
        "code": f"KE_{i}", "name": f"Ward {i}", "level": "3", "parent": "p", "parentGraph": "x/p", "groups": "[]"}), "Polygon")
    features(folder / "ou_level5.geojson", [({"code": f"F{i}", "name": name, "level": "5", "parent": "q", "parentGraph": "x/p/q", "groups": "[G]"},
                                             [west + 0.01 + i * 0.02, south + 0.02 + 0.02 * i]) for i, name in enumerate(
        ("Kibera Dispensary", "Mbagathi Hospital", "Langata Health Centre", "Kawangware Health Centre"))], "Point")
    return people(folder / "ken_pop_2025_CN_100m_R2025A_v1.tif", west, south + 0.1, 120, 120, 1.5), None, 4


def kobo(folder):
    """A KoboToolbox export, separated by semicolons, with the questions as headings; HDX boundaries (COD-AB) in one zip
    of all levels; people in COD-PS's table."""
    west, south = 35.0, -15.8
    made = folder / "parts"
    made.mkdir()
    for level, side, count in ((1, 0.1, 1), (2, 0.05, 2), (3, 0.025, 4)):
        rows = boxes(west, south, side, count, count, lambda i: {"ADM3_EN": f"TA {i}", "ADM3_PCODE": f"MW31{i:02d}", "ADM2_EN": "Blantyre",
                                                                  "ADM2_PCODE": "MW31", "ADM1_EN": "Southern", "ADM1_PCODE": "MW3"} if level == 3
                     else {"ADM2_EN": f"D {i}", "ADM2_PCODE": f"MW3{i}", "ADM1_EN": "Southern", "ADM1_PCODE": "MW3"} if level == 2
                     else {"ADM1_EN": "Southern", "ADM1_PCODE": "MW3"})
        vectors(made / f"mwi_admbnda_adm{level}_nso_20181016.shp", "ESRI Shapefile", [(f"mwi_admbnda_adm{level}_nso_20181016", "EPSG:4326", ogr.wkbPolygon, rows)])
    with zipfile.ZipFile(folder / "mwi_adm_nso_hotosm_20230329_shp.zip", "w") as out:
        for part in sorted(made.iterdir()):
            out.write(part, part.name)
            part.unlink()
    made.rmdir()
    (folder / "mwi_admpop_adm3_2023.csv").write_text("ADM0_EN,ADM0_PCODE,ADM3_EN,ADM3_PCODE,F_TL,M_TL,T_TL,F_00_04\n" + "".join(
        f"Malawi,MW,TA {i},MW31{i:02d},{500 + i},{480 + i},{980 + 2 * i},{90 + i}\n" for i in range(16)))
    heading = ("start;end;deviceid;What is the name of the facility?;What type of facility is it?;Location of the facility;_Location of the facility_latitude;"
               "_Location of the facility_longitude;_Location of the facility_altitude;_Location of the facility_precision;_id;_uuid;_submission_time;_index")
    kinds = ("Health centre", "Hospital", "Health post", "Health centre", "Dispensary")
    (folder / "facility_survey_-_all_versions_-_English_-_2024-03-01.csv").write_text(heading + "\n" + "".join(
        f'2024-02-0{i + 1}T08:00:00.000+02:00;2024-02-0{i + 1}T08:20:00.000+02:00;ee.x;Facility {i};{kind};{south + 0.02 * i + 0.01} {west + 0.015 * i + 0.01} 1039.5 4.9;'
        f"{south + 0.02 * i + 0.01};{west + 0.015 * i + 0.01};1039.5;4.9;{30 + i};uuid{i};2024-02-0{i + 1}T10:00:00;{i + 1}\n" for i, kind in enumerate(kinds)))
    return sum(980 + 2 * i for i in range(16)), "hospital_reached", 5


def osm_geopackage(folder):
    """OpenStreetMap brought into a GeoPackage by ogr2ogr: administrative boundaries, roads and amenities in its layers."""
    west, south = 29.5, -2.0
    admin = boxes(west, south, 0.05, 2, 2, lambda i: {"osm_id": str(900 + i), "osm_way_id": "", "name": f"Umurenge {i}", "boundary": "administrative",
                                                      "admin_level": "8", "building": "", "natural": "", "other_tags": ""})
    whole = boxes(west, south, 0.1, 1, 1, lambda i: {"osm_id": "800", "osm_way_id": "", "name": "Akarere", "boundary": "administrative",
                                                     "admin_level": "6", "building": "", "natural": "", "other_tags": ""})
    houses = boxes(west + 0.01, south + 0.01, 0.0004, 8, 5, lambda i: {"osm_id": "", "osm_way_id": str(i + 1), "name": "", "boundary": "", "admin_level": "",
                                                                       "building": "yes", "natural": "", "other_tags": '"amenity"=>"school"' if i == 3 else ""})
    roads = [({"osm_id": str(i), "name": "", "highway": "tertiary" if i % 2 else "track", "waterway": "", "other_tags": ""},
              f"LINESTRING({west} {south + 0.01 + i / 100},{west + 0.1} {south + 0.01 + i / 100})") for i in range(8)]
    points = [({"osm_id": str(70 + i), "name": f"P{i}", "highway": "", "place": "", "other_tags": f'"amenity"=>"{kind}"'}, f"POINT({west + 0.01 + i / 50} {south + 0.05})")
              for i, kind in enumerate(("clinic", "hospital", "school", "bench"))]
    vectors(folder / "rwanda-latest.osm.gpkg", "GPKG", [("points", "EPSG:4326", ogr.wkbPoint, points), ("lines", "EPSG:4326", ogr.wkbLineString, roads),
                                                     ("multipolygons", "EPSG:4326", ogr.wkbPolygon, whole + admin + houses)])
    return people(folder / "rwa_ppp_2020_UNadj.tif", west, south + 0.1, 120, 120, 3), "hospital_reached", 4


def mollweide(folder):
    """GHSL's people in Mollweide's projection with -200 for no data; a boundary file in UTM; OpenStreetMap's roads alone."""
    west, south = 7.4, 9.0
    srs, degrees = system("ESRI:54009"), system("EPSG:4326")
    there = osr.CoordinateTransformation(degrees, srs)
    x, y, _ = there.TransformPoint(west - 0.02, south + 0.12)
    out = gdal.GetDriverByName("GTiff").Create(str(folder / "GHS_POP_E2020_GLOBE_R2023A_54009_100_V1_0_R8_C19.tif"), 160, 200, 1, gdal.GDT_Float64)
    out.SetGeoTransform((x // 100 * 100, 100, 0, y // 100 * 100, 0, -100))
    out.SetProjection(srs.ExportToWkt())
    cells = numpy.full((200, 160), 5.0)
    cells[:, :3] = -200
    out.GetRasterBand(1).WriteArray(cells)
    out.GetRasterBand(1).SetNoDataValue(-200)
    out = None
    to_utm = osr.CoordinateTransformation(degrees, system("EPSG:32632"))
    rows = boxes(west, south, 0.05, 2, 2, lambda i: {"wardname": f"Ward {i}", "wardcode": f"FC{i:03d}", "lganame": "Abuja"})
    moved = []
    for values, wkt in rows:
        shape = ogr.CreateGeometryFromWkt(wkt)
        shape.Transform(to_utm)
        moved.append((values, shape.ExportToWkt()))
    vectors(folder / "grid3_nga_wards.gpkg", "GPKG", [("wards", "EPSG:32632", ogr.wkbPolygon, moved)])
    features(folder / "hotosm_nga_roads_lines.geojson", [({"osm_id": i, "highway": "residential", "surface": None, "name": None},
             [[west, south + i / 100], [west + 0.1, south + i / 100]]) for i in range(10)], "LineString")
    features(folder / "hotosm_nga_education_facilities_points.geojson", [({"osm_id": i, "amenity": "school", "name": f"LEA {i}"},
             [west + 0.01 + i / 50, south + 0.05]) for i in range(4)], "Point")
    return None, "school_reached", 4


def two_worldpops(folder):
    """Two WorldPop files of one year (as modelled, and brought to the UN's total), and four by age and sex: children under 5."""
    west, south = 105.0, 20.9
    features(folder / "communes.geojson", squares(west, south, 0.04, 2, 2, lambda i: {"code": f"C{i}", "name": f"C {i}"}), "Polygon")
    first = people(folder / "vnm_ppp_2020.tif", west, south + 0.08, 96, 96, 2)
    people(folder / "vnm_ppp_2020_UNadj.tif", west, south + 0.08, 96, 96, 2.5)
    for name in ("f_0", "f_1", "m_0", "m_1"):
        people(folder / f"vnm_{name}_2020.tif", west, south + 0.08, 96, 96, 0.1)
    (folder / "health_facilities.csv").write_text('name,type,"latitude; WGS 84","longitude; WGS 84"\n' + "".join(
        f"F{i},{'hospital' if i == 1 else 'clinic'},{south + 0.02 + i * 0.01},{west + 0.02 + i * 0.01}\n" for i in range(4)))
    return first, "hospital_reached", 4


def settlements(folder):
    """Settlements with people as a Shapefile in metres, communes as KML, a road file without OpenStreetMap's classes."""
    west, south = 471000.0, 1301000.0
    points = [({"NOM_LOC": f"Village {i}", "POP_2019": 150 + i, "MENAGES": 30}, f"POINT({west + 700 + 1000 * (i % 8)} {south + 700 + 1000 * (i // 8)})") for i in range(64)]
    vectors(folder / "localites.shp", "ESRI Shapefile", [("localites", "EPSG:32631", ogr.wkbPoint, points)])
    back = osr.CoordinateTransformation(system("EPSG:32631"), system("EPSG:4326"))
    rows = []
    for values, wkt in boxes(west, south, 4500.0, 2, 2, lambda i: {"Name": f"Commune {i}", "description": ""}):
        shape = ogr.CreateGeometryFromWkt(wkt)
        shape.Transform(back)
        rows.append((values, shape.ExportToWkt()))
    vectors(folder / "communes.kml", "KML", [("communes", "EPSG:4326", ogr.wkbPolygon, rows)])
    vectors(folder / "routes.shp", "ESRI Shapefile", [("routes", "EPSG:32631", ogr.wkbLineString, [
        ({"ID": i, "TYPE": "Route nationale" if i == 0 else "Piste rurale", "NOM": f"R{i}"}, f"LINESTRING({west} {south + 500 + 1000 * i},{west + 9000} {south + 500 + 1000 * i})")
        for i in range(8)])])
    vectors(folder / "csi.shp", "ESRI Shapefile", [("csi", "EPSG:32631", ogr.wkbPoint, [
        ({"NOM": f"CSI {i}", "TYPE_FS": "Centre de santé"}, f"POINT({west + 1500 + 2000 * i} {south + 1500 + 2000 * i})") for i in range(4)])])
    return sum(150 + i for i in range(64)), None, 4


def by_name(folder):
    """People of communes in a table that has their names alone, without marks; one name is written otherwise."""
    west, south = 106.2, 20.8
    names = ["Thị trấn Cẩm Giang", "Xã Đức Chính", "Xã Cẩm Điền", "Xã Hoà Bình", "Xã Thuỵ An", "Phường Lương Điền"]
    features(folder / "ranh_gioi_xa.geojson", squares(west, south, 0.03, 3, 2, lambda i: {"ma_xa": f"{10600 + i}", "ten_xa": names[i]}), "Polygon")
    plain = ["TT Cam Giang", "Duc Chinh", "Cam Dien", "Hoa Binh", "Thuy An", "P. Luong Dien"]
    (folder / "dan_so_xa.csv").write_text("STT;Ten xa;Dan so\n" + "".join(f"{i + 1};{name};{3000 + 100 * i}\n" for i, name in enumerate(plain)))
    (folder / "tram_y_te.csv").write_text("ten;lon;lat\n" + "".join(f"TYT {i};{west + 0.015 + 0.03 * (i % 3)};{south + 0.015 + 0.03 * (i // 3)}\n" for i in range(6)))
    return sum(3000 + 100 * i for i in range(6)), "health_station_reached", 6


def titled_workbook(folder):
    """A workbook with titles and a unit row, one column of names with code, people with points between thousands."""
    west, south = 105.6, 21.6
    features(folder / "xa_phuong_2025.geojson", squares(west, south, 0.04, 3, 2, lambda i: {"maXa": f"{5700 + i:05d}", "tenXa": f"Xã Tân {i}", "dienTich": 19.5}), "Polygon")
    def sheet(path, rows):
        out = ogr.GetDriverByName("XLSX").CreateDataSource(str(path))
        made = out.CreateLayer("Biểu 1")
        for i in range(len(rows[-1])):
            made.CreateField(ogr.FieldDefn(f"Field{i + 1}", ogr.OFTString))
        for row in rows:
            feature = ogr.Feature(made.GetLayerDefn())
            for i, value in enumerate(row):
                if value != "":
                    feature.SetField(i, str(value))
            made.CreateFeature(feature)
        out.Destroy()
    sheet(folder / "danh_sach_don_vi_hanh_chinh_2025.xlsx", [["UBND TỈNH THÁI NGUYÊN", "", "", "", ""], ["DANH SÁCH CÁC ĐƠN VỊ HÀNH CHÍNH CẤP XÃ", "", "", "", ""],
          ["(Kèm theo Nghị quyết số 1683/NQ-UBTVQH15)", "", "", "", ""],
          ["TT", "Mã ĐVHC", "Tên đơn vị hành chính", "Diện tích tự nhiên (km2)", "Quy mô dân số (người)"]] +
          [[i + 1, f"{5700 + i:05d}", f"Xã Tân {i}", "19,5", f"{12 + i}.{345 + i}"] for i in range(6)] + [["", "", "Tổng cộng", "117", "86.085"]])
    sheet(folder / "mang_luoi_y_te.xlsx", [["SỞ Y TẾ", "", "", "", ""], ["TT", "Tên cơ sở", "Loại hình", "Kinh độ", "Vĩ độ"]] +
          [[i + 1, f"Cơ sở {i}", "Trạm Y tế" if i else "Bệnh viện đa khoa", f"{west + 0.02 + 0.04 * (i % 3):.4f}".replace(".", ","), f"{south + 0.02 + 0.04 * (i // 3):.4f}".replace(".", ",")]
           for i in range(6)])
    return sum(int(f"{12 + i}{345 + i}") for i in range(6)), "health_station_reached", 6


TCVN3 = {"ã": b"\xb7", "à": b"\xb5", "ờ": b"\xea", "ư": b"\xad", "ơ": b"\xac", "ạ": b"\xb9", "Đ": b"\xa7", "ồ": b"\xe5", "ấ": b"\xca", "ế": b"\xd5", "ệ": b"\xd6", "ô": b"\xab", "ả": b"\xb6", "á": b"\xb8",
         "ọ": b"\xe4", "ể": b"\xd3"}


def old_fonts(folder):
    """Shapefiles of an old office: names in TCVN3, VN-2000 metres without a .prj; people by points in them."""
    west, south = 423000.0, 2370000.0  # VN-2000 of Thái Nguyên, 106°30', 3°: EPSG:5899 is 107°45'
    names = ["Xã Đồng Bẩm", "Xã Cao Ngạn", "Phường Quán Triều", "Xã Phúc Hà"]
    rows = boxes(west, south, 4000.0, 2, 2, lambda i: {"MA_XA": f"0548{i}", "TEN_XA": f"@{i:02d}" + " " * 24, "DAN_SO": 5000 + i})
    vectors(folder / "xa_tn.shp", "ESRI Shapefile", [("xa_tn", None, ogr.wkbPolygon, rows, ["ENCODING=ISO-8859-1"])])
    data = (folder / "xa_tn.dbf").read_bytes()
    for i, name in enumerate(names):
        coded = b"".join(TCVN3.get(c, c.encode("ascii", "replace")) for c in name)
        at = data.find(f"@{i:02d}".encode())
        data = data[:at] + coded.ljust(24) + data[at + 24:]
    (folder / "xa_tn.dbf").write_bytes(data)
    (folder / "xa_tn.cpg").unlink(missing_ok=True)
    vectors(folder / "tram_yte.shp", "ESRI Shapefile", [("tram_yte", None, ogr.wkbPoint, [
        ({"TEN": f"TYT {i}", "SO_GIUONG": 5}, f"POINT({west + 2000 + 4000 * (i % 2)} {south + 2000 + 4000 * (i // 2)})") for i in range(4)])])
    return sum(5000 + i for i in range(4)), "health_station_reached", 4


def zone_edge(folder):
    """A province on both sides of 108° east, where zones 48 and 49 meet; facilities in metres of zone 49 without saying so."""
    west, south = 107.9, 16.0
    features(folder / "communes.geojson", squares(west, south, 0.05, 4, 2, lambda i: {"code": f"{i:03d}", "name": f"Commune {i}"}), "Polygon")
    there = osr.CoordinateTransformation(system("EPSG:4326"), system("EPSG:32648"))
    rows = []
    for i in range(5):
        x, y, _ = there.TransformPoint(west + 0.02 + 0.04 * i, south + 0.05)
        rows.append(f"{i},Clinic {i},{x:.1f},{y:.1f}\n")
    (folder / "clinics.csv").write_text("id,name,X,Y\n" + "".join(rows))
    return people(folder / "vnm_ppp_2020.tif", west, south + 0.1, 240, 120, 1), "health_station_reached", 5


def antimeridian(folder):
    """Islands on both sides of 180°: longitudes from 179.9 to -179.9; relief in a tile on each side, a raster of people whose
    longitudes are 0 to 360."""
    south = -16.9
    for name, west in (("S17E179.tif", 179.8), ("S17W180.tif", -180)):
        raster(folder / name, numpy.add.outer(numpy.arange(60), numpy.arange(60)).astype(numpy.float32) + 5, west, south + 0.2, 0.2 / 60)
    count = people(folder / "fji_ppp_2020.tif", 179.88, south + 0.12, 288, 168, 0.5)
    rows = squares(179.9, south, 0.1, 1, 1, lambda i: {"code": "W", "name": "West"}) + squares(-180, south, 0.1, 1, 1, lambda i: {"code": "E", "name": "East"})
    features(folder / "tikina.geojson", rows, "Polygon")
    (folder / "nursing_stations.csv").write_text(f"name,longitude,latitude\nNaselesele clinic,179.95,{south + 0.05}\nWaimaqera clinic,-179.95,{south + 0.05}\n")
    return count * (0.2 * 0.1) / (0.24 * 0.14), "health_station_reached", 2


def dhis2_mixed(folder):
    """DHIS2's organisation units in one GeoJSON: two levels of polygons, and points; people in a table whose columns are years."""
    west, south = 36.8, -1.4
    rows = [({"code": "KE", "name": "Kenya", "level": 1}, "Polygon", squares(west, south, 0.1, 1, 1, lambda i: {})[0][1])]
    rows += [({"code": f"KE_{i}", "name": f"Ward {i}", "level": 3}, "Polygon", places)
             for i, (_, places) in enumerate(squares(west, south, 0.05, 2, 2, lambda i: {}))]
    rows += [({"code": f"F{i}", "name": name, "level": 5}, "Point", [west + 0.01 + 0.02 * i, south + 0.02 + 0.02 * i]) for i, name in enumerate(
        ("Kibera Dispensary", "Mbagathi Dispensary", "Langata Health Centre", "Kawangware Health Centre"))]
    (folder / "organisationUnits.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": values, "geometry": {"type": kind, "coordinates": places}} for values, kind, places in rows]}))
    (folder / "population.csv").write_text("code,name,2021,2022,2023\n" + "".join(f"KE_{i},Ward {i},{900 + i},{950 + i},{1000 + i}\n" for i in range(4)))
    return sum(1000 + i for i in range(4)), "health_station_reached", 4


def wkt_and_surveyors(folder):
    """Communes as WKT in a CSV, which names no system; places in VN-2000 metres, X to the north and Y to the east, as surveyors
    write them; people in a workbook whose heading is of two rows, merged, with a row of numbers below and signatures at the end."""
    west, south = 105.6, 21.6
    (folder / "xa.csv").write_text("WKT,ma,ten\n" + "".join(f'"{wkt}",{values["ma"]},{values["ten"]}\n' for values, wkt in boxes(
        west, south, 0.04, 3, 2, lambda i: {"ma": f"{5700 + i:05d}", "ten": f"Xã Tân {i}"})))
    there = osr.CoordinateTransformation(system("EPSG:4326"), system("EPSG:9210"))
    lines = ["STT,Tên công trình,X (m),Y (m)"]
    for i in range(4):
        x, y, _ = there.TransformPoint(west + 0.02 + 0.025 * i, south + 0.03)
        lines.append(f"{i + 1},Công trình cấp nước {i},{y:.2f},{x:.2f}")
    (folder / "cap_nuoc.csv").write_text("\n".join(lines) + "\n")
    merged_workbook(folder / "dan so xa 2025.xlsx", [["BIỂU 01: DÂN SỐ NĂM 2025"], [], ["STT", "Mã của xã", "Xã, phường", "Dân số (người)"], [None, None, None, "Tổng số", "Nam", "Nữ"],
                    [1, 2, 3, 4, 5, 6]] + [[i + 1, f"{5700 + i:05d}", f"Xã Tân {i}", 2000 + 345 * i, 1000, 1000 + 345 * i] for i in range(6)] +
                    [[None, None, "Tổng cộng", sum(2000 + 345 * i for i in range(6))], [], ["Người lập biểu", None, None, "Chủ tịch"]],
                    ("A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:F3"))
    return sum(2000 + 345 * i for i in range(6)), "water_source_reached", 4


def lao(folder):
    """Everything in Lao: names of columns too."""
    west, south = 102.5, 17.9
    features(folder / "ເມືອງ.geojson", squares(west, south, 0.05, 2, 2, lambda i: {"ລະຫັດ": f"01{i:02d}", "ຊື່": f"ເມືອງ {i}"}), "Polygon")
    (folder / "ໂຮງໝໍ.csv").write_text("ຊື່,ເສັ້ນແວງ,ເສັ້ນຂະໜານ\n" + "".join(f"ໂຮງໝໍ {i},{west + 0.02 + 0.03 * i:.4f},{south + 0.03 + 0.02 * i:.4f}\n" for i in range(3)))
    return people(folder / "lao_ppp_2020.tif", west, south + 0.1, 120, 120, 1), None, 3


def swapped(folder):
    """Coordinates in each other's column, where both could be either: only the boundaries show it."""
    west, south = 47.4, -18.9
    features(folder / "communes.geojson", squares(west, south, 0.05, 2, 2, lambda i: {"code": f"M{i}", "name": f"K {i}"}), "Polygon")
    (folder / "csb.csv").write_text("nom,type,longitude,latitude\n" + "".join(
        f"CSB {i},{'Hospital' if i == 2 else 'Health centre'},{south + 0.03 + 0.01 * i:.4f},{west + 0.03 + 0.01 * i:.4f}\n" for i in range(4)))
    features(folder / "schools.geojson", [({"name": f"EPP {i}"}, [south + 0.02 + 0.02 * i, west + 0.04]) for i in range(3)], "Point")
    return people(folder / "mdg_ppp_2020.tif", west, south + 0.1, 120, 120, 2), "hospital_reached", 4


def merged_workbook(path, rows, merges):
    """GDAL writes no merged cells: the workbook's own XML."""
    def cell(place, value):
        text = f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>' if isinstance(value, str) else f'<c r="{place}"><v>{value}</v></c>'
        return "" if value is None else text
    office, package = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://schemas.openxmlformats.org/package/2006"
    main, kind = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = "".join(f'<row r="{r}">' + "".join(cell(f"{chr(65 + c)}{r}", value) for c, value in enumerate(row)) + "</row>" for r, row in enumerate(rows, 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Biểu 01" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData><mergeCells count="{len(merges)}">'
        + "".join(f'<mergeCell ref="{place}"/>' for place in merges) + "</mergeCells></worksheet>"}
    with zipfile.ZipFile(path, "w") as out:
        for name, text in parts.items():
            out.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)


def squares_of_people(folder):
    """INSEE's squares of 200 m with people, communes beside them; a list of facilities in the same metres without saying so."""
    west, south = 650000.0, 6860000.0
    vectors(folder / "carreaux_200m.gpkg", "GPKG", [("carreaux_200m", "EPSG:2154", ogr.wkbPolygon, boxes(west, south, 200.0, 20, 15, lambda i: {
        "idcar_200m": f"CRS3035RES200mN{i}", "ind": 5.5, "men": 2.0}))])
    vectors(folder / "COMMUNE.shp", "ESRI Shapefile", [("COMMUNE", "EPSG:2154", ogr.wkbPolygon, boxes(west - 100, south - 100, 2200.0, 2, 2, lambda i: {
        "NOM": f"Commune {i}", "INSEE_COM": f"750{i:02d}"}))])
    kinds = ("Centre Hospitalier (C.H.)", "Centre de Santé", "Centre de Santé", "Dispensaire")
    (folder / "finess.csv").write_bytes(("nofinesset;rs;libcategetab;coordxet;coordyet\n" + "".join(
        f"7500{i};Etab {i};{kind};{west + 900 * i + 300:.1f};{south + 700 * i + 300:.1f}\n" for i, kind in enumerate(kinds))).encode("latin-1"))
    return 300 * 5.5, "hospital_reached", 4


def long_census(folder):
    """DANE's projections: a row a municipality, year and area, in Latin-1; names in a shapefile that does not say its page."""
    west, south = -74.1, 4.6
    vectors(folder / "MPIO.shp", "ESRI Shapefile", [("MPIO", "EPSG:4686", ogr.wkbPolygon, boxes(west, south, 0.04, 3, 2, lambda i: {
        "DPTO": "25", "MPIO_CNMBR": f"NARIÑO {i}", "MPIO_CDPMP": f"25{i:03d}"}), ["ENCODING=ISO-8859-1"])])
    (folder / "MPIO.cpg").unlink(missing_ok=True)
    rows = [f"25;25{i:03d};NARIÑO {i};{year};{area};{count}" for year in (2018, 2023) for i in range(6)
            for area, count in (("Cabecera", 2000), ("Resto", 1000 + i), ("Total", 3000 + i))]
    (folder / "proyecciones-poblacion.csv").write_bytes(("DP;MPIO;DPMP;AÑO;ÁREA GEOGRÁFICA;Total\n" + "\n".join(rows) + "\n").encode("latin-1"))
    features(folder / "puestos_de_salud.geojson", [({"nombre": f"Puesto {i}"}, [west + 0.02 + 0.03 * i, south + 0.03]) for i in range(4)], "Point")
    return sum(3000 + i for i in range(6)), "health_station_reached", 4


def office_formats(folder):
    """Communes as MapInfo's tables, roads as MIF, facilities in a packed file geodatabase, whose category "Primary" is no school."""
    west, south = 423000.0, 2370000.0
    vectors(folder / "xa.tab", "MapInfo File", [("xa", "EPSG:32648", ogr.wkbPolygon, boxes(west, south, 4000.0, 3, 2, lambda i: {
        "MaXa": f"0{5500 + i}", "TenXa": f"Xa {i}", "DanSo": float(4000 + i)}))])
    out = ogr.GetDriverByName("MapInfo File").CreateDataSource(str(folder / "duong.mif"), options=["FORMAT=MIF"])
    layer(out, "duong", "EPSG:32648", ogr.wkbLineString, [({"Ten": f"D{i}"}, f"LINESTRING({west} {south + 1000 * i},{west + 12000} {south + 1000 * i})") for i in range(8)])
    out.Destroy()
    vectors(folder / "x.gdb", "OpenFileGDB", [("health_facilities", "EPSG:32648", ogr.wkbPoint, [
        ({"name": f"TYT {i}", "category": "Primary" if i else "Secondary", "type": "Health centre" if i else "General hospital"},
         f"POINT({west + 2000 + 4000 * (i % 3)} {south + 2000 + 4000 * (i // 3)})") for i in range(5)])])
    with zipfile.ZipFile(folder / "facilities.gdb.zip", "w") as packed:
        for part in sorted((folder / "x.gdb").iterdir()):
            packed.write(part, "x.gdb/" + part.name)
    shutil.rmtree(folder / "x.gdb")
    return sum(4000 + i for i in range(6)), "hospital_reached", 5


PLACES = (gadm, dhis2, dhis2_geojson, kobo, osm_geopackage, mollweide, two_worldpops, settlements, by_name, titled_workbook, old_fonts, zone_edge,
          antimeridian, dhis2_mixed, wkt_and_surveyors, lao, swapped, squares_of_people, long_census, office_formats)

if __name__ == "__main__":
    for place in PLACES:
        folder = pathlib.Path(sys.argv[1]) / place.__name__
        folder.mkdir(parents=True)
        count, indicator, facilities = place(folder)
        print(place.__name__, "" if count is None else round(count), indicator or "", facilities, sep=",")
