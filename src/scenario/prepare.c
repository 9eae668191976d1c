#include "base/array.h"
#include "scenario/scenario_internal.h"
#include "travel/cut_off.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/modes.h>

#define CHANGES_MOST 32  /* facilities changed at once; above, solving anew is quicker */
#define REMOVED_MOST 512 /* empty places in the engines' lists before they are solved anew */

static const vp_service *service_of(const vp_what_if *w, size_t service)
{
    return &w->base.region->definitions.services[service];
}

static void clear(const vp_what_if *w, vp_prepared *prepared)
{
    const vp_region *region = w->base.region;
    for (size_t i = 0; i < 2; i++) {
        vp_travel_engine_free(prepared->engines[i]);
        vp_travel_clear(&prepared->travels[i]);
    }
    for (size_t i = 0; prepared->sums && i < region->units.set_count * region->people.population_count; i++)
        free(prepared->sums[i]);
    free(prepared->sums);
    free(prepared->cells);
    vp_modes_free(prepared->modes);
    vp_floating_surface_free(prepared->floating);
    *prepared = (vp_prepared){0};
}

void vp_prepared_drop(vp_what_if *w, size_t service)
{
    for (size_t i = 0; i < w->prepared_count; i++) {
        if (w->prepared[i].service != service) continue;
        clear(w, &w->prepared[i]);
        w->prepared[i] = w->prepared[--w->prepared_count];
        return;
    }
}

void vp_prepared_free_all(vp_what_if *w)
{
    while (w->prepared_count) vp_prepared_drop(w, w->prepared[0].service);
    free(w->prepared);
}

/* ------------------------------------------------------------ the engines */

static bool set_cells(vp_prepared *prepared, const size_t cells[], size_t count, vp_error *err)
{
    if (!VP_ARRAY_FIT(prepared->cells, prepared->cell_room, count, err)) return false;
    if (count) memcpy(prepared->cells, cells, count * sizeof *cells);
    prepared->cell_count = count;
    return true;
}

static bool solve_anew(vp_prepared *prepared, const size_t cells[], size_t count, vp_error *err)
{
    if (!set_cells(prepared, cells, count, err)) return false;
    for (size_t e = 0; e < prepared->engine_count; e++) {
        vp_travel_clear(&prepared->travels[e]);
        if (!vp_travel_engine_solve(prepared->engines[e], cells, count, &prepared->travels[e], err)) return false;
    }
    return true;
}

size_t *vp_scenario_cells(const vp_region *region, const vp_service *service, size_t *count, vp_error *err)
{
    size_t *cells = malloc((service->facility_count + 1) * sizeof *cells);
    if (!cells) vp_fail_memory(err, service->facility_count * sizeof *cells);
    *count = 0;
    for (size_t i = 0; cells && i < service->facility_count; i++) {
        const vp_facility *f = &region->supply.facilities[service->facilities[i]];
        if (vp_grid_geometry_locate(region->geometry, f->x, f->y, &cells[*count])) (*count)++;
    }
    return cells;
}

typedef struct {
    size_t cell, position;
} placed;

static int by_cell(const void *left, const void *right)
{
    const placed *a = left, *b = right;
    if (a->cell != b->cell) return a->cell < b->cell ? -1 : 1;
    return a->position < b->position ? -1 : a->position > b->position;
}

static placed *sorted(const size_t cells[], size_t count)
{
    placed *list = malloc((count + 1) * sizeof *list);
    for (size_t i = 0; list && i < count; i++) list[i] = (placed){cells[i], i};
    if (list) qsort(list, count, sizeof *list, by_cell);
    return list;
}

/* Positions to remove, then cells to add, so that the engines have the wanted cells. */
typedef struct {
    size_t *removed, *added;
    size_t removed_count, added_count;
} steps;

