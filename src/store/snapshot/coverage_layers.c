/* The layers with geometry, each with a spatial index. */
#include "store/snapshot/coverage_internal.h"
#include "store/spatial/geometry.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/indicators.h>

/* Columns of a table in the making: unique, quoted. */
typedef struct {
    sqlite3_str *create;
    char (*names)[64];
    size_t count;
} columns;

static bool is_taken(const columns *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->names[i], name) == 0) return true;
    return false;
}

/* A name that is taken gets a number: share, share_2 … */
static void add_column(columns *c, const char *name, const char *type)
{
    char column[64], plain[64];
    vp_coverage_column(name, plain);
    memcpy(column, plain, sizeof column);
    for (int i = 2; is_taken(c, column); i++) snprintf(column, sizeof column, "%.50s_%d", plain, i);
    sqlite3_str_appendf(c->create, "%s\"%w\" %s", c->count ? ", " : "", column, type);
    memcpy(c->names[c->count++], column, sizeof column);
}

static bool run_text(vp_database *database, sqlite3_str *sql, vp_error *err)
{
    char *text = sqlite3_str_finish(sql);
    bool ok = text ? vp_database_run(database, text, err) : vp_fail_memory(err, 1);
    sqlite3_free(text);
    return ok;
}

/* SpatiaLite's functions say 0 for a failure and raise no error. */
static bool run_spatial(vp_database *database, const char *sql, const char *table, int srid, const char *kind,
                        vp_error *err)
{
    sqlite3_stmt *call = vp_database_prepare(database, sql, err);
    bool row = false;
    bool ok = call &&
              (kind ? vp_statement_bind(call, err, "tit", table, (int64_t)srid, kind)
                    : vp_statement_bind(call, err, "t", table)) &&
              vp_statement_next(call, &row, err);
    if (ok && !(row && vp_statement_whole(call, 0) == 1))
        ok = vp_fail(err, VP_IO, "%s: the layer %s cannot be made", database->path, table);
    sqlite3_finalize(call);
    return ok;
}

static bool add_geometry(vp_database *database, const char *table, int srid, const char *kind, vp_error *err)
{
    return run_spatial(database, "SELECT AddGeometryColumn(?1, 'geom', ?2, ?3, 'XY')", table, srid, kind, err) &&
           run_spatial(database, "SELECT CreateSpatialIndex(?1, 'geom')", table, 0, NULL, err);
}

/* INSERT with one parameter a column and the geometry last, as WKB. */
static sqlite3_stmt *prepare_insert(vp_database *database, const char *table, const columns *c, int srid, vp_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(database->handle);
    sqlite3_str_appendf(sql, "INSERT INTO \"%w\" (", table);
    for (size_t i = 0; i < c->count; i++) sqlite3_str_appendf(sql, "\"%w\", ", c->names[i]);
    sqlite3_str_appendall(sql, "geom) VALUES (");
    for (size_t i = 0; i < c->count; i++) sqlite3_str_appendall(sql, "?, ");
    sqlite3_str_appendf(sql, "ST_GeomFromWKB(?, %d))", srid);
    char *text = sqlite3_str_finish(sql);
    sqlite3_stmt *insert = text ? vp_database_prepare(database, text, err) : NULL;
    if (!text) vp_fail_memory(err, 1);
    sqlite3_free(text);
    return insert;
}

typedef struct {
    sqlite3_stmt *insert;
    int at, code;
} row;

static row begin_row(sqlite3_stmt *insert)
{
    sqlite3_reset(insert);
    return (row){insert, 1, SQLITE_OK};
}

static void put_text(row *r, const char *text)
{
    if (r->code == SQLITE_OK)
        r->code = sqlite3_bind_text(r->insert, r->at++, text && *text ? text : NULL, -1, SQLITE_STATIC);
}

static void put_number(row *r, double number)
{
    if (r->code != SQLITE_OK) return;
    r->code =
        isfinite(number) ? sqlite3_bind_double(r->insert, r->at++, number) : sqlite3_bind_null(r->insert, r->at++);
}

