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
#include "made_up_province.h"
#include "travel/kernel.h"
#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

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
            "map info = {UTM, 1, 1, %d, %d, %d, %d, 48, North, WGS-84}\n",
            geometry.columns, geometry.rows, MADE_UP_WEST, MADE_UP_NORTH, MADE_UP_CELL_METRES, MADE_UP_CELL_METRES);
    return fclose(file) == 0 && ok;
}

/* speed: km/h; friction: seconds per metre; crossing: minutes a cell; all NaN where impassable. */
static bool write_case(const made_up *p, const char *folder)
{
    vp_grid_geometry geometry = p->terrain.geometry;
    size_t cells = vp_grid_geometry_cells(geometry);
    float *values = malloc(cells * sizeof *values);
    if (!values) return false;
    const struct {
        const char *name;
        double scale;
        bool inverse;
    } grids[] = {{"speed", 0.06, true}, {"friction", 60, false}, {"crossing", MADE_UP_CELL_METRES, false}};
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

/* Two raw grids of minutes, -1 where there is no path; unit: the first one's values in a minute.
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

/* Most bytes of the process in memory since this was last asked; 0 where the system does not say. */
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
static double measure_once(const made_up *p, const vp_travel_options *options)
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
static bool measure(made_up *p, test_case c, int repeats)
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
static bool measure_changes(made_up *p, int neighbours)
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
        size_t cell = made_up_mix(i + 99) % cells;
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

static bool measure_all_changes(made_up *p)
{
    return measure_changes(p, 8) && measure_changes(p, 16) && measure_changes(p, 32);
}

/* One size of a province with as many facilities a cell as the others: level and sloped terrain. A process
 * for each, so that its memory is its own. */
static bool grow(size_t millions)
{
    made_up p;
    size_t side = (size_t)sqrt((double)millions * 1e6);
    static const test_case cases[] = {
        {"level", 8, 1, false, false}, {"slope", 16, 1, true, false}, {"nearest_slope", 32, 0, true, true}};
    bool ok = made_up_make(&p, side, side, 1 + millions * MADE_UP_FACILITIES / 16);
    for (size_t i = 0; ok && i < sizeof cases / sizeof *cases; i++) ok = measure(&p, cases[i], 1);
    made_up_clear(&p);
    return ok;
}

static bool change_only(size_t columns, size_t rows)
{
    made_up p;
    bool ok = made_up_make(&p, columns, rows, MADE_UP_FACILITIES) && measure_all_changes(&p);
    made_up_clear(&p);
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
    made_up p;
    if (!made_up_make(&p, columns, rows, MADE_UP_FACILITIES)) return 1;
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
    made_up_clear(&p);
    return ok ? 0 : 1;
}
