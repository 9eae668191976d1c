#include "server/ogc/features_internal.h"
#include "server/ogc/isochrone_features_internal.h"
#include "server/ogc/settlement_features_internal.h"
#include "server/plan/selection.h"
#include "service/geometry_json.h"
#include "snapshot/outlines.h"
#include "snapshot/unit_columns.h"
#include "snapshot/unit_table.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array)     (sizeof(array) / sizeof *(array))
#define PROPERTIES(list) .properties = (list), .property_count = COUNT(list)
#define SET              (REGION->units.sets[view->set])

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

/* ------------------------------------------------------------ facilities */

TEXT(facility_id, vp_facility, REGION->supply.facilities, r->id)
TEXT(facility_name, vp_facility, REGION->supply.facilities, r->name)
TEXT(facility_kind, vp_facility, REGION->supply.facilities, r->kind)
TEXT(facility_unit, vp_facility, REGION->supply.facilities, r->unit_code)
TEXT(facility_from, vp_facility, REGION->supply.facilities, r->open_from)
TEXT(facility_to, vp_facility, REGION->supply.facilities, r->open_to)
TEXT(facility_open, vp_facility, REGION->supply.facilities, r->open ? "true" : "false")
TEXT(facility_dataset, vp_facility, REGION->supply.facilities, r->dataset)
TEXT(facility_services, vp_facility, REGION->supply.facilities,
     (void *)r == NULL ? NULL : view->snapshot->places.outlines->facility_services[row])

NUMBER(facility_moved, vp_facility, REGION->supply.facilities, r->moved_metres)

static void facility_unique_id(const vp_view *view, size_t row, vp_property_value *out)
{
    *out = (vp_property_value){.text = view->snapshot->places.outlines->facility_ids[row]};
}

static const vp_property facility_properties[] = {
    {"id", VP_TYPE_TEXT, "id", facility_id, NULL},
    {"name", VP_TYPE_TEXT, "name", facility_name, NULL},
    {"kind", VP_TYPE_TEXT, "kind", facility_kind, NULL},
    {"services", VP_TYPE_TEXT, "ids of its services, separated by commas", facility_services, NULL},
    {"unit_code", VP_TYPE_TEXT, "code of its unit, as its source states it", facility_unit, NULL},
    {"open", VP_TYPE_TEXT, "open on the snapshot's date: true or false", facility_open, NULL},
    {"open_from", VP_TYPE_TEXT, "first day", facility_from, NULL},
    {"open_to", VP_TYPE_TEXT, "last day", facility_to, NULL},
    {"dataset", VP_TYPE_TEXT, "layer it came from", facility_dataset, NULL},
    {"moved_metres", VP_TYPE_NUMBER, "how far travel times have it moved to terrain that can be crossed (snap_metres)",
     facility_moved, NULL},
};

static size_t count_facilities(const vp_view *view) { return REGION->supply.facility_count; }

static vp_point facility_point(const vp_view *view, size_t row)
{
    return (vp_point){REGION->supply.facilities[row].lon, REGION->supply.facilities[row].lat};
}

static bool facility_touches(const vp_view *view, size_t row, vp_bounds box)
{
    return vp_is_in_box(facility_point(view, row), box);
}

static json_t *facility_geometry(const vp_view *view, size_t row)
{
    return vp_geometry_json_point(REGION->supply.facilities[row].lon, REGION->supply.facilities[row].lat);
}

static void facility_period(const vp_view *view, size_t row, const char **from, const char **to)
{
    *from = REGION->supply.facilities[row].open_from;
    *to = REGION->supply.facilities[row].open_to;
}

/* ------------------------------------------------------------ gaps */

#define GAPS     (view->snapshot->listings.gaps.gaps)
#define GAP_UNIT (&REGION->units.sets[REGION->units.main_set].units[r->unit])

