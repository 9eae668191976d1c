#include "service/scenario_columns.h"
#include "service/scenario_dataset.h"
#include "service/scenario_json.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vungphu/indicators.h>

/* ------------------------------------------------------------ names */

bool vp_scenario_columns_named(const char *names, char id[VP_SCENARIO_ID])
{
    static const char prefix[] = VP_SCENARIO_COLUMNS;
    for (const char *at = names; at && *at; at += *at == ',') {
        size_t length = strcspn(at, ",");
        if (length > sizeof prefix - 1 && strncmp(at, prefix, sizeof prefix - 1) == 0) {
            size_t rest = length - (sizeof prefix - 1);
            snprintf(id, VP_SCENARIO_ID, "%.*s", (int)(rest < VP_SCENARIO_ID ? rest : VP_SCENARIO_ID - 1),
                     at + sizeof prefix - 1);
            return rest < VP_SCENARIO_ID;
        }
        at += length;
    }
    return false;
}

vp_unit_columns *vp_scenario_columns_titled(const vp_scenario_record *record, vp_error *err)
{
    char id[sizeof VP_SCENARIO_COLUMNS + VP_SCENARIO_ID];
    snprintf(id, sizeof id, "%s%s", VP_SCENARIO_COLUMNS, record->id);
    return vp_unit_columns_new(id, record->title_vi, record->title_en, err);
}

/* ------------------------------------------------------------ columns */

enum { BEFORE, AFTER, CHANGE, OF_INDICATOR };
static const struct {
    const char *ending, *vi, *en;
} of_indicator[OF_INDICATOR] = {
    {"before", "trước", "before"}, {"after", "sau", "after"}, {"change", "thay đổi", "change"}};

static char *joined(const char *text, const char *between, const char *with, const char *end)
{
    size_t size = strlen(text) + strlen(between) + strlen(with) + strlen(end) + 1;
    char *out = malloc(size);
    if (out) snprintf(out, size, "%s%s%s%s", text, between, with, end);
    return out;
}

static bool name_columns(vp_unit_columns *c, size_t first, const vp_indicator *indicator, vp_error *err)
{
    for (size_t i = 0; i < OF_INDICATOR; i++) {
        const char *en = indicator->title_en ? indicator->title_en : indicator->id,
                   *vi = indicator->title_vi ? indicator->title_vi : en;
        vp_unit_column *column = &c->columns[first + i];
        column->name = joined(indicator->id, "_", of_indicator[i].ending, "");
        column->title_vi = joined(vi, " (", of_indicator[i].vi, ")");
        column->title_en = joined(en, " (", of_indicator[i].en, ")");
        if (!column->name || !column->title_vi || !column->title_en) return vp_fail_memory(err, 1);
    }
    return true;
}

typedef struct {
    const vp_snapshot *snapshot;
    const vp_changed *changed;
    const vp_coverage *after; /* of the region as changed */
    size_t only;              /* a set; VP_NONE: all */
} comparing;

static bool compare(const comparing *c, const vp_indicator *indicator, vp_question q, double out[OF_INDICATOR],
                    vp_error *err)
{
    vp_measurement before, after;
    if (!vp_indicator_measure(c->snapshot->region, c->snapshot->results.coverage, indicator, &q, &before, err) ||
        !vp_indicator_measure(&c->changed->region, c->after, indicator, &q, &after, err))
        return false;
    out[BEFORE] = before.value;
    out[AFTER] = after.value;
    out[CHANGE] = after.value - before.value; /* NaN: no data on one side */
    return true;
}

static bool fill(vp_unit_columns *c, size_t first, const comparing *with, const vp_indicator *indicator, vp_error *err)
{
    const vp_units *units = &with->snapshot->region->units;
    for (size_t s = 0; s < c->set_count; s++)
        for (size_t u = 0; u < units->sets[s].unit_count && (with->only == VP_NONE || with->only == s); u++)
            if (!compare(with, indicator, vp_question_of(s, u), &c->values[s][u * c->count + first], err)) return false;
    return true;
}

static bool fill_all(vp_unit_columns *c, const comparing *with, vp_error *err)
{
    const vp_definitions *d = &with->snapshot->region->definitions;
    size_t first = 0;
    for (size_t i = 0; i < d->indicator_count; i++) {
        if (!vp_changed_touches(with->changed, &d->indicators[i])) continue;
        if (!name_columns(c, first, &d->indicators[i], err)) return false;
        if (c->values && !fill(c, first, with, &d->indicators[i], err)) return false;
        first += OF_INDICATOR;
    }
    return true;
}

vp_unit_columns *vp_scenario_columns_new(const vp_snapshot *snapshot, const vp_scenario_record *record,
                                         const vp_changed *changed, const vp_scenario_result *result, size_t only,
                                         vp_error *err)
{
    const vp_definitions *d = &snapshot->region->definitions;
    size_t touched = 0;
    for (size_t i = 0; i < d->indicator_count; i++) touched += vp_changed_touches(changed, &d->indicators[i]);
    vp_coverage *after =
        result ? vp_scenario_coverage(snapshot->region, snapshot->results.coverage, changed, result, err) : NULL;
    vp_unit_columns *made = !result || after ? vp_scenario_columns_titled(record, err) : NULL;
    const comparing with = {snapshot, changed, after, only};
    bool ok = made && vp_unit_columns_fit(made, touched * OF_INDICATOR, &snapshot->region->units, result, err) &&
              fill_all(made, &with, err);
    vp_scenario_coverage_free(after);
    if (ok) return made;
    vp_unit_columns_free(made);
    return NULL;
}

