/* /isochrones: the area within a limit of a service, drawn from the published surface. */
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include "server/plan/settlements.h"
#include "service/geometry_json.h"
#include "snapshot/reached_areas.h"
#include <math.h>
#include <string.h>
#include <vungphu/contour.h>

static bool find_service(const vp_call *call, const vp_snapshot *snapshot, size_t *service, vp_error *err)
{
    const vp_region *region = snapshot->region;
    const char *id = vp_target_capture(&call->target, "service");
    for (*service = 0; *service < region->definitions.service_count; ++*service)
        if (strcmp(region->definitions.services[*service].id, id) == 0) break;
    if (*service == region->definitions.service_count)
        return vp_fail(err, VP_NOT_FOUND, "there is no service '%.60s'; /indicators lists them", id);
    vp_reach reach = region->definitions.services[*service].reach;
    if (reach == VP_REACH_AREA || vp_scale_of(reach).more_is_better)
        return vp_fail(err, VP_NOT_FOUND, "service '%.60s' is not reached by minutes or metres: it has no isochrones",
                       id);
    if (!snapshot->results.surfaces || !snapshot->results.surfaces[*service])
        return vp_fail(err, VP_NOT_FOUND, "the snapshot has no surface of service '%.60s'", id);
    return true;
}

typedef struct {
    const vp_region *region;
    vp_reach reach;
    const vp_settlement_list *list;
} named;

static json_t *settlement_at(const void *context, size_t i)
{
    const named *n = context;
    return vp_settlement_row(n->region, n->reach, &n->list->items[i]);
}

/* Who stays outside, by name, most people first; null where no settlements are known. NULL with err. */
static json_t *beyond(const vp_snapshot *snapshot, size_t service, double limit, vp_error *err)
{
    enum { NAMED_MOST = 50 };
    const vp_service *s = &snapshot->region->definitions.services[service];
    vp_gap_question q = {service, s->group, limit, 0, 0};
    vp_settlement_list found;
    if (!snapshot->region->settlements.count) return json_null();
    if (!vp_settlements_of(snapshot, &q, &found, err)) return NULL;
    named context = {snapshot->region, s->reach, &found};
    json_t *rows = vp_json_list(found.unserved < NAMED_MOST ? found.unserved : NAMED_MOST, settlement_at, &context);
    vp_settlements_clear(&found);
    return rows;
}

/* Why there is an area, or none. */
static const char *status_of(const vp_snapshot *snapshot, const float cells[], const vp_contour *contour)
{
    if (contour->shape.ring_count) return "reached";
    size_t count = vp_grid_geometry_cells(snapshot->region->geometry);
    for (size_t i = 0; i < count; i++)
        if (snapshot->places.inside[i] && !isnan(cells[i])) return "none_within";
    return "not_known";
}

static json_t *properties(const vp_snapshot *snapshot, size_t service, double limit, const vp_measurement *measured,
                          const char *status, vp_error *err)
{
    const vp_service *s = &snapshot->region->definitions.services[service];
    json_t *outside = beyond(snapshot, service, limit, err);
    if (!outside) return NULL;
    return json_pack("{s:o, s:o, s:f, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s}", "service", vp_json_text(s->id), "title",
                     vp_json_title(s->title_vi, s->title_en), "limit", limit, "unit", vp_reach_unit(s->reach), "status",
                     status, "group", vp_definition_group_id(&snapshot->region->definitions, s->group), "group_grid",
                     vp_definition_group_grid(&snapshot->region->definitions, s->group), "people",
                     vp_json_number(measured->numerator), "people_total", vp_json_number(measured->denominator),
                     "settlements_beyond", outside, "snapshot", snapshot->provenance.id);
}

bool vp_get_isochrone(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    size_t service;
    double limit = NAN;
    vp_measurement measured;
    vp_contour contour = {0};
    if (!find_service(call, snapshot, &service, err) || !vp_target_number(&call->target, "limit", &limit, err))
        return false;
    if (isnan(limit)) limit = snapshot->region->definitions.services[service].default_limit;
    if (!vp_reached_areas_measure(snapshot, service, limit, &measured, err)) return false;
    const float *cells = vp_results_surface(&snapshot->results, service, 0, VP_EVERY_CELL, err);
    const vp_contour_field field = {.values = cells, .mask = snapshot->places.inside};
    if (!cells || !vp_contour_at(snapshot->region->geometry, &field, (vp_contour_box){0}, limit, &contour, err))
        return false;
    double area = vp_shape_area(&contour.shape);
    const char *status = status_of(snapshot, cells, &contour);
    json_t *about = vp_reached_areas_to_degrees(snapshot->region, &contour.shape, err)
                        ? properties(snapshot, service, limit, &measured, status, err)
                        : NULL;
    vp_json_put(&about, "area_km2", vp_json_number(area / 1e6));
    if (about)
        reply->body = vp_json_blob(json_pack("{s:s, s:o, s:o}", "type", "Feature", "properties", about, "geometry",
                                             vp_geometry_json_polygons(&contour.shape, contour.outer)),
                                   err);
    vp_contour_clear(&contour);
    return reply->body != NULL;
}
