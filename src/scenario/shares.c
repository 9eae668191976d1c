/* Who shares the capacities of a nation's service, where facilities or what they hold change: each that comes or goes
 * is worked out within its own reach, and what it gives or takes is added to what the base has, in whole numbers, so
 * that the answer is that of the whole grid to the bit. */
#include "base/array.h"
#include "scenario/scenario_internal.h"
#include "travel/tiles.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/modes.h>

enum { SPARE_CELLS = 8 }; /* a step to one of 32 neighbours spans three */

__extension__ typedef __int128 whole_number; /* of 2^-60 a person */
#define ACCESS_WHOLE 0x1p60

typedef struct {
    uint32_t cell;
    int64_t more;
} cell_change;

typedef struct {
    vp_what_if *w;
    size_t service;
    double reach_metres;
    cell_change *cells; /* by cell, once they are joined */
    size_t count, room;
    bool fits; /* else the whole grid answers */
} sharing;

/* ------------------------------------------------------------ who comes and goes */

/* What of it takes part: 0 where it states no capacity, or is none of the service's. */
static double supply_of(const vp_region *region, size_t service, const bool is_in[], size_t facility)
{
    size_t attribute = region->definitions.services[service].capacity;
    if (facility >= region->supply.facility_count || !is_in[facility] || attribute == VP_NONE) return 0;
    double supply = region->supply.facilities[facility].attributes[attribute];
    return supply > 0 ? supply : 0;
}

static bool *mark(const vp_region *region, size_t service, size_t count, vp_error *err)
{
    const vp_service *row = &region->definitions.services[service];
    bool *is_in = calloc(count + 1, sizeof *is_in);
    if (!is_in) vp_fail_memory(err, count);
    for (size_t i = 0; is_in && i < row->facility_count; i++) is_in[row->facilities[i]] = true;
    return is_in;
}

/* ------------------------------------------------------------ one of them */

static double fastest(const vp_region *region, const char *modes)
{
    double most = 0;
    for (size_t i = 0; i < region->speed_table.speed_count; i++) {
        const vp_speed *s = &region->speed_table.speeds[i];
        const char *name;
        size_t length;
        for (size_t k = 0; (length = vp_modes_name(modes, k, &name)); k++)
            if (strlen(s->mode) == length && memcmp(s->mode, name, length) == 0) most = fmax(most, s->km_per_h);
    }
    return most * 1000 / 60 * VP_SLOPE_FASTEST;
}

typedef struct {
    size_t column, row; /* of the first cell of the window */
    vp_grid_geometry window;
} corner;

/* The cells around a place from which it may be reached. They begin where the engine's tiles do, so that people are
 * added up in the order of the whole grid. */
static corner window_around(const sharing *s, const vp_facility *f)
{
    vp_grid_geometry all = s->w->base.region->geometry;
    double around = s->reach_metres + SPARE_CELLS * all.cell_metres;
    vp_grid_geometry near = vp_grid_geometry_window(all, f->x - around, f->y - around, f->x + around, f->y + around);
    size_t column = (size_t)rint((near.west - all.west) / all.cell_metres),
           row = (size_t)rint((all.north - near.north) / all.cell_metres), more_west = column % VP_TILE_INSIDE,
           more_north = row % VP_TILE_INSIDE;
    corner at = {column - more_west, row - more_north, near};
    at.window.columns += more_west;
    at.window.rows += more_north;
    at.window.west = all.west + (double)at.column * all.cell_metres;
    at.window.north = all.north - (double)at.row * all.cell_metres;
    return at;
}

