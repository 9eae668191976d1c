/* The dataset as a whole, once every source is in: definitions against records, classes
 * against speeds, units against the crosswalk. Questions are put to the database. */
#include "base/sentences.h"
#include "store/import/job_internal.h"
#include "store/province/condition.h"
#include "store/region/computed.h"
#include "store/text/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/indicators.h>

typedef struct {
    vp_import_job *job;
    sqlite3_stmt *has_record, *has_attribute;
    vp_place place; /* of the cell being checked */
    vp_error *err;
    bool failed;
} checker;

/* One finding a row: its first column is the value, the second the reason. */
typedef struct {
    vp_severity severity;
    const char *file, *column, *sql;
} question;

/* What province.csv says of the plan's territory, and the sets of units it may mean. */
#define OF_PLAN                                                                                                        \
    "WITH plan(level, vintage, code, main_level) AS (SELECT max(value) FILTER (WHERE key = 'plan_level'),"             \
    " max(value) FILTER (WHERE key = 'plan_vintage'), max(value) FILTER (WHERE key = 'plan_code'),"                    \
    " max(value) FILTER (WHERE key = 'unit_level') FROM setting WHERE value <> ''),"                                   \
    " plan_set AS (SELECT s.id FROM unit_set s, plan p"                                                                \
    " WHERE s.level = coalesce(p.level, s.level) AND s.vintage = coalesce(p.vintage, s.vintage))"

static const question questions[] = {
    {VP_FINDING_WARNING, "province.csv", "plan_level",
     OF_PLAN " SELECT level, 'no source has units of the territory that the plan binds (plan_level, plan_vintage): the"
             " score board stands on all units of level ' || main_level FROM plan"
             " WHERE coalesce(level, vintage) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM plan_set)"},
    {VP_FINDING_ERROR, "province.csv", "plan_code",
     OF_PLAN " SELECT code, 'no unit of plan_level and plan_vintage has this code' FROM plan"
             " WHERE code IS NOT NULL AND EXISTS (SELECT 1 FROM plan_set) AND NOT EXISTS"
             " (SELECT 1 FROM unit u WHERE u.code = plan.code AND u.unit_set IN (SELECT id FROM plan_set))"},
    {VP_FINDING_NOTE, "services.csv", "id",
     "SELECT id, 'no facility has this service: its figures are no data or 0 people reached' FROM service"
     " WHERE reach IN ('travel_time', 'round_trip', 'distance') AND id NOT IN (SELECT service FROM facility_service)"},
    {VP_FINDING_NOTE, "services.csv", "id",
     "SELECT id, 'no transmitter of its mode is imported' FROM service WHERE reach = 'signal' AND mode NOT IN (SELECT "
     "system FROM transmitter)"},
    {VP_FINDING_NOTE, "services.csv", "id",
     "SELECT id, 'no service area of it is imported' FROM service WHERE reach = 'area' AND id NOT IN (SELECT service "
     "FROM service_area)"},
    {VP_FINDING_WARNING, "datasets.csv", "old_code",
     "SELECT u.code, u.name || ' of ' || s.vintage || ' has no passage in the crosswalk: nothing says where its people "
     "went'"
     " FROM unit u JOIN unit_set s ON s.id = u.unit_set WHERE s.level = (SELECT value FROM setting WHERE key = "
     "'unit_level')"
     " AND s.vintage IN (SELECT old_vintage FROM crosswalk)"
     " AND NOT EXISTS (SELECT 1 FROM crosswalk c WHERE c.old_code = u.code AND c.old_vintage = s.vintage)"},
    {VP_FINDING_WARNING, "datasets.csv", "service",
     "SELECT f.code, 'the place ' || f.code || ' of service ' || fs.service || ' is in two sources' FROM facility f"
     " JOIN facility_service fs ON fs.facility = f.id GROUP BY fs.service, f.code HAVING count(*) > 1 LIMIT 20"},
    {VP_FINDING_WARNING, "datasets.csv", "name",
     "SELECT u.name, count(*) || ' units of ' || s.vintage || ' have this name (' || group_concat(u.code, ', ') || '); "
     "only codes join'"
     " FROM unit u JOIN unit_set s ON s.id = u.unit_set GROUP BY s.id, u.name HAVING count(*) > 1"},
    {VP_FINDING_ERROR, "datasets.csv", "fields",
     "SELECT DISTINCT name, 'records whose names begin with computed_ are made by the program; rename this one' FROM "
     "record WHERE substr(name, 1, 9) = 'computed_'"},
    {VP_FINDING_ERROR, "datasets.csv", "class",
     "SELECT count(DISTINCT class), 'roads have more than 32 classes; map them to fewer or filter' FROM road HAVING "
     "count(DISTINCT class) > 32"},
    {VP_FINDING_ERROR, "datasets.csv", "class",
     "SELECT count(DISTINCT class), 'barriers have more than 32 classes' FROM barrier HAVING count(DISTINCT class) > "
     "32"},
};

