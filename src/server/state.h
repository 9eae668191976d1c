/* The inside of a server, for the handlers that tell of it. */
#pragma once
#include "server/routes.h"
#include "service/scenarios.h"
#include "tiles/tile_cache.h"

/* Answers of one route by class of status (1xx … 5xx), and their time by bucket. */
#define VP_BUCKETS 8
extern const double vp_bucket_seconds[VP_BUCKETS]; /* upper ends; the last is INFINITY */

typedef struct {
    _Atomic uint64_t by_class[6], by_bucket[VP_BUCKETS], nanoseconds, bytes;
} vp_route_figures;

struct vp_server {
    vp_publication *publication;
    vp_tile_cache *cache;
    char *web_folder, *url;             /* may be NULL */
    char *token;                        /* NULL: none */
    vp_processes processes;             /* count 0: none */
    vp_jobs *jobs;                      /* NULL: none */
    const vp_scenario_desk *scenarios;  /* borrowed; NULL: none */
    const struct vp_exporter *exporter; /* borrowed; NULL: none */
    _Atomic unsigned exports;           /* being written */
    atomic_bool draining;
    _Atomic uint64_t published; /* snapshots taken up so far */
    int64_t started_seconds;
    vp_route_figures *figures; /* [vp_route_count + 1], the last for what no route matched */
};