/* The weights within the window; its cells are counted there. */
static vp_weights *cut_weights(const vp_weights *all, const corner *at, vp_error *err)
{
    vp_grid_geometry whole = all->geometry, window = at->window;
    vp_weights *out = calloc(1, sizeof *out);
    if (!out) {
        vp_fail_memory(err, sizeof *out);
        return NULL;
    }
    *out = (vp_weights){.geometry = window, .zone_count = all->zone_count};
    size_t runs = 0, partials = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < all->run_count; i++) {
        vp_run run = all->runs[i]; /* within a row */
        size_t row = run.first_cell / whole.columns - at->row, from = run.first_cell % whole.columns,
               to = from + run.cell_count;
        if (row >= window.rows || to <= at->column || from >= at->column + window.columns) continue;
        from = from > at->column ? from - at->column : 0;
        to = to - at->column < window.columns ? to - at->column : window.columns;
        ok = VP_ARRAY_FIT(out->runs, runs, out->run_count + 1, err);
        if (ok)
            out->runs[out->run_count++] =
                (vp_run){(uint32_t)(row * window.columns + from), (uint32_t)(to - from), run.zone};
    }
    for (size_t i = 0; ok && i < all->partial_count; i++) {
        vp_partial partial = all->partials[i];
        size_t row = partial.cell / whole.columns - at->row, column = partial.cell % whole.columns - at->column;
        if (row >= window.rows || column >= window.columns) continue;
        ok = VP_ARRAY_FIT(out->partials, partials, out->partial_count + 1, err);
        partial.cell = (uint32_t)(row * window.columns + column);
        if (ok) out->partials[out->partial_count++] = partial;
    }
    if (ok) return out;
    vp_weights_free(out);
    return NULL;
}

static vp_grid *cut_people(const vp_region *whole, const corner *at, vp_error *err)
{
    const float *people = vp_grid_cells(whole->people.populations[0].people);
    vp_grid *out = vp_grid_new_unset(at->window, err);
    for (size_t row = 0; out && row < at->window.rows; row++)
        memcpy(vp_grid_edit(out) + row * at->window.columns,
               people + (at->row + row) * whole->geometry.columns + at->column, at->window.columns * sizeof *people);
    return out;
}

static bool keep_cells(sharing *s, const corner *at, const int64_t access[], int sign, vp_error *err)
{
    size_t columns = s->w->base.region->geometry.columns;
    for (size_t i = 0; i < vp_grid_geometry_cells(at->window); i++) {
        if (!access[i]) continue;
        if (!VP_ARRAY_FIT(s->cells, s->room, s->count + 1, err)) return false;
        size_t cell = (at->row + i / at->window.columns) * columns + at->column + i % at->window.columns;
        s->cells[s->count++] = (cell_change){(uint32_t)cell, sign * access[i]};
    }
    return true;
}

/* What the facility (of region) gives to the cells around it; sign -1: takes. */
static bool share(sharing *s, const vp_region *region, size_t facility, int sign, vp_error *err)
{
    const vp_what_if *w = s->w;
    vp_grid_geometry all = w->base.region->geometry;
    corner at = window_around(s, &region->supply.facilities[facility]);
    size_t cell;
    if (!vp_grid_geometry_locate(all, region->supply.facilities[facility].x, region->supply.facilities[facility].y,
                                 &cell))
        return true;
    vp_region *cut = w->base.parts->cut_window(w->base.parts->context, at.window, err);
    vp_grid *people = cut ? cut_people(w->base.region, &at, err) : NULL;
    vp_weights *weights = people ? cut_weights(w->weights[w->base.region->units.main_set], &at, err) : NULL;
    bool ok = weights != NULL;
    vp_floating_surface *f = NULL;
    if (ok) {
        vp_population living = {.people = people};
        vp_service services[w->base.region->definitions.service_count + 1];
        memcpy(services, region->definitions.services, w->base.region->definitions.service_count * sizeof *services);
        services[s->service].facilities = &facility;
        services[s->service].facility_count = 1;
        vp_region alone = *cut;
        alone.people = (vp_people){.populations = &living, .population_count = 1};
        alone.definitions.services = services;
        alone.supply = region->supply;
        vp_modes *modes = vp_modes_new(cut, services[s->service].mode, services[s->service].season, err);
        if (modes) f = vp_floating_surface_new(&alone, weights, s->service, modes, &w->base.travel, err);
        ok = f && vp_floating_surface_follow(f, &alone, err);
        s->fits = s->fits && ok && vp_floating_surface_access(f);
        if (ok && s->fits) ok = keep_cells(s, &at, vp_floating_surface_access(f), sign, err);
        vp_floating_surface_free(f);
        vp_modes_free(modes);
    }
    vp_weights_free(weights);
    vp_grid_free(people);
    if (cut) w->base.parts->free_cut(cut);
    return ok;
}