static bool put(vp_import_job *job, const question *q, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(job->database, q->sql, err);
    bool ok = query != NULL, row = true;
    while (ok && row) {
        ok = vp_statement_next(query, &row, err);
        if (ok && row)
            vp_findings_add(job->findings, q->severity,
                            (vp_place){.file = q->file, .column = q->column, .value = vp_statement_text(query, 0)},
                            "%s", vp_statement_text(query, 1));
    }
    sqlite3_finalize(query);
    return ok;
}

/* ------------------------------------------------------------ names of records */

static bool knows(checker *c, sqlite3_stmt *query, const char *name)
{
    bool row = false;
    if (!vp_statement_bind(query, c->err, "t", name) || !vp_statement_next(query, &row, c->err)) c->failed = true;
    sqlite3_reset(query);
    return row;
}

static bool is_computed(const char *name)
{
    for (size_t i = 0; vp_region_computed_names[i]; i++)
        if (strcmp(vp_region_computed_names[i], name) == 0) return true;
    return false;
}

static bool check_record(void *context, const char *text, size_t length)
{
    checker *c = context;
    char name[128];
    snprintf(name, sizeof name, "%.*s", (int)length, text);
    bool share = strcmp(c->place.column, "share_field") == 0;
    if (is_computed(name) || knows(c, c->has_record, name) || c->failed) return !c->failed;
    if (share) /* the group is no data; a condition would leave it to chance who is in */
        vp_findings_add(c->job->findings, VP_FINDING_WARNING, c->place,
                        "no records source has a column %s: no data until a source has it", name);
    else
        vp_findings_add(c->job->findings, VP_FINDING_ERROR, c->place, "no records source has a column %s", name);
    return true;
}

static void check_parts(checker *c, const char *text, bool attributes)
{
    while (*text) {
        char name[128];
        size_t length = strcspn(text, "+");
        size_t start = strspn(text, " "), end = length;
        while (end > start && text[end - 1] == ' ') end--;
        snprintf(name, sizeof name, "%.*s", (int)(end - start), text + start);
        bool known = knows(c, c->has_record, name) || (attributes && knows(c, c->has_attribute, name));
        if (!known && !c->failed)
            vp_findings_add(c->job->findings, VP_FINDING_WARNING, c->place,
                            "no %s is called %s: no data until a source has it",
                            attributes ? "record or facility attribute" : "record", name);
        text += length + (text[length] == '+');
    }
}

/* Conditions of province.csv. */
static void check_rules(checker *c)
{
    static const char *const keys[] = {"remote_where", "zone_mountain_where", "zone_difficult_where"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const char *text = vp_province_setting(c->job->province, keys[k]);
        vp_error err = {0};
        c->place = (vp_place){.file = "province.csv", .column = keys[k], .value = text};
        if (*text && !vp_condition_check(text, check_record, c, &err) && !c->failed)
            vp_findings_add(c->job->findings, VP_FINDING_ERROR, c->place, "not a condition on records: %s",
                            err.message);
    }
}

/* NULL when the row's measure is not known, which is a finding of its own. */
static const vp_measure_row *measure_of(const vp_province *p, size_t row)
{
    vp_measure measure = vp_measure_named(vp_province_text(p, VP_TABLE_INDICATORS, row, "measure"));
    return measure == VP_MEASURE_NONE ? NULL : &vp_measures[measure];
}

