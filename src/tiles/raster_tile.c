#include "tiles/raster_tile.h"
#include "snapshot/backdrop.h"
#include "snapshot/ramps.h"
#include "tiles/layers.h"
#include <libdeflate.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PIXEL_SLACK 1e-3 /* of a pixel, and of a cell: where a pixel's middle may be off its place */
#define CELL_SLACK  0.05

typedef struct {
    const vp_lattice *lattice;
    const vp_results *results; /* with a surface of service, whose cells are checked before they are read */
    size_t service;
    const float *cells;
    const uint8_t *inside; /* of cells; NULL: everywhere */
    const uint8_t *shown;  /* what a picture shows of each cell, found already; NULL: cells are looked at */
    vp_ramp_limits limits;
    vp_grid_geometry geometry;
    vp_bounds bounds;
    double pixel_metres;
    double slack; /* cells that a pixel may lie off its place */
    size_t ahead; /* cells between what two rows of pixels read */
    size_t checked_from, checked_to;
} canvas;

/* ------------------------------------------------------------ the cells of a row's pixels */

/* Pixels of every row that lie between the same two knots of the lattice, between which it is linear: neighbours, or
 * as far apart as it is so to within c->slack. */
typedef struct {
    size_t west, east;   /* the knots' columns */
    size_t first, count; /* pixels */
    double part, step;   /* of the stretch from west to east: the first pixel's, and each next one's */
} stretch;

/* The lattice along one row of pixels: its images at the knots, where the row lies between two rows of knots. */
typedef struct {
    stretch *stretches;
    size_t stretch_count;
    double *column, *row;      /* [2 · stretch] its western end, [2 · stretch + 1] its eastern; cells */
    size_t rows_from, rows_to; /* rows of knots that were looked at: */
    double north, south;       /* the rows of cells between which they lie, of those near the grid */
    bool all_near;             /* and whether all of them are */
} trace;

/* Columns of knots that a stretch may span. n knots that are each at most bend off the middle of their neighbours lie
 * at most n² / 4 times that off a line over all of them. */
static size_t knots_a_stretch(const canvas *c)
{
    const vp_lattice *l = c->lattice;
    double most = l->bend > 0 ? floor(sqrt(4 * c->slack / l->bend)) : 1;
    return most >= 1 && most < (double)l->columns ? (size_t)most : 1;
}

static void add_pixel(trace *t, const canvas *c, size_t pixel, double knot, size_t span)
{
    const vp_lattice *l = c->lattice;
    size_t west = (size_t)fmin(floor(knot), (double)(l->columns - 2)) / span * span;
    size_t east = west + span < l->columns ? west + span : l->columns - 1;
    stretch *last = t->stretch_count ? &t->stretches[t->stretch_count - 1] : NULL;
    if (last && last->west == west) {
        last->count++;
        return;
    }
    double knots = (double)(east - west);
    t->stretches[t->stretch_count++] =
        (stretch){west, east, pixel, 1, (knot - (double)west) / knots, c->pixel_metres / l->du / knots};
}

static bool init_trace(trace *t, const canvas *c, vp_error *err)
{
    const vp_lattice *l = c->lattice;
    double at = (c->bounds.west + c->pixel_metres / 2 - l->u0) / l->du; /* of the first pixel, in knots */
    size_t span = knots_a_stretch(c);
    t->stretches = calloc(VP_RASTER_SIDE, sizeof *t->stretches);
    for (size_t i = 0; t->stretches && i < VP_RASTER_SIDE; i++) {
        double knot = at + (double)i * c->pixel_metres / l->du;
        if (knot >= 0 && knot <= (double)(l->columns - 1)) add_pixel(t, c, i, knot, span);
    }
    t->column = calloc(4 * t->stretch_count + 1, sizeof *t->column);
    t->row = t->column + 2 * t->stretch_count;
    t->north = INFINITY;
    t->south = -INFINITY;
    t->all_near = true;
    return (t->stretches && t->column) || vp_fail_memory(err, VP_RASTER_SIDE * sizeof *t->stretches);
}

