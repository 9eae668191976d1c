/* Units and the crosswalk between their vintages, polygons checked by GEOS. */
#include "base/array.h"
#include "store/import/vector_internal.h"
#include "store/spatial/validity.h"
#include "store/text/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ polygons */

static double area_of(GEOSContextHandle_t geos, const GEOSGeometry *shape)
{
    double area = 0;
    return shape && GEOSArea_r(geos, shape, &area) ? area : 0;
}

static bool check_rings(vp_vector *v, bool *usable, vp_error *err)
{
    size_t open = vp_vector_geometry_unclosed(&v->geometry);
    *usable = true;
    if (!open) return true;
    if (!v->job->repair) {
        *usable = false;
        return vp_vector_reject(
            v, "geometry", NULL,
            "ring %zu is not closed, or has fewer than 4 points; repair = yes in province.csv closes rings", open);
    }
    if (!vp_vector_geometry_close_rings(&v->geometry, err)) return false;
    if (vp_vector_geometry_unclosed(&v->geometry)) {
        *usable = false;
        return vp_vector_reject(v, "geometry", NULL, "ring %zu has fewer than 4 points", open);
    }
    vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = "geometry"},
                     "ring %zu was not closed; repaired by adding its first point again", open);
    return true;
}

/* Invalid polygons. The harm is the part of the area that the crossing makes doubtful. */
static bool judge_invalid(vp_vector *v, const vp_validity *found, const GEOSGeometry *valid, bool *usable,
                          vp_error *err)
{
    *usable = false;
    if (found->mended < 1) return vp_vector_reject(v, "geometry", NULL, "its area is zero: %s", found->reason);
    if (v->job->repair) {
        *usable = true;
        vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = "geometry"},
                         "%s; repaired, area %.6f km² before and %.6f km² after", found->reason, found->area / 1e6,
                         found->mended / 1e6);
        return vp_vector_geometry_from_geos(&v->geometry, valid, v->job->geos, err);
    }
    if (vp_validity_is_doubtful(found))
        return vp_vector_reject(
            v, "geometry", NULL,
            "%s: its area is %.6f km² or, repaired, %.6f km²; repair = yes in province.csv repairs it", found->reason,
            found->area / 1e6, found->mended / 1e6);
    *usable = true;
    vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = "geometry"},
                     "%s; kept as it is, since the area is the same to 0.01 %%", found->reason);
    return true;
}

bool vp_vector_check_area(vp_vector *v, bool *usable, GEOSGeometry **shape, vp_error *err)
{
    GEOSContextHandle_t geos = v->job->geos;
    if (shape) *shape = NULL;
    if (!check_rings(v, usable, err)) return false;
    if (!*usable) return true;
    GEOSGeometry *made = vp_vector_geometry_to_geos(&v->geometry, geos), *valid = NULL;
    *usable = made != NULL;
    if (!made) return vp_vector_reject(v, "geometry", NULL, "it is not a polygon");
    bool ok = true;
    vp_validity found;
    if (vp_validity_of(geos, made, 1, &found, &valid)) {
        if (area_of(geos, made) < 1) {
            *usable = false;
            vp_vector_reject(v, "geometry", NULL, "its area is zero");
        }
    } else {
        ok = judge_invalid(v, &found, valid, usable, err);
    }
    if (shape && *usable) {
        *shape = valid ? valid : made;
        if (*shape == valid)
            valid = NULL;
        else
            made = NULL;
    }
    if (made) GEOSGeom_destroy_r(geos, made);
    if (valid) GEOSGeom_destroy_r(geos, valid);
    return ok;
}

/* ------------------------------------------------------------ units */

static bool add_set(vp_import_job *job, const char *level, const char *vintage, vp_error *err)
{
    if (!vp_array_resize(VP_ARRAY(job->sets), job->set_count + 1, err)) return false;
    vp_known_set *set = &job->sets[job->set_count++];
    *set = (vp_known_set){.level = strdup(level), .vintage = strdup(vintage), .dataset = job->dataset};
    if (!set->level || !set->vintage) return vp_fail_memory(err, strlen(level));
    sqlite3_stmt *insert =
        vp_database_prepare(job->database, "INSERT INTO unit_set (level, vintage) VALUES (?, ?)", err);
    bool ok = insert && vp_statement_bind(insert, err, "tt", level, vintage) && vp_statement_done(insert, err);
    sqlite3_finalize(insert);
    set->id = sqlite3_last_insert_rowid(job->database->handle);
    return ok;
}

