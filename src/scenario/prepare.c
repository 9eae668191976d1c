#include "base/array.h"
#include "scenario/scenario_internal.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/modes.h>

#define CHANGES_MOST 32  /* facilities changed at once; above, solving anew is quicker */
#define REMOVED_MOST 512 /* empty places in the engines' lists before they are solved anew */

static const vp_service *service_of(const vp_what_if *w, size_t service) { return &w->base.region->services[service]; }

static void clear(const vp_what_if *w, vp_warm *warm)
{
    const vp_region *region = w->base.region;
    for (size_t i = 0; i < 2; i++) {
        vp_travel_engine_free(warm->engines[i]);
        vp_travel_clear(&warm->travels[i]);
    }
    for (size_t i = 0; warm->sums && i < region->unit_set_count * region->population_count; i++) free(warm->sums[i]);
    free(warm->sums);
    free(warm->cells);
    vp_floating_surface_free(warm->floating);
    *warm = (vp_warm){0};
}

void vp_warm_drop(vp_what_if *w, size_t service)
{
    for (size_t i = 0; i < w->warm_count; i++) {
        if (w->warm[i].service != service) continue;
        clear(w, &w->warm[i]);
        w->warm[i] = w->warm[--w->warm_count];
        return;
    }
}

void vp_warm_free_all(vp_what_if *w)
{
    while (w->warm_count) vp_warm_drop(w, w->warm[0].service);
    free(w->warm);
}

/* ------------------------------------------------------------ the engines */

static bool set_cells(vp_warm *warm, const size_t cells[], size_t count, vp_error *err)
{
    if (!VP_ARRAY_FIT(warm->cells, warm->cell_room, count, err)) return false;
    if (count) memcpy(warm->cells, cells, count * sizeof *cells);
    warm->cell_count = count;
    return true;
}

static bool solve_anew(vp_warm *warm, const size_t cells[], size_t count, vp_error *err)
{
    if (!set_cells(warm, cells, count, err)) return false;
    for (size_t e = 0; e < warm->engine_count; e++) {
        vp_travel_clear(&warm->travels[e]);
        if (!vp_travel_engine_solve(warm->engines[e], cells, count, &warm->travels[e], err)) return false;
    }
    return true;
}

