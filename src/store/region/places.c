/* Facilities, transmitters and service areas. */
#include "store/region/region_internal.h"
#include "store/spatial/geometry.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/transmitter.h>

static bool read_name(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    return vp_row_text(row, 0, item, err);
}

static bool read_id(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context, (void)err;
    *(int64_t *)item = vp_statement_whole(row, 0);
    return true;
}

static bool read_place(sqlite3_stmt *row, int column, double *x, double *y, const char *what, vp_error *err)
{
    vp_point point;
    vp_error reason;
    if (!vp_geometry_point(sqlite3_column_blob(row, column), (size_t)sqlite3_column_bytes(row, column), &point,
                           &reason))
        return vp_fail(err, VP_BAD_INPUT, "%s: %s", what, reason.message);
    *x = point.x;
    *y = point.y;
    return true;
}

static bool read_facility(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    vp_region_parts *parts = context;
    vp_facility *f = item;
    size_t attributes = parts->region->supply.attribute_count;
    f->attributes = calloc(attributes ? attributes : 1, sizeof *f->attributes);
    if (!f->attributes) return vp_fail_memory(err, attributes * sizeof *f->attributes);
    for (size_t i = 0; i < attributes; i++) f->attributes[i] = NAN;
    if (!(vp_row_text(row, 0, &f->id, err) && vp_row_text(row, 1, &f->name, err) &&
          vp_row_text(row, 2, &f->kind, err) && vp_statement_copy(row, 3, &f->unit_code, err) &&
          vp_row_text(row, 4, &f->dataset, err)))
        return false;
    vp_row_date(row, 5, f->open_from);
    vp_row_date(row, 6, f->open_to);
    f->open = vp_date_within(f->open_from, f->open_to, parts->region->as_of);
    f->lon = vp_statement_number(row, 7);
    f->lat = vp_statement_number(row, 8);
    return read_place(row, 9, &f->x, &f->y, f->id, err);
}

