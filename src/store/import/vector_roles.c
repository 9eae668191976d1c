/* What each role makes of a row. To import a new role, write its take and its row in the
 * table at the end. */
#include "store/import/vector_internal.h"
#include "store/text/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool insert_done(sqlite3_stmt *insert, vp_error *err) { return vp_statement_done(insert, err); }

static bool has_id(vp_vector *v, const char *name, const char **id, vp_error *err)
{
    long first = 0;
    *id = vp_vector_text(v, name);
    if (!*id) {
        vp_vector_reject(v, name, NULL, "it has no %s", name);
        return true;
    }
    if (vp_vector_is_new(v, *id, &first, err)) return true;
    if (!first) return false;
    vp_vector_reject(v, name, *id, "rows %ld and %ld have the same %s", first, v->row, name);
    return true;
}

/* The unit a place states, and whether the place is there. NULL when it states none. */
static const char *stated_unit(vp_vector *v, vp_point place, char code[64])
{
    const char *text = vp_vector_text(v, "unit_code");
    bool mended = false;
    char hint[300];
    if (!text || v->job->set_count == 0) return text;
    if (!vp_import_find_code(v->job, NULL, text, code, 64, &mended)) {
        vp_import_near(v->job, NULL, text, hint, sizeof hint);
        vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = "unit_code", .value = text},
                         "no unit has this code%s", hint);
        return text;
    }
    v->mended += mended;
    double metres = vp_import_distance(v->job, code, place);
    v->agreeing += metres <= 0;
    v->disagreeing += metres > 0;
    if (metres > 2000)
        vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = "unit_code", .value = text},
                         "it lies %.1f km outside the unit it states", metres / 1000);
    return code;
}

static vp_point degrees_of(const vp_vector *v)
{
    vp_point p = v->geometry.points[0];
    vp_import_degrees(v->job, &p);
    return p;
}

/* ------------------------------------------------------------ records */

typedef struct {
    size_t numbers, texts;
    long number_row, text_row;
} column_types;

static void note_type(vp_vector *v, size_t column, bool is_number)
{
    if (!v->kept) v->kept = calloc(v->binding_count, sizeof(column_types));
    column_types *types = v->kept;
    if (!types) return; /* only a hint is lost */
    if (is_number && types[column].numbers++ == 0) types[column].number_row = v->row;
    if (!is_number && types[column].texts++ == 0) types[column].text_row = v->row;
}

/* Whose record it is, and of which year; 0: of none in particular. */
typedef struct {
    const char *vintage, *code;
    int year;
} record_key;

static bool insert_record(vp_vector *v, const record_key *key, size_t column, vp_error *err)
{
    vp_binding *b = &v->bindings[column];
    bool is_number;
    double number = vp_vector_parse(v, b, &is_number);
    if (b->text) note_type(v, column, is_number);
    return vp_statement_bind(v->inserts[0], err, "itttidt", v->job->source, key->vintage, key->code, b->name,
                             (int64_t)key->year, number, b->text) &&
           insert_done(v->inserts[0], err);
}

static bool take_year(vp_vector *v, int *year)
{
    const char *text = vp_vector_text(v, "year");
    bool ok = true;
    *year = 0;
    if (!text || !*text) return true;
    double number = vp_vector_number(v, "year", &ok);
    *year = ok && number >= 1900 && number <= 2200 && floor(number) == number ? (int)number : 0;
    return *year || vp_vector_reject(v, "year", text, "not a year from 1900 to 2200");
}

static bool take_records(vp_vector *v, vp_error *err)
{
    const char *given = vp_vector_text(v, "code"), *vintage = vp_vector_text(v, "vintage");
    char code[64], key[160], hint[300];
    bool mended = false;
    long first = 0;
    int year;
    if (!vintage) vintage = v->job->dataset->vintage;
    if (!given) return vp_vector_reject(v, "code", NULL, "it has no code");
    if (!*vintage) return vp_vector_reject(v, "vintage", NULL, "it has no vintage, and datasets.csv names none");
    if (!vp_import_find_code(v->job, vintage, given, code, sizeof code, &mended)) {
        if (!vp_import_has_vintage(v->job, vintage))
            return vp_vector_reject(v, "vintage", vintage, "no units of this vintage are imported");
        vp_import_near(v->job, vintage, given, hint, sizeof hint);
        return vp_vector_reject(v, "code", given, "no unit of %s has this code%s", vintage, hint);
    }
    if (!take_year(v, &year)) return false;
    if (v->rejected) return true;
    v->mended += mended;
    snprintf(key, sizeof key, "%.80s|%.64s|%d", vintage, code, year);
    if (!vp_vector_is_new(v, key, &first, err))
        return first && vp_vector_reject(v, "code", given, "rows %ld and %ld have the same code, vintage%s", first,
                                         v->row, year ? " and year" : "");
    for (size_t i = 0; i < v->binding_count; i++)
        if (v->bindings[i].other && !insert_record(v, &(record_key){vintage, code, year}, i, err)) return false;
    return true;
}