static vp_known_set *find_set(vp_import_job *job, const char *level, const char *vintage, vp_error *err)
{
    for (size_t i = 0; i < job->set_count; i++)
        if (strcmp(job->sets[i].level, level) == 0 && strcmp(job->sets[i].vintage, vintage) == 0) return &job->sets[i];
    return add_set(job, level, vintage, err) ? &job->sets[job->set_count - 1] : NULL;
}

static vp_known_unit *find_unit(const vp_known_set *set, const char *code)
{
    for (size_t i = 0; i < set->unit_count; i++)
        if (strcmp(set->units[i].code, code) == 0) return &set->units[i];
    return NULL;
}

static bool keep_unit(vp_vector *v, vp_known_set *set, const char *code, const char *name, GEOSGeometry *shape,
                      vp_error *err)
{
    if (!VP_ARRAY_FIT(set->units, set->unit_room, set->unit_count + 1, err)) return false;
    vp_known_unit unit = {.code = strdup(code),
                          .name = strdup(name),
                          .row = v->row,
                          .bounds = vp_vector_geometry_bounds(&v->geometry),
                          .shape = shape};
    set->units[set->unit_count++] = unit;
    return (unit.code && unit.name) || vp_fail_memory(err, strlen(name));
}

static bool insert_unit(vp_vector *v, int64_t set, const char *code, const char *name, vp_error *err)
{
    vp_date from, to;
    if (!vp_vector_geometry_write(&v->geometry, 0, &v->wkb)) return vp_fail_memory(err, v->wkb.length);
    return vp_statement_bind(v->inserts[0], err, "iittttttttbi", set, v->job->source, code, name,
                             vp_vector_text(v, "name_en"), vp_vector_text(v, "full_name"), vp_vector_text(v, "kind"),
                             vp_vector_text(v, "parent_code"), vp_vector_date(v, "valid_from", from),
                             vp_vector_date(v, "valid_to", to), v->wkb.bytes, v->wkb.length, (int64_t)v->job->srid) &&
           vp_statement_done(v->inserts[0], err);
}

/* A unit left out would leave its people out: whatever is wrong with it stops the import (see judge, too). */
static void refuse_unit(vp_vector *v, const char *code, const char *reason)
{
    v->rejected = true;
    vp_import_report(v->job, VP_FINDING_ERROR, (vp_place){.row = v->row, .column = "code", .value = code}, "%s",
                     reason);
}

static bool is_same_name(const char *a, const char *b)
{
    char *first = vp_text_key(a), *second = vp_text_key(b);
    bool same = first && second && strcmp(first, second) == 0;
    free(first);
    free(second);
    return same;
}

/* The joined shape in place of the first row's. */
static bool update_shape(vp_vector *v, int64_t set, vp_known_unit *unit, GEOSGeometry *whole, vp_error *err)
{
    GEOSGeom_destroy_r(v->job->geos, unit->shape);
    unit->shape = whole;
    if (!vp_vector_geometry_from_geos(&v->geometry, whole, v->job->geos, err)) return false;
    unit->bounds = vp_vector_geometry_bounds(&v->geometry);
    if (!vp_vector_geometry_write(&v->geometry, 0, &v->wkb)) return vp_fail_memory(err, v->wkb.length);
    return vp_database_change(v->job->database, err,
                              "UPDATE unit SET geom = GeomFromWKB(?, ?) WHERE unit_set = ? AND code = ?", "biit",
                              v->wkb.bytes, v->wkb.length, (int64_t)v->job->srid, set, unit->code);
}

