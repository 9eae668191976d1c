/* Records that groups and indicators compute with: texts among them would be no data without a word. */
#include "store/import/job_internal.h"
#include <stdio.h>
#include <string.h>

enum { NAMES_MOST = 400, NAME_BYTES = 128 };

typedef struct {
    vp_import_job *job;
    sqlite3_stmt *query;
    char done[NAMES_MOST][NAME_BYTES]; /* names that were looked at */
    size_t count;
    vp_error *err;
} checker;

static bool is_done(checker *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->done[i], name) == 0) return true;
    if (c->count < NAMES_MOST) snprintf(c->done[c->count++], NAME_BYTES, "%s", name);
    return false;
}

static bool check_name(checker *c, const char *name)
{
    bool found = false;
    if (is_done(c, name)) return true;
    bool ok = vp_statement_bind(c->query, c->err, "t", name) && vp_statement_next(c->query, &found, c->err);
    double texts = found ? vp_statement_number(c->query, 0) : 0;
    if (ok && texts > 0)
        vp_findings_add(
            c->job->findings, VP_FINDING_WARNING,
            (vp_place){
                .file = "datasets.csv", .layer = "records", .column = name, .value = vp_statement_text(c->query, 3)},
            "%.0f of its %.0f values are no numbers, that of unit %s of %s first: they count as no data", texts,
            vp_statement_number(c->query, 1), vp_statement_text(c->query, 2), vp_statement_text(c->query, 4));
    sqlite3_reset(c->query);
    return ok;
}

/* Names joined by signs of arithmetic. */
static bool check_names(checker *c, const char *text)
{
    static const char signs[] = "+-*/() ";
    bool ok = true;
    for (const char *at = text + strspn(text, signs); ok && *at; at += strspn(at, signs)) {
        char name[NAME_BYTES];
        size_t length = strcspn(at, signs);
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        at += length;
        ok = check_name(c, name);
    }
    return ok;
}

static bool check_all(checker *c)
{
    const vp_province *p = c->job->province;
    const char *total = vp_province_setting(p, "people_total");
    bool ok = check_name(c, *total ? total : "population_total"); /* the people are brought to it */
    for (size_t row = 0; ok && row < vp_province_rows(p, VP_TABLE_GROUPS); row++)
        ok = check_names(c, vp_province_text(p, VP_TABLE_GROUPS, row, "share_field"));
    for (size_t row = 0; ok && row < vp_province_rows(p, VP_TABLE_INDICATORS); row++)
        ok = check_names(c, vp_province_text(p, VP_TABLE_INDICATORS, row, "numerator")) &&
             check_names(c, vp_province_text(p, VP_TABLE_INDICATORS, row, "denominator"));
    return ok;
}

bool vp_import_check_numbers(vp_import_job *job, vp_error *err)
{
    checker c = {.job = job, .err = err};
    c.query =
        vp_database_prepare(job->database,
                            "SELECT sum(number IS NULL AND text IS NOT NULL), count(text), min(CASE WHEN number IS "
                            "NULL AND text IS NOT NULL THEN code END), text, vintage FROM record WHERE name = ?1",
                            err);
    bool ok = c.query && check_all(&c);
    sqlite3_finalize(c.query);
    return ok;
}
