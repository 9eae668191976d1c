/* Time and memory of the travel time engine on a made-up province: one CSV line a case.
 *
 *     bench_travel_time [COLUMNS ROWS [REPEATS]]           measures; 3500 by 4500 unless said
 *     bench_travel_time --compare A B COLUMNS ROWS UNIT    how two results agree
 *     bench_travel_time --write DIR [COLUMNS ROWS]         writes the case as raw grids with
 *                                                          ENVI headers, for other programs
 *     bench_travel_time --changes                          only facilities added and removed
 *     bench_travel_time --growth MILLIONS                  one solve each of so many million cells
 *
 * bytes_a_cell: what the process grew by from before the engine until after the solve, with the minutes
 * handed over and the nearest facilities where asked for; the inputs are not in it.
 * once_bytes_a_cell: the most that vp_travel_time took at any moment beside its inputs, result included. */
#include "travel/kernel.h"
#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { FACILITIES = 300, LATTICE = 64 };
static const double CELL_METRES = 30, WEST = 500000, NORTH = 2500000;

typedef struct {
    vp_terrain terrain;
    float *elevation;
    size_t *facilities, facility_count;
} place;

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

/* 0 … 1, the same for the same place. */
static double chance(uint64_t layer, size_t x, size_t y)
{
    return (double)(mix(layer << 56 ^ x << 28 ^ y) >> 11) * 0x1p-53;
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

static void place_free(place *p)
{
    free(p->terrain.minutes_per_metre);
    free(p->elevation);
    free(p->facilities);
    *p = (place){0};
}

static size_t mirrored(size_t i, size_t period)
{
    size_t at = i % (2 * period);
    return at < period ? at : 2 * period - 1 - at;
}

/* Beyond REPEATED cells east or south the ground is its own mirror image, which is quicker to make. */
static bool make(place *p, size_t columns, size_t rows, size_t facility_count)
{
    enum { REPEATED = 5000 };
    size_t cells = columns * rows;
    *p = (place){.terrain.geometry = {columns, rows, CELL_METRES, WEST, NORTH}, .facility_count = facility_count};
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
        size_t cell = mix(state) % cells;
        if (p->terrain.minutes_per_metre[cell] < INFINITY) p->facilities[f++] = cell;
    }
    return true;
}

/* ------------------------------------------------------------ files for other programs */

static bool write_grid(const char *folder, const char *name, const float *values, vp_grid_geometry geometry)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.bin", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file) return false;
    bool ok =
        fwrite(values, sizeof *values, vp_grid_geometry_cells(geometry), file) == vp_grid_geometry_cells(geometry);
    ok = fclose(file) == 0 && ok;
    snprintf(path, sizeof path, "%s/%s.hdr", folder, name);
    file = fopen(path, "w");
    if (!file) return false;
    fprintf(file,
            "ENVI\nsamples = %zu\nlines = %zu\nbands = 1\ndata type = 4\ninterleave = bsq\nbyte order = 0\n"
            "map info = {UTM, 1, 1, %.0f, %.0f, %.0f, %.0f, 48, North, WGS-84}\n",
            geometry.columns, geometry.rows, WEST, NORTH, CELL_METRES, CELL_METRES);
    return fclose(file) == 0 && ok;
}

/* speed: km/h; friction: seconds per metre; crossing: minutes a cell; all NaN where impassable. */
static bool write_case(const place *p, const char *folder)
{
    vp_grid_geometry geometry = p->terrain.geometry;
    size_t cells = vp_grid_geometry_cells(geometry);
    float *values = malloc(cells * sizeof *values);
    if (!values) return false;
    const struct {
        const char *name;
        double scale;
        bool inverse;
    } grids[] = {{"speed", 0.06, true}, {"friction", 60, false}, {"crossing", CELL_METRES, false}};
    bool ok = write_grid(folder, "elevation", p->elevation, geometry);
    for (size_t g = 0; g < sizeof grids / sizeof *grids; g++) {
        for (size_t i = 0; i < cells; i++) {
            float pace = p->terrain.minutes_per_metre[i];
            values[i] = pace < INFINITY ? grids[g].inverse ? (float)(grids[g].scale / (double)pace)
                                                           : (float)(grids[g].scale * (double)pace)
                                        : NAN;
        }
        ok = write_grid(folder, grids[g].name, values, geometry) && ok;
    }
    free(values);
    char path[4096];
    snprintf(path, sizeof path, "%s/facilities.csv", folder);
    FILE *file = fopen(path, "w");
    if (!file) return false;
    fprintf(file, "x,y,id\n");
    for (size_t f = 0; f < p->facility_count; f++) {
        double x, y;
        vp_grid_geometry_centre(geometry, p->facilities[f], &x, &y);
        fprintf(file, "%.1f,%.1f,%zu\n", x, y, f);
    }
    return fclose(file) == 0 && ok;
}

