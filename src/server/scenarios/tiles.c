/* /scenarios/{id}/tiles: the map as it would be. The drawing is that of /tiles, on a snapshot with what the scenario
 * changes laid over it for the time of one tile. */
#include "server/scenarios/handlers.h"
#include "server/scenarios/scenarios_internal.h"
#include "server/tiles/handlers.h"
#include "snapshot/outlines.h"
#include "snapshot/unit_table.h"
#include "tiles/layers.h"
#include "tiles/painted_tile.h"
#include "tiles/value_tile.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    vp_snapshot snapshot;
    vp_outlines outlines;
    vp_grid *surface;      /* the one laid over */
    vp_coverage *coverage; /* of the layer of indicators */
    vp_unit_table *table;  /* the same */
} overlay;

/* What a scenario leaves as it is, and what is laid over; other layers would show what is no longer so. */
static bool is_drawn(const char *layer, size_t length)
{
    static const char *const drawn[] = {"units", "indicators", "facilities", "settlements", "roads", "waters"};
    for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++)
        if (strlen(drawn[i]) == length && memcmp(drawn[i], layer, length) == 0) return true;
    return false;
}

static bool are_drawn(const char *layers, vp_error *err)
{
    for (const char *at = layers; *at; at += *at == ',') {
        size_t length = strcspn(at, ",");
        if (!is_drawn(at, length))
            return vp_fail(
                err, VP_NOT_FOUND,
                "layer %.*s is not drawn of a scenario; there is: units, indicators, facilities, settlements, "
                "roads, waters, and what changes at /tiles/scenario_ID",
                (int)(length < 60 ? length : 60), at);
        at += length;
    }
    return true;
}

static const char *services_of(const vp_definitions *definitions, size_t facility)
{
    for (size_t s = 0; s < definitions->service_count; s++)
        for (size_t k = 0; k < definitions->services[s].facility_count; k++)
            if (definitions->services[s].facilities[k] == facility) return definitions->services[s].id;
    return "";
}

/* Facilities where they are now; what moved is not drawn at its old place. */
static bool lay_facilities(overlay *o, const vp_outlines *base, const vp_changed *changed, vp_error *err)
{
    size_t count = changed->region.supply.facility_count, before = changed->first_new;
    o->outlines.facilities = calloc(count + 1, sizeof *o->outlines.facilities);
    o->outlines.facility_services = calloc(count + 1, sizeof *o->outlines.facility_services);
    o->outlines.facility_count = count;
    if (!o->outlines.facilities || !o->outlines.facility_services) return vp_fail_memory(err, count * 16);
    memcpy(o->outlines.facilities, base->facilities, before * sizeof *o->outlines.facilities);
    memcpy(o->outlines.facility_services, base->facility_services, before * sizeof *o->outlines.facility_services);
    for (size_t f = before; f < count; f++) {
        const vp_facility *facility = &changed->region.supply.facilities[f];
        size_t stood_for = changed->replaced[f - before];
        vp_mercator_from_lonlat(facility->lon, facility->lat, &o->outlines.facilities[f].x,
                                &o->outlines.facilities[f].y);
        if (stood_for != VP_NONE) o->outlines.facilities[stood_for] = (vp_point){NAN, NAN};
        o->outlines.facility_services[f] =
            (char *)(uintptr_t)(stood_for != VP_NONE ? base->facility_services[stood_for]
                                                     : services_of(&changed->region.definitions, f)); /* borrowed */
    }
    return true;
}

static bool lay_surface(overlay *o, const vp_snapshot *base, const vp_scenario_answer *answer, size_t service,
                        vp_error *err)
{
    const vp_region *region = base->region;
    const vp_service_result *result = NULL;
    for (size_t i = 0; i < answer->result->service_count; i++)
        if (answer->result->services[i].service == service) result = &answer->result->services[i];
    if (!result) return true;
    if (base->results.surfaces[service] && !vp_results_surface(&base->results, service, 0, VP_EVERY_CELL, err))
        return false;
    o->snapshot.results.store = (vp_cell_store){0}; /* the surface laid over is in memory, and no other is drawn */
    o->snapshot.results.surfaces =
        malloc((region->definitions.service_count + 1) * sizeof *o->snapshot.results.surfaces);
    if (!o->snapshot.results.surfaces)
        return vp_fail_memory(err, region->definitions.service_count * sizeof *o->snapshot.results.surfaces);
    memcpy(o->snapshot.results.surfaces, base->results.surfaces,
           region->definitions.service_count * sizeof *o->snapshot.results.surfaces);
    o->surface = vp_scenario_surface(result, region->geometry, base->results.surfaces[service], err);
    o->snapshot.results.surfaces[service] = o->surface;
    return o->surface || result->unknown;
}

