#include "scenario/scenario_internal.h"
#include "travel/cut_off.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/modes.h>

static const vp_service *service_of(const vp_what_if *w, size_t service)
{
    return &w->base.region->definitions.services[service];
}

static void free_prepared(vp_prepared *prepared)
{
    vp_floating_surface_free(prepared->floating);
    free(prepared);
}

static void drop_at(vp_what_if *w, size_t i)
{
    free_prepared(w->prepared[i]);
    w->prepared[i] = w->prepared[--w->prepared_count];
}

void vp_prepared_drop(vp_what_if *w, size_t service)
{
    vp_engines_drop(w, service);
    for (size_t i = 0; i < w->prepared_count; i++) {
        if (w->prepared[i]->service != service) continue;
        drop_at(w, i);
        return;
    }
}

void vp_prepared_free_all(vp_what_if *w)
{
    while (w->prepared_count) drop_at(w, 0);
    free(w->prepared);
    for (size_t i = 0; i < w->engine_count; i++) vp_ready_engine_free(w->engines[i]);
    free(w->engines);
}

/* ------------------------------------------------------------ how much is kept */

size_t vp_what_if_bytes(const vp_what_if *w)
{
    size_t bytes = 0;
    for (size_t i = 0; i < w->prepared_count; i++) bytes += w->prepared[i]->bytes;
    for (size_t i = 0; i < w->engine_count; i++) bytes += w->engines[i]->bytes;
    return bytes;
}

/* The place of the longest unused but for what this answer uses, SIZE_MAX none. */
static size_t oldest_prepared(const vp_what_if *w)
{
    size_t oldest = SIZE_MAX;
    for (size_t i = 0; i < w->prepared_count; i++)
        if (w->prepared[i]->used < w->answers &&
            (oldest == SIZE_MAX || w->prepared[i]->used < w->prepared[oldest]->used))
            oldest = i;
    return oldest;
}

static size_t oldest_engine(const vp_what_if *w)
{
    size_t oldest = SIZE_MAX;
    for (size_t i = 0; i < w->engine_count; i++)
        if (w->engines[i]->used < w->answers && (oldest == SIZE_MAX || w->engines[i]->used < w->engines[oldest]->used))
            oldest = i;
    return oldest;
}

void vp_what_if_make_room(vp_what_if *w, size_t bytes)
{
    while (vp_what_if_bytes(w) + bytes > w->base.prepared_bytes) {
        size_t p = oldest_prepared(w), e = oldest_engine(w);
        if (p == SIZE_MAX && e == SIZE_MAX) return;
        if (e == SIZE_MAX || (p != SIZE_MAX && w->prepared[p]->used <= w->engines[e]->used))
            drop_at(w, p);
        else {
            vp_ready_engine_free(w->engines[e]);
            w->engines[e] = w->engines[--w->engine_count];
        }
    }
}

/* ------------------------------------------------------------ made */

static size_t engines_of(const vp_service *service)
{
    return service->reach == VP_REACH_ROUND_TRIP ? 2 : service->reach == VP_REACH_TRAVEL_TIME;
}

/* Of a nation in parts: the region with the roads of the whole, which *owned, to be freed, has closed for changed.
 * changed NULL: as they are. */
static bool take_roads(const vp_what_if *w, const vp_changed *changed, vp_region *region, uint32_t **owned,
                       vp_error *err)
{
    vp_error why = {0};
    size_t bytes = vp_grid_geometry_cells(region->geometry) * sizeof **owned;
    *owned = NULL;
    if (!w->base.parts) return true;
    const uint32_t *roads = w->base.parts->whole_roads(w->base.parts->context, &why);
    if (*why.message) return vp_fail(err, why.kind, "%s", why.message);
    region->land.roads = (uint32_t *)(uintptr_t)roads; /* only read */
    if (!roads || !changed) return true;
    region->land.roads = *owned = malloc(bytes);
    if (!*owned) return vp_fail_memory(err, bytes);
    memcpy(*owned, roads, bytes);
    vp_scenario_close_roads(changed->scenario, region->geometry, *owned);
    return true;
}

