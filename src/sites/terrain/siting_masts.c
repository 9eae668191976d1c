/* What stands on a new site of a service of signals, and what it is to be joined with. */
#include "base/array.h"
#include "sites/terrain/siting_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The scope whose fields must reach a cell besides the mast's own; NULL: none. */
static bool other_scope(const vp_service *service, const char *carries, const char **other, vp_error *err)
{
    const char *scope = service->scope ? service->scope : "";
    bool both = strcmp(carries, "both") == 0, one = strcmp(carries, "national") == 0 || strcmp(carries, "local") == 0;
    *other = NULL;
    if (!both && !one) return vp_fail(err, VP_BAD_INPUT, "a mast carries national, local or both, not %s", carries);
    if (strcmp(scope, "both") == 0 && one) *other = strcmp(carries, "local") == 0 ? "national" : "local";
    if (strcmp(scope, "either") == 0 || strcmp(scope, "both") == 0 || both || strcmp(scope, carries) == 0) return true;
    return vp_fail(err, VP_BAD_INPUT, "%s asks for a %s programme: a mast with a %s one serves nobody there",
                   service->id, scope, carries);
}

static bool find_other(vp_siting_work *r, const char *scope, vp_error *err)
{
    const vp_siting_question *q = r->question;
    char name[16] = "";
    r->masts.other = q->mast->other;
    if (!scope) r->masts.other = NULL;
    if (!scope || r->masts.other) return true;
    vp_service service = *vp_siting_service(q);
    snprintf(name, sizeof name, "%s", scope);
    service.scope = name;
    r->other = vp_signal_surface(q->region, &service, &r->masts.options, err);
    if (r->other) r->masts.other = vp_grid_cells(r->other);
    return r->other != NULL;
}

bool vp_siting_find_masts(vp_siting_work *r, vp_error *err)
{
    static char id[] = "on a new site";
    const vp_siting_question *q = r->question;
    const vp_region *region = q->region;
    const vp_service *service = vp_siting_service(q);
    const vp_siting_mast *m = q->mast;
    const char *other;
    if (!vp_siting_is_signal(q)) return true;
    if (!m)
        return vp_fail(err, VP_BAD_INPUT, "%s is a signal: of a new mast height, frequency and power are needed",
                       service->id);
    if (!region->land.elevation) return vp_fail(err, VP_NOT_FOUND, "signals need elevation, and the dataset has none");
    const char *scope = service->scope ? service->scope : "";
    const char *carries = m->carries ? m->carries : strcmp(scope, "either") == 0 ? "both" : scope;
    if (!other_scope(service, carries, &other, err)) return false;
    vp_clutter_fill(region->land.clutter_heights, region->land.clutter_height_count, r->clutter);
    r->masts = (vp_terrain_masts){.terrain = {.geometry = region->geometry,
                                              .elevation = vp_grid_cells(region->land.elevation),
                                              .land_cover = region->land.land_cover,
                                              .zones = m->options.zones,
                                              .wide = region->land.elevation_wide},
                                  .transmitter = {.id = id,
                                                  .system = service->mode,
                                                  .polarisation = m->polarisation,
                                                  .mast_metres = m->metres,
                                                  .frequency_mhz = m->frequency_mhz,
                                                  .erp_kw = m->erp_kw,
                                                  .open = true},
                                  .options = m->options};
    if (region->cell_to_lonlat.columns > 1) r->masts.terrain.lonlat = &region->cell_to_lonlat;
    if (!m->options.clutter_metres) r->masts.options.clutter_metres = r->clutter;
    r->masts.options.progress = NULL;
    r->masts.options.threads = q->travel.threads;
    return find_other(r, other, err);
}

void vp_siting_forget_served(vp_siting_work *r)
{
    for (size_t k = 0; k < r->served_count; k++) free(r->served[k]);
    free(r->served);
    free(r->served_site);
    r->served = NULL;
    r->served_site = NULL;
    r->served_count = 0;
}

bool vp_siting_keep_served(void *work, size_t number, size_t candidate, const uint32_t demands[], size_t count,
                           vp_error *err)
{
    vp_siting_work *r = work;
    if (number == 0) vp_siting_forget_served(r);
    size_t held = r->served_count;
    if (!vp_array_resize(VP_ARRAY(r->served), held + 1, err) ||
        !vp_array_resize(VP_ARRAY(r->served_site), held + 1, err))
        return false;
    uint8_t *served = calloc(r->demand.count + 1, 1);
    if (!served) return vp_fail_memory(err, r->demand.count);
    for (size_t k = 0; k < count; k++)
        if (demands[k] < r->demand.count) served[demands[k]] = 1;
    r->served[held] = served;
    r->served_site[r->served_count++] = candidate;
    return true;
}

const uint8_t *vp_siting_served_by(const vp_siting_work *r, size_t candidate)
{
    for (size_t k = 0; k < r->served_count; k++)
        if (r->served_site[k] == candidate) return r->served[k];
    return NULL;
}
