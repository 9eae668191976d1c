/* The layers of units: their outlines, and the same with all indicators as properties. */
#include "base/array.h"
#include "snapshot/outlines.h"
#include "snapshot/unit_columns.h"
#include "snapshot/unit_table.h"
#include "tiles/layers_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Smaller in both directions than this (a pixel), a unit is drawn as a square, so that it never vanishes. */
#define SMALL_UNITS 8.0

/* The sides of the tile and its buffer beyond which all of a box surely lies, wherever it is snapped to, as bits. */
static unsigned sides_beyond(const vp_tile_drawing *d, const vp_bounds *box)
{
    double unit = d->scale.unit_metres;
    return (unsigned)(box->east < d->around.west - unit) | (unsigned)(box->west > d->around.east + unit) << 1 |
           (unsigned)(box->north < d->around.south - unit) << 2 | (unsigned)(box->south > d->around.north + unit) << 3;
}

/* Picks points of a ring; the last one is held back. One that lies with the one before and the one after beyond one
 * side is left out: clipping leaves nothing of it, and at great zooms most of a ring lies outside of a tile. */
typedef struct {
    vp_tile_drawing *drawing;
    const vp_outline *outline;
    double least; /* of a point's weight, square metres */
    size_t count; /* of points put */
    const vp_point *held;
    unsigned before, held_beyond; /* sides of the last one put, and of the one held back */
} picking;

static void put_held(picking *p)
{
    vp_tile_drawing *d = p->drawing;
    vp_point at = vp_tile_snap(&d->scale, *p->held);
    p->before = p->held_beyond;
    if (p->count > 0 && at.x == d->ring[p->count - 1].x && at.y == d->ring[p->count - 1].y) return;
    d->ring[p->count++] = at;
}

static void pick_point(picking *p, size_t i)
{
    const vp_point *point = &p->outline->points[i];
    if ((double)p->outline->weights[i] < p->least) return;
    unsigned beyond = sides_beyond(p->drawing, &(vp_bounds){point->x, point->y, point->x, point->y});
    if (p->held && !(p->before & p->held_beyond & beyond)) put_held(p);
    p->held = point;
    p->held_beyond = beyond;
}

/* Whether no point of the box lies beyond a side. */
static bool is_within(const vp_tile_drawing *d, const vp_bounds *box)
{
    double unit = d->scale.unit_metres;
    return box->west >= d->around.west - unit && box->east <= d->around.east + unit &&
           box->south >= d->around.south - unit && box->north <= d->around.north + unit;
}

/* Of a block none of whose points lies beyond a side, those at these places: each is put, but for the last one, which
 * is held back. */
static void put_within(picking *p, const vp_point *points, const unsigned char places[], size_t count)
{
    vp_tile_drawing *d = p->drawing;
    if (p->held) put_held(p);
    vp_point *ring = d->ring;
    size_t put = p->count;
    if (put == 0 && count > 1) ring[put++] = vp_tile_snap(&d->scale, points[places[0]]);
    for (size_t k = 0; k + 1 < count; k++) {
        vp_point at = vp_tile_snap(&d->scale, points[places[k]]), last = ring[put - 1];
        ring[put] = at;
        put += (size_t)((at.x != last.x) | (at.y != last.y));
    }
    p->count = put;
    p->held = points + places[count - 1];
    p->before = p->held_beyond = 0;
}

/* Points i to end of a block. Which of them weigh enough is found without branches: no processor guesses it. */
static void pick_block(picking *p, size_t i, size_t end)
{
    const vp_outline_block *block = &p->outline->blocks[i / VP_OUTLINE_BLOCK];
    const float *weights = p->outline->weights + i;
    unsigned char places[VP_OUTLINE_BLOCK] = {0};
    size_t count = 0;
    if ((double)block->most < p->least) return;
    for (size_t k = 0; k < end - i; k++) {
        places[count] = (unsigned char)k;
        count += (double)weights[k] >= p->least;
    }
    if (count > 0 && is_within(p->drawing, &block->bounds))
        put_within(p, p->outline->points + i, places, count);
    else
        for (size_t k = 0; k < count; k++) pick_point(p, i + places[k]);
}

