/* Speeds against the terrain that there is: what no row of speeds.csv speaks of, and layers that are missing. Only for
 * modes that some service travels by; one finding a class, with its share. */
#include "base/sentences.h"
#include "store/import/job_internal.h"
#include "store/sqlite/grid_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODES = 256, NAMES_MOST = 400 };

static const char *speed_text(const vp_import_job *job, size_t row, const char *column)
{
    return vp_province_text(job->province, VP_TABLE_SPEEDS, row, column);
}

static bool travels(const vp_import_job *job, size_t service)
{
    const char *reach = vp_province_text(job->province, VP_TABLE_SERVICES, service, "reach");
    return strcmp(reach, "travel_time") == 0 || strcmp(reach, "round_trip") == 0;
}

static bool any_travel(const vp_import_job *job)
{
    size_t count = vp_province_rows(job->province, VP_TABLE_SERVICES), service = 0;
    while (service < count && !travels(job, service)) service++;
    return service < count;
}

/* Whether the list, joined by '|', has the name. */
static bool lists(const char *names, const char *name)
{
    for (size_t length = strlen(name); *names; names += *names == '|') {
        size_t own = strcspn(names, "|");
        if (own == length && strncmp(names, name, length) == 0) return true;
        names += own;
    }
    return false;
}

static bool is_used(const vp_import_job *job, const char *mode)
{
    for (size_t s = 0; s < vp_province_rows(job->province, VP_TABLE_SERVICES); s++)
        if (travels(job, s) && lists(vp_province_text(job->province, VP_TABLE_SERVICES, s, "mode"), mode)) return true;
    return false;
}

/* class_name NULL: any row of the mode on the surface. */
static bool has_row(const vp_import_job *job, const char *mode, const char *surface, const char *class_name)
{
    for (size_t i = 0; i < vp_province_rows(job->province, VP_TABLE_SPEEDS); i++) {
        const char *own = speed_text(job, i, "class");
        if (strcmp(speed_text(job, i, "mode"), mode) == 0 && strcmp(speed_text(job, i, "surface"), surface) == 0 &&
            (!class_name || strcmp(own, class_name) == 0 || strcmp(own, "*") == 0))
            return true;
    }
    return false;
}

static bool is_first_of_mode(const vp_import_job *job, size_t row)
{
    const char *mode = speed_text(job, row, "mode");
    for (size_t i = 0; i < row; i++)
        if (strcmp(speed_text(job, i, "mode"), mode) == 0) return false;
    return true;
}

/* The modes in use that know the surface but not this class of it, "walk, car"; false when there is none. */
static bool modes_without(const vp_import_job *job, const char *surface, const char *class_name, char names[NAMES_MOST])
{
    size_t used = 0;
    names[0] = '\0';
    for (size_t i = 0; i < vp_province_rows(job->province, VP_TABLE_SPEEDS); i++) {
        const char *mode = speed_text(job, i, "mode");
        if (!is_first_of_mode(job, i) || !is_used(job, mode) || !has_row(job, mode, surface, NULL) ||
            has_row(job, mode, surface, class_name))
            continue;
        int length = snprintf(names + used, NAMES_MOST - used, "%s%s", used ? ", " : "", mode);
        used += length > 0 && (size_t)length < NAMES_MOST - used ? (size_t)length : 0;
    }
    return used > 0;
}

static vp_place place_of(const char *class_name)
{
    return (vp_place){.file = "speeds.csv", .column = "class", .value = class_name};
}

/* ------------------------------------------------------------ lines */

/* Each class of roads or barriers and its share of their length (of areas, of their outline). */
static bool check_lines(vp_import_job *job, const char *surface, const char *sql, const char *cost, vp_error *err)
{
    char names[NAMES_MOST];
    sqlite3_stmt *query = vp_database_prepare(job->database, sql, err);
    bool row = false, ok = query && vp_statement_next(query, &row, err);
    for (; ok && row; ok = vp_statement_next(query, &row, err)) {
        const char *class_name = vp_statement_text(query, 0);
        if (modes_without(job, surface, class_name, names))
            vp_findings_add(job->findings, VP_FINDING_WARNING, place_of(class_name),
                            "%ss of class %s (%.1f %% of the length) have no speed for %s: %s", surface, class_name,
                            100 * vp_statement_number(query, 1), names, cost);
    }
    sqlite3_finalize(query);
    return ok;
}

/* ------------------------------------------------------------ land cover */

/* grid.id of a role; 0: none. */
static bool find_grid(vp_import_job *job, const char *role, int64_t *id, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(job->database, "SELECT id FROM grid WHERE role = ?", err);
    bool row = false, ok = query && vp_statement_bind(query, err, "t", role) && vp_statement_next(query, &row, err);
    *id = ok && row ? vp_statement_whole(query, 0) : 0;
    sqlite3_finalize(query);
    return ok;
}

