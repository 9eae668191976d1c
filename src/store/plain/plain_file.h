/* Plain files for the engine's commands: rasters (read by raster_read.h), points and polygons that an analyst names on
 * the command line.
 *
 * A vector file is opened only by the driver of its extension and only from the local disk: a VRT
 * under another name, a URL or a virtual path is refused. */
#pragma once
#include "base/findings.h"
#include <vungphu/contour.h>
#include <vungphu/grid.h>
#include <vungphu/shape.h>

/* A raster's place: its geometry and coordinate system (WKT, owned; NULL when the file has none). */
typedef struct {
    vp_grid_geometry geometry; /* in units of the system: metres, unless degrees is set */
    char *crs;
    double row_height; /* of a cell: the geometry's cell_metres is its width. Of rasters that are read */
    bool degrees;
} vp_raster_place;

void vp_raster_place_clear(vp_raster_place *place);

/* GeoTIFFs, written under a temporary name and renamed. Minutes have the two bands of store/spatial/raster.h: INFINITY
 * is no path, NaN not known. compress: lossless, smaller and slower. */
bool vp_plain_raster_write_minutes(const char *path, const vp_raster_place *place, const float cells[], bool compress,
                                   vp_error *err);
/* nodata -1. */
bool vp_plain_raster_write_whole(const char *path, const vp_raster_place *place, const int32_t cells[], bool compress,
                                 vp_error *err);

enum { VP_FEATURE_NUMBERS_MOST = 2 };

/* Features of a vector file's layer (NULL: its only one), in the coordinate system of the place. A table has columns
 * x,y in that system, or lon,lat or lonlat in degrees, written as people write them. */
typedef struct {
    char **names;                             /* the value of the name column, or the feature's number */
    char **titles;                            /* as terrain: text of the title column, "" where empty; else NULL */
    long *rows;                               /* of the file */
    vp_point *points;                         /* one each, when read as points; else NULL */
    vp_shape *shapes;                         /* one each, when read as polygons or as terrain; else NULL */
    bool *areas;                              /* as terrain: one each, whether it is a polygon; else NULL */
    double *numbers[VP_FEATURE_NUMBERS_MOST]; /* of points, those asked for: NaN where empty; NULL: no such column */
    bool named;                               /* the file has a name column */
    size_t count;
} vp_features;

typedef struct {
    const char *path, *layer;
    const char *name_column;                      /* NULL: code, id or name, whichever the layer has first */
    const char *title_column;                     /* of terrain: kept beside the class */
    const char *numbers[VP_FEATURE_NUMBERS_MOST]; /* columns of numbers that are asked for */
    bool valid;                                   /* polygons whose rings cross are wrong */
    bool rest;                                    /* the rest is given where rows cannot be used */
    vp_findings *findings;                        /* gets what is odd, and what is wrong row by row */
} vp_feature_file;

/* Read by the same confined reader as a province's sources. A feature without a geometry, or of another kind, is an
 * error in findings, and then the file is refused (but see rest); of an area that should be a point, a point inside is
 * taken. */
bool vp_plain_points_read(const vp_feature_file *file, const vp_raster_place *place, vp_features *out, vp_error *err);
bool vp_plain_polygons_read(const vp_feature_file *file, const vp_raster_place *place, vp_features *out, vp_error *err);
/* Lines and polygons, mixed: roads, rivers, lakes. names are the classes: of the name column, or else of a column
 * class, highway or kind, which the layer must have; a feature without one is an error. */
bool vp_plain_land_read(const vp_feature_file *file, const vp_raster_place *place, vp_features *out, vp_error *err);
/* Points, lines and polygons of one file, mixed: any layer. As land, but a feature needs no class, and a point is a
 * shape of one point; named says whether there are classes. */
bool vp_plain_layer_read(const vp_feature_file *file, const vp_raster_place *place, vp_features *out, vp_error *err);
void vp_features_clear(vp_features *features);

/* An area with its figures: an isochrone or a catchment. */
typedef struct {
    vp_contour contour;   /* in the system of the place */
    const char *facility; /* NULL: of all together */
    double limit, people; /* minutes; NaN: not known */
    bool not_known;       /* there is no contour since nothing is known, not since it has no size */
} vp_area;

/* A layer of multipolygons (none where an area has no size) with the columns facility, limit_minutes, people and
 * area_km2 as .gpkg, .geojson (WGS 84 when the place says where it lies) or .fgb, written under another name and
 * renamed. */
bool vp_plain_areas_write(const char *path, const vp_raster_place *place, const vp_area areas[], size_t count,
                          vp_error *err);

/* A path from a place to its facility. */
typedef struct {
    const char *from, *facility; /* facility NULL: there is no path, and no figures */
    const char *modes;           /* NULL: one mode without a name */
    const char *status;          /* reached, no_path, not_known */
    double minutes, metres;
    vp_point *points; /* in the system of the place, in the direction that is travelled */
    size_t count;     /* 1 and less: no line */
} vp_path_line;

/* A layer of lines with the columns from, facility, minutes, metres, modes and status, as vp_plain_areas_write. */
bool vp_plain_paths_write(const char *path, const vp_raster_place *place, const vp_path_line lines[], size_t count,
                          vp_error *err);

/* The features of a GeoJSON file as a layer of that name in path (.gpkg or .fgb), written under another name and
 * renamed. */
bool vp_plain_convert(const char *geojson, const char *path, const char *layer, vp_error *err);
