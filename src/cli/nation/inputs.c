#include "cli/nation/inputs.h"
#include "store/sqlite/settings.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* ------------------------------------------------------------ files */

/* FNV-1a: nothing else depends on it. */
static void add(uint64_t *sum, const char *text)
{
    for (; *text; text++) *sum = (*sum ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
}

static void add_file(uint64_t *sum, const char *path)
{
    struct stat about;
    char numbers[80];
    if (stat(path, &about) != 0) return;
    snprintf(numbers, sizeof numbers, "%lld %lld %ld", (long long)about.st_size, (long long)about.st_mtim.tv_sec,
             about.st_mtim.tv_nsec);
    add(sum, path);
    add(sum, numbers);
}

typedef bool is_in(const void *context, const vp_dataset *dataset);

/* The program, the first tables of a list, and the files of those datasets. */
static uint64_t sum_some(const vp_province *province, const char *folder, const vp_province_table tables[],
                         size_t table_count, is_in *dataset_is_in, const void *context)
{
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    char path[4400];
    add_file(&sum, "/proc/self/exe");
    for (size_t i = 0; i < table_count; i++) {
        snprintf(path, sizeof path, "%.4096s/%.200s", folder, vp_province_file(province, tables[i]));
        add_file(&sum, path);
    }
    for (size_t i = 0; i < vp_province_dataset_count(province); i++) {
        const vp_dataset *d = vp_province_dataset(province, i);
        if (!d->unusable && d->full_path && dataset_is_in(context, d)) add_file(&sum, d->full_path);
    }
    return sum;
}

static bool every_dataset(const void *context, const vp_dataset *dataset)
{
    (void)context, (void)dataset;
    return true;
}

void vp_inputs_sum_files(const vp_province *province, const char *folder, vp_files_sum sum)
{
    vp_province_table tables[VP_TABLE_COUNT];
    for (int i = 0; i < VP_TABLE_COUNT; i++) tables[i] = (vp_province_table)i;
    snprintf(sum, sizeof(vp_files_sum), "%016llx",
             (unsigned long long)sum_some(province, folder, tables, VP_TABLE_COUNT, every_dataset, NULL));
}

/* ------------------------------------------------------------ a part */

static const vp_province_table near_tables[] = {VP_TABLE_PROVINCE, VP_TABLE_DATASETS, VP_TABLE_SERVICES,
                                                VP_TABLE_SPEEDS,   VP_TABLE_MODES,    VP_TABLE_PARTS};

/* What journeys rest on. context: whether facilities' files are. */
static bool is_near(const void *context, const vp_dataset *dataset)
{
    static const char *const roles[] = {
        "units", "population", "population_points", "population_units", "land_cover", "elevation", "roads", "barriers"};
    bool near = *(const bool *)context && strcmp(dataset->role, "facilities") == 0;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) near |= strcmp(dataset->role, roles[i]) == 0;
    return near;
}

/* Of the questions, how far they ask. */
static void add_limits(const vp_province *province, vp_summing *s)
{
    static const char *const columns[] = {"service", "limit", "other_limit"};
    for (size_t row = 0; row < vp_province_rows(province, VP_TABLE_INDICATORS); row++)
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
            vp_sum_text(s, vp_province_text(province, VP_TABLE_INDICATORS, row, columns[i]));
}

static void add_part(const vp_part *part, vp_summing *s)
{
    vp_sum_text(s, part->id);
    vp_sum_text(s, part->level);
    vp_sum_text(s, part->vintage);
    vp_sum_text(s, part->units);
    vp_sum_text(s, part->crs);
    vp_sum_geometry(s, part->window);
}

static bool add_rows(sqlite3_stmt *query, vp_summing *s, vp_error *err)
{
    bool row = true, ok = true;
    while (ok && (ok = vp_statement_next(query, &row, err)) && row)
        for (int i = 0; i < sqlite3_column_count(query); i++) vp_sum_text(s, vp_statement_text(query, i));
    return ok;
}

/* Those within the window or as near as they may be moved, and which services anybody gives. */
static bool add_facilities(vp_database *database, vp_grid_geometry w, vp_summing *s, vp_error *err)
{
    double metres;
    if (!vp_settings_number(database, "snap_metres", 0, &metres, err)) return false;
    sqlite3_stmt *near = vp_database_prepare(database,
                                             "SELECT f.code, f.open_from, f.open_to, f.lon, f.lat, ST_X(f.geom), "
                                             "ST_Y(f.geom), s.service FROM facility f JOIN facility_service s ON "
                                             "s.facility = f.id WHERE ST_X(f.geom) BETWEEN ? AND ? AND ST_Y(f.geom) "
                                             "BETWEEN ? AND ? ORDER BY f.id, s.service",
                                             err),
                 *given = vp_database_prepare(database,
                                              "SELECT DISTINCT service FROM facility_service ORDER BY service", err);
    bool ok = near && given &&
              vp_statement_bind(near, err, "dddd", w.west - metres, w.west + (double)w.columns * w.cell_metres + metres,
                                w.north - (double)w.rows * w.cell_metres - metres, w.north + metres) &&
              add_rows(near, s, err) && add_rows(given, s, err);
    sqlite3_finalize(near);
    sqlite3_finalize(given);
    return ok;
}

bool vp_inputs_sum_part(const vp_province *province, const char *folder, const char *dataset, const vp_part *part,
                        vp_input_sum sum, vp_error *err)
{
    vp_summing s = vp_sum_begin();
    bool by_files = !dataset || *part->crs;
    vp_sum_whole(&s,
                 sum_some(province, folder, near_tables, sizeof near_tables / sizeof *near_tables, is_near, &by_files));
    add_limits(province, &s);
    add_part(part, &s);
    vp_database *database = by_files ? NULL : vp_database_open(dataset, err);
    bool ok = by_files || (database && add_facilities(database, part->window, &s, err));
    vp_database_close(database);
    vp_sum_end(&s, sum);
    return ok;
}