static bool compare(const vp_prepared *prepared, const size_t wanted[], size_t wanted_count, steps *out)
{
    placed *now = sorted(prepared->cells, prepared->cell_count), *then = sorted(wanted, wanted_count);
    *out =
        (steps){malloc((prepared->cell_count + 1) * sizeof(size_t)), malloc((wanted_count + 1) * sizeof(size_t)), 0, 0};
    bool ok = now && then && out->removed && out->added;
    for (size_t a = 0, b = 0; ok && (a < prepared->cell_count || b < wanted_count);) {
        if (a < prepared->cell_count && now[a].cell == SIZE_MAX)
            a = prepared->cell_count; /* empty places sort last */
        else if (b == wanted_count || (a < prepared->cell_count && now[a].cell < then[b].cell))
            out->removed[out->removed_count++] = now[a++].position;
        else if (a == prepared->cell_count || then[b].cell < now[a].cell)
            out->added[out->added_count++] = then[b++].cell;
        else
            a++, b++;
    }
    free(now);
    free(then);
    return ok;
}

static bool step_on(vp_prepared *prepared, const steps *s, vp_error *err)
{
    for (size_t e = 0; e < prepared->engine_count; e++) {
        for (size_t i = 0; i < s->removed_count; i++)
            if (!vp_travel_engine_remove(prepared->engines[e], s->removed[i], &prepared->travels[e], err)) return false;
        for (size_t i = 0; i < s->added_count; i++)
            if (!vp_travel_engine_add(prepared->engines[e], s->added[i], &prepared->travels[e], err)) return false;
    }
    for (size_t i = 0; i < s->removed_count; i++) prepared->cells[s->removed[i]] = SIZE_MAX;
    if (!VP_ARRAY_FIT(prepared->cells, prepared->cell_room, prepared->cell_count + s->added_count, err)) return false;
    for (size_t i = 0; i < s->added_count; i++) prepared->cells[prepared->cell_count++] = s->added[i];
    return true;
}

static bool bring_to(vp_prepared *prepared, const size_t wanted[], size_t count, vp_error *err)
{
    steps s;
    bool ok = compare(prepared, wanted, count, &s) || vp_fail_memory(err, count * sizeof(placed));
    if (ok) {
        bool many = s.removed_count + s.added_count > CHANGES_MOST || prepared->cell_count > count + REMOVED_MOST;
        ok = many ? solve_anew(prepared, wanted, count, err) : step_on(prepared, &s, err);
    }
    free(s.removed);
    free(s.added);
    return ok;
}

/* ------------------------------------------------------------ laying out */

static bool make_floating(vp_what_if *w, vp_prepared *prepared, const vp_modes *modes, vp_error *err)
{
    const vp_region *region = w->base.region;
    if (!vp_analysis_wants_floating(&region->definitions, prepared->service) || region->people.population_count == 0)
        return true;
    prepared->floating = vp_floating_surface_new(region, w->weights[region->units.main_set], prepared->service, modes,
                                                 &w->base.travel, err);
    if (!prepared->floating || !vp_floating_surface_follow(prepared->floating, region, err)) return false;
    prepared->bytes += vp_floating_surface_bytes(prepared->floating);
    return true;
}

/* Keeps the modes when some of their terrain is unknown. */
static void keep_unknown(const vp_what_if *w, vp_prepared *prepared, vp_modes *modes)
{
    vp_travel_solved solved = {w->base.region, modes, NULL, 0, &w->base.travel};
    size_t cells = vp_grid_geometry_cells(w->base.region->geometry), i = 0;
    while (i < cells && !vp_cut_off_is_unknown(&solved, i)) i++;
    if (i < cells) {
        prepared->modes = modes;
        prepared->bytes += cells * 5;
    } else
        vp_modes_free(modes);
}

static size_t engines_of(const vp_service *service)
{
    return service->reach == VP_REACH_ROUND_TRIP ? 2 : service->reach == VP_REACH_TRAVEL_TIME;
}

static bool make_engines(vp_what_if *w, vp_prepared *prepared, vp_error *err)
{
    const vp_service *service = service_of(w, prepared->service);
    prepared->engine_count = engines_of(service);
    if (prepared->engine_count == 0) return true;
    vp_modes *modes = vp_modes_new(w->base.region, service->mode, service->season, err);
    bool ok = modes != NULL;
    for (size_t e = 0; ok && e < prepared->engine_count; e++) {
        vp_travel_options options = w->base.travel;
        options.from_facility = e == 1;
        options.without_nearest = false;
        prepared->engines[e] = vp_travel_engine_new(modes->terrains[0], &options, err);
        ok = prepared->engines[e] != NULL;
    }
    ok = ok && make_floating(w, prepared, modes, err);
    if (modes) keep_unknown(w, prepared, modes);
    size_t count = 0, *cells = ok ? vp_scenario_cells(w->base.region, service, &count, err) : NULL;
    ok = cells && solve_anew(prepared, cells, count, err);
    free(cells);
    prepared->bytes += prepared->engine_count * vp_grid_geometry_cells(w->base.region->geometry) * 26;
    return ok;
}

