/* Collections of units: as they are, with the values of all indicators, and with what a scenario changes. */
#include "server/ogc/features_internal.h"
#include "server/plan/selection.h"
#include "service/geometry_json.h"
#include "snapshot/outlines.h"
#include "snapshot/unit_columns.h"
#include "snapshot/unit_table.h"
#include <math.h>
#include <stdio.h>

#define SET (REGION->units.sets[view->set])

/* ------------------------------------------------------------ units */

TEXT(unit_code, vp_unit, SET.units, r->code)
TEXT(unit_name, vp_unit, SET.units, r->name)
TEXT(unit_name_en, vp_unit, SET.units, r->name_en)
TEXT(unit_full_name, vp_unit, SET.units, r->full_name)
TEXT(unit_kind, vp_unit, SET.units, r->kind)
TEXT(unit_parent, vp_unit, SET.units, r->parent_code)
TEXT(unit_level, vp_unit, SET.units, (void *)r == NULL ? NULL : SET.level)
TEXT(unit_vintage, vp_unit, SET.units, (void *)r == NULL ? NULL : SET.vintage)
NUMBER(unit_area, vp_unit, SET.units, view->snapshot->results.coverage->area[view->set][row] / 1e6)
NUMBER(unit_people, vp_unit, SET.units,
       view->snapshot->results.coverage->population_count ? view->snapshot->results.coverage->people[view->set][0][row]
                                                          : NAN)

NUMBER(unit_people_known, vp_unit, SET.units,
       view->snapshot->results.coverage->population_count
           ? 1 - view->snapshot->results.coverage->no_people_share[view->set][0][row]
           : NAN)
NUMBER(unit_terrain_known, vp_unit, SET.units, 1 - view->snapshot->results.coverage->no_terrain_share[view->set][row])

TEXT(unit_from, vp_unit, SET.units, r->valid_from)
TEXT(unit_to, vp_unit, SET.units, r->valid_to)

/* Codes are used again: those of another set than the main one carry its level and vintage. */
static void unit_id(const vp_view *view, size_t row, vp_property_value *out)
{
    *out = (vp_property_value){.text = SET.units[row].code};
    if (view->set == REGION->units.main_set) return;
    snprintf(out->room, sizeof out->room, "%.40s:%.40s:%.70s", SET.level, SET.vintage, SET.units[row].code);
    out->text = out->room;
}

static const vp_property unit_properties[] = {
    {"code", VP_TYPE_TEXT, "official code", unit_code, NULL},
    {"name", VP_TYPE_TEXT, "name", unit_name, NULL},
    {"name_en", VP_TYPE_TEXT, "English name", unit_name_en, NULL},
    {"full_name", VP_TYPE_TEXT, "name with its kind", unit_full_name, NULL},
    {"kind", VP_TYPE_TEXT, "kind of unit", unit_kind, NULL},
    {"parent_code", VP_TYPE_TEXT, "code of the unit above", unit_parent, NULL},
    {"level", VP_TYPE_TEXT, "level", unit_level, NULL},
    {"vintage", VP_TYPE_TEXT, "vintage", unit_vintage, NULL},
    {"valid_from", VP_TYPE_TEXT, "first day", unit_from, NULL},
    {"valid_to", VP_TYPE_TEXT, "last day", unit_to, NULL},
    {"area_km2", VP_TYPE_NUMBER, "area, square kilometres", unit_area, NULL},
    {"people", VP_TYPE_NUMBER, "people, from the population grid", unit_people, NULL},
    {"people_known", VP_TYPE_NUMBER, "share of its area that the population grid covers", unit_people_known, NULL},
    {"terrain_known", VP_TYPE_NUMBER, "share of its area where land cover and height are known", unit_terrain_known,
     NULL},
};

static size_t count_units(const vp_view *view) { return SET.unit_count; }

static json_t *unit_geometry(const vp_view *view, size_t row)
{
    return vp_geometry_json_polygons(&SET.units[row].lonlat,
                                     view->snapshot->places.outlines->sets[view->set][row].outer);
}

static bool unit_touches(const vp_view *view, size_t row, vp_bounds box)
{
    vp_bounds b = view->snapshot->places.outlines->sets[view->set][row].lonlat;
    return b.west <= box.east && b.east >= box.west && b.south <= box.north && b.north >= box.south &&
           vp_geometry_json_touches(&SET.units[row].lonlat, box);
}

static void unit_place(const vp_view *view, size_t row, vp_cql2_place *out)
{
    out->area = &SET.units[row].lonlat;
    out->outer = view->snapshot->places.outlines->sets[view->set][row].outer;
}

