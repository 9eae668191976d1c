/* Features of the collection of isochrones: a service each, where it is reached within its default limit. */
#include "server/ogc/features_internal.h"
#include "server/plan/selection.h"
#include "service/geometry_json.h"
#include "snapshot/reached_areas.h"
#include <math.h>

static const vp_reached_area *reached_at(const vp_view *view, size_t row)
{
    const vp_reached_area *all = vp_reached_areas_of(view->snapshot, NULL);
    return all ? &all[row] : NULL;
}

#define REACHED(name, value)                                                                                           \
    static void name(const vp_view *view, size_t row, vp_property_value *out)                                          \
    {                                                                                                                  \
        const vp_reached_area *r = reached_at(view, row);                                                              \
        *out = (vp_property_value){.is_number = true, .number = r ? (value) : (double)NAN};                            \
    }
#define REACHED_TEXT(name, value)                                                                                      \
    static void name(const vp_view *view, size_t row, vp_property_value *out)                                          \
    {                                                                                                                  \
        const vp_reached_area *r = reached_at(view, row);                                                              \
        const vp_service *s = r ? &view->snapshot->region->definitions.services[r->service] : NULL;                    \
        *out = (vp_property_value){.text = s ? (value) : NULL};                                                        \
    }
REACHED_TEXT(reached_service, s->id)
REACHED_TEXT(reached_title, s->title_vi)
REACHED_TEXT(reached_title_en, s->title_en)
REACHED_TEXT(reached_unit, vp_reach_unit(s->reach))
REACHED_TEXT(reached_group, s->group < view->snapshot->region->definitions.group_count
                                ? view->snapshot->region->definitions.groups[s->group].id
                                : NULL)
REACHED(reached_limit, r->limit)
REACHED(reached_people, r->people)
REACHED(reached_total, r->people_total)
REACHED(reached_area, r->area_square_metres / 1e6)

static const vp_property isochrone_properties[] = {
    {"service", VP_TYPE_TEXT, "service", reached_service, "dịch vụ"},
    {"title", VP_TYPE_TEXT, "Vietnamese title", reached_title, NULL},
    {"title_en", VP_TYPE_TEXT, "English title", reached_title_en, NULL},
    {"limit", VP_TYPE_NUMBER, "default limit of the service, in its unit", reached_limit, "ngưỡng"},
    {"unit", VP_TYPE_TEXT, "unit of the limit", reached_unit, NULL},
    {"group", VP_TYPE_TEXT, "population group; null: everyone", reached_group, NULL},
    {"people", VP_TYPE_NUMBER, "people of the group within it", reached_people, "số người trong tầm"},
    {"people_total", VP_TYPE_NUMBER, "all people of the group", reached_total, "tổng số người"},
    {"area_km2", VP_TYPE_NUMBER, "area", reached_area, "diện tích, km²"},
};

static size_t isochrone_count(const vp_view *view) { return vp_reached_areas_count(view->snapshot); }

static bool isochrone_prepare(const vp_view *view, vp_error *err) { return vp_reached_areas_of(view->snapshot, err); }

static void isochrone_place(const vp_view *view, size_t row, vp_cql2_place *out)
{
    const vp_reached_area *r = reached_at(view, row);
    *out = (vp_cql2_place){.area = &r->lonlat, .outer = r->outer};
}

static json_t *isochrone_geometry(const vp_view *view, size_t row)
{
    const vp_reached_area *r = reached_at(view, row);
    return r ? vp_geometry_json_polygons(&r->lonlat, r->outer) : NULL;
}

static bool isochrone_touches(const vp_view *view, size_t row, vp_bounds box)
{
    const vp_reached_area *r = reached_at(view, row);
    return r && vp_geometry_json_touches(&r->lonlat, box);
}

const vp_collection vp_isochrones_collection = {
    .id = "isochrones",
    .title_vi = "Vùng trong tầm",
    .title_en = "Isochrones",
    .description = "where each service is reached within its default limit; /isochrones has any limit",
    .geometry_type = "MultiPolygon",
    PROPERTIES(isochrone_properties),
    .count = isochrone_count,
    .geometry = isochrone_geometry,
    .touches = isochrone_touches,
    .area = isochrone_place,
    .prepare = isochrone_prepare};
