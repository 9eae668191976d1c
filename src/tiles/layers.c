#include "snapshot/gap_marks.h"
#include "snapshot/outlines.h"
#include "snapshot/unit_columns.h"
#include "tiles/layers_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points of one kind that share a square of this many units (2 pixels) are drawn once, with their count. */
#define MERGE_UNITS 16
#define MERGE_ZOOM  14 /* from here on each point is drawn */

/* ------------------------------------------------------------ points */

/* A point to draw; those that share a place and kind are counted by the first of them. */
typedef struct {
    size_t row, count;
    vp_point at;
} spot;

typedef struct {
    spot *spots;
    size_t count;
    uint32_t *slots; /* index of spot + 1 by hash of place and kind */
    size_t slot_count;
} spots;

static bool init_spots(spots *s, size_t most, vp_error *err)
{
    for (s->slot_count = 64; s->slot_count < 2 * most; s->slot_count *= 2) continue;
    s->spots = calloc(most + 1, sizeof *s->spots);
    s->slots = calloc(s->slot_count, sizeof *s->slots);
    return (s->spots && s->slots) || vp_fail_memory(err, most * sizeof *s->spots);
}

static void clear_spots(spots *s)
{
    free(s->spots);
    free(s->slots);
}

/* same says whether two rows may be drawn as one. */
static void add_spot(spots *s, size_t row, vp_point at, bool (*same)(const vp_snapshot *, size_t, size_t),
                     const vp_snapshot *snapshot)
{
    uint64_t place = (uint64_t)(at.y / MERGE_UNITS) * 4096 + (uint64_t)(at.x / MERGE_UNITS);
    size_t slot = (size_t)(place * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (s->slot_count - 1);
    for (; same && s->slots[slot]; slot = (slot + 1) & (s->slot_count - 1)) {
        spot *before = &s->spots[s->slots[slot] - 1];
        if (floor(before->at.x / MERGE_UNITS) != floor(at.x / MERGE_UNITS) ||
            floor(before->at.y / MERGE_UNITS) != floor(at.y / MERGE_UNITS) || !same(snapshot, before->row, row))
            continue;
        before->count++;
        return;
    }
    s->spots[s->count++] = (spot){row, 1, at};
    if (same) s->slots[slot] = (uint32_t)s->count;
}

static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

static bool same_facility(const vp_snapshot *snapshot, size_t a, size_t b)
{
    const vp_facility *all = snapshot->region->supply.facilities;
    return all[a].open == all[b].open && same_text(all[a].kind, all[b].kind) &&
           same_text(snapshot->places.outlines->facility_services[a], snapshot->places.outlines->facility_services[b]);
}

static bool add_point(vp_vector_layer *layer, vp_tile_geometry *geometry, const spot *s,
                      const vp_tile_property properties[], size_t count, vp_error *err)
{
    vp_tile_geometry_begin(geometry, VP_GEOMETRY_POINT);
    vp_tile_geometry_point(geometry, (int32_t)s->at.x, (int32_t)s->at.y);
    return vp_vector_layer_add(layer, s->row + 1, geometry, properties, count, err);
}

static bool write_facility(vp_vector_layer *layer, vp_tile_geometry *geometry, const vp_snapshot *snapshot,
                           const spot *s, vp_error *err)
{
    const vp_facility *f = &snapshot->region->supply.facilities[s->row];
    const vp_tile_property properties[] = {
        {"id", f->id, NAN},      {"name", f->name, NAN},
        {"kind", f->kind, NAN},  {"services", snapshot->places.outlines->facility_services[s->row], NAN},
        {"open", NULL, f->open}, {"count", NULL, (double)s->count}};
    return add_point(layer, geometry, s, properties, sizeof properties / sizeof *properties, err);
}

static bool draw_facilities(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    (void)set;
    const vp_point *all = snapshot->places.outlines->facilities;
    size_t count = snapshot->region->supply.facility_count, inside = 0;
    vp_tile_scale at = vp_tile_scale_of(tile);
    vp_bounds around = vp_tile_around(tile);
    spots s = {0};
    vp_tile_geometry geometry = {0};
    vp_vector_layer *layer = vp_vector_layer_new("facilities", err);
    for (size_t f = 0; f < count; f++) inside += vp_tile_has(&around, all[f].x, all[f].y);
    bool ok = layer && init_spots(&s, inside, err);
    for (size_t f = 0; ok && inside > 0 && f < count; f++) {
        if (!vp_tile_has(&around, all[f].x, all[f].y)) continue;
        vp_point p = vp_tile_snap(&at, all[f]);
        if (vp_tile_holds(p)) add_spot(&s, f, p, tile.zoom < MERGE_ZOOM ? same_facility : NULL, snapshot);
    }
    for (size_t i = 0; ok && i < s.count; i++) ok = write_facility(layer, &geometry, snapshot, &s.spots[i], err);
    ok = ok && vp_vector_layer_write(layer, out, err);
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&geometry);
    clear_spots(&s);
    return ok;
}

