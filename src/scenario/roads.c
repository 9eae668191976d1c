/* Roads closed: what depends on them is re-solved on the piece of terrain that it covers. */
#include "scenario/scenario_internal.h"
#include "travel/slower.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/travel_surface.h>

bool vp_roads_are_known(const vp_what_if *w, const vp_changed *changed, size_t service)
{
    const vp_region *region = w->base.region;
    const vp_service *before = &region->definitions.services[service],
                     *after = &changed->region.definitions.services[service];
    return before->reach == VP_REACH_TRAVEL_TIME && region->land.land_cover && w->base.surfaces[service] &&
           !strchr(before->mode, '|') && !vp_analysis_wants_floating(&region->definitions, service) &&
           before->facility_count > 0 && before->facility_count == after->facility_count &&
           memcmp(before->facilities, after->facilities, before->facility_count * sizeof *before->facilities) == 0;
}

/* The terrain of one mode and season before and after; made once for the services that share it. */
typedef struct {
    const char *mode;
    vp_season season;
    vp_terrain *before, *after;
} two_terrains;

static bool is_of(const two_terrains *g, const vp_service *service)
{
    return g->mode && strcmp(g->mode, service->mode) == 0 && g->season == service->season;
}

static void clear_terrains(two_terrains *g)
{
    vp_terrain_free(g->before);
    vp_terrain_free(g->after);
    *g = (two_terrains){0};
}

static bool prepare_terrains(const vp_what_if *w, const vp_changed *changed, const vp_service *service, two_terrains *g,
                             vp_error *err)
{
    if (is_of(g, service)) return true;
    clear_terrains(g);
    *g = (two_terrains){service->mode, service->season,
                        vp_terrain_new(w->base.region, service->mode, service->season, err), NULL};
    if (g->before) g->after = vp_terrain_new(&changed->region, service->mode, service->season, err);
    return g->after != NULL;
}

/* The published surface with the new minutes. */
static bool lay_over(vp_what_if *w, const vp_travel_solved *solved, const vp_reached *cells, vp_service_result *r,
                     vp_error *err)
{
    const vp_grid *base = w->base.surfaces[r->service];
    vp_grid_geometry geometry = w->base.region->geometry;
    vp_grid *surface = vp_grid_new_unset(geometry, err);
    if (!surface) return false;
    float *minutes = vp_grid_edit(surface);
    memcpy(minutes, vp_grid_cells(base), vp_grid_geometry_cells(geometry) * sizeof *minutes);
    for (size_t i = 0; i < cells->count; i++) minutes[cells->cells[i]] = cells->minutes[i];
    bool ok = vp_travel_surface_mark_unknown(solved, surface, err) && vp_difference_surface(w, surface, r, err) &&
              vp_difference_recount(w, r, err);
    vp_grid_free(surface);
    return ok;
}

static bool answer_service(vp_what_if *w, const vp_changed *changed, const two_terrains *g, vp_service_result *r,
                           vp_error *err)
{
    const vp_service *service = &w->base.region->definitions.services[r->service];
    size_t count, *cells = vp_scenario_cells(w->base.region, service, &count, err);
    if (!cells) return false;
    vp_travel_options options = w->base.travel;
    options.from_facility = false;
    vp_slower_terrain question = {g->before, g->after, vp_grid_cells(w->base.surfaces[r->service]),
                                  cells,     count,    &options};
    vp_modes alone = {.count = 1, .terrains = {g->after}};
    vp_reached reached = {0};
    bool known;
    bool ok = vp_travel_resolve_slower(&question, &reached, &known, err);
    if (ok && known)
        ok = lay_over(w, &(vp_travel_solved){&changed->region, &alone, cells, count, &options}, &reached, r, err);
    else
        r->incremental = false;
    vp_reached_clear(&reached);
    free(cells);
    return ok;
}

/* Services of one mode and season follow one another. */
static vp_service_result *next(const vp_what_if *w, vp_scenario_result *result, const bool done[],
                               const two_terrains *g)
{
    vp_service_result *other = NULL;
    for (size_t i = 0; i < result->service_count; i++) {
        vp_service_result *r = &result->services[i];
        if (done[i] || r->kind != VP_SERVICE_ROADS || !r->incremental || vp_parted_has(w, r->service)) continue;
        if (is_of(g, &w->base.region->definitions.services[r->service])) return r;
        if (!other) other = r;
    }
    return other;
}

bool vp_roads_answer(vp_what_if *w, const vp_changed *changed, vp_scenario_result *result, vp_error *err)
{
    bool done[result->service_count + 1];
    memset(done, 0, sizeof done);
    two_terrains terrains = {0};
    bool ok = true;
    for (vp_service_result *r; ok && (r = next(w, result, done, &terrains));) {
        double began = vp_clock_now();
        done[r - result->services] = true;
        if (w->base.progress && !w->base.progress(w->base.context, "roads", 0))
            ok = vp_fail(err, VP_CANCELLED, "cancelled at service %s",
                         w->base.region->definitions.services[r->service].id);
        ok = ok && prepare_terrains(w, changed, &w->base.region->definitions.services[r->service], &terrains, err) &&
             answer_service(w, changed, &terrains, r, err);
        r->seconds = vp_clock_now() - began;
    }
    clear_terrains(&terrains);
    return ok;
}