/* The values of indicators as they would be. */
static bool lay_indicators(overlay *o, const vp_snapshot *base, const vp_scenario_answer *answer, vp_error *err)
{
    o->coverage = vp_scenario_coverage(base->region, base->results.coverage, answer->changed, answer->result, err);
    o->table = o->coverage ? vp_unit_table_new(err) : NULL;
    o->snapshot.results.coverage = o->coverage;
    o->snapshot.places.unit_table = o->table;
    return o->table != NULL;
}

static void clear(overlay *o, const vp_results *base)
{
    vp_unit_table_free(o->table);
    vp_scenario_coverage_free(o->coverage);
    free(o->outlines.facilities);
    free(o->outlines.facility_services);
    if (o->snapshot.results.surfaces != base->surfaces) free(o->snapshot.results.surfaces);
    vp_grid_free(o->surface);
}

static bool draw(const vp_call *call, const vp_snapshot *base, const vp_scenario_answer *answer, vp_handler *handler,
                 vp_reply *reply, vp_error *err)
{
    const char *layer = vp_target_capture(&call->target, "layer");
    size_t of_value = vp_value_tile_service(base, layer),
           service = of_value != VP_NONE                ? of_value
                     : strncmp(layer, "reach_", 6) == 0 ? vp_region_service(&base->region->definitions, layer + 6)
                                                        : VP_NONE;
    overlay o = {.snapshot = {.provenance.id = base->provenance.id,
                              .region = (vp_region *)(uintptr_t)&answer->changed->region, /* only read */
                              .results.coverage = base->results.coverage,
                              .results.main_weights = base->results.main_weights,
                              .places.inside = base->places.inside,
                              .results.surfaces = base->results.surfaces,
                              /* A plan's nearest facilities are not worked out. */
                              .results.nearest = strncmp(layer, VP_NEAREST_LAYER, sizeof VP_NEAREST_LAYER - 1) == 0
                                                     ? NULL
                                                     : base->results.nearest,
                              .results.store = base->results.store,
                              .listings.gaps = base->listings.gaps,
                              .provenance.sources = base->provenance.sources,
                              .provenance.source_count = base->provenance.source_count,
                              .places.mercator_to_cell = base->places.mercator_to_cell,
                              .places.backdrop = base->places.backdrop,
                              .places.relief = base->places.relief,
                              .places.outlines = NULL},
                 .outlines = *base->places.outlines};
    o.outlines.facilities = NULL;
    o.outlines.facility_services = NULL;
    o.snapshot.places.outlines = &o.outlines;
    bool ok = lay_facilities(&o, base->places.outlines, answer->changed, err) &&
              (service == VP_NONE || lay_surface(&o, base, answer, service, err)) &&
              (strcmp(layer, "indicators") != 0 || lay_indicators(&o, base, answer, err)) &&
              handler(call, &o.snapshot, reply, err);
    clear(&o, &base->results);
    return ok;
}

static bool get_tile(const vp_call *call, const vp_snapshot *snapshot, vp_handler *handler, vp_reply *reply,
                     vp_error *err)
{
    vp_scenario_record r = {0};
    vp_scenario_answer answer = {0};
    vp_scenario_service *service = vp_lookup_service(call, err);
    vp_scenario_answers *answers = service ? vp_scenario_service_answers(service) : NULL;
    bool ok = service && vp_lookup_scenario(call, service, &r, err) &&
              vp_lookup_answer(answers, snapshot, &r, &answer, reply, err);
    if (ok) {
        ok = draw(call, snapshot, &answer, handler, reply, err);
        vp_scenario_answers_release(answers, &answer);
    }
    vp_scenario_record_clear(&r);
    return ok || reply->status >= 400 || reply->status == 202;
}

bool vp_get_scenario_vector_tile(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    return are_drawn(vp_target_capture(&call->target, "layer"), err) &&
           get_tile(call, snapshot, vp_get_vector_tile, reply, err);
}

bool vp_get_scenario_raster_tile(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    return get_tile(call, snapshot, vp_get_raster_tile, reply, err);
}