/* ------------------------------------------------------------ gaps */

/* The service's id, "-" and the number of the gap's first cell. */
static bool write_gap_id(vp_buffer *id, const char *service, size_t first_cell, vp_error *err)
{
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do digits[--at] = (char)('0' + first_cell % 10);
    while ((first_cell /= 10) > 0);
    digits[--at] = '-';
    id->length = 0;
    vp_buffer_text(id, service);
    vp_buffer_append(id, digits + at, sizeof digits - at);
    return !id->failed || vp_fail(err, VP_NO_MEMORY, "no memory for a tile");
}

static bool write_mark(vp_vector_layer *layer, vp_tile_geometry *geometry, const vp_snapshot *snapshot,
                       const vp_gap_mark *mark, vp_buffer *id, vp_error *err)
{
    const vp_region *region = snapshot->region;
    const vp_gap *gap = &snapshot->listings.gaps.gaps[mark->row];
    const char *service = region->definitions.services[gap->service].id;
    const char *unit = gap->unit != VP_NONE ? region->units.sets[region->units.main_set].units[gap->unit].code : NULL;
    if (!write_gap_id(id, service, gap->first_cell, err)) return false;
    const char *settlement =
        gap->settlement < region->settlements.count ? region->settlements.items[gap->settlement].name : NULL;
    const vp_tile_property properties[] = {{"id", id->bytes, NAN},
                                           {"service", service, NAN},
                                           {"people", NULL, (double)mark->people_tenths / 10},
                                           {"unit", unit, NAN},
                                           {"settlement", settlement, NAN},
                                           {"limit", NULL, gap->limit},
                                           {"count", NULL, mark->count},
                                           {"worst", NULL, mark->worst}};
    return vp_vector_layer_add(layer, mark->row + 1, geometry, properties, sizeof properties / sizeof *properties, err);
}

static bool draw_gaps(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    (void)set;
    size_t count;
    const vp_gap_mark *marks =
        vp_gap_marks_in(snapshot->places.gap_marks, tile.zoom, vp_tile_in_world(tile).column, tile.row, &count);
    vp_tile_geometry geometry = {0};
    vp_buffer id = {0};
    vp_vector_layer *layer = vp_vector_layer_new("gaps", err);
    bool ok = layer != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        uint32_t x, y;
        vp_gap_mark_at(&marks[i], tile.zoom, VP_TILE_EXTENT, &x, &y);
        vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POINT);
        vp_tile_geometry_point(&geometry, (int32_t)x, (int32_t)y);
        ok = write_mark(layer, &geometry, snapshot, &marks[i], &id, err);
    }
    ok = ok && vp_vector_layer_write(layer, out, err);
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&geometry);
    vp_buffer_clear(&id);
    return ok;
}

/* ------------------------------------------------------------ settlements */

static bool write_settlement(vp_vector_layer *layer, vp_tile_geometry *geometry, const vp_region *region, size_t row,
                             vp_error *err)
{
    const vp_settlement *s = &region->settlements.items[row];
    const char *unit = s->unit == VP_NONE ? NULL : region->units.sets[region->units.main_set].units[s->unit].code;
    const vp_tile_property properties[] = {{"id", s->id, NAN},
                                           {"name", s->name, NAN},
                                           {"kind", s->kind, NAN},
                                           {"unit", unit, NAN},
                                           {"people", NULL, s->people >= 0 ? s->people : rint(s->grid_people)},
                                           {"difficult", NULL, s->difficult}};
    return vp_vector_layer_add(layer, row + 1, geometry, properties, sizeof properties / sizeof *properties, err);
}

static double weight_of(const vp_settlement *s) { return s->people >= 0 ? s->people : s->grid_people; }