/* Where the block with point i ends, or before it the ring. */
static size_t block_end(size_t i, size_t end)
{
    size_t next = (i / VP_OUTLINE_BLOCK + 1) * VP_OUTLINE_BLOCK;
    return next < end ? next : end;
}

/* Passes over the spans and blocks from point i on that lie, with the two points before, beyond one side: as if point
 * after point were picked, of which only the last is left. Returns the first point that is not passed over. */
static size_t pass_over(picking *p, size_t i, size_t end)
{
    const vp_outline *o = p->outline;
    unsigned common = p->before & p->held_beyond;
    size_t first = i, last = i; /* those that may have to be held: last is behind them */
    while (common && i < end) {
        bool whole = i % VP_OUTLINE_SPAN == 0 && i + VP_OUTLINE_SPAN <= end;
        const vp_outline_block *span = whole ? &o->spans[i / VP_OUTLINE_SPAN] : &o->blocks[i / VP_OUTLINE_BLOCK];
        unsigned beyond = common & sides_beyond(p->drawing, &span->bounds);
        if (!beyond && whole) {
            whole = false;
            span = &o->blocks[i / VP_OUTLINE_BLOCK];
            beyond = common & sides_beyond(p->drawing, &span->bounds);
        }
        bool light = (double)span->most < p->least;
        if (!light && !beyond) break;
        i = whole ? i + VP_OUTLINE_SPAN : block_end(i, end);
        if (light) continue;
        common = beyond;
        last = i;
    }
    while (last > first && (double)o->weights[last - 1] < p->least) last--;
    if (last > first) pick_point(p, last - 1);
    return i;
}

/* The ring's points that weigh at least least, in units, without the repeated end. */
static size_t pick(vp_tile_drawing *d, const vp_outline *outline, const vp_shape *shape, size_t ring, double least)
{
    picking p = {.drawing = d, .outline = outline, .least = least};
    size_t i = shape->ring_starts[ring], end = shape->ring_starts[ring + 1];
    if (end > i) end--;
    while (outline->blocks && i < end) {
        i = pass_over(&p, i, end);
        if (i < end) pick_block(&p, i, block_end(i, end));
        i = block_end(i, end);
    }
    while (i < end) pick_point(&p, i++);
    if (p.held) put_held(&p);
    return p.count;
}

/* Simplified like its neighbours; in full when nothing is left of it that way. */
static bool draw_ring(vp_tile_drawing *d, const vp_outline *outline, const vp_shape *shape, size_t ring)
{
    double tolerance = VP_TOLERANCE_UNITS * d->scale.unit_metres;
    bool hole = outline->outer[ring] != VP_NONE;
    size_t count = pick(d, outline, shape, ring, tolerance * tolerance);
    if (vp_tile_geometry_ring(&d->geometry, d->ring, count, hole)) return true;
    count = pick(d, outline, shape, ring, 0);
    return vp_tile_geometry_ring(&d->geometry, d->ring, count, hole);
}

static void draw_small(vp_tile_drawing *d, const vp_outline *outline)
{
    vp_bounds b = outline->bounds;
    vp_point middle = vp_tile_snap(&d->scale, (vp_point){(b.west + b.east) / 2, (b.south + b.north) / 2});
    double most = SMALL_UNITS * d->scale.unit_metres;
    if (!vp_tile_holds(middle) || b.east - b.west > most || b.north - b.south > most) return;
    const vp_point square[] = {{middle.x - 1, middle.y - 1},
                               {middle.x + 1, middle.y - 1},
                               {middle.x + 1, middle.y + 1},
                               {middle.x - 1, middle.y + 1}};
    vp_tile_geometry_ring(&d->geometry, square, 4, false);
}

