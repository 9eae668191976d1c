/* Which cells a question's new sites may stand on. */
#include "base/array.h"
#include "sites/terrain/siting_internal.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/burn.h>
#include <vungphu/summits.h>
#include <vungphu/zonal.h>

/* Horn's slope (1981) of the 3 by 3 cells, per cent; NaN at unknown heights, which no limit excludes. */
static double slope_at(const vp_terrain *t, const float *height, size_t cell)
{
    size_t stride = t->geometry.columns, column = cell % stride, row = cell / stride;
    if (!height || column == 0 || row == 0 || column + 1 >= stride || row + 1 >= t->geometry.rows) return NAN;
    const float *n = height + cell - stride, *s = height + cell + stride, *m = height + cell;
    double across = (double)(n[1] + 2 * m[1] + s[1]) - (double)(n[-1] + 2 * m[-1] + s[-1]);
    double down = (double)(s[-1] + 2 * s[0] + s[1]) - (double)(n[-1] + 2 * n[0] + n[1]);
    return 100 * hypot(across, down) / (8 * t->geometry.cell_metres);
}

static bool is_near_transmitter(const vp_siting_question *q, double x, double y)
{
    const vp_supply *supply = &q->region->supply;
    const char *system = vp_siting_service(q)->mode;
    for (size_t i = 0; i < supply->transmitter_count; i++) {
        const vp_transmitter *t = &supply->transmitters[i];
        bool same = t->open && t->system && strcmp(t->system, system) == 0;
        if (same && hypot(t->x - x, t->y - y) < q->separation) return true;
    }
    return false;
}

static bool is_near_facility(const vp_siting_work *r, double x, double y)
{
    const vp_siting_question *q = r->question;
    const vp_service *service = vp_siting_service(q);
    if (vp_siting_is_signal(q)) return is_near_transmitter(q, x, y);
    for (size_t k = 0; k < service->facility_count; k++) {
        const vp_facility *f = &q->region->supply.facilities[service->facilities[k]];
        if (!vp_siting_is_closed(q, service->facilities[k]) && hypot(f->x - x, f->y - y) < q->separation) return true;
    }
    return false;
}

/* Whether a cell of the mask has its centre within so many metres of the cell's. */
static bool is_near_any(const vp_terrain *t, const uint32_t mask[], size_t cell, double metres)
{
    vp_grid_geometry f = t->geometry;
    size_t column = cell % f.columns, row = cell / f.columns;
    size_t reach = (size_t)fmin(floor(metres / f.cell_metres), (double)(f.columns + f.rows));
    size_t first_row = row > reach ? row - reach : 0, first_column = column > reach ? column - reach : 0;
    for (size_t y = first_row; y <= row + reach && y < f.rows; y++)
        for (size_t x = first_column; x <= column + reach && x < f.columns; x++) {
            double down = (double)y - (double)row, across = (double)x - (double)column;
            if (mask[y * f.columns + x] && f.cell_metres * hypot(across, down) <= metres) return true;
        }
    return false;
}

/* By what lies around: roads, barriers. */
static bool is_suitable(const vp_siting_work *r, size_t cell)
{
    const vp_siting_question *q = r->question;
    const vp_land *land = &q->region->land;
    if (isfinite(q->road_most) && !is_near_any(r->terrain, land->roads, cell, q->road_most)) return false;
    return !(q->barrier_least > 0) ||
           !is_near_any(r->terrain, land->barriers, cell, nextafter(q->barrier_least, 0)); /* at that distance it may */
}

enum { INSIDE = 1, EXCLUDED = 2 };

static bool is_allowed(const vp_siting_work *r, const uint32_t mask[], uint32_t cell)
{
    const vp_siting_question *q = r->question;
    const float *height = q->region->land.elevation ? vp_grid_cells(q->region->land.elevation) : NULL;
    double x, y;
    if (!isfinite(r->terrain->minutes_per_metre[cell])) return false;
    if (q->within_count && !(mask[cell] & INSIDE)) return false;
    if (mask[cell] & EXCLUDED) return false;
    if (isfinite(q->slope_most) && slope_at(r->terrain, height, cell) > q->slope_most) return false;
    if (!is_suitable(r, cell)) return false;
    vp_grid_geometry_centre(r->terrain->geometry, cell, &x, &y);
    return !(q->separation > 0) || !is_near_facility(r, x, y);
}

