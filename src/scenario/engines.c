/* Travel engines of a what-if: one for each mode and season, towards facilities and from them. Services take turns: an
 * engine begins with the minutes that the base has of a service, and is brought on facility by facility. */
#include "base/array.h"
#include "scenario/scenario_internal.h"
#include "travel/cut_off.h"
#include <stdlib.h>
#include <string.h>

#define CHANGES_MOST 32  /* facilities changed at once; above, solving anew is quicker */
#define REMOVED_MOST 512 /* empty places in an engine's list before it is solved anew */

static const vp_service *service_of(const vp_what_if *w, size_t service)
{
    return &w->base.region->definitions.services[service];
}

void vp_ready_engine_free(vp_ready_engine *e)
{
    if (!e) return;
    vp_travel_engine_free(e->engine);
    vp_modes_free(e->modes);
    free(e->cells);
    free(e);
}

/* ------------------------------------------------------------ whose minutes */

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

static bool set_cells(vp_ready_engine *e, const size_t cells[], size_t count, vp_error *err)
{
    if (!VP_ARRAY_FIT(e->cells, e->cell_room, count, err)) return false;
    if (count) memcpy(e->cells, cells, count * sizeof *cells);
    e->cell_count = count;
    return true;
}

static bool solve(vp_ready_engine *e, const size_t cells[], size_t count, vp_error *err)
{
    return set_cells(e, cells, count, err) && vp_travel_engine_solve(e->engine, cells, count, NULL, err);
}

/* For each facility of the region its place among the service's that lie on the grid, else -1. */
static int32_t *positions_of(const vp_region *region, const vp_service *service, vp_error *err)
{
    int32_t *positions = malloc((region->supply.facility_count + 1) * sizeof *positions), next = 0;
    if (!positions) vp_fail_memory(err, region->supply.facility_count * sizeof *positions);
    for (size_t f = 0; positions && f < region->supply.facility_count; f++) positions[f] = -1;
    for (size_t i = 0; positions && i < service->facility_count; i++) {
        const vp_facility *f = &region->supply.facilities[service->facilities[i]];
        size_t cell;
        if (vp_grid_geometry_locate(region->geometry, f->x, f->y, &cell)) positions[service->facilities[i]] = next++;
    }
    return positions;
}

bool vp_engines_fail_base(const vp_what_if *w, size_t service, vp_error *err)
{
    return vp_fail(err, VP_CONFLICT,
                   "%s: the published surface is not what this program solves on the dataset; it was built with other "
                   "options or another version: build it again",
                   service_of(w, service)->id);
}

static bool resume(const vp_what_if *w, vp_ready_engine *e, const size_t cells[], size_t count, vp_error *err)
{
    size_t known = 2 * e->service + e->from_facility;
    const vp_service *service = service_of(w, e->service);
    vp_error why = {0};
    int32_t *positions = positions_of(w->base.region, service, err);
    const vp_travel_found found = {vp_grid_cells(w->base.surfaces[e->service]), w->base.nearest[e->service], positions,
                                   w->base.region->supply.facility_count, w->taken_up[known]};
    bool ok = positions && set_cells(e, cells, count, err);
    if (ok && !vp_travel_engine_resume(e->engine, cells, count, &found, &why)) {
        ok = false;
        if (why.kind == VP_CONFLICT)
            vp_engines_fail_base(w, e->service, err);
        else if (err)
            *err = why;
    }
    w->taken_up[known] |= ok;
    free(positions);
    return ok;
}

/* There and back the base has only together. */
static bool has_minutes(const vp_what_if *w, size_t service)
{
    return service_of(w, service)->reach == VP_REACH_TRAVEL_TIME && w->base.nearest && w->base.nearest[service];
}

/* The service's minutes as they are in the base. */
static bool begin(const vp_what_if *w, vp_ready_engine *e, bool *solved, vp_error *err)
{
    size_t count, *cells = vp_scenario_cells(w->base.region, service_of(w, e->service), &count, err);
    bool known = has_minutes(w, e->service), ok = cells != NULL;
    if (!known) *solved = true;
    ok = ok && (known ? resume(w, e, cells, count, err) : solve(e, cells, count, err));
    free(cells);
    return ok;
}

/* ------------------------------------------------------------ brought on */

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

/* Positions to remove, then cells to add, so that the engine has the wanted cells. */
typedef struct {
    size_t *removed, *added;
    size_t removed_count, added_count;
} steps;

static bool compare(const vp_ready_engine *e, const size_t wanted[], size_t wanted_count, steps *out)
{
    placed *now = sorted(e->cells, e->cell_count), *then = sorted(wanted, wanted_count);
    *out = (steps){malloc((e->cell_count + 1) * sizeof(size_t)), malloc((wanted_count + 1) * sizeof(size_t)), 0, 0};
    bool ok = now && then && out->removed && out->added;
    for (size_t a = 0, b = 0; ok && (a < e->cell_count || b < wanted_count);) {
        if (a < e->cell_count && now[a].cell == SIZE_MAX)
            a = e->cell_count; /* empty places sort last */
        else if (b == wanted_count || (a < e->cell_count && now[a].cell < then[b].cell))
            out->removed[out->removed_count++] = now[a++].position;
        else if (a == e->cell_count || then[b].cell < now[a].cell)
            out->added[out->added_count++] = then[b++].cell;
        else
            a++, b++;
    }
    free(now);
    free(then);
    return ok;
}