static void check_names(checker *c)
{
    const vp_province *p = c->job->province;
    check_rules(c);
    for (size_t row = 0; row < vp_province_rows(p, VP_TABLE_GROUPS); row++)
        for (size_t k = 0; k < 2; k++) {
            const char *column = k ? "share_field" : "units_where",
                       *text = vp_province_text(p, VP_TABLE_GROUPS, row, column);
            c->place = (vp_place){.file = "groups.csv",
                                  .row = vp_province_line(p, VP_TABLE_GROUPS, row),
                                  .column = column,
                                  .value = text};
            if (*text) vp_condition_check(text, check_record, c, NULL);
        }
    for (size_t row = 0; row < vp_province_rows(p, VP_TABLE_INDICATORS); row++)
        for (size_t k = 0; k < 2; k++) {
            const char *column = k ? "denominator" : "numerator",
                       *text = vp_province_text(p, VP_TABLE_INDICATORS, row, column);
            const vp_measure_row *measure = measure_of(p, row);
            c->place = (vp_place){.file = "indicators.csv",
                                  .row = vp_province_line(p, VP_TABLE_INDICATORS, row),
                                  .column = column,
                                  .value = text};
            check_parts(c, text, !measure || !measure->of_records);
        }
}

/* ------------------------------------------------------------ values of records */

enum { LISTED_MOST = 20 };

/* Values that cannot be: listed, and then taken out, so that they are no data. */
static bool clear_values(vp_import_job *job, const char *select, const char *clear, const char *const bound[2],
                         const char *reason, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(job->database, select, err),
                 *update = vp_database_prepare(job->database, clear, err);
    bool ok = query && update && vp_statement_bind(query, err, "tt", bound[0], bound[1]), row = true;
    size_t count = 0;
    while (ok && row) {
        ok = vp_statement_next(query, &row, err);
        if (ok && row && count++ < LISTED_MOST)
            vp_findings_add(job->findings, VP_FINDING_WARNING,
                            (vp_place){.file = "datasets.csv",
                                       .layer = "records",
                                       .column = bound[0],
                                       .value = vp_statement_text(query, 2)},
                            "unit %s of %s: %s; the value is left out", vp_statement_text(query, 0),
                            vp_statement_text(query, 1), reason);
    }
    if (count > LISTED_MOST)
        vp_findings_add(job->findings, VP_FINDING_WARNING,
                        (vp_place){.file = "datasets.csv", .layer = "records", .column = bound[0]},
                        "%zu more values like these: %s", count - LISTED_MOST, reason);
    ok = ok && vp_statement_bind(update, err, "tt", bound[0], bound[1]) && vp_statement_done(update, err);
    sqlite3_finalize(query);
    sqlite3_finalize(update);
    return ok;
}

#define WHERE_NEGATIVE "name = ?1 AND ?2 = '' AND number < 0"
#define WHERE_ABOVE                                                                                                    \
    "name = ?1 AND number > (SELECT d.number FROM record d WHERE d.vintage = record.vintage AND d.code = record.code " \
    "AND d.name = ?2)"                                                                                                 \
    " * 1.000001"

static bool is_name(const char *text) { return *text && !strpbrk(text, "+-*/ ()"); }

static bool check_negative(vp_import_job *job, const char *names, vp_error *err)
{
    char name[128];
    for (bool ok = true; *names;) {
        size_t length = strcspn(names, "+/ ");
        snprintf(name, sizeof name, "%.*s", (int)length, names);
        if (length)
            ok = clear_values(job, "SELECT code, vintage, text FROM record WHERE " WHERE_NEGATIVE,
                              "UPDATE record SET number = NULL WHERE " WHERE_NEGATIVE, (const char *const[]){name, ""},
                              "below 0", err);
        if (!ok) return false;
        names += length + (names[length] != '\0');
    }
    return true;
}

