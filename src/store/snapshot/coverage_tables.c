/* The tables without geometry. */
#include "store/snapshot/coverage_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/score.h>
#include <vungphu/version.h>

static const char schema[] =
    "CREATE TABLE snapshot (id TEXT NOT NULL, made_at TEXT NOT NULL, software TEXT NOT NULL, province TEXT NOT NULL,"
    " name_vi TEXT, name_en TEXT, crs TEXT, as_of TEXT, units_layer TEXT);"
    "CREATE TABLE indicators (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, title_vi TEXT, title_en TEXT,"
    " department TEXT, measure TEXT, unit TEXT, service TEXT, population_group TEXT, limit_value REAL, threshold REAL,"
    " value REAL, numerator REAL, denominator REAL, low REAL, high REAL, units_without_data INTEGER, target REAL,"
    " target_year INTEGER, source TEXT, definition TEXT, formula_vi TEXT, formula_en TEXT, column_name TEXT);"
    "CREATE TABLE indicator_values (indicator TEXT NOT NULL, level TEXT NOT NULL, vintage TEXT NOT NULL, code TEXT NOT "
    "NULL,"
    " name TEXT, value REAL, numerator REAL, denominator REAL, low REAL, high REAL,"
    " PRIMARY KEY (indicator, level, vintage, code)) WITHOUT ROWID;"
    "CREATE TABLE targets (position INTEGER PRIMARY KEY, indicator TEXT NOT NULL, title_vi TEXT, title_en TEXT, "
    "department TEXT,"
    " unit TEXT, value REAL, low REAL, high REAL, target REAL, target_year INTEGER, better TEXT, status TEXT, gap REAL,"
    " gap_points REAL, gap_count REAL, gap_of TEXT, units_short REAL, units_counted REAL, line_start TEXT,"
    " line_start_value REAL, line_expected REAL, data_date TEXT, data TEXT, definition TEXT, source TEXT, owner_after "
    "TEXT, strict TEXT,"
    " territory_level TEXT, territory_vintage TEXT, territory_code TEXT, territory TEXT);"
    "CREATE TABLE history (indicator TEXT NOT NULL, as_of TEXT NOT NULL, snapshot TEXT NOT NULL, value REAL,"
    " question TEXT NOT NULL, territory TEXT NOT NULL, PRIMARY KEY (indicator, as_of, territory)) WITHOUT ROWID;"
    "CREATE TABLE services (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, title_vi TEXT, title_en TEXT,"
    " department TEXT, mode TEXT, unit TEXT, default_limit REAL, facility_count INTEGER);"
    "CREATE TABLE population_groups (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, title_vi TEXT, title_en "
    "TEXT,"
    " definition TEXT);"
    "CREATE TABLE sources (position INTEGER PRIMARY KEY, role TEXT, path TEXT, layer TEXT, vintage TEXT, licence TEXT,"
    " attribution TEXT, note TEXT, checksum TEXT, imported_at TEXT);";

static bool put_snapshot(vp_database *database, const vp_coverage_content *c, vp_error *err)
{
    sqlite3_stmt *insert =
        vp_database_prepare(database, "INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
    const vp_region *r = c->region;
    char units[160];
    vp_coverage_units_layer(&r->units, r->units.main_set, units);
    bool ok = insert &&
              vp_statement_bind(insert, err, "ttttttttt", c->id, c->made_at, VP_VERSION, r->id, r->name_vi, r->name_en,
                                r->crs, r->as_of, units) &&
              vp_statement_done(insert, err);
    sqlite3_finalize(insert);
    return ok;
}

/* Binds and runs: the column's name is borrowed until the row is in. */
static bool put_indicator(sqlite3_stmt *insert, const vp_definitions *definitions, size_t i, const vp_measurement *m,
                          vp_error *err)
{
    const vp_indicator *n = &definitions->indicators[i];
    char column[64];
    vp_coverage_column(n->id, column);
    double limit =
        isnan(n->limit) && n->service != VP_NONE ? definitions->services[n->service].default_limit : n->limit;
    return vp_statement_bind(insert, err,
                             "itttttttt"
                             "dd"
                             "ddddd"
                             "id"
                             "itttt"
                             "t",
                             (int64_t)i, n->id, n->title_vi, n->title_en, n->department, vp_measures[n->measure].name,
                             n->unit, n->service == VP_NONE ? NULL : definitions->services[n->service].id,
                             n->group == VP_NONE ? NULL : definitions->groups[n->group].id, limit, n->threshold,
                             vp_coverage_value(m->value), vp_coverage_value(m->numerator),
                             vp_coverage_value(m->denominator), vp_coverage_value(m->low), vp_coverage_value(m->high),
                             (int64_t)m->units_without_data, n->target, (int64_t)n->target_year, n->source,
                             n->definition, vp_measures[n->measure].formula_vi, vp_measures[n->measure].formula_en,
                             column) &&
           vp_statement_done(insert, err);
}

static bool put_indicators(vp_database *database, const vp_coverage_content *c, vp_error *err)
{
    sqlite3_stmt *insert = vp_database_prepare(
        database, "INSERT INTO indicators VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,nullif(?,0),?,?,?,?,?)", err);
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < c->region->definitions.indicator_count; i++) {
        size_t set = c->region->units.main_set;
        ok = put_indicator(insert, &c->region->definitions, i,
                           vp_coverage_measured(c, i, set, c->region->units.sets[set].unit_count), err);
    }
    sqlite3_finalize(insert);
    return ok;
}