static bool draw_outline(vp_tile_drawing *d, const vp_outline *outline, const vp_shape *shape, vp_error *err)
{
    if (!VP_ARRAY_FIT(d->ring, d->room, shape->point_count, err)) return false;
    vp_tile_geometry_begin(&d->geometry, VP_GEOMETRY_POLYGON);
    for (size_t r = 0; r < shape->ring_count; r++) {
        if (outline->outer[r] != VP_NONE || !draw_ring(d, outline, shape, r)) continue;
        for (size_t h = 0; h < shape->ring_count; h++)
            if (outline->outer[h] == r) draw_ring(d, outline, shape, h);
    }
    if (d->geometry.count == 0) draw_small(d, outline);
    return true;
}

typedef struct {
    const vp_snapshot *snapshot;
    size_t set, count;
    const double *values;         /* [unit · count + column] */
    vp_tile_property *properties; /* room for those of a unit; those of columns are named */
} drawn_units;

enum { OF_UNIT = 5 }; /* properties before those of columns */

static bool write_unit(const drawn_units *all, size_t unit, const vp_tile_drawing *d, vp_vector_layer *layer,
                       vp_error *err)
{
    const vp_unit_set *set = &all->snapshot->region->units.sets[all->set];
    const vp_unit *u = &set->units[unit];
    const vp_tile_property own[OF_UNIT] = {{"code", u->code, NAN},
                                           {"name", u->name, NAN},
                                           {"kind", u->kind, NAN},
                                           {"level", set->level, NAN},
                                           {"vintage", set->vintage, NAN}};
    memcpy(all->properties, own, sizeof own);
    for (size_t i = 0; i < all->count; i++) all->properties[OF_UNIT + i].number = all->values[unit * all->count + i];
    return vp_vector_layer_add(layer, unit + 1, &d->geometry, all->properties, OF_UNIT + all->count, err);
}

static bool draw_set(const drawn_units *all, const char *name, vp_tile tile, vp_buffer *out, vp_error *err)
{
    const vp_unit_set *units = &all->snapshot->region->units.sets[all->set];
    vp_tile_drawing d = {.scale = vp_tile_scale_of(tile), .around = vp_tile_around(tile)};
    vp_vector_layer *layer = vp_vector_layer_new(name, err);
    bool ok = layer != NULL;
    for (size_t u = 0; ok && u < units->unit_count; u++) {
        const vp_outline *outline = &all->snapshot->places.outlines->sets[all->set][u];
        if (vp_tile_meets(&outline->bounds, &d.around))
            ok = draw_outline(&d, outline, &units->units[u].lonlat, err) && write_unit(all, u, &d, layer, err);
    }
    ok = ok && vp_vector_layer_write(layer, out, err);
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&d.geometry);
    free(d.ring);
    return ok;
}

bool vp_units_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    vp_tile_property properties[OF_UNIT];
    return draw_set(&(drawn_units){snapshot, set, 0, NULL, properties}, "units", tile, out, err);
}

static vp_tile_property *fit_properties(size_t count, vp_error *err)
{
    vp_tile_property *properties = calloc(OF_UNIT + count, sizeof *properties);
    if (!properties) vp_fail_memory(err, count * sizeof *properties);
    return properties;
}

/* Units with the values of all indicators: a choropleth in any program from one layer. */
bool vp_indicators_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    const vp_definitions *d = &snapshot->region->definitions;
    drawn_units all = {snapshot, set, d->indicator_count, vp_unit_table_of(snapshot, set, err), NULL};
    if (all.values) all.properties = fit_properties(all.count, err);
    if (!all.properties) return false;
    for (size_t i = 0; i < all.count; i++) all.properties[OF_UNIT + i].name = d->indicators[i].id;
    bool ok = draw_set(&all, "indicators", tile, out, err);
    free(all.properties);
    return ok;
}

/* Units with what a scenario changes. */
bool vp_columns_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    const vp_unit_columns *columns = snapshot->places.columns;
    drawn_units all = {snapshot, set, columns->count, columns->values[set], fit_properties(columns->count, err)};
    if (!all.properties) return false;
    for (size_t i = 0; i < all.count; i++) all.properties[OF_UNIT + i].name = columns->columns[i].name;
    bool ok = draw_set(&all, columns->id, tile, out, err);
    free(all.properties);
    return ok;
}
