/* The formats that sources may have, by the extension of the file. */
#pragma once
#include <stdbool.h>

typedef struct {
    const char *extension;  /* ".gpkg" */
    const char *drivers[4]; /* none: of what is inside */
    bool raster;
    const char *magic; /* bytes that begin every such file; NULL: texts */
} vp_source_format;

#define VP_SOURCE_EXTENSIONS                                                                                           \
    "gpkg shp dbf tab mif zip geojson json fgb csv tsv txt xlsx kml kmz gpx pbf osm tif tiff hgt"
const vp_source_format *vp_source_format_of(const char *path); /* NULL when the extension is not known */
/* What to do with a file of a kind that offices send and that is not read, by its extension; NULL: of another kind. */
const char *vp_source_remedy(const char *path);
#define VP_SOURCE_FOLDER "a file geodatabase is a folder, and is read packed: zip -r NAME.gdb.zip NAME.gdb"
#define VP_SOURCE_UNREAD "files of this kind are not read; %s"