/* Below MERGE_ZOOM the one with most people of a square stands for it. */
static bool draw_settlements(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    (void)set;
    enum { SIDE = VP_TILE_EXTENT / 64 }; /* units of a square: 8 pixels */
    const vp_settlements *all = &snapshot->region->settlements;
    vp_tile_scale at = vp_tile_scale_of(tile);
    vp_bounds around = vp_tile_around_degrees(tile);
    vp_tile_geometry geometry = {0};
    size_t most[64 * 64] = {0}; /* row + 1 */
    vp_vector_layer *layer = vp_vector_layer_new("settlements", err);
    bool ok = layer != NULL;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; ok && i < all->count; i++) {
            vp_point metres;
            if (!vp_tile_has(&around, all->items[i].lon, all->items[i].lat)) continue;
            vp_mercator_from_lonlat(all->items[i].lon, all->items[i].lat, &metres.x, &metres.y);
            vp_point p = vp_tile_snap(&at, metres);
            if (!vp_tile_holds(p)) continue;
            size_t *square = &most[(size_t)(p.y / SIDE) * 64 + (size_t)(p.x / SIDE)];
            if (pass == 0) {
                if (!*square || weight_of(&all->items[i]) > weight_of(&all->items[*square - 1])) *square = i + 1;
                continue;
            }
            if (tile.zoom < MERGE_ZOOM && *square != i + 1) continue;
            vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POINT);
            vp_tile_geometry_point(&geometry, (int32_t)p.x, (int32_t)p.y);
            ok = write_settlement(layer, &geometry, snapshot->region, i, err);
        }
    ok = ok && vp_vector_layer_write(layer, out, err);
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&geometry);
    return ok;
}

/* ------------------------------------------------------------ unserved settlements */

static bool same_service(const vp_snapshot *snapshot, size_t a, size_t b)
{
    return snapshot->listings.unserved.items[a].service == snapshot->listings.unserved.items[b].service;
}

static bool write_unserved(vp_vector_layer *layer, vp_tile_geometry *geometry, const vp_snapshot *snapshot,
                           const spot *s, vp_error *err)
{
    const vp_region *region = snapshot->region;
    const vp_unserved *u = &snapshot->listings.unserved.items[s->row];
    const vp_settlement *place = &region->settlements.items[u->reach.settlement];
    const vp_tile_property properties[] = {{"id", place->id, NAN},
                                           {"name", place->name, NAN},
                                           {"service", region->definitions.services[u->service].id, NAN},
                                           {"people", NULL, rint(u->reach.people)},
                                           {"left_out", NULL, rint(u->reach.left_out)},
                                           {"count", NULL, (double)s->count}};
    return add_point(layer, geometry, s, properties, sizeof properties / sizeof *properties, err);
}

/* [settlement] 1 where it lies in the tile or near: a settlement stands in the list once for each service that leaves
 * it out. *count of the list. NULL: memory is short. */
static unsigned char *mark_near(const vp_snapshot *snapshot, vp_tile tile, size_t *count, vp_error *err)
{
    const vp_settlements *settlements = &snapshot->region->settlements;
    const vp_unserved_list *all = &snapshot->listings.unserved;
    vp_bounds around = vp_tile_around_degrees(tile);
    unsigned char *near = calloc(settlements->count + 1, 1);
    if (!near) vp_fail_memory(err, settlements->count);
    size_t any = 0;
    for (size_t i = 0; near && i < settlements->count; i++)
        any += near[i] = vp_tile_has(&around, settlements->items[i].lon, settlements->items[i].lat);
    *count = 0;
    for (size_t i = 0; any > 0 && i < all->count; i++) *count += near[all->items[i].reach.settlement];
    return near;
}

/* From afar the one with most people left out stands for those of its service at one point. */
static bool draw_unserved(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    (void)set;
    vp_tile_scale at = vp_tile_scale_of(tile);
    size_t count;
    spots s = {0};
    vp_tile_geometry geometry = {0};
    const vp_unserved_list *all = &snapshot->listings.unserved;
    vp_vector_layer *layer = vp_vector_layer_new("unserved_settlements", err);
    unsigned char *near = layer ? mark_near(snapshot, tile, &count, err) : NULL;
    bool ok = near && init_spots(&s, count, err);
    for (size_t i = 0; ok && count > 0 && i < all->count; i++) {
        const vp_settlement *place = &snapshot->region->settlements.items[all->items[i].reach.settlement];
        vp_point metres;
        if (!near[all->items[i].reach.settlement]) continue;
        vp_mercator_from_lonlat(place->lon, place->lat, &metres.x, &metres.y);
        vp_point p = vp_tile_snap(&at, metres);
        if (vp_tile_holds(p)) add_spot(&s, i, p, tile.zoom < MERGE_ZOOM ? same_service : NULL, snapshot);
    }
    for (size_t i = 0; ok && i < s.count; i++) ok = write_unserved(layer, &geometry, snapshot, &s.spots[i], err);
    ok = ok && vp_vector_layer_write(layer, out, err);
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&geometry);
    clear_spots(&s);
    free(near);
    return ok;
}