static void clear_trace(trace *t)
{
    free(t->stretches);
    free(t->column);
}

#define FRACTION_BITS 32

/* A place on the grid in cells, and the step to the next pixel's, as fixed-point numbers: 2^-32 of a cell is nothing.
 */
typedef struct {
    int64_t column, row, column_step, row_step;
} walk;

static int64_t fixed(double cells) { return (int64_t)(cells * (double)(INT64_C(1) << FRACTION_BITS)); }

/* Cells are asked for in rounds of this many, so that a row of pixels mostly finds its own checked already. */
enum { ROUND = 1 << 14 };

static bool check_range(const canvas *c, size_t from, size_t to, vp_error *err)
{
    if (from >= to) return true;
    if (c->service == VP_RASTER_RELIEF) return true; /* checked when it was opened */
    if (c->shown) return vp_results_shown(c->results, c->service, from, to - from, err) != NULL;
    return vp_results_surface(c->results, c->service, from, to - from, err) != NULL;
}

static bool check_cells(canvas *c, size_t first, size_t last, vp_error *err)
{
    if (first >= c->checked_from && last < c->checked_to) return true;
    size_t from = first / ROUND * ROUND, to = (last / ROUND + 1) * ROUND, cells = vp_grid_geometry_cells(c->geometry);
    if (to > cells) to = cells;
    if (c->checked_from == c->checked_to) c->checked_from = c->checked_to = from;
    if (from > c->checked_from) from = c->checked_from;
    if (to < c->checked_to) to = c->checked_to;
    if (!check_range(c, from, c->checked_from, err) || !check_range(c, c->checked_to, to, err)) return false;
    c->checked_from = from;
    c->checked_to = to;
    return true;
}

/* Whether a place lies so near the grid that it can be written as fixed-point numbers. */
static bool is_near(double column, double row) { return fabs(column) < 1e6 && fabs(row) < 1e6; }

static void look_at_knot(trace *t, double column, double row)
{
    if (!is_near(column, row)) {
        t->all_near = false;
        return;
    }
    t->north = row < t->north ? row : t->north;
    t->south = row > t->south ? row : t->south;
}

static void look_at_knots(trace *t, const vp_lattice *l, size_t knot_row)
{
    const double *column = l->a + knot_row * l->columns, *row = l->b + knot_row * l->columns;
    for (size_t s = 0; s < t->stretch_count; s++) {
        size_t west = t->stretches[s].west, east = t->stretches[s].east;
        look_at_knot(t, column[west], row[west]);
        look_at_knot(t, column[east], row[east]);
    }
}

/* Whether the rows of cells between the knots around a row of pixels may be read, and those of the rows before. */
static bool check_knots(canvas *c, trace *t, size_t knot_row, vp_error *err)
{
    bool more = false;
    if (t->rows_from == t->rows_to) t->rows_from = t->rows_to = knot_row;
    for (; t->rows_to < knot_row + 2; t->rows_to++, more = true) look_at_knots(t, c->lattice, t->rows_to);
    for (; t->rows_from > knot_row; more = true) look_at_knots(t, c->lattice, --t->rows_from);
    /* Fixed-point steps may end a hair beyond the knots. */
    double hair = c->slack + 1e-3;
    double north = fmax(floor(t->north - hair), 0), south = fmin(floor(t->south + hair), (double)c->geometry.rows - 1);
    if (!more || !(north <= south)) return true;
    size_t columns = c->geometry.columns;
    return check_cells(c, (size_t)north * columns, ((size_t)south + 1) * columns - 1, err);
}