static void put_whole(row *r, int64_t number)
{
    if (r->code == SQLITE_OK) r->code = sqlite3_bind_int64(r->insert, r->at++, number);
}

/* Binds the geometry and runs the row. */
static bool end_row(vp_database *database, row *r, const void *wkb, size_t bytes, vp_error *err)
{
    if (r->code == SQLITE_OK) r->code = sqlite3_bind_blob64(r->insert, r->at, wkb, bytes, SQLITE_STATIC);
    return (r->code == SQLITE_OK || vp_database_fail(database, err)) && vp_statement_done(r->insert, err);
}

static bool end_point(vp_database *database, row *r, double x, double y, vp_error *err)
{
    unsigned char wkb[21] = {1, 1}; /* little-endian, point */
    memcpy(wkb + 5, &x, 8);
    memcpy(wkb + 13, &y, 8);
    return end_row(database, r, wkb, sizeof wkb, err);
}

/* Begins the table with room for `most` columns; end_table runs what was added. */
static bool begin_table(vp_database *database, columns *c, const char *table, size_t most, vp_error *err)
{
    *c = (columns){.create = sqlite3_str_new(database->handle), .names = calloc(most, sizeof *c->names)};
    if (!c->names) return vp_fail_memory(err, most * sizeof *c->names);
    sqlite3_str_appendf(c->create, "CREATE TABLE \"%w\" (", table);
    add_column(c, "fid", "INTEGER PRIMARY KEY");
    return true;
}

static bool end_table(vp_database *database, columns *c, vp_error *err)
{
    sqlite3_str_appendall(c->create, ")");
    sqlite3_str *create = c->create;
    c->create = NULL;
    return run_text(database, create, err);
}

static void clear_columns(columns *c)
{
    if (c->create) sqlite3_free(sqlite3_str_finish(c->create));
    free(c->names);
}

/* ------------------------------------------------------------ units */

static bool put_unit(vp_database *database, sqlite3_stmt *insert, const vp_coverage_content *c, size_t set,
                     size_t index, vp_error *err)
{
    const vp_unit *u = &c->region->unit_sets[set].units[index];
    row r = begin_row(insert);
    put_whole(&r, (int64_t)index + 1);
    put_text(&r, u->code);
    put_text(&r, u->name);
    put_text(&r, u->name_en);
    put_text(&r, u->full_name);
    put_text(&r, u->kind);
    put_text(&r, u->parent_code);
    put_text(&r, u->valid_from);
    put_text(&r, u->valid_to);
    put_number(&r, c->coverage->area[set][index] / 1e6);
    put_number(&r, c->region->population_count ? c->coverage->people[set][0][index] : NAN);
    for (size_t i = 0; i < c->region->indicator_count; i++) {
        vp_measurement m;
        if (!vp_coverage_measure(c, i, set, index, &m, err)) return false;
        put_number(&r, m.value);
    }
    size_t bytes = 0;
    unsigned char *wkb = vp_geometry_wkb(&u->shape, &bytes, err);
    bool ok = wkb && end_row(database, &r, wkb, bytes, err);
    free(wkb);
    return ok;
}

static bool write_units(vp_database *database, int srid, const vp_coverage_content *c, size_t set, vp_error *err)
{
    static const char *const texts[] = {"code", "name",        "name_en",    "full_name",
                                        "kind", "parent_code", "valid_from", "valid_to"};
    enum { TEXTS = sizeof texts / sizeof *texts };
    const vp_unit_set *units = &c->region->unit_sets[set];
    char table[160];
    vp_coverage_units_layer(c->region, set, table);
    columns cs;
    sqlite3_stmt *insert = NULL;
    bool ok = begin_table(database, &cs, table, TEXTS + 3 + c->region->indicator_count, err);
    for (size_t i = 0; ok && i < TEXTS; i++) add_column(&cs, texts[i], i == 0 ? "TEXT UNIQUE NOT NULL" : "TEXT");
    if (ok) add_column(&cs, "area_km2", "REAL");
    if (ok) add_column(&cs, "people", "REAL");
    for (size_t i = 0; ok && i < c->region->indicator_count; i++) add_column(&cs, c->region->indicators[i].id, "REAL");
    ok = ok && end_table(database, &cs, err) && add_geometry(database, table, srid, "MULTIPOLYGON", err);
    if (ok) insert = prepare_insert(database, table, &cs, srid, err);
    ok = ok && insert;
    for (size_t u = 0; ok && u < units->unit_count; u++) ok = put_unit(database, insert, c, set, u, err);
    sqlite3_finalize(insert);
    clear_columns(&cs);
    return ok;
}

