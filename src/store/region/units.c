/* Units by level and vintage, their recorded values, and the crosswalk between vintages. */
#include "base/array.h"
#include "store/region/region_internal.h"
#include "store/spatial/geometry.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool read_set(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    vp_unit_set *set = item;
    return vp_row_text(row, 1, &set->level, err) && vp_row_text(row, 2, &set->vintage, err);
}

static bool read_record_name(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    return vp_row_text(row, 0, item, err);
}

static bool copy_shape(vp_shape *to, const vp_shape *from, vp_error *err)
{
    size_t *sizes = calloc(from->ring_count + 1, sizeof *sizes);
    if (!sizes) return vp_fail_memory(err, from->ring_count * sizeof *sizes);
    for (size_t r = 0; r < from->ring_count; r++) sizes[r] = from->ring_starts[r + 1] - from->ring_starts[r];
    bool ok = vp_shape_init(to, from->points, sizes, from->ring_count, err);
    free(sizes);
    return ok;
}

static bool make_lonlat(vp_region_parts *parts, vp_unit *unit, vp_error *err)
{
    vp_shape *s = &unit->lonlat;
    bool ok = copy_shape(s, &unit->shape, err);
    if (ok && s->point_count &&
        !vp_projection_to_lonlat(parts->projection, s->point_count, &s->points->x, &s->points->y, sizeof *s->points))
        ok = vp_fail(err, VP_BAD_INPUT, "unit %s has a vertex that %s cannot bring to longitude and latitude",
                     unit->code, parts->region->crs);
    return ok;
}

static bool read_unit(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    vp_region_parts *parts = context;
    vp_unit *unit = item;
    vp_region *region = parts->region;
    unit->records = calloc(region->units.record_count ? region->units.record_count : 1, sizeof *unit->records);
    if (!unit->records) return vp_fail_memory(err, region->units.record_count * sizeof *unit->records);
    for (size_t i = 0; i < region->units.record_count; i++) unit->records[i].number = NAN;
    if (!(vp_row_text(row, 0, &unit->code, err) && vp_row_text(row, 1, &unit->name, err) &&
          vp_row_text(row, 2, &unit->name_en, err) && vp_row_text(row, 3, &unit->full_name, err) &&
          vp_row_text(row, 4, &unit->kind, err) && vp_statement_copy(row, 5, &unit->parent_code, err)))
        return false;
    vp_row_date(row, 6, unit->valid_from);
    vp_row_date(row, 7, unit->valid_to);
    return vp_geometry_shape(sqlite3_column_blob(row, 8), (size_t)sqlite3_column_bytes(row, 8), &unit->shape, err) &&
           make_lonlat(parts, unit, err);
}

/* Of a part, those within its window alone. */
static void leave_units_elsewhere(const vp_region_parts *parts, vp_unit_set *set)
{
    size_t kept = 0;
    for (size_t u = 0; parts->is_part && u < set->unit_count; u++) {
        vp_bounds b = vp_shape_bounds(&set->units[u].shape), w = parts->window;
        if (b.east < w.west || b.west > w.east || b.north < w.south || b.south > w.north)
            vp_unit_clear(&set->units[u], parts->region->units.record_count);
        else
            set->units[kept++] = set->units[u];
    }
    if (parts->is_part) set->unit_count = kept;
}

/* The units of the set numbered like the row-th of unit_set, in the order of their codes. */
static bool load_set_units(vp_region_parts *parts, vp_unit_set *set, vp_error *err)
{
    bool ok;
    sqlite3_stmt *query = vp_database_prepare(
        parts->database,
        "SELECT code, name, name_en, coalesce(full_name, name), kind, parent_code, valid_from, valid_to,"
        " ST_AsBinary(geom) FROM unit WHERE unit_set ="
        " (SELECT id FROM unit_set WHERE level = ? AND vintage = ?) ORDER BY code",
        err);
    ok = query && vp_statement_bind(query, err, "tt", set->level, set->vintage);
    ok = ok && vp_rows_read(query, VP_ROWS(set->units, set->unit_count, read_unit, parts), err);
    sqlite3_finalize(query);
    if (ok && set->unit_count == 0)
        ok = vp_fail(err, VP_BAD_INPUT, "the dataset has no units of level %s, vintage %s", set->level, set->vintage);
    if (ok) leave_units_elsewhere(parts, set);
    return ok;
}