/* A unit in several features, as a unit of islands often is: joined when asked, if the names agree. */
static bool join_unit(vp_vector *v, int64_t set, vp_known_unit *unit, vp_error *err)
{
    bool usable;
    GEOSGeometry *part = NULL;
    if (!vp_vector_check_area(v, &usable, &part, err)) return false;
    if (!usable) {
        refuse_unit(v, unit->code, "the unit has no usable polygon (see the finding before this)");
        return true;
    }
    double before = area_of(v->job->geos, unit->shape), added = area_of(v->job->geos, part);
    GEOSGeometry *whole = GEOSUnion_r(v->job->geos, unit->shape, part);
    GEOSGeom_destroy_r(v->job->geos, part);
    if (!whole) return vp_fail_memory(err, sizeof *unit);
    vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = "code", .value = unit->code},
                     "rows %ld and %ld are one unit: joined by its code, %.6f km² and %.6f km² make %.6f km²",
                     unit->row, v->row, before / 1e6, added / 1e6, area_of(v->job->geos, whole) / 1e6);
    return update_shape(v, set, unit, whole, err);
}

static bool take_again(vp_vector *v, int64_t set, vp_known_unit *twin, const char *name, vp_error *err)
{
    char reason[240];
    bool same = is_same_name(twin->name, name);
    if (same && v->job->repair) return join_unit(v, set, twin, err);
    snprintf(reason, sizeof reason, "rows %ld and %ld are both the unit of this code%s", twin->row, v->row,
             same ? "; repair = yes in province.csv joins the parts of a unit" : ", under two names");
    refuse_unit(v, twin->code, reason);
    return true;
}

/* What a spreadsheet made of a code: 1834.0, or the mark before what it keeps as a text. */
static void doubt_code(vp_vector *v, const char *code)
{
    size_t digits = strspn(code, "0123456789");
    bool decimal = digits > 0 && strcmp(code + digits, ".0") == 0;
    if (!decimal && code[0] != '\'') return;
    vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = "code", .value = code},
                     "%s; nothing joins it that has the code itself: save the codes as texts",
                     decimal ? "a spreadsheet made a number of this code"
                             : "the code begins with a spreadsheet's mark of texts");
}

bool vp_vector_take_unit(vp_vector *v, vp_error *err)
{
    const char *code = vp_vector_text(v, "code"), *name = vp_vector_text(v, "name"),
               *level = vp_vector_text(v, "level"), *vintage = vp_vector_text(v, "vintage");
    if (!level) level = vp_province_setting(v->job->province, "unit_level");
    if (!vintage) vintage = v->job->dataset->vintage;
    if (!code || !name) {
        refuse_unit(v, code, code ? "the unit has no name" : "the unit has no code");
        return true;
    }
    vp_known_set *set = find_set(v->job, level, vintage, err);
    if (!set) return false;
    vp_known_unit *twin = find_unit(set, code);
    if (twin) return take_again(v, set->id, twin, name, err);
    doubt_code(v, code);
    bool usable;
    GEOSGeometry *shape = NULL;
    if (!vp_vector_check_area(v, &usable, &shape, err)) return false;
    if (!usable) {
        refuse_unit(v, code, "the unit has no usable polygon (see the finding before this)");
        return true;
    }
    if (!keep_unit(v, set, code, name, shape, err)) return false;
    return insert_unit(v, set->id, code, name, err);
}

/* ------------------------------------------------------------ crosswalk */

typedef struct {
    char old_code[64], new_code[64], old_vintage[32], new_vintage[32];
    double share; /* NaN: not stated */
    bool divided; /* the source says so */
    long row;
} passage;

typedef struct {
    passage *items;
    size_t count;
} passages;

static bool code_of(vp_vector *v, const char *name, const char *vintage, char code[64])
{
    const char *text = vp_vector_text(v, name);
    char hint[300];
    bool mended = false;
    if (!text) {
        vp_vector_reject(v, name, NULL, "it has no %s", name);
        return false;
    }
    if (!vp_import_has_vintage(v->job, vintage)) {
        snprintf(code, 64, "%s", text);
        return true;
    }
    if (!vp_import_find_code(v->job, vintage, text, code, 64, &mended)) {
        vp_import_near(v->job, vintage, text, hint, sizeof hint);
        vp_vector_reject(v, name, text, "no unit of %s has this code%s", vintage, hint);
        return false;
    }
    v->mended += mended;
    return true;
}

