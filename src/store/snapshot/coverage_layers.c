/* The layers with geometry, each with a spatial index. To add one, write how a row of it is put and its description
 * below, and call it at the end. */
#include "store/snapshot/coverage_internal.h"
#include "store/snapshot/coverage_layer_internal.h"
#include "store/spatial/geometry.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/indicators.h>

#define COLUMNS(list) .columns = (list), .column_count = sizeof(list) / sizeof *(list)

/* ------------------------------------------------------------ units */

typedef struct {
    const vp_coverage_content *content;
    size_t set;
} units_of;

static const char *indicator_id(const void *context, size_t index)
{
    const units_of *u = context;
    return u->content->region->definitions.indicators[index].id;
}

static bool put_unit(vp_layer_row *row, const void *context, size_t index, vp_error *err)
{
    const units_of *all = context;
    const vp_coverage_content *c = all->content;
    const vp_unit *u = &c->region->units.sets[all->set].units[index];
    const char *const texts[] = {u->code, u->name,        u->name_en,    u->full_name,
                                 u->kind, u->parent_code, u->valid_from, u->valid_to};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) vp_layer_text(row, texts[i]);
    vp_layer_number(row, c->coverage->area[all->set][index] / 1e6);
    bool people = c->region->people.population_count > 0;
    vp_layer_number(row, people ? c->coverage->people[all->set][0][index] : NAN);
    vp_layer_number(row, people ? 1 - c->coverage->no_people_share[all->set][0][index] : NAN);
    vp_layer_number(row, 1 - c->coverage->no_terrain_share[all->set][index]);
    for (size_t i = 0; i < c->region->definitions.indicator_count; i++) {
        vp_layer_number(row, vp_coverage_measured(c, i, all->set, index)->value);
    }
    return vp_layer_end_shape(row, &u->shape, err);
}

static bool write_units(vp_database *database, int srid, const vp_coverage_content *c, size_t set, vp_error *err)
{
    static const vp_layer_column columns[] = {{"code", "TEXT UNIQUE NOT NULL"},
                                              {"name", "TEXT"},
                                              {"name_en", "TEXT"},
                                              {"full_name", "TEXT"},
                                              {"kind", "TEXT"},
                                              {"parent_code", "TEXT"},
                                              {"valid_from", "TEXT"},
                                              {"valid_to", "TEXT"},
                                              {"area_km2", "REAL"},
                                              {"people", "REAL"},
                                              {"people_known", "REAL"},
                                              {"terrain_known", "REAL"}};
    char table[160];
    vp_coverage_units_layer(&c->region->units, set, table);
    units_of units = {c, set};
    vp_layer layer = {.table = table,
                      .kind = "MULTIPOLYGON",
                      COLUMNS(columns),
                      .more = indicator_id,
                      .more_count = c->region->definitions.indicator_count,
                      .row_count = c->region->units.sets[set].unit_count,
                      .first = 1,
                      .put = put_unit,
                      .context = &units};
    return vp_layer_write(database, srid, &layer, err);
}

/* ------------------------------------------------------------ facilities */

/* The services of a facility, ids joined by commas. Free it with sqlite3_free. */
static char *services_of(vp_database *database, const vp_definitions *definitions, size_t facility)
{
    sqlite3_str *text = sqlite3_str_new(database->handle);
    for (size_t v = 0; v < definitions->service_count; v++)
        for (size_t i = 0; i < definitions->services[v].facility_count; i++)
            if (definitions->services[v].facilities[i] == facility)
                sqlite3_str_appendf(text, "%s%s", sqlite3_str_length(text) ? "," : "", definitions->services[v].id);
    return sqlite3_str_finish(text);
}

static const char *attribute_name(const void *context, size_t index)
{
    const vp_region *region = context;
    return region->supply.attribute_names[index];
}