static int compare_codes(const void *key, const void *unit) { return strcmp(key, ((const vp_unit *)unit)->code); }

static int year_of(const vp_date day) { return (int)strtol(day, NULL, 10); }

/* The years of records. Those up to as_of's stand first, so that a build of an earlier day has no history of later
 * ones; what is stated of those is for questions of a year to come. */
static bool load_years(vp_region_parts *parts, vp_error *err)
{
    vp_units *units = &parts->region->units;
    sqlite3_stmt *query =
        vp_database_prepare(parts->database, "SELECT DISTINCT year FROM record WHERE year > 0 ORDER BY year", err);
    bool row = false;
    bool ok = query && vp_statement_next(query, &row, err);
    for (size_t count = 0; ok && row; ok = ok && vp_statement_next(query, &row, err)) {
        ok = vp_array_resize(VP_ARRAY(units->years), count + 1, err);
        if (!ok) break;
        units->years[count++] = (int)vp_statement_whole(query, 0);
        *(units->years[count - 1] <= year_of(parts->region->as_of) ? &units->year_count : &units->later_count) += 1;
    }
    sqlite3_finalize(query);
    units->dated_count = units->record_count;
    return ok;
}

static bool keep_year(const vp_units *units, vp_unit *unit, int year, size_t record, double number, vp_error *err)
{
    size_t years = units->year_count + units->later_count, all = years * units->dated_count, y = 0;
    if (!unit->yearly) {
        unit->yearly = malloc((all ? all : 1) * sizeof *unit->yearly);
        if (!unit->yearly) return vp_fail_memory(err, all * sizeof *unit->yearly);
        for (size_t i = 0; i < all; i++) unit->yearly[i] = NAN;
    }
    while (y < years && units->years[y] != year) y++;
    if (y < years) unit->yearly[y * units->dated_count + record] = number;
    return true;
}

/* Rows of a unit's record come by year: the last up to as_of that says something holds now. */
static bool keep_record(const vp_region *region, vp_unit *unit, size_t record, sqlite3_stmt *row, vp_error *err)
{
    const vp_units *units = &region->units;
    int year = (int)vp_statement_whole(row, 4);
    double number = vp_statement_number(row, 2);
    const char *text = vp_statement_text(row, 3);
    if (year > 0 && !keep_year(units, unit, year, record, number, err)) return false;
    if (year > year_of(region->as_of) || (year > 0 && (!text || !*text))) return true;
    free(unit->records[record].text);
    unit->records[record].text = NULL;
    unit->records[record].number = number;
    return vp_statement_copy(row, 3, &unit->records[record].text, err);
}

static bool load_set_records(vp_region_parts *parts, vp_unit_set *set, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(
        parts->database,
        "SELECT code, name, number, text, year FROM record WHERE vintage = ? ORDER BY code, name, year", err);
    bool row = false;
    bool ok = query && vp_statement_bind(query, err, "t", set->vintage) && vp_statement_next(query, &row, err);
    for (; ok && row; ok = ok && vp_statement_next(query, &row, err)) {
        const char *code = vp_statement_text(query, 0), *name = vp_statement_text(query, 1);
        /* Records of one vintage serve all its levels: a code that this set lacks is another's. */
        vp_unit *unit = code ? bsearch(code, set->units, set->unit_count, sizeof *unit, compare_codes) : NULL;
        size_t record = unit ? vp_region_record(&parts->region->units, name) : VP_NONE;
        if (record == VP_NONE) continue;
        ok = keep_record(parts->region, unit, record, query, err);
    }
    sqlite3_finalize(query);
    return ok;
}

/* Whether the vintage (a year, or a date) had begun on the day. */
static bool has_begun(const char *vintage, const vp_date day) { return strncmp(vintage, day, strlen(vintage)) <= 0; }

static bool is_valid_on(const vp_unit_set *set, const vp_date day)
{
    bool dated = false;
    for (size_t i = 0; i < set->unit_count; i++) {
        const vp_unit *unit = &set->units[i];
        if (!unit->valid_from[0] && !unit->valid_to[0]) continue;
        if (vp_date_within(unit->valid_from, unit->valid_to, day)) return true;
        dated = true;
    }
    return !dated && has_begun(set->vintage, day);
}

