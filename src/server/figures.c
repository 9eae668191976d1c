#include "server/figures.h"
#include <math.h>
#include <stdlib.h>
#include <time.h>

const double vp_bucket_seconds[VP_BUCKETS] = {0.0005, 0.002, 0.01, 0.05, 0.2, 1, 5, INFINITY};

vp_figures *vp_figures_new(size_t route_count, vp_error *err)
{
    size_t size = sizeof(vp_figures) + (route_count + 1) * sizeof(vp_route_figures);
    vp_figures *figures = calloc(1, size);
    if (!figures) {
        vp_fail_memory(err, size);
        return NULL;
    }
    figures->started_seconds = time(NULL);
    figures->route_count = route_count;
    return figures;
}

void vp_figures_free(vp_figures *figures) { free(figures); }

void vp_figures_record(vp_figures *figures, size_t route, unsigned status, double seconds, size_t bytes)
{
    vp_route_figures *of_route = &figures->routes[route < figures->route_count ? route : figures->route_count];
    size_t bucket = 0;
    while (seconds > vp_bucket_seconds[bucket]) bucket++;
    atomic_fetch_add_explicit(&of_route->by_class[status < 600 ? status / 100 : 0], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&of_route->by_bucket[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&of_route->nanoseconds, (uint64_t)(seconds * 1e9), memory_order_relaxed);
    atomic_fetch_add_explicit(&of_route->bytes, bytes, memory_order_relaxed);
}