static bool put_facility(vp_layer_row *row, const void *context, size_t index, vp_error *err)
{
    const vp_region *region = context;
    const vp_facility *f = &region->supply.facilities[index];
    char *services = services_of(row->database, &region->definitions, index);
    const char *const texts[] = {f->id, f->name, f->kind, services, f->unit_code, f->dataset, f->open_from, f->open_to};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) vp_layer_text(row, texts[i]);
    vp_layer_whole(row, f->open);
    vp_layer_number(row, f->lon);
    vp_layer_number(row, f->lat);
    for (size_t a = 0; a < region->supply.attribute_count; a++) vp_layer_number(row, f->attributes[a]);
    bool ok = vp_layer_end_point(row, f->x, f->y, err);
    sqlite3_free(services);
    return ok;
}

/* fid is the facility's index: what surfaces/nearest_*.tif holds. */
static bool write_facilities(vp_database *database, int srid, const vp_region *region, vp_error *err)
{
    static const vp_layer_column columns[] = {{"id", "TEXT"},        {"name", "TEXT"},      {"kind", "TEXT"},
                                              {"services", "TEXT"},  {"unit_code", "TEXT"}, {"dataset", "TEXT"},
                                              {"open_from", "TEXT"}, {"open_to", "TEXT"},   {"open", "INTEGER"},
                                              {"lon", "REAL"},       {"lat", "REAL"}};
    vp_layer layer = {.table = "facilities",
                      .kind = "POINT",
                      COLUMNS(columns),
                      .more = attribute_name,
                      .more_count = region->supply.attribute_count,
                      .row_count = region->supply.facility_count,
                      .put = put_facility,
                      .context = region};
    return vp_layer_write(database, srid, &layer, err);
}

/* ------------------------------------------------------------ transmitters */

static bool put_transmitter(vp_layer_row *row, const void *context, size_t index, vp_error *err)
{
    const vp_region *region = context;
    const vp_transmitter *t = &region->supply.transmitters[index];
    const char *const texts[] = {t->id,
                                 t->site,
                                 t->programme,
                                 t->system,
                                 t->scope == VP_SCOPE_NATIONAL ? "national" : "local",
                                 t->polarisation == VP_POLARISATION_HORIZONTAL ? "horizontal" : "vertical",
                                 t->open_from,
                                 t->open_to};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) vp_layer_text(row, texts[i]);
    vp_layer_whole(row, t->open);
    vp_layer_number(row, t->mast_metres);
    vp_layer_number(row, t->frequency_mhz);
    vp_layer_number(row, t->erp_kw);
    vp_layer_number(row, t->lon);
    vp_layer_number(row, t->lat);
    return vp_layer_end_point(row, t->x, t->y, err);
}

static bool write_transmitters(vp_database *database, int srid, const vp_region *region, vp_error *err)
{
    static const vp_layer_column columns[] = {
        {"id", "TEXT"},      {"site", "TEXT"},         {"programme", "TEXT"},     {"system", "TEXT"},
        {"scope", "TEXT"},   {"polarisation", "TEXT"}, {"open_from", "TEXT"},     {"open_to", "TEXT"},
        {"open", "INTEGER"}, {"mast_metres", "REAL"},  {"frequency_mhz", "REAL"}, {"erp_kw", "REAL"},
        {"lon", "REAL"},     {"lat", "REAL"}};
    vp_layer layer = {.table = "transmitters",
                      .kind = "POINT",
                      COLUMNS(columns),
                      .row_count = region->supply.transmitter_count,
                      .first = 1,
                      .put = put_transmitter,
                      .context = region};
    return vp_layer_write(database, srid, &layer, err);
}

/* ------------------------------------------------------------ settlements */

static bool put_settlement(vp_layer_row *row, const void *context, size_t index, vp_error *err)
{
    const vp_region *region = context;
    const vp_settlement *s = &region->settlements.items[index];
    const vp_unit *unit = s->unit == VP_NONE ? NULL : &region->units.sets[region->units.main_set].units[s->unit];
    const char *const texts[] = {s->id, s->name, s->kind, unit ? unit->code : NULL, unit ? unit->name : NULL};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) vp_layer_text(row, texts[i]);
    const double figures[] = {s->people, s->grid_people, s->households, s->difficult, s->lon, s->lat};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) vp_layer_number(row, figures[i]);
    return vp_layer_end_point(row, s->x, s->y, err);
}

