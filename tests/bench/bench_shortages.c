/* Places where several services are missing at once, of a whole snapshot: DIR is a dataset directory. The first 1, 2,
 * 4, 8, 16 services that have a surface, each by the default limits, at least all or one missing. CSV: services, least,
 * places, milliseconds of CPU (the least of five). */
#include "store/snapshot/snapshot_store.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <vungphu/shortage.h>

static double cpu_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static bool run(const vp_snapshot *s, size_t count, size_t least, vp_error *err)
{
    const float *surfaces[VP_SHORTAGE_MOST];
    vp_shortage_question q = {.service_count = 0, .least = least, .group = VP_NONE};
    for (size_t i = 0; i < s->region->definitions.service_count && q.service_count < count; i++) {
        if (!s->results.surfaces[i]) continue;
        surfaces[q.service_count] = vp_results_surface(&s->results, i, 0, VP_EVERY_CELL, err);
        if (!surfaces[q.service_count]) return false;
        q.services[q.service_count] = i;
        q.limits[q.service_count++] = NAN;
    }
    double best = INFINITY;
    size_t places = 0;
    for (int again = 0; again < 5; again++) {
        vp_shortages found;
        double began = cpu_ms();
        if (!vp_shortages_find(s->region, s->results.main_weights, surfaces, &q, &found, err)) return false;
        best = fmin(best, cpu_ms() - began);
        places = found.count;
        vp_shortages_clear(&found);
    }
    printf("shortages,%zu,%zu,%zu,%.1f\n", q.service_count, least ? least : count, places, best);
    return true;
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: bench_shortages DIR\n");
        return 2;
    }
    vp_error err = {0};
    vp_snapshot *snapshot = vp_snapshot_load(arguments[1], &err);
    bool ok = snapshot != NULL;
    for (size_t services = 1; ok && services <= VP_SHORTAGE_MOST; services *= 2)
        for (size_t least = 0; ok && least < 2; least++) ok = run(snapshot, services, least, &err);
    if (!ok) fprintf(stderr, "%s\n", err.message);
    vp_snapshot_release(snapshot);
    return ok ? 0 : 1;
}
