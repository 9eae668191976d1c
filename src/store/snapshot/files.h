/* What lies where in a snapshot's directory; shared by its writer and its loader. */
#pragma once
#include "snapshot/snapshot.h"
#include "store/files/checksum.h"
#include "store/spatial/raster.h"

#define VP_SNAPSHOT_FORMAT 20
#define VP_SNAPSHOT_JSON   "snapshot.json"
#define VP_SNAPSHOT_SUM    "snapshot.json.sha256" /* of snapshot.json, as sha256sum prints it */
#define VP_COVERAGE_FILE   "coverage.sqlite"
#define VP_REGION_FILE     "facts/region.bin"
#define VP_PEOPLE_FILE     "facts/people.bin"
#define VP_JOINT_FILE      "facts/joint.bin"
#define VP_PLANNED_FILE    "facts/planned.bin"
#define VP_GAPS_FILE       "facts/gaps.bin"
#define VP_UNSERVED_FILE   "facts/unserved.bin"
#define VP_HISTORY_FILE    "facts/history.bin"
#define VP_QUALITY_FILE    "facts/quality.bin"
#define VP_WEIGHTS_FILE    "facts/weights.bin"
#define VP_LATTICES_FILE   "facts/lattices.bin"
#define VP_BACKDROP_FILE   "facts/backdrop.bin"
#define VP_OUTLINES_FILE   "cells/outlines.bin" /* mapped */
#define VP_RELIEF_FILE     "cells/relief.bin"   /* mapped */

typedef char vp_file_name[160];

/* What lies on the cells, mapped; a region need not have all of it. */
typedef enum {
    VP_LAND_ELEVATION,
    VP_LAND_WIDE, /* its geometry stands before the cells */
    VP_LAND_COVER,
    VP_LAND_ROADS,
    VP_LAND_BARRIERS,
    VP_LAND_COUNT
} vp_land_file;
/* Before the cells of the wide elevation: columns, rows, metres a cell, west, north, whole numbers as numbers, since
 * all are 8 bytes. */
enum { VP_LAND_WIDE_HEAD = 5 };
extern const char *const vp_land_files[VP_LAND_COUNT]; /* cells/land_….bin */
extern const char *const vp_land_kinds[VP_LAND_COUNT]; /* of mapped files */

/* Files of the whole snapshot, besides those of services and populations. */
typedef enum {
    VP_PIECE_PEOPLE,
    VP_PIECE_JOINT,
    VP_PIECE_PLANNED,
    VP_PIECE_GAPS,
    VP_PIECE_UNSERVED,
    VP_PIECE_HISTORY,
    VP_PIECE_QUALITY,
    VP_PIECE_WEIGHTS,
    VP_PIECE_BACKDROP,
    VP_PIECE_RELIEF,
    VP_PIECE_LATTICES,
    VP_PIECES_APART, /* before it: read in any order once the region is there */
    VP_PIECE_OUTLINES = VP_PIECES_APART,
    VP_PIECE_REGION,
    VP_PIECE_COUNT
} vp_snapshot_piece;

/* A file's name from ids that may hold any character; the number keeps names apart. */
void vp_snapshot_facts_name(const vp_definitions *definitions, size_t service,
                            vp_file_name name); /* facts/03_station.bin */
void vp_snapshot_surface_name(const vp_definitions *definitions, size_t service,
                              vp_file_name name); /* surfaces/station.tif */
void vp_snapshot_nearest_name(const vp_definitions *definitions, size_t service,
                              vp_file_name name); /* surfaces/nearest_… */
void vp_snapshot_shown_name(const vp_definitions *definitions, size_t service, vp_file_name name); /* cells/shown_… */
void vp_snapshot_access_name(const vp_definitions *definitions, size_t service, vp_file_name name); /* cells/access_… */
void vp_snapshot_population_name(const vp_people *people, size_t population, vp_file_name name);
/* The raster's cells as they are mapped: cells/station.bin of surfaces/station.tif. */
void vp_snapshot_cells_name(const char *raster, vp_file_name name);

/* How the outlines of all units lie in their file: points first; bytes. */
typedef struct {
    size_t weights_at, outer_at, bounds_at, length;
} vp_outline_layout;

vp_outline_layout vp_snapshot_outline_layout(const vp_units *units);

/* The raster that each of them is. The description is borrowed from the region. */
vp_raster vp_snapshot_surface_raster(const vp_region *region, size_t service);
void vp_snapshot_mode_name(const vp_definitions *definitions, size_t service, vp_file_name name); /* surfaces/mode_… */
vp_raster vp_snapshot_mode_raster(const vp_region *region, size_t service); /* index into the service's modes */
vp_raster vp_snapshot_nearest_raster(const vp_region *region, size_t service);
vp_raster vp_snapshot_population_raster(const vp_region *region, size_t population);