static bool write_settlements(vp_database *database, int srid, const vp_region *region, vp_error *err)
{
    static const vp_layer_column columns[] = {{"id", "TEXT"},          {"name", "TEXT"},       {"kind", "TEXT"},
                                              {"unit_code", "TEXT"},   {"unit_name", "TEXT"},  {"people", "REAL"},
                                              {"grid_people", "REAL"}, {"households", "REAL"}, {"difficult", "INTEGER"},
                                              {"lon", "REAL"},         {"lat", "REAL"}};
    vp_layer layer = {.table = "settlements",
                      .kind = "POINT",
                      COLUMNS(columns),
                      .row_count = region->settlements.count,
                      .first = 1,
                      .put = put_settlement,
                      .context = region};
    return vp_layer_write(database, srid, &layer, err);
}

static bool put_unserved(vp_layer_row *row, const void *context, size_t index, vp_error *err)
{
    const vp_coverage_content *c = context;
    const vp_region *region = c->region;
    const vp_unserved *u = &c->unserved->items[index];
    const vp_settlement *s = &region->settlements.items[u->reach.settlement];
    const vp_service *service = &region->definitions.services[u->service];
    const vp_unit *unit = s->unit == VP_NONE ? NULL : &region->units.sets[region->units.main_set].units[s->unit];
    const char *const texts[] = {s->id,
                                 s->name,
                                 s->kind,
                                 unit ? unit->code : NULL,
                                 unit ? unit->name : NULL,
                                 service->id,
                                 service->group == VP_NONE ? NULL : region->definitions.groups[service->group].id};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) vp_layer_text(row, texts[i]);
    const double figures[] = {service->reach == VP_REACH_AREA ? 0 : service->default_limit,
                              u->reach.people,
                              u->reach.left_out,
                              u->reach.unreachable,
                              u->reach.mean,
                              isfinite(u->reach.value) ? u->reach.value : (double)NAN,
                              s->difficult,
                              s->lon,
                              s->lat};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) vp_layer_number(row, figures[i]);
    return vp_layer_end_point(row, s->x, s->y, err);
}

static bool write_unserved(vp_database *database, int srid, const vp_coverage_content *c, vp_error *err)
{
    static const vp_layer_column columns[] = {{"id", "TEXT"},
                                              {"name", "TEXT"},
                                              {"kind", "TEXT"},
                                              {"unit_code", "TEXT"},
                                              {"unit_name", "TEXT"},
                                              {"service", "TEXT"},
                                              {"population_group", "TEXT"},
                                              {"limit_value", "REAL"},
                                              {"people", "REAL"},
                                              {"left_out", "REAL"},
                                              {"unreachable_people", "REAL"},
                                              {"mean", "REAL"},
                                              {"at_point", "REAL"},
                                              {"difficult", "INTEGER"},
                                              {"lon", "REAL"},
                                              {"lat", "REAL"}};
    vp_layer layer = {.table = "unserved_settlements",
                      .kind = "POINT",
                      COLUMNS(columns),
                      .row_count = c->unserved ? c->unserved->count : 0,
                      .first = 1,
                      .put = put_unserved,
                      .context = c};
    return vp_layer_write(database, srid, &layer, err);
}

/* ------------------------------------------------------------ service areas */

static bool put_service_area(vp_layer_row *row, const void *context, size_t index, vp_error *err)
{
    const vp_region *region = context;
    const vp_service_area *a = &region->supply.service_areas[index];
    vp_layer_text(row, a->id);
    vp_layer_text(row,
                  a->service < region->definitions.service_count ? region->definitions.services[a->service].id : NULL);
    vp_layer_text(row, a->unit_code);
    vp_layer_number(row, a->households_connected);
    vp_layer_number(row, vp_shape_area(&a->shape) / 1e6);
    return vp_layer_end_shape(row, &a->shape, err);
}