bool vp_vector_take_crosswalk(vp_vector *v, vp_error *err)
{
    passage p = {.row = v->row};
    const char *old_vintage = vp_vector_text(v, "old_vintage"), *new_vintage = vp_vector_text(v, "new_vintage");
    bool ok;
    if (!old_vintage || !new_vintage)
        return vp_vector_reject(v, "old_vintage", NULL, "it does not say from which vintage to which");
    snprintf(p.old_vintage, sizeof p.old_vintage, "%s", old_vintage);
    snprintf(p.new_vintage, sizeof p.new_vintage, "%s", new_vintage);
    const char *divided = vp_vector_text(v, "divided");
    p.divided = divided && strcmp(divided, "0") != 0 && strcmp(divided, "no") != 0 && strcmp(divided, "False") != 0;
    p.share = vp_vector_number(v, "share", &ok);
    if (!ok || p.share < 0 || p.share > 1)
        return vp_vector_reject(v, "share", vp_vector_text(v, "share"), "a share is a number from 0 to 1");
    if (!code_of(v, "old_code", old_vintage, p.old_code) || !code_of(v, "new_code", new_vintage, p.new_code))
        return true;
    passages *all = v->kept ? v->kept : calloc(1, sizeof *all);
    if (!all) return vp_fail_memory(err, sizeof *all);
    v->kept = all;
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].old_code, p.old_code) == 0 && strcmp(all->items[i].new_code, p.new_code) == 0 &&
            strcmp(all->items[i].old_vintage, p.old_vintage) == 0)
            return vp_vector_reject(v, "old_code", p.old_code, "rows %ld and %ld are the same passage",
                                    all->items[i].row, v->row);
    if (!vp_array_resize(VP_ARRAY(all->items), all->count + 1, err)) return false;
    all->items[all->count++] = p;
    return true;
}

static bool same_old(const passage *a, const passage *b)
{
    return strcmp(a->old_code, b->old_code) == 0 && strcmp(a->old_vintage, b->old_vintage) == 0 &&
           strcmp(a->new_vintage, b->new_vintage) == 0;
}

/* Shares of an old unit sum to 1: given ones are checked; where some are missing all are left open (NaN), to be
 * found from the people who live on each part (store/region/crosswalk.c). */
static void share_out(vp_vector *v, const passages *all, size_t index, double *share, bool *exact)
{
    const passage *p = &all->items[index];
    size_t parts = 0, stated = 0, first = index;
    double sum = 0;
    for (size_t i = all->count; i-- > 0;) {
        if (!same_old(&all->items[i], p)) continue;
        parts++, first = i;
        if (!isnan(all->items[i].share)) stated++, sum += all->items[i].share;
    }
    *exact = parts == 1 && !p->divided;
    *share = stated == parts && sum > 0 ? p->share / sum : NAN;
    if (parts == 1) *share = 1;
    if (first != index) return; /* reported at the first of them */
    if (parts > 1 && stated < parts)
        vp_import_report(
            v->job, VP_FINDING_WARNING, (vp_place){.row = p->row, .column = "share", .value = p->old_code},
            "%s was divided among %zu units and no shares are stated: its people are shared by who lives on "
            "each part, and marked as not exact",
            p->old_code, parts);
    else if (stated == parts && fabs(sum - 1) > 0.005)
        vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = p->row, .column = "share", .value = p->old_code},
                         "the shares of %s sum to %g; they were scaled to 1", p->old_code, sum);
}

bool vp_vector_finish_crosswalk(vp_vector *v, vp_error *err)
{
    passages *all = v->kept;
    bool ok = true;
    for (size_t i = 0; all && ok && err && i < all->count; i++) {
        const passage *p = &all->items[i];
        double share;
        bool exact;
        share_out(v, all, i, &share, &exact);
        ok = vp_statement_bind(v->inserts[0], err, "ittttdi", v->job->source, p->old_code, p->old_vintage, p->new_code,
                               p->new_vintage, share, (int64_t)exact) &&
             vp_statement_done(v->inserts[0], err);
    }
    if (all) free(all->items);
    free(all);
    v->kept = NULL;
    return ok;
}