static bool make_floating(vp_what_if *w, vp_prepared *prepared, vp_error *err)
{
    const vp_region *region = w->base.region;
    const vp_service *service = service_of(w, prepared->service);
    if (engines_of(service) == 0 || !vp_analysis_wants_floating(&region->definitions, prepared->service) ||
        region->people.population_count == 0)
        return true;
    vp_what_if_make_room(w, vp_grid_geometry_cells(region->geometry) * VP_FLOATING_BYTES_A_CELL);
    vp_region on_land = *region;
    uint32_t *owned;
    if (!take_roads(w, NULL, &on_land, &owned, err)) return false;
    vp_modes *modes = vp_modes_new(&on_land, service->mode, service->season, err);
    if (modes)
        prepared->floating = vp_floating_surface_new(region, w->weights[region->units.main_set], prepared->service,
                                                     modes, &w->base.travel, err);
    vp_modes_free(modes);
    const int64_t *access = w->base.access ? w->base.access[prepared->service] : NULL;
    if (!prepared->floating || !(access ? vp_floating_surface_resume(prepared->floating, access, err)
                                        : vp_floating_surface_follow(prepared->floating, region, err)))
        return false;
    prepared->bytes += vp_floating_surface_bytes(prepared->floating);
    return true;
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
    return isnan(metres) || metres == before || vp_difference_cell(n->result, cell, metres);
}

/* NaN where the terrain cannot be crossed, which no facility changes. */
static inline float minutes_at(const float *to, const float *back, float queue, size_t cell)
{
    return back ? to[cell] + (back[cell] + queue) : to[cell];
}

/* minutes: of each engine. Cells that are cut off by unknown terrain are -INFINITY: no data, and no terrain that cannot
 * be crossed. */
static bool note_minutes(vp_what_if *w, const vp_prepared *prepared, const float *const minutes[2],
                         vp_service_result *result)
{
    vp_grid_geometry geometry = w->base.region->geometry;
    const float *before = vp_grid_cells(w->base.surfaces[prepared->service]), *to = minutes[0], *back = minutes[1];
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
            if (now == now && now != before[i] && !vp_difference_cell(result, i, now == -INFINITY ? NAN : now))
                return false;
        }
    }
    return true;
}

/* The engine's minutes into room that is kept for the next answer. NULL without memory. */
static const float *read_minutes(vp_what_if *w, size_t place, const vp_ready_engine *e)
{
    size_t cells = vp_grid_geometry_cells(w->base.region->geometry);
    float *minutes = w->minutes[place] ? w->minutes[place] : malloc(cells * sizeof *minutes);
    w->minutes[place] = minutes;
    if (!minutes) return NULL;
    vp_travel_engine_read(e->engine, minutes);
    if (!e->modes) return minutes;
    vp_cut_off cut = {0};
    const vp_travel_solved solved = {w->base.region, e->modes, e->cells, e->cell_count, &w->base.travel};
    bool ok = vp_cut_off_find(&solved, minutes, &cut, NULL);
    for (size_t i = 0; ok && i < cut.count; i++) minutes[cut.cells[i]] = -INFINITY;
    vp_cut_off_clear(&cut);
    return ok ? minutes : NULL;
}

static bool note_travel(vp_what_if *w, const vp_prepared *prepared, vp_service_result *result, vp_error *err)
{
    const float *minutes[2] = {NULL, NULL};
    bool ok = true;
    for (size_t e = 0; ok && e < prepared->engine_count; e++)
        ok = (minutes[e] = read_minutes(w, e, prepared->engines[e])) != NULL;
    ok = ok && note_minutes(w, prepared, minutes, result);
    return ok || vp_fail_memory(err, vp_grid_geometry_cells(w->base.region->geometry) * sizeof **minutes);
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
    ok = cells != NULL;
    for (size_t e = 0; ok && e < prepared->engine_count; e++)
        ok = vp_engines_bring(w, prepared->engines[e], cells, count, err);
    free(cells);
    return ok && note_travel(w, prepared, result, err) && change_floating(w, prepared, changed, result, err);
}

