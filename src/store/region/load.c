#include "store/region/load.h"
#include "store/region/region_internal.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/levels.h>
#include <vungphu/settlement_cells.h>
#include <vungphu/territory.h>
#include <vungphu/unit_weights.h>

typedef struct {
    char *key, *value;
} setting;

static bool read_setting(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    setting *s = item;
    return vp_row_text(row, 0, &s->key, err) && vp_row_text(row, 1, &s->value, err);
}

/* Takes the value of key out of the settings; fails when it is not there. */
static bool take(setting settings[], size_t count, const char *key, char **out, vp_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (settings[i].key && strcmp(settings[i].key, key) == 0 && settings[i].value && settings[i].value[0]) {
            *out = settings[i].value;
            settings[i].value = NULL;
            return true;
        }
    return vp_fail(err, VP_BAD_INPUT, "the dataset has no setting %s; import it again", key);
}

/* The territory that the plan binds; units that no source has are a finding of the import, and the main set stands in.
 */
static bool load_plan(vp_region_parts *parts, vp_error *err)
{
    static const char *const keys[] = {"plan_level", "plan_vintage", "plan_code"};
    size_t count;
    setting *settings = NULL;
    char *texts[3] = {NULL};
    bool ok = vp_rows_load(parts->database, "SELECT key, value FROM setting",
                           VP_ROWS(settings, count, read_setting, NULL), err);
    for (size_t k = 0; ok && k < 3; k++)
        if (!take(settings, count, keys[k], &texts[k], NULL)) texts[k] = NULL;
    vp_units *units = &parts->region->units;
    vp_error ignored;
    vp_territory plan;
    if (ok && (texts[0] || texts[1] || texts[2]) &&
        vp_territory_find(units, texts[0], texts[1], texts[2], &plan, &ignored))
        units->plan = plan, units->plan_is_named = true;
    for (size_t k = 0; k < 3; k++) free(texts[k]);
    for (size_t i = 0; i < count; i++) {
        free(settings[i].key);
        free(settings[i].value);
    }
    free(settings);
    return ok;
}

/* A part's dataset has the units of the whole nation. */
static bool load_window(vp_region_parts *parts, vp_error *err)
{
    sqlite3_stmt *query =
        vp_database_prepare(parts->database,
                            "SELECT west, west + columns * cell_metres, north, north - rows * cell_metres"
                            " FROM part WHERE id = (SELECT value FROM setting WHERE key = 'part')",
                            err);
    bool ok = query && vp_statement_next(query, &parts->is_part, err);
    if (ok && parts->is_part)
        parts->window = (vp_bounds){.west = vp_statement_number(query, 0),
                                    .east = vp_statement_number(query, 1),
                                    .north = vp_statement_number(query, 2),
                                    .south = vp_statement_number(query, 3)};
    sqlite3_finalize(query);
    return ok;
}

static bool load_settings(vp_region_parts *parts, char **unit_level, vp_error *err)
{
    vp_region *region = parts->region;
    size_t count;
    setting *settings = NULL;
    bool ok = vp_rows_load(parts->database, "SELECT key, value FROM setting",
                           VP_ROWS(settings, count, read_setting, NULL), err);
    char *as_of = NULL, *season = NULL;
    if (ok && !take(settings, count, "notice_vi", &region->notice_vi, NULL)) region->notice_vi = NULL; /* optional */
    if (ok && !take(settings, count, "notice_en", &region->notice_en, NULL)) region->notice_en = NULL;
    if (!take(settings, count, "season", &season, NULL)) season = NULL;
    region->season = season ? vp_season_named(season) : VP_SEASON_DRY;
    if (ok && region->season == VP_SEASON_COUNT)
        ok = vp_fail(err, VP_BAD_INPUT, "the dataset's setting season is %s, which is not known", season);
    ok = ok && take(settings, count, "id", &region->id, err) &&
         take(settings, count, "name_vi", &region->name_vi, err) &&
         take(settings, count, "name_en", &region->name_en, err) && take(settings, count, "crs", &region->crs, err) &&
         take(settings, count, "unit_level", unit_level, err) && take(settings, count, "as_of", &as_of, err) &&
         load_window(parts, err);
    if (ok && !vp_date_read(as_of, VP_DATE_ISO, region->as_of))
        ok =
            vp_fail(err, VP_BAD_INPUT, "the dataset's setting as_of is %s instead of a date such as 2026-12-31", as_of);
    for (size_t i = 0; i < count; i++) {
        free(settings[i].key);
        free(settings[i].value);
    }
    free(settings);
    free(as_of);
    free(season);
    return ok;
}

