#include "server/plan/definitions.h"
#include "report/joint_json.h"
#include "server/plan/selection.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/group.h>

json_t *vp_definition_service_id(const vp_definitions *definitions, size_t service)
{
    return service < definitions->service_count ? vp_json_text(definitions->services[service].id) : json_null();
}

json_t *vp_definition_group_id(const vp_definitions *definitions, size_t group)
{
    return group < definitions->group_count ? vp_json_text(definitions->groups[group].id) : json_null();
}

double vp_definition_limit(const vp_definitions *definitions, const vp_indicator *indicator, double asked)
{
    if (!isnan(asked)) return asked;
    if (!isnan(indicator->limit) || indicator->service >= definitions->service_count) return indicator->limit;
    return definitions->services[indicator->service].default_limit;
}

json_t *vp_definition_indicator(const vp_definitions *definitions, const vp_indicator *n)
{
    const vp_measure_row *measure = &vp_measures[n->measure];
    const char *unit = n->unit && *n->unit ? n->unit : measure->unit;
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:b, s:o}", "id",
        vp_json_text(n->id), "title", vp_json_title(n->title_vi, n->title_en), "department",
        vp_json_text(n->department), "owner_after", vp_json_text(n->owner_after), "measure", measure->name, "unit",
        vp_json_text(unit), "service", vp_definition_service_id(definitions, n->service), "group",
        vp_definition_group_id(definitions, n->group), "other_group",
        vp_definition_group_id(definitions, n->other_group), "limit",
        vp_json_number(vp_definition_limit(definitions, n, NAN)), "other_limit",
        vp_json_number(n->other_limit > 0 ? n->other_limit : (double)NAN), "threshold", vp_json_number(n->threshold),
        "target", vp_json_number(n->target), "target_year", n->target_year ? json_integer(n->target_year) : json_null(),
        "better", n->better >= 0 ? "more" : "less", "source", vp_json_text(n->source), "definition",
        vp_json_text(n->definition), "formula", vp_json_title(measure->formula_vi, measure->formula_en), "takes_limit",
        (int)measure->takes_limit, "joint",
        measure->of_joint ? vp_joint_json(definitions, &definitions->joints[n->joint]) : json_null());
}

static json_t *limit_at(const void *limits, size_t i) { return vp_json_number(((const double *)limits)[i]); }

json_t *vp_definition_service(const vp_definitions *definitions, const vp_service *s)
{
    return json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:I, s:b}", "id", vp_json_text(s->id), "title",
                     vp_json_title(s->title_vi, s->title_en), "department", vp_json_text(s->department), "reach",
                     vp_reach_names[s->reach], "mode", vp_json_text(s->mode), "scope", vp_json_text(s->scope), "unit",
                     vp_reach_unit(s->reach), "group", vp_definition_group_id(definitions, s->group), "limits",
                     vp_json_list(s->limit_count, limit_at, s->limits), "default_limit",
                     vp_json_number(s->default_limit), "facility_count", (json_int_t)s->facility_count,
                     "more_is_better", (int)vp_scale_of(s->reach).more_is_better);
}

json_t *vp_definition_group(const vp_group *g)
{
    return json_pack("{s:o, s:o, s:o}", "id", vp_json_text(g->id), "title", vp_json_title(g->title_vi, g->title_en),
                     "definition", vp_json_text(g->definition));
}

json_t *vp_definition_group_grid(const vp_definitions *definitions, size_t group)
{
    return vp_json_text(group < definitions->group_count ? definitions->groups[group].grid : NULL);
}

json_t *vp_definition_question(const vp_region *region, const vp_indicator *n, const vp_question *q)
{
    const vp_unit_set *set = &region->units.sets[q->set];
    size_t group = q->group != VP_NONE ? q->group : n->group;
    const vp_group *asked = group < region->definitions.group_count ? &region->definitions.groups[group] : NULL;
    return json_pack(
        "{s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o}", "level", vp_json_text(set->level), "vintage",
        vp_json_text(set->vintage), "group", vp_definition_group_id(&region->definitions, group), "group_bounded",
        (int)vp_group_is_bounded(asked), "group_grid", vp_definition_group_grid(&region->definitions, group), "limit",
        vp_json_number(vp_definition_limit(&region->definitions, n, q->limit)), "threshold",
        vp_json_number(isnan(q->threshold) ? n->threshold : q->threshold), "year", vp_definition_year(region));
}

double vp_definition_year_number(const vp_region *region)
{
    return region->people.factors ? strtod(region->as_of, NULL) : (double)NAN;
}

json_t *vp_definition_year(const vp_region *region)
{
    return region->people.factors ? json_integer(atoi(region->as_of)) : json_null();
}

bool vp_definition_add_figures(json_t *object, const vp_measurement *m)
{
    return vp_json_set(object, "value", vp_json_number(m->value)) &&
           vp_json_set(object, "numerator", vp_json_number(m->numerator)) &&
           vp_json_set(object, "denominator", vp_json_number(m->denominator)) &&
           vp_json_set(object, "low", vp_json_number(m->low)) && vp_json_set(object, "high", vp_json_number(m->high));
}

json_t *vp_definition_bbox(vp_bounds b)
{
    if (!(b.west <= b.east)) return json_null();
    return json_pack("[f, f, f, f]", b.west, b.south, b.east, b.north);
}

json_t *vp_definition_tiled(vp_bounds b)
{
    return vp_definition_bbox(b.east > 180 ? (vp_bounds){-180, b.south, 180, b.north} : b);
}
