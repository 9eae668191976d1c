/* Parts of a nation: the units that parts.csv gives each, and the window of the grids that one is computed on. */
#include "store/import/job_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A step to one of 32 neighbours spans three cells; the rest is for cells that the window's edge cuts. */
enum { SPARE_CELLS = 8 };

static const char *part_text(const vp_import_job *job, size_t row, const char *column)
{
    return vp_province_text(job->province, VP_TABLE_PARTS, row, column);
}

/* ------------------------------------------------------------ units */

static bool is_of_level(const vp_import_job *job, size_t row, const vp_known_set *set)
{
    const char *level = part_text(job, row, "level"), *vintage = part_text(job, row, "vintage");
    if (!*level) level = vp_province_setting(job->province, "unit_level");
    return strcmp(set->level, level) == 0 && (!*vintage || strcmp(set->vintage, vintage) == 0);
}

/* Takes the bounds of the units of this code into b; how many there are. */
static size_t add_units(const vp_import_job *job, size_t row, const char *code, vp_bounds *b)
{
    size_t found = 0;
    for (size_t s = 0; s < job->set_count; s++)
        for (size_t u = 0; is_of_level(job, row, &job->sets[s]) && u < job->sets[s].unit_count; u++) {
            const vp_known_unit *unit = &job->sets[s].units[u];
            if (strcmp(unit->code, code) != 0) continue;
            b->west = fmin(b->west, unit->bounds.west), b->south = fmin(b->south, unit->bounds.south);
            b->east = fmax(b->east, unit->bounds.east), b->north = fmax(b->north, unit->bounds.north);
            found++;
        }
    return found;
}

static bool names(const vp_import_job *job, size_t row, const char *code)
{
    char other[64];
    for (const char *at = part_text(job, row, "units"); vp_province_next_id(&at, other, sizeof other);)
        if (strcmp(other, code) == 0) return true;
    return false;
}

/* The part before this one that has the code, of the same level and vintage. */
static size_t earlier_part(const vp_import_job *job, size_t row, const char *code)
{
    static const char *const same[] = {"level", "vintage"};
    for (size_t other = 0; other < row; other++) {
        bool alike = true;
        for (size_t k = 0; k < 2; k++)
            alike &= strcmp(part_text(job, row, same[k]), part_text(job, other, same[k])) == 0;
        if (alike && names(job, other, code)) return other;
    }
    return VP_NONE;
}

const char *vp_import_part_system(const vp_import_job *job, size_t row)
{
    const char *own = part_text(job, row, "crs");
    return *own && !vp_crs_same(own, vp_province_setting(job->province, "crs")) ? own : "";
}

static void check_system(vp_import_job *job, size_t row)
{
    const char *own = part_text(job, row, "crs");
    vp_error why = {0};
    if (*own && !vp_crs_is_metric(own, &why))
        vp_findings_add(job->findings, VP_FINDING_ERROR,
                        (vp_place){.file = vp_province_file(job->province, VP_TABLE_PARTS),
                                   .row = vp_province_line(job->province, VP_TABLE_PARTS, row),
                                   .column = "crs",
                                   .value = own},
                        "%s", why.message);
}

static void check_part(vp_import_job *job, size_t row)
{
    char code[64];
    vp_bounds ignored = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (const char *at = part_text(job, row, "units"); vp_province_next_id(&at, code, sizeof code);) {
        vp_place place = {.file = vp_province_file(job->province, VP_TABLE_PARTS),
                          .row = vp_province_line(job->province, VP_TABLE_PARTS, row),
                          .column = "units",
                          .value = code};
        size_t earlier = earlier_part(job, row, code);
        if (!add_units(job, row, code, &ignored))
            vp_findings_add(job->findings, VP_FINDING_ERROR, place,
                            "no unit of the part's level and vintage has this code");
        else if (earlier != VP_NONE)
            vp_findings_add(job->findings, VP_FINDING_ERROR, place, "part %s has this unit, too",
                            part_text(job, earlier, "id"));
    }
}

bool vp_import_check_parts(vp_import_job *job, vp_error *err)
{
    for (size_t row = 0; row < vp_province_rows(job->province, VP_TABLE_PARTS); row++) {
        check_system(job, row);
        check_part(job, row);
    }
    return !job->findings->failed || vp_fail_memory(err, sizeof(vp_finding));
}

/* ------------------------------------------------------------ how far away */

static const char *service_text(const vp_import_job *job, size_t row, const char *column)
{
    return vp_province_text(job->province, VP_TABLE_SERVICES, row, column);
}

/* The largest number of a list such as 15;30;60, or behind the signs = of a list of services. */
static double largest(const char *text, bool behind_sign)
{
    double most = 0;
    for (const char *at = behind_sign ? strchr(text, '=') : text; at && *at;) {
        char *end;
        double number = strtod(at + (*at == '='), &end);
        if (end != at + (*at == '=')) most = fmax(most, number);
        at = behind_sign ? strchr(end, '=') : *end ? end + 1 : end;
    }
    return most;
}

/* The longest limit that anyone may ask of the service. */
static double longest_limit(const vp_import_job *job, size_t row)
{
    const char *id = service_text(job, row, "id");
    double most =
        fmax(largest(service_text(job, row, "limits"), false), largest(service_text(job, row, "default_limit"), false));
    for (size_t i = 0; i < vp_province_rows(job->province, VP_TABLE_INDICATORS); i++) {
        const char *asked = vp_province_text(job->province, VP_TABLE_INDICATORS, i, "service");
        if (!strstr(asked, id)) continue;
        most = fmax(most, largest(vp_province_text(job->province, VP_TABLE_INDICATORS, i, "limit"), false));
        most = fmax(most, largest(vp_province_text(job->province, VP_TABLE_INDICATORS, i, "other_limit"), false));
        most = fmax(most, largest(asked, true));
    }
    return most;
}