static void gap_id(const vp_view *view, size_t row, vp_property_value *out)
{
    const vp_gap *r = &GAPS[row];
    *out = (vp_property_value){.text = NULL};
    snprintf(out->room, sizeof out->room, "%.100s-%zu", REGION->definitions.services[r->service].id, r->first_cell);
    out->text = out->room;
}
TEXT(gap_service, vp_gap, GAPS, REGION->definitions.services[r->service].id)
TEXT(gap_group, vp_gap, GAPS,
     r->group < REGION->definitions.group_count ? REGION->definitions.groups[r->group].id : NULL)
TEXT(gap_unit, vp_gap, GAPS, r->unit == VP_NONE ? NULL : GAP_UNIT->code)
TEXT(gap_unit_name, vp_gap, GAPS, r->unit == VP_NONE ? NULL : GAP_UNIT->name)
TEXT(gap_settlement, vp_gap, GAPS,
     r->settlement < REGION->settlements.count ? REGION->settlements.items[r->settlement].name : NULL)
NUMBER(gap_limit, vp_gap, GAPS, r->limit)
NUMBER(gap_people, vp_gap, GAPS, r->people)
NUMBER(gap_unreachable, vp_gap, GAPS, r->unreachable_people)
NUMBER(gap_mean, vp_gap, GAPS, r->mean)
NUMBER(gap_worst, vp_gap, GAPS, r->worst)
NUMBER(gap_area, vp_gap, GAPS, r->area_square_metres / 1e6)

static const vp_property gap_properties[] = {
    {"id", VP_TYPE_TEXT, "id", gap_id, NULL},
    {"service", VP_TYPE_TEXT, "service", gap_service, NULL},
    {"group", VP_TYPE_TEXT, "population group", gap_group, NULL},
    {"limit", VP_TYPE_NUMBER, "limit of reach, in the service's unit", gap_limit, NULL},
    {"unit", VP_TYPE_TEXT, "code of the unit with most of its people", gap_unit, NULL},
    {"unit_name", VP_TYPE_TEXT, "name of that unit", gap_unit_name, NULL},
    {"settlement", VP_TYPE_TEXT, "name of the settlement with most of its people", gap_settlement, NULL},
    {"people", VP_TYPE_NUMBER, "people of the group left out", gap_people, NULL},
    {"mean", VP_TYPE_NUMBER, "mean value of those of its people who have a path; null when nobody has", gap_mean, NULL},
    {"unreachable_people", VP_TYPE_NUMBER, "those of its people who have no path at all", gap_unreachable, NULL},
    {"worst", VP_TYPE_NUMBER, "worst value; null where some have no path at all", gap_worst, NULL},
    {"area_km2", VP_TYPE_NUMBER, "area of its cells", gap_area, NULL},
};

static size_t count_gaps(const vp_view *view) { return view->snapshot->listings.gaps.gap_count; }

static vp_point gap_point(const vp_view *view, size_t row)
{
    vp_point p;
    vp_gap_place(view->snapshot->region, &GAPS[row], &p.x, &p.y);
    return p;
}

static bool gap_touches(const vp_view *view, size_t row, vp_bounds box)
{
    return vp_is_in_box(gap_point(view, row), box);
}

static json_t *gap_geometry(const vp_view *view, size_t row)
{
    vp_point p = gap_point(view, row);
    return vp_geometry_json_point(p.x, p.y);
}

/* ------------------------------------------------------------ quality */

#define QUALITY (view->snapshot->listings.quality.rows)

static void quality_id(const vp_view *view, size_t row, vp_property_value *out)
{
    (void)view;
    *out = (vp_property_value){.text = NULL};
    snprintf(out->room, sizeof out->room, "%zu", row + 1);
    out->text = out->room;
}
TEXT(quality_kind, vp_quality_row, QUALITY, r->kind)
TEXT(quality_severity, vp_quality_row, QUALITY, r->severity)
TEXT(quality_file, vp_quality_row, QUALITY, r->file)
TEXT(quality_layer, vp_quality_row, QUALITY, r->layer)
TEXT(quality_field, vp_quality_row, QUALITY, r->field)
TEXT(quality_value, vp_quality_row, QUALITY, r->value)
TEXT(quality_reason, vp_quality_row, QUALITY, r->reason)
TEXT(quality_reason_vi, vp_quality_row, QUALITY, r->reason_vi)
NUMBER(quality_line, vp_quality_row, QUALITY, r->row > 0 ? (double)r->row : (double)NAN)

