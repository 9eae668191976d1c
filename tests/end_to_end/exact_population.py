"""People of a population raster inside the units of a layer, by exact partial cells, computed by GEOS
alone: an independent check of the program's zonal weights.

Usage: exact_population.py RASTER VECTOR LAYER   prints the sum over the dissolved units
Cells wholly inside a row's strip of the dissolved area count fully; the others by GEOS intersection."""
import sys

import numpy
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()


def dissolved(path, layer_name, target):
    dataset = ogr.Open(path)  # a layer does not keep its dataset alive
    layer = dataset.GetLayerByName(layer_name)
    source = layer.GetSpatialRef()
    source.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    target.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    change = osr.CoordinateTransformation(source, target)
    parts = ogr.Geometry(ogr.wkbMultiPolygon)
    for feature in layer:
        shape = feature.GetGeometryRef().Clone()
        shape.Transform(change)
        if not shape.IsValid():
            shape = shape.MakeValid()
        for i in range(max(1, shape.GetGeometryCount())):
            part = shape.GetGeometryRef(i) if shape.GetGeometryType() != ogr.wkbPolygon else shape
            if ogr.GT_Flatten(part.GetGeometryType()) == ogr.wkbPolygon:
                parts.AddGeometry(part)
    return parts.UnionCascaded()


def box(west, south, east, north):
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in ((west, south), (east, south), (east, north), (west, north), (west, south)):
        ring.AddPoint_2D(x, y)
    shape = ogr.Geometry(ogr.wkbPolygon)
    shape.AddGeometry(ring)
    return shape


def halves(area, people, geometry, window):
    """Sum over a window of cells, split until a piece is empty, full or one cell."""
    row, column, rows, columns = window
    block = people[row:row + rows, column:column + columns]
    if area is None or area.IsEmpty() or not block.any():
        return 0.0
    west, cell, north = geometry
    square = box(west + column * cell, north - (row + rows) * cell, west + (column + columns) * cell, north - row * cell)
    inside = area.Intersection(square)
    if inside is None or inside.IsEmpty():
        return 0.0
    share = inside.GetArea() / square.GetArea()
    if share > 1 - 1e-13:
        return float(block.sum())
    if rows == 1 and columns == 1:
        return float(block[0, 0]) * share
    if rows >= columns:
        half = rows // 2
        return (halves(inside, people, geometry, (row, column, half, columns)) +
                halves(inside, people, geometry, (row + half, column, rows - half, columns)))
    half = columns // 2
    return (halves(inside, people, geometry, (row, column, rows, half)) +
            halves(inside, people, geometry, (row, column + half, rows, columns - half)))


def main(raster, vector, layer):
    source = gdal.Open(raster)
    west, cell, _, north, _, _ = source.GetGeoTransform()
    target = osr.SpatialReference(source.GetProjection())
    band = source.GetRasterBand(1)
    people = band.ReadAsArray().astype(numpy.float64)
    people[people == band.GetNoDataValue()] = 0
    area = dissolved(vector, layer, target)
    print("%.6f" % halves(area, people, (west, cell, north), (0, 0) + people.shape))


if __name__ == "__main__":
    main(*sys.argv[1:])