/* ------------------------------------------------------------ facilities */

/* The services of a facility, ids joined by commas. Free it with sqlite3_free. */
static char *services_of(vp_database *database, const vp_region *r, size_t facility)
{
    sqlite3_str *text = sqlite3_str_new(database->handle);
    for (size_t v = 0; v < r->service_count; v++)
        for (size_t i = 0; i < r->services[v].facility_count; i++)
            if (r->services[v].facilities[i] == facility)
                sqlite3_str_appendf(text, "%s%s", sqlite3_str_length(text) ? "," : "", r->services[v].id);
    return sqlite3_str_finish(text);
}

static bool put_facility(vp_database *database, sqlite3_stmt *insert, const vp_region *region, size_t index,
                         vp_error *err)
{
    const vp_facility *f = &region->facilities[index];
    char *services = services_of(database, region, index);
    row r = begin_row(insert);
    put_whole(&r, (int64_t)index);
    put_text(&r, f->id);
    put_text(&r, f->name);
    put_text(&r, f->kind);
    put_text(&r, services);
    put_text(&r, f->unit_code);
    put_text(&r, f->dataset);
    put_text(&r, f->open_from);
    put_text(&r, f->open_to);
    put_whole(&r, f->open);
    put_number(&r, f->lon);
    put_number(&r, f->lat);
    for (size_t a = 0; a < region->attribute_count; a++) put_number(&r, f->attributes[a]);
    bool ok = end_point(database, &r, f->x, f->y, err);
    sqlite3_free(services);
    return ok;
}

/* fid is the facility's index: what surfaces/nearest_*.tif holds. */
static bool write_facilities(vp_database *database, int srid, const vp_region *region, vp_error *err)
{
    static const char *const texts[] = {"id",        "name",    "kind",      "services",
                                        "unit_code", "dataset", "open_from", "open_to"};
    enum { TEXTS = sizeof texts / sizeof *texts };
    columns cs;
    sqlite3_stmt *insert = NULL;
    bool ok = begin_table(database, &cs, "facilities", TEXTS + 4 + region->attribute_count, err);
    for (size_t i = 0; ok && i < TEXTS; i++) add_column(&cs, texts[i], "TEXT");
    if (ok) add_column(&cs, "open", "INTEGER");
    if (ok) add_column(&cs, "lon", "REAL");
    if (ok) add_column(&cs, "lat", "REAL");
    for (size_t a = 0; ok && a < region->attribute_count; a++) add_column(&cs, region->attribute_names[a], "REAL");
    ok = ok && end_table(database, &cs, err) && add_geometry(database, "facilities", srid, "POINT", err);
    if (ok) insert = prepare_insert(database, "facilities", &cs, srid, err);
    ok = ok && insert;
    for (size_t i = 0; ok && i < region->facility_count; i++) ok = put_facility(database, insert, region, i, err);
    sqlite3_finalize(insert);
    clear_columns(&cs);
    return ok;
}

/* ------------------------------------------------------------ gaps */

