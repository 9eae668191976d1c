/* Collections of what serves people: facilities, transmitters, service areas. */
#include "server/ogc/features_internal.h"
#include "service/geometry_json.h"
#include "snapshot/outlines.h"
#include <math.h>

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

const vp_collection vp_facilities_collection = {.id = "facilities",
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
                                                .unique_id = facility_unique_id};

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

const vp_collection vp_transmitters_collection = {.id = "transmitters",
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
                                                  .unique_id = transmitter_unique_id};

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

const vp_collection vp_service_areas_collection = {.id = "service_areas",
                                                   .title_vi = "Vùng phục vụ",
                                                   .title_en = "Service areas",
                                                   .description = "polygons that a scheme serves",
                                                   .geometry_type = "MultiPolygon",
                                                   PROPERTIES(area_properties),
                                                   .count = count_areas,
                                                   .geometry = area_geometry,
                                                   .touches = area_touches,
                                                   .area = area_place,
                                                   .unique_id = area_unique_id};