static bool finish_records(vp_vector *v, vp_error *err)
{
    (void)err;
    column_types *types = v->kept;
    for (size_t i = 0; types && i < v->binding_count; i++)
        if (types[i].numbers > 4 * types[i].texts && types[i].texts > 0)
            vp_import_report(v->job, VP_FINDING_WARNING,
                             (vp_place){.row = types[i].text_row, .column = v->bindings[i].name},
                             "the column changes type: row %ld has a number, row %ld a text; texts count as no data: "
                             "%zu of them",
                             types[i].number_row, types[i].text_row, types[i].texts);
    free(types);
    v->kept = NULL;
    return true;
}

/* ------------------------------------------------------------ facilities */

static bool insert_services(vp_vector *v, int64_t facility, const char *services, vp_error *err)
{
    for (const char *at = services; *at;) {
        char id[80];
        size_t length = strcspn(at, "|");
        snprintf(id, sizeof id, "%.*s", (int)length, at);
        if (!vp_statement_bind(v->inserts[1], err, "it", facility, id) || !insert_done(v->inserts[1], err))
            return false;
        at += length + (at[length] == '|');
    }
    return true;
}

static bool services_known(vp_vector *v, const char *services)
{
    for (const char *at = services; *at;) {
        char id[80];
        size_t length = strcspn(at, "|");
        snprintf(id, sizeof id, "%.*s", (int)length, at);
        if (vp_province_find(v->job->province, VP_TABLE_SERVICES, id) == VP_NONE) {
            vp_vector_reject(v, "service", id, "services.csv has no service of this id");
            return false;
        }
        at += length + (at[length] == '|');
    }
    return true;
}

static bool insert_attributes(vp_vector *v, int64_t facility, vp_error *err)
{
    for (size_t i = 0; i < v->binding_count; i++) {
        vp_binding *b = &v->bindings[i];
        bool is_number;
        if (!b->other) continue;
        double number = vp_vector_parse(v, b, &is_number);
        if (!is_number)
            vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = b->name, .value = b->text},
                             "not a number; it counts as no data");
        if (number < 0) {
            vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = b->name, .value = b->text},
                             "below 0; it counts as no data");
            number = NAN;
        }
        if (!vp_statement_bind(v->inserts[2], err, "itd", facility, b->name, number) ||
            !insert_done(v->inserts[2], err))
            return false;
    }
    return true;
}

static bool take_facilities(vp_vector *v, vp_error *err)
{
    const char *id, *services = vp_vector_text(v, "service");
    char code[64];
    vp_date from, to;
    if (!has_id(v, "id", &id, err)) return false;
    if (v->rejected) return true;
    if (!services) return vp_vector_reject(v, "service", NULL, "it names no service");
    if (!services_known(v, services)) return true;
    vp_point place = v->geometry.points[0], degrees = degrees_of(v);
    const char *unit = stated_unit(v, place, code);
    if (v->job->set_count && !vp_import_inside_any(v->job, place))
        vp_import_report(
            v->job, VP_FINDING_NOTE, (vp_place){.row = v->row, .column = "geometry", .value = id},
            "it lies outside every unit, within the margin; it is kept, since it serves people across the border");
    if (!vp_vector_geometry_write(&v->geometry, 0, &v->wkb)) return vp_fail_memory(err, v->wkb.length);
    bool ok = vp_statement_bind(v->inserts[0], err, "ittttttddbi", v->job->source, id, vp_vector_text(v, "name"),
                                vp_vector_text(v, "kind"), unit, vp_vector_date(v, "open_from", from),
                                vp_vector_date(v, "open_to", to), degrees.x, degrees.y, v->wkb.bytes, v->wkb.length,
                                (int64_t)v->job->srid) &&
              insert_done(v->inserts[0], err);
    int64_t facility = sqlite3_last_insert_rowid(v->job->database->handle);
    return ok && insert_services(v, facility, services, err) && insert_attributes(v, facility, err);
}

