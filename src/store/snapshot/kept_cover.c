/* Overlaps and gaps of units as the last snapshot has them. */
#include "store/files/published.h"
#include "store/snapshot/files.h"
#include "store/snapshot/kept_results_internal.h"
#include "store/spatial/geometry.h"
#include "store/sqlite/database.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the import says the units rest on, in one text: the region makes its sets of units of nothing else. NULL: it
 * does not say. Free it. */
static char *units_of(vp_database *dataset)
{
    vp_error why = {0};
    sqlite3_stmt *query = vp_database_prepare(
        dataset, "SELECT program || ' ' || settings || ' ' || units FROM step WHERE role = 'units'", &why);
    bool row = false;
    char *text = NULL;
    if (query && vp_statement_next(query, &row, &why) && row) vp_statement_copy(query, 0, &text, &why);
    sqlite3_finalize(query);
    return text;
}

static bool same_units(const vp_kept_results *k, vp_database *dataset)
{
    vp_error why = {0};
    char *path = vp_path_join(&why, k->directory, "dataset.sqlite", NULL);
    vp_database *last = path ? vp_database_open(path, &why) : NULL;
    char *then = last ? units_of(last) : NULL, *now = units_of(dataset);
    bool same = then && now && strcmp(then, now) == 0;
    free(then);
    free(now);
    vp_database_close(last);
    free(path);
    return same;
}

static char *borrowed(sqlite3_stmt *query, int column) { return (char *)(uintptr_t)vp_statement_text(query, column); }

static bool take_row(sqlite3_stmt *query, vp_quality *quality, vp_error *err)
{
    const vp_quality_row like = {.kind = borrowed(query, 0),
                                 .severity = borrowed(query, 1),
                                 .file = borrowed(query, 2),
                                 .layer = borrowed(query, 3),
                                 .field = borrowed(query, 4),
                                 .value = borrowed(query, 5),
                                 .reason = borrowed(query, 6),
                                 .lon = vp_statement_number(query, 7),
                                 .lat = vp_statement_number(query, 8),
                                 .x = NAN,
                                 .y = NAN};
    vp_quality_row *row = vp_quality_add(quality, &like, err);
    if (!row) return false;
    row->lon = like.lon;
    row->lat = like.lat;
    return vp_geometry_shape(sqlite3_column_blob(query, 9), (size_t)sqlite3_column_bytes(query, 9), &row->shape, err);
}

static bool take_rows(vp_database *coverage, vp_quality *quality, vp_error *err)
{
    sqlite3_stmt *query =
        vp_database_prepare(coverage,
                            "SELECT kind, severity, file, layer, field, value, reason, lon, lat, ST_AsBinary(geom) "
                            "FROM quality WHERE file = 'units' AND kind IN ('overlap', 'gap') ORDER BY fid",
                            err);
    bool row = true, ok = query != NULL;
    while (ok && (ok = vp_statement_next(query, &row, err)) && row) ok = take_row(query, quality, err);
    sqlite3_finalize(query);
    return ok;
}

vp_database *vp_kept_results_coverage(vp_kept_results *k)
{
    vp_error why = {0};
    if (k->coverage || k->no_coverage) return k->coverage;
    char *path = vp_kept_check_is_good(k->check, VP_COVERAGE_FILE)
                     ? vp_path_join(&why, k->directory, VP_COVERAGE_FILE, NULL)
                     : NULL;
    k->coverage = path ? vp_database_open(path, &why) : NULL;
    k->no_coverage = !k->coverage;
    free(path);
    return k->coverage;
}

bool vp_kept_results_cover(vp_kept_results *k, vp_database *dataset, vp_quality *quality)
{
    vp_error why = {0};
    vp_quality found = {0};
    if (!k || !k->snapshot || !same_units(k, dataset)) return false;
    vp_database *coverage = vp_kept_results_coverage(k);
    bool ok = coverage && take_rows(coverage, &found, &why) && vp_quality_move(&found, quality, &why);
    vp_quality_clear(&found);
    return ok;
}

bool vp_kept_results_isochrone(vp_kept_results *k, size_t service, vp_isochrone *out)
{
    vp_error why = {0};
    bool row = false;
    vp_database *coverage = vp_kept_results_is_untouched(k, service) ? vp_kept_results_coverage(k) : NULL;
    if (!coverage) return false;
    const vp_service *now = &k->region->definitions.services[service];
    sqlite3_stmt *query = vp_database_prepare(
        coverage, "SELECT limit_minutes, area_km2, ST_AsBinary(geom) FROM isochrones WHERE service = ?", &why);
    bool ok = query && vp_statement_bind(query, &why, "t", now->id) && vp_statement_next(query, &row, &why) && row &&
              vp_statement_number(query, 0) == now->default_limit;
    size_t bytes = ok ? (size_t)sqlite3_column_bytes(query, 2) : 0;
    unsigned char *copy = bytes ? malloc(bytes) : NULL;
    if (copy) memcpy(copy, sqlite3_column_blob(query, 2), bytes);
    if (copy) *out = (vp_isochrone){.service = service, .limit = now->default_limit, .wkb = copy, .wkb_bytes = bytes};
    if (copy) out->area_km2 = vp_statement_number(query, 1);
    sqlite3_finalize(query);
    return copy != NULL;
}