static bool write_service_areas(vp_database *database, int srid, const vp_region *region, vp_error *err)
{
    static const vp_layer_column columns[] = {{"id", "TEXT"},
                                              {"service", "TEXT"},
                                              {"unit_code", "TEXT"},
                                              {"households_connected", "REAL"},
                                              {"area_km2", "REAL"}};
    vp_layer layer = {.table = "service_areas",
                      .kind = "MULTIPOLYGON",
                      COLUMNS(columns),
                      .row_count = region->supply.service_area_count,
                      .first = 1,
                      .put = put_service_area,
                      .context = region};
    return vp_layer_write(database, srid, &layer, err);
}

/* ------------------------------------------------------------ gaps */

static bool put_gap(vp_layer_row *row, const void *context, size_t index, vp_error *err)
{
    const vp_coverage_content *c = context;
    const vp_region *region = c->region;
    const vp_gap *g = &c->gaps->gaps[index];
    const vp_unit_set *main = &region->units.sets[region->units.main_set];
    const vp_unit *unit = g->unit == VP_NONE ? NULL : &main->units[g->unit];
    char id[160];
    snprintf(id, sizeof id, "%.120s-%zu", region->definitions.services[g->service].id, g->first_cell);
    vp_layer_text(row, id);
    vp_layer_text(row, region->definitions.services[g->service].id);
    vp_layer_text(row, g->group == VP_NONE ? NULL : region->definitions.groups[g->group].id);
    vp_layer_number(row, g->limit);
    vp_layer_text(row, unit ? unit->code : NULL);
    vp_layer_text(row, unit ? unit->name : NULL);
    vp_layer_text(row,
                  g->settlement < region->settlements.count ? region->settlements.items[g->settlement].name : NULL);
    const double figures[] = {g->people, g->mean, g->unreachable_people, g->worst, g->area_square_metres / 1e6,
                              g->lon,    g->lat};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) vp_layer_number(row, figures[i]);
    return vp_layer_end_point(row, g->x, g->y, err);
}

static bool write_gaps(vp_database *database, int srid, const vp_coverage_content *c, vp_error *err)
{
    static const vp_layer_column columns[] = {{"id", "TEXT"},
                                              {"service", "TEXT"},
                                              {"population_group", "TEXT"},
                                              {"limit_value", "REAL"},
                                              {"unit_code", "TEXT"},
                                              {"unit_name", "TEXT"},
                                              {"settlement", "TEXT"},
                                              {"people", "REAL"},
                                              {"mean", "REAL"},
                                              {"unreachable_people", "REAL"},
                                              {"worst", "REAL"},
                                              {"area_km2", "REAL"},
                                              {"lon", "REAL"},
                                              {"lat", "REAL"}};
    vp_layer layer = {.table = "gaps",
                      .kind = "POINT",
                      COLUMNS(columns),
                      .row_count = c->gaps->gap_count,
                      .first = 1,
                      .put = put_gap,
                      .context = c};
    return vp_layer_write(database, srid, &layer, err);
}

/* ------------------------------------------------------------ quality */

/* A row without a place has no geometry. */
static bool put_quality(vp_layer_row *row, const void *context, size_t index, vp_error *err)
{
    const vp_quality *quality = context;
    const vp_quality_row *q = &quality->rows[index];
    vp_layer_text(row, q->kind);
    vp_layer_text(row, q->severity);
    vp_layer_text(row, q->file);
    vp_layer_text(row, q->layer);
    vp_layer_number(row, q->row > 0 ? (double)q->row : (double)NAN);
    vp_layer_text(row, q->field);
    vp_layer_text(row, q->value);
    vp_layer_text(row, q->reason);
    vp_layer_number(row, q->lon);
    vp_layer_number(row, q->lat);
    if (q->shape.ring_count) return vp_layer_end_shape(row, &q->shape, err);
    return isnan(q->x) ? vp_layer_end(row, NULL, 0, err) : vp_layer_end_point(row, q->x, q->y, err);
}

