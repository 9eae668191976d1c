/* Shares of divided units that the crosswalk does not state: the people of the first population grid who live
 * where the old and the new unit overlap. */
#include "store/region/region_internal.h"
#include "store/spatial/geometry.h"
#include <math.h>
#include <string.h>
#include <vungphu/zonal.h>

typedef struct {
    double people, area;
} overlap;

/* People inside a shape, from the source's own cells where they are parallel to the grid. */
static bool count_people(const vp_people *from, const vp_shape *shape, double *people, vp_error *err)
{
    *people = 0;
    if (!from->population_count || !shape->ring_count) return true;
    const vp_population *first = &from->populations[0];
    const vp_grid *grid = first->source && !first->source_in_degrees ? first->source : first->people;
    vp_weights *weights = vp_weights_new(vp_grid_geometry_of(grid), &shape, 1, err);
    if (!weights) return false;
    vp_zonal_sum(weights, vp_grid_cells(grid), people, NULL);
    vp_weights_free(weights);
    return true;
}

#define OVERLAP                                                                                                        \
    "SELECT ST_AsBinary(CastToMultiPolygon(CollectionExtract(ST_Intersection(a.geom, b.geom), 3)))"                    \
    " FROM unit a JOIN unit_set s ON s.id = a.unit_set, unit b JOIN unit_set t ON t.id = b.unit_set"                   \
    " WHERE a.code = ? AND s.vintage = ? AND b.code = ? AND t.vintage = ? AND s.level = t.level LIMIT 1"

static bool measure(vp_region_parts *parts, const vp_crosswalk *c, overlap *out, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(parts->database, OVERLAP, err);
    bool row = false;
    bool ok = query &&
              vp_statement_bind(query, err, "tttt", c->old_code, c->old_vintage, c->new_code, c->new_vintage) &&
              vp_statement_next(query, &row, err);
    *out = (overlap){0, 0};
    if (ok && row && sqlite3_column_bytes(query, 0) > 0) {
        vp_shape shape = {0};
        ok = vp_geometry_shape(sqlite3_column_blob(query, 0), (size_t)sqlite3_column_bytes(query, 0), &shape, err) &&
             count_people(&parts->region->people, &shape, &out->people, err);
        out->area = vp_shape_area(&shape);
        vp_shape_clear(&shape);
    }
    sqlite3_finalize(query);
    return ok;
}

/* The passages of one old unit stand together; count of them from c on. */
static size_t passages_of(const vp_units *units, size_t first)
{
    const vp_crosswalk *c = &units->crosswalk[first];
    size_t count = 0;
    while (first + count < units->crosswalk_count && strcmp(c[count].old_code, c->old_code) == 0 &&
           strcmp(c[count].old_vintage, c->old_vintage) == 0 && strcmp(c[count].new_vintage, c->new_vintage) == 0)
        count++;
    return count;
}

static bool share_out(vp_region_parts *parts, vp_crosswalk *c, size_t count, vp_error *err)
{
    overlap sum = {0, 0}, one;
    for (size_t i = 0; i < count; i++) {
        if (!measure(parts, &c[i], &one, err)) return false;
        sum.people += one.people;
        sum.area += one.area;
    }
    for (size_t i = 0; i < count; i++) {
        if (!measure(parts, &c[i], &one, err)) return false;
        if (sum.people > 0)
            c[i].share = one.people / sum.people, c[i].basis = VP_SHARE_PEOPLE;
        else if (sum.area > 0)
            c[i].share = one.area / sum.area, c[i].basis = VP_SHARE_AREA;
        else
            c[i].share = 1.0 / (double)count, c[i].basis = VP_SHARE_EQUAL;
    }
    return true;
}

bool vp_region_share_crosswalk(vp_region_parts *parts, vp_error *err)
{
    vp_region *region = parts->region;
    bool ok = true;
    for (size_t i = 0; ok && i < region->units.crosswalk_count;) {
        size_t count = passages_of(&region->units, i);
        if (isnan(region->units.crosswalk[i].share)) ok = share_out(parts, &region->units.crosswalk[i], count, err);
        i += count;
    }
    return ok;
}