static bool step_on(vp_ready_engine *e, const steps *s, vp_error *err)
{
    for (size_t i = 0; i < s->removed_count; i++) {
        if (!vp_travel_engine_remove(e->engine, s->removed[i], NULL, err)) return false;
        e->cells[s->removed[i]] = SIZE_MAX;
    }
    if (!VP_ARRAY_FIT(e->cells, e->cell_room, e->cell_count + s->added_count, err)) return false;
    for (size_t i = 0; i < s->added_count; i++) {
        if (!vp_travel_engine_add(e->engine, s->added[i], NULL, err)) return false;
        e->cells[e->cell_count++] = s->added[i];
    }
    return true;
}

static bool is_far(const vp_ready_engine *e, const steps *s, size_t count)
{
    return s->removed_count + s->added_count > CHANGES_MOST || e->cell_count > count + REMOVED_MOST;
}

/* From where it is, else from the base, else anew. */
bool vp_engines_bring(const vp_what_if *w, vp_ready_engine *e, const size_t wanted[], size_t count, vp_error *err)
{
    bool solved = false, ok = true;
    for (int again = 0; ok && again < 2; again++) {
        steps s;
        ok = compare(e, wanted, count, &s) || vp_fail_memory(err, count * sizeof(placed));
        bool far = ok && is_far(e, &s, count), last = again || !has_minutes(w, e->service);
        if (ok) ok = !far ? step_on(e, &s, err) : last ? solve(e, wanted, count, err) : begin(w, e, &solved, err);
        free(s.removed);
        free(s.added);
        if (!far || last) break;
    }
    return ok;
}

/* ------------------------------------------------------------ made and found */

/* Keeps the modes when some of their terrain is unknown. */
static void keep_unknown(const vp_what_if *w, vp_ready_engine *e, vp_modes *modes)
{
    vp_travel_solved solved = {w->base.region, modes, NULL, 0, &w->base.travel};
    size_t cells = vp_grid_geometry_cells(w->base.region->geometry), i = 0;
    while (i < cells && !vp_cut_off_is_unknown(&solved, i)) i++;
    if (i < cells) {
        e->modes = modes;
        e->bytes += cells * 5;
    } else
        vp_modes_free(modes);
}

static vp_ready_engine *make(const vp_what_if *w, size_t service, bool from_facility, vp_error *err)
{
    const vp_service *row = service_of(w, service);
    vp_travel_options options = w->base.travel;
    options.from_facility = from_facility;
    options.without_nearest = false;
    vp_modes *modes = vp_modes_new(w->base.region, row->mode, row->season, err);
    vp_ready_engine *e = modes ? calloc(1, sizeof *e) : NULL;
    if (modes && !e) vp_fail_memory(err, sizeof *e);
    if (e) {
        *e = (vp_ready_engine){.mode = row->mode, .season = row->season, .from_facility = from_facility};
        e->service = VP_NONE;
        e->engine = vp_travel_engine_new(modes->terrains[0], &options, err);
    }
    if (e && e->engine) {
        e->bytes = vp_travel_engine_bytes(e->engine);
        keep_unknown(w, e, modes);
        return e;
    }
    vp_modes_free(modes);
    vp_ready_engine_free(e);
    return NULL;
}

static vp_ready_engine *find(const vp_what_if *w, const vp_service *row, bool from_facility)
{
    for (size_t i = 0; i < w->engine_count; i++) {
        vp_ready_engine *e = w->engines[i];
        if (strcmp(e->mode, row->mode) == 0 && e->season == row->season && e->from_facility == from_facility) return e;
    }
    return NULL;
}

bool vp_engines_has(const vp_what_if *w, size_t service, bool from_facility)
{
    return find(w, service_of(w, service), from_facility) != NULL;
}

vp_ready_engine *vp_engines_take(vp_what_if *w, size_t service, bool from_facility, bool *solved, vp_error *err)
{
    vp_ready_engine *e = find(w, service_of(w, service), from_facility);
    if (!e) {
        if (!VP_ARRAY_FIT(w->engines, w->engine_room, w->engine_count + 1, err)) return NULL;
        e = make(w, service, from_facility, err);
        if (!e) return NULL;
        w->engines[w->engine_count++] = e;
    }
    e->used = w->answers;
    if (e->service == service) return e;
    e->service = service;
    return begin(w, e, solved, err) ? e : NULL;
}

bool vp_engines_hold(const vp_what_if *w, size_t service, size_t count)
{
    size_t held = 0;
    for (size_t i = 0; i < w->engine_count; i++) held += w->engines[i]->service == service;
    return held == count;
}

void vp_engines_forget(vp_what_if *w, size_t service)
{
    for (size_t i = 0; i < w->engine_count; i++)
        if (w->engines[i]->service == service) w->engines[i]->service = VP_NONE;
}

void vp_engines_drop(vp_what_if *w, size_t service)
{
    for (size_t i = 0; i < w->engine_count;) {
        if (w->engines[i]->service != service) {
            i++;
            continue;
        }
        vp_ready_engine_free(w->engines[i]);
        w->engines[i] = w->engines[--w->engine_count];
    }
}