/* Two raw grids of minutes, -1 where there is no way; unit: the first one's values in a minute.
 * Prints: reached by both, by one only, largest relative difference. */
static bool compare(const char *first, const char *second, size_t cells, double unit)
{
    FILE *a = fopen(first, "rb"), *b = fopen(second, "rb");
    size_t both = 0, one = 0, i = 0;
    double worst = 0;
    for (; a && b && i < cells; i++) {
        float x, y;
        if (fread(&x, sizeof x, 1, a) != 1 || fread(&y, sizeof y, 1, b) != 1) break;
        bool has_x = x >= 0, has_y = y >= 0;
        both += has_x && has_y;
        one += has_x != has_y;
        if (has_x && has_y && x > 0) worst = fmax(worst, fabs((double)x / unit - (double)y) / ((double)x / unit));
    }
    if (a) fclose(a);
    if (b) fclose(b);
    if (i == cells) printf("%zu,%zu,%.3g\n", both, one, worst);
    return i == cells;
}

/* ------------------------------------------------------------ measuring */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Seconds of processor time: of one thread, what it takes on a machine that others use too. */
static double busy(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct {
    const char *name;
    int neighbours, threads;
    bool slope, nearest;
} test_case;

/* Bytes of the process in memory now. */
static double resident(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;
    if (file && fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
    if (file) fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* Most bytes of the process in memory since this was last asked; 0 where the system does not tell. */
static double resident_peak(void)
{
    char line[256];
    double kibibytes = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "VmHWM:", 6) == 0) kibibytes = strtod(line + 6, NULL);
    if (file) fclose(file);
    file = fopen("/proc/self/clear_refs", "w");
    if (!file || fputs("5", file) < 0) kibibytes = 0;
    if (file && fclose(file) != 0) kibibytes = 0;
    return 1024 * kibibytes;
}

/* Bytes that a solve by vp_travel_time takes at most, beside what it reads. */
static double measure_once(const place *p, const vp_travel_options *options)
{
    vp_travel travel;
    vp_error err = {0};
    malloc_trim(0);
    resident_peak();
    double before = resident(), after = 0;
    if (vp_travel_time(&p->terrain, p->facilities, p->facility_count, options, &travel, &err)) after = resident_peak();
    vp_travel_clear(&travel);
    return after - before;
}

/* Median seconds of the solve, and of laying out the tiles. */
static bool measure(place *p, test_case c, int repeats)
{
    size_t cells = vp_grid_geometry_cells(p->terrain.geometry), reached = 0;
    uint8_t *slopes = c.slope ? malloc(cells) : NULL;
    if (c.slope && !slopes) return false;
    for (size_t i = 0; c.slope && i < cells; i++) slopes[i] = p->terrain.minutes_per_metre[i] > 0.06f / 6;
    p->terrain.slope_applies = slopes;
    p->terrain.elevation = p->elevation;
    vp_travel_options options = vp_travel_defaults();
    options.neighbours = c.neighbours;
    options.threads = c.threads;
    options.without_nearest = !c.nearest;
    double seconds[64], before = resident(), grown = 0, start = now(), prepared;
    vp_error err = {0};
    vp_travel_engine *engine = vp_travel_engine_new(&p->terrain, &options, &err);
    prepared = now() - start;
    bool ok = engine != NULL;
    for (int r = 0; ok && r < repeats; r++) {
        vp_travel travel;
        start = now();
        ok = vp_travel_engine_solve(engine, p->facilities, p->facility_count, &travel, &err);
        seconds[r] = now() - start;
        grown = fmax(grown, resident() - before);
        reached = 0;
        for (size_t i = 0; ok && i < cells; i++) reached += vp_grid_cells(travel.minutes)[i] < INFINITY;
        vp_travel_clear(&travel);
    }
    vp_travel_engine_free(engine);
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    double once = ok ? measure_once(p, &options) : 0;
    free(slopes);
    p->terrain.slope_applies = NULL;
    if (!ok) {
        fprintf(stderr, "bench_travel_time: %s\n", err.message);
        return false;
    }
    qsort(seconds, (size_t)repeats, sizeof *seconds, ascending);
    double median = seconds[repeats / 2];
    printf("%s,%d,%d,%zu,%zu,%.1f,%.1f,%.1f,%.1f,%ld,%.1f,%.1f\n", c.name, c.neighbours, c.threads, cells, reached,
           1e3 * prepared, 1e3 * median, 1e9 * median / (double)reached, 1e9 * seconds[0] / (double)reached,
           use.ru_maxrss / 1024, grown / (double)cells, once / (double)cells);
    fflush(stdout);
    return true;
}

enum { CHANGES = 300 };

static void print_changes(const char *name, int neighbours, size_t cells, double seconds[])
{
    qsort(seconds, CHANGES, sizeof *seconds, ascending);
    printf("%s,%d,1,%zu,,,%.2f,,%.2f,,,\n", name, neighbours, cells, 1e3 * seconds[CHANGES / 2],
           1e3 * seconds[CHANGES * 9 / 10]);
}

/* A facility more, and the same one less: median in the column of the solve, the ninth of ten in the
 * one after, both in milliseconds of processor time. */
static bool measure_changes(place *p, int neighbours)
{
    size_t cells = vp_grid_geometry_cells(p->terrain.geometry);
    vp_travel_options options = vp_travel_defaults();
    options.neighbours = neighbours;
    options.threads = 1;
    vp_travel travel = {0};
    vp_error err = {0};
    vp_travel_engine *engine = vp_travel_engine_new(&p->terrain, &options, &err);
    bool ok = engine && vp_travel_engine_solve(engine, p->facilities, p->facility_count, &travel, &err);
    double more[CHANGES], less[CHANGES];
    for (size_t i = 0; ok && i < CHANGES; i++) {
        size_t cell = mix(i + 99) % cells;
        while (!(p->terrain.minutes_per_metre[cell] < INFINITY)) cell = (cell + 1) % cells;
        double start = busy();
        ok = vp_travel_engine_add(engine, cell, &travel, &err);
        more[i] = busy() - start;
        start = busy();
        ok = ok && vp_travel_engine_remove(engine, p->facility_count + i, &travel, &err);
        less[i] = busy() - start;
    }
    if (ok) {
        print_changes("facility_more_ms", neighbours, cells, more);
        print_changes("facility_less_ms", neighbours, cells, less);
    } else
        fprintf(stderr, "bench_travel_time: %s\n", err.message);
    vp_travel_clear(&travel);
    vp_travel_engine_free(engine);
    return ok;
}

static bool measure_all_changes(place *p)
{
    return measure_changes(p, 8) && measure_changes(p, 16) && measure_changes(p, 32);
}

/* One size of a province with as many facilities a cell as the others: level and sloped ground. A process
 * for each, so that its memory is its own. */
static bool grow(size_t millions)
{
    place p;
    size_t side = (size_t)sqrt((double)millions * 1e6);
    static const test_case cases[] = {
        {"level", 8, 1, false, false}, {"slope", 16, 1, true, false}, {"nearest_slope", 32, 0, true, true}};
    bool ok = make(&p, side, side, 1 + millions * FACILITIES / 16);
    for (size_t i = 0; ok && i < sizeof cases / sizeof *cases; i++) ok = measure(&p, cases[i], 1);
    place_free(&p);
    return ok;
}

static bool change_only(size_t columns, size_t rows)
{
    place p;
    bool ok = make(&p, columns, rows, FACILITIES) && measure_all_changes(&p);
    place_free(&p);
    return ok;
}

int main(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "--changes") == 0) return !change_only(3500, 4500);
    if (count == 3 && strcmp(arguments[1], "--growth") == 0) return !grow(strtoul(arguments[2], NULL, 10));
    if (count == 7 && strcmp(arguments[1], "--compare") == 0)
        return !compare(arguments[2], arguments[3], strtoul(arguments[4], NULL, 10) * strtoul(arguments[5], NULL, 10),
                        strtod(arguments[6], NULL));
    bool writes = count > 2 && strcmp(arguments[1], "--write") == 0;
    char **sizes = arguments + (writes ? 3 : 1);
    int given = count - (writes ? 3 : 1);
    size_t columns = given > 1 ? strtoul(sizes[0], NULL, 10) : 3500,
           rows = given > 1 ? strtoul(sizes[1], NULL, 10) : 4500;
    int repeats = !writes && given > 2 ? atoi(sizes[2]) : 3;
    if (repeats < 1 || repeats > 64) repeats = 3;
    place p;
    if (!make(&p, columns, rows, FACILITIES)) return 1;
    bool ok = true;
    if (writes)
        ok = write_case(&p, arguments[2]);
    else {
        static const test_case cases[] = {
            {"level", 8, 1, false, false},   {"level", 16, 1, false, false},       {"level", 32, 1, false, false},
            {"slope", 8, 1, true, false},    {"slope", 16, 1, true, false},        {"slope", 32, 1, true, false},
            {"level", 8, 2, false, false},   {"level", 16, 2, false, false},       {"level", 32, 2, false, false},
            {"slope", 8, 2, true, false},    {"slope", 32, 2, true, false},        {"nearest", 8, 1, false, true},
            {"nearest", 32, 1, false, true}, {"nearest_slope", 32, 2, true, true},
        };
        printf("case,neighbours,threads,cells,reached,prepare_ms,solve_ms,ns_per_reached_cell,best_ns,peak_mb,bytes_a_"
               "cell,once_bytes_a_cell\n");
        for (size_t i = 0; ok && i < sizeof cases / sizeof *cases; i++) ok = measure(&p, cases[i], repeats);
        ok = ok && measure_all_changes(&p);
    }
    place_free(&p);
    return ok ? 0 : 1;
}
