#include "store/sandbox/format.h"
#include "base/sentences.h"
#include <string.h>
#include <strings.h>

static const vp_source_format formats[] = {
    {".gpkg", {"GPKG", NULL}, false, "SQLite format 3"},
    {".shp", {"ESRI Shapefile", NULL}, false, "\x00\x00\x27\x0A"},
    {".dbf", {"ESRI Shapefile", NULL}, false, NULL},
    {".tab", {"MapInfo File", NULL}, false, NULL},
    {".mif", {"MapInfo File", NULL}, false, NULL},
    {".gdb", {"OpenFileGDB", NULL}, false, NULL}, /* a folder: only inside a zip */
    {".zip", {NULL}, false, "PK\x03\x04"},        /* what it holds is read, rasters too */
    {".kmz", {NULL}, false, "PK\x03\x04"},
    {".geojson", {"GeoJSON", NULL}, false, NULL},
    {".json", {"GeoJSON", "ESRIJSON", "TopoJSON", NULL}, false, NULL},
    {".fgb", {"FlatGeobuf", NULL}, false, "fgb"},
    {".csv", {"CSV", NULL}, false, NULL},
    {".tsv", {"CSV", NULL}, false, NULL},
    {".txt", {"CSV", NULL}, false, NULL},
    {".xlsx", {"XLSX", NULL}, false, "PK\x03\x04"},
    {".kml", {"LIBKML", "KML", NULL}, false, NULL},
    {".gpx", {"GPX", NULL}, false, NULL},
    {".pbf", {"OSM", NULL}, false, NULL},
    {".osm", {"OSM", NULL}, false, NULL},
    {".tif", {"GTiff", NULL}, true, NULL},
    {".tiff", {"GTiff", NULL}, true, NULL},
    {".hgt", {"SRTMHGT", NULL}, true, NULL},
};

const vp_source_format *vp_source_format_of(const char *path)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        size_t end = strlen(formats[i].extension);
        if (length > end && strcasecmp(path + length - end, formats[i].extension) == 0) return &formats[i];
    }
    return NULL;
}

#define TO_GEOPACKAGE   VP_PART("ogr2ogr OUT.gpkg IN makes a GeoPackage of it")
#define TO_WORKBOOK     VP_PART("save it as .xlsx")
#define OUT_OF_DOCUMENT VP_PART("copy its table into a spreadsheet and save that as .xlsx")
#define UNPACK          VP_PART("unpack it")

const char *vp_source_remedy(const char *path)
{
    static const char *const remedies[][2] = {
        {".xls", TO_WORKBOOK},
        {".xlsb", TO_WORKBOOK},
        {".ods", TO_WORKBOOK},
        {".et", TO_WORKBOOK},
        {".doc", OUT_OF_DOCUMENT},
        {".docx", OUT_OF_DOCUMENT},
        {".odt", OUT_OF_DOCUMENT},
        {".pdf", OUT_OF_DOCUMENT},
        {".mdb", VP_PART("export its tables as CSV")},
        {".accdb", VP_PART("export its tables as CSV")},
        {".dgn", TO_GEOPACKAGE},
        {".dxf", TO_GEOPACKAGE},
        {".gml", TO_GEOPACKAGE},
        {".sqlite", TO_GEOPACKAGE},
        {".parquet", TO_GEOPACKAGE},
        {".dwg", VP_PART("export its layers as shapefiles or DXF first")},
        {".rar", UNPACK},
        {".7z", UNPACK},
        {".gz", UNPACK},
        {".bz2", UNPACK},
        {".xz", UNPACK},
        {".tar", UNPACK},
        {".tgz", UNPACK},
    };
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof remedies / sizeof *remedies; i++)
        if (strcasecmp(dot, remedies[i][0]) == 0) return remedies[i][1];
    return NULL;
}
