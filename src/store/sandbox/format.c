#include "store/sandbox/format.h"
#include <string.h>
#include <strings.h>

static const vp_source_format formats[] = {
    {".gpkg", {"GPKG", NULL}, false, "SQLite format 3"},
    {".shp", {"ESRI Shapefile", NULL}, false, "\x00\x00\x27\x0A"},
    {".dbf", {"ESRI Shapefile", NULL}, false, NULL},
    {".zip", {NULL}, false, "PK\x03\x04"}, /* what it holds is read, rasters too */
    {".kmz", {NULL}, false, "PK\x03\x04"},
    {".geojson", {"GeoJSON", NULL}, false, NULL},
    {".json", {"GeoJSON", NULL}, false, NULL},
    {".fgb", {"FlatGeobuf", NULL}, false, "fgb"},
    {".csv", {"CSV", NULL}, false, NULL},
    {".tsv", {"CSV", NULL}, false, NULL},
    {".txt", {"CSV", NULL}, false, NULL},
    {".xlsx", {"XLSX", NULL}, false, "PK\x03\x04"},
    {".kml", {"LIBKML", "KML", NULL}, false, NULL},
    {".gpx", {"GPX", NULL}, false, NULL},
    {".pbf", {"OSM", NULL}, false, NULL},
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
