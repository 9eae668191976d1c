/* All transmitters of a province: the time of their radial sweeps, and radial against a profile of its own for every
 * STEPth inhabited cell (exact). bench_signal_province DATASET.SQLITE [STEP (default 20)] [THREADS (default 2)]
 * CSV: measure,system,scope,value,unit. RMS and covered shares are weighted by people; covered: the best of the
 * system and scope at its limit (FM 54, DVB-T2 54.3 as at 650 MHz); scope both and either: of the best national and the
 * best local, as the plan's indicators count; rms of scope all: over all transmitters of the system. */
#include "broadcast/sweep_internal.h"
#include "store/region/load.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <vungphu/reception.h>

typedef struct {
    vp_region *region;
    vp_signal_terrain terrain;
    size_t cells;
    float *skip;       /* -INFINITY in the sample, INFINITY elsewhere: a path there cannot beat it */
    float *best[2][2]; /* [scope][radial, exact] of a system */
    float clutter[256];
    float *field[2];        /* of one transmitter */
    float *unknown;         /* not looked at: a bench of known terrain */
    double squares, people; /* of one system and scope */
    double all_squares, all_people;
    int threads;
} bench;

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void must(bool ok, const vp_error *err)
{
    if (ok) return;
    fprintf(stderr, "bench_signal_province: %s\n", err->message);
    exit(1);
}

static float *cells_of(size_t count)
{
    float *cells = malloc(count * sizeof *cells);
    if (!cells) exit(1);
    return cells;
}

static void fill(float *cells, size_t count, float value)
{
    for (size_t i = 0; i < count; i++) cells[i] = value;
}

static double people_at(const bench *b, size_t cell)
{
    double people = (double)vp_grid_cells(b->region->people.populations[0].people)[cell];
    return people > 0 ? people : 0;
}

static void sweep(bench *b, const vp_transmitter *t, bool exact)
{
    vp_error err;
    vp_sweep s;
    vp_signal_options options = vp_signal_defaults();
    options.method = exact ? VP_SIGNAL_EXACT : VP_SIGNAL_RADIAL;
    options.threads = b->threads;
    options.clutter_metres = b->clutter;
    must(vp_sweep_init(&s, &b->terrain, t, &options, &err), &err);
    s.power_db += vp_threshold_shift(t->system, t->frequency_mhz);
    fill(b->field[exact], b->cells, -INFINITY);
    fill(b->unknown, b->cells, -INFINITY);
    s.field.best = b->field[exact];
    s.field.unknown = b->unknown;
    s.enough = exact ? b->skip : NULL;
    must(vp_sweep_run(&s, &err), &err);
    float *best = b->best[t->scope == VP_SCOPE_LOCAL][exact];
    for (size_t i = 0; i < b->cells; i++) best[i] = fmaxf(best[i], b->field[exact][i]);
}

static void compare(bench *b, const vp_transmitter *t)
{
    double squares = 0, people = 0;
    sweep(b, t, false);
    sweep(b, t, true);
    for (size_t i = 0; i < b->cells; i++) {
        double apart = (double)b->field[0][i] - (double)b->field[1][i];
        if (b->skip[i] > 0 || !isfinite(apart)) continue;
        squares += people_at(b, i) * apart * apart;
        people += people_at(b, i);
    }
    printf("rms_%s,%s,%s,%.3f,dB\n", t->id, t->system, t->scope == VP_SCOPE_NATIONAL ? "national" : "local",
           sqrt(squares / people));
    b->squares += squares;
    b->people += people;
}

/* of: what of the best national and local must reach the limit. */
static void say_covered(const bench *b, const char *system, const char *of)
{
    double limit = strcmp(system, "fm") == 0 ? 54 : 54.3, all = 0, covered[2] = {0, 0};
    for (size_t i = 0; i < b->cells; i++) {
        if (b->skip[i] > 0 || isnan(b->terrain.elevation[i])) continue;
        all += people_at(b, i);
        for (int k = 0; k < 2; k++) {
            bool national = (double)b->best[0][k][i] >= limit, local = (double)b->best[1][k][i] >= limit;
            bool reached = strcmp(of, "both") == 0     ? national && local
                           : strcmp(of, "either") == 0 ? national || local
                           : strcmp(of, "local") == 0  ? local
                                                       : national;
            covered[k] += reached ? people_at(b, i) : 0;
        }
    }
    printf("covered_radial,%s,%s,%.3f,%%\n", system, of, covered[0] / all * 100);
    printf("covered_exact,%s,%s,%.3f,%%\n", system, of, covered[1] / all * 100);
    printf("difference,%s,%s,%.3f,points\n", system, of, (covered[0] - covered[1]) / all * 100);
}