static int compare_ids(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static bool load_attributes(vp_region_parts *parts, vp_error *err)
{
    vp_region *region = parts->region;
    sqlite3_stmt *query =
        vp_database_prepare(parts->database, "SELECT facility, name, number FROM facility_attribute", err);
    bool row = false, ok = query && vp_statement_next(query, &row, err);
    while (ok && row) {
        int64_t id = vp_statement_whole(query, 0);
        const int64_t *at =
            region->supply.facility_count
                ? bsearch(&id, parts->facility_ids, region->supply.facility_count, sizeof id, compare_ids)
                : NULL;
        size_t name = vp_region_attribute(&region->supply, vp_statement_text(query, 1));
        if (at && name != VP_NONE)
            region->supply.facilities[at - parts->facility_ids].attributes[name] = vp_statement_number(query, 2);
        ok = vp_statement_next(query, &row, err);
    }
    sqlite3_finalize(query);
    return ok;
}

/* A capacity that no facility states is still a name: its values are "no data". */
static const char attribute_names[] = "SELECT name FROM facility_attribute UNION"
                                      " SELECT capacity_field FROM service WHERE trim(capacity_field) <> '' ORDER BY 1";
static const char facilities[] =
    "SELECT f.code, f.name, f.kind, f.unit_code, coalesce(s.layer, s.path), f.open_from, f.open_to, f.lon, f.lat,"
    " ST_AsBinary(f.geom) FROM facility f LEFT JOIN source s ON s.id = f.source ORDER BY f.id";
static const char facility_ids[] = "SELECT id FROM facility ORDER BY id";

static bool load_facilities(vp_region_parts *parts, vp_error *err)
{
    vp_database *database = parts->database;
    vp_region *r = parts->region;
    size_t ids;
    return vp_rows_load(database, attribute_names,
                        VP_ROWS(r->supply.attribute_names, r->supply.attribute_count, read_name, parts), err) &&
           vp_rows_load(database, facilities,
                        VP_ROWS(r->supply.facilities, r->supply.facility_count, read_facility, parts), err) &&
           vp_rows_load(database, facility_ids, VP_ROWS(parts->facility_ids, ids, read_id, parts), err) &&
           load_attributes(parts, err);
}

static bool read_transmitter(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    vp_region_parts *parts = context;
    vp_transmitter *t = item;
    if (!(vp_row_text(row, 0, &t->id, err) && vp_row_text(row, 1, &t->site, err) &&
          vp_row_text(row, 2, &t->programme, err) && vp_row_text(row, 3, &t->system, err)))
        return false;
    const char *scope = vp_statement_text(row, 4), *polarisation = vp_statement_text(row, 5),
               *pattern = vp_statement_text(row, 9), *beam = vp_statement_text(row, 15);
    bool national = scope && strcmp(scope, "national") == 0,
         vertical = polarisation && polarisation[0] && strchr("Vv", polarisation[0]);
    if (!national && !(scope && strcmp(scope, "local") == 0))
        return vp_fail(err, VP_BAD_INPUT, "transmitter %s: the scope is %s instead of national or local", t->id,
                       scope ? scope : "missing");
    if (!vertical && !(polarisation && polarisation[0] && strchr("Hh", polarisation[0])))
        return vp_fail(err, VP_BAD_INPUT, "transmitter %s: the polarisation is %s instead of H or V", t->id,
                       polarisation ? polarisation : "missing");
    t->scope = national ? VP_SCOPE_NATIONAL : VP_SCOPE_LOCAL;
    t->polarisation = vertical ? VP_POLARISATION_VERTICAL : VP_POLARISATION_HORIZONTAL;
    t->mast_metres = vp_statement_number(row, 6);
    t->frequency_mhz = vp_statement_number(row, 7);
    t->erp_kw = vp_statement_number(row, 8);
    vp_row_date(row, 10, t->open_from);
    vp_row_date(row, 11, t->open_to);
    t->open = vp_date_within(t->open_from, t->open_to, parts->region->as_of);
    t->lon = vp_statement_number(row, 12);
    t->lat = vp_statement_number(row, 13);
    return read_place(row, 14, &t->x, &t->y, t->id, err) && (!pattern || vp_transmitter_set_pattern(t, pattern, err)) &&
           (!beam || vp_transmitter_set_vertical(t, beam, err));
}

static bool read_area(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    vp_region_parts *parts = context;
    vp_service_area *a = item;
    a->service = vp_region_service(&parts->region->definitions, vp_statement_text(row, 2));
    a->households_connected = vp_statement_number(row, 3);
    if (!(vp_row_text(row, 0, &a->id, err) && vp_statement_copy(row, 1, &a->unit_code, err))) return false;
    if (a->service == VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "service area %s is of a service that services.csv does not have", a->id);
    return vp_geometry_shape(sqlite3_column_blob(row, 4), (size_t)sqlite3_column_bytes(row, 4), &a->shape, err);
}

static const char transmitters[] =
    "SELECT code, site, programme, system, scope, polarisation, mast_metres, frequency_mhz, erp_kw, pattern,"
    " open_from, open_to, lon, lat, ST_AsBinary(geom), vertical_pattern FROM transmitter ORDER BY id";
/* An area may serve several services: water_area|water_area_tested. */
static const char service_areas[] =
    "SELECT a.code, a.unit_code, s.id, a.households_connected, ST_AsBinary(a.geom) FROM service_area a"
    " LEFT JOIN service s ON instr('|' || a.service || '|', '|' || s.id || '|') ORDER BY a.id, s.position";

bool vp_region_load_places(vp_region_parts *parts, vp_error *err)
{
    vp_region *r = parts->region;
    return load_facilities(parts, err) &&
           vp_rows_load(parts->database, transmitters,
                        VP_ROWS(r->supply.transmitters, r->supply.transmitter_count, read_transmitter, parts), err);
}

bool vp_region_load_areas(vp_region_parts *parts, vp_error *err)
{
    vp_region *r = parts->region;
    return vp_rows_load(parts->database, service_areas,
                        VP_ROWS(r->supply.service_areas, r->supply.service_area_count, read_area, parts), err);
}
