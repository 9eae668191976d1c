/* Columns of shares: values that cannot be. */
#include "store/import/job_internal.h"

#define NO_SHARE "name = ?1 AND (number < 0 OR number > 1)"

/* Percentages, by this rule: more than half of the known values are above 1, none is above 100 or below 0. */
static bool are_percentages(double known, double above, double least, double most)
{
    return 2 * above > known && most <= 100 && least >= 0;
}

static void report(vp_import_job *job, size_t row, const char *name, sqlite3_stmt *q)
{
    double known = vp_statement_number(q, 0), wrong = vp_statement_number(q, 1);
    bool percent =
        are_percentages(known, vp_statement_number(q, 2), vp_statement_number(q, 3), vp_statement_number(q, 4));
    vp_place place = {.file = vp_province_file(job->province, VP_TABLE_GROUPS),
                      .row = vp_province_line(job->province, VP_TABLE_GROUPS, row),
                      .column = "share_field",
                      .value = name};
    if (wrong > 0)
        vp_findings_add(job->findings, percent ? VP_FINDING_ERROR : VP_FINDING_WARNING, place,
                        "a share is from 0 to 1, and %.0f of %.0f values of %s are not: units %s%s; %s%s%s", wrong,
                        known, name, vp_statement_text(q, 5), wrong > 5 ? " …" : "",
                        percent ? "they are percentages: write share_field as "
                                : "they are left out, and the group has no "
                                  "data there",
                        percent ? name : "", percent ? " / 100" : "");
}

bool vp_import_clear_shares(vp_import_job *job, size_t row, const char *name, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(
                     job->database,
                     "SELECT count(number), sum(number < 0 OR number > 1), sum(number > 1), min(number), max(number),"
                     " (SELECT group_concat(code || ' of ' || vintage || ' (' || coalesce(text, number) || ')', ', ')"
                     " FROM (SELECT * FROM record WHERE " NO_SHARE " ORDER BY vintage DESC, code LIMIT 5))"
                     " FROM record WHERE name = ?1",
                     err),
                 *update = vp_database_prepare(job->database, "UPDATE record SET number = NULL WHERE " NO_SHARE, err);
    bool found = false, ok = query && update && vp_statement_bind(query, err, "t", name) &&
                             vp_statement_bind(update, err, "t", name) && vp_statement_next(query, &found, err);
    if (ok && found) report(job, row, name, query);
    ok = ok && vp_statement_done(update, err);
    sqlite3_finalize(query);
    sqlite3_finalize(update);
    return ok;
}
