/* A third witness for travel_time.sh: plain Dijkstra in double precision over the files that GRASS and
 * Vùng Phủ read, to say which of two results that differ is off.
 *
 *     bench_travel_witness DIR COLUMNS ROWS NEIGHBOURS KIND GRASS OURS
 *
 * DIR: as bench_travel_time --write leaves it (ENVI grids, facilities.csv). KIND: cost (crossing.bin) or
 * walk (friction.bin, elevation.bin; seconds). GRASS: its raw float64 result, OURS: raw float32 minutes, -1
 * where there is no path. NEIGHBOURS: 8 or 16, corners open, from the facilities. CSV on stdout, without a
 * heading: pair, reached by both, by one only, largest and mean relative difference, minutes where it is
 * largest. */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HALO = 2, MOVES = 16 };
static const double CELL_METRES = 30, WEST = 500000, NORTH = 2500000;

typedef struct {
    double minutes;
    size_t cell;
} entry;

typedef struct {
    entry *entries;
    size_t count, room;
} heap;

typedef struct {
    size_t columns, rows, stride; /* stride and cells count a halo of impassable cells */
    float *pace, *elevation;      /* minutes a cell, or seconds a metre on top of walking; INFINITY: impassable */
    double *minutes;
    bool walks;
} world;

static bool push(heap *h, double minutes, size_t cell)
{
    if (h->count == h->room) {
        size_t room = h->room ? 2 * h->room : 1 << 20;
        entry *entries = realloc(h->entries, room * sizeof *entries);
        if (!entries) return false;
        h->entries = entries;
        h->room = room;
    }
    size_t i = h->count++;
    for (; i && h->entries[(i - 1) / 2].minutes > minutes; i = (i - 1) / 2) h->entries[i] = h->entries[(i - 1) / 2];
    h->entries[i] = (entry){minutes, cell};
    return true;
}

static entry pop(heap *h)
{
    entry first = h->entries[0], last = h->entries[--h->count];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < h->count; i = child) {
        if (child + 1 < h->count && h->entries[child + 1].minutes < h->entries[child].minutes) child++;
        if (h->entries[child].minutes >= last.minutes) break;
        h->entries[i] = h->entries[child];
    }
    h->entries[i] = last;
    return first;
}

/* Seconds a metre of walking takes (Langmuir 1984, constants of r.walk). */
static double walking(double slope)
{
    return 0.72 + (slope >= 0 ? 6 * slope : slope < -0.2125 ? -1.9998 * slope : 1.9998 * slope);
}

static double step_minutes(const world *w, size_t from, ptrdiff_t dx, ptrdiff_t dy)
{
    ptrdiff_t stride = (ptrdiff_t)w->stride;
    size_t to = (size_t)((ptrdiff_t)from + dy * stride + dx);
    double length = sqrt((double)(dx * dx + dy * dy)), pace = ((double)w->pace[from] + (double)w->pace[to]) / 2;
    if (dx * dx + dy * dy == 5) { /* a knight's move crosses two more cells, all four over equal lengths */
        ptrdiff_t near = dx * dx == 4 ? dx / 2 : dy / 2 * stride, far = near + (dx * dx == 4 ? dy * stride : dx);
        pace = pace / 2 + ((double)w->pace[(ptrdiff_t)from + near] + (double)w->pace[(ptrdiff_t)from + far]) / 4;
    }
    if (!w->walks) return pace * length;
    double slope = ((double)w->elevation[to] - (double)w->elevation[from]) / (length * CELL_METRES);
    return (pace + walking(slope)) * length * CELL_METRES / 60;
}

static bool solve(world *w, heap *h, int neighbours)
{
    static const ptrdiff_t moves[MOVES][2] = {{0, 1}, {0, -1}, {1, 0},  {-1, 0},  {1, 1}, {1, -1}, {-1, 1}, {-1, -1},
                                              {1, 2}, {1, -2}, {-1, 2}, {-1, -2}, {2, 1}, {2, -1}, {-2, 1}, {-2, -1}};
    while (h->count) {
        entry e = pop(h);
        if (e.minutes > w->minutes[e.cell]) continue;
        for (int k = 0; k < neighbours; k++) {
            double minutes = e.minutes + step_minutes(w, e.cell, moves[k][0], moves[k][1]);
            size_t to = (size_t)((ptrdiff_t)e.cell + moves[k][1] * (ptrdiff_t)w->stride + moves[k][0]);
            if (!(minutes < w->minutes[to])) continue;
            w->minutes[to] = minutes;
            if (!push(h, minutes, to)) return false;
        }
    }
    return true;
}

static size_t padded(const world *w, size_t i) { return (i / w->columns + HALO) * w->stride + i % w->columns + HALO; }

