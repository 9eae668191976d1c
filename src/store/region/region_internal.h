/* The steps of vp_region_load, one file each. A region that was filled only in part can
 * always be freed by vp_region_free. */
#pragma once
#include "store/region/load.h"
#include "store/spatial/projection.h"
#include "store/sqlite/rows.h"
#include <vungphu/region.h>

typedef struct {
    vp_database *database;
    vp_projection *projection;
    vp_region *region;
    int64_t *facility_ids;  /* of region->supply.facilities, ascending */
    double *people_factors; /* [unit of totals_set] total / people of the grid, NaN where not raked; NULL: no totals */
    size_t totals_set;
    bool is_part;     /* of a nation: units, and what is said of units, are those within */
    vp_bounds window; /* of its grids */
    vp_region_known known;
    vp_weights **weights; /* [set] of the units on the grid; NULL before the grids */
} vp_region_parts;

bool vp_region_load_units(vp_region_parts *parts, const char *unit_level, vp_error *err); /* units.c */
bool vp_region_load_groups(vp_region_parts *parts, vp_error *err);                        /* groups.c: the rows */
bool vp_region_load_places(vp_region_parts *parts, vp_error *err);                        /* places.c */
bool vp_region_load_areas(vp_region_parts *parts, vp_error *err);                         /* after the services */
bool vp_region_load_definitions(vp_region_parts *parts, vp_error *err);                   /* definitions.c */
/* openings.c: services with the facilities of years to come; after services and indicators. */
bool vp_region_plan_services(vp_region_parts *parts, vp_error *err);
/* grids.c: that of the dataset's grids; no columns where it has none. */
bool vp_region_find_geometry(vp_database *database, vp_grid_geometry *geometry, vp_error *err);
bool vp_region_load_grids(vp_region_parts *parts, vp_error *err);
bool vp_region_load_settlements(vp_region_parts *parts, vp_error *err); /* settlements.c: the rows */
bool vp_region_assume_layers(vp_region_parts *parts, vp_error *err);    /* missing_layers.c: after the grids */
bool vp_region_move_people(vp_region_parts *parts, vp_error *err);      /* people.c: after missing_layers.c */
bool vp_region_rake_people(vp_region_parts *parts, vp_error *err);      /* totals.c: after people.c */
bool vp_region_snap_facilities(vp_region_parts *parts, vp_error *err);  /* snap.c: after the grids */
bool vp_region_share_crosswalk(vp_region_parts *parts, vp_error *err);  /* crosswalk.c: shares not stated */
bool vp_region_compute_records(vp_region_parts *parts, vp_error *err);  /* computed.c: after all but the groups */
bool vp_region_define_groups(vp_region *region, vp_error *err);         /* groups.c: of grids, after totals.c */
bool vp_region_count_groups(vp_region_parts *parts, vp_error *err);     /* members and shares, from all records */

/* Expressions over the units' records (expressions.c): a private table of nothing else. */
vp_database *vp_region_sandbox(const vp_region *region, vp_error *err);
/* Records that the expression names and no source has, as columns of nulls. */
bool vp_region_add_columns(vp_database *sandbox, const vp_region *region, const char *expression, vp_error *err);
/* One array per unit set, filled with value. NULL when memory is short; vp_region_values_free. */
double **vp_region_values(const vp_units *units, double value);
void vp_region_values_free(const vp_units *units, double **values);
/* values[unit set][unit] of the expression; NaN where it is NULL. what: names it in a refusal. */
bool vp_region_evaluate(vp_database *sandbox, const vp_units *units, const char *what, const char *expression,
                        double **values, vp_error *err);