/* Puts the trace on the row at y; false outside the lattice. knot_row: the northern one of the two around it. */
static bool follow(trace *t, const vp_lattice *l, double y, size_t *knot_row)
{
    double at = (y - l->v0) / l->dv;
    if (!(at >= 0 && at <= (double)(l->rows - 1))) return false;
    double north = fmin(floor(at), (double)(l->rows - 2)), part = at - north;
    *knot_row = (size_t)north;
    const double *a = l->a + *knot_row * l->columns, *b = l->b + *knot_row * l->columns;
    for (size_t e = 0; e < 2 * t->stretch_count; e++) {
        size_t above = e % 2 ? t->stretches[e / 2].east : t->stretches[e / 2].west, below = above + l->columns;
        t->column[e] = a[above] + part * (a[below] - a[above]);
        t->row[e] = b[above] + part * (b[below] - b[above]);
    }
    return true;
}

/* What the next row of pixels reads: rows lie too far apart for the processor to guess. */
static void fetch_ahead(const canvas *c, walk at, size_t count)
{
    enum { LINE = 64 };
    int64_t west = at.column >> FRACTION_BITS, east = (at.column + (int64_t)count * at.column_step) >> FRACTION_BITS;
    const uint8_t *row = c->shown + (uint64_t)(at.row >> FRACTION_BITS) * c->geometry.columns + c->ahead;
    for (int64_t column = west; column <= east; column += LINE) __builtin_prefetch(row + column);
}

/* Of a stretch that does not leave a row of cells. */
static void copy_row(const uint8_t *row, size_t columns, int64_t at, int64_t step, uint8_t *shown, size_t count)
{
    uint64_t last = (uint64_t)((at + ((int64_t)count - 1) * step) >> FRACTION_BITS);
    if ((uint64_t)(at >> FRACTION_BITS) < columns && last < columns) {
        for (size_t i = 0; i < count; i++, at += step) shown[i] = row[(uint64_t)at >> FRACTION_BITS];
        return;
    }
    for (size_t i = 0; i < count; i++, at += step) {
        uint64_t column = (uint64_t)(at >> FRACTION_BITS); /* west of it too: huge */
        if (column < columns) shown[i] = row[column];
    }
}

/* How many pixels lie on the same row of cells as the first. */
static size_t count_on_row(walk at, size_t count)
{
    int64_t row = at.row >> FRACTION_BITS, end = (at.row + ((int64_t)count - 1) * at.row_step) >> FRACTION_BITS;
    if (end == row) return count;
    int64_t north = row * (INT64_C(1) << FRACTION_BITS), south = north + (INT64_C(1) << FRACTION_BITS);
    int64_t on =
        at.row_step > 0 ? (south - at.row + at.row_step - 1) / at.row_step : (at.row - north) / -at.row_step + 1;
    return (size_t)on < count ? (size_t)on : count;
}

static void copy_stretch(const canvas *c, walk at, uint8_t *shown, size_t count)
{
    while (count > 0) {
        size_t on = count_on_row(at, count), columns = c->geometry.columns;
        uint64_t row = (uint64_t)(at.row >> FRACTION_BITS);
        if (row < c->geometry.rows) {
            fetch_ahead(c, at, on);
            copy_row(c->shown + row * columns, columns, at.column, at.column_step, shown, on);
        }
        at.column += (int64_t)on * at.column_step;
        at.row += (int64_t)on * at.row_step;
        shown += on;
        count -= on;
    }
}

static void read_stretch(const canvas *c, walk at, float *values, size_t count)
{
    for (size_t i = 0; i < count; i++, at.column += at.column_step, at.row += at.row_step) {
        uint64_t column = (uint64_t)(at.column >> FRACTION_BITS), row = (uint64_t)(at.row >> FRACTION_BITS);
        if (column >= c->geometry.columns || row >= c->geometry.rows) continue; /* west and north of it too: huge */
        size_t cell = row * c->geometry.columns + column;
        __builtin_prefetch(&c->cells[cell + c->ahead]); /* rows lie too far apart for the processor to guess */
        /* Across the border facilities are missing from the data: values there would mislead. */
        if (!c->inside || c->inside[cell]) values[i] = c->cells[cell];
    }
}

