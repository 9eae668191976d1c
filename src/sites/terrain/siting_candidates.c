/* Which cells a question's new sites may stand on. */
#include "base/array.h"
#include "sites/terrain/siting_internal.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/burn.h>
#include <vungphu/distance.h>
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

/* By what lies around: roads, barriers. */
static bool is_suitable(const vp_siting_work *r, size_t cell)
{
    if (r->road_metres && !(r->road_metres[cell] <= r->question->road_most)) return false;
    if (r->barrier_metres && r->barrier_metres[cell] < r->question->barrier_least) return false;
    return !r->score || !isnan(r->score[cell]);
}

static bool measure_around(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    const vp_land *land = &q->region->land;
    size_t cells = vp_grid_geometry_cells(r->terrain->geometry);
    bool roads = isfinite(q->road_most), barriers = q->barrier_least > 0;
    if (roads) r->road_metres = malloc(cells * sizeof *r->road_metres);
    if (barriers) r->barrier_metres = malloc(cells * sizeof *r->barrier_metres);
    if ((roads && !r->road_metres) || (barriers && !r->barrier_metres))
        return vp_fail_memory(err, cells * sizeof *r->road_metres);
    return (!roads || vp_distance_to_cells(r->terrain->geometry, land->roads, UINT32_MAX, r->road_metres, err)) &&
           (!barriers ||
            vp_distance_to_cells(r->terrain->geometry, land->barriers, UINT32_MAX, r->barrier_metres, err));
}

enum { INSIDE = 1, EXCLUDED = 2 };

static bool is_allowed(const vp_siting_work *r, const uint32_t mask[], uint32_t cell)
{
    const vp_siting_question *q = r->question;
    const float *height = q->region->land.elevation ? vp_grid_cells(q->region->land.elevation) : NULL;
    double x, y;
    if (!vp_siting_has_areas(q) && !isfinite(r->terrain->minutes_per_metre[cell])) return false;
    if (q->within_count && !(mask[cell] & INSIDE)) return false;
    if (mask[cell] & EXCLUDED) return false;
    if (isfinite(q->slope_most) && slope_at(r->terrain, height, cell) > q->slope_most) return false;
    if (!is_suitable(r, cell)) return false;
    vp_grid_geometry_centre(r->terrain->geometry, cell, &x, &y);
    return !(q->separation > 0) || !is_near_facility(r, x, y);
}

/* Every passable cell of a unit. */
static bool list_cells(const vp_siting_work *r, uint32_t **cells, size_t *count, vp_error *err)
{
    return vp_sites_candidates(r->terrain, r->question->main_weights, r->terrain->geometry.cell_metres, cells, count,
                               err);
}

/* Where summits may be looked for. */
static bool mark_cells(vp_siting_work *r, bool inside[], vp_error *err)
{
    uint32_t *cells = NULL;
    size_t count;
    if (!list_cells(r, &cells, &count, err)) return false;
    for (size_t k = 0; k < count; k++) inside[cells[k]] = true;
    free(cells);
    return true;
}

