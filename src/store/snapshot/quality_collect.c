#include "store/snapshot/quality_collect.h"
#include "broadcast/check.h"
#include "indicators/recorded_reach.h"
#include "store/files/published.h"
#include "store/snapshot/quality_cover.h"
#include "store/snapshot/quality_terrain.h"
#include "store/spatial/projection.h"
#include "store/sqlite/database.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool same(const char *a, const char *b) { return a && b && *a && strcmp(a, b) == 0; }

/* The middle of the unit's largest extent, for a dot on the map. */
static void unit_place(const vp_unit *unit, double *x, double *y)
{
    vp_bounds b = vp_shape_bounds(&unit->shape);
    *x = (b.west + b.east) / 2;
    *y = (b.south + b.north) / 2;
}

/* A finding names what it is about in its value: a facility's id or a unit's code. */
static void find_place(const vp_region *region, const char *value, double *x, double *y)
{
    *x = *y = NAN;
    for (size_t i = 0; value && i < region->supply.facility_count; i++)
        if (same(region->supply.facilities[i].id, value)) {
            *x = region->supply.facilities[i].x;
            *y = region->supply.facilities[i].y;
            return;
        }
    size_t unit = value ? vp_unit_set_find(&region->units.sets[region->units.main_set], value) : VP_NONE;
    if (unit != VP_NONE) unit_place(&region->units.sets[region->units.main_set].units[unit], x, y);
}

static const char *kind_of(const char *field)
{
    if (same(field, "unit_code")) return "stated_unit";
    if (same(field, "geometry") || same(field, "crs")) return "geometry";
    return "import";
}

static char *plain(const char *text) { return (char *)(uintptr_t)text; }

static bool add_import(sqlite3_stmt *row, const vp_region *region, vp_quality *quality, vp_error *err)
{
    const char *field = vp_statement_text(row, 4), *value = vp_statement_text(row, 5);
    vp_quality_row like = {.kind = plain(kind_of(field)),
                           .severity = plain(vp_statement_text(row, 0)),
                           .file = plain(vp_statement_text(row, 1)),
                           .layer = plain(vp_statement_text(row, 2)),
                           .row = (long)vp_statement_whole(row, 3),
                           .field = plain(field),
                           .value = plain(value),
                           .reason = plain(vp_statement_text(row, 6))};
    find_place(region, value, &like.x, &like.y);
    return vp_quality_add(quality, &like, err) != NULL;
}

static bool add_imports(vp_database *database, const vp_region *region, vp_quality *quality, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(database,
                                              "SELECT severity, file, layer, row, field, value, reason FROM finding "
                                              "WHERE severity <> 'note' ORDER BY rowid",
                                              err);
    bool row = false, ok = query && vp_statement_next(query, &row, err);
    for (; ok && row; ok = ok && vp_statement_next(query, &row, err)) ok = add_import(query, region, quality, err);
    sqlite3_finalize(query);
    return ok;
}

/* What a check of the analysis found. places: the region whose units or facilities the values name; NULL: none. */
static bool add_found(const char *kind, const vp_findings *found, const vp_region *places, vp_quality *quality,
                      vp_error *err)
{
    bool ok = !found->failed || vp_fail_memory(err, found->count * sizeof *found->items);
    for (size_t i = 0; ok && i < found->count; i++) {
        const vp_finding *f = &found->items[i];
        vp_quality_row like = {.kind = plain(kind),
                               .severity = plain(vp_severity_names[f->severity]),
                               .file = f->file,
                               .layer = f->layer,
                               .row = f->row,
                               .field = f->column,
                               .value = f->value,
                               .reason = f->reason,
                               .x = NAN,
                               .y = NAN};
        if (places) find_place(places, f->value, &like.x, &like.y);
        ok = vp_quality_add(quality, &like, err) != NULL;
    }
    return ok;
}

static bool add_broadcast(const vp_region *region, vp_quality *quality, vp_error *err)
{
    vp_findings found = {0};
    bool ok = vp_broadcast_check(region, &found, err) && add_found("broadcast_water", &found, NULL, quality, err);
    vp_findings_clear(&found);
    return ok;
}

static bool add_recorded_reach(const vp_region *region, const vp_coverage *coverage, vp_quality *quality, vp_error *err)
{
    vp_findings found = {0};
    bool ok = vp_recorded_reach_check(region, coverage, &found, err) &&
              add_found("recorded_reach", &found, region, quality, err);
    vp_findings_clear(&found);
    return ok;
}

/* ------------------------------------------------------------ populations */