/* ------------------------------------------------------------ settlements */

/* A count of the row, NaN when it states none or none that can be. */
static double count_of(vp_vector *v, const char *name)
{
    bool ok;
    double count = vp_vector_number(v, name, &ok);
    if (ok && !(count < 0)) return count;
    vp_import_report(v->job, VP_FINDING_WARNING,
                     (vp_place){.row = v->row, .column = name, .value = vp_vector_text(v, name)},
                     "not a number of 0 or more; it counts as no data");
    return NAN;
}

/* 1 or 0 as a number, NaN when the row states none. */
static double flag_of(vp_vector *v, const char *name)
{
    static const char *const words[2][5] = {{"0", "no", "false", "không", NULL}, {"1", "yes", "true", "có", NULL}};
    const char *text = vp_vector_text(v, name);
    for (int yes = 0; text && yes < 2; yes++)
        for (size_t i = 0; words[yes][i]; i++)
            if (strcasecmp(text, words[yes][i]) == 0) return yes;
    if (text)
        vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = name, .value = text},
                         "neither yes nor no (1, 0, có, không); it counts as no data");
    return NAN;
}

static bool take_settlements(vp_vector *v, vp_error *err)
{
    const char *id, *name = vp_vector_text(v, "name");
    char code[64];
    if (!has_id(v, "id", &id, err)) return false;
    if (v->rejected) return true;
    if (!name) return vp_vector_reject(v, "name", NULL, "it has no name");
    vp_point place = v->geometry.points[0], degrees = degrees_of(v);
    const char *unit = stated_unit(v, place, code);
    vp_buffer area = {0};
    bool ok = vp_vector_geometry_write(&v->geometry, 0, &v->wkb) &&
              (!v->area.point_count || vp_vector_geometry_write(&v->area, 0, &area));
    if (!ok) vp_fail_memory(err, v->wkb.length + area.length);
    ok = ok &&
         vp_statement_bind(v->inserts[0], err, "ittttdddddbib", v->job->source, id, name, vp_vector_text(v, "kind"),
                           unit, count_of(v, "people"), count_of(v, "households"), flag_of(v, "difficult"), degrees.x,
                           degrees.y, v->wkb.bytes, v->wkb.length, (int64_t)v->job->srid, area.bytes, area.length) &&
         insert_done(v->inserts[0], err);
    vp_buffer_clear(&area);
    return ok;
}

/* ------------------------------------------------------------ transmitters */

static const char *choose(const char *text, const char *const names[][2])
{
    for (size_t i = 0; text && names[i][0]; i++)
        if (strcasecmp(text, names[i][0]) == 0) return names[i][1];
    return NULL;
}

static bool positive(vp_vector *v, const char *name, double least, double most, double *out)
{
    bool ok;
    *out = vp_vector_number(v, name, &ok);
    if (ok && *out >= least && *out <= most) return true;
    vp_vector_reject(v, name, vp_vector_text(v, name), "a number from %g to %g is needed", least, most);
    return false;
}

/* "angle:dB;…" with ascending angles and reductions of 0 or less; "" is the same everywhere. */
static bool pattern_fits(const char *text, double least, double most)
{
    double last = -INFINITY;
    while (text && *text) {
        double azimuth, reduction;
        int used = 0;
        if (sscanf(text, "%lf:%lf%n", &azimuth, &reduction, &used) != 2 || !isfinite(azimuth) || !isfinite(reduction) ||
            azimuth <= last || azimuth < least || azimuth > most || reduction > 0 || reduction < -100)
            return false;
        last = azimuth;
        text += used;
        if (*text && *text++ != ';') return false;
    }
    return true;
}

