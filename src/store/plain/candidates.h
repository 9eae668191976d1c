/* Lists of candidate sites: points in any format, or a table with lon and lat, or areas, and with any of the columns
 * price and capacity. */
#pragma once
#include "base/findings.h"
#include "snapshot/snapshot.h"

typedef struct {
    uint32_t *cells;             /* each once; of areas NULL */
    vp_shape *shapes;            /* of areas; else NULL */
    const vp_shape **areas;      /* the same */
    char **names;                /* the code, id or name column; NULL where the list has none */
    double *prices, *capacities; /* NULL: the list has no such column; a capacity NaN: not given */
    size_t count, room;
} vp_candidate_list;

/* Rows on cells that cannot be crossed and malformed rows are added to findings; false when there is an error among
 * them. Of two rows in one cell the cheaper counts, the first of equals. */
bool vp_candidate_list_read(const char *path, const vp_snapshot *snapshot, const vp_terrain *terrain,
                            vp_candidate_list *list, vp_findings *findings, vp_error *err);
/* The same of a layer of polygons, one a candidate. */
bool vp_candidate_areas_read(const char *path, const vp_snapshot *snapshot, vp_candidate_list *list,
                             vp_findings *findings, vp_error *err);
void vp_candidate_list_clear(vp_candidate_list *list);