static bool write_quality(vp_database *database, int srid, const vp_quality *quality, vp_error *err)
{
    static const vp_layer_column columns[] = {
        {"kind", "TEXT"},  {"severity", "TEXT"}, {"file", "TEXT"},   {"layer", "TEXT"}, {"row", "INTEGER"},
        {"field", "TEXT"}, {"value", "TEXT"},    {"reason", "TEXT"}, {"lon", "REAL"},   {"lat", "REAL"}};
    vp_layer layer = {.table = "quality",
                      .kind = "GEOMETRY",
                      COLUMNS(columns),
                      .row_count = quality->count,
                      .first = 1,
                      .put = put_quality,
                      .context = quality};
    return vp_layer_write(database, srid, &layer, err);
}

/* ------------------------------------------------------------ isochrones */

/* People of the main set's units within the limit, as the indicators count them; NaN when not counted. */
static double people_within(const vp_coverage_content *c, const vp_isochrone *isochrone)
{
    size_t set = c->region->units.main_set;
    if (c->region->people.population_count == 0 || !c->coverage->facts[set][isochrone->service][0]) return NAN;
    const vp_facts *facts = c->coverage->facts[set][isochrone->service][0];
    if (!vp_scale_check(facts->scale, isochrone->limit, NULL)) return NAN;
    double people = 0;
    for (size_t u = 0; u < facts->unit_count; u++) people += vp_facts_reached(facts, u, isochrone->limit);
    return people;
}

static bool put_isochrone(vp_layer_row *row, const void *context, size_t index, vp_error *err)
{
    const vp_coverage_content *c = context;
    const vp_isochrone *isochrone = &c->isochrones[index];
    const vp_service *service = &c->region->definitions.services[isochrone->service];
    vp_layer_text(row, service->id);
    vp_layer_text(row, service->title_vi);
    vp_layer_text(row, service->title_en);
    vp_layer_number(row, isochrone->limit);
    vp_layer_number(row, people_within(c, isochrone));
    vp_layer_number(row, isochrone->wkb ? isochrone->area_km2 : vp_shape_area(&isochrone->contour.shape) / 1e6);
    size_t bytes = 0;
    if (isochrone->wkb) return vp_layer_end(row, isochrone->wkb, isochrone->wkb_bytes, err);
    unsigned char *wkb = vp_geometry_contour_wkb(&isochrone->contour, &bytes, err);
    bool ok = wkb && vp_layer_end(row, wkb, bytes, err);
    free(wkb);
    return ok;
}

static bool write_isochrones(vp_database *database, int srid, const vp_coverage_content *c, vp_error *err)
{
    static const vp_layer_column columns[] = {{"service", "TEXT"},       {"title_vi", "TEXT"}, {"title_en", "TEXT"},
                                              {"limit_minutes", "REAL"}, {"people", "REAL"},   {"area_km2", "REAL"}};
    vp_layer layer = {.table = "isochrones",
                      .kind = "MULTIPOLYGON",
                      COLUMNS(columns),
                      .row_count = c->isochrone_count,
                      .first = 1,
                      .put = put_isochrone,
                      .context = c};
    return vp_layer_write(database, srid, &layer, err);
}

bool vp_coverage_write_layers(vp_database *database, int srid, const vp_coverage_content *c, vp_error *err)
{
    bool ok = true;
    for (size_t s = 0; ok && s < c->region->units.set_count; s++) ok = write_units(database, srid, c, s, err);
    return ok && write_facilities(database, srid, c->region, err) &&
           write_transmitters(database, srid, c->region, err) && write_settlements(database, srid, c->region, err) &&
           write_service_areas(database, srid, c->region, err) && write_unserved(database, srid, c, err) &&
           write_gaps(database, srid, c, err) && write_quality(database, srid, c->quality, err) &&
           write_isochrones(database, srid, c, err);
}