static bool make_sums(vp_what_if *w, vp_prepared *prepared, vp_error *err)
{
    const vp_region *region = w->base.region;
    vp_scale scale = vp_scale_of(service_of(w, prepared->service)->reach);
    size_t cells = vp_grid_geometry_cells(region->geometry), populations = region->people.population_count;
    size_t width = scale.bins + VP_STEPS_BESIDE_BINS;
    uint16_t *all = malloc(cells * sizeof *all);
    prepared->sums = calloc(region->units.set_count * populations + 1, sizeof *prepared->sums);
    bool ok = all && prepared->sums;
    if (ok) vp_scale_steps(scale, vp_grid_cells(w->base.surfaces[prepared->service]), cells, all);
    for (size_t i = 0; ok && i < region->units.set_count * populations; i++) {
        const vp_weights *weights = w->weights[i / populations];
        prepared->sums[i] = calloc((weights->zone_count + 1) * width, sizeof **prepared->sums);
        prepared->bytes += weights->zone_count * width * sizeof **prepared->sums;
        ok = prepared->sums[i] != NULL;
        if (ok)
            vp_people_sums_count(prepared->sums[i], width, weights, all,
                                 vp_grid_cells(region->people.populations[i % populations].people));
    }
    free(all);
    return ok || vp_fail_memory(err, cells * sizeof *all);
}

/* ------------------------------------------------------------ what differs from the base */

typedef struct {
    vp_what_if *w;
    vp_service_result *result;
} noting;

static bool note_distance(void *context, size_t cell, float metres, int32_t nearest)
{
    (void)nearest;
    const noting *n = context;
    float before = vp_grid_cells(n->w->base.surfaces[n->result->service])[cell];
    return isnan(metres) || metres == before || vp_difference_cell(n->w, n->result, cell, metres);
}

static void set_cells_to(const vp_prepared *prepared, size_t engine, const vp_cut_off *cut, float minutes)
{
    for (size_t i = 0; i < cut->count; i++) vp_grid_edit(prepared->travels[engine].minutes)[cut->cells[i]] = minutes;
}

/* NaN where the terrain cannot be crossed, which no facility changes. */
static inline float minutes_at(const float *to, const float *back, float queue, size_t cell)
{
    return back ? to[cell] + (back[cell] + queue) : to[cell];
}

static bool note_minutes(vp_what_if *w, const vp_prepared *prepared, vp_service_result *result)
{
    vp_grid_geometry geometry = w->base.region->geometry;
    const float *before = vp_grid_cells(w->base.surfaces[prepared->service]);
    const float *to = vp_grid_cells(prepared->travels[0].minutes);
    const float *back = prepared->engine_count == 2 ? vp_grid_cells(prepared->travels[1].minutes) : NULL;
    float queue = (float)service_of(w, prepared->service)->queue_minutes;
    for (size_t row = 0; row < geometry.rows; row++) {
        size_t start = row * geometry.columns, end = start + geometry.columns;
        int any = 0;
        for (size_t i = start; i < end; i++) {
            float now = minutes_at(to, back, queue, i);
            any |= (now == now) & (now != before[i]);
        }
        for (size_t i = start; any && i < end; i++) {
            float now = minutes_at(to, back, queue, i);
            if (now == -INFINITY && isnan(before[i])) continue;
            if (now == now && now != before[i] && !vp_difference_cell(w, result, i, now == -INFINITY ? NAN : now))
                return false;
        }
    }
    return true;
}

/* Cells that are cut off by unknown terrain are -INFINITY meanwhile: no data, and no terrain that cannot be crossed. */
static bool note_travel(vp_what_if *w, const vp_prepared *prepared, vp_service_result *result)
{
    vp_cut_off cut[2] = {{0}};
    vp_travel_solved solved = {w->base.region, prepared->modes, prepared->cells, prepared->cell_count, &w->base.travel};
    bool ok = true;
    for (size_t e = 0; ok && prepared->modes && e < prepared->engine_count; e++)
        ok = vp_cut_off_find(&solved, vp_grid_cells(prepared->travels[e].minutes), &cut[e], NULL);
    for (size_t e = 0; e < prepared->engine_count; e++) set_cells_to(prepared, e, &cut[e], -INFINITY);
    ok = ok && note_minutes(w, prepared, result);
    for (size_t e = 0; e < prepared->engine_count; e++) {
        set_cells_to(prepared, e, &cut[e], INFINITY);
        vp_cut_off_clear(&cut[e]);
    }
    return ok;
}