/* ------------------------------------------------------------ quality */

static bool write_finding(vp_vector_layer *layer, vp_tile_geometry *geometry, const vp_quality *quality, size_t row,
                          vp_error *err)
{
    const vp_quality_row *q = &quality->rows[row];
    const vp_tile_property properties[] = {{"id", NULL, (double)(row + 1)},
                                           {"kind", q->kind, NAN},
                                           {"severity", q->severity, NAN},
                                           {"value", q->value, NAN},
                                           {"reason", q->reason, NAN}};
    return vp_vector_layer_add(layer, row + 1, geometry, properties, sizeof properties / sizeof *properties, err);
}

/* Findings that have a place. */
static bool draw_quality(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    (void)set;
    vp_tile_scale at = vp_tile_scale_of(tile);
    vp_bounds around = vp_tile_around_degrees(tile);
    vp_tile_geometry geometry = {0};
    vp_vector_layer *layer = vp_vector_layer_new("quality", err);
    bool ok = layer != NULL;
    for (size_t i = 0; ok && i < snapshot->listings.quality.count; i++) {
        const vp_quality_row *q = &snapshot->listings.quality.rows[i];
        vp_point metres;
        if (!vp_tile_has(&around, q->lon, q->lat)) continue; /* nor what has no place */
        vp_mercator_from_lonlat(q->lon, q->lat, &metres.x, &metres.y);
        vp_point p = vp_tile_snap(&at, metres);
        if (!vp_tile_holds(p)) continue;
        vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POINT);
        vp_tile_geometry_point(&geometry, (int32_t)p.x, (int32_t)p.y);
        ok = write_finding(layer, &geometry, &snapshot->listings.quality, i, err);
    }
    ok = ok && vp_vector_layer_write(layer, out, err);
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&geometry);
    return ok;
}

/* ------------------------------------------------------------ the table */

/* To add a layer, write its drawing above and its row here. */
const vp_layer vp_layers[] = {
    {"units",
     "Đơn vị hành chính",
     "Administrative units",
     {{"code", "official code"},
      {"name", "name"},
      {"kind", "kind of unit"},
      {"level", "level"},
      {"vintage", "vintage"}},
     false,
     vp_units_layer_draw},
    {"indicators",
     "Chỉ tiêu theo đơn vị",
     "Indicators by unit",
     {{"code", "official code"},
      {"name", "name"},
      {"kind", "kind of unit"},
      {"level", "level"},
      {"vintage", "vintage"}},
     true,
     vp_indicators_layer_draw},
    {"unit_names",
     "Tên đơn vị hành chính",
     "Names of administrative units",
     {{"code", "official code"},
      {"name", "name"},
      {"kind", "kind of unit"},
      {"level", "level"},
      {"vintage", "vintage"},
      {"width", "room for the name: width of the unit there, Web Mercator metres"},
      {"short", "all words but the last as their first letters"},
      {"tiny", "shorter still"},
      {"initials", "first letters alone"}},
     false,
     vp_unit_names_layer_draw},
    {"isochrones",
     "Vùng trong tầm",
     "Isochrones",
     {{"service", "service"},
      {"title", "Vietnamese title of the service"},
      {"title_en", "English title of the service"},
      {"limit", "default limit of the service, in its unit"},
      {"unit", "unit of the limit"},
      {"people", "people of the service's group within it"},
      {"area_km2", "area, square kilometres"}},
     false,
     vp_isochrone_layer_draw},
    {"facilities",
     "Cơ sở dịch vụ",
     "Facilities",
     {{"id", "id"},
      {"name", "name"},
      {"kind", "kind"},
      {"services", "ids of its services, separated by commas"},
      {"open", "1 when open on the snapshot's date, else 0"},
      {"count", "facilities drawn at this point"}},
     false,
     draw_facilities},
    {"gaps",
     "Nơi chưa được phục vụ",
     "Gaps",
     {{"id", "id"},
      {"service", "service"},
      {"people", "people left out, of all gaps drawn at this point"},
      {"unit", "code of the unit with most of them"},
      {"settlement", "name of the settlement with most of the largest gap's people"},
      {"limit", "limit of reach, in the service's unit"},
      {"count", "gaps drawn at this point"},
      {"worst", "value that serves least, in the service's unit; none where part has no path"}},
     false,
     draw_gaps},
    {"settlements",
     "Điểm dân cư",
     "Settlements",
     {{"id", "id"},
      {"name", "name"},
      {"kind", "kind"},
      {"unit", "code of the unit that it lies in"},
      {"people", "people: as its source states them, else those of the population grid"},
      {"difficult", "1: especially difficult, 0: not; none where its source does not state it"}},
     false,
     draw_settlements},
    {"unserved_settlements",
     "Điểm dân cư chưa được phục vụ",
     "Unserved settlements",
     {{"id", "id of the settlement"},
      {"name", "its name"},
      {"service", "service that leaves out more than half of its people"},
      {"people", "its people of the service's group"},
      {"left_out", "of them, left out"},
      {"count", "settlements drawn at this point"}},
     false,
     draw_unserved},
    {"quality",
     "Dữ liệu cần xem lại",
     "Doubtful data",
     {{"id", "number of the finding"},
      {"kind", "kind of finding"},
      {"severity", "severity"},
      {"value", "what stands in the data"},
      {"reason", "what is doubtful"}},
     false,
     draw_quality},
    {"roads",
     "Đường",
     "Roads",
     {{"class", "class of road, as its source has it"},
      {"name", "name or number"},
      {"rank", "1: main, 2: connecting (from zoom 9), 3: other (from zoom 11), by the fastest speed on the class"}},
     false,
     vp_road_layer_draw},
    {"waters",
     "Sông, hồ và vật cản khác",
     "Rivers, lakes and other barriers",
     {{"class", "class of barrier, as its source has it"}, {"name", "name"}},
     false,
     vp_water_layer_draw},
};
const size_t vp_layer_count = sizeof vp_layers / sizeof *vp_layers;