static double fastest(const vp_import_job *job, const char *modes)
{
    char mode[66];
    double most = 0;
    for (const char *at = modes; vp_province_next_id(&at, mode, sizeof mode);)
        for (size_t row = 0; row < vp_province_rows(job->province, VP_TABLE_SPEEDS); row++) {
            if (strcmp(vp_province_text(job->province, VP_TABLE_SPEEDS, row, "mode"), mode) != 0) continue;
            const char *slope = vp_province_text(job->province, VP_TABLE_SPEEDS, row, "slope");
            bool level = strcmp(slope, "no") == 0 || strcmp(slope, "0") == 0 || !*slope;
            double speed = vp_province_number(job->province, VP_TABLE_SPEEDS, row, "km_per_h");
            most = fmax(most, level ? speed : speed * VP_SLOPE_FASTEST);
        }
    return most;
}

/* A journey of so many minutes stays within the circle of its fastest speed. Nothing else is computed by parts. */
static double metres_needed(const vp_import_job *job, size_t row)
{
    const char *reach = service_text(job, row, "reach");
    if (strcmp(reach, "travel_time") != 0 && strcmp(reach, "round_trip") != 0) return 0;
    return fastest(job, service_text(job, row, "mode")) * 1000 / 60 * longest_limit(job, row);
}

/* Within the last so many metres of its grids a part moves no facility, and from beyond the whole may move one as far
 * into them. */
static double snap_metres(const vp_import_job *job)
{
    const char *stated = vp_province_setting(job->province, "snap_metres");
    return *stated ? strtod(stated, NULL) : 0;
}

static double margin_of(const vp_import_job *job, size_t part)
{
    double stated = vp_province_number(job->province, VP_TABLE_PARTS, part, "margin_metres"), most = 0;
    if (!isnan(stated)) return stated;
    for (size_t row = 0; row < vp_province_rows(job->province, VP_TABLE_SERVICES); row++)
        most = fmax(most, metres_needed(job, row));
    return most + (SPARE_CELLS * job->whole.cell_metres) + (2 * snap_metres(job));
}

/* ------------------------------------------------------------ the window */

/* The cells of the whole that a part is computed on; false when it has no unit, which is reported: check_part. */
static bool window_of(const vp_import_job *job, size_t row, double margin, vp_grid_geometry *window)
{
    char code[64];
    size_t found = 0;
    vp_bounds b = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (const char *at = part_text(job, row, "units"); vp_province_next_id(&at, code, sizeof code);)
        found += add_units(job, row, code, &b);
    if (found)
        *window =
            vp_grid_geometry_window(job->whole, b.west - margin, b.south - margin, b.east + margin, b.north + margin);
    return found > 0;
}

bool vp_import_set_window(vp_import_job *job, vp_error *err)
{
    if (!job->options || !job->options->part) return true;
    size_t row = vp_province_find(job->province, VP_TABLE_PARTS, job->options->part);
    if (row == VP_NONE) return vp_fail(err, VP_BAD_INPUT, "parts.csv has no part %.64s", job->options->part);
    double margin = margin_of(job, row);
    if (!window_of(job, row, margin, &job->geometry)) return true;
    vp_findings_add(job->findings, VP_FINDING_NOTE,
                    (vp_place){.file = vp_province_file(job->province, VP_TABLE_PARTS),
                               .row = vp_province_line(job->province, VP_TABLE_PARTS, row),
                               .column = "margin_metres"},
                    "the part's grids reach %.0f m beyond its units, as far as the whole's do", margin);
    return true;
}

static bool store_part(const vp_import_job *job, sqlite3_stmt *insert, size_t row, vp_error *err)
{
    vp_grid_geometry w;
    const char *level = part_text(job, row, "level");
    double margin = margin_of(job, row);
    if (!window_of(job, row, margin, &w)) return true;
    return vp_statement_bind(insert, err, "ittttiiddddt", (int64_t)row, part_text(job, row, "id"),
                             *level ? level : vp_province_setting(job->province, "unit_level"),
                             part_text(job, row, "vintage"), part_text(job, row, "units"), (int64_t)w.columns,
                             (int64_t)w.rows, w.cell_metres, w.west, w.north, margin,
                             vp_import_part_system(job, row)) &&
           vp_statement_done(insert, err);
}

bool vp_import_store_parts(vp_import_job *job, vp_error *err)
{
    size_t count = vp_province_rows(job->province, VP_TABLE_PARTS);
    if (!count || !job->geometry.columns || job->findings->errors) return true;
    sqlite3_stmt *insert = NULL;
    bool ok = vp_database_run(job->database, "BEGIN", err) &&
              (insert = vp_database_prepare(
                   job->database,
                   "INSERT INTO part (position, id, level, vintage, units, columns, rows, "
                   "cell_metres, west, north, margin_metres, crs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                   "?)",
                   err));
    for (size_t row = 0; ok && row < count; row++) ok = store_part(job, insert, row, err);
    sqlite3_finalize(insert);
    return ok && vp_database_run(job->database, "COMMIT", err);
}