static bool weigh_units(vp_region_parts *parts, vp_error *err)
{
    parts->weights = vp_unit_weights_of_region(parts->region, err);
    return parts->weights != NULL;
}

static void free_weights(vp_region_parts *parts)
{
    for (size_t s = 0; parts->weights && s < parts->region->units.set_count; s++) vp_weights_free(parts->weights[s]);
    free(parts->weights);
}

static bool assign_settlements(vp_region_parts *parts, vp_error *err)
{
    const vp_region *last = parts->known.settlements ? parts->known.last : NULL;
    return last && last->settlements.of_cell ? vp_settlement_cells_take(parts->region, last->settlements.of_cell, err)
                                             : vp_settlement_cells_assign(parts->region, err);
}

vp_region *vp_region_load(const char *database_path, vp_error *err)
{
    return vp_region_load_weighed(database_path, (vp_region_known){NULL, false}, NULL, err);
}

vp_region *vp_region_load_weighed(const char *database_path, vp_region_known known, vp_weights ***weights,
                                  vp_error *err)
{
    bool ok = false;
    char *unit_level = NULL;
    vp_region_parts parts = {
        .database = vp_database_open(database_path, err), .region = calloc(1, sizeof(vp_region)), .known = known};
    if (!parts.region) vp_fail_memory(err, sizeof(vp_region));
    if (!parts.database || !parts.region) goto done;
    parts.region->units.main_set = VP_NONE;
    /* One transaction: what is read belongs together even if someone imports meanwhile. */
    if (!vp_database_run(parts.database, "BEGIN", err) || !load_settings(&parts, &unit_level, err)) goto done;
    vp_grid_geometry geometry;
    ok = vp_region_find_geometry(parts.database, &geometry, err);
    if (ok) parts.projection = vp_projection_new(parts.region->crs, geometry, err);
    ok =
        parts.projection && vp_region_load_units(&parts, unit_level, err) && load_plan(&parts, err) &&
        vp_region_load_groups(&parts, err) && vp_region_load_places(&parts, err) &&
        vp_region_load_settlements(&parts, err) && vp_region_load_definitions(&parts, err) &&
        vp_region_load_areas(&parts, err) && vp_region_load_grids(&parts, err) && weigh_units(&parts, err) &&
        vp_region_assume_layers(&parts, err) && vp_region_move_people(&parts, err) &&
        vp_region_rake_people(&parts, err) && vp_region_define_groups(parts.region, err) &&
        vp_region_snap_facilities(&parts, err) && vp_region_share_crosswalk(&parts, err) &&
        vp_projection_lattice_to_lonlat(parts.projection, parts.region->geometry, &parts.region->cell_to_lonlat, err) &&
        assign_settlements(&parts, err) && vp_region_compute_records(&parts, err) &&
        vp_region_count_groups(&parts, err) && vp_levels_prepare(&parts.region->units, err);
done:
    free(unit_level);
    free(parts.facility_ids);
    free(parts.people_factors);
    if (ok && weights)
        *weights = parts.weights;
    else if (parts.region)
        free_weights(&parts);
    vp_projection_free(parts.projection);
    vp_database_close(parts.database);
    if (ok) return parts.region;
    vp_region_free(parts.region);
    return NULL;
}