/* ------------------------------------------------------------ saved scenarios */

static bool is_of(const vp_scenario_record *record, const vp_snapshot *snapshot)
{
    return strcmp(record->status, "ready") == 0 && strcmp(record->snapshot, snapshot->provenance.id) == 0;
}

static bool find(vp_scenario_service *service, const char *id, const vp_snapshot *snapshot, vp_scenario_record *record,
                 vp_error *err)
{
    if (!vp_scenario_service_get(service, id, 0, record, err)) return false;
    return is_of(record, snapshot) ||
           vp_fail(err, VP_NOT_FOUND, "scenario %s needs review: it is not of the snapshot that is served", id);
}

vp_unit_columns *vp_scenario_columns_names(vp_scenario_service *service, const char *id, const vp_snapshot *snapshot,
                                           vp_error *err)
{
    vp_scenario_record record = {0};
    vp_scenario scenario = {0};
    vp_changed changed = {0};
    vp_unit_columns *made = NULL;
    if (find(service, id, snapshot, &record, err) &&
        vp_scenario_json_parse(record.changes, strlen(record.changes), vp_scenario_service_changes_most(service),
                               &scenario, err) &&
        vp_scenario_apply_to_snapshot(snapshot, &scenario, &changed, err))
        made = vp_scenario_columns_new(snapshot, &record, &changed, NULL, VP_NONE, err);
    vp_changed_clear(&changed);
    vp_scenario_clear(&scenario);
    vp_scenario_record_clear(&record);
    return made;
}

vp_unit_columns *vp_scenario_columns_solve(vp_scenario_service *service, const char *id, const vp_snapshot *snapshot,
                                           double seconds, size_t only, vp_error *err)
{
    vp_scenario_record record = {0};
    vp_scenario_answer answer = {0};
    vp_scenario_answers *answers = vp_scenario_service_answers(service);
    vp_unit_columns *made = NULL;
    bool ready = false, ok = find(service, id, snapshot, &record, err) &&
                             vp_scenario_answers_ask(answers, snapshot, &record, seconds, &ready, &answer, err);
    if (ready) made = vp_scenario_columns_new(snapshot, &record, answer.changed, answer.result, only, err);
    if (ok && !ready) vp_fail(err, VP_BUSY, "scenario %s is still being computed; ask again in a few seconds", id);
    vp_scenario_answers_release(answers, &answer);
    vp_scenario_record_clear(&record);
    return made;
}

bool vp_scenario_columns_list(vp_scenario_service *service, const vp_snapshot *snapshot, vp_unit_columns **out,
                              vp_error *err)
{
    vp_scenario_record *records;
    size_t count;
    vp_unit_columns **last = out;
    *out = NULL;
    if (!vp_scenario_service_list(service, NULL, NULL, &records, &count, err)) return false;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        if (!is_of(&records[i], snapshot)) continue;
        *last = vp_scenario_columns_titled(&records[i], err);
        ok = *last != NULL;
        if (ok) last = &(*last)->next;
    }
    vp_scenario_records_free(records, count);
    if (ok) return true;
    vp_unit_columns_free(*out);
    *out = NULL;
    return false;
}

/* FNV-1a */
static uint64_t add_to_hash(uint64_t hash, const char *text)
{
    for (; *text; text++) hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    return hash;
}

void vp_scenario_columns_edition(vp_scenario_service *service, const char *id, char *out, size_t size)
{
    vp_error ignored;
    vp_scenario_record *records = NULL, one = {0};
    size_t count = 0;
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    if (id && vp_scenario_service_get(service, id, 0, &one, &ignored)) {
        snprintf(out, size, "%s.%" PRId64, one.id, one.version);
        vp_scenario_record_clear(&one);
        return;
    }
    if (!id && !vp_scenario_service_list(service, NULL, NULL, &records, &count, &ignored)) count = 0;
    for (size_t i = 0; i < count; i++) {
        char text[VP_SCENARIO_ID + 24];
        snprintf(text, sizeof text, "%s.%" PRId64 " ", records[i].id, records[i].version);
        hash = add_to_hash(hash, text);
    }
    vp_scenario_records_free(records, count);
    snprintf(out, size, "%s", count ? "" : "0");
    if (count) snprintf(out, size, "%016" PRIx64, hash);
}

vp_unit_columns *vp_scenario_columns_of_dataset(const char *directory, const char *layer, const vp_snapshot *snapshot,
                                                vp_error *err)
{
    enum { NONE_MORE = 0, CHANGES_MOST = 100000, SECONDS_MOST = 3600 };
    char id[VP_SCENARIO_ID], path[4096];
    vp_unit_columns *made = NULL;
    if (snprintf(path, sizeof path, "%s/scenarios.sqlite", directory) >= (int)sizeof path || access(path, R_OK) != 0 ||
        !vp_scenario_columns_named(layer, id)) {
        vp_fail(err, VP_NOT_FOUND, "%s: there is no %.60s: no scenario is saved here", directory, layer);
        return NULL;
    }
    vp_scenario_service *service = vp_scenario_service_new(directory, NONE_MORE, CHANGES_MOST, err);
    if (service) made = vp_scenario_columns_solve(service, id, snapshot, SECONDS_MOST, VP_NONE, err);
    vp_scenario_service_free(service);
    return made;
}