/* Where summits may be looked for: one in each cell's square is one in every cell. */
static bool mark_cells(vp_siting_work *r, bool inside[], vp_error *err)
{
    uint32_t *cells = NULL;
    size_t count;
    if (!vp_sites_candidates(r->terrain, r->question->main_weights, r->terrain->geometry.cell_metres, &cells, &count,
                             err))
        return false;
    for (size_t k = 0; k < count; k++) inside[cells[k]] = true;
    free(cells);
    return true;
}

/* Of the summits in units on which a site is allowed, those that are far enough apart. */
static bool find_summits(vp_siting_work *r, const uint32_t mask[], vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    size_t cells = vp_grid_geometry_cells(r->terrain->geometry), count = 0, kept = 0;
    bool *inside = calloc(cells, sizeof *inside);
    vp_summit *summits = NULL;
    bool ok = inside || vp_fail_memory(err, cells * sizeof *inside);
    if (ok && !q->region->land.elevation)
        ok = vp_fail(err, VP_NOT_FOUND, "summits need elevation, and the dataset has none");
    ok = ok && mark_cells(r, inside, err) &&
         vp_summits_find(q->region->land.elevation, q->prominence, &summits, &count, err);
    for (size_t k = 0; ok && k < count; k++)
        if (inside[summits[k].cell] && is_allowed(r, mask, summits[k].cell)) summits[kept++] = summits[k];
    ok = ok && vp_summits_thin(r->terrain->geometry, q->spacing, summits, &kept, err);
    if (ok && !kept)
        ok = vp_fail(err, VP_NOT_FOUND,
                     "no summit of a prominence of %g m or more stands where a site is allowed: lower --prominence, or "
                     "take cells or a list",
                     q->prominence);
    out->cells = ok ? calloc(kept + 1, sizeof *out->cells) : NULL;
    if (ok && !out->cells) ok = vp_fail_memory(err, kept * sizeof *out->cells);
    for (size_t k = 0; ok && k < kept; k++) out->cells[out->cell_count++] = summits[k].cell;
    free(summits);
    free(inside);
    return ok;
}

static bool keep_allowed(vp_siting_work *r, const uint32_t mask[], vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    size_t count = out->cell_count;
    out->listed = q->cells ? malloc((count + 1) * sizeof *out->listed) : NULL;
    r->prices = q->prices ? malloc((count + 1) * sizeof *r->prices) : NULL;
    bool limited = q->capacities || isfinite(q->capacity) || !isnan(q->expand);
    r->capacities = limited ? malloc((count + 1) * sizeof *r->capacities) : NULL;
    if ((q->cells && !out->listed) || (q->prices && !r->prices) || (limited && !r->capacities))
        return vp_fail_memory(err, count * sizeof(double));
    out->cell_count = 0;
    for (size_t k = 0; k < count; k++) {
        if (!is_allowed(r, mask, out->cells[k])) continue;
        size_t to = out->cell_count++;
        out->cells[to] = out->cells[k];
        if (out->listed) out->listed[to] = k;
        if (out->mends) out->mends[to] = out->mends[k];
        if (r->prices) r->prices[to] = q->prices[k];
        if (limited) r->capacities[to] = q->capacities && !isnan(q->capacities[k]) ? q->capacities[k] : q->capacity;
    }
    out->excluded = count - out->cell_count;
    if (out->cell_count || !isnan(q->expand)) return true;
    return vp_fail(
        err, VP_NOT_FOUND,
        "none of the %zu candidate sites is allowed: each lies outside the polygon, in "
        "an excluded place, too near a facility or barrier, too far from a road, too steep, or cannot be crossed",
        count);
}

static bool has_facility(const vp_siting_question *q, const vp_service *service, const char *id)
{
    for (size_t k = 0; k < service->facility_count; k++)
        if (strcmp(q->region->supply.facilities[service->facilities[k]].id, id) == 0) return true;
    return false;
}