/* On other terrain, all facilities reach others. */
static bool share_anew(vp_what_if *w, const vp_changed *changed, vp_service_result *result, vp_error *err)
{
    const vp_region *region = &changed->region;
    const vp_service *service = &region->definitions.services[result->service];
    size_t sets = region->units.set_count;
    double *access[sets + 1];
    memset(access, 0, sizeof access);
    vp_region on_land = *region;
    uint32_t *owned;
    vp_modes *modes = take_roads(w, changed, &on_land, &owned, err)
                          ? vp_modes_new(&on_land, service->mode, service->season, err)
                          : NULL;
    vp_floating_surface *f = modes ? vp_floating_surface_new(region, w->weights[region->units.main_set],
                                                             result->service, modes, &w->base.travel, err)
                                   : NULL;
    bool ok = f && vp_floating_surface_follow(f, region, err);
    for (size_t s = 0; ok && s < sets; s++) ok = vp_floating_surface_means(f, w->weights[s], &access[s], err);
    ok = ok && vp_difference_floating(w, access, result, err);
    for (size_t s = 0; s < sets; s++) free(access[s]);
    vp_floating_surface_free(f);
    vp_modes_free(modes);
    free(owned);
    return ok;
}

bool vp_access_answer(vp_what_if *w, const vp_changed *changed, vp_service_result *result, vp_error *err)
{
    const vp_region *region = &changed->region;
    if (!vp_analysis_wants_floating(&region->definitions, result->service) ||
        !vp_floating_surface_is_counted(region, result->service))
        return true;
    bool known = false;
    if (vp_shares_are_known(w, changed, result) && !vp_shares_answer(w, changed, result, &known, err)) return false;
    if (known) return true;
    if (w->base.touch && !w->base.touch(w->base.touched, result->service, 0, SIZE_MAX, err)) return false;
    if (result->kind > VP_SERVICE_PLACES) return share_anew(w, changed, result, err);
    pthread_mutex_lock(&w->lock);
    vp_prepared *prepared = vp_prepared_take(w, result->service, err);
    bool ok = prepared && change_floating(w, prepared, changed, result, err);
    if (prepared && !ok) vp_prepared_drop(w, result->service);
    pthread_mutex_unlock(&w->lock);
    return ok;
}

/* What was solved here must be what the base holds, or answers would compare two different things. */
static bool check_base(vp_what_if *w, const vp_prepared *prepared, vp_error *err)
{
    vp_service_result found = {.service = prepared->service};
    bool ok = note_travel(w, prepared, &found, err);
    if (ok && found.value_count) ok = vp_engines_fail_base(w, prepared->service, err);
    free(found.cells);
    free(found.values);
    return ok;
}

static bool take_engines(vp_what_if *w, vp_prepared *prepared, vp_error *err)
{
    bool solved = false;
    /* There and back go together: what one answer left of the one is not the base beside the other solved anew. */
    if (prepared->engine_count == 2 && !vp_engines_hold(w, prepared->service, 2))
        vp_engines_forget(w, prepared->service);
    for (size_t e = 0; e < prepared->engine_count; e++) {
        if (!vp_engines_has(w, prepared->service, e == 1))
            vp_what_if_make_room(w, vp_grid_geometry_cells(w->base.region->geometry) * VP_ENGINE_BYTES_A_CELL);
        prepared->engines[e] = vp_engines_take(w, prepared->service, e == 1, &solved, err);
        if (!prepared->engines[e]) return false;
    }
    return !solved || check_base(w, prepared, err);
}

static vp_prepared *find(const vp_what_if *w, size_t service)
{
    for (size_t i = 0; i < w->prepared_count; i++)
        if (w->prepared[i]->service == service) return w->prepared[i];
    return NULL;
}

static vp_prepared *make(vp_what_if *w, size_t service, vp_error *err)
{
    vp_prepared *prepared = calloc(1, sizeof *prepared);
    if (!prepared) {
        vp_fail_memory(err, sizeof *prepared);
        return NULL;
    }
    *prepared = (vp_prepared){.service = service,
                              .engine_count = vp_parted_has(w, service) ? 0 : engines_of(service_of(w, service))};
    if (make_floating(w, prepared, err)) return prepared;
    free_prepared(prepared);
    return NULL;
}

vp_prepared *vp_prepared_take(vp_what_if *w, size_t service, vp_error *err)
{
    vp_prepared *prepared = find(w, service);
    w->answers++;
    if (!prepared) {
        prepared = make(w, service, err);
        if (!prepared) return NULL;
        w->prepared[w->prepared_count++] = prepared;
    }
    prepared->used = w->answers;
    bool ok = take_engines(w, prepared, err);
    vp_what_if_make_room(w, 0);
    if (ok) return prepared;
    vp_prepared_drop(w, service);
    return NULL;
}
