"""One field of numbers, kept in a file in the many ways in which files say "nothing is known here"."""
import html
import os

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()

# Name -> GDAL's type, numpy's, what stands for no data, and options.
TYPES = {
    "Byte": (gdal.GDT_Byte, numpy.uint8, 255, []),
    "SignedByte": (gdal.GDT_Byte, numpy.int8, -1, ["PIXELTYPE=SIGNEDBYTE"]),
    "UInt16": (gdal.GDT_UInt16, numpy.uint16, 65535, []),
    "Int16": (gdal.GDT_Int16, numpy.int16, -32768, []),
    "UInt32": (gdal.GDT_UInt32, numpy.uint32, 4294967295, []),
    "Int32": (gdal.GDT_Int32, numpy.int32, -2147483648, []),
    "Float32": (gdal.GDT_Float32, numpy.float32, -9999, []),
    "Float64": (gdal.GDT_Float64, numpy.float64, -1e20, []),
}
if hasattr(gdal, "GDT_UInt64"):
    TYPES["UInt64"] = (gdal.GDT_UInt64, numpy.uint64, 18446744073709551615, [])
    TYPES["Int64"] = (gdal.GDT_Int64, numpy.int64, -9223372036854775808, [])
if hasattr(gdal, "GDT_Int8"):
    TYPES["SignedByte"] = (gdal.GDT_Int8, numpy.int8, -1, [])

KINDS = ["declared", "nan", "mask", "msk", "alpha", "aux", "scaled", "aux_scaled", "aux_crs", "south_up", "east_first", "cog"]
SCALE, OFFSET, HIDDEN = 0.5, 1, 77  # HIDDEN: what stands beneath a mask


def fits(kind, name):
    return name.startswith("Float") or kind != "nan"


def write(path, values, known, west, north, cell, kind, name, epsg=32648):
    """values: whole numbers from 1 to 60; known: where they are. Rows from north to south."""
    for extra in ("", ".msk", ".aux.xml"):
        if os.path.exists(path + extra):
            os.remove(path + extra)
    gdal_type, numpy_type, no_data, options = TYPES[name]
    masked = kind in ("mask", "msk", "alpha")
    scaled = kind in ("scaled", "aux_scaled")
    stored = (values - OFFSET) / SCALE if scaled else values.astype(float)
    cells = stored.astype(numpy_type)
    cells[~known] = HIDDEN if masked else numpy.nan if kind == "nan" else no_data
    rows, columns = values.shape
    transform = [west, cell, 0, north, 0, -cell]
    if kind == "south_up":
        cells, transform = cells[::-1], [west, cell, 0, north - rows * cell, 0, cell]
    if kind == "east_first":
        cells, transform = cells[:, ::-1], [west + columns * cell, -cell, 0, north, 0, -cell]
    aside = kind.startswith("aux")
    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES" if kind == "mask" else "NO")
    options = options + (["ALPHA=YES"] if kind == "alpha" else [])
    target = "/vsimem/cog.tif" if kind == "cog" else path
    file = gdal.GetDriverByName("GTiff").Create(target, columns, rows, 2 if kind == "alpha" else 1, gdal_type, options)
    file.SetGeoTransform(transform)
    system = osr.SpatialReference()
    system.ImportFromEPSG(epsg)
    if kind != "aux_crs":
        file.SetProjection(system.ExportToWkt())
    band = file.GetRasterBand(1)
    raw = cells.view(numpy.uint8) if gdal_type == gdal.GDT_Byte else cells
    band.WriteArray(numpy.ascontiguousarray(raw))
    if kind in ("declared", "scaled", "south_up", "east_first", "cog"):
        if name in ("UInt64", "Int64") and hasattr(band, "SetNoDataValueAsInt64"):
            (band.SetNoDataValueAsUInt64 if name == "UInt64" else band.SetNoDataValueAsInt64)(no_data)
        else:
            band.SetNoDataValue(no_data)
    if kind == "scaled":
        band.SetScale(SCALE)
        band.SetOffset(OFFSET)
    if kind == "alpha":
        file.GetRasterBand(2).WriteArray(numpy.where(known, 255 if gdal_type == gdal.GDT_Byte else 100, 0))
    if kind in ("mask", "msk"):
        file.CreateMaskBand(gdal.GMF_PER_DATASET)
        band.GetMaskBand().WriteArray(numpy.where(known, 255, 0).astype(numpy.uint8))
    band = None
    if kind == "cog":
        gdal.GetDriverByName("COG").CreateCopy(path, file, options=["BLOCKSIZE=128"])
    file = None
    if aside:
        scale = f"<Offset>{OFFSET}</Offset><Scale>{SCALE}</Scale>" if kind == "aux_scaled" else ""
        crs = f"<SRS>{html.escape(system.ExportToWkt())}</SRS>" if kind == "aux_crs" else ""
        with open(path + ".aux.xml", "w") as text:
            text.write(f'<PAMDataset>{crs}<PAMRasterBand band="1"><NoDataValue>{no_data!r}</NoDataValue>{scale}<Metadata>'
                       '<MDI key="STATISTICS_MAXIMUM">1</MDI></Metadata></PAMRasterBand></PAMDataset>')
