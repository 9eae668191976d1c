/* Zonal statistics of 180 units on 16 million cells: the index built once, then the refresh of a surface.
 *
 *     bench_zonal [COLUMNS ROWS [REPEATS]]    one CSV line a step: name, cells, milliseconds of the processor (median),
 * index bytes */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <vungphu/coverage.h>
#include <vungphu/zonal.h>

enum { ACROSS = 12, DOWN = 15, UNITS = ACROSS * DOWN, KNOTS = 150, REPEATS_MOST = 101 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); /* others on the machine do not count */
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double chance(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* A ragged line that the two units beside it share: the same points from either side. */
static vp_point knot(vp_grid_geometry f, bool upright, size_t line, double along)
{
    double width = (double)f.columns * f.cell_metres, height = (double)f.rows * f.cell_metres;
    double across = (double)line / (upright ? ACROSS : DOWN);
    uint64_t seed = (uint64_t)llround(along * 1e6) * 977 + line * 31 + upright + 1;
    bool meets = fabs(along * (upright ? DOWN : ACROSS) - round(along * (upright ? DOWN : ACROSS))) < 1e-9;
    bool halo = line == 0 || line == (size_t)(upright ? ACROSS : DOWN);
    double off = meets || halo ? 0 : (chance(seed) - 0.5) * 0.002;
    double x = upright ? across + off : along, y = upright ? along : across + off;
    return (vp_point){f.west + x * width, f.north - y * height};
}

static bool make_unit(vp_grid_geometry f, size_t unit, vp_shape *shape)
{
    size_t column = unit % ACROSS, row = unit / ACROSS, n = 0;
    vp_point points[4 * KNOTS + 1];
    for (size_t k = 0; k < KNOTS; k++) points[n++] = knot(f, true, column, ((double)row + (double)k / KNOTS) / DOWN);
    for (size_t k = 0; k < KNOTS; k++)
        points[n++] = knot(f, false, row + 1, ((double)column + (double)k / KNOTS) / ACROSS);
    for (size_t k = KNOTS; k > 0; k--)
        points[n++] = knot(f, true, column + 1, ((double)row + (double)k / KNOTS) / DOWN);
    for (size_t k = KNOTS; k > 0; k--) points[n++] = knot(f, false, row, ((double)column + (double)k / KNOTS) / ACROSS);
    points[n++] = points[0];
    return vp_shape_init(shape, points, &n, 1, NULL);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void report(const char *name, vp_grid_geometry f, double times[], size_t count, size_t bytes)
{
    qsort(times, count, sizeof *times, ascending);
    printf("%s,%zu,%.2f,%zu\n", name, vp_grid_geometry_cells(f), times[count / 2], bytes);
}

typedef struct {
    vp_grid_geometry geometry;
    vp_weights *weights;
    float *minutes, *people;
    uint16_t *steps;
    size_t repeats, bytes;
} place;

static bool measure(place *p)
{
    double times[REPEATS_MOST], sums[UNITS], missing[UNITS], check = 0;
    vp_scale scale = vp_scale_of(VP_REACH_TRAVEL_TIME);
    for (size_t r = 0; r < p->repeats; r++) {
        double began = now_ms();
        vp_zonal_sum(p->weights, p->people, sums, missing);
        times[r] = now_ms() - began;
    }
    for (size_t u = 0; u < UNITS; u++) check += sums[u];
    report("sum", p->geometry, times, p->repeats, p->bytes);
    for (size_t r = 0; r < p->repeats; r++) {
        double began = now_ms();
        vp_scale_steps(scale, p->minutes, vp_grid_geometry_cells(p->geometry), p->steps);
        times[r] = now_ms() - began;
    }
    report("steps", p->geometry, times, p->repeats, p->bytes);
    for (size_t r = 0; r < p->repeats; r++) {
        vp_facts *facts = vp_facts_new(scale, UNITS, NULL);
        double began = now_ms();
        if (!facts || !vp_facts_add(facts, p->weights, p->steps, p->people, NULL)) return false;
        times[r] = now_ms() - began;
        vp_facts_free(facts);
    }
    report("facts", p->geometry, times, p->repeats, p->bytes);
    fprintf(stderr, "people counted %.0f\n", check);
    return true;
}

int main(int count, char **arguments)
{
    place p = {.geometry = {3500, 4500, 30, 500000, 2500000}, .repeats = 21};
    if (count > 2) {
        p.geometry.columns = strtoul(arguments[1], NULL, 10);
        p.geometry.rows = strtoul(arguments[2], NULL, 10);
    }
    if (count > 3) p.repeats = strtoul(arguments[3], NULL, 10);
    if (p.repeats < 1 || p.repeats > REPEATS_MOST) return 2;
    vp_shape units[UNITS];
    const vp_shape *list[UNITS];
    for (size_t u = 0; u < UNITS; u++) {
        if (!make_unit(p.geometry, u, &units[u])) return 1;
        list[u] = &units[u];
    }
    size_t cells = vp_grid_geometry_cells(p.geometry);
    p.minutes = malloc(cells * sizeof *p.minutes);
    p.people = malloc(cells * sizeof *p.people);
    p.steps = malloc(cells * sizeof *p.steps);
    double began = now_ms();
    p.weights = vp_weights_new(p.geometry, list, UNITS, NULL);
    double made = now_ms() - began;
    if (!p.minutes || !p.people || !p.steps || !p.weights) return 1;
    p.bytes = p.weights->run_count * sizeof(vp_run) + p.weights->partial_count * sizeof(vp_partial);
    for (size_t i = 0; i < cells; i++) {
        double x = (double)(i % p.geometry.columns), y = (double)(i / p.geometry.columns);
        p.minutes[i] = (float)(60 + 50 * sin(x / 300) * cos(y / 400) + chance(i));
        p.people[i] = chance(i + cells) < 0.4 ? (float)(3 * chance(i * 7 + 1)) : 0; /* most cells are empty */
    }
    printf("step,cells,milliseconds,index_bytes\n");
    report("index", p.geometry, &made, 1, p.bytes);
    bool ok = measure(&p);
    vp_weights_free(p.weights);
    for (size_t u = 0; u < UNITS; u++) vp_shape_clear(&units[u]);
    free(p.minutes);
    free(p.people);
    free(p.steps);
    return ok ? 0 : 1;
}
