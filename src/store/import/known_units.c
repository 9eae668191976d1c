/* What is known of the units: finding a code, a near name, a place. */
#include "base/array.h"
#include "base/name.h"
#include "store/import/job_internal.h"
#include "store/text/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ codes and names */

static bool set_fits(const vp_known_set *set, const char *vintage)
{
    return !vintage || strcmp(set->vintage, vintage) == 0;
}

bool vp_import_has_vintage(const vp_import_job *job, const char *vintage)
{
    for (size_t s = 0; s < job->set_count; s++)
        if (set_fits(&job->sets[s], vintage)) return true;
    return false;
}

static bool has_code(const vp_import_job *job, const char *vintage, const char *code)
{
    for (size_t s = 0; s < job->set_count; s++)
        for (size_t u = 0; set_fits(&job->sets[s], vintage) && u < job->sets[s].unit_count; u++)
            if (strcmp(job->sets[s].units[u].code, code) == 0) return true;
    return false;
}

/* Length of the codes when all of the finest level are digits of one length; else 0. */
static size_t code_length(const vp_import_job *job, const char *vintage)
{
    const char *level = vp_province_setting(job->province, "unit_level");
    size_t length = 0;
    for (size_t s = 0; s < job->set_count; s++)
        for (size_t u = 0;
             set_fits(&job->sets[s], vintage) && strcmp(job->sets[s].level, level) == 0 && u < job->sets[s].unit_count;
             u++) {
            const char *code = job->sets[s].units[u].code;
            if (strspn(code, "0123456789") != strlen(code) || (length && strlen(code) != length)) return 0;
            length = strlen(code);
        }
    return length;
}

bool vp_import_find_code(const vp_import_job *job, const char *vintage, const char *text, char *code, size_t size,
                         bool *mended)
{
    *mended = false;
    snprintf(code, size, "%s", text);
    if (has_code(job, vintage, text)) return true;
    const char *bare = text + strspn(text, "0"); /* the units' file lost them */
    if (bare > text && *bare && strspn(bare, "0123456789") == strlen(bare) && has_code(job, vintage, bare)) {
        snprintf(code, size, "%s", bare);
        return *mended = true;
    }
    size_t digits = strspn(text, "0123456789"), length = code_length(job, vintage);
    if (!digits || digits > length || (text[digits] && strcmp(text + digits, ".0") != 0) || length >= size)
        return false;
    memset(code, '0', length - digits);
    memcpy(code + length - digits, text, digits);
    code[length] = '\0';
    *mended = has_code(job, vintage, code);
    return *mended;
}

void vp_import_near(const vp_import_job *job, const char *vintage, const char *text, char *hint, size_t size)
{
    char *wanted = vp_text_key(text);
    size_t named = 0, used = 0;
    hint[0] = '\0';
    for (size_t s = 0; wanted && s < job->set_count; s++)
        for (size_t u = 0; set_fits(&job->sets[s], vintage) && u < job->sets[s].unit_count && named < 3; u++) {
            const vp_known_unit *unit = &job->sets[s].units[u];
            char *key = vp_text_key(unit->name);
            bool near = (key && vp_name_distance(key, wanted, 2) <= (strlen(wanted) > 4 ? 2 : 0)) ||
                        (strlen(text) > 3 && vp_name_distance(unit->code, text, 1) <= 1);
            free(key);
            if (!near) continue;
            int length =
                snprintf(hint + used, size - used, "%s%s %s", named++ ? ", " : "; near: ", unit->code, unit->name);
            used += length > 0 && (size_t)length < size - used ? (size_t)length : 0;
        }
    if (named > 1 && used + 40 < size) snprintf(hint + used, size - used, " (names alone never join)");
    free(wanted);
}

/* ------------------------------------------------------------ places */

static const GEOSPreparedGeometry *prepared(vp_import_job *job, vp_known_unit *unit)
{
    if (!unit->prepared) unit->prepared = GEOSPrepare_r(job->geos, unit->shape);
    return unit->prepared;
}

