"""A made-up nation of a few hundred cells, seeded: communes in districts, hills, a river with bridges, roads,
and services by foot, by several modes, in a straight line, shared out, and heard.

write_nation(folder, seed, cut): cut(number) gives the part of each district; no parts.csv where it is None.
"""
import json
import random

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
CELL, WEST, NORTH = 100, 500000, 2402000
COLUMNS, ROWS = 120, 90  # of cells
ACROSS, DOWN = 6, 4      # communes
DISTRICT = [(0, 0), (0, 0), (1, 0), (1, 0), (2, 0), (2, 0)]  # of a column of communes; rows 2 and 3: three more


def raster(path, values, kind):
    utm = osr.SpatialReference()
    utm.ImportFromEPSG(32648)
    out = gdal.GetDriverByName("GTiff").Create(str(path), values.shape[1], values.shape[0], 1, kind)
    out.SetGeoTransform((WEST, CELL, 0, NORTH, 0, -CELL))
    out.SetProjection(utm.ExportToWkt())
    out.GetRasterBand(1).WriteArray(values)
    out.FlushCache()


def hills(generator):
    y, x = numpy.mgrid[0:ROWS, 0:COLUMNS]
    height = numpy.full((ROWS, COLUMNS), 40.0)
    for _ in range(12):
        c, r, wide, high = generator.uniform(0, COLUMNS), generator.uniform(0, ROWS), generator.uniform(6, 18), generator.uniform(20, 260)
        height += high * numpy.exp(-((x - c) ** 2 + (y - r) ** 2) / (2 * wide ** 2))
    return numpy.round(height, 1).astype(numpy.float32)


def lines(features):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": [
        {"type": "Feature", "properties": {"class": kind}, "geometry": {"type": "LineString", "coordinates": points}}
        for kind, points in features]})


def wander(generator, points, step):
    """A line from west to east, or from north to south, that is not straight."""
    at = generator.uniform(0.15, 0.85)
    out = []
    for i in range(points + 1):
        at = min(0.97, max(0.03, at + generator.uniform(-step, step)))
        out.append((i / points, at))
    return out


def place(generator):
    return WEST + generator.uniform(200, (COLUMNS - 2) * CELL), NORTH - generator.uniform(200, (ROWS - 2) * CELL)


def metres(fraction_x, fraction_y):
    return [round(WEST + fraction_x * COLUMNS * CELL, 2), round(NORTH - fraction_y * ROWS * CELL, 2)]


def shapes(generator):
    """Corners of communes: a bent lattice, so that borders cut cells."""
    corner = {}
    for i in range(ACROSS + 1):
        for j in range(DOWN + 1):
            bend_x = generator.uniform(-0.05, 0.05) if 0 < i < ACROSS else 0
            bend_y = generator.uniform(-0.07, 0.07) if 0 < j < DOWN else 0
            corner[i, j] = metres(0.01 + 0.98 * (i / ACROSS + bend_x / 2), 0.01 + 0.98 * (j / DOWN + bend_y / 2))
    return corner


def ring(points):
    return "((" + ",".join(f"{x} {y}" for x, y in points + points[:1]) + "))"