static bool choose_main_set(vp_region *region, const char *unit_level, vp_error *err)
{
    for (size_t s = 0; s < region->units.set_count; s++) {
        const vp_unit_set *set = &region->units.sets[s];
        if (strcmp(set->level, unit_level) != 0 || !is_valid_on(set, region->as_of)) continue;
        if (region->units.main_set == VP_NONE ||
            strcmp(set->vintage, region->units.sets[region->units.main_set].vintage) > 0)
            region->units.main_set = s;
    }
    return region->units.main_set != VP_NONE ||
           vp_fail(err, VP_BAD_INPUT, "the dataset has no units of level %s that are valid on %s", unit_level,
                   region->as_of);
}

/* ------------------------------------------------------------ the province as one unit */

static bool has_set(const vp_units *units, const char *level, const char *vintage)
{
    for (size_t s = 0; s < units->set_count; s++)
        if (strcmp(units->sets[s].level, level) == 0 && strcmp(units->sets[s].vintage, vintage) == 0) return true;
    return false;
}

static bool describe_whole(vp_region *region, vp_unit *unit, const vp_unit_set *main_set, const char *code,
                           vp_error *err)
{
    unit->records = calloc(region->units.record_count ? region->units.record_count : 1, sizeof *unit->records);
    unit->code = strdup(code);
    unit->name = strdup(region->name_vi);
    unit->name_en = strdup(region->name_en);
    unit->full_name = strdup(region->name_vi);
    unit->kind = strdup("");
    if (!unit->records || !unit->code || !unit->name || !unit->name_en || !unit->full_name || !unit->kind)
        return vp_fail_memory(err, sizeof *unit);
    for (size_t i = 0; i < region->units.record_count; i++) unit->records[i].number = NAN;
    memcpy(unit->valid_from, main_set->units[0].valid_from, sizeof(vp_date));
    memcpy(unit->valid_to, main_set->units[0].valid_to, sizeof(vp_date));
    return true;
}

/* The main set's units without a parent belong to the whole. */
static bool adopt(vp_unit_set *main_set, const char *code, vp_error *err)
{
    for (size_t u = 0; u < main_set->unit_count; u++) {
        vp_unit *unit = &main_set->units[u];
        if (unit->parent_code) continue;
        unit->parent_code = strdup(code);
        if (!unit->parent_code) return vp_fail_memory(err, strlen(code));
    }
    return true;
}

/* As the last region of the same units has it; NULL: it has none. */
static const vp_unit *whole_before(const vp_region_parts *parts)
{
    const vp_units *now = &parts->region->units, *then = parts->known.last ? &parts->known.last->units : NULL;
    if (!then || then->set_count != now->set_count + 1) return NULL;
    const vp_unit_set *set = &then->sets[now->set_count];
    bool whole = strcmp(set->level, "province") == 0 && set->unit_count == 1 && set->units->shape.ring_count &&
                 strcmp(set->vintage, now->sets[now->main_set].vintage) == 0;
    return whole ? set->units : NULL;
}

/* The union of the main set's units; without polygons where they have none. */
static bool unite(vp_region_parts *parts, const vp_unit_set *main_set, vp_unit *unit, vp_error *err)
{
    sqlite3_stmt *query =
        vp_database_prepare(parts->database,
                            "SELECT ST_AsBinary(CastToMultiPolygon(ST_Union(u.geom))) FROM unit u"
                            " JOIN unit_set s ON s.id = u.unit_set WHERE s.level = ? AND s.vintage = ?",
                            err);
    bool row = false;
    bool ok = query && vp_statement_bind(query, err, "tt", main_set->level, main_set->vintage) &&
              vp_statement_next(query, &row, err);
    size_t bytes = ok && row ? (size_t)sqlite3_column_bytes(query, 0) : 0;
    if (bytes)
        ok =
            vp_geometry_shape(sqlite3_column_blob(query, 0), bytes, &unit->shape, err) && make_lonlat(parts, unit, err);
    sqlite3_finalize(query);
    return ok;
}

