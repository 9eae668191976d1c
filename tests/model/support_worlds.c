#include "support_worlds.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

static world blank(size_t columns, size_t rows)
{
    size_t cells = columns * rows;
    world w = {.terrain.geometry = {columns, rows, 100, 500000, 2400000}};
    w.terrain.minutes_per_metre = malloc(cells * sizeof(float));
    w.facilities = calloc(64, sizeof *w.facilities);
    ck_assert(w.terrain.minutes_per_metre && w.facilities);
    return w;
}

static void place(world *w, size_t facility, size_t cell)
{
    for (; w->facility_count <= facility; w->facility_count++) w->facilities[w->facility_count] = SIZE_MAX;
    w->facilities[facility] = cell;
}

world world_drawn(const char *map)
{
    size_t columns = strcspn(map, "\n"), rows = (strlen(map) + 1) / (columns + 1);
    world w = blank(columns, rows);
    for (size_t cell = 0; cell < columns * rows; cell++) {
        char c = map[cell / columns * (columns + 1) + cell % columns];
        bool impassable = c == '#' || (c >= 'a' && c <= 'z');
        if (c >= 'A' && c <= 'Z') place(&w, (size_t)(c - 'A'), cell);
        if (c >= 'a' && c <= 'z') place(&w, (size_t)(c - 'a'), cell);
        float minutes = c >= '2' && c <= '9' ? (float)(c - '0') : 1;
        w.terrain.minutes_per_metre[cell] = impassable ? INFINITY : minutes / 100;
    }
    return w;
}

void world_raise(world *w, const float heights[])
{
    size_t cells = vp_grid_geometry_cells(w->terrain.geometry);
    w->elevation = malloc(cells * sizeof *w->elevation);
    w->terrain.slope_applies = malloc(cells);
    ck_assert(w->elevation && w->terrain.slope_applies);
    memcpy(w->elevation, heights, cells * sizeof *heights);
    memset(w->terrain.slope_applies, 1, cells);
    w->terrain.elevation = w->elevation;
}

void world_clear(world *w)
{
    free(w->terrain.minutes_per_metre);
    free(w->terrain.slope_applies);
    free(w->elevation);
    free(w->facilities);
    *w = (world){0};
}

/* splitmix64 */
static uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

static size_t below(uint64_t *state, size_t bound) { return (size_t)(next(state) % bound); }

static void wall(world *w, uint64_t *state)
{
    vp_grid_geometry f = w->terrain.geometry;
    bool upright = next(state) & 1;
    size_t length = upright ? f.rows : f.columns, at = below(state, upright ? f.columns : f.rows);
    size_t gap = next(state) % 3 ? below(state, length) : SIZE_MAX; /* one time in three there is none */
    for (size_t i = 0; i < length; i++)
        if (i != gap) w->terrain.minutes_per_metre[upright ? i * f.columns + at : at * f.columns + i] = INFINITY;
}

static void road(world *w, uint64_t *state)
{
    vp_grid_geometry f = w->terrain.geometry;
    size_t column = below(state, f.columns), row = below(state, f.rows);
    for (size_t i = 0; i < f.columns + f.rows; i++) {
        w->terrain.minutes_per_metre[row * f.columns + column] = 0.06f / 40;
        if (w->terrain.slope_applies) w->terrain.slope_applies[row * f.columns + column] = 0;
        if (next(state) & 1)
            column = (column + 1) % f.columns;
        else
            row = (row + 1) % f.rows;
    }
}

/* Waves with noise; a hole of unknown height one cell in two hundred. */
static void relief(world *w, uint64_t *state)
{
    vp_grid_geometry f = w->terrain.geometry;
    size_t cells = vp_grid_geometry_cells(f);
    float *heights = malloc(cells * sizeof *heights);
    ck_assert(heights);
    float steep = (float)below(state, 400);
    for (size_t i = 0; i < cells; i++) {
        float x = (float)(i % f.columns), y = (float)(i / f.columns);
        heights[i] = steep * (sinf(x / 7) + cosf(y / 5)) + (float)below(state, 30);
        if (below(state, 200) == 0) heights[i] = NAN;
    }
    world_raise(w, heights);
    for (size_t i = 0; i < cells; i++) w->terrain.slope_applies[i] = below(state, 50) > 0;
    free(heights);
}

world world_random(uint64_t seed, size_t columns, size_t rows)
{
    uint64_t state = seed * 2 + 1;
    world w = blank(columns, rows);
    size_t cells = columns * rows;
    bool uniform = below(&state, 4) == 0; /* where ties are many */
    size_t impassable = below(&state, 4) * 10;
    for (size_t i = 0; i < cells; i++) {
        float km_per_h = uniform ? 4 : 1 + (float)below(&state, 50) / 10;
        w.terrain.minutes_per_metre[i] = below(&state, 100) < impassable ? INFINITY : 0.06f / km_per_h;
    }
    if (next(&state) & 1) relief(&w, &state);
    for (size_t i = below(&state, 4); i > 0; i--) wall(&w, &state);
    for (size_t i = below(&state, 3); i > 0; i--) road(&w, &state);
    size_t facilities = below(&state, 12);
    for (size_t f = 0; f < facilities; f++) place(&w, f, below(&state, cells));
    if (facilities > 2) w.facilities[1] = w.facilities[2]; /* two on one cell */
    if (facilities > 4) w.facilities[4] = SIZE_MAX;
    return w;
}