static bool check_values(vp_import_job *job, vp_error *err)
{
    const vp_province *p = job->province;
    bool ok = true;
    for (size_t row = 0; ok && row < vp_province_rows(p, VP_TABLE_GROUPS); row++) {
        const char *share = vp_province_text(p, VP_TABLE_GROUPS, row, "share_field");
        if (is_name(share))
            ok = vp_import_clear_shares(job, row, share, err);
        else
            ok = check_negative(job, share, err);
    }
    for (size_t row = 0; ok && row < vp_province_rows(p, VP_TABLE_INDICATORS); row++) {
        const vp_measure_row *measure = measure_of(p, row);
        const char *numerator = vp_province_text(p, VP_TABLE_INDICATORS, row, "numerator"),
                   *denominator = vp_province_text(p, VP_TABLE_INDICATORS, row, "denominator");
        if (!measure || !measure->of_records) continue;
        ok = check_negative(job, numerator, err) && check_negative(job, denominator, err);
        const char *unit = vp_province_text(p, VP_TABLE_INDICATORS, row, "unit");
        bool part = !*unit || strcmp(unit, "percent") == 0; /* else a ratio such as floor area ÷ people */
        if (ok && part && measure->parts == VP_PARTS_RATIO && is_name(numerator) && is_name(denominator))
            ok = clear_values(job, "SELECT code, vintage, text FROM record WHERE " WHERE_ABOVE,
                              "UPDATE record SET number = NULL WHERE " WHERE_ABOVE,
                              (const char *const[]){numerator, denominator},
                              VP_PART("more than the whole it is a part of (a share above 100 %)"), err);
    }
    return ok;
}

static bool check_names_of_records(vp_import_job *job, vp_error *err)
{
    checker c = {.job = job, .err = err};
    c.has_record = vp_database_prepare(job->database, "SELECT 1 FROM record WHERE name = ? LIMIT 1", err);
    c.has_attribute =
        vp_database_prepare(job->database, "SELECT 1 FROM facility_attribute WHERE name = ? LIMIT 1", err);
    bool ok = c.has_record && c.has_attribute;
    if (ok && !job->records_missing) check_names(&c);
    sqlite3_finalize(c.has_record);
    sqlite3_finalize(c.has_attribute);
    return ok && !c.failed;
}

static bool ask_questions(vp_import_job *job, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof questions / sizeof *questions; i++) ok = put(job, &questions[i], err);
    return ok;
}

/* ------------------------------------------------------------ all checks */

typedef struct {
    const char *step; /* under which its findings are kept */
    bool (*check)(vp_import_job *job, vp_error *err);
    bool of_places; /* it looks at rows of a role that is apart (carried.c): done again where they changed */
    bool on_grids;
} dataset_check;

static const dataset_check checks[] = {
    {"check_names", check_names_of_records, true, false},
    {"check_questions", ask_questions, true, false},
    {"check_facilities", vp_import_check_facilities, true, true},
    {"check_speeds", vp_import_check_speeds, false, true},
    {"check_groups", vp_import_check_groups, false, true},
    {"check_duplicates", vp_import_check_duplicates, true, false},
    {"check_numbers", vp_import_check_numbers, false, false},
    {"check_values", check_values, false, false},
};

bool vp_import_check_dataset(vp_import_job *job, vp_error *err)
{
    int64_t row = 0;
    size_t first = job->findings->count;
    bool ok = vp_import_database_settings(job, err) && vp_database_run(job->database, "BEGIN", err) &&
              vp_database_count(job->database, "SELECT coalesce(max(rowid), 0) + 1 FROM finding", 1, &row, err) &&
              vp_import_check_end(job, "checks", row, row, err);
    for (size_t i = 0; ok && i < sizeof checks / sizeof *checks; i++) {
        const dataset_check *c = &checks[i];
        size_t before = job->findings->count;
        if (c->on_grids && !job->geometry.columns) continue;
        ok = (job->carried && !c->of_places ? vp_import_check_keep(job, c->step, err) : c->check(job, err)) &&
             vp_import_check_end(job, c->step, row + (int64_t)(before - first),
                                 row + (int64_t)(job->findings->count - first), err);
    }
    return ok && vp_database_run(job->database, "COMMIT", err);
}