static void compare_scope(bench *b, const char *system, vp_scope scope)
{
    b->squares = b->people = 0;
    for (size_t i = 0; i < b->region->supply.transmitter_count; i++) {
        const vp_transmitter *t = &b->region->supply.transmitters[i];
        if (t->open && t->scope == scope && strcmp(t->system, system) == 0) compare(b, t);
    }
    if (b->people > 0)
        printf("rms,%s,%s,%.3f,dB\n", system, scope == VP_SCOPE_NATIONAL ? "national" : "local",
               sqrt(b->squares / b->people));
    b->all_squares += b->squares;
    b->all_people += b->people;
}

static void compare_system(bench *b, const char *system)
{
    b->all_squares = b->all_people = 0;
    for (int k = 0; k < 4; k++) fill(b->best[k / 2][k % 2], b->cells, -INFINITY);
    compare_scope(b, system, VP_SCOPE_NATIONAL);
    compare_scope(b, system, VP_SCOPE_LOCAL);
    if (!(b->all_people > 0)) return;
    printf("rms,%s,all,%.3f,dB\n", system, sqrt(b->all_squares / b->all_people));
    static const char *const of[] = {"national", "local", "both", "either"};
    for (size_t i = 0; i < 4; i++) say_covered(b, system, of[i]);
}

/* Every transmitter on air, whole radial sweeps without anything left out. */
static void time_all(bench *b)
{
    size_t count = 0;
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (size_t i = 0; i < b->region->supply.transmitter_count; i++) {
        if (!b->region->supply.transmitters[i].open) continue;
        sweep(b, &b->region->supply.transmitters[i], false);
        count++;
    }
    printf("transmitters,,,%zu,\ncells,,,%zu,\ncell,,,%.0f,m\nthreads,,,%d,\n", count, b->cells,
           b->region->geometry.cell_metres, b->threads);
    printf("wall_all,,,%.2f,s\ncpu_all,,,%.2f,s\n", seconds(CLOCK_MONOTONIC) - wall,
           seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
}

int main(int count, char **arguments)
{
    if (count < 2) {
        fprintf(stderr, "bench_signal_province DATASET.SQLITE [STEP] [THREADS]\n");
        return 2;
    }
    vp_error err = {0};
    size_t step = count > 2 ? strtoul(arguments[2], NULL, 10) : 20, inhabited = 0;
    bench b = {.region = vp_region_load(arguments[1], &err), .threads = count > 3 ? atoi(arguments[3]) : 2};
    must(b.region != NULL, &err);
    if (!b.region->land.elevation || !b.region->people.population_count || !step) {
        fprintf(stderr, "bench_signal_province: elevation, people and a step of 1 or more are needed\n");
        return 1;
    }
    const vp_lattice *map = &b.region->cell_to_lonlat;
    b.terrain = (vp_signal_terrain){.geometry = b.region->geometry,
                                    .elevation = vp_grid_cells(b.region->land.elevation),
                                    .land_cover = b.region->land.land_cover,
                                    .wide = b.region->land.elevation_wide,
                                    .lonlat = map->columns > 1 ? map : NULL};
    vp_clutter_fill(b.region->land.clutter_heights, b.region->land.clutter_height_count, b.clutter);
    b.cells = vp_grid_geometry_cells(b.region->geometry);
    b.skip = cells_of(b.cells);
    b.unknown = cells_of(b.cells);
    for (int k = 0; k < 2; k++) b.field[k] = cells_of(b.cells);
    for (int k = 0; k < 4; k++) b.best[k / 2][k % 2] = cells_of(b.cells);
    for (size_t i = 0; i < b.cells; i++)
        b.skip[i] = people_at(&b, i) > 0 && inhabited++ % step == 0 ? -INFINITY : INFINITY;
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("measure,system,scope,value,unit\n");
    for (int k = 0; k < 4; k++) fill(b.best[k / 2][k % 2], b.cells, -INFINITY);
    time_all(&b);
    printf("sample,,,%zu,cells\n", (inhabited + step - 1) / step);
    compare_system(&b, "fm");
    compare_system(&b, "dvb_t2");
    free(b.skip);
    free(b.unknown);
    for (int k = 0; k < 2; k++) free(b.field[k]);
    for (int k = 0; k < 4; k++) free(b.best[k / 2][k % 2]);
    vp_region_free(b.region);
    return 0;
}