static bool judge_summits(vp_siting_work *r, const vp_summit summits[], size_t count, vp_error *err)
{
    uint32_t *cells = malloc((count + 1) * sizeof *cells);
    if (!cells) return vp_fail_memory(err, count * sizeof *cells);
    for (size_t k = 0; k < count; k++) cells[k] = summits[k].cell;
    bool ok = vp_siting_judge(r, cells, count, err);
    free(cells);
    return ok;
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
        if (inside[summits[k].cell]) summits[kept++] = summits[k];
    count = kept;
    kept = 0;
    ok = ok && judge_summits(r, summits, count, err);
    for (size_t k = 0; ok && k < count; k++)
        if (is_allowed(r, mask, summits[k].cell)) summits[kept++] = summits[k];
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

/* People whom the listed site, or the scheme, has room for. */
static double capacity_of(const vp_siting_work *r, size_t candidate, size_t listed)
{
    const vp_siting_question *q = r->question;
    if (q->capacities && !isnan(q->capacities[listed])) return q->capacities[listed];
    size_t attribute = vp_siting_service(q)->capacity, facility = VP_NONE;
    if (r->result->schemes && r->result->mends) facility = r->result->mends[candidate];
    if (isnan(q->people_per_place) || attribute == VP_NONE || facility == VP_NONE) return q->capacity;
    double stated = q->region->supply.facilities[facility].attributes[attribute];
    return isnan(stated) ? q->capacity : stated * q->people_per_place;
}

static bool keep_allowed(vp_siting_work *r, const uint32_t mask[], vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    size_t count = out->cell_count;
    out->listed = q->cells || q->areas ? malloc((count + 1) * sizeof *out->listed) : NULL;
    r->prices = q->prices ? malloc((count + 1) * sizeof *r->prices) : NULL;
    bool limited = q->capacities || isfinite(q->capacity) || !isnan(q->expand) || !isnan(q->people_per_place);
    r->capacities = limited ? malloc((count + 1) * sizeof *r->capacities) : NULL;
    size_t *kept = malloc((count + 1) * sizeof *kept);
    if (((q->cells || q->areas) && !out->listed) || (q->prices && !r->prices) || (limited && !r->capacities) || !kept) {
        free(kept);
        return vp_fail_memory(err, count * sizeof(double));
    }
    out->cell_count = 0;
    for (size_t k = 0; k < count; k++) {
        size_t to = out->cell_count, listed = out->schemes ? out->schemes[k].listed : k;
        kept[k] = VP_NONE;
        if (!is_allowed(r, mask, out->cells[k])) continue;
        kept[k] = out->cell_count++;
        if (limited) r->capacities[to] = capacity_of(r, k, listed);
        out->cells[to] = out->cells[k];
        if (out->listed) out->listed[to] = listed;
        if (out->mends) out->mends[to] = out->mends[k];
        if (out->schemes) out->schemes[to] = out->schemes[k];
        if (r->prices) r->prices[to] = q->prices[listed];
    }
    out->excluded += count - out->cell_count;
    vp_siting_renumber_schemes(r, kept);
    free(kept);
    if (out->cell_count || !isnan(q->expand) || q->must_count) return true;
    return vp_fail(
        err, VP_NOT_FOUND,
        "none of the %zu candidate sites is allowed: each lies outside the polygon, in "
        "an excluded place, too near a facility or barrier, too far from a road, too steep, where a factor of "
        "suitability excludes it, or cannot be crossed",
        out->excluded);
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

typedef struct {
    uint32_t cell;
    double score, apart; /* apart: cells to the middle of the square */
    bool asked;          /* the square has a cell */
} seat;

/* Of the cells of each square the best that is allowed: of the largest score, of equals the nearest to the middle, of
 * those the first. cells: ascending. seats: [square], those without a cell have an endless apart. */
static void seat_cells(const vp_siting_work *r, const uint32_t mask[], size_t side, const uint32_t cells[],
                       size_t count, seat seats[])
{
    size_t stride = r->terrain->geometry.columns, across = (stride + side - 1) / side;
    double middle = ((double)side - 1) / 2;
    for (size_t k = 0; k < count; k++) {
        size_t row = cells[k] / stride, column = cells[k] % stride, at = row / side * across + column / side;
        double apart = hypot((double)(column % side) - middle, (double)(row % side) - middle);
        double score = r->score && !isnan(r->score[cells[k]]) ? r->score[cells[k]] : 0;
        seat *s = &seats[at];
        s->asked = true;
        if (isfinite(s->apart) && (score < s->score || (score == s->score && apart >= s->apart))) continue;
        if (is_allowed(r, mask, cells[k])) *s = (seat){cells[k], score, apart, true};
    }
}

static bool find_squares(vp_siting_work *r, const uint32_t mask[], vp_error *err)
{
    vp_siting_result *out = r->result;
    vp_grid_geometry f = r->terrain->geometry;
    uint32_t *cells = NULL;
    size_t count, wanted = 0, side = vp_sites_square(f, r->question->spacing);
    size_t squares = ((f.columns + side - 1) / side) * ((f.rows + side - 1) / side);
    if (!list_cells(r, &cells, &count, err)) return false;
    seat *seats = malloc((squares + 1) * sizeof *seats);
    out->cells = malloc((squares + 1) * sizeof *out->cells);
    bool ok = (seats && out->cells) || vp_fail_memory(err, squares * sizeof *seats);
    ok = ok && vp_siting_judge(r, cells, count, err);
    for (size_t i = 0; ok && i < squares; i++) seats[i] = (seat){0, 0, INFINITY, false};
    if (ok) seat_cells(r, mask, side, cells, count, seats);
    for (size_t i = 0; ok && i < squares; i++) {
        if (isfinite(seats[i].apart)) out->cells[out->cell_count++] = seats[i].cell;
        wanted += seats[i].asked;
    }
    out->excluded = wanted - out->cell_count; /* squares without any cell that is allowed */
    free(seats);
    free(cells);
    return ok;
}

static bool find_cells(vp_siting_work *r, const uint32_t mask[], vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    if (vp_siting_has_areas(q))
        return vp_siting_find_schemes(r, err) && vp_siting_judge(r, out->cells, out->cell_count, err);
    if (q->mend != VP_NONE) return find_broken(r, err) && vp_siting_judge(r, out->cells, out->cell_count, err);
    if (!q->cells && !isnan(q->prominence)) return find_summits(r, mask, err);
    if (!q->cells && !(q->spacing > 0 && isfinite(q->spacing)))
        return vp_fail(err, VP_BAD_INPUT, "a spacing of %g m: it must be above 0", q->spacing);
    if (!q->cells) return find_squares(r, mask, err);
    out->cells = calloc(q->cell_count + 1, sizeof *out->cells);
    if (!out->cells) return vp_fail_memory(err, q->cell_count * sizeof *out->cells);
    if (q->cell_count) memcpy(out->cells, q->cells, q->cell_count * sizeof *out->cells);
    out->cell_count = q->cell_count;
    return vp_siting_judge(r, out->cells, out->cell_count, err);
}

/* Sites that are built in any case: those that no candidate stands for join the candidates. */
static bool add_must(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    size_t room = out->cell_count + q->must_count + 1;
    if (q->must_count == 0) return true;
    out->must = calloc(room, sizeof *out->must);
    bool ok = out->must && vp_array_resize(VP_ARRAY(out->cells), room, err) &&
              (!out->listed || vp_array_resize(VP_ARRAY(out->listed), room, err)) &&
              (!out->mends || vp_array_resize(VP_ARRAY(out->mends), room, err)) &&
              (!r->prices || vp_array_resize(VP_ARRAY(r->prices), room, err)) &&
              (!r->capacities || vp_array_resize(VP_ARRAY(r->capacities), room, err));
    if (!ok) return vp_fail_memory(err, room * sizeof *out->cells);
    for (size_t k = 0; k < q->must_count; k++) {
        size_t to = 0;
        if (!isfinite(r->terrain->minutes_per_metre[q->must[k]]))
            return vp_fail(err, VP_BAD_INPUT, "site %zu that is built in any case stands where nobody can go", k + 1);
        while (to < out->cell_count && out->cells[to] != q->must[k]) to++;
        out->must[to] = true;
        if (to < out->cell_count) continue;
        out->cells[to] = q->must[k];
        if (out->listed) out->listed[to] = VP_NONE;
        if (out->mends) out->mends[to] = VP_NONE;
        if (r->prices) r->prices[to] = q->must_prices[k];
        if (r->capacities) r->capacities[to] = q->capacity;
        out->cell_count++;
    }
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
              (!out->must || vp_array_resize(VP_ARRAY(out->must), room, err)) &&
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
        if (out->must) out->must[to] = false;
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
         vp_burn_shapes(geometry, q->excluded, q->excluded_count, EXCLUDED, mask, err) && measure_around(r, err) &&
         find_cells(r, mask, err) && keep_allowed(r, mask, err) && add_must(r, err) && add_expansions(r, err) &&
         vp_siting_score_candidates(r, err);
    for (size_t i = 0; ok && i < vp_grid_geometry_cells(geometry); i++)
        r->result->excluded_cells += (mask[i] & EXCLUDED) && isfinite(r->terrain->minutes_per_metre[i]);
    free(mask);
    return ok;
}