size_t *vp_scenario_cells(const vp_region *region, const vp_service *service, size_t *count, vp_error *err)
{
    size_t *cells = malloc((service->facility_count + 1) * sizeof *cells);
    if (!cells) vp_fail_memory(err, service->facility_count * sizeof *cells);
    *count = 0;
    for (size_t i = 0; cells && i < service->facility_count; i++) {
        const vp_facility *f = &region->facilities[service->facilities[i]];
        if (vp_frame_locate(region->frame, f->x, f->y, &cells[*count])) (*count)++;
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

static bool compare(const vp_warm *warm, const size_t wanted[], size_t wanted_count, steps *out)
{
    placed *now = sorted(warm->cells, warm->cell_count), *then = sorted(wanted, wanted_count);
    *out = (steps){malloc((warm->cell_count + 1) * sizeof(size_t)), malloc((wanted_count + 1) * sizeof(size_t)), 0, 0};
    bool ok = now && then && out->removed && out->added;
    for (size_t a = 0, b = 0; ok && (a < warm->cell_count || b < wanted_count);) {
        if (a < warm->cell_count && now[a].cell == SIZE_MAX)
            a = warm->cell_count; /* empty places sort last */
        else if (b == wanted_count || (a < warm->cell_count && now[a].cell < then[b].cell))
            out->removed[out->removed_count++] = now[a++].position;
        else if (a == warm->cell_count || then[b].cell < now[a].cell)
            out->added[out->added_count++] = then[b++].cell;
        else
            a++, b++;
    }
    free(now);
    free(then);
    return ok;
}

static bool step_on(vp_warm *warm, const steps *s, vp_error *err)
{
    for (size_t e = 0; e < warm->engine_count; e++) {
        for (size_t i = 0; i < s->removed_count; i++)
            if (!vp_travel_engine_remove(warm->engines[e], s->removed[i], &warm->travels[e], err)) return false;
        for (size_t i = 0; i < s->added_count; i++)
            if (!vp_travel_engine_add(warm->engines[e], s->added[i], &warm->travels[e], err)) return false;
    }
    for (size_t i = 0; i < s->removed_count; i++) warm->cells[s->removed[i]] = SIZE_MAX;
    if (!VP_ARRAY_FIT(warm->cells, warm->cell_room, warm->cell_count + s->added_count, err)) return false;
    for (size_t i = 0; i < s->added_count; i++) warm->cells[warm->cell_count++] = s->added[i];
    return true;
}

static bool bring_to(vp_warm *warm, const size_t wanted[], size_t count, vp_error *err)
{
    steps s;
    bool ok = compare(warm, wanted, count, &s) || vp_fail_memory(err, count * sizeof(placed));
    if (ok) {
        bool many = s.removed_count + s.added_count > CHANGES_MOST || warm->cell_count > count + REMOVED_MOST;
        ok = many ? solve_anew(warm, wanted, count, err) : step_on(warm, &s, err);
    }
    free(s.removed);
    free(s.added);
    return ok;
}

/* ------------------------------------------------------------ laying out */

static bool make_floating(vp_what_if *w, vp_warm *warm, const vp_modes *modes, vp_error *err)
{
    const vp_region *region = w->base.region;
    if (!vp_analysis_wants_floating(region, warm->service) || region->population_count == 0) return true;
    warm->floating =
        vp_floating_surface_new(region, w->weights[region->main_set], warm->service, modes, &w->base.travel, err);
    if (!warm->floating || !vp_floating_surface_follow(warm->floating, region, err)) return false;
    warm->bytes += vp_floating_surface_bytes(warm->floating);
    return true;
}

static bool make_engines(vp_what_if *w, vp_warm *warm, vp_error *err)
{
    const vp_service *service = service_of(w, warm->service);
    warm->engine_count = service->reach == VP_REACH_ROUND_TRIP ? 2 : service->reach == VP_REACH_TRAVEL_TIME;
    if (warm->engine_count == 0) return true;
    vp_modes *modes = vp_modes_new(w->base.region, service->mode, service->season, err);
    bool ok = modes != NULL;
    for (size_t e = 0; ok && e < warm->engine_count; e++) {
        vp_travel_options options = w->base.travel;
        options.from_facility = e == 1;
        options.without_nearest = false;
        warm->engines[e] = vp_travel_engine_new(modes->terrains[0], &options, err);
        ok = warm->engines[e] != NULL;
    }
    ok = ok && make_floating(w, warm, modes, err);
    vp_modes_free(modes);
    size_t count = 0, *cells = ok ? vp_scenario_cells(w->base.region, service, &count, err) : NULL;
    ok = cells && solve_anew(warm, cells, count, err);
    free(cells);
    warm->bytes += warm->engine_count * vp_frame_cells(w->base.region->frame) * 26;
    return ok;
}

static bool make_sums(vp_what_if *w, vp_warm *warm, vp_error *err)
{
    const vp_region *region = w->base.region;
    vp_scale scale = vp_scale_of(service_of(w, warm->service)->reach);
    size_t cells = vp_frame_cells(region->frame), populations = region->population_count;
    size_t width = scale.bins + VP_STEPS_BESIDE_BINS;
    uint16_t *all = malloc(cells * sizeof *all);
    warm->sums = calloc(region->unit_set_count * populations + 1, sizeof *warm->sums);
    bool ok = all && warm->sums;
    if (ok) vp_scale_steps(scale, vp_grid_cells(w->base.surfaces[warm->service]), cells, all);
    for (size_t i = 0; ok && i < region->unit_set_count * populations; i++) {
        const vp_weights *weights = w->weights[i / populations];
        warm->sums[i] = calloc((weights->zone_count + 1) * width, sizeof **warm->sums);
        warm->bytes += weights->zone_count * width * sizeof **warm->sums;
        ok = warm->sums[i] != NULL;
        if (ok)
            vp_people_sums_count(warm->sums[i], width, weights, all,
                                 vp_grid_cells(region->populations[i % populations].people));
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

/* NaN where the ground cannot be crossed, which no facility changes. */
static inline float minutes_at(const float *to, const float *back, float queue, size_t cell)
{
    return back ? to[cell] + (back[cell] + queue) : to[cell];
}

static bool note_travel(vp_what_if *w, const vp_warm *warm, vp_service_result *result)
{
    vp_frame frame = w->base.region->frame;
    const float *before = vp_grid_cells(w->base.surfaces[warm->service]);
    const float *to = vp_grid_cells(warm->travels[0].minutes);
    const float *back = warm->engine_count == 2 ? vp_grid_cells(warm->travels[1].minutes) : NULL;
    float queue = (float)service_of(w, warm->service)->queue_minutes;
    for (size_t row = 0; row < frame.rows; row++) {
        size_t start = row * frame.columns, end = start + frame.columns;
        int any = 0;
        for (size_t i = start; i < end; i++) {
            float now = minutes_at(to, back, queue, i);
            any |= (now == now) & (now != before[i]);
        }
        for (size_t i = start; any && i < end; i++) {
            float now = minutes_at(to, back, queue, i);
            if (now == now && now != before[i] && !vp_difference_cell(w, result, i, now)) return false;
        }
    }
    return true;
}

static bool change_floating(vp_what_if *w, vp_warm *warm, const vp_changed *changed, vp_service_result *result,
                            vp_error *err)
{
    if (!warm->floating) return true;
    size_t sets = w->base.region->unit_set_count;
    double *access[sets + 1];
    memset(access, 0, sizeof access);
    bool ok = vp_floating_surface_follow(warm->floating, &changed->region, err);
    for (size_t s = 0; ok && s < sets; s++)
        ok = vp_floating_surface_means(warm->floating, w->weights[s], &access[s], err);
    ok = ok && vp_difference_floating(w, access, result, err);
    for (size_t s = 0; s < sets; s++) free(access[s]);
    return ok;
}

bool vp_warm_change(vp_what_if *w, vp_warm *warm, const vp_changed *changed, vp_service_result *result, vp_error *err)
{
    const vp_service *service = &changed->region.services[warm->service];
    noting n = {w, result};
    bool ok = true;
    if (warm->engine_count == 0)
        return vp_distance_changes(&changed->region, service->facilities, service->facility_count,
                                   w->base.nearest[warm->service], note_distance, &n) ||
               vp_fail_memory(err, sizeof(vp_cells));
    size_t count, *cells = vp_scenario_cells(&changed->region, service, &count, err);
    ok = cells && bring_to(warm, cells, count, err);
    free(cells);
    ok = ok && (note_travel(w, warm, result) || vp_fail_memory(err, sizeof(vp_cells)));
    return ok && change_floating(w, warm, changed, result, err);
}

/* What is solved here must be what the base holds, or answers would compare two different things. */
static bool check_base(vp_what_if *w, const vp_warm *warm, vp_error *err)
{
    vp_service_result found = {.service = warm->service};
    bool ok = warm->engine_count == 0 || note_travel(w, warm, &found) || vp_fail_memory(err, sizeof(vp_cells));
    vp_difference_forget(w, &found);
    if (ok && found.value_count)
        ok = vp_fail(err, VP_CONFLICT,
                     "%s: the published surface is not what this program solves on the dataset; it was built with "
                     "other options or another version: build it again",
                     service_of(w, warm->service)->id);
    free(found.cells);
    free(found.values);
    return ok;
}

vp_warm *vp_warm_take(vp_what_if *w, size_t service, vp_error *err)
{
    vp_warm *oldest = NULL;
    for (size_t i = 0; i < w->warm_count; i++) {
        if (w->warm[i].service == service) {
            w->warm[i].used = ++w->answers;
            return &w->warm[i];
        }
        if (!oldest || w->warm[i].used < oldest->used) oldest = &w->warm[i];
    }
    if (oldest && w->warm_count >= w->base.warm_most) vp_warm_drop(w, oldest->service);
    vp_warm *warm = &w->warm[w->warm_count];
    *warm = (vp_warm){.service = service, .used = ++w->answers};
    if (make_engines(w, warm, err) && make_sums(w, warm, err) && check_base(w, warm, err)) {
        w->warm_count++;
        return warm;
    }
    clear(w, warm);
    return NULL;
}