static void unit_period(const vp_view *view, size_t row, const char **from, const char **to)
{
    *from = SET.units[row].valid_from;
    *to = SET.units[row].valid_to;
}

const vp_collection vp_units_collection = {.id = "units",
                                           .title_vi = "Đơn vị hành chính",
                                           .title_en = "Administrative units",
                                           .description = "units of a level and vintage",
                                           .geometry_type = "MultiPolygon",
                                           PROPERTIES(unit_properties),
                                           .required = true,
                                           .count = count_units,
                                           .geometry = unit_geometry,
                                           .touches = unit_touches,
                                           .area = unit_place,
                                           .period = unit_period,
                                           .of_sets = true,
                                           .unique_id = unit_id};

/* ------------------------------------------------------------ indicators */

/* The table was made by prepare_indicators. */
static double indicator_value(const vp_view *view, size_t row, size_t index)
{
    const double *values = vp_unit_table_of(view->snapshot, view->set, NULL);
    return values ? values[row * REGION->definitions.indicator_count + index] : NAN;
}

static size_t count_indicators(const vp_view *view) { return REGION->definitions.indicator_count; }

static vp_property indicator_at(const vp_view *view, size_t index)
{
    const vp_indicator *i = &REGION->definitions.indicators[index];
    return (vp_property){i->id, VP_TYPE_NUMBER, i->title_en ? i->title_en : i->id, NULL, i->title_vi};
}

static bool prepare_indicators(const vp_view *view, vp_error *err)
{
    for (size_t s = 0; s < REGION->units.set_count; s++)
        if (!vp_unit_table_of(view->snapshot, s, err)) return false;
    return true;
}

static const vp_property indicator_properties[] = {
    {"code", VP_TYPE_TEXT, "official code", unit_code, "mã"},
    {"name", VP_TYPE_TEXT, "name", unit_name, "tên"},
    {"name_en", VP_TYPE_TEXT, "English name", unit_name_en, NULL},
    {"kind", VP_TYPE_TEXT, "kind of unit", unit_kind, "loại"},
    {"level", VP_TYPE_TEXT, "level", unit_level, "cấp"},
    {"vintage", VP_TYPE_TEXT, "vintage", unit_vintage, "năm của địa giới"},
    {"valid_from", VP_TYPE_TEXT, "first day", unit_from, NULL},
    {"valid_to", VP_TYPE_TEXT, "last day", unit_to, NULL},
    {"people", VP_TYPE_NUMBER, "people, from the population grid", unit_people, "dân số theo lưới"},
};

const vp_collection vp_indicators_collection = {
    .id = "indicators",
    .title_vi = "Chỉ tiêu theo đơn vị",
    .title_en = "Indicators by unit",
    .description = "units of a level and vintage with the values of all indicators, one property each",
    .geometry_type = "MultiPolygon",
    PROPERTIES(indicator_properties),
    .required = true,
    .count = count_units,
    .geometry = unit_geometry,
    .touches = unit_touches,
    .area = unit_place,
    .period = unit_period,
    .of_sets = true,
    .more_count = count_indicators,
    .more_at = indicator_at,
    .more_value = indicator_value,
    .prepare = prepare_indicators,
    .unique_id = unit_id};

/* ------------------------------------------------------------ scenarios */

/* None but in a view with columns. */
static size_t count_column_units(const vp_view *view) { return view->snapshot->places.columns ? SET.unit_count : 0; }

static size_t count_columns(const vp_view *view)
{
    return view->snapshot->places.columns ? view->snapshot->places.columns->count : 0;
}

static vp_property column_at(const vp_view *view, size_t index)
{
    const vp_unit_column *c = &view->snapshot->places.columns->columns[index];
    return (vp_property){c->name, VP_TYPE_NUMBER, c->title_en, NULL, c->title_vi};
}

static double column_value(const vp_view *view, size_t row, size_t index)
{
    const vp_unit_columns *c = view->snapshot->places.columns;
    return c->values ? c->values[view->set][row * c->count + index] : NAN;
}

const vp_collection vp_scenario_collection = {
    .id = "scenario",
    .title_vi = "Kịch bản",
    .title_en = "Scenario",
    .description = "units with what a saved scenario changes: each indicator before and after, and the change",
    .geometry_type = "MultiPolygon",
    PROPERTIES(indicator_properties),
    .count = count_column_units,
    .geometry = unit_geometry,
    .touches = unit_touches,
    .area = unit_place,
    .period = unit_period,
    .of_columns = true,
    .of_sets = true,
    .more_count = count_columns,
    .more_at = column_at,
    .more_value = column_value,
    .unique_id = unit_id};