/* Without polygons where the main set's units have none. */
static bool fill_whole(vp_region_parts *parts, vp_unit_set *set, const vp_unit_set *main_set, const char *code,
                       vp_error *err)
{
    set->level = strdup("province");
    set->vintage = strdup(main_set->vintage);
    set->units = calloc(1, sizeof *set->units);
    if (!set->level || !set->vintage || !set->units) return vp_fail_memory(err, sizeof *set->units);
    set->unit_count = 1;
    vp_unit *unit = set->units;
    const vp_unit *before = whole_before(parts);
    if (!describe_whole(parts->region, unit, main_set, code, err)) return false;
    if (!before) return unite(parts, main_set, unit, err);
    return copy_shape(&unit->shape, &before->shape, err) && copy_shape(&unit->lonlat, &before->lonlat, err);
}

/* Where no source gives the province of the main set's vintage (after a merger the old outlines are all there is):
 * the union of its units, under the code that province.csv gives. */
static bool add_whole(vp_region_parts *parts, vp_error *err)
{
    vp_units *units = &parts->region->units;
    const vp_unit_set *main_set = &units->sets[units->main_set];
    if (strcmp(main_set->level, "province") == 0 || has_set(units, "province", main_set->vintage)) return true;
    vp_unit_set whole = {0};
    sqlite3_stmt *query =
        vp_database_prepare(parts->database, "SELECT nullif(trim(value), '') FROM setting WHERE key = 'code'", err);
    bool row = false, ok = query && vp_statement_next(query, &row, err);
    const char *stated = ok && row ? vp_statement_text(query, 0) : NULL;
    ok = ok && fill_whole(parts, &whole, main_set, stated ? stated : parts->region->id, err);
    sqlite3_finalize(query);
    if (ok && whole.units->shape.ring_count) {
        ok = adopt(&units->sets[units->main_set], whole.units->code, err) &&
             vp_array_resize(VP_ARRAY(units->sets), units->set_count + 1, err);
        if (ok) {
            units->sets[units->set_count++] = whole;
            return true;
        }
    }
    vp_unit_set_clear(&whole, units->record_count);
    return ok;
}

/* Sets of which no unit is left. */
static void leave_sets_elsewhere(vp_units *units)
{
    size_t kept = 0;
    for (size_t s = 0; s < units->set_count; s++) {
        if (units->sets[s].unit_count)
            units->sets[kept++] = units->sets[s];
        else
            vp_unit_set_clear(&units->sets[s], units->record_count);
    }
    units->set_count = kept;
}

/* ------------------------------------------------------------ crosswalk */

static bool read_crosswalk(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    vp_crosswalk *c = item;
    c->share = vp_statement_number(row, 4);
    c->exact = vp_statement_whole(row, 5) != 0;
    c->basis = c->exact ? VP_SHARE_WHOLE : VP_SHARE_STATED; /* not stated: crosswalk.c */
    return vp_row_text(row, 0, &c->old_code, err) && vp_row_text(row, 1, &c->old_vintage, err) &&
           vp_row_text(row, 2, &c->new_code, err) && vp_row_text(row, 3, &c->new_vintage, err);
}

static const char record_names[] = "SELECT DISTINCT name FROM record ORDER BY name";
static const char unit_sets[] = "SELECT id, level, vintage FROM unit_set ORDER BY id";
static const char crosswalk[] = "SELECT old_code, old_vintage, new_code, new_vintage, share, exact FROM crosswalk"
                                " ORDER BY old_vintage, old_code, new_vintage, new_code";

bool vp_region_load_units(vp_region_parts *parts, const char *unit_level, vp_error *err)
{
    vp_database *database = parts->database;
    vp_region *r = parts->region;
    bool ok = vp_rows_load(database, record_names,
                           VP_ROWS(r->units.record_names, r->units.record_count, read_record_name, parts), err) &&
              vp_rows_load(database, unit_sets, VP_ROWS(r->units.sets, r->units.set_count, read_set, parts), err) &&
              load_years(parts, err);
    for (size_t s = 0; ok && s < r->units.set_count; s++)
        ok = load_set_units(parts, &r->units.sets[s], err) && load_set_records(parts, &r->units.sets[s], err);
    if (ok && parts->is_part) leave_sets_elsewhere(&r->units);
    return ok && choose_main_set(r, unit_level, err) && (parts->is_part || add_whole(parts, err)) &&
           vp_rows_load(database, crosswalk,
                        VP_ROWS(r->units.crosswalk, r->units.crosswalk_count, read_crosswalk, parts), err);
}
