/* /indicators and /indicators/{id}. */
#include "base/csv.h"
#include "report/joint_json.h"
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include "snapshot/joint_view.h"
#include "snapshot/outlines.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/inequality.h>
#include <vungphu/signal.h>
#include <vungphu/vintages.h>

static json_t *indicator_at(const void *definitions, size_t i)
{
    const vp_definitions *all = definitions;
    return vp_definition_indicator(all, &all->indicators[i]);
}

static json_t *group_at(const void *definitions, size_t i)
{
    return vp_definition_group(&((const vp_definitions *)definitions)->groups[i]);
}

static json_t *service_at(const void *definitions, size_t i)
{
    const vp_definitions *all = definitions;
    return vp_definition_service(all, &all->services[i]);
}

/* The heights that signals were computed over: every class that has a row, of the province or built in. */
static json_t *clutter_heights(const vp_land *land)
{
    json_t *rows = json_array();
    for (int class = 0; rows && class < 256; class ++) {
        const vp_clutter_height *h = vp_clutter_of(land->clutter_heights, land->clutter_height_count, (uint8_t) class);
        if (!h) continue;
        json_t *row = json_pack("{s:i, s:f, s:o, s:o}", "class", class, "metres", h->metres, "name",
                                vp_json_title(h->name_vi, h->name_en), "source", vp_json_text(h->source));
        vp_json_add(&rows, row);
    }
    return rows;
}

static json_t *level_at(const void *context, size_t i)
{
    const vp_region *region = context;
    const vp_unit_set *set = &region->units.sets[i];
    return json_pack("{s:o, s:o, s:I, s:b}", "level", vp_json_text(set->level), "vintage", vp_json_text(set->vintage),
                     "units", (json_int_t)set->unit_count, "current", (int)(i == region->units.main_set));
}

static json_t *source_at(const void *sources, size_t i)
{
    const vp_source *s = &((const vp_source *)sources)[i];
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "role", vp_json_text(s->role), "path",
                     vp_json_text(s->path), "layer", vp_json_text(s->layer), "vintage", vp_json_text(s->vintage),
                     "licence", vp_json_text(s->licence), "attribution", vp_json_text(s->attribution), "checksum",
                     vp_json_text(s->checksum), "imported_at", vp_json_text(s->imported_at), "note",
                     vp_json_text(s->note));
}

static json_t *describe_province(const vp_snapshot *snapshot)
{
    const vp_region *region = snapshot->region;
    bool has_notice = region->notice_vi || region->notice_en;
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "id", vp_json_text(region->id), "name",
                     vp_json_title(region->name_vi, region->name_en), "crs", vp_json_text(region->crs), "bbox",
                     vp_definition_bbox(snapshot->places.outlines->lonlat), "notice",
                     has_notice ? vp_json_title(region->notice_vi, region->notice_en) : json_null());
}

static json_t *growth_at(const void *context, size_t i)
{
    const vp_region *region = context;
    const vp_growth *g = &region->people.growth[i];
    const vp_unit_set *set = g->set == VP_NONE ? NULL : &region->units.sets[g->set];
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "level", vp_json_text(set ? set->level : NULL),
                     "vintage", vp_json_text(set ? set->vintage : NULL), "code",
                     vp_json_text(set && g->unit != VP_NONE ? set->units[g->unit].code : NULL), "group",
                     vp_definition_group_id(&region->definitions, g->group), "year",
                     g->year ? json_integer(g->year) : json_null(), "rate", vp_json_number(g->rate), "people",
                     vp_json_number(g->people), "source", vp_json_text(g->source));
}

static json_t *planned_at(const void *definitions, size_t i)
{
    const vp_definitions *all = definitions;
    const vp_planned_service *p = &all->planned[i];
    return json_pack("{s:o, s:i, s:I}", "service", vp_definition_service_id(all, p->service), "year", p->year,
                     "facility_count", (json_int_t)p->facility_count);
}

