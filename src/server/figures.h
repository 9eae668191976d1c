/* What /metrics reports of a server: its requests by route, and when it started. Any thread. */
#pragma once
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <vungphu/error.h>

/* Answers of one route by class of status (1xx … 5xx), and their time by bucket. */
#define VP_BUCKETS 8
extern const double vp_bucket_seconds[VP_BUCKETS]; /* upper ends; the last is INFINITY */

typedef struct {
    _Atomic uint64_t by_class[6], by_bucket[VP_BUCKETS], nanoseconds, bytes;
} vp_route_figures;

typedef struct vp_figures {
    int64_t started_seconds;
    atomic_bool draining;
    size_t memory_most;         /* bytes of its own that the server may hold; 0: no limit */
    atomic_size_t memory;       /* that it held when it was last looked at */
    atomic_bool memory_full;    /* more than it may: nothing is begun that needs much */
    _Atomic uint64_t published; /* snapshots taken up so far */
    size_t route_count;
    vp_route_figures routes[]; /* [route_count + 1], the last for what no route matched */
} vp_figures;

vp_figures *vp_figures_new(size_t route_count, vp_error *err);
void vp_figures_free(vp_figures *figures); /* NULL is fine */
void vp_figures_record(vp_figures *figures, size_t route, unsigned status, double seconds, size_t bytes);