static bool put_gap(vp_database *database, sqlite3_stmt *insert, const vp_region *region, size_t index, const vp_gap *g,
                    vp_error *err)
{
    const vp_unit_set *main = &region->unit_sets[region->main_set];
    const vp_unit *unit = g->unit == VP_NONE ? NULL : &main->units[g->unit];
    row r = begin_row(insert);
    char id[160];
    snprintf(id, sizeof id, "%.120s-%zu", region->services[g->service].id, g->first_cell);
    put_whole(&r, (int64_t)index + 1);
    put_text(&r, id);
    put_text(&r, region->services[g->service].id);
    put_text(&r, g->group == VP_NONE ? NULL : region->groups[g->group].id);
    put_number(&r, g->limit);
    put_text(&r, unit ? unit->code : NULL);
    put_text(&r, unit ? unit->name : NULL);
    put_number(&r, g->people);
    put_number(&r, g->mean);
    put_number(&r, g->unreachable_people);
    put_number(&r, g->worst);
    put_number(&r, g->area_square_metres / 1e6);
    put_number(&r, g->lon);
    put_number(&r, g->lat);
    return end_point(database, &r, g->x, g->y, err);
}

static bool write_gaps(vp_database *database, int srid, const vp_coverage_content *c, vp_error *err)
{
    static const struct {
        const char *name, *type;
    } all[] = {{"id", "TEXT"},          {"service", "TEXT"},   {"population_group", "TEXT"},
               {"limit_value", "REAL"}, {"unit_code", "TEXT"}, {"unit_name", "TEXT"},
               {"people", "REAL"},      {"mean", "REAL"},      {"unreachable_people", "REAL"},
               {"worst", "REAL"},       {"area_km2", "REAL"},  {"lon", "REAL"},
               {"lat", "REAL"}};
    enum { ALL = sizeof all / sizeof *all };
    columns cs;
    sqlite3_stmt *insert = NULL;
    bool ok = begin_table(database, &cs, "gaps", ALL + 1, err);
    for (size_t i = 0; ok && i < ALL; i++) add_column(&cs, all[i].name, all[i].type);
    ok = ok && end_table(database, &cs, err) && add_geometry(database, "gaps", srid, "POINT", err);
    if (ok) insert = prepare_insert(database, "gaps", &cs, srid, err);
    ok = ok && insert;
    for (size_t i = 0; ok && i < c->gaps->gap_count; i++)
        ok = put_gap(database, insert, c->region, i, &c->gaps->gaps[i], err);
    sqlite3_finalize(insert);
    clear_columns(&cs);
    return ok;
}

/* ------------------------------------------------------------ quality */

/* A row without a place has no geometry. */
static bool end_place(vp_database *database, row *r, const vp_quality_row *q, vp_error *err)
{
    if (q->shape.ring_count == 0 && isnan(q->x)) return end_row(database, r, NULL, 0, err);
    if (q->shape.ring_count == 0) return end_point(database, r, q->x, q->y, err);
    size_t bytes = 0;
    unsigned char *wkb = vp_geometry_wkb(&q->shape, &bytes, err);
    bool ok = wkb && end_row(database, r, wkb, bytes, err);
    free(wkb);
    return ok;
}

static bool put_quality(vp_database *database, sqlite3_stmt *insert, size_t index, const vp_quality_row *q,
                        vp_error *err)
{
    row r = begin_row(insert);
    put_whole(&r, (int64_t)index + 1);
    put_text(&r, q->kind);
    put_text(&r, q->severity);
    put_text(&r, q->file);
    put_text(&r, q->layer);
    put_number(&r, q->row > 0 ? (double)q->row : (double)NAN);
    put_text(&r, q->field);
    put_text(&r, q->value);
    put_text(&r, q->reason);
    put_number(&r, q->lon);
    put_number(&r, q->lat);
    return end_place(database, &r, q, err);
}

