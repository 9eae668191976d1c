/* Collections of what was found: places left out, and doubtful data. */
#include "server/ogc/features_internal.h"
#include "service/geometry_json.h"
#include "snapshot/outlines.h"
#include <math.h>
#include <stdio.h>

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

const vp_collection vp_gaps_collection = {.id = "gaps",
                                          .title_vi = "Nơi chưa được phục vụ",
                                          .title_en = "Gaps",
                                          .description = "connected places of people whom a service does not reach",
                                          .geometry_type = "Point",
                                          PROPERTIES(gap_properties),
                                          .required = true,
                                          .count = count_gaps,
                                          .geometry = gap_geometry,
                                          .touches = gap_touches,
                                          .point = gap_point};

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

const vp_collection vp_quality_collection = {
    .id = "quality",
    .title_vi = "Dữ liệu cần xem lại",
    .title_en = "Doubtful data",
    .description = "what is doubtful in the data behind the figures; null geometry where it has no place",
    .geometry_type = "Point",
    PROPERTIES(quality_properties),
    .required = true,
    .count = count_quality,
    .geometry = quality_geometry,
    .touches = quality_touches,
    .point = quality_point};
