/* Features of the collections of settlements, and of those that services leave out. */
#include "server/ogc/features_internal.h"
#include "service/geometry_json.h"
#include "snapshot/outlines.h"
#include <stdio.h>

/* ------------------------------------------------------------ settlements */

#define SETTLEMENTS (REGION->settlements.items)

TEXT(settlement_id, vp_settlement, SETTLEMENTS, r->id)
TEXT(settlement_name, vp_settlement, SETTLEMENTS, r->name)
TEXT(settlement_kind, vp_settlement, SETTLEMENTS, r->kind)
TEXT(settlement_unit, vp_settlement, SETTLEMENTS,
     r->unit == VP_NONE ? NULL : REGION->units.sets[REGION->units.main_set].units[r->unit].code)
TEXT(settlement_unit_name, vp_settlement, SETTLEMENTS,
     r->unit == VP_NONE ? NULL : REGION->units.sets[REGION->units.main_set].units[r->unit].name)
NUMBER(settlement_people, vp_settlement, SETTLEMENTS, r->people)
NUMBER(settlement_grid_people, vp_settlement, SETTLEMENTS, r->grid_people)
NUMBER(settlement_households, vp_settlement, SETTLEMENTS, r->households)
NUMBER(settlement_difficult, vp_settlement, SETTLEMENTS, r->difficult)

static void settlement_unique_id(const vp_view *view, size_t row, vp_property_value *out)
{
    *out = (vp_property_value){.text = view->snapshot->places.outlines->settlement_ids[row]};
}

static const vp_property settlement_properties[] = {
    {"id", VP_TYPE_TEXT, "id", settlement_id, NULL},
    {"name", VP_TYPE_TEXT, "name", settlement_name, NULL},
    {"kind", VP_TYPE_TEXT, "kind", settlement_kind, NULL},
    {"unit", VP_TYPE_TEXT, "code of the unit that it lies in", settlement_unit, NULL},
    {"unit_name", VP_TYPE_TEXT, "name of that unit", settlement_unit_name, NULL},
    {"people", VP_TYPE_NUMBER, "people, as its source states them", settlement_people, NULL},
    {"grid_people", VP_TYPE_NUMBER, "people of the population grid to whom it is the nearest settlement",
     settlement_grid_people, NULL},
    {"households", VP_TYPE_NUMBER, "households, as its source states them", settlement_households, NULL},
    {"difficult", VP_TYPE_NUMBER, "1: especially difficult, 0: not, as its source states", settlement_difficult, NULL},
};

static size_t settlement_count(const vp_view *view) { return REGION->settlements.count; }

static vp_point settlement_point(const vp_view *view, size_t row)
{
    return (vp_point){SETTLEMENTS[row].lon, SETTLEMENTS[row].lat};
}

static bool settlement_touches(const vp_view *view, size_t row, vp_bounds box)
{
    return vp_is_in_box(settlement_point(view, row), box);
}

static json_t *settlement_geometry(const vp_view *view, size_t row)
{
    return vp_geometry_json_point(SETTLEMENTS[row].lon, SETTLEMENTS[row].lat);
}

const vp_collection vp_settlements_collection = {.id = "settlements",
                                                 .title_vi = "Điểm dân cư",
                                                 .title_en = "Settlements",
                                                 .description = "hamlets and villages by name",
                                                 .geometry_type = "Point",
                                                 PROPERTIES(settlement_properties),
                                                 .count = settlement_count,
                                                 .geometry = settlement_geometry,
                                                 .touches = settlement_touches,
                                                 .point = settlement_point,
                                                 .unique_id = settlement_unique_id};

/* ------------------------------------------------------------ unserved settlements */

#define UNSERVED (view->snapshot->listings.unserved.items)
#define PLACE    (&SETTLEMENTS[r->reach.settlement])

static void unserved_id(const vp_view *view, size_t row, vp_property_value *out)
{
    const vp_unserved *r = &UNSERVED[row];
    *out = (vp_property_value){.text = NULL};
    snprintf(out->room, sizeof out->room, "%.70s-%.80s", REGION->definitions.services[r->service].id,
             view->snapshot->places.outlines->settlement_ids[r->reach.settlement]);
    out->text = out->room;
}