bool vp_get_indicators(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)call;
    const vp_region *region = snapshot->region;
    json_t *about = json_pack("{s:s, s:o, s:o, s:o}", "id", snapshot->provenance.id, "made_at",
                              vp_json_text(snapshot->provenance.made_at), "as_of", vp_json_text(region->as_of),
                              "software", vp_json_text(snapshot->provenance.software));
    json_t *root = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "snapshot", about, "province",
        describe_province(snapshot), "indicators",
        vp_json_list(region->definitions.indicator_count, indicator_at, &region->definitions), "groups",
        vp_json_list(region->definitions.group_count, group_at, &region->definitions), "services",
        vp_json_list(region->definitions.service_count, service_at, &region->definitions), "levels",
        vp_json_list(region->units.set_count, level_at, region), "clutter_heights", clutter_heights(&region->land),
        "growth", vp_json_list(region->people.growth_count, growth_at, region), "planned",
        vp_json_list(region->definitions.planned_count, planned_at, &region->definitions), "sources",
        vp_json_list(snapshot->provenance.source_count, source_at, snapshot->provenance.sources));
    reply->body = vp_json_blob(root, err);
    return reply->body != NULL;
}

/* ------------------------------------------------------------ one indicator */

typedef struct {
    const vp_snapshot *snapshot;
    const vp_indicator *indicator;
    const vp_coverage *coverage;
    const vp_joint *joint; /* asked for in the query; NULL: the indicator is one of the plan's */
    vp_question question;
    size_t source;      /* the set that values are carried from; VP_NONE */
    vp_carried figures; /* of the question's set; divided NULL when nothing is carried */
    size_t unit_count;
} values;

static bool ask_source(const vp_call *call, values *v, vp_error *err)
{
    const vp_region *region = v->snapshot->region;
    const char *vintage = vp_target_parameter(&call->target, "carried_from");
    v->source = vintage ? vp_vintages_source(&region->units, v->question.set, vintage) : VP_NONE;
    if (!vintage || v->source != VP_NONE) return true;
    return vp_fail(err, VP_BAD_INPUT, "the crosswalk has no passage from units of vintage '%.40s' to those of %s",
                   vintage, region->units.sets[v->question.set].vintage);
}

static bool ask(const vp_call *call, values *v, vp_error *err)
{
    const vp_region *region = v->snapshot->region;
    const char *id = vp_target_capture(&call->target, "id");
    size_t row = vp_region_indicator(&region->definitions, id);
    if (row == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "there is no indicator '%.60s'; /indicators lists them", id);
    v->indicator = &region->definitions.indicators[row];
    v->question = vp_question_of(0, VP_NONE);
    return vp_select_set(call, &region->units, &v->question.set, err) &&
           vp_select_group(call, &region->definitions, &v->question.group, err) &&
           vp_select_limit(call, v->indicator, &v->question.limit, err) &&
           vp_target_number(&call->target, "threshold", &v->question.threshold, err) && ask_source(call, v, err);
}

static bool measure(values *v, vp_error *err)
{
    const vp_snapshot *s = v->snapshot;
    v->unit_count = s->region->units.sets[v->question.set].unit_count;
    v->figures.units = calloc(v->unit_count + 1, sizeof *v->figures.units);
    if (!v->figures.units) return vp_fail_memory(err, v->unit_count * sizeof *v->figures.units);
    vp_question question = v->question;
    if (v->source != VP_NONE) {
        v->figures.divided = calloc(v->unit_count + 1, sizeof *v->figures.divided);
        if (!v->figures.divided) return vp_fail_memory(err, v->unit_count * sizeof *v->figures.divided);
        return vp_vintages_carry(s->region, v->coverage, v->indicator, &question, v->source, &v->figures, err);
    }
    if (!vp_indicator_measure(s->region, v->coverage, v->indicator, &question, &v->figures.whole, err)) return false;
    for (question.unit = 0; question.unit < v->unit_count; question.unit++)
        if (!vp_indicator_measure(s->region, v->coverage, v->indicator, &question, &v->figures.units[question.unit],
                                  err))
            return false;
    return true;
}