/* What is shown of the pixels of a row: nothing where the grid does not reach. False where cells are damaged. */
static bool read_row(canvas *c, trace *t, double y, uint8_t shown[VP_RASTER_SIDE], vp_error *err)
{
    float values[VP_RASTER_SIDE];
    memset(shown, VP_SHOWN_NOTHING, VP_RASTER_SIDE);
    size_t knot_row;
    if (!follow(t, c->lattice, y, &knot_row)) return true;
    if (!check_knots(c, t, knot_row, err)) return false;
    for (size_t i = 0; !c->shown && i < VP_RASTER_SIDE; i++) values[i] = NAN;
    for (size_t s = 0; s < t->stretch_count; s++) {
        const stretch *between = &t->stretches[s];
        const double *column = t->column + 2 * s, *row = t->row + 2 * s;
        double columns = column[1] - column[0], rows = row[1] - row[0];
        if (!t->all_near && !(is_near(column[0], row[0]) && is_near(column[1], row[1]))) continue;
        walk at = {fixed(column[0] + between->part * columns), fixed(row[0] + between->part * rows),
                   fixed(between->step * columns), fixed(between->step * rows)};
        if (c->shown)
            copy_stretch(c, at, shown + between->first, between->count);
        else
            read_stretch(c, at, values + between->first, between->count);
    }
    if (!c->shown) vp_ramp_show(&c->limits, values, shown, VP_RASTER_SIDE);
    return true;
}

/* ------------------------------------------------------------ PNG (ISO/IEC 15948), indexed with four bits a pixel */

#define ROW_BYTES (1 + VP_RASTER_SIDE / 2) /* a filter's number, always 0, and two pixels a byte */
/* More makes a picture some hundredths smaller and takes twice as long. */
#define COMPRESSION_LEVEL 1

static void pack(const uint8_t *shown, uint8_t *row)
{
    *row++ = 0;
    for (size_t i = 0; i < VP_RASTER_SIDE / 2; i++) row[i] = (uint8_t)(shown[2 * i] << 4 | shown[2 * i + 1]);
}

static uint8_t *put_number(uint8_t *at, uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8) *at++ = (uint8_t)(number >> shift);
    return at;
}

/* A chunk whose length bytes of content stand already at at + 8; gives where the next one begins. */
static uint8_t *close_chunk(uint8_t *at, const char kind[4], size_t length)
{
    put_number(at, (uint32_t)length);
    memcpy(at + 4, kind, 4);
    return put_number(at + 8 + length, libdeflate_crc32(0, at + 4, 4 + length));
}

static uint8_t *put_header(uint8_t *at)
{
    static const uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    enum { DEPTH = 4, INDEXED = 3 };
    memcpy(at, signature, sizeof signature);
    at += sizeof signature;
    uint8_t *content = put_number(put_number(at + 8, VP_RASTER_SIDE), VP_RASTER_SIDE);
    memcpy(content, (const uint8_t[]){DEPTH, INDEXED, 0, 0, 0}, 5);
    return close_chunk(at, "IHDR", 13);
}

/* What the pixels' numbers stand for. */
typedef struct {
    vp_colour colours[16];
    uint8_t opacities[16];
    size_t count, see_through; /* the first see_through are not opaque */
} palette;

static palette palette_of_ramp(const vp_ramp *ramp)
{
    palette p = {.count = VP_SHOWN_CLASS + ramp->class_count, .see_through = 1};
    p.colours[VP_SHOWN_UNREACHABLE] = vp_ramp_unreachable;
    for (size_t i = 0; i < ramp->class_count; i++) p.colours[VP_SHOWN_CLASS + i] = ramp->classes[i].colour;
    return p;
}

static palette palette_of_relief(void)
{
    palette p = {.count = VP_RELIEF_SHOWN, .see_through = VP_RELIEF_SHOWN};
    for (size_t i = 0; i < p.count; i++) p.colours[i] = vp_backdrop_relief_colour(i, &p.opacities[i]);
    return p;
}

