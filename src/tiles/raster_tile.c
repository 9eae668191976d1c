#include "tiles/raster_tile.h"
#include "tiles/ramps.h"
#include <libdeflate.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Palette: 0 transparent, 1 unreachable, then the ramp's classes. */
enum { NO_DATA, UNREACHABLE, FIRST_CLASS };

typedef struct {
    const vp_lattice *lattice;
    const vp_results *results; /* with a surface of service, whose cells are checked before they are read */
    size_t service;
    const float *cells;
    const uint8_t *inside; /* NULL: everywhere */
    vp_grid_geometry geometry;
    const vp_ramp *ramp;
    vp_bounds bounds;
    double pixel_metres;
    size_t ahead; /* cells between what two rows of pixels read */
    size_t checked_from, checked_to;
} canvas;

/* ------------------------------------------------------------ values of a row's pixels */

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
    double *column, *row; /* [knot - first_knot] cells */
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
    return (t->stretches && t->column) || vp_fail_memory(err, VP_RASTER_SIDE * sizeof *t->stretches);
}

static void clear_trace(trace *t)
{
    free(t->stretches);
    free(t->column);
}

/* Puts the trace on the row at y; false outside the lattice. */
static bool follow(trace *t, const vp_lattice *l, double y)
{
    double at = (y - l->v0) / l->dv;
    if (!(at >= 0 && at <= (double)(l->rows - 1))) return false;
    double north = fmin(floor(at), (double)(l->rows - 2)), part = at - north;
    size_t above = (size_t)north * l->columns + t->first_knot, below = above + l->columns;
    for (size_t k = 0; k < t->knot_count; k++) {
        t->column[k] = l->a[above + k] + part * (l->a[below + k] - l->a[above + k]);
        t->row[k] = l->b[above + k] + part * (l->b[below + k] - l->b[above + k]);
    }
    return true;
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
    return from >= to || vp_results_surface(c->results, c->service, from, to - from, err);
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

/* Whether the cells between two places may be read: between them the walk is straight. */
static bool check_stretch(canvas *c, walk at, size_t count, vp_error *err)
{
    int64_t columns = (int64_t)c->geometry.columns, rows = (int64_t)c->geometry.rows, steps = (int64_t)count - 1;
    int64_t row = at.row >> FRACTION_BITS, other = (at.row + steps * at.row_step) >> FRACTION_BITS;
    int64_t north = row < other ? row : other, south = row < other ? other : row;
    if (south < 0 || north >= rows) return true;
    if (north < 0) north = 0;
    if (south >= rows) south = rows - 1;
    return check_cells(c, (size_t)(north * columns), (size_t)((south + 1) * columns - 1), err);
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

/* Whether a place lies so near the grid that it can be written as fixed-point numbers. */
static bool is_near(double column, double row) { return fabs(column) < 1e6 && fabs(row) < 1e6; }

/* values: NaN where the grid does not reach. False where cells are damaged. */
static bool read_row(canvas *c, trace *t, double y, float *values, vp_error *err)
{
    for (size_t i = 0; i < VP_RASTER_SIDE; i++) values[i] = NAN;
    if (!follow(t, c->lattice, y)) return true;
    for (size_t s = 0; s < t->stretch_count; s++) {
        const stretch *between = &t->stretches[s];
        const double *column = t->column + (between->knot - t->first_knot), *row = t->row + (column - t->column);
        double columns = column[1] - column[0], rows = row[1] - row[0];
        if (!is_near(column[0], row[0]) || !is_near(column[1], row[1])) continue;
        walk at = {fixed(column[0] + between->part * columns), fixed(row[0] + between->part * rows),
                   fixed(t->part_a_pixel * columns), fixed(t->part_a_pixel * rows)};
        if (!check_stretch(c, at, between->count, err)) return false;
        read_stretch(c, at, values + between->first, between->count);
    }
    return true;
}

/* ------------------------------------------------------------ classes */

/* A ramp's classes as limits that a float is above exactly when it is in a class beyond the first: so a class is a sum
 * of comparisons, which the compiler makes for many pixels at once. */
typedef struct {
    float below[sizeof((vp_ramp *)NULL)->classes / sizeof(vp_class)];
    size_t count;
} limits;

static limits limits_of(const vp_ramp *ramp)
{
    limits l = {.count = ramp->class_count - 1};
    for (size_t i = 0; i < l.count; i++) {
        double edge = ramp->more_is_better ? ramp->classes[i + 1].edge : ramp->classes[i].edge;
        float near = (float)edge;
        /* value >= edge: above the greatest float below it; value > edge: above the greatest not above it. */
        bool itself_counts = ramp->more_is_better;
        while (itself_counts ? (double)near >= edge : (double)near > edge) near = nextafterf(near, -INFINITY);
        l.below[i] = near;
    }
    return l;
}

static void classify(const limits *l, const float *restrict values, uint8_t *restrict classes)
{
    uint32_t class[VP_RASTER_SIDE];
    for (size_t i = 0; i < VP_RASTER_SIDE; i++) class[i] = FIRST_CLASS;
    for (size_t k = 0; k < l->count; k++) {
        float below = l->below[k];
        for (size_t i = 0; i < VP_RASTER_SIDE; i++) class[i] += values[i] > below;
    }
    for (size_t i = 0; i < VP_RASTER_SIDE; i++) {
        uint32_t shown = fabsf(values[i]) == INFINITY ? UNREACHABLE : class[i];
        classes[i] = (uint8_t)(isnan(values[i]) ? NO_DATA : shown);
    }
}

/* ------------------------------------------------------------ PNG (ISO/IEC 15948), indexed with four bits a pixel */

#define ROW_BYTES (1 + VP_RASTER_SIDE / 2) /* a filter's number, always 0, and two pixels a byte */
/* More makes a picture some hundredths smaller and takes twice as long. */
#define COMPRESSION_LEVEL 1

static void pack(const uint8_t *classes, uint8_t *row)
{
    *row++ = 0;
    for (size_t i = 0; i < VP_RASTER_SIDE / 2; i++) row[i] = (uint8_t)(classes[2 * i] << 4 | classes[2 * i + 1]);
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

static uint8_t *put_colours(uint8_t *at, const vp_ramp *ramp)
{
    size_t count = FIRST_CLASS + ramp->class_count;
    for (size_t i = 0; i < count; i++) {
        vp_colour colour = i < UNREACHABLE    ? (vp_colour){0, 0, 0}
                           : i == UNREACHABLE ? vp_ramp_unreachable
                                              : ramp->classes[i - FIRST_CLASS].colour;
        memcpy(at + 8 + 3 * i, (const uint8_t[]){colour.red, colour.green, colour.blue}, 3);
    }
    at = close_chunk(at, "PLTE", 3 * count);
    at[8] = 0; /* entry 0 is transparent; the others, which are not named, are opaque */
    return close_chunk(at, "tRNS", 1);
}

static bool encode(const uint8_t *rows, const vp_ramp *ramp, vp_buffer *png, vp_error *err)
{
    enum { ALL_BUT_PIXELS = 256 };
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(COMPRESSION_LEVEL);
    size_t most = libdeflate_zlib_compress_bound(compressor, (size_t)VP_RASTER_SIDE * ROW_BYTES);
    uint8_t *bytes = compressor ? malloc(ALL_BUT_PIXELS + most) : NULL;
    if (bytes) {
        uint8_t *at = put_colours(put_header(bytes), ramp);
        size_t size = libdeflate_zlib_compress(compressor, rows, (size_t)VP_RASTER_SIDE * ROW_BYTES, at + 8, most);
        at = close_chunk(close_chunk(at, "IDAT", size), "IEND", 0);
        *png = (vp_buffer){.bytes = (char *)bytes, .length = (size_t)(at - bytes), .room = ALL_BUT_PIXELS + most};
    }
    libdeflate_free_compressor(compressor);
    return bytes || vp_fail(err, VP_NO_MEMORY, "no memory for a picture");
}

bool vp_raster_tile_draw(const vp_snapshot *snapshot, size_t service, vp_tile tile, vp_buffer *png, vp_error *err)
{
    const vp_grid *surface = snapshot->results.surfaces[service];
    canvas c = {.lattice = &snapshot->places.mercator_to_cell,
                .results = &snapshot->results,
                .service = service,
                .cells = vp_grid_cells(surface),
                .inside = snapshot->places.inside,
                .geometry = vp_grid_geometry_of(surface),
                .ramp = vp_ramp_of(snapshot->region->definitions.services[service].reach),
                .bounds = vp_tile_bounds(tile)};
    c.pixel_metres = (c.bounds.east - c.bounds.west) / VP_RASTER_SIDE;
    c.ahead = (size_t)rint(c.pixel_metres / c.geometry.cell_metres) * c.geometry.columns;
    limits classes = limits_of(c.ramp);
    trace t = {0};
    bool ok = init_trace(&t, &c, err);
    uint8_t rows[VP_RASTER_SIDE][ROW_BYTES];
    for (size_t row = 0; ok && row < VP_RASTER_SIDE; row++) {
        float values[VP_RASTER_SIDE];
        uint8_t pixels[VP_RASTER_SIDE];
        ok = read_row(&c, &t, c.bounds.north - ((double)row + 0.5) * c.pixel_metres, values, err);
        classify(&classes, values, pixels);
        pack(pixels, rows[row]);
    }
    ok = ok && encode(rows[0], c.ramp, png, err);
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
