/* One transmitter over raw float32 heights (row-major, north first, NaN or -32768 unknown).
 * bench_signal FILE COLUMNS ROWS CELL_METRES COLUMN ROW [REPEATS]
 * prints: method,threads,cells,wall_s,cpu_s,cpu_us_per_cell */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <vungphu/signal.h>

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static float *read_heights(const char *path, size_t count)
{
    FILE *file = fopen(path, "rb");
    float *heights = malloc(count * sizeof *heights);
    if (!file || !heights || fread(heights, sizeof *heights, count, file) != count) {
        fprintf(stderr, "bench_signal: %s does not hold %zu heights\n", path, count);
        exit(1);
    }
    fclose(file);
    for (size_t i = 0; i < count; i++)
        if (heights[i] <= -32768) heights[i] = NAN;
    return heights;
}

static void measure(const vp_signal_terrain *terrain, const vp_transmitter *t, vp_signal_method method, int threads)
{
    vp_error err;
    vp_signal_options options = vp_signal_defaults();
    options.method = method;
    options.threads = threads;
    options.radius_km = 100;
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    vp_grid *field = vp_signal_field(terrain, t, &options, &err);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    if (!field) {
        fprintf(stderr, "bench_signal: %s\n", err.message);
        exit(1);
    }
    size_t cells = 0;
    for (size_t i = 0; i < vp_grid_geometry_cells(terrain->geometry); i++) {
        double x, y;
        vp_grid_geometry_centre(terrain->geometry, i, &x, &y);
        cells += hypot(x - t->x, y - t->y) <= options.radius_km * 1000;
    }
    printf("%s,%d,%zu,%.3f,%.3f,%.3f\n", method == VP_SIGNAL_SIGHT ? "sight" : "radial", threads, cells, wall, cpu,
           cpu / (double)cells * 1e6);
    vp_grid_free(field);
}

int main(int count, char **arguments)
{
    if (count < 7) {
        fprintf(stderr, "bench_signal FILE COLUMNS ROWS CELL_METRES COLUMN ROW [REPEATS]\n");
        return 2;
    }
    vp_grid_geometry geometry = {.columns = strtoul(arguments[2], NULL, 10),
                                 .rows = strtoul(arguments[3], NULL, 10),
                                 .cell_metres = atof(arguments[4])};
    geometry.north = (double)geometry.rows * geometry.cell_metres;
    vp_signal_terrain terrain = {.geometry = geometry,
                                 .elevation = read_heights(arguments[1], vp_grid_geometry_cells(geometry))};
    vp_transmitter t = {.id = "bench",
                        .x = (atof(arguments[5]) + 0.5) * geometry.cell_metres,
                        .y = geometry.north - (atof(arguments[6]) + 0.5) * geometry.cell_metres,
                        .lat = 21.5,
                        .mast_metres = 60,
                        .frequency_mhz = 102.5,
                        .erp_kw = 10};
    printf("method,threads,cells,wall_s,cpu_s,cpu_us_per_cell\n");
    for (int i = 0; i < (count > 7 ? atoi(arguments[7]) : 3); i++)
        for (int threads = 1; threads <= 2; threads++) {
            measure(&terrain, &t, VP_SIGNAL_RADIAL, threads);
            measure(&terrain, &t, VP_SIGNAL_SIGHT, threads);
        }
    return 0;
}
