/* /reach: from a point, the nearest of each service, or the strongest transmitter. */
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include <math.h>
#include <vungphu/limit.h>
#include <vungphu/modes.h>

typedef struct {
    const vp_snapshot *snapshot;
    size_t cell;
    vp_error *err;
} place;

/* What one service has at the place. */
typedef struct {
    const place *at;
    size_t service;
    double value;      /* NaN no data, INFINITY unreachable */
    int32_t row, mode; /* of the facility or transmitter that the value is of; of the mode set out in. -1 none */
} found;

/* False where its cells are damaged. */
static bool find(found *f, const place *p, size_t service)
{
    const vp_results *r = &p->snapshot->results;
    const float *surface = NULL;
    const int32_t *nearest = NULL, *mode = NULL;
    *f = (found){p, service, NAN, -1, -1};
    if (r->surfaces && r->surfaces[service] && !(surface = vp_results_surface(r, service, p->cell, 1, p->err)))
        return false;
    if (r->nearest && r->nearest[service] && !(nearest = vp_results_nearest(r, service, p->cell, 1, p->err)))
        return false;
    if (r->mode && r->mode[service] && !(mode = vp_results_mode(r, service, p->cell, 1, p->err))) return false;
    if (surface) f->value = (double)surface[p->cell];
    if (nearest) f->row = nearest[p->cell];
    if (mode) f->mode = mode[p->cell];
    return true;
}

static json_t *transmitter_of(const found *f)
{
    const vp_region *region = f->at->snapshot->region;
    int32_t row = f->row;
    if (region->definitions.services[f->service].reach != VP_REACH_SIGNAL) return json_null();
    if (row < 0 || (size_t)row >= region->supply.transmitter_count) return json_null();
    const vp_transmitter *t = &region->supply.transmitters[row];
    return json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:o}", "id", vp_json_text(t->id), "site", vp_json_text(t->site),
                     "programme", vp_json_text(t->programme), "scope",
                     t->scope == VP_SCOPE_NATIONAL ? "national" : "local", "frequency_mhz",
                     vp_json_number(t->frequency_mhz), "lon", vp_json_number(t->lon), "lat", vp_json_number(t->lat));
}

static json_t *nearest_of(const found *n)
{
    const vp_region *region = n->at->snapshot->region;
    int32_t row = n->row;
    if (region->definitions.services[n->service].reach == VP_REACH_SIGNAL) return json_null();
    if (row < 0 || (size_t)row >= region->supply.facility_count) return json_null();
    const vp_facility *f = &region->supply.facilities[row];
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "id", vp_json_text(f->id), "name", vp_json_text(f->name), "kind",
                     vp_json_text(f->kind), "lon", vp_json_number(f->lon), "lat", vp_json_number(f->lat));
}

/* The mode that is set out in, of a service of several; null where there is no path or one mode only. */
static json_t *mode_of(const found *f)
{
    const char *name;
    const vp_service *s = &f->at->snapshot->region->definitions.services[f->service];
    size_t length = f->mode < 0 ? 0 : vp_modes_name(s->mode, (size_t)f->mode, &name);
    return length ? json_stringn(name, length) : json_null();
}

static bool within(vp_reach reach, double value, double limit)
{
    if (reach == VP_REACH_AREA) return value > 0;
    return vp_scale_of(reach).more_is_better ? value >= limit : vp_limit_holds(limit, value);
}

static json_t *service_at(const void *context, size_t i)
{
    const place *p = context;
    const vp_service *s = &p->snapshot->region->definitions.services[i];
    found f;
    if (!find(&f, p, i)) return NULL;
    double value = f.value;
    return json_pack("{s:o, s:o, s:o, s:s, s:s, s:b, s:b, s:o, s:o, s:o, s:o, s:o}", "id", vp_json_text(s->id), "title",
                     vp_json_title(s->title_vi, s->title_en), "value", vp_json_number(value), "unit",
                     vp_reach_unit(s->reach), "status", vp_reach_status(s->reach, value), "unreachable",
                     (int)isinf(value), "no_data", (int)isnan(value), "limit", vp_json_number(s->default_limit),
                     "within_limit",
                     isnan(value) ? json_null() : json_boolean(within(s->reach, value, s->default_limit)), "nearest",
                     nearest_of(&f), "transmitter", transmitter_of(&f), "mode", mode_of(&f));
}

/* A longitude may go on beyond 180, as those of a province on both sides of it do. */
static bool coordinate(const vp_call *call, const char *name, double least, double most, double *value, vp_error *err)
{
    *value = NAN;
    if (!vp_target_number(&call->target, name, value, err)) return false;
    if (isnan(*value)) return vp_fail(err, VP_BAD_INPUT, "%s is missing: ?lon=105.8&lat=21.6", name);
    if (!(*value >= least && *value <= most))
        return vp_fail(err, VP_BAD_INPUT, "%s %g is not within %g and %g degrees", name, *value, least, most);
    return true;
}

bool vp_get_reach(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    double lon, lat;
    place p = {.snapshot = snapshot, .err = err};
    const vp_region *region = snapshot->region;
    if (!coordinate(call, "lon", -180, 360, &lon, err) || !coordinate(call, "lat", -90, 90, &lat, err)) return false;
    if (!vp_snapshot_locate(snapshot, lon, lat, &p.cell))
        return vp_fail(err, VP_NOT_FOUND, "the point %.6f, %.6f lies outside the province's grid", lon, lat);
    size_t unit = vp_select_unit_at(snapshot, lon, lat);
    const vp_unit *in = unit != VP_NONE ? &region->units.sets[region->units.main_set].units[unit] : NULL;
    found ignored; /* damaged cells are refused before the answer begins */
    for (size_t i = 0; i < region->definitions.service_count; i++)
        if (!find(&ignored, &p, i)) return false;
    reply->body = vp_json_blob(
        json_pack("{s:f, s:f, s:o, s:o, s:s}", "lon", lon, "lat", lat, "unit",
                  in ? json_pack("{s:o, s:o}", "code", vp_json_text(in->code), "name", vp_json_text(in->name))
                     : json_null(),
                  "services", vp_json_list(region->definitions.service_count, service_at, &p), "snapshot",
                  snapshot->provenance.id),
        err);
    return reply->body != NULL;
}