static bool put_values_of(sqlite3_stmt *insert, const vp_coverage_content *c, size_t indicator, size_t set,
                          vp_error *err)
{
    const vp_unit_set *units = &c->region->units.sets[set];
    for (size_t u = 0; u < units->unit_count; u++) {
        const vp_measurement *m = vp_coverage_measured(c, indicator, set, u);
        if (!vp_statement_bind(insert, err, "tttttddddd", c->region->definitions.indicators[indicator].id, units->level,
                               units->vintage, units->units[u].code, units->units[u].name, vp_coverage_value(m->value),
                               vp_coverage_value(m->numerator), vp_coverage_value(m->denominator),
                               vp_coverage_value(m->low), vp_coverage_value(m->high)) ||
            !vp_statement_done(insert, err))
            return false;
    }
    return true;
}

static bool put_values(vp_database *database, const vp_coverage_content *c, vp_error *err)
{
    sqlite3_stmt *insert =
        vp_database_prepare(database, "INSERT INTO indicator_values VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < c->region->definitions.indicator_count; i++)
        for (size_t s = 0; ok && s < c->region->units.set_count; s++) ok = put_values_of(insert, c, i, s, err);
    sqlite3_finalize(insert);
    return ok;
}

static bool put_targets(vp_database *database, const vp_coverage_content *c, vp_error *err)
{
    sqlite3_stmt *insert = vp_database_prepare(
        database,
        "INSERT INTO targets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?, ?, nullif(?, ''), ?, ?,"
        " nullif(?, ''), ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?)",
        err);
    vp_board board = {c->region, c->coverage, c->history, vp_territory_of_plan(&c->region->units)};
    const vp_unit_set *set = &c->region->units.sets[board.territory.set];
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < c->region->definitions.indicator_count; i++) {
        const vp_indicator *n = &c->region->definitions.indicators[i];
        vp_score score;
        ok = vp_indicator_score(&board, n, &score, err) &&
             vp_statement_bind(
                 insert, err,
                 "ittttt"
                 "dddd"
                 "ittdddtdd"
                 "tddtttt"
                 "tttttt",
                 (int64_t)i, n->id, n->title_vi, n->title_en, n->department, n->unit,
                 vp_coverage_value(score.measured.value), vp_coverage_value(score.measured.low),
                 vp_coverage_value(score.measured.high), n->target, (int64_t)n->target_year,
                 n->better >= 0 ? "more" : "less", vp_status_names[score.status], vp_coverage_value(score.gap),
                 strcmp(n->unit, "percent") == 0 ? vp_coverage_value(100 * score.gap) : (double)NAN,
                 vp_coverage_value(score.gap_count), score.gap_of, score.units_short, score.units_counted,
                 score.line.start, vp_coverage_value(score.line.start_value), vp_coverage_value(score.line.expected),
                 c->region->as_of, score.data, n->definition, n->source, n->owner_after, n->strict ? "yes" : "no",
                 set->level, set->vintage, vp_territory_code(&c->region->units, board.territory),
                 vp_territory_name(c->region, board.territory)) &&
             vp_statement_done(insert, err);
    }
    sqlite3_finalize(insert);
    return ok;
}

static bool put_history(vp_database *database, const vp_history *history, vp_error *err)
{
    sqlite3_stmt *insert = vp_database_prepare(database, "INSERT INTO history VALUES (?, ?, ?, ?, ?, ?)", err);
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < history->count; i++) {
        const vp_history_point *p = &history->points[i];
        ok = vp_statement_bind(insert, err, "tttdtt", p->indicator, p->as_of, p->snapshot, vp_coverage_value(p->value),
                               p->question, p->territory) &&
             vp_statement_done(insert, err);
    }
    sqlite3_finalize(insert);
    return ok;
}

static bool put_services(vp_database *database, const vp_definitions *definitions, vp_error *err)
{
    sqlite3_stmt *insert =
        vp_database_prepare(database, "INSERT INTO services VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < definitions->service_count; i++) {
        const vp_service *s = &definitions->services[i];
        ok = vp_statement_bind(insert, err, "ittttttdi", (int64_t)i, s->id, s->title_vi, s->title_en, s->department,
                               s->mode, vp_scale_of(s->reach).unit, s->default_limit, (int64_t)s->facility_count) &&
             vp_statement_done(insert, err);
    }
    sqlite3_finalize(insert);
    return ok;
}

static bool put_groups(vp_database *database, const vp_definitions *definitions, vp_error *err)
{
    sqlite3_stmt *insert = vp_database_prepare(database, "INSERT INTO population_groups VALUES (?, ?, ?, ?, ?)", err);
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < definitions->group_count; i++) {
        const vp_group *g = &definitions->groups[i];
        ok = vp_statement_bind(insert, err, "itttt", (int64_t)i, g->id, g->title_vi, g->title_en, g->definition) &&
             vp_statement_done(insert, err);
    }
    sqlite3_finalize(insert);
    return ok;
}

static bool put_sources(vp_database *database, const vp_coverage_content *c, vp_error *err)
{
    sqlite3_stmt *insert =
        vp_database_prepare(database, "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < c->source_count; i++) {
        const vp_source *s = &c->sources[i];
        ok = vp_statement_bind(insert, err, "ittttttttt", (int64_t)i, s->role, s->path, s->layer, s->vintage,
                               s->licence, s->attribution, s->note, s->checksum, s->imported_at) &&
             vp_statement_done(insert, err);
    }
    sqlite3_finalize(insert);
    return ok;
}

bool vp_coverage_write_tables(vp_database *database, const vp_coverage_content *c, vp_error *err)
{
    return vp_database_run(database, schema, err) && put_snapshot(database, c, err) &&
           put_indicators(database, c, err) && put_values(database, c, err) && put_targets(database, c, err) &&
           put_history(database, c->history, err) && put_services(database, &c->region->definitions, err) &&
           put_groups(database, &c->region->definitions, err) && put_sources(database, c, err);
}