static json_t *value_at(const void *context, size_t i)
{
    const values *v = context;
    const vp_unit *unit = &v->snapshot->region->units.sets[v->question.set].units[i];
    json_t *row = json_pack("{s:o, s:o}", "code", vp_json_text(unit->code), "name", vp_json_text(unit->name));
    if (row && vp_definition_add_figures(row, &v->figures.units[i]) &&
        (!v->figures.divided || vp_json_set(row, "divided", json_integer((json_int_t)v->figures.divided[i]))))
        return row;
    json_decref(row);
    return NULL;
}

static json_t *describe_question(const values *v)
{
    const vp_region *region = v->snapshot->region;
    json_t *question = vp_definition_question(region, v->indicator, &v->question);
    if (!question || v->source == VP_NONE) return question;
    if (vp_json_set(question, "carried_from", vp_json_text(region->units.sets[v->source].vintage))) return question;
    json_decref(question);
    return NULL;
}

/* Why the whole has no value; null when it has one. */
static json_t *describe_reason(const values *v)
{
    const vp_snapshot *s = v->snapshot;
    vp_question question = v->question;
    if (v->source != VP_NONE) question.set = v->source;
    const vp_reason *reason = vp_indicator_reason(s->region, v->coverage, v->indicator, &question, &v->figures.whole);
    if (!reason) return json_null();
    return json_pack("{s:s, s:o}", "id", reason->id, "text", vp_json_title(reason->vi, reason->en));
}

/* Between the units, each weighing as much as the people (households …) its value is about. */
static json_t *describe_inequality(const values *v)
{
    size_t count = v->unit_count ? v->unit_count : 1;
    double *shown = calloc(count, sizeof *shown), *weights = calloc(count, sizeof *weights);
    vp_inequality q;
    bool ok = shown && weights;
    for (size_t i = 0; ok && i < v->unit_count; i++) {
        shown[i] = v->figures.units[i].value;
        weights[i] = v->figures.units[i].denominator;
    }
    ok = ok && vp_inequality_of(shown, weights, v->unit_count, v->indicator->better, &q, NULL);
    free(shown);
    free(weights);
    if (!ok) return NULL;
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "units", (json_int_t)q.units, "least",
                     vp_json_number(q.least), "most", vp_json_number(q.most), "ratio", vp_json_number(q.ratio), "gini",
                     vp_json_number(q.gini), "worst_tenth", vp_json_number(q.worst_tenth), "worst_tenth_people",
                     vp_json_number(q.worst_tenth_people));
}

static vp_blob *as_json(const values *v, vp_error *err)
{
    const vp_region *region = v->snapshot->region;
    json_t *province = json_pack("{s:I, s:o}", "units_without_data", (json_int_t)v->figures.whole.units_without_data,
                                 "reason", describe_reason(v));
    if (province && !vp_definition_add_figures(province, &v->figures.whole)) {
        json_decref(province);
        province = NULL;
    }
    json_t *asked = v->joint ? vp_joint_json(&region->definitions, v->joint)
                             : vp_definition_indicator(&region->definitions, v->indicator);
    return vp_json_blob(json_pack("{s:o, s:o, s:o, s:o, s:o, s:s}", v->joint ? "joint" : "indicator", asked, "question",
                                  describe_question(v), "province", province, "inequality", describe_inequality(v),
                                  "values", vp_json_list(v->unit_count, value_at, v), "snapshot",
                                  v->snapshot->provenance.id),
                        err);
}

