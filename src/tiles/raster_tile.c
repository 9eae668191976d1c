#include "tiles/raster_tile.h"
#include "snapshot/backdrop.h"
#include "snapshot/ramps.h"
#include "tiles/layers.h"
#include <libdeflate.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    size_t ahead; /* cells between what two rows of pixels read */
    size_t checked_from, checked_to;
} canvas;

/* ------------------------------------------------------------ the cells of a row's pixels */

/* Pixels of every row that lie between the same two knots of the lattice, between which it is linear. */
typedef struct {
    size_t knot, first, count; /* knot: the western one's column */
    double part;               /* of the stretch to the next knot at the first pixel */
} stretch;

/* The lattice along one row of pixels: its images at the knots, where the row lies between two rows of knots. */
typedef struct {
    stretch *stretches;
    size_t stretch_count, first_knot, knot_count;
    double part_a_pixel;
    double *column, *row;      /* [knot - first_knot] cells */
    size_t rows_from, rows_to; /* rows of knots that were looked at: */
    double north, south;       /* the rows of cells between which they lie, of those near the grid */
    bool all_near;             /* and whether all of them are */
} trace;

static bool init_trace(trace *t, const canvas *c, vp_error *err)
{
    const vp_lattice *l = c->lattice;
    double at = (c->bounds.west + c->pixel_metres / 2 - l->u0) / l->du; /* of the first pixel, in knots */
    t->part_a_pixel = c->pixel_metres / l->du;
    t->stretches = calloc(VP_RASTER_SIDE, sizeof *t->stretches);
    for (size_t i = 0; t->stretches && i < VP_RASTER_SIDE; i++) {
        double knot = at + (double)i * t->part_a_pixel;
        if (!(knot >= 0 && knot <= (double)(l->columns - 1))) continue;
        size_t west = (size_t)fmin(floor(knot), (double)(l->columns - 2));
        stretch *last = t->stretch_count ? &t->stretches[t->stretch_count - 1] : NULL;
        if (last && last->knot == west)
            last->count++;
        else
            t->stretches[t->stretch_count++] = (stretch){west, i, 1, knot - (double)west};
    }
    if (t->stretch_count > 0) {
        t->first_knot = t->stretches[0].knot;
        t->knot_count = t->stretches[t->stretch_count - 1].knot + 2 - t->first_knot;
    }
    t->column = calloc(2 * t->knot_count + 1, sizeof *t->column);
    t->row = t->column + t->knot_count;
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

static void look_at_knots(trace *t, const vp_lattice *l, size_t knot_row)
{
    const double *column = l->a + knot_row * l->columns + t->first_knot, *row = l->b + (column - l->a);
    double north = t->north, south = t->south;
    for (size_t k = 0; k < t->knot_count; k++) {
        if (!is_near(column[k], row[k])) {
            t->all_near = false;
            continue;
        }
        north = row[k] < north ? row[k] : north;
        south = row[k] > south ? row[k] : south;
    }
    t->north = north;
    t->south = south;
}

/* Whether the rows of cells between the knots around a row of pixels may be read, and those of the rows before. */
static bool check_knots(canvas *c, trace *t, size_t knot_row, vp_error *err)
{
    bool more = false;
    if (t->rows_from == t->rows_to) t->rows_from = t->rows_to = knot_row;
    for (; t->rows_to < knot_row + 2; t->rows_to++, more = true) look_at_knots(t, c->lattice, t->rows_to);
    for (; t->rows_from > knot_row; more = true) look_at_knots(t, c->lattice, --t->rows_from);
    /* Fixed-point steps may end a hair beyond the knots. */
    double north = fmax(floor(t->north - 1e-3), 0), south = fmin(floor(t->south + 1e-3), (double)c->geometry.rows - 1);
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
    size_t above = *knot_row * l->columns + t->first_knot, below = above + l->columns;
    for (size_t k = 0; k < t->knot_count; k++) {
        t->column[k] = l->a[above + k] + part * (l->a[below + k] - l->a[above + k]);
        t->row[k] = l->b[above + k] + part * (l->b[below + k] - l->b[above + k]);
    }
    return true;
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
        if (row < c->geometry.rows) copy_row(c->shown + row * columns, columns, at.column, at.column_step, shown, on);
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
        const double *column = t->column + (between->knot - t->first_knot), *row = t->row + (column - t->column);
        double columns = column[1] - column[0], rows = row[1] - row[0];
        if (!t->all_near && !(is_near(column[0], row[0]) && is_near(column[1], row[1]))) continue;
        walk at = {fixed(column[0] + between->part * columns), fixed(row[0] + between->part * rows),
                   fixed(t->part_a_pixel * columns), fixed(t->part_a_pixel * rows)};
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