static bool take_transmitters(vp_vector *v, vp_error *err)
{
    static const char *const polarisations[][2] = {
        {"H", "horizontal"}, {"horizontal", "horizontal"}, {"V", "vertical"}, {"vertical", "vertical"}, {NULL, NULL}};
    static const char *const scopes[][2] = {{"national", "national"}, {"local", "local"}, {NULL, NULL}};
    const char *id, *system = vp_vector_text(v, "system"), *pattern = vp_vector_text(v, "pattern"),
                    *vertical = vp_vector_text(v, "vertical_pattern");
    double mast, frequency, power;
    vp_date from, to;
    if (!has_id(v, "id", &id, err)) return false;
    if (v->rejected) return true;
    const char *polarisation = choose(vp_vector_text(v, "polarisation"), polarisations),
               *scope = choose(vp_vector_text(v, "scope"), scopes);
    if (!system) return vp_vector_reject(v, "system", NULL, "it names no system such as fm or dvb_t2");
    if (!polarisation) return vp_vector_reject(v, "polarisation", vp_vector_text(v, "polarisation"), "must be H or V");
    if (!scope) return vp_vector_reject(v, "scope", vp_vector_text(v, "scope"), "must be national or local");
    if (!pattern_fits(vertical, -90, 90))
        return vp_vector_reject(v, "vertical_pattern", vertical,
                                "must be degrees:dB;… with ascending degrees below the horizontal and dB of 0 or less");
    if (!pattern_fits(pattern, 0, 359.999999))
        return vp_vector_reject(v, "pattern", pattern,
                                "must be azimuth:dB;… with ascending azimuths and dB of 0 or less");
    if (!positive(v, "mast_metres", 0, 1000, &mast) || !positive(v, "frequency_mhz", 0.1, 6000, &frequency) ||
        !positive(v, "erp_kw", 1e-6, 5000, &power))
        return true;
    vp_point degrees = degrees_of(v);
    if (!vp_vector_geometry_write(&v->geometry, 0, &v->wkb)) return vp_fail_memory(err, v->wkb.length);
    return vp_statement_bind(v->inserts[0], err,
                             "itttttt"
                             "ddd"
                             "tttt"
                             "ddbi",
                             v->job->source, id, vp_vector_text(v, "site"), vp_vector_text(v, "programme"), system,
                             scope, polarisation, mast, frequency, power, pattern, vertical,
                             vp_vector_date(v, "open_from", from), vp_vector_date(v, "open_to", to), degrees.x,
                             degrees.y, v->wkb.bytes, v->wkb.length, (int64_t)v->job->srid) &&
           insert_done(v->inserts[0], err);
}

/* ------------------------------------------------------------ areas and lines */

static bool take_service_areas(vp_vector *v, vp_error *err)
{
    const char *service = vp_vector_text(v, "service");
    bool usable, ok;
    if (!service) return vp_vector_reject(v, "service", NULL, "it names no service");
    if (!services_known(v, service)) return true;
    double households = vp_vector_number(v, "households_connected", &ok);
    if (!ok || households < 0)
        vp_import_report(v->job, VP_FINDING_WARNING,
                         (vp_place){.row = v->row,
                                    .column = "households_connected",
                                    .value = vp_vector_text(v, "households_connected")},
                         "not a number of 0 or more; it counts as no data");
    if (households < 0) households = NAN;
    if (!vp_vector_check_area(v, &usable, NULL, err)) return false;
    if (!usable) return true;
    if (!vp_vector_geometry_write(&v->geometry, 0, &v->wkb)) return vp_fail_memory(err, v->wkb.length);
    for (const char *at = service; *at;) { /* a row for each of its services */
        char id[80];
        size_t length = strcspn(at, "|");
        snprintf(id, sizeof id, "%.*s", (int)length, at);
        if (!vp_statement_bind(v->inserts[0], err, "itttdbi", v->job->source, vp_vector_text(v, "id"), id,
                               vp_vector_text(v, "unit_code"), households, v->wkb.bytes, v->wkb.length,
                               (int64_t)v->job->srid) ||
            !insert_done(v->inserts[0], err))
            return false;
        at += length + (at[length] == '|');
    }
    return true;
}

static bool is_yes(const char *text)
{
    return text && strcmp(text, "0") != 0 && strcasecmp(text, "no") != 0 && strcasecmp(text, "false") != 0;
}

