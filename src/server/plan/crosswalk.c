/* /crosswalk: where the people of old units went, with bounds for those that were divided. */
#include "base/csv.h"
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/routes.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const vp_snapshot *snapshot;
    const vp_crosswalk **rows; /* that the question asks for */
    size_t count;
} passages;

/* The unit of a vintage by code: of the main set's level. */
static const vp_unit *unit_of(const vp_snapshot *snapshot, const char *vintage, const char *code, double *people)
{
    const vp_region *region = snapshot->region;
    const char *level = region->units.sets[region->units.main_set].level;
    *people = NAN;
    for (size_t s = 0; s < region->units.set_count; s++) {
        const vp_unit_set *set = &region->units.sets[s];
        if (strcmp(set->vintage, vintage) != 0 || strcmp(set->level, level) != 0) continue;
        size_t unit = vp_unit_set_find(set, code);
        if (unit == VP_NONE) continue;
        if (snapshot->results.coverage->population_count) *people = snapshot->results.coverage->people[s][0][unit];
        return &set->units[unit];
    }
    return NULL;
}

/* People that went by this passage: what the share says, and the bounds (nobody, everybody) of a divided unit. */
typedef struct {
    double people, low, high;
} moved;

static moved moved_by(const vp_crosswalk *c, double people)
{
    if (c->share >= 1) return (moved){people, people, people};
    return (moved){c->share * people, isnan(people) ? (double)NAN : 0, people};
}

static json_t *passage_at(const void *context, size_t i)
{
    const passages *p = context;
    const vp_crosswalk *c = p->rows[i];
    double people, ignored;
    const vp_unit *old = unit_of(p->snapshot, c->old_vintage, c->old_code, &people),
                  *new = unit_of(p->snapshot, c->new_vintage, c->new_code, &ignored);
    moved m = moved_by(c, people);
    return json_pack("{s:{s:o, s:o, s:o, s:o}, s:{s:o, s:o, s:o}, s:o, s:b, s:s, s:o, s:o, s:o}", "old", "code",
                     vp_json_text(c->old_code), "name", vp_json_text(old ? old->full_name : NULL), "vintage",
                     vp_json_text(c->old_vintage), "people", vp_json_number(people), "new", "code",
                     vp_json_text(c->new_code), "name", vp_json_text(new ? new->full_name : NULL), "vintage",
                     vp_json_text(c->new_vintage), "share", vp_json_number(c->share), "exact", (int)c->exact, "basis",
                     vp_share_basis_names[c->basis], "people", vp_json_number(m.people), "people_low",
                     vp_json_number(m.low), "people_high", vp_json_number(m.high));
}

static vp_blob *as_csv(const passages *p, vp_csv_style style, vp_error *err)
{
    vp_csv csv = vp_csv_begin(style);
    vp_csv_header(&csv,
                  "old_code,old_name,old_vintage,new_code,new_name,new_vintage,share,exact,basis,people,people_low,"
                  "people_high,snapshot");
    for (size_t i = 0; i < p->count; i++) {
        const vp_crosswalk *c = p->rows[i];
        double people, ignored;
        const vp_unit *old = unit_of(p->snapshot, c->old_vintage, c->old_code, &people),
                      *new = unit_of(p->snapshot, c->new_vintage, c->new_code, &ignored);
        moved m = moved_by(c, people);
        const char *texts[] = {c->old_code, old ? old->full_name : "", c->old_vintage,
                               c->new_code, new ? new->full_name : "", c->new_vintage};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) vp_csv_text(&csv, texts[k]);
        vp_csv_number(&csv, c->share);
        vp_csv_number(&csv, c->exact);
        vp_csv_text(&csv, vp_share_basis_names[c->basis]);
        vp_csv_number(&csv, m.people);
        vp_csv_number(&csv, m.low);
        vp_csv_number(&csv, m.high);
        vp_csv_text(&csv, p->snapshot->provenance.id);
        vp_csv_end(&csv);
    }
    return vp_blob_new(&csv.bytes, err);
}

static bool asked_for(const vp_call *call, const vp_crosswalk *c)
{
    const char *code = vp_target_parameter(&call->target, "code"),
               *divided = vp_target_parameter(&call->target, "divided");
    if (code && strcmp(code, c->old_code) != 0 && strcmp(code, c->new_code) != 0) return false;
    return !divided || strcmp(divided, "yes") != 0 || !c->exact;
}

bool vp_get_crosswalk(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const vp_region *region = snapshot->region;
    const char *divided = vp_target_parameter(&call->target, "divided");
    if (divided && strcmp(divided, "yes") != 0 && strcmp(divided, "no") != 0)
        return vp_fail(err, VP_BAD_INPUT, "divided is yes or no, not '%.20s'", divided);
    passages p = {snapshot, calloc(region->units.crosswalk_count + 1, sizeof(const vp_crosswalk *)), 0};
    if (!p.rows) return vp_fail_memory(err, region->units.crosswalk_count * sizeof *p.rows);
    for (size_t i = 0; i < region->units.crosswalk_count; i++)
        if (asked_for(call, &region->units.crosswalk[i])) p.rows[p.count++] = &region->units.crosswalk[i];
    reply->body = call->media == VP_MEDIA_CSV
                      ? as_csv(&p, call->csv, err)
                      : vp_json_blob(json_pack("{s:o, s:s}", "passages", vp_json_list(p.count, passage_at, &p),
                                               "snapshot", snapshot->provenance.id),
                                     err);
    free(p.rows);
    return reply->body != NULL;
}
