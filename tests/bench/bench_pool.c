/* Travel-time jobs that run at once in one process and share its threads: one CSV line a case.
 *
 *     bench_pool [COLUMNS ROWS [SOLVES]]     1750 2250 3 unless said
 *
 * A job is an engine of its own on a made-up province and SOLVES solves of it. wall_ms: until the last job is done;
 * cpu_ms: processor time of all threads. digest: of the minutes, the same whatever runs beside. */
#include "made_up_province.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { JOBS_MOST = 4 };

typedef struct {
    const made_up *province;
    int threads, solves;
    uint64_t digest;
    bool ok;
} job;

typedef struct {
    const char *name;
    int jobs, threads; /* of each */
} test_case;

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint64_t digest_of(const vp_grid *minutes)
{
    const float *cells = vp_grid_cells(minutes);
    uint64_t digest = 0;
    for (size_t i = 0; i < vp_grid_geometry_cells(vp_grid_geometry_of(minutes)); i++) {
        uint32_t bits;
        memcpy(&bits, &cells[i], sizeof bits);
        digest = made_up_mix(digest ^ bits);
    }
    return digest;
}

static void *run_job(void *context)
{
    job *j = context;
    vp_error err = {0};
    vp_travel_options options = vp_travel_defaults();
    options.threads = j->threads;
    options.without_nearest = true;
    vp_travel_engine *engine = vp_travel_engine_new(&j->province->terrain, &options, &err);
    j->ok = engine != NULL;
    for (int i = 0; j->ok && i < j->solves; i++) {
        vp_travel travel;
        j->ok = vp_travel_engine_solve(engine, j->province->facilities, j->province->facility_count, &travel, &err);
        if (j->ok && i == 0) j->digest = digest_of(travel.minutes);
        vp_travel_clear(&travel);
    }
    if (!j->ok) fprintf(stderr, "bench_pool: %s\n", err.message);
    vp_travel_engine_free(engine);
    return NULL;
}

static bool measure(const made_up *province, test_case c, int solves)
{
    job jobs[JOBS_MOST];
    pthread_t threads[JOBS_MOST];
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < c.jobs; i++) {
        jobs[i] = (job){.province = province, .threads = c.threads, .solves = solves};
        if (pthread_create(&threads[i], NULL, run_job, &jobs[i]) != 0) return false;
    }
    bool ok = true;
    for (int i = 0; i < c.jobs; i++) {
        pthread_join(threads[i], NULL);
        ok = ok && jobs[i].ok && jobs[i].digest == jobs[0].digest;
    }
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    if (ok)
        printf("%s,%d,%d,%.1f,%.1f,%016" PRIx64 "\n", c.name, c.jobs, c.threads, 1e3 * wall, 1e3 * cpu, jobs[0].digest);
    else
        fprintf(stderr, "bench_pool: %s: a job failed, or two differ\n", c.name);
    fflush(stdout);
    return ok;
}

int main(int count, char **arguments)
{
    static const test_case cases[] = {
        {"one_alone", 1, 1}, {"one", 1, 0}, {"two_alone", 2, 1}, {"two", 2, 0}, {"four", 4, 0}};
    size_t columns = count > 2 ? strtoul(arguments[1], NULL, 10) : 1750,
           rows = count > 2 ? strtoul(arguments[2], NULL, 10) : 2250;
    int solves = count > 3 ? atoi(arguments[3]) : 3;
    made_up province;
    bool ok = made_up_make(&province, columns, rows, MADE_UP_FACILITIES);
    printf("case,jobs,threads,wall_ms,cpu_ms,digest\n");
    for (size_t i = 0; ok && i < sizeof cases / sizeof *cases; i++) ok = measure(&province, cases[i], solves);
    made_up_clear(&province);
    return !ok;
}
