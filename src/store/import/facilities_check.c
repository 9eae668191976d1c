/* Facilities that are counted in no unit: outside those of today, and without a code that leads to one. Those outside
 * every unit of any time that state no code are across the border, which their import notes. */
#include "store/import/job_internal.h"
#include <string.h>

enum { REPORTED_MOST = 60 };

/* The latest set of the finest level; NULL when there is none. */
static const vp_known_set *set_of_today(const vp_import_job *job)
{
    const vp_known_set *latest = NULL;
    const char *level = vp_province_setting(job->province, "unit_level");
    for (size_t s = 0; s < job->set_count; s++) {
        const vp_known_set *set = &job->sets[s];
        if (strcmp(set->level, level) == 0 && (!latest || strcmp(set->vintage, latest->vintage) > 0)) latest = set;
    }
    return latest;
}

static bool has_unit(const vp_known_set *set, const char *code)
{
    size_t u = 0;
    while (u < set->unit_count && strcmp(set->units[u].code, code) != 0) u++;
    return u < set->unit_count;
}

typedef struct {
    vp_import_job *job;
    const vp_known_set *set;
    sqlite3_stmt *facilities, *passage;
    size_t count; /* of those reported */
} checking;

static bool leads_to_unit(checking *c, const char *code, bool *leads, vp_error *err)
{
    *leads = has_unit(c->set, code);
    if (*leads) return true;
    bool ok =
        vp_statement_bind(c->passage, err, "tt", code, c->set->vintage) && vp_statement_next(c->passage, leads, err);
    sqlite3_reset(c->passage);
    return ok;
}

/* The row at hand: id, name, code, x, y, path, layer. */
static bool check_facility(checking *c, vp_error *err)
{
    sqlite3_stmt *row = c->facilities;
    const char *id = vp_statement_text(row, 0), *name = vp_statement_text(row, 1), *code = vp_statement_text(row, 2);
    vp_point at = {vp_statement_number(row, 3), vp_statement_number(row, 4)};
    bool leads = false;
    if (vp_import_inside_set(c->job, c->set, at)) return true;
    if (!code && !vp_import_inside_any(c->job, at)) return true;
    if (code && !leads_to_unit(c, code, &leads, err)) return false;
    if (leads || ++c->count > REPORTED_MOST) return true;
    vp_place place = {.file = vp_statement_text(row, 5),
                      .layer = vp_statement_text(row, 6),
                      .column = "unit_code",
                      .value = code ? code : id};
    vp_findings_add(
        c->job->findings, VP_FINDING_WARNING, place,
        "%s (%s) lies in no %s of %s and %s: it is counted in none; correct its place, its unit_code or the "
        "crosswalk",
        name ? name : "", id, c->set->level, c->set->vintage,
        code ? "its unit_code leads to none" : "states no unit_code");
    return true;
}

bool vp_import_check_facilities(vp_import_job *job, vp_error *err)
{
    checking c = {.job = job, .set = set_of_today(job)};
    if (!c.set) return true;
    c.facilities =
        vp_database_prepare(job->database,
                            "SELECT f.code, f.name, f.unit_code, ST_X(f.geom), ST_Y(f.geom), s.path, s.layer "
                            "FROM facility f LEFT JOIN source s ON s.id = f.source ORDER BY f.id",
                            err);
    c.passage =
        vp_database_prepare(job->database, "SELECT 1 FROM crosswalk WHERE old_code = ? AND new_vintage = ?", err);
    bool row = false, ok = c.facilities && c.passage && vp_statement_next(c.facilities, &row, err);
    while (ok && row) ok = check_facility(&c, err) && vp_statement_next(c.facilities, &row, err);
    sqlite3_finalize(c.facilities);
    sqlite3_finalize(c.passage);
    if (ok && c.count > REPORTED_MOST)
        vp_findings_add(job->findings, VP_FINDING_WARNING, (vp_place){.file = "datasets.csv", .column = "facilities"},
                        "%zu more facilities are counted in no unit", c.count - REPORTED_MOST);
    return ok;
}