static const vp_property quality_properties[] = {
    {"id", VP_TYPE_TEXT, "number of the finding", quality_id, NULL},
    {"kind", VP_TYPE_TEXT, "kind of finding", quality_kind, NULL},
    {"severity", VP_TYPE_TEXT, "severity", quality_severity, NULL},
    {"file", VP_TYPE_TEXT, "file or table", quality_file, NULL},
    {"layer", VP_TYPE_TEXT, "layer", quality_layer, NULL},
    {"row", VP_TYPE_NUMBER, "row of the file", quality_line, NULL},
    {"field", VP_TYPE_TEXT, "column", quality_field, NULL},
    {"value", VP_TYPE_TEXT, "what stands there", quality_value, NULL},
    {"reason", VP_TYPE_TEXT, "what is doubtful", quality_reason, NULL},
    {"reason_vi", VP_TYPE_TEXT, "the same in Vietnamese", quality_reason_vi, NULL},
};

static size_t count_quality(const vp_view *view) { return view->snapshot->listings.quality.count; }

static vp_point quality_point(const vp_view *view, size_t row)
{
    return (vp_point){QUALITY[row].lon, QUALITY[row].lat};
}

static bool quality_touches(const vp_view *view, size_t row, vp_bounds box)
{
    return vp_is_in_box(quality_point(view, row), box);
}

/* A finding may have no place. */
static json_t *quality_geometry(const vp_view *view, size_t row)
{
    vp_point p = quality_point(view, row);
    return isfinite(p.x) && isfinite(p.y) ? vp_geometry_json_point(p.x, p.y) : json_null();
}

/* ------------------------------------------------------------ transmitters */

TEXT(transmitter_id, vp_transmitter, REGION->supply.transmitters, r->id)
TEXT(transmitter_site, vp_transmitter, REGION->supply.transmitters, r->site)
TEXT(transmitter_programme, vp_transmitter, REGION->supply.transmitters, r->programme)
TEXT(transmitter_system, vp_transmitter, REGION->supply.transmitters, r->system)
TEXT(transmitter_scope, vp_transmitter, REGION->supply.transmitters,
     r->scope == VP_SCOPE_NATIONAL ? "national" : "local")
TEXT(transmitter_from, vp_transmitter, REGION->supply.transmitters, r->open_from)
TEXT(transmitter_to, vp_transmitter, REGION->supply.transmitters, r->open_to)
NUMBER(transmitter_mast, vp_transmitter, REGION->supply.transmitters, r->mast_metres)
NUMBER(transmitter_mhz, vp_transmitter, REGION->supply.transmitters, r->frequency_mhz)
NUMBER(transmitter_kw, vp_transmitter, REGION->supply.transmitters, r->erp_kw)

/* "" is no pattern. */
static const char *pattern_of(const vp_view *view, size_t row, size_t which)
{
    const char *text = view->snapshot->places.outlines->patterns[2 * row + which];
    return *text ? text : NULL;
}
TEXT(transmitter_azimuths, vp_transmitter, REGION->supply.transmitters,
     (void *)r == NULL ? NULL : pattern_of(view, row, 0))
TEXT(transmitter_vertical, vp_transmitter, REGION->supply.transmitters,
     (void *)r == NULL ? NULL : pattern_of(view, row, 1))
TEXT(transmitter_polarisation, vp_transmitter, REGION->supply.transmitters,
     r->polarisation == VP_POLARISATION_VERTICAL ? "V" : "H")

static void transmitter_unique_id(const vp_view *view, size_t row, vp_property_value *out)
{
    *out = (vp_property_value){.text = view->snapshot->places.outlines->transmitter_ids[row]};
}