def write_units(folder, corner):
    communes, districts = ["code,name,district,WKT"], {}
    for j in range(DOWN):
        for i in range(ACROSS):
            quad = ring([corner[i, j], corner[i, j + 1], corner[i + 1, j + 1], corner[i + 1, j]])
            district = 1 + DISTRICT[i][0] + 3 * (j // 2)
            communes.append(f'c{j}{i},Xã {j}{i},d{district},"POLYGON{quad}"')
            districts.setdefault(district, []).append(quad)
    rows = ["code,name,WKT"] + [f'd{d},Huyện {d},"MULTIPOLYGON({",".join(quads)})"' for d, quads in districts.items()]
    (folder / "communes.csv").write_text("\n".join(communes) + "\n", encoding="utf-8")
    (folder / "districts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def write_places(folder, generator):
    rows = ["id,name,service,beds,open_from,x,y"]
    for kind, count in (("clinic", 14), ("hospital", 5), ("school", 25)):
        for k in range(count):
            x, y = place(generator)
            opened = "2028-03-01" if k == count - 1 else "2001-01-01"
            service = {"clinic": "clinic", "hospital": "hospital", "school": "school|school_walk"}[kind]
            rows.append(f"{kind}{k},{kind} {k},{service},{generator.randrange(5, 60)},{opened},{x:.2f},{y:.2f}")
    (folder / "places.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    heard = ["id,programme,system,scope,polarisation,mast,mhz,kw,x,y"]
    for k in range(3):
        x, y = place(generator)
        heard.append(f"m{k},p{k},fm,{'national' if k else 'local'},H,40,{95 + k},{0.001 * (k + 1)},{x:.2f},{y:.2f}")
    (folder / "masts.csv").write_text("\n".join(heard) + "\n", encoding="utf-8")


def write_land(folder, generator):
    raster(folder / "dem.tif", hills(generator), gdal.GDT_Float32)
    noise = numpy.random.default_rng(generator.randrange(1 << 30))
    cover = noise.choice([10, 30, 40, 50], size=(ROWS // 5, COLUMNS // 5)).repeat(5, 0).repeat(5, 1)
    raster(folder / "cover.tif", cover.astype(numpy.uint8), gdal.GDT_Byte)
    people = noise.gamma(0.3, 20, size=(ROWS, COLUMNS)) * (noise.random((ROWS, COLUMNS)) < 0.6)
    raster(folder / "people.tif", people.astype(numpy.float32), gdal.GDT_Float32)
    roads = [("lane", [metres(a, b) for a, b in wander(generator, 9, 0.1)]) for _ in range(3)]
    roads += [("highway", [metres(b, a) for a, b in wander(generator, 7, 0.1)]) for _ in range(2)]
    pieces = [(kind, list(pair)) for kind, points in roads for pair in zip(points, points[1:])]
    (folder / "roads.geojson").write_text(lines(pieces))
    gdal.VectorTranslate(str(folder / "roads.fgb"), str(folder / "roads.geojson"))  # it has a spatial index
    (folder / "rivers.geojson").write_text(lines([("river", [metres(b, a) for a, b in wander(generator, 11, 0.08)])]))


TABLES = {
    "province.csv": "key,value\nid,nation\nname_vi,Nước mẫu\nname_en,Made-up nation\ncrs,EPSG:32648\ncell_metres,100\n"
                    "as_of,2026-12-31\nunit_level,commune\nmargin_metres,300\nsnap_metres,400\n",
    "groups.csv": "id,title_vi,title_en,units_where,share_field\n",
    "speeds.csv": "mode,surface,class,km_per_h,slope,season,source\nwalk,road,*,5,yes,,\nwalk,land_cover,10,2,yes,,\n"
                  "walk,land_cover,*,3,yes,,\nwalk,barrier,river,0,no,,\nbike,road,*,11,no,,\nbike,land_cover,*,0,no,,\n"
                  "bike,barrier,river,0,no,,\n",
    "services.csv": "id,title_vi,title_en,department,reach,mode,scope,limits,default_limit,queue_minutes,capacity_field,group\n"
                    "clinic,Trạm,Clinic,,travel_time,walk|bike,,10;15,12,,beds,\n"
                    "hospital,Bệnh viện,Hospital,,round_trip,walk,,20;30,30,5,beds,\n"
                    "school,Trường,School,,distance,,,500;1000,1000,,,\n"
                    "school_walk,Trường đi bộ,School on foot,,travel_time,walk,,10,10,,beds,\n"
                    "radio,Phát thanh,Radio,,signal,fm,either,54;60,54,,,\n",
    "indicators.csv": "id,title_vi,title_en,department,measure,service,at_least,group,limit,threshold,target,target_year,better,"
                      "source,definition\n"
                      "A,Gần trạm,Near a clinic,,reached_share,clinic,,,,,0.9,2030,more,,Tỷ lệ.\n"
                      "B,Xã gần trạm,Communes near a clinic,,reached_units,clinic,,,10,0.5,0.9,2030,more,,Tỷ lệ.\n"
                      "C,Chỗ học,Places shared out,,floating_catchment,school_walk,,,,,,2030,more,,E2SFCA.\n"
                      "D,Cả hai,Both,,joint_share,clinic+school,,,,,0.5,2030,more,,Tỷ lệ.\n"
                      "E,Nghe đài,Radio,,reached_share,radio,,,,,0.5,2030,more,,Tỷ lệ.\n"
                      "F,Gần viện,Near a hospital,,reached_share,hospital,,,,,0.5,2030,more,,Tỷ lệ.\n"
                      "G,Gần trường,Near a school,,reached_share,school,,,,,0.5,2030,more,,Tỷ lệ.\n",
    "datasets.csv": "role,path,layer,vintage,crs,encoding,fields,filter,licence,attribution,url,note\n"
                    "units,communes.csv,,2025,EPSG:32648,,code=code;name=name;parent_code=district;level:=commune,,,,,\n"
                    "units,districts.csv,,2025,EPSG:32648,,code=code;name=name;level:=district,,,,,\n"
                    "population,people.tif,,2020,,,,,,,,\nelevation,dem.tif,,,,,,,,,,\nland_cover,cover.tif,,,,,,,,,,\n"
                    "roads,roads.fgb,,,,,class=class,,,,,\nbarriers,rivers.geojson,,,,,class=class,,,,,\n"
                    "facilities,places.csv,,2025,EPSG:32648,,id=id;name=name;lon=x;lat=y;service=service;beds=beds;"
                    "open_from=open_from,,,,,\n"
                    "transmitters,masts.csv,,,EPSG:32648,,id=id;programme=programme;system=system;scope=scope;"
                    "polarisation=polarisation;mast_metres=mast;frequency_mhz=mhz;erp_kw=kw;lon=x;lat=y,,,,,\n",
}


def write_nation(folder, seed, parts=(), margin=""):
    """parts: lists of district numbers, 1 to 6."""
    generator = random.Random(seed)
    folder.mkdir()
    write_units(folder, shapes(generator))
    write_land(folder, generator)
    write_places(folder, generator)
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    rows = [f"p{k},district,,{'|'.join(f'd{d}' for d in of)},{margin}" for k, of in enumerate(parts)]
    if parts:
        (folder / "parts.csv").write_text("id,level,vintage,units,margin_metres\n" + "\n".join(rows) + "\n")