const vp_layer vp_columns_layer = {
    "scenario",
    "Kịch bản",
    "Scenario",
    {{"code", "official code"}, {"name", "name"}, {"kind", "kind of unit"}, {"level", "level"}, {"vintage", "vintage"}},
    false,
    vp_columns_layer_draw};

const char vp_relief_title_vi[] = "Địa hình", vp_relief_title_en[] = "Relief";

const vp_layer *vp_layers_find(const char *id)
{
    for (size_t i = 0; i < vp_layer_count; i++)
        if (strcmp(vp_layers[i].id, id) == 0) return &vp_layers[i];
    return NULL;
}

const vp_layer *vp_layers_of(const vp_snapshot *snapshot, const char *id)
{
    const vp_unit_columns *columns = snapshot->places.columns;
    return columns && strcmp(columns->id, id) == 0 ? &vp_columns_layer : vp_layers_find(id);
}

const char *vp_layer_name(const vp_layer *layer, const vp_snapshot *snapshot)
{
    return layer == &vp_columns_layer ? snapshot->places.columns->id : layer->id;
}

const char *vp_layer_title(const vp_layer *layer, const vp_snapshot *snapshot, bool vietnamese)
{
    const vp_unit_columns *columns = snapshot->places.columns;
    if (layer == &vp_columns_layer) return vietnamese ? columns->title_vi : columns->title_en;
    return vietnamese ? layer->title_vi : layer->title_en;
}

bool vp_layer_more(const vp_layer *layer, const vp_snapshot *snapshot, size_t index, vp_layer_field *out)
{
    const vp_unit_columns *columns = layer == &vp_columns_layer ? snapshot->places.columns : NULL;
    const vp_definitions *d = &snapshot->region->definitions;
    if (columns && index < columns->count)
        *out = (vp_layer_field){columns->columns[index].name, columns->columns[index].title_en};
    else if (layer->has_indicators && index < d->indicator_count)
        *out = (vp_layer_field){d->indicators[index].id, d->indicators[index].title_en};
    else
        return false;
    return true;
}

size_t vp_layers_raster(const vp_snapshot *snapshot, const char *id)
{
    if (strcmp(id, VP_RELIEF_LAYER) == 0 && snapshot->places.relief) return VP_RASTER_RELIEF;
    if (strncmp(id, "reach_", 6) != 0) return VP_NONE;
    size_t service = vp_region_service(&snapshot->region->definitions, id + 6);
    return service != VP_NONE && snapshot->results.surfaces && snapshot->results.surfaces[service] ? service : VP_NONE;
}
