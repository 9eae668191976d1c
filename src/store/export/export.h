/* A snapshot's tables, layers and surfaces as files for other programs. */
#pragma once
#include <stdatomic.h>
#include <stddef.h>
#include <vungphu/error.h>

typedef struct {
    size_t column, row, columns, rows; /* cells of the surface */
} vp_export_window;

typedef struct {
    const char *directory; /* of the dataset */
    const char *snapshot;  /* id; NULL: the current one */
    const char *database;  /* of one layer (store/snapshot/columns_database.h), instead of a snapshot's; NULL: those */
    const char *layer;     /* NULL: units */
    bool bom;              /* the csv begins with a byte order mark, by which Excel knows UTF-8 */
    bool decimal_comma;    /* the csv is for spreadsheets with decimal commas (VP_CSV_COMMA), with the mark too */
    bool english;          /* the titles of xlsx are English, else Vietnamese */
    const vp_export_window *window; /* of a surface; NULL: all of it */
    const atomic_bool *unwanted;    /* becomes true when the file is to be given up, with VP_CANCELLED; NULL: never */
} vp_export_question;

/* Writes path whole or not at all; what the extension says: csv, geojson, fgb (one layer), gpkg,
 * xlsx (everything), tif (one surface: of a service reached on a path with a second band that says where there is
 * none). The snapshot's file that is read is checked against its sum first.
 *
 * layer: units (those of the day, also units_LEVEL_VINTAGE), facilities, transmitters, service_areas, gaps, quality,
 * isochrones, indicators,
 * indicator_values, targets, history, services, population_groups, sources; for tif a service's id,
 * nearest_ID or population_LABEL. VP_NOT_FOUND when there is none of that name, or no such snapshot. A byte order
 * mark and decimal commas are refused for other formats than csv. */
bool vp_export(const vp_export_question *question, const char *path, vp_error *err);