/* Whoever is another, holds another number, or stands elsewhere. */
static bool share_changes(sharing *s, const vp_region *before, const vp_region *after, vp_error *err)
{
    size_t count = after->supply.facility_count; /* those before are its first */
    bool *then = mark(before, s->service, count, err), *now = then ? mark(after, s->service, count, err) : NULL,
         ok = now != NULL;
    for (size_t f = 0; ok && s->fits && f < count; f++) {
        double had = supply_of(before, s->service, then, f), has = supply_of(after, s->service, now, f);
        if (had == has) continue;
        ok = (!(had > 0) || share(s, before, f, -1, err)) && (!(has > 0) || share(s, after, f, 1, err));
    }
    free(then);
    free(now);
    return ok;
}

/* ------------------------------------------------------------ means of units */

static int by_cell(const void *left, const void *right)
{
    uint32_t a = ((const cell_change *)left)->cell, b = ((const cell_change *)right)->cell;
    return (a > b) - (a < b);
}

/* Each cell once. */
static void join_cells(sharing *s)
{
    size_t kept = 0;
    if (s->count) qsort(s->cells, s->count, sizeof *s->cells, by_cell);
    for (size_t i = 0; i < s->count; i++) {
        if (kept && s->cells[kept - 1].cell == s->cells[i].cell)
            s->fits =
                s->fits && !__builtin_add_overflow(s->cells[kept - 1].more, s->cells[i].more, &s->cells[kept - 1].more);
        else
            s->cells[kept++] = s->cells[i];
    }
    s->count = kept;
}

