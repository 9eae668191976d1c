"""The files of the sample province, through GDAL."""
import csv
import os
import numpy as np
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()
UTM = osr.SpatialReference()
UTM.ImportFromEPSG(32648)
UTM.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
LONLAT = osr.SpatialReference()
LONLAT.ImportFromEPSG(4326)
LONLAT.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
TO_LONLAT = osr.CoordinateTransformation(UTM, LONLAT)
TYPES = {int: ogr.OFTInteger, float: ogr.OFTReal, str: ogr.OFTString}


def fresh(folder, name):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        os.remove(path)
    return path


def raster(folder, name, grid, kind, nodata, west, north, cell, crs=UTM, unit=''):
    options = ['COMPRESS=DEFLATE', 'ZLEVEL=9', 'TILED=YES', f'PREDICTOR={3 if kind == gdal.GDT_Float32 else 2}']
    ds = gdal.GetDriverByName('GTiff').Create(fresh(folder, name), grid.shape[1], grid.shape[0], 1, kind, options)
    ds.SetGeoTransform((west, cell, 0, north, 0, -cell))
    ds.SetProjection(crs.ExportToWkt())
    band = ds.GetRasterBand(1)
    band.SetNoDataValue(nodata)
    if unit:
        band.SetUnitType(unit)
    band.WriteArray(grid)
    return ds


def colours(ds):
    table = gdal.ColorTable()
    for code, colour in {10: (0, 100, 0), 20: (255, 187, 34), 30: (255, 255, 76), 40: (240, 150, 255), 50: (250, 0, 0), 60: (180, 180, 180),
                         80: (0, 100, 200)}.items():
        table.SetColorEntry(code, colour + (255,))
    ds.GetRasterBand(1).SetColorTable(table)


def layer(ds, name, kind, rows, crs=UTM, options=()):
    """rows: [(attributes, geometry)]; the types of the fields come from the first value that is not None."""
    out = ds.CreateLayer(name, crs, kind, list(options))
    for field in rows[0][0]:
        value = next((a[field] for a, _ in rows if a[field] is not None), '')
        is_date = field in ('open_from', 'open_to')
        out.CreateField(ogr.FieldDefn(field, ogr.OFTDate if is_date else TYPES[type(value)]))
    for attributes, geometry in rows:
        feature = ogr.Feature(out.GetLayerDefn())
        for field, value in attributes.items():
            if value is not None:
                feature.SetField(field, value)
        feature.SetGeometry(geometry)
        out.CreateFeature(feature)
    return out


def point(x, y):
    g = ogr.Geometry(ogr.wkbPoint)
    g.AddPoint_2D(round(x, 1), round(y, 1))
    return g


def line(points):
    g = ogr.Geometry(ogr.wkbLineString)
    for x, y in points:
        g.AddPoint_2D(round(x, 1), round(y, 1))
    return g


def polygons(rings):
    """A multipolygon of rings: those wound one way are outer, the others holes."""
    outers, holes = [], []
    for points in rings:
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for x, y in points:
            ring.AddPoint_2D(round(x, 1), round(y, 1))
        area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:]))
        (outers if area > 0 else holes).append(ring)
    out = ogr.Geometry(ogr.wkbMultiPolygon)
    for ring in outers:
        polygon = ogr.Geometry(ogr.wkbPolygon)
        polygon.AddGeometry(ring)
        for hole in holes:
            inner = ogr.Geometry(ogr.wkbPolygon)
            inner.AddGeometry(hole)
            if polygon.Contains(inner.PointOnSurface()):
                polygon.AddGeometry(hole)
        out.AddGeometry(polygon)
    return out


def table(folder, name, header, rows):
    with open(os.path.join(folder, name), 'w', newline='', encoding='utf-8') as f:
        out = csv.writer(f, lineterminator='\n')
        out.writerow(header)
        out.writerows(rows)


def lonlat(x, y):
    lon, lat, _ = TO_LONLAT.TransformPoint(x, y)
    return round(lon, 6), round(lat, 6)


def coarse_people(people, inside_data, west, north, cell, step=1 / 120):
    """The people summed to a grid of 30 arc seconds, as the world-wide grids have them."""
    rows, columns = np.nonzero(inside_data & (people > 0))
    places = TO_LONLAT.TransformPoints(np.column_stack([west + (columns + 0.5) * cell, north - (rows + 0.5) * cell]).tolist())
    lon, lat = np.array([p[0] for p in places]), np.array([p[1] for p in places])
    left, top = np.floor(lon.min() / step) * step, np.ceil(lat.max() / step) * step
    c, r = ((lon - left) / step).astype(int), ((top - lat) / step).astype(int)
    grid = np.zeros((r.max() + 1, c.max() + 1))
    np.add.at(grid, (r, c), people[rows, columns])
    return grid, left, top, step