static void add_row(vp_csv *csv, const values *v, const char *code, const char *name, const vp_measurement *m)
{
    const vp_region *region = v->snapshot->region;
    const vp_unit_set *set = &region->units.sets[v->question.set];
    size_t group = v->question.group != VP_NONE ? v->question.group : v->indicator->group;
    const double figures[] = {m->value,
                              m->numerator,
                              m->denominator,
                              m->low,
                              m->high,
                              vp_definition_limit(&region->definitions, v->indicator, v->question.limit),
                              isnan(v->question.threshold) ? v->indicator->threshold : v->question.threshold};
    vp_csv_text(csv, code);
    vp_csv_text(csv, name);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) vp_csv_number(csv, figures[i]);
    vp_csv_text(csv, group != VP_NONE ? region->definitions.groups[group].id : "");
    vp_csv_text(csv, v->indicator->id);
    vp_csv_text(csv, vp_measures[v->indicator->measure].formula_en);
    vp_csv_text(csv, set->level);
    vp_csv_text(csv, set->vintage);
    vp_csv_text(csv, v->snapshot->provenance.id);
    vp_csv_text(csv, v->source == VP_NONE ? "" : region->units.sets[v->source].vintage);
    vp_csv_number(csv, vp_definition_year_number(region));
    vp_csv_end(csv);
}

static vp_blob *as_csv(const values *v, vp_csv_style style, vp_error *err)
{
    vp_csv csv = vp_csv_begin(style);
    const vp_region *region = v->snapshot->region;
    vp_csv_header(
        &csv, "code,name,value,numerator,denominator,low,high,limit,threshold,group,indicator,formula,level,vintage,"
              "snapshot,carried_from,year");
    for (size_t i = 0; i < v->unit_count; i++) {
        const vp_unit *unit = &region->units.sets[v->question.set].units[i];
        add_row(&csv, v, unit->code, unit->name, &v->figures.units[i]);
    }
    add_row(&csv, v, "", region->name_vi, &v->figures.whole);
    return vp_blob_new(&csv.bytes, err);
}

static bool answer_indicator(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    values v = {.snapshot = snapshot, .coverage = snapshot->results.coverage, .source = VP_NONE};
    if (ask(call, &v, err) && measure(&v, err))
        reply->body = call->media == VP_MEDIA_CSV ? as_csv(&v, call->csv, err) : as_json(&v, err);
    free(v.figures.units);
    free(v.figures.divided);
    return reply->body != NULL;
}

bool vp_get_indicator(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    return vp_select_view(call, snapshot, answer_indicator, reply, err);
}

/* ------------------------------------------------------------ services together */

static bool ask_joint(const vp_call *call, values *v, vp_joint *joint, vp_error *err)
{
    const vp_region *region = v->snapshot->region;
    size_t at_least = 0;
    v->question = vp_question_of(0, VP_NONE);
    if (!vp_target_parameter(&call->target, "services"))
        return vp_fail(err, VP_BAD_INPUT, "which services? services=a,b with limits=30,54");
    return vp_select_services(call, &region->definitions, joint, err) &&
           vp_target_whole(&call->target, "at_least", VP_JOINT_MOST, &at_least, err) &&
           vp_joint_close(joint, at_least, err) && vp_select_set(call, &region->units, &v->question.set, err) &&
           vp_select_group(call, &region->definitions, &v->question.group, err) &&
           vp_target_number(&call->target, "threshold", &v->question.threshold, err);
}

static bool answer_joint(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    vp_joint joint;
    vp_joint_view view = {0};
    values v = {.snapshot = snapshot,
                .coverage = &view.coverage,
                .indicator = &view.indicator,
                .joint = &joint,
                .source = VP_NONE};
    if (ask_joint(call, &v, &joint, err) &&
        vp_joint_view_init(&view, snapshot, &joint, v.question.set, v.question.threshold, err) && measure(&v, err))
        reply->body = call->media == VP_MEDIA_CSV ? as_csv(&v, call->csv, err) : as_json(&v, err);
    free(v.figures.units);
    vp_joint_view_clear(&view);
    return reply->body != NULL;
}

bool vp_get_joint(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    return vp_select_view(call, snapshot, answer_joint, reply, err);
}
