/* SQL expressions over the units' records, evaluated by SQLite on a table of nothing else, behind an authorizer. */
#include "store/province/condition.h"
#include "store/region/region_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MOST = 20000000 }; /* of SQLite's machine; a group of 1,000 units takes about 20,000 */

static const char *const basic_columns[] = {"code", "name", "kind", "level", "vintage", "parent_code"};
enum { BASIC_COUNT = sizeof basic_columns / sizeof *basic_columns };

static bool is_basic(const char *name)
{
    for (size_t i = 0; i < BASIC_COUNT; i++)
        if (sqlite3_stricmp(name, basic_columns[i]) == 0) return true;
    return false;
}

/* Record columns have REAL affinity: 7 / 2 is 3.5, '1' equals 1, and 'III' stays a text. */
static bool make_table(vp_database *sandbox, const vp_units *units, vp_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(sandbox->handle);
    sqlite3_str_appendall(sql, "CREATE TABLE units (position INTEGER PRIMARY KEY");
    for (size_t i = 0; i < BASIC_COUNT; i++) sqlite3_str_appendf(sql, ", %s TEXT", basic_columns[i]);
    for (size_t i = 0; i < units->record_count; i++)
        if (!is_basic(units->record_names[i])) sqlite3_str_appendf(sql, ", \"%w\" REAL", units->record_names[i]);
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    bool ok = text ? vp_database_run(sandbox, text, err) : vp_fail_memory(err, 1);
    sqlite3_free(text);
    return ok;
}

static int bind_text(sqlite3_stmt *insert, int at, const char *text)
{
    return sqlite3_bind_text(insert, at, text, -1, SQLITE_STATIC);
}

static int bind_unit(sqlite3_stmt *insert, const vp_units *units, const vp_unit_set *set, const vp_unit *unit)
{
    sqlite3_reset(insert);
    int at = 1, code = sqlite3_bind_null(insert, at++);
    const char *basic[BASIC_COUNT] = {unit->code, unit->name, unit->kind, set->level, set->vintage, unit->parent_code};
    for (size_t i = 0; i < BASIC_COUNT && code == SQLITE_OK; i++) code = bind_text(insert, at++, basic[i]);
    for (size_t i = 0; i < units->record_count && code == SQLITE_OK; i++) {
        if (is_basic(units->record_names[i])) continue;
        const vp_record *r = &unit->records[i];
        code = isnan(r->number) ? bind_text(insert, at++, r->text) : sqlite3_bind_double(insert, at++, r->number);
    }
    return code;
}

static bool fill_table(vp_database *sandbox, const vp_units *units, vp_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(sandbox->handle);
    sqlite3_str_appendall(sql, "INSERT INTO units VALUES (?");
    for (size_t i = 0; i < BASIC_COUNT; i++) sqlite3_str_appendall(sql, ", ?");
    for (size_t i = 0; i < units->record_count; i++)
        if (!is_basic(units->record_names[i])) sqlite3_str_appendall(sql, ", ?");
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    sqlite3_stmt *insert = text ? vp_database_prepare(sandbox, text, err) : NULL;
    bool ok = insert && vp_database_run(sandbox, "BEGIN", err);
    for (size_t s = 0; ok && s < units->set_count; s++)
        for (size_t u = 0; ok && u < units->sets[s].unit_count; u++)
            ok = (bind_unit(insert, units, &units->sets[s], &units->sets[s].units[u]) == SQLITE_OK ||
                  vp_database_fail(sandbox, err)) &&
                 vp_statement_done(insert, err);
    sqlite3_finalize(insert);
    sqlite3_free(text);
    return ok && vp_database_run(sandbox, "COMMIT", err);
}

static int authorize(void *context, int action, const char *first, const char *second, const char *database,
                     const char *trigger)
{
    static const char *const functions[] = {"abs",    "coalesce", "glob",  "ifnull", "iif", "instr",
                                            "length", "like",     "lower", "max",    "min", "nullif",
                                            "round",  "substr",   "trim",  "upper"};
    (void)context, (void)database, (void)trigger;
    if (action == SQLITE_SELECT) return SQLITE_OK;
    if (action == SQLITE_READ) return strcmp(first, "units") == 0 ? SQLITE_OK : SQLITE_DENY;
    for (size_t i = 0; action == SQLITE_FUNCTION && i < sizeof functions / sizeof *functions; i++)
        if (sqlite3_stricmp(second, functions[i]) == 0) return SQLITE_OK;
    return SQLITE_DENY;
}