TEXT(unserved_settlement, vp_unserved, UNSERVED, PLACE->id)
TEXT(unserved_name, vp_unserved, UNSERVED, PLACE->name)
TEXT(unserved_kind, vp_unserved, UNSERVED, PLACE->kind)
TEXT(unserved_unit, vp_unserved, UNSERVED,
     PLACE->unit == VP_NONE ? NULL : REGION->units.sets[REGION->units.main_set].units[PLACE->unit].code)
TEXT(unserved_unit_name, vp_unserved, UNSERVED,
     PLACE->unit == VP_NONE ? NULL : REGION->units.sets[REGION->units.main_set].units[PLACE->unit].name)
TEXT(unserved_service, vp_unserved, UNSERVED, REGION->definitions.services[r->service].id)
NUMBER(unserved_limit, vp_unserved, UNSERVED, REGION->definitions.services[r->service].default_limit)
NUMBER(unserved_people, vp_unserved, UNSERVED, r->reach.people)
NUMBER(unserved_left_out, vp_unserved, UNSERVED, r->reach.left_out)
NUMBER(unserved_unreachable, vp_unserved, UNSERVED, r->reach.unreachable)
NUMBER(unserved_mean, vp_unserved, UNSERVED, r->reach.mean)
NUMBER(unserved_difficult, vp_unserved, UNSERVED, PLACE->difficult)

static const vp_property unserved_properties[] = {
    {"id", VP_TYPE_TEXT, "the service's id, - and the settlement's", unserved_id, NULL},
    {"settlement", VP_TYPE_TEXT, "id of the settlement", unserved_settlement, NULL},
    {"name", VP_TYPE_TEXT, "name", unserved_name, NULL},
    {"kind", VP_TYPE_TEXT, "kind", unserved_kind, NULL},
    {"unit", VP_TYPE_TEXT, "code of the unit that it lies in", unserved_unit, NULL},
    {"unit_name", VP_TYPE_TEXT, "name of that unit", unserved_unit_name, NULL},
    {"service", VP_TYPE_TEXT, "service that leaves out more than half of its people", unserved_service, NULL},
    {"limit", VP_TYPE_NUMBER, "limit of reach, in the service's unit", unserved_limit, NULL},
    {"people", VP_TYPE_NUMBER, "people of the service's group", unserved_people, NULL},
    {"left_out", VP_TYPE_NUMBER, "of them, left out", unserved_left_out, NULL},
    {"unreachable_people", VP_TYPE_NUMBER, "of those, who have no path at all (or no signal)", unserved_unreachable,
     NULL},
    {"mean", VP_TYPE_NUMBER, "mean value of its people who have one", unserved_mean, NULL},
    {"difficult", VP_TYPE_NUMBER, "1: especially difficult, 0: not, as its source states", unserved_difficult, NULL},
};

static size_t unserved_count(const vp_view *view) { return view->snapshot->listings.unserved.count; }

static vp_point unserved_point(const vp_view *view, size_t row)
{
    return settlement_point(view, UNSERVED[row].reach.settlement);
}

static bool unserved_touches(const vp_view *view, size_t row, vp_bounds box)
{
    return vp_is_in_box(unserved_point(view, row), box);
}

static json_t *unserved_geometry(const vp_view *view, size_t row)
{
    return settlement_geometry(view, UNSERVED[row].reach.settlement);
}

const vp_collection vp_unserved_collection = {.id = "unserved_settlements",
                                              .title_vi = "Điểm dân cư chưa được phục vụ",
                                              .title_en = "Unserved settlements",
                                              .description =
                                                  "settlements of whose people a service leaves out more than half",
                                              .geometry_type = "Point",
                                              PROPERTIES(unserved_properties),
                                              .count = unserved_count,
                                              .geometry = unserved_geometry,
                                              .touches = unserved_touches,
                                              .point = unserved_point};