static bool change_floating(vp_what_if *w, vp_prepared *prepared, const vp_changed *changed, vp_service_result *result,
                            vp_error *err)
{
    if (!prepared->floating) return true;
    size_t sets = w->base.region->units.set_count;
    double *access[sets + 1];
    memset(access, 0, sizeof access);
    bool ok = vp_floating_surface_follow(prepared->floating, &changed->region, err);
    for (size_t s = 0; ok && s < sets; s++)
        ok = vp_floating_surface_means(prepared->floating, w->weights[s], &access[s], err);
    ok = ok && vp_difference_floating(w, access, result, err);
    for (size_t s = 0; s < sets; s++) free(access[s]);
    return ok;
}

bool vp_prepared_change(vp_what_if *w, vp_prepared *prepared, const vp_changed *changed, vp_service_result *result,
                        vp_error *err)
{
    const vp_service *service = &changed->region.definitions.services[prepared->service];
    noting n = {w, result};
    bool ok = true;
    vp_distance_plane plane = vp_distance_plane_of(&changed->region);
    if (prepared->engine_count == 0)
        return vp_distance_changes(&plane, service->facilities, service->facility_count,
                                   w->base.nearest[prepared->service], note_distance, &n) ||
               vp_fail_memory(err, sizeof(vp_cells));
    size_t count, *cells = vp_scenario_cells(&changed->region, service, &count, err);
    ok = cells && bring_to(prepared, cells, count, err);
    free(cells);
    ok = ok && (note_travel(w, prepared, result) || vp_fail_memory(err, sizeof(vp_cells)));
    return ok && change_floating(w, prepared, changed, result, err);
}

/* What is solved here must be what the base holds, or answers would compare two different things. */
static bool check_base(vp_what_if *w, const vp_prepared *prepared, vp_error *err)
{
    vp_service_result found = {.service = prepared->service};
    bool ok = prepared->engine_count == 0 || note_travel(w, prepared, &found) || vp_fail_memory(err, sizeof(vp_cells));
    vp_difference_forget(w, &found);
    if (ok && found.value_count)
        ok = vp_fail(err, VP_CONFLICT,
                     "%s: the published surface is not what this program solves on the dataset; it was built with "
                     "other options or another version: build it again",
                     service_of(w, prepared->service)->id);
    free(found.cells);
    free(found.values);
    return ok;
}

/* Drops the longest unused until there is room. Services with engines hold most of the memory and are counted apart:
 * those without one, of which a facility often has as many, would push them out. */
static void make_room(vp_what_if *w, size_t engines)
{
    for (;;) {
        vp_prepared *oldest = NULL;
        size_t held = 0;
        for (size_t i = 0; i < w->prepared_count; i++) {
            vp_prepared *p = &w->prepared[i];
            if (!p->engine_count != !engines) continue;
            held += engines ? p->engine_count : 1;
            if (!oldest || p->used < oldest->used) oldest = p;
        }
        if (!oldest || held + (engines ? engines : 1) <= w->base.prepared_most) return;
        vp_prepared_drop(w, oldest->service);
    }
}

vp_prepared *vp_prepared_take(vp_what_if *w, size_t service, vp_error *err)
{
    for (size_t i = 0; i < w->prepared_count; i++) {
        if (w->prepared[i].service != service) continue;
        w->prepared[i].used = ++w->answers;
        return &w->prepared[i];
    }
    make_room(w, engines_of(service_of(w, service)));
    vp_prepared *prepared = &w->prepared[w->prepared_count];
    *prepared = (vp_prepared){.service = service, .used = ++w->answers};
    if (make_engines(w, prepared, err) && make_sums(w, prepared, err) && check_base(w, prepared, err)) {
        w->prepared_count++;
        return prepared;
    }
    clear(w, prepared);
    return NULL;
}