static bool take_roads(vp_vector *v, vp_error *err)
{
    const char *class = vp_vector_text(v, "class");
    if (!class) return vp_vector_reject(v, "class", NULL, "it has no class");
    for (size_t part = 0; part < v->geometry.part_count; part++) {
        if (!vp_vector_geometry_write(&v->geometry, part, &v->wkb)) return vp_fail_memory(err, v->wkb.length);
        if (!vp_statement_bind(v->inserts[0], err, "ittibi", v->job->source, class, vp_vector_text(v, "name"),
                               (int64_t)is_yes(vp_vector_text(v, "bridge")), v->wkb.bytes, v->wkb.length,
                               (int64_t)v->job->srid) ||
            !insert_done(v->inserts[0], err))
            return false;
    }
    return true;
}

static bool take_barriers(vp_vector *v, vp_error *err)
{
    const char *class = vp_vector_text(v, "class");
    bool usable = true;
    if (!class) return vp_vector_reject(v, "class", NULL, "it has no class");
    if (v->geometry.kind == VP_SHAPE_AREA && !vp_vector_check_area(v, &usable, NULL, err)) return false;
    if (!usable) return true;
    size_t parts = v->geometry.kind == VP_SHAPE_AREA ? 1 : v->geometry.part_count;
    for (size_t part = 0; part < parts; part++) {
        if (!vp_vector_geometry_write(&v->geometry, part, &v->wkb)) return vp_fail_memory(err, v->wkb.length);
        if (!vp_statement_bind(v->inserts[0], err, "ittbi", v->job->source, class, vp_vector_text(v, "name"),
                               v->wkb.bytes, v->wkb.length, (int64_t)v->job->srid) ||
            !insert_done(v->inserts[0], err))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------ the table */

static const vp_vector_role intakes[] = {
    {"units",
     {"INSERT INTO unit (unit_set, source, code, name, name_en, full_name, kind, parent_code, valid_from, valid_to, "
      "geom)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, GeomFromWKB(?, ?))"},
     vp_vector_take_unit,
     NULL},
    {"crosswalk",
     {"INSERT INTO crosswalk (source, old_code, old_vintage, new_code, new_vintage, share, exact) VALUES (?, ?, ?, ?, "
      "?, ?, ?)"},
     vp_vector_take_crosswalk,
     vp_vector_finish_crosswalk},
    {"records",
     {"INSERT OR IGNORE INTO record (source, vintage, code, name, year, number, text) VALUES (?, ?, ?, ?, ?, ?, ?)"},
     take_records,
     finish_records},
    {"population_points", {NULL}, vp_vector_take_people, vp_vector_finish_people},
    {"population_units", {NULL}, vp_vector_take_unit_people, vp_vector_finish_unit_people},
    {"facilities",
     {"INSERT INTO facility (source, code, name, kind, unit_code, open_from, open_to, lon, lat, geom)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, GeomFromWKB(?, ?))",
      "INSERT OR IGNORE INTO facility_service (facility, service) VALUES (?, ?)",
      "INSERT INTO facility_attribute (facility, name, number) VALUES (?, ?, ?)"},
     take_facilities,
     NULL},
    {"transmitters",
     {"INSERT INTO transmitter (source, code, site, programme, system, scope, polarisation, mast_metres, "
      "frequency_mhz, erp_kw,"
      " pattern, vertical_pattern, open_from, open_to, lon, lat, geom) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, "
      "GeomFromWKB(?, ?))"},
     take_transmitters,
     NULL},
    {"settlements",
     {"INSERT INTO settlement (source, code, name, kind, unit_code, people, households, difficult, lon, lat, geom,"
      " area) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, GeomFromWKB(?, ?), ?)"},
     take_settlements,
     NULL},
    {"service_areas",
     {"INSERT INTO service_area (source, code, service, unit_code, households_connected, geom) VALUES (?, ?, ?, ?, ?, "
      "GeomFromWKB(?, ?))"},
     take_service_areas,
     NULL},
    {"roads",
     {"INSERT INTO road (source, class, name, bridge, geom) VALUES (?, ?, ?, ?, GeomFromWKB(?, ?))"},
     take_roads,
     NULL},
    {"barriers",
     {"INSERT INTO barrier (source, class, name, geom) VALUES (?, ?, ?, GeomFromWKB(?, ?))"},
     take_barriers,
     NULL},
};

const vp_vector_role *vp_vector_role_find(const char *role)
{
    for (size_t i = 0; i < sizeof intakes / sizeof *intakes; i++)
        if (strcmp(intakes[i].role, role) == 0) return &intakes[i];
    return NULL;
}