static int give_up(void *context)
{
    (void)context;
    return 1;
}

vp_database *vp_region_sandbox(const vp_region *region, vp_error *err)
{
    vp_database *sandbox = vp_database_memory(err);
    if (!sandbox || !make_table(sandbox, &region->units, err) || !fill_table(sandbox, &region->units, err)) {
        vp_database_close(sandbox);
        return NULL;
    }
    sqlite3_set_authorizer(sandbox->handle, authorize, NULL);
    return sandbox;
}

typedef struct {
    vp_database *sandbox;
    const vp_region *region;
    vp_error *err;
} column_maker;

/* A record that no source has: a column of nulls, since what is not recorded is not known. */
static bool add_column(void *context, const char *text, size_t length)
{
    column_maker *m = context;
    char *name = sqlite3_mprintf("%.*s", (int)length, text);
    bool ok = name != NULL;
    if (ok && !is_basic(name) && vp_region_record(&m->region->units, name) == VP_NONE &&
        sqlite3_table_column_metadata(m->sandbox->handle, NULL, "units", name, NULL, NULL, NULL, NULL, NULL) !=
            SQLITE_OK) {
        char *sql = sqlite3_mprintf("ALTER TABLE units ADD COLUMN \"%w\" REAL", name);
        ok = sql && vp_database_run(m->sandbox, sql, m->err);
        sqlite3_free(sql);
    }
    sqlite3_free(name);
    return ok;
}

bool vp_region_add_columns(vp_database *sandbox, const vp_region *region, const char *expression, vp_error *err)
{
    column_maker maker = {sandbox, region, err};
    vp_error ignored = {0}; /* what is no expression is found by SQLite */
    *err = (vp_error){0};
    sqlite3_set_authorizer(sandbox->handle, NULL, NULL);
    vp_condition_check(expression, add_column, &maker, &ignored);
    sqlite3_set_authorizer(sandbox->handle, authorize, NULL);
    return err->kind == 0;
}

static sqlite3_stmt *prepare_expression(vp_database *sandbox, const char *what, const char *expression, vp_error *err)
{
    char *sql = sqlite3_mprintf("SELECT (\n%s\n) FROM units ORDER BY position", expression);
    const char *rest = NULL;
    sqlite3_stmt *query = NULL;
    if (!sql) {
        vp_fail_memory(err, strlen(expression));
    } else if (sqlite3_prepare_v2(sandbox->handle, sql, -1, &query, &rest) != SQLITE_OK || *rest ||
               sqlite3_bind_parameter_count(query) > 0) {
        vp_fail(err, VP_BAD_INPUT, "%s: \"%s\" is not understood: %s", what, expression,
                query ? "it is not one expression" : sqlite3_errmsg(sandbox->handle));
        sqlite3_finalize(query);
        query = NULL;
    }
    sqlite3_free(sql);
    return query;
}

bool vp_region_evaluate(vp_database *sandbox, const vp_units *units, const char *what, const char *expression,
                        double **values, vp_error *err)
{
    sqlite3_stmt *query = prepare_expression(sandbox, what, expression, err);
    if (!query) return false;
    sqlite3_progress_handler(sandbox->handle, STEPS_MOST, give_up, NULL);
    bool ok = true, row = false;
    for (size_t s = 0; ok && s < units->set_count; s++)
        for (size_t u = 0; ok && u < units->sets[s].unit_count; u++) {
            ok = vp_statement_next(query, &row, NULL) && row && sqlite3_column_type(query, 0) != SQLITE_TEXT;
            if (ok) values[s][u] = vp_statement_number(query, 0);
        }
    if (!ok) {
        bool text = row && sqlite3_column_type(query, 0) == SQLITE_TEXT;
        vp_fail(err, VP_BAD_INPUT, "%s: \"%s\" %s", what, expression,
                text ? "gives a text instead of a number" : "cannot be evaluated for every unit");
    }
    sqlite3_finalize(query);
    return ok;
}

double **vp_region_values(const vp_units *units, double value)
{
    double **arrays = calloc(units->set_count + 1, sizeof *arrays);
    for (size_t s = 0; arrays && s < units->set_count; s++) {
        arrays[s] = calloc(units->sets[s].unit_count + 1, sizeof **arrays);
        for (size_t u = 0; arrays[s] && u < units->sets[s].unit_count; u++) arrays[s][u] = value;
    }
    return arrays;
}

void vp_region_values_free(const vp_units *units, double **values)
{
    for (size_t s = 0; values && s < units->set_count; s++) free(values[s]);
    free(values);
}
