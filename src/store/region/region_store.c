#include "store/region/region_store.h"
#include "base/array.h"
#include "store/region/region_internal.h"
#include <stdlib.h>
#include <string.h>

void *vp_region_rows_read(vp_region_parts *parts, sqlite3_stmt *query, size_t item_size, vp_row_read *read,
                          size_t *count, bool *ok, vp_error *err)
{
    *count = 0;
    char *items = NULL;
    size_t room = 0;
    bool row = false;
    *ok = vp_statement_next(query, &row, err);
    while (*ok && row) {
        *ok = vp_array_grow(&(vp_array){&items, item_size}, 1, &room, *count + 1, err);
        if (!*ok) break;
        void *item = items + (*count)++ * item_size;
        memset(item, 0, item_size);
        *ok = read(parts, query, item, err) && vp_statement_next(query, &row, err);
    }
    return items;
}

void *vp_region_rows_load(vp_region_parts *parts, const char *sql, size_t item_size, vp_row_read *read, size_t *count,
                          bool *ok, vp_error *err)
{
    *count = 0;
    sqlite3_stmt *query = vp_database_prepare(parts->database, sql, err);
    *ok = query != NULL;
    void *items = query ? vp_region_rows_read(parts, query, item_size, read, count, ok, err) : NULL;
    sqlite3_finalize(query);
    return items;
}

bool vp_row_text(sqlite3_stmt *row, int column, char **text, vp_error *err)
{
    const char *value = vp_statement_text(row, column);
    *text = strdup(value ? value : "");
    return *text || vp_fail_memory(err, value ? strlen(value) : 1);
}

void vp_row_date(sqlite3_stmt *row, int column, vp_date date)
{
    const char *value = vp_statement_text(row, column);
    memset(date, 0, sizeof(vp_date));
    for (size_t i = 0; value && value[i] && i + 1 < sizeof(vp_date); i++) date[i] = value[i];
}

typedef struct {
    char *key, *value;
} setting;

static bool read_setting(vp_region_parts *parts, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)parts;
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

static bool load_settings(vp_region_parts *parts, char **unit_level, vp_error *err)
{
    vp_region *region = parts->region;
    size_t count;
    bool ok;
    setting *settings =
        vp_region_rows_load(parts, "SELECT key, value FROM setting", sizeof *settings, read_setting, &count, &ok, err);
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
         take(settings, count, "unit_level", unit_level, err) && take(settings, count, "as_of", &as_of, err);
    if (ok && strlen(as_of) != sizeof(vp_date) - 1)
        ok =
            vp_fail(err, VP_BAD_INPUT, "the dataset's setting as_of is %s instead of a date such as 2026-12-31", as_of);
    if (ok) memcpy(region->as_of, as_of, sizeof(vp_date));
    for (size_t i = 0; i < count; i++) {
        free(settings[i].key);
        free(settings[i].value);
    }
    free(settings);
    free(as_of);
    free(season);
    return ok;
}

vp_region *vp_region_load(const char *database_path, vp_error *err)
{
    bool ok = false;
    char *unit_level = NULL;
    vp_region_parts parts = {.database = vp_database_open(database_path, err), .region = calloc(1, sizeof(vp_region))};
    if (!parts.region) vp_fail_memory(err, sizeof(vp_region));
    if (!parts.database || !parts.region) goto done;
    parts.region->main_set = VP_NONE;
    /* One transaction: what is read belongs together even if someone imports meanwhile. */
    if (!vp_database_run(parts.database, "BEGIN", err) || !load_settings(&parts, &unit_level, err)) goto done;
    parts.projection = vp_projection_new(parts.region->crs, err);
    ok = parts.projection && vp_region_load_units(&parts, unit_level, err) && vp_region_load_groups(&parts, err) &&
         vp_region_load_places(&parts, err) && vp_region_load_definitions(&parts, err) &&
         vp_region_load_areas(&parts, err) && vp_region_load_grids(&parts, err) &&
         vp_region_snap_facilities(&parts, err) && vp_region_share_crosswalk(&parts, err) &&
         vp_region_compute_records(&parts, err) && vp_region_count_groups(&parts, err) &&
         vp_projection_lattice_to_lonlat(parts.projection, parts.region->geometry, &parts.region->cell_to_lonlat, err);
done:
    free(unit_level);
    free(parts.facility_ids);
    vp_projection_free(parts.projection);
    vp_database_close(parts.database);
    if (ok) return parts.region;
    vp_region_free(parts.region);
    return NULL;
}