static uint8_t *put_colours(uint8_t *at, const palette *p)
{
    for (size_t i = 0; i < p->count; i++)
        memcpy(at + 8 + 3 * i, (const uint8_t[]){p->colours[i].red, p->colours[i].green, p->colours[i].blue}, 3);
    at = close_chunk(at, "PLTE", 3 * p->count);
    memcpy(at + 8, p->opacities, p->see_through);
    return close_chunk(at, "tRNS", p->see_through);
}

static bool encode(const uint8_t *rows, const palette *colours, vp_buffer *png, vp_error *err)
{
    enum { ALL_BUT_PIXELS = 256 };
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(COMPRESSION_LEVEL);
    size_t most = libdeflate_zlib_compress_bound(compressor, (size_t)VP_RASTER_SIDE * ROW_BYTES);
    uint8_t *bytes = compressor ? malloc(ALL_BUT_PIXELS + most) : NULL;
    if (bytes) {
        uint8_t *at = put_colours(put_header(bytes), colours);
        size_t size = libdeflate_zlib_compress(compressor, rows, (size_t)VP_RASTER_SIDE * ROW_BYTES, at + 8, most);
        at = close_chunk(close_chunk(at, "IDAT", size), "IEND", 0);
        *png = (vp_buffer){.bytes = (char *)bytes, .length = (size_t)(at - bytes), .room = ALL_BUT_PIXELS + most};
    }
    libdeflate_free_compressor(compressor);
    return bytes || vp_fail(err, VP_NO_MEMORY, "no memory for a picture");
}

static canvas canvas_of(const vp_snapshot *snapshot, size_t service)
{
    const vp_results *results = &snapshot->results;
    canvas c = {.lattice = &snapshot->places.mercator_to_cell,
                .results = results,
                .service = service,
                .inside = snapshot->places.inside,
                .geometry = snapshot->region->geometry};
    if (service == VP_RASTER_RELIEF) {
        c.shown = snapshot->places.relief;
        return c;
    }
    c.cells = vp_grid_cells(results->surfaces[service]);
    c.geometry = vp_grid_geometry_of(results->surfaces[service]);
    c.shown = results->shown ? results->shown[service] : NULL;
    c.limits = vp_ramp_limits_of(vp_ramp_of(snapshot->region->definitions.services[service].reach));
    return c;
}

bool vp_raster_tile_draw(const vp_snapshot *snapshot, size_t service, vp_tile tile, vp_buffer *png, vp_error *err)
{
    canvas c = canvas_of(snapshot, service);
    palette colours = service == VP_RASTER_RELIEF
                          ? palette_of_relief()
                          : palette_of_ramp(vp_ramp_of(snapshot->region->definitions.services[service].reach));
    c.bounds = vp_tile_bounds(tile);
    c.pixel_metres = (c.bounds.east - c.bounds.west) / VP_RASTER_SIDE;
    c.slack = fmin(c.pixel_metres / c.geometry.cell_metres * PIXEL_SLACK, CELL_SLACK);
    c.ahead = (size_t)rint(c.pixel_metres / c.geometry.cell_metres) * c.geometry.columns;
    trace t = {0};
    bool ok = init_trace(&t, &c, err);
    uint8_t rows[VP_RASTER_SIDE][ROW_BYTES];
    for (size_t row = 0; ok && row < VP_RASTER_SIDE; row++) {
        uint8_t shown[VP_RASTER_SIDE];
        ok = read_row(&c, &t, c.bounds.north - ((double)row + 0.5) * c.pixel_metres, shown, err);
        pack(shown, rows[row]);
    }
    ok = ok && encode(rows[0], &colours, png, err);
    clear_trace(&t);
    return ok;
}

uint32_t vp_raster_tile_zoom_most(vp_grid_geometry geometry)
{
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    double pixel = (world.east - world.west) / VP_RASTER_SIDE, half = geometry.cell_metres / 2;
    uint32_t zoom = 0;
    for (; zoom < VP_ZOOM_MOST && pixel > half; zoom++) pixel /= 2;
    return zoom;
}
