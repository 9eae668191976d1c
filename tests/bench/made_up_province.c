#include "made_up_province.h"
#include <math.h>
#include <stdlib.h>

uint64_t made_up_mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

/* 0 … 1, the same for the same place. */
static double chance(uint64_t layer, size_t x, size_t y)
{
    return (double)(made_up_mix(layer << 56 ^ x << 28 ^ y) >> 11) * 0x1p-53;
}

/* Smooth noise of the given wavelength in cells. */
static double noise(uint64_t layer, double x, double y, double wavelength)
{
    double u = x / wavelength, v = y / wavelength;
    size_t i = (size_t)u, j = (size_t)v;
    double fu = u - (double)i, fv = v - (double)j;
    fu = fu * fu * (3 - 2 * fu);
    fv = fv * fv * (3 - 2 * fv);
    double top = chance(layer, i, j) * (1 - fu) + chance(layer, i + 1, j) * fu;
    double bottom = chance(layer, i, j + 1) * (1 - fu) + chance(layer, i + 1, j + 1) * fu;
    return top * (1 - fv) + bottom * fv;
}

static double height(size_t x, size_t y)
{
    double sum = 0, size = 500;
    double wavelength = 700;
    for (uint64_t octave = 0; octave < 7; octave++, size /= 2.1, wavelength /= 2)
        sum += size * noise(10 + octave, (double)x, (double)y, wavelength);
    return sum;
}

/* Winding lines: where a smooth field crosses one half. */
static bool on_line(uint64_t layer, size_t x, size_t y, double wavelength, double half_width)
{
    double here = noise(layer, (double)x, (double)y, wavelength) - 0.5;
    double east = noise(layer, (double)x + 1, (double)y, wavelength) - 0.5,
           south = noise(layer, (double)x, (double)y + 1, wavelength) - 0.5;
    return fabs(here) < half_width * hypot(east - here, south - here);
}

static double km_per_h(size_t x, size_t y)
{
    if (on_line(1, x, y, 900, 0.8)) return 60;
    if (on_line(2, x, y, 300, 0.8)) return 30;
    if (on_line(3, x, y, 110, 0.7)) return 15;
    if (on_line(4, x, y, 600, 1.5)) return chance(5, x / 40, y / 40) < 0.1 ? 4 : 0; /* river with fords */
    if (noise(6, (double)x, (double)y, 160) > 0.86) return 0;                       /* lake */
    double cover = noise(7, (double)x, (double)y, 60);
    return cover < 0.4 ? 2 : cover < 0.6 ? 3 : cover < 0.8 ? 4 : 5;
}

void made_up_clear(made_up *p)
{
    free(p->terrain.minutes_per_metre);
    free(p->elevation);
    free(p->facilities);
    *p = (made_up){0};
}

static size_t mirrored(size_t i, size_t period)
{
    size_t at = i % (2 * period);
    return at < period ? at : 2 * period - 1 - at;
}

/* Beyond REPEATED cells east or south the terrain is its own mirror image, which is quicker to make. */
bool made_up_make(made_up *p, size_t columns, size_t rows, size_t facility_count)
{
    enum { REPEATED = 5000 };
    size_t cells = columns * rows;
    *p = (made_up){.terrain.geometry = {columns, rows, MADE_UP_CELL_METRES, MADE_UP_WEST, MADE_UP_NORTH},
                   .facility_count = facility_count};
    p->terrain.minutes_per_metre = malloc(cells * sizeof(float));
    p->elevation = malloc(cells * sizeof *p->elevation);
    p->facilities = malloc(facility_count * sizeof *p->facilities);
    if (!p->terrain.minutes_per_metre || !p->elevation || !p->facilities) return false;
    for (size_t i = 0; i < cells; i++) {
        size_t x = i % columns, y = i / columns, from = mirrored(y, REPEATED) * columns + mirrored(x, REPEATED);
        bool known = from < i;
        p->terrain.minutes_per_metre[i] = known ? p->terrain.minutes_per_metre[from] : (float)(0.06 / km_per_h(x, y));
        p->elevation[i] = known ? p->elevation[from] : (float)height(x, y);
    }
    uint64_t state = 20260701;
    for (size_t f = 0; f < facility_count;) {
        state += 0x9E3779B97F4A7C15U;
        size_t cell = made_up_mix(state) % cells;
        if (p->terrain.minutes_per_metre[cell] < INFINITY) p->facilities[f++] = cell;
    }
    return true;
}
