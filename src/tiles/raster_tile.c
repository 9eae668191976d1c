#include "tiles/raster_tile.h"
#include "tiles/ramps.h"
#include <math.h>
#include <spng.h>
#include <stdlib.h>
#include <string.h>

/* Palette: 0 transparent, 1 unreachable, then the ramp's classes. */
enum { NO_DATA, UNREACHABLE, FIRST_CLASS };

typedef struct {
    const vp_lattice *lattice;
    const float *cells;
    const uint8_t *inside; /* NULL: everywhere */
    vp_grid_geometry geometry;
    const vp_ramp *ramp;
    vp_bounds bounds;
    double pixel_metres;
} canvas;

static uint8_t colour_at(const canvas *c, double column, double row)
{
    if (!(column >= 0 && row >= 0 && column < (double)c->geometry.columns && row < (double)c->geometry.rows))
        return NO_DATA;
    size_t cell = (size_t)row * c->geometry.columns + (size_t)column;
    /* Across the border facilities are missing from the data: values there would mislead. */
    if (c->inside && !c->inside[cell]) return NO_DATA;
    double value = (double)c->cells[cell];
    if (isnan(value)) return NO_DATA;
    if (isinf(value)) return UNREACHABLE;
    return (uint8_t)(FIRST_CLASS + vp_ramp_class(c->ramp, value));
}

/* The lattice is linear along a row between two of its knots, so two lookups do for all pixels between. */
static void draw_row(const canvas *c, double y, uint8_t *pixels)
{
    const vp_lattice *l = c->lattice;
    double x0 = c->bounds.west + c->pixel_metres / 2, end = l->u0 + (double)(l->columns - 1) * l->du;
    double first = ceil((l->u0 - x0) / c->pixel_metres), past = floor((end - x0) / c->pixel_metres);
    size_t pixel = first > 0 ? (size_t)fmin(first, VP_RASTER_SIDE) : 0;
    while (pixel < VP_RASTER_SIDE && (double)pixel <= past) {
        double x = x0 + (double)pixel * c->pixel_metres, knot = l->u0 + (floor((x - l->u0) / l->du) + 1) * l->du;
        double reach = fmin(fmin(floor((knot - x0) / c->pixel_metres), past), VP_RASTER_SIDE - 1);
        size_t last = reach > (double)pixel ? (size_t)reach : pixel;
        double a0, b0, a1, b1;
        if (!vp_lattice_at(l, x, y, &a0, &b0) || !vp_lattice_at(l, x0 + (double)last * c->pixel_metres, y, &a1, &b1))
            return;
        double steps = last > pixel ? (double)(last - pixel) : 1;
        for (size_t p = pixel; p <= last; p++) {
            double t = (double)(p - pixel) / steps;
            pixels[p] = colour_at(c, a0 + t * (a1 - a0), b0 + t * (b1 - b0));
        }
        pixel = last + 1;
    }
}

static void set_colours(const vp_ramp *ramp, struct spng_plte *palette, struct spng_trns *transparency)
{
    memset(palette, 0, sizeof *palette);
    memset(transparency, 0, sizeof *transparency);
    palette->n_entries = FIRST_CLASS + (uint32_t)ramp->class_count;
    for (size_t i = 0; i < ramp->class_count + 1; i++) {
        vp_colour colour = i == 0 ? vp_ramp_unreachable : ramp->classes[i - 1].colour;
        struct spng_plte_entry *entry = &palette->entries[UNREACHABLE + i];
        entry->red = colour.red;
        entry->green = colour.green;
        entry->blue = colour.blue;
    }
    transparency->n_type3_entries = 1; /* entry 0 is 0: transparent; the others are opaque */
}

static bool encode(const uint8_t *pixels, const vp_ramp *ramp, vp_buffer *png, vp_error *err)
{
    struct spng_ihdr header = {
        .width = VP_RASTER_SIDE, .height = VP_RASTER_SIDE, .bit_depth = 8, .color_type = SPNG_COLOR_TYPE_INDEXED};
    struct spng_plte palette;
    struct spng_trns transparency;
    set_colours(ramp, &palette, &transparency);
    spng_ctx *context = spng_ctx_new(SPNG_CTX_ENCODER);
    if (!context) return vp_fail(err, VP_NO_MEMORY, "no memory for a picture");
    int problem = spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1);
    if (!problem) problem = spng_set_ihdr(context, &header);
    if (!problem) problem = spng_set_plte(context, &palette);
    if (!problem) problem = spng_set_trns(context, &transparency);
    if (!problem) problem = spng_set_option(context, SPNG_IMG_COMPRESSION_LEVEL, 3);
    if (!problem) problem = spng_set_option(context, SPNG_FILTER_CHOICE, SPNG_DISABLE_FILTERING);
    if (!problem)
        problem = spng_encode_image(context, pixels, (size_t)VP_RASTER_SIDE * VP_RASTER_SIDE, SPNG_FMT_PNG,
                                    SPNG_ENCODE_FINALIZE);
    size_t size = 0;
    char *bytes = problem ? NULL : spng_get_png_buffer(context, &size, &problem);
    spng_ctx_free(context);
    if (!bytes) return vp_fail(err, VP_NO_MEMORY, "a picture cannot be encoded: %s", spng_strerror(problem));
    *png = (vp_buffer){.bytes = bytes, .length = size, .room = size};
    return true;
}

bool vp_raster_tile_draw(const vp_snapshot *snapshot, size_t service, vp_tile tile, vp_buffer *png, vp_error *err)
{
    const vp_grid *surface = snapshot->surfaces[service];
    canvas c = {.lattice = &snapshot->mercator_to_cell,
                .cells = vp_grid_cells(surface),
                .inside = snapshot->inside,
                .geometry = vp_grid_geometry_of(surface),
                .ramp = vp_ramp_of(snapshot->region->services[service].reach),
                .bounds = vp_tile_bounds(tile)};
    uint8_t *pixels = calloc(VP_RASTER_SIDE, VP_RASTER_SIDE);
    if (!pixels) return vp_fail_memory(err, (size_t)VP_RASTER_SIDE * VP_RASTER_SIDE);
    c.pixel_metres = (c.bounds.east - c.bounds.west) / VP_RASTER_SIDE;
    for (size_t row = 0; row < VP_RASTER_SIDE; row++)
        draw_row(&c, c.bounds.north - ((double)row + 0.5) * c.pixel_metres, pixels + row * VP_RASTER_SIDE);
    bool ok = encode(pixels, c.ramp, png, err);
    free(pixels);
    return ok;
}

uint32_t vp_raster_tile_zoom_most(const vp_snapshot *snapshot)
{
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    double pixel = (world.east - world.west) / VP_RASTER_SIDE, half = snapshot->region->geometry.cell_metres / 2;
    uint32_t zoom = 0;
    for (; zoom < VP_ZOOM_MOST && pixel > half; zoom++) pixel /= 2;
    return zoom;
}
