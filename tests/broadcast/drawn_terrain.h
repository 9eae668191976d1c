/* Drawn terrain of 36 by 36 km for tests of signals: hills, a plain, masts on it. */
#pragma once
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/signal.h>

enum { SIDE = 120, CELLS = SIDE * SIDE };
static float heights[CELLS];
static uint8_t cover[CELLS];

static inline vp_grid_geometry geometry(void)
{
    return (vp_grid_geometry){.columns = SIDE, .rows = SIDE, .cell_metres = 300, .west = 0, .north = SIDE * 300.0};
}

/* Ridges and valleys without a period that the cells share. */
static inline void draw_hills(void)
{
    for (size_t i = 0; i < CELLS; i++) {
        double x = (double)(i % SIDE), y = (double)(i / SIDE);
        heights[i] =
            (float)(300 + 150 * sin(x / 9 + y / 31) + 90 * cos(y / 5.3 - x / 17) + 20 * sin(x * 1.7 + y * 0.9));
        cover[i] = (uint8_t)((i / 7 + i / SIDE) % 5 == 0 ? 10 : 40);
    }
}

static inline void draw_flat(float height)
{
    for (size_t i = 0; i < CELLS; i++) heights[i] = height;
    memset(cover, 40, sizeof cover);
}

static inline vp_signal_terrain terrain(bool with_cover)
{
    return (vp_signal_terrain){.geometry = geometry(), .elevation = heights, .land_cover = with_cover ? cover : NULL};
}

static size_t cell_at(size_t column, size_t row) { return row * SIDE + column; }

/* On the centre of a cell. */
static inline vp_transmitter mast_at(size_t column, size_t row)
{
    vp_transmitter t = {.id = "T",
                        .system = "fm",
                        .mast_metres = 50,
                        .frequency_mhz = 100,
                        .erp_kw = 1,
                        .lat = 21.6,
                        .lon = 105.8,
                        .open = true};
    vp_grid_geometry f = geometry();
    vp_grid_geometry_centre(f, cell_at(column, row), &t.x, &t.y);
    return t;
}

static inline vp_grid *field_of(const vp_signal_terrain *g, const vp_transmitter *t, const vp_signal_options *o)
{
    vp_error err;
    vp_grid *grid = vp_signal_field(g, t, o, &err);
    ck_assert_msg(grid != NULL, "%s", err.message);
    return grid;
}

/* The field behind one profile, as the exact sweep must take it. */
static inline double path_field(const vp_transmitter *t, const vp_signal_options *o, const double km[],
                                const double level[], const double clutter[], const uint8_t along[], size_t count)
{
    vp_link link = vp_link_defaults();
    link.frequency_mhz = t->frequency_mhz;
    link.transmitter_metres = t->mast_metres;
    link.time_percent = o->time_percent;
    link.location_percent = o->location_percent;
    link.location_sigma_db = o->location_sigma_db;
    link.receiver_metres = o->receiver_metres;
    link.n0 = o->n0;
    link.delta_n = o->delta_n;
    link.polarisation = t->polarisation;
    link.latitude_degrees = t->lat;
    vp_link_constants c;
    vp_error err;
    vp_path path;
    vp_loss loss;
    ck_assert(vp_link_prepare(&link, &c, &err));
    vp_profile p = {.count = count, .km = km, .terrain = level, .clutter = clutter, .zones = along};
    vp_path_measure(&c, &p, &path);
    vp_path_loss(&c, &path, &loss);
    return vp_field_strength(c.frequency_ghz, loss.lb, t->erp_kw);
}
