#include "store/parts/part_sources.h"
#include "store/parts/part_land.h"
#include "store/sqlite/database.h"
#include <string.h>

/* Of a dataset, by what may be another. */
typedef struct {
    vp_input_sum grid, terrain, facilities;
} source_sums;

/* Each with ?1, the part. Settings that say how a dataset came about are left out, and so is the system, which the
 * part's row has. */
static const char *const grid_queries[] = {
    "SELECT key, value FROM setting WHERE key NOT IN ('software', 'made_at', 'frame', 'part', 'whole', 'crs') AND "
    "?1 IS NOT NULL ORDER BY key",
    "SELECT level, vintage, units, margin_metres, cell_metres, crs FROM part WHERE id = ?1",
    "SELECT path, layer, vintage, crs, encoding, fields, filter, checksum FROM source WHERE role = 'units' AND ?1 IS "
    "NOT NULL ORDER BY id",
    NULL};
static const char *const terrain_queries[] = {
    "SELECT role, path, layer, crs, encoding, fields, filter, checksum FROM source WHERE role IN ('elevation', "
    "'land_cover', 'roads', 'barriers') AND ?1 IS NOT NULL ORDER BY role, id",
    NULL};
static const char *const facility_queries[] = {
    "SELECT path, layer, crs, encoding, fields, filter, checksum FROM source WHERE role = 'facilities' AND ?1 IS NOT "
    "NULL ORDER BY id",
    NULL};

static bool sum_rows(vp_database *database, const char *sql, const char *part, vp_summing *sum, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(database, sql, err);
    bool row = false, ok = query && vp_statement_bind(query, err, "t", part) && vp_statement_next(query, &row, err);
    while (ok && row) {
        for (int i = 0; i < sqlite3_column_count(query); i++)
            vp_sum_text(sum, (const char *)sqlite3_column_text(query, i));
        ok = vp_statement_next(query, &row, err);
    }
    sqlite3_finalize(query);
    return ok;
}

static bool sum_queries(vp_database *database, const char *const queries[], const char *part, vp_input_sum out,
                        vp_error *err)
{
    vp_summing sum = vp_sum_begin();
    bool ok = true;
    for (size_t i = 0; ok && queries[i]; i++) ok = sum_rows(database, queries[i], part, &sum, err);
    vp_sum_end(&sum, out);
    return ok;
}

static bool sum_dataset(const char *dataset, const char *part, source_sums *out, vp_error *err)
{
    vp_database *database = vp_database_open(dataset, err);
    bool ok = database && sum_queries(database, grid_queries, part, out->grid, err) &&
              sum_queries(database, terrain_queries, part, out->terrain, err) &&
              sum_queries(database, facility_queries, part, out->facilities, err);
    vp_database_close(database);
    return ok;
}

static const vp_service_inputs *inputs_of(const vp_manifest *m, const char *service)
{
    for (size_t i = 0; i < m->input_count; i++)
        if (strcmp(m->inputs[i].service, service) == 0) return &m->inputs[i];
    return NULL;
}

static vp_input differ(const vp_service_inputs *then, const vp_service_inputs *now, const source_sums *was,
                       const source_sums *is)
{
    static const vp_input tables[] = {VP_INPUT_PROGRAM, VP_INPUT_SPEEDS, VP_INPUT_SERVICE};
    if (!then) return VP_INPUT_PROGRAM;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (strcmp(then->sums[tables[i]], now->sums[tables[i]]) != 0) return tables[i];
    if (strcmp(was->grid, is->grid) != 0) return VP_INPUT_GRID;
    if (strcmp(was->terrain, is->terrain) != 0) return VP_INPUT_TERRAIN;
    return strcmp(was->facilities, is->facilities) == 0 ? VP_INPUTS_OF_SURFACE : VP_INPUT_FACILITIES;
}

bool vp_part_sources_compare(const vp_built_part *part, const vp_region *whole, const char *dataset,
                             const vp_travel_options *travel, vp_input differs[], vp_error *err)
{
    source_sums was, is;
    size_t count = 0;
    vp_grid_geometry one = whole->geometry; /* what the tables say needs no more */
    one.columns = one.rows = 1;
    bool ok = sum_dataset(part->dataset, part->id, &was, err) && sum_dataset(dataset, part->id, &is, err);
    vp_region *cut = ok ? vp_part_land_cut(whole, dataset, one, err) : NULL;
    vp_service_inputs *now = cut ? vp_service_inputs_of(cut, travel, &count, err) : NULL;
    for (size_t i = 0; now && i < count; i++)
        differs[i] = differ(inputs_of(part->manifest, now[i].service), &now[i], &was, &is);
    vp_service_inputs_free(now, count);
    vp_part_land_free(cut);
    return now != NULL;
}