/* The whole check of recorded populations. */
typedef struct {
    const vp_region *region;
    const vp_coverage *coverage;
    double tolerance; /* times, at least 1 */
    vp_quality *quality;
} population_check;

static bool add_population(const population_check *check, size_t set, size_t unit, size_t record, vp_error *err)
{
    const vp_region *region = check->region;
    double people = check->coverage->people[set][0][unit];
    const vp_unit *u = &region->units.sets[set].units[unit];
    double stated = u->records ? u->records[record].number : (double)NAN, ratio = stated / people;
    if (!isfinite(stated) || !(people > 0) || (ratio <= check->tolerance && ratio >= 1 / check->tolerance)) return true;
    char reason[300], value[40];
    snprintf(value, sizeof value, "%.0f", stated);
    snprintf(reason, sizeof reason,
             "%s (%s, %s): recorded %.0f people, the grid %s has %.0f: %.2f times as many; one of them is wrong or of "
             "another unit",
             u->name, u->code, region->units.sets[set].vintage, stated, region->people.populations[0].label, people,
             ratio);
    vp_quality_row like = {.kind = plain("population"),
                           .severity = plain("warning"),
                           .file = plain("records"),
                           .field = region->units.record_names[record],
                           .value = value,
                           .reason = reason};
    unit_place(u, &like.x, &like.y);
    return vp_quality_add(check->quality, &like, err) != NULL;
}

/* What province.csv says, or the usual factor. */
static bool read_tolerance(vp_database *database, double *tolerance, vp_error *err)
{
    *tolerance = VP_QUALITY_FACTOR;
    sqlite3_stmt *query = vp_database_prepare(
        database, "SELECT value FROM setting WHERE key = 'quality_population_tolerance' AND trim(value) <> ''", err);
    bool row = false, ok = query && vp_statement_next(query, &row, err);
    if (ok && row) *tolerance = strtod(vp_statement_text(query, 0), NULL);
    sqlite3_finalize(query);
    if (ok && !(*tolerance >= 1))
        ok = vp_fail(err, VP_BAD_INPUT, "quality_population_tolerance is a factor of at least 1");
    return ok;
}

static bool add_populations(vp_database *database, const vp_region *region, const vp_coverage *coverage,
                            vp_quality *quality, vp_error *err)
{
    population_check check = {region, coverage, 0, quality};
    bool ok = read_tolerance(database, &check.tolerance, err);
    for (size_t r = 0; ok && coverage->population_count && r < region->units.record_count; r++) {
        if (strncmp(region->units.record_names[r], "population", 10) != 0) continue;
        for (size_t s = 0; ok && s < region->units.set_count; s++)
            for (size_t u = 0; ok && u < region->units.sets[s].unit_count; u++)
                ok = add_population(&check, s, u, r, err);
    }
    return ok;
}

/* ------------------------------------------------------------ duplicates and age */

typedef struct {
    double x;
    size_t facility;
} by_east;

static int compare_east(const void *left, const void *right)
{
    double a = ((const by_east *)left)->x, b = ((const by_east *)right)->x;
    return (a > b) - (a < b);
}

static bool is_twin(const vp_facility *a, const vp_facility *b)
{
    return same(a->name, b->name) && same(a->kind, b->kind) && strcmp(a->id, b->id) != 0 &&
           hypot(a->x - b->x, a->y - b->y) <= VP_QUALITY_TWIN_METRES;
}

static bool add_twin(const vp_facility *a, const vp_facility *b, vp_quality *quality, vp_error *err)
{
    char reason[400];
    snprintf(reason, sizeof reason, "%.100s and %.100s are both %.100s and %.0f m apart: one place twice?", a->id,
             b->id, a->name, hypot(a->x - b->x, a->y - b->y));
    vp_quality_row like = {.kind = plain("duplicate"),
                           .severity = plain("warning"),
                           .file = plain("facilities"),
                           .layer = a->dataset,
                           .field = plain("id"),
                           .value = b->id,
                           .reason = reason,
                           .x = b->x,
                           .y = b->y};
    return vp_quality_add(quality, &like, err) != NULL;
}

static bool add_twins(const vp_supply *supply, vp_quality *quality, vp_error *err)
{
    const vp_facility *all = supply->facilities;
    by_east *order = malloc((supply->facility_count + 1) * sizeof *order);
    if (!order) return vp_fail_memory(err, supply->facility_count * sizeof *order);
    for (size_t i = 0; i < supply->facility_count; i++) order[i] = (by_east){all[i].x, i};
    if (supply->facility_count) qsort(order, supply->facility_count, sizeof *order, compare_east);
    bool ok = true;
    for (size_t i = 0; ok && i < supply->facility_count; i++)
        for (size_t k = i + 1; ok && k < supply->facility_count; k++) {
            const vp_facility *a = &all[order[i].facility], *b = &all[order[k].facility];
            if (b->x - a->x > VP_QUALITY_TWIN_METRES) break;
            if (is_twin(a, b)) ok = add_twin(a, b, quality, err);
        }
    free(order);
    return ok;
}