/* The first change at the cell or behind it. */
static size_t first_from(const sharing *s, size_t cell)
{
    size_t low = 0, high = s->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->cells[middle].cell < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static double per_person(const sharing *s, size_t *at, size_t cell)
{
    whole_number sum = s->w->base.access[s->service][cell];
    while (*at < s->count && s->cells[*at].cell < cell) ++*at;
    if (*at < s->count && s->cells[*at].cell == cell) sum += s->cells[*at].more;
    return (double)sum / ACCESS_WHOLE;
}

static void mark_zones(const sharing *s, const vp_weights *weights, bool touched[])
{
    for (size_t r = 0; r < weights->run_count; r++) {
        vp_run run = weights->runs[r];
        size_t at = touched[run.zone] ? s->count : first_from(s, run.first_cell);
        if (at < s->count && s->cells[at].cell < run.first_cell + run.cell_count) touched[run.zone] = true;
    }
    for (size_t p = 0; p < weights->partial_count; p++) {
        vp_partial partial = weights->partials[p];
        size_t at = touched[partial.zone] ? s->count : first_from(s, partial.cell);
        if (at < s->count && s->cells[at].cell == partial.cell) touched[partial.zone] = true;
    }
}

/* As vp_floating_surface_means counts them, in its order. */
static bool count_zones(const sharing *s, const vp_weights *weights, const bool touched[], double means[],
                        vp_error *err)
{
    const float *people = vp_grid_cells(s->w->base.region->people.populations[0].people);
    size_t units = weights->zone_count;
    double *sums = calloc(units + 1, sizeof *sums), *counted = calloc(units + 1, sizeof *counted);
    for (size_t r = 0; sums && counted && r < weights->run_count; r++) {
        vp_run run = weights->runs[r];
        double crowd = 0, access = 0;
        size_t at = touched[run.zone] ? first_from(s, run.first_cell) : 0;
        for (size_t cell = run.first_cell; touched[run.zone] && cell < (size_t)run.first_cell + run.cell_count;
             cell++) {
            double here = people[cell] > 0 ? (double)people[cell] : 0;
            crowd += here;
            access += here * per_person(s, &at, cell);
        }
        counted[run.zone] += crowd;
        sums[run.zone] += access;
    }
    for (size_t p = 0; sums && counted && p < weights->partial_count; p++) {
        vp_partial part = weights->partials[p];
        if (!touched[part.zone] || !(people[part.cell] > 0)) continue;
        size_t at = first_from(s, part.cell);
        counted[part.zone] += part.share * (double)people[part.cell];
        sums[part.zone] += part.share * (double)people[part.cell] * per_person(s, &at, part.cell);
    }
    bool ok = sums && counted;
    for (size_t u = 0; ok && u < units; u++)
        if (touched[u]) means[u] = counted[u] > 0 ? 1e4 * sums[u] / counted[u] : (double)NAN;
    free(sums);
    free(counted);
    return ok || vp_fail_memory(err, units * 2 * sizeof *sums);
}

/* What the base has is read of the cells of these zones. */
static bool touch_zones(const sharing *s, const vp_weights *weights, const bool touched[], vp_error *err)
{
    const vp_what_if_base *base = &s->w->base;
    size_t first = SIZE_MAX, end = 0;
    for (size_t r = 0; r < weights->run_count; r++) {
        vp_run run = weights->runs[r];
        if (!touched[run.zone]) continue;
        first = run.first_cell < first ? run.first_cell : first;
        end = run.first_cell + run.cell_count > end ? run.first_cell + run.cell_count : end;
    }
    for (size_t p = 0; p < weights->partial_count; p++) {
        vp_partial partial = weights->partials[p];
        if (!touched[partial.zone]) continue;
        first = partial.cell < first ? partial.cell : first;
        end = partial.cell >= end ? partial.cell + 1 : end;
    }
    return first >= end || !base->touch || base->touch(base->touched, s->service, first, end - first, err);
}

static bool count_set(const sharing *s, size_t set, double **means, vp_error *err)
{
    const vp_what_if *w = s->w;
    const double *before = w->base.coverage->floating[set][s->service];
    size_t units = w->weights[set]->zone_count;
    bool *touched = calloc(units + 1, sizeof *touched);
    *means = malloc((units + 1) * sizeof **means);
    bool ok = (touched && *means) || vp_fail_memory(err, units * sizeof **means);
    if (ok && units) memcpy(*means, before, units * sizeof **means);
    if (ok) mark_zones(s, w->weights[set], touched);
    ok = ok && touch_zones(s, w->weights[set], touched, err) && count_zones(s, w->weights[set], touched, *means, err);
    free(touched);
    return ok;
}

/* ------------------------------------------------------------ the whole */

static bool has_suppliers(const vp_region *region, size_t service)
{
    const vp_service *row = &region->definitions.services[service];
    size_t cell;
    for (size_t i = 0; row->capacity != VP_NONE && i < row->facility_count; i++) {
        const vp_facility *f = &region->supply.facilities[row->facilities[i]];
        if (f->attributes[row->capacity] > 0 && vp_grid_geometry_locate(region->geometry, f->x, f->y, &cell))
            return true;
    }
    return false;
}

bool vp_shares_are_known(const vp_what_if *w, const vp_changed *changed, const vp_service_result *result)
{
    bool known = w->base.parts && w->base.access && w->base.access[result->service] &&
                 result->kind <= VP_SERVICE_PLACES && w->base.travel.slope_rule == VP_SLOPE_TOBLER &&
                 has_suppliers(&changed->region, result->service);
    for (size_t k = 0; known && k < w->base.region->units.set_count; k++)
        known = w->base.coverage->floating[k][result->service] != NULL;
    return known;
}

bool vp_shares_answer(vp_what_if *w, const vp_changed *changed, vp_service_result *result, bool *known, vp_error *err)
{
    const vp_service *service = &w->base.region->definitions.services[result->service];
    size_t sets = w->base.region->units.set_count;
    sharing s = {w, result->service, fastest(w->base.region, service->mode) * service->default_limit, NULL, 0, 0, true};
    double *access[sets + 1];
    memset(access, 0, sizeof access);
    bool ok = share_changes(&s, w->base.region, &changed->region, err);
    if (ok) join_cells(&s);
    *known = s.fits;
    for (size_t k = 0; ok && s.fits && k < sets; k++) ok = count_set(&s, k, &access[k], err);
    if (ok && s.fits) ok = vp_difference_floating(w, access, result, err);
    for (size_t k = 0; k < sets; k++) free(access[k]);
    free(s.cells);
    return ok;
}