static const vp_property transmitter_properties[] = {
    {"id", VP_TYPE_TEXT, "id", transmitter_id, NULL},
    {"site", VP_TYPE_TEXT, "site", transmitter_site, NULL},
    {"programme", VP_TYPE_TEXT, "programme or multiplex", transmitter_programme, NULL},
    {"system", VP_TYPE_TEXT, "system", transmitter_system, NULL},
    {"scope", VP_TYPE_TEXT, "national or local", transmitter_scope, NULL},
    {"mast_metres", VP_TYPE_NUMBER, "height of the aerial above ground", transmitter_mast, NULL},
    {"frequency_mhz", VP_TYPE_NUMBER, "frequency, MHz", transmitter_mhz, NULL},
    {"erp_kw", VP_TYPE_NUMBER, "effective radiated power, kW", transmitter_kw, NULL},
    {"polarisation", VP_TYPE_TEXT, "H or V", transmitter_polarisation, NULL},
    {"pattern", VP_TYPE_TEXT, "azimuth from north:dB;… below the greatest power; none: the same all round",
     transmitter_azimuths, NULL},
    {"vertical_pattern", VP_TYPE_TEXT, "degrees below the horizontal:dB;…; none: the same at all", transmitter_vertical,
     NULL},
    {"open_from", VP_TYPE_TEXT, "first day", transmitter_from, NULL},
    {"open_to", VP_TYPE_TEXT, "last day", transmitter_to, NULL},
};

static size_t count_transmitters(const vp_view *view) { return REGION->supply.transmitter_count; }

static vp_point transmitter_point(const vp_view *view, size_t row)
{
    return (vp_point){REGION->supply.transmitters[row].lon, REGION->supply.transmitters[row].lat};
}

static bool transmitter_touches(const vp_view *view, size_t row, vp_bounds box)
{
    return vp_is_in_box(transmitter_point(view, row), box);
}

static json_t *transmitter_geometry(const vp_view *view, size_t row)
{
    vp_point p = transmitter_point(view, row);
    return vp_geometry_json_point(p.x, p.y);
}

static void transmitter_period(const vp_view *view, size_t row, const char **from, const char **to)
{
    *from = REGION->supply.transmitters[row].open_from;
    *to = REGION->supply.transmitters[row].open_to;
}

/* ------------------------------------------------------------ service areas */

TEXT(area_id, vp_service_area, REGION->supply.service_areas, r->id)
TEXT(area_service, vp_service_area, REGION->supply.service_areas,
     r->service < REGION->definitions.service_count ? REGION->definitions.services[r->service].id : NULL)
TEXT(area_unit, vp_service_area, REGION->supply.service_areas, r->unit_code)
NUMBER(area_households, vp_service_area, REGION->supply.service_areas, r->households_connected)

static void area_unique_id(const vp_view *view, size_t row, vp_property_value *out)
{
    *out = (vp_property_value){.text = view->snapshot->places.outlines->area_ids[row]};
}

static const vp_property area_properties[] = {
    {"id", VP_TYPE_TEXT, "id", area_id, NULL},
    {"service", VP_TYPE_TEXT, "service", area_service, NULL},
    {"unit_code", VP_TYPE_TEXT, "code of its unit, as its source states it", area_unit, NULL},
    {"households_connected", VP_TYPE_NUMBER, "households connected", area_households, NULL},
};

static size_t count_areas(const vp_view *view) { return REGION->supply.service_area_count; }

static json_t *area_geometry(const vp_view *view, size_t row)
{
    return vp_geometry_json_polygons(&view->snapshot->places.outlines->areas[row].lonlat,
                                     view->snapshot->places.outlines->areas[row].outer);
}

static bool area_touches(const vp_view *view, size_t row, vp_bounds box)
{
    return vp_geometry_json_touches(&view->snapshot->places.outlines->areas[row].lonlat, box);
}

static void area_place(const vp_view *view, size_t row, vp_cql2_place *out)
{
    out->area = &view->snapshot->places.outlines->areas[row].lonlat;
    out->outer = view->snapshot->places.outlines->areas[row].outer;
}

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