/* A raw grid of float32 within a halo of impassable cells. */
static float *read_rimmed(const world *w, const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.bin", folder, name);
    FILE *file = fopen(path, "rb");
    size_t cells = w->stride * (w->rows + (size_t)2 * HALO);
    float *values = malloc(cells * sizeof *values);
    bool ok = file && values;
    for (size_t i = 0; ok && i < cells; i++) values[i] = INFINITY;
    for (size_t row = 0; ok && row < w->rows; row++) {
        float *line = values + (row + HALO) * w->stride + HALO;
        ok = fread(line, sizeof *line, w->columns, file) == w->columns;
        for (size_t i = 0; i < w->columns; i++)
            if (isnan(line[i])) line[i] = INFINITY;
    }
    if (file) fclose(file);
    if (ok) return values;
    free(values);
    return NULL;
}

static bool read_facilities(world *w, const char *folder, heap *h)
{
    char path[4096], line[256];
    snprintf(path, sizeof path, "%s/facilities.csv", folder);
    FILE *file = fopen(path, "r");
    bool ok = file && fgets(line, sizeof line, file);
    while (ok && fgets(line, sizeof line, file)) {
        char *rest;
        double x = strtod(line, &rest), y = strtod(rest + 1, NULL);
        size_t column = (size_t)((x - WEST) / CELL_METRES), row = (size_t)((NORTH - y) / CELL_METRES);
        size_t cell = (row + HALO) * w->stride + column + HALO;
        w->minutes[cell] = 0;
        ok = push(h, 0, cell);
    }
    if (file) fclose(file);
    return ok;
}

/* Minutes of a raw result; INFINITY where there is no path. NULL when it cannot be read. */
static double *read_result(const char *path, size_t cells, bool is_double, double unit)
{
    FILE *file = fopen(path, "rb");
    double *values = malloc(cells * sizeof *values);
    bool ok = file && values;
    for (size_t i = 0; ok && i < cells; i++) {
        float narrow = 0;
        ok = is_double ? fread(&values[i], sizeof *values, 1, file) == 1 : fread(&narrow, sizeof narrow, 1, file) == 1;
        if (!is_double) values[i] = (double)narrow;
        values[i] = values[i] >= 0 ? values[i] / unit : INFINITY;
    }
    if (file) fclose(file);
    if (ok) return values;
    free(values);
    return NULL;
}

static void print_pair(const char *name, const double *a, const double *exact, size_t cells)
{
    size_t both = 0, one = 0, compared = 0;
    double worst = 0, at = 0, sum = 0;
    for (size_t i = 0; i < cells; i++) {
        bool has_a = a[i] < INFINITY, has_exact = exact[i] < INFINITY;
        both += has_a && has_exact;
        one += has_a != has_exact;
        if (!has_a || !has_exact || !(exact[i] > 0)) continue;
        double difference = fabs(a[i] - exact[i]) / exact[i];
        sum += difference;
        compared++;
        if (difference > worst) worst = difference, at = exact[i];
    }
    printf("%s,%zu,%zu,%.3g,%.3g,%.1f\n", name, both, one, worst, compared ? sum / (double)compared : 0, at);
}

int main(int count, char **arguments)
{
    if (count != 8) return 2;
    const char *folder = arguments[1];
    world w = {.columns = strtoul(arguments[2], NULL, 10), .rows = strtoul(arguments[3], NULL, 10)};
    w.stride = w.columns + (size_t)2 * HALO;
    w.walks = strcmp(arguments[5], "walk") == 0;
    size_t cells = w.columns * w.rows, padded_cells = w.stride * (w.rows + (size_t)2 * HALO);
    heap h = {0};
    w.pace = read_rimmed(&w, folder, w.walks ? "friction" : "crossing");
    w.elevation = w.walks ? read_rimmed(&w, folder, "elevation") : NULL;
    w.minutes = malloc(padded_cells * sizeof *w.minutes);
    for (size_t i = 0; w.minutes && i < padded_cells; i++) w.minutes[i] = INFINITY;
    double *grass = read_result(arguments[6], cells, true, w.walks ? 60 : 1),
           *ours = read_result(arguments[7], cells, false, 1);
    bool ok = w.pace && w.minutes && (w.elevation || !w.walks) && grass && ours && read_facilities(&w, folder, &h) &&
              solve(&w, &h, strtol(arguments[4], NULL, 10) == 8 ? 8 : 16);
    for (size_t i = 0; ok && i < cells; i++) w.minutes[i] = w.minutes[padded(&w, i)]; /* never ahead of the reading */
    if (ok) {
        print_pair("ours against double", ours, w.minutes, cells);
        print_pair("GRASS against double", grass, w.minutes, cells);
        print_pair("ours against GRASS", ours, grass, cells);
    }
    free(h.entries);
    free(w.pace);
    free(w.elevation);
    free(w.minutes);
    free(grass);
    free(ours);
    return ok ? 0 : 1;
}