static void report_codes(vp_import_job *job, const size_t counts[CODES])
{
    size_t all = 0;
    char code[12], names[NAMES_MOST];
    for (int i = 0; i < CODES; i++) all += counts[i];
    for (int i = 1; i < CODES; i++) {
        snprintf(code, sizeof code, "%d", i);
        if (!counts[i] || !modes_without(job, "land_cover", code, names)) continue;
        vp_findings_add(
            job->findings, VP_FINDING_WARNING, place_of(code),
            "land cover %s (%.1f %% of the ground) has no speed for %s: they cannot cross it; add a row, or "
            "one of class * for all others",
            code, 100 * (double)counts[i] / (double)all, names);
    }
}

static bool check_land_cover(vp_import_job *job, int64_t grid, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(job->geometry), counts[CODES] = {0};
    const uint32_t *inside = vp_import_inside(job, err);
    uint8_t *codes = inside ? malloc(cells) : NULL;
    bool ok = codes || (inside && vp_fail_memory(err, cells));
    ok = ok && vp_grid_store_read(job->database, grid, codes, err);
    for (size_t i = 0; ok && i < cells; i++) counts[codes[i]] += inside[i] != 0;
    if (ok) report_codes(job, counts);
    free(codes);
    return ok;
}

/* ------------------------------------------------------------ layers that are missing */

static void report_missing(vp_import_job *job, vp_severity severity, const char *role, const char *cost)
{
    vp_findings_add(job->findings, severity, (vp_place){.file = "datasets.csv", .column = "role", .value = role},
                    "no %s: %s", role, cost);
}

static bool follows_slope(const vp_import_job *job)
{
    for (size_t i = 0; i < vp_province_rows(job->province, VP_TABLE_SPEEDS); i++)
        if (strcmp(speed_text(job, i, "slope"), "yes") == 0 && is_used(job, speed_text(job, i, "mode"))) return true;
    return false;
}

static bool has_rows(vp_import_job *job, const char *sql, bool *any, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(job->database, sql, err);
    bool ok = query && vp_statement_next(query, any, err);
    sqlite3_finalize(query);
    return ok;
}

static bool check_layers(vp_import_job *job, int64_t land_cover, vp_error *err)
{
    int64_t elevation = 0;
    bool roads = false, barriers = false;
    if (!find_grid(job, "elevation", &elevation, err) || !has_rows(job, "SELECT 1 FROM road LIMIT 1", &roads, err) ||
        !has_rows(job, "SELECT 1 FROM barrier LIMIT 1", &barriers, err))
        return false;
    if (!land_cover && !roads && !elevation) {
        report_missing(
            job, VP_FINDING_WARNING, "land_cover",
            "no roads and no elevation either; nothing is known of the ground, and services reached by travel are no "
            "data");
        return true;
    }
    if (!land_cover)
        report_missing(job, VP_FINDING_WARNING, "land_cover",
                       "off roads all modes go at off_road_km_per_h of province.csv (3 when empty), or at their row of "
                       "class *, through forest, fields and water alike");
    if (!roads) report_missing(job, VP_FINDING_WARNING, "roads", "all modes go over open terrain, motor vehicles too");
    if (!elevation && follows_slope(job))
        report_missing(job, VP_FINDING_WARNING, "elevation",
                       "slopes are not felt, though speeds.csv says that modes in use are slower on them");
    if (!barriers)
        report_missing(job, VP_FINDING_NOTE, "barriers", "rivers and lakes are crossed unless land cover bars them");
    return true;
}

bool vp_import_check_speeds(vp_import_job *job, vp_error *err)
{
    int64_t land_cover = 0;
    if (!any_travel(job)) return true;
    return find_grid(job, "land_cover", &land_cover, err) && check_layers(job, land_cover, err) &&
           check_lines(
               job, "road",
               "SELECT class, sum(ST_Length(geom)) / (SELECT sum(ST_Length(geom)) FROM road) FROM road GROUP BY "
               "class ORDER BY class",
               VP_PART("they do not help them"), err) &&
           check_lines(job, "barrier",
                       "SELECT class, sum(ST_Length(geom) + ST_Perimeter(geom)) / (SELECT sum(ST_Length(geom) + "
                       "ST_Perimeter(geom)) FROM barrier) FROM barrier GROUP BY class ORDER BY class",
                       VP_PART("they cannot cross them"), err) &&
           (!land_cover || check_land_cover(job, land_cover, err));
}
