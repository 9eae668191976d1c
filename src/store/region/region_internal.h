/* The steps of vp_region_load, one file each. A region that was filled only in part can
 * always be freed by vp_region_free. */
#pragma once
#include "store/spatial/projection.h"
#include "store/sqlite/database.h"
#include <vungphu/region.h>

typedef struct {
    vp_database *database;
    vp_projection *projection;
    vp_region *region;
    int64_t *facility_ids; /* of region->facilities, ascending */
} vp_region_parts;

/* The rows of a query as an array of items, in order. read fills one zeroed item. */
typedef bool vp_row_read(vp_region_parts *parts, sqlite3_stmt *row, void *item, vp_error *err);

/* *count grows with each row, also on failure, so that what was read can be freed. The
 * items are returned even then (NULL when there are none); *ok says how it went. */
void *vp_region_rows_load(vp_region_parts *parts, const char *sql, size_t item_size, vp_row_read *read, size_t *count,
                          bool *ok, vp_error *err);

/* The same for a statement that is bound already. */
void *vp_region_rows_read(vp_region_parts *parts, sqlite3_stmt *query, size_t item_size, vp_row_read *read,
                          size_t *count, bool *ok, vp_error *err);

/* The text of a column, "" for NULL. */
bool vp_row_text(sqlite3_stmt *row, int column, char **text, vp_error *err);
/* The first ten characters of a date, "" for NULL. */
void vp_row_date(sqlite3_stmt *row, int column, vp_date date);

bool vp_region_load_units(vp_region_parts *parts, const char *unit_level, vp_error *err); /* region_units.c */
bool vp_region_load_groups(vp_region_parts *parts, vp_error *err);      /* region_groups.c: the rows */
bool vp_region_load_places(vp_region_parts *parts, vp_error *err);      /* region_places.c */
bool vp_region_load_areas(vp_region_parts *parts, vp_error *err);       /* after the services */
bool vp_region_load_definitions(vp_region_parts *parts, vp_error *err); /* region_definitions.c */
bool vp_region_load_grids(vp_region_parts *parts, vp_error *err);       /* region_grids.c */
bool vp_region_snap_facilities(vp_region_parts *parts, vp_error *err);  /* region_snap.c: after the grids */
bool vp_region_share_crosswalk(vp_region_parts *parts, vp_error *err);  /* region_crosswalk.c: shares not stated */
bool vp_region_compute_records(vp_region_parts *parts, vp_error *err); /* region_computed.c: after all but the groups */
bool vp_region_count_groups(vp_region_parts *parts, vp_error *err);    /* members and shares, from all records */

/* What region_computed.c adds to the records of each unit; NULL ends the list. */
extern const char *const vp_region_computed_names[];

/* Expressions over the units' records (region_groups.c): a private table of nothing else. */
vp_database *vp_region_sandbox(const vp_region *region, vp_error *err);
/* One array per unit set, filled with value. NULL when memory is short; vp_region_values_free. */
double **vp_region_values(const vp_region *region, double value);
void vp_region_values_free(const vp_region *region, double **values);
/* values[unit set][unit] of the expression; NaN where it is NULL. what: names it in a refusal. */
bool vp_region_evaluate(vp_database *sandbox, const vp_region *region, const char *what, const char *expression,
                        double **values, vp_error *err);