static bool in_bounds(vp_bounds b, vp_point p)
{
    return p.x >= b.west && p.x <= b.east && p.y >= b.south && p.y <= b.north;
}

static bool contains(vp_import_job *job, vp_known_unit *unit, const GEOSGeometry *point, vp_point p)
{
    return in_bounds(unit->bounds, p) && prepared(job, unit) &&
           GEOSPreparedIntersects_r(job->geos, unit->prepared, point) == 1;
}

double vp_import_distance(vp_import_job *job, const char *code, vp_point p)
{
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(job->geos, p.x, p.y);
    double least = INFINITY;
    for (size_t s = 0; point && s < job->set_count; s++)
        for (size_t u = 0; u < job->sets[s].unit_count; u++) {
            vp_known_unit *unit = &job->sets[s].units[u];
            double metres = INFINITY;
            if (strcmp(unit->code, code) != 0) continue;
            if (contains(job, unit, point, p))
                metres = 0;
            else if (GEOSDistance_r(job->geos, unit->shape, point, &metres) != 1)
                metres = INFINITY;
            least = fmin(least, metres);
        }
    if (point) GEOSGeom_destroy_r(job->geos, point);
    return least;
}

bool vp_import_inside_set(vp_import_job *job, const vp_known_set *set, vp_point p)
{
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(job->geos, p.x, p.y);
    bool inside = false;
    for (size_t u = 0; point && !inside && u < set->unit_count; u++) inside = contains(job, &set->units[u], point, p);
    if (point) GEOSGeom_destroy_r(job->geos, point);
    return inside;
}

bool vp_import_inside_any(vp_import_job *job, vp_point p)
{
    bool inside = false;
    for (size_t s = 0; !inside && s < job->set_count; s++) inside = vp_import_inside_set(job, &job->sets[s], p);
    return inside;
}

/* ------------------------------------------------------------ from the dataset */

/* The row at hand: set, level, vintage, code, name, polygon. */
static bool load_unit(vp_import_job *job, sqlite3_stmt *row, vp_error *err)
{
    int64_t id = vp_statement_whole(row, 0);
    vp_known_set *set = job->set_count ? &job->sets[job->set_count - 1] : NULL;
    if (!set || set->id != id) {
        if (!vp_array_resize(VP_ARRAY(job->sets), job->set_count + 1, err)) return false;
        set = &job->sets[job->set_count++];
        *set = (vp_known_set){.id = id};
        if (!vp_statement_copy(row, 1, &set->level, err) || !vp_statement_copy(row, 2, &set->vintage, err))
            return false;
    }
    if (!VP_ARRAY_FIT(set->units, set->unit_room, set->unit_count + 1, err)) return false;
    vp_known_unit *unit = &set->units[set->unit_count++];
    *unit = (vp_known_unit){
        .shape = GEOSGeomFromWKB_buf_r(job->geos, sqlite3_column_blob(row, 5), (size_t)sqlite3_column_bytes(row, 5))};
    vp_bounds *b = &unit->bounds;
    bool ok = unit->shape && GEOSGeom_getXMin_r(job->geos, unit->shape, &b->west) &&
              GEOSGeom_getXMax_r(job->geos, unit->shape, &b->east) &&
              GEOSGeom_getYMin_r(job->geos, unit->shape, &b->south) &&
              GEOSGeom_getYMax_r(job->geos, unit->shape, &b->north);
    return (ok || vp_fail(err, VP_BAD_INPUT, "%s: a unit's polygon cannot be read", job->database->path)) &&
           vp_statement_copy(row, 3, &unit->code, err) && vp_statement_copy(row, 4, &unit->name, err);
}

bool vp_import_load_units(vp_import_job *job, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(job->database,
                                              "SELECT s.id, s.level, s.vintage, u.code, u.name, ST_AsBinary(u.geom) "
                                              "FROM unit u JOIN unit_set s ON s.id = u.unit_set ORDER BY s.id, u.id",
                                              err);
    bool row = true, ok = query != NULL;
    while (ok && (ok = vp_statement_next(query, &row, err)) && row) ok = load_unit(job, query, err);
    sqlite3_finalize(query);
    return ok;
}