/* The facilities that are broken: those of question.mend that the service has not. */
static bool find_broken(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    const vp_service *all = &q->region->definitions.services[q->mend], *working = vp_siting_service(q);
    vp_siting_result *out = r->result;
    out->cells = calloc(all->facility_count + 1, sizeof *out->cells);
    out->mends = calloc(all->facility_count + 1, sizeof *out->mends);
    if (!out->cells || !out->mends) return vp_fail_memory(err, all->facility_count * sizeof *out->mends);
    for (size_t k = 0; k < all->facility_count; k++) {
        const vp_facility *f = &q->region->supply.facilities[all->facilities[k]];
        size_t cell;
        if (has_facility(q, working, f->id) || !vp_grid_geometry_locate(r->terrain->geometry, f->x, f->y, &cell))
            continue;
        out->cells[out->cell_count] = (uint32_t)cell;
        out->mends[out->cell_count++] = all->facilities[k];
    }
    return out->cell_count > 0 ||
           vp_fail(err, VP_NOT_FOUND, "%s has every facility of %s: there is nothing to mend", working->id, all->id);
}

static bool find_cells(vp_siting_work *r, const uint32_t mask[], vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    if (q->mend != VP_NONE) return find_broken(r, err);
    if (!q->cells && !isnan(q->prominence)) return find_summits(r, mask, err);
    if (!q->cells)
        return vp_sites_candidates(r->terrain, q->main_weights, q->spacing, &out->cells, &out->cell_count, err);
    out->cells = calloc(q->cell_count + 1, sizeof *out->cells);
    if (!out->cells) return vp_fail_memory(err, q->cell_count * sizeof *out->cells);
    if (q->cell_count) memcpy(out->cells, q->cells, q->cell_count * sizeof *out->cells);
    out->cell_count = q->cell_count;
    return true;
}

/* Facilities of stated capacity as candidates that gain places, after the new sites. Whom they are within reach of is
 * measured from the centre of their cell. */
static bool add_expansions(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    const vp_service *service = vp_siting_service(q);
    vp_siting_result *out = r->result;
    size_t count = out->cell_count, room = count + service->facility_count + 1;
    if (isnan(q->expand) || service->capacity == VP_NONE) return true;
    out->expands = malloc(room * sizeof *out->expands);
    bool ok = out->expands != NULL && vp_array_resize(VP_ARRAY(out->cells), room, err) &&
              vp_array_resize(VP_ARRAY(r->capacities), room, err) &&
              (!out->listed || vp_array_resize(VP_ARRAY(out->listed), room, err)) &&
              (!r->prices || vp_array_resize(VP_ARRAY(r->prices), room, err));
    if (!ok) return vp_fail_memory(err, room * sizeof *out->expands);
    for (size_t k = 0; k < count; k++) out->expands[k] = VP_NONE;
    for (size_t k = 0; k < service->facility_count; k++) {
        const vp_facility *f = &q->region->supply.facilities[service->facilities[k]];
        size_t cell, to = out->cell_count;
        if (isnan(f->attributes[service->capacity]) ||
            !vp_grid_geometry_locate(r->terrain->geometry, f->x, f->y, &cell))
            continue;
        out->cells[to] = (uint32_t)cell;
        out->expands[to] = service->facilities[k];
        if (out->listed) out->listed[to] = VP_NONE;
        if (r->prices) r->prices[to] = q->expand_price;
        r->capacities[to] = q->expand;
        out->cell_count++;
    }
    return true;
}

bool vp_siting_find_candidates(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_grid_geometry geometry = r->terrain->geometry;
    uint32_t *mask = calloc(vp_grid_geometry_cells(geometry), sizeof *mask);
    bool ok = mask || vp_fail_memory(err, vp_grid_geometry_cells(geometry) * sizeof *mask);
    ok = ok && vp_burn_shapes(geometry, q->within, q->within_count, INSIDE, mask, err) &&
         vp_burn_shapes(geometry, q->excluded, q->excluded_count, EXCLUDED, mask, err) && find_cells(r, mask, err) &&
         keep_allowed(r, mask, err) && add_expansions(r, err);
    free(mask);
    return ok;
}