/* An open facility that lies in no unit and states none that is known is in no unit's figures, nor in the province's.
 */
static bool add_nowhere(const vp_units *units, const vp_facility *f, vp_quality *quality, vp_error *err)
{
    const vp_unit_set *set = &units->sets[units->main_set];
    const char *code = f->unit_code;
    char reason[500];
    snprintf(reason, sizeof reason,
             "%.100s (%.100s) lies in no %.40s of %.40s and %s%.60s: it is counted in none; if "
             "it is of this province, correct its place or unit_code",
             f->name ? f->name : "", f->id, set->level, set->vintage,
             code ? "its unit_code is of none, nor in the crosswalk: " : "states no unit_code", code ? code : "");
    vp_quality_row like = {.kind = plain("nowhere"),
                           .severity = plain("warning"),
                           .file = plain("facilities"),
                           .layer = f->dataset,
                           .field = plain("unit_code"),
                           .value = f->id,
                           .reason = reason,
                           .x = f->x,
                           .y = f->y};
    return vp_quality_add(quality, &like, err) != NULL;
}

static bool add_all_nowhere(const vp_region *region, const vp_coverage *coverage, vp_quality *quality, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < region->supply.facility_count; i++)
        if (region->supply.facilities[i].open && coverage->facility_unit[region->units.main_set][i] == VP_NONE)
            ok = add_nowhere(&region->units, &region->supply.facilities[i], quality, err);
    return ok;
}

/* The year that a vintage begins with; 0 when it begins with none. */
static int year_of(const char *text)
{
    int year = 0;
    return text && strspn(text, "0123456789") >= 4 && sscanf(text, "%4d", &year) == 1 && year > 1900 ? year : 0;
}

static bool add_stale(const vp_region *region, const vp_source *source, vp_quality *quality, vp_error *err)
{
    int year = year_of(source->vintage), now = year_of(region->as_of);
    if (!year || !now || now - year <= VP_QUALITY_YEARS) return true;
    char reason[200];
    snprintf(reason, sizeof reason, "of %d, %d years before the day that the figures describe (%s)", year, now - year,
             region->as_of);
    vp_quality_row like = {.kind = plain("stale"),
                           .severity = plain("warning"),
                           .file = source->path,
                           .layer = source->layer,
                           .field = plain("vintage"),
                           .value = source->vintage,
                           .reason = reason,
                           .x = NAN,
                           .y = NAN};
    return vp_quality_add(quality, &like, err) != NULL;
}

/* ------------------------------------------------------------ the whole */

static bool place_rows(const vp_region *region, vp_quality *quality, vp_error *err)
{
    vp_projection *projection = vp_projection_new(region->crs, region->geometry, err);
    bool ok = projection != NULL;
    for (size_t i = 0; ok && i < quality->count; i++) {
        vp_quality_row *row = &quality->rows[i];
        if (isnan(row->x)) continue;
        row->lon = row->x;
        row->lat = row->y;
        if (!vp_projection_to_lonlat(projection, 1, &row->lon, &row->lat, sizeof row->lon)) row->lon = row->lat = NAN;
    }
    vp_projection_free(projection);
    return ok;
}

bool vp_quality_collect(const char *directory, const vp_region *region, const vp_coverage *coverage,
                        const vp_quality_from *from, vp_quality *quality, vp_error *err)
{
    *quality = (vp_quality){0};
    char *path = vp_path_join(err, directory, "dataset.sqlite", NULL);
    vp_database *database = path ? vp_database_open(path, err) : NULL;
    bool ok = database && add_imports(database, region, quality, err) && add_broadcast(region, quality, err) &&
              add_recorded_reach(region, coverage, quality, err) &&
              add_populations(database, region, coverage, quality, err) && add_twins(&region->supply, quality, err) &&
              add_all_nowhere(region, coverage, quality, err) &&
              vp_quality_terrain(region, from->weights, quality, err) &&
              (vp_kept_results_cover(from->kept, database, quality) || vp_quality_cover(&region->units, quality, err));
    vp_database_close(database);
    free(path);
    for (size_t i = 0; ok && i < from->source_count; i++) ok = add_stale(region, &from->sources[i], quality, err);
    return ok && place_rows(region, quality, err);
}