/* ------------------------------------------------------------ the table */

/* To add a collection, write its getters above and its row here. */
const vp_collection vp_collections[] = {
    {.id = "units",
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
     .unique_id = unit_id},
    {.id = "indicators",
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
     .unique_id = unit_id},
    {.id = "scenario",
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
     .unique_id = unit_id},
    {.id = "facilities",
     .title_vi = "Cơ sở dịch vụ",
     .title_en = "Facilities",
     .description = "places that offer services",
     .geometry_type = "Point",
     PROPERTIES(facility_properties),
     .required = true,
     .count = count_facilities,
     .geometry = facility_geometry,
     .touches = facility_touches,
     .period = facility_period,
     .point = facility_point,
     .unique_id = facility_unique_id},
    {.id = "gaps",
     .title_vi = "Nơi chưa được phục vụ",
     .title_en = "Gaps",
     .description = "connected places of people whom a service does not reach",
     .geometry_type = "Point",
     PROPERTIES(gap_properties),
     .required = true,
     .count = count_gaps,
     .geometry = gap_geometry,
     .touches = gap_touches,
     .point = gap_point},
    {.id = "isochrones",
     .title_vi = "Vùng trong tầm",
     .title_en = "Isochrones",
     .description = "where each service is reached within its default limit; /isochrones has any limit",
     .geometry_type = "MultiPolygon",
     .properties = vp_isochrone_properties,
     .property_count = VP_ISOCHRONE_PROPERTIES,
     .count = vp_isochrone_count,
     .geometry = vp_isochrone_geometry,
     .touches = vp_isochrone_touches,
     .area = vp_isochrone_place,
     .prepare = vp_isochrone_prepare},
    {.id = "quality",
     .title_vi = "Dữ liệu cần xem lại",
     .title_en = "Doubtful data",
     .description = "what is doubtful in the data behind the figures; null geometry where it has no place",
     .geometry_type = "Point",
     PROPERTIES(quality_properties),
     .required = true,
     .count = count_quality,
     .geometry = quality_geometry,
     .touches = quality_touches,
     .point = quality_point},
    {.id = "service_areas",
     .title_vi = "Vùng phục vụ",
     .title_en = "Service areas",
     .description = "polygons that a scheme serves",
     .geometry_type = "MultiPolygon",
     PROPERTIES(area_properties),
     .count = count_areas,
     .geometry = area_geometry,
     .touches = area_touches,
     .area = area_place,
     .unique_id = area_unique_id},
    {.id = "settlements",
     .title_vi = "Điểm dân cư",
     .title_en = "Settlements",
     .description = "hamlets and villages by name",
     .geometry_type = "Point",
     .properties = vp_settlement_properties,
     .property_count = VP_SETTLEMENT_PROPERTIES,
     .count = vp_settlement_count,
     .geometry = vp_settlement_geometry,
     .touches = vp_settlement_touches,
     .point = vp_settlement_point,
     .unique_id = vp_settlement_unique_id},
    {.id = "unserved_settlements",
     .title_vi = "Điểm dân cư chưa được phục vụ",
     .title_en = "Unserved settlements",
     .description = "settlements of whose people a service leaves out more than half",
     .geometry_type = "Point",
     .properties = vp_unserved_properties,
     .property_count = VP_UNSERVED_PROPERTIES,
     .count = vp_unserved_count,
     .geometry = vp_unserved_geometry,
     .touches = vp_unserved_touches,
     .point = vp_unserved_point},
    {.id = "transmitters",
     .title_vi = "Máy phát",
     .title_en = "Transmitters",
     .description = "radio and television transmitters",
     .geometry_type = "Point",
     PROPERTIES(transmitter_properties),
     .count = count_transmitters,
     .geometry = transmitter_geometry,
     .touches = transmitter_touches,
     .period = transmitter_period,
     .point = transmitter_point,
     .unique_id = transmitter_unique_id},
};
const size_t vp_collection_count = COUNT(vp_collections);