static bool write_quality(vp_database *database, int srid, const vp_quality *quality, vp_error *err)
{
    static const char *const all[][2] = {
        {"kind", "TEXT"},  {"severity", "TEXT"}, {"file", "TEXT"},   {"layer", "TEXT"}, {"row", "INTEGER"},
        {"field", "TEXT"}, {"value", "TEXT"},    {"reason", "TEXT"}, {"lon", "REAL"},   {"lat", "REAL"}};
    enum { ALL = sizeof all / sizeof *all };
    columns cs;
    sqlite3_stmt *insert = NULL;
    bool ok = begin_table(database, &cs, "quality", ALL + 1, err);
    for (size_t i = 0; ok && i < ALL; i++) add_column(&cs, all[i][0], all[i][1]);
    ok = ok && end_table(database, &cs, err) && add_geometry(database, "quality", srid, "GEOMETRY", err);
    if (ok) insert = prepare_insert(database, "quality", &cs, srid, err);
    ok = ok && insert;
    for (size_t i = 0; ok && i < quality->count; i++) ok = put_quality(database, insert, i, &quality->rows[i], err);
    sqlite3_finalize(insert);
    clear_columns(&cs);
    return ok;
}

/* ------------------------------------------------------------ isochrones */

/* People of the main set's units within the limit, as the indicators count them; NaN when not counted. */
static double people_within(const vp_coverage_content *c, const vp_isochrone *isochrone)
{
    size_t set = c->region->main_set;
    if (c->region->population_count == 0 || !c->coverage->facts[set][isochrone->service][0]) return NAN;
    const vp_facts *facts = c->coverage->facts[set][isochrone->service][0];
    if (!vp_scale_check(facts->scale, isochrone->limit, NULL)) return NAN;
    double people = 0;
    for (size_t u = 0; u < facts->unit_count; u++) people += vp_facts_reached(facts, u, isochrone->limit);
    return people;
}

static bool put_isochrone(vp_database *database, sqlite3_stmt *insert, const vp_coverage_content *c, size_t index,
                          vp_error *err)
{
    const vp_isochrone *isochrone = &c->isochrones[index];
    const vp_service *service = &c->region->services[isochrone->service];
    row r = begin_row(insert);
    put_whole(&r, (int64_t)index + 1);
    put_text(&r, service->id);
    put_text(&r, service->title_vi);
    put_text(&r, service->title_en);
    put_number(&r, isochrone->limit);
    put_number(&r, people_within(c, isochrone));
    put_number(&r, vp_shape_area(&isochrone->contour.shape) / 1e6);
    size_t bytes = 0;
    unsigned char *wkb = vp_geometry_contour_wkb(&isochrone->contour, &bytes, err);
    bool ok = wkb && end_row(database, &r, wkb, bytes, err);
    free(wkb);
    return ok;
}

static bool write_isochrones(vp_database *database, int srid, const vp_coverage_content *c, vp_error *err)
{
    static const struct {
        const char *name, *type;
    } all[] = {{"service", "TEXT"},       {"title_vi", "TEXT"}, {"title_en", "TEXT"},
               {"limit_minutes", "REAL"}, {"people", "REAL"},   {"area_km2", "REAL"}};
    enum { ALL = sizeof all / sizeof *all };
    columns cs;
    sqlite3_stmt *insert = NULL;
    bool ok = begin_table(database, &cs, "isochrones", ALL + 1, err);
    for (size_t i = 0; ok && i < ALL; i++) add_column(&cs, all[i].name, all[i].type);
    ok = ok && end_table(database, &cs, err) && add_geometry(database, "isochrones", srid, "MULTIPOLYGON", err);
    if (ok) insert = prepare_insert(database, "isochrones", &cs, srid, err);
    ok = ok && insert;
    for (size_t i = 0; ok && i < c->isochrone_count; i++) ok = put_isochrone(database, insert, c, i, err);
    sqlite3_finalize(insert);
    clear_columns(&cs);
    return ok;
}

bool vp_coverage_write_layers(vp_database *database, int srid, const vp_coverage_content *c, vp_error *err)
{
    bool ok = true;
    for (size_t s = 0; ok && s < c->region->unit_set_count; s++) ok = write_units(database, srid, c, s, err);
    ok = ok && write_facilities(database, srid, c->region, err) && write_gaps(database, srid, c, err) &&
         write_quality(database, srid, c->quality, err) && write_isochrones(database, srid, c, err);
    /* Extents and counts for those who open the file, so that they need not count. */
    return ok && vp_database_run(database, "SELECT UpdateLayerStatistics()", err);
}
