/* The table of endpoints, and what a handler gets. */
#pragma once
#include "server/message/request.h"
#include "server/server.h"

#define VP_ROUTE_NONE ((size_t)-1)

/* Everything that a handler reads; borrowed for the call. */
typedef struct {
    vp_server *server;
    vp_target target;
    vp_media media;            /* the form to answer in, one of the route's */
    bool gzip;                 /* the client takes gzip */
    const char *tags;          /* If-None-Match; NULL when not sent */
    char base[256];            /* what links begin with: http://host:port */
    const vp_request *request; /* body, If-Match, Prefer: for routes that write */
} vp_call;

/* A handler reads one snapshot and fills one reply (status, body; the rest has defaults);
 * it never sees HTTP. */
typedef bool vp_handler(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err);

/* Where an answer comes from, and so whether it may be kept. */
typedef enum {
    VP_FROM_SNAPSHOT, /* the same as long as the snapshot is: kept, with an ETag made here */
    VP_TIMELESS,      /* needs no snapshot; never kept, no tag */
    VP_LIVE,          /* reads or changes what users saved: never kept here; the handler makes its tag */
} vp_freshness;

typedef struct {
    const char *path; /* template: {name} is a part, {name}.ext its beginning, {*} all that is left */
    vp_handler *handler;
    const char *summary;
    const char *media; /* names of vp_media_rows, the first the default */
    const char *query; /* names of vp_parameters; '*' at the end allows others, which the handler checks */
    vp_freshness freshness;
    const char *method; /* NULL: GET, and with it HEAD. POST, PUT and DELETE need authorisation */
} vp_route;

/* OPTIONS is answered everywhere. Earlier rows win; rows of one template stand together. */
extern const vp_route vp_routes[];
extern const size_t vp_route_count;

typedef enum { VP_TYPE_TEXT, VP_TYPE_NUMBER, VP_TYPE_WHOLE } vp_type;
typedef struct {
    const char *name;
    vp_type type;
    const char *description;
} vp_parameter;
extern const vp_parameter vp_parameters[]; /* query and path parameters of all routes */
extern const size_t vp_parameter_count;

/* The first row whose template fits, VP_ROUTE_NONE when none does; else the captures of target are filled. */
size_t vp_routes_match(vp_target *target);
/* Of the rows with the template of row first, the one for the method; VP_ROUTE_NONE when it is not offered. */
size_t vp_routes_for_method(size_t first, const char *method);
/* "GET, HEAD, POST, OPTIONS": what the template of row first offers. */
void vp_routes_allow(size_t first, char *allow, size_t size);
bool vp_routes_writes(const vp_route *route);                       /* whether it needs authorisation */
bool vp_routes_takes(const vp_route *route, const char *parameter); /* may it be sent? */
bool vp_routes_names(const vp_route *route, const char *parameter); /* is it documented? */
bool vp_routes_has_media(const vp_route *route, vp_media media);

/* Handlers, by file. */
vp_handler vp_get_processes, vp_get_process, vp_post_execution;        /* processes.c */
vp_handler vp_get_jobs, vp_get_job, vp_get_job_results, vp_delete_job; /* job_answers.c */
vp_handler vp_get_landing, vp_get_api, vp_get_conformance;             /* landing.c, openapi.c */
vp_handler vp_get_indicators, vp_get_indicator, vp_get_targets;        /* indicators.c, targets.c */
vp_handler vp_get_indicator_groups, vp_get_crosswalk;                  /* indicator_groups.c, crosswalk.c */
vp_handler vp_get_quality;                                             /* quality.c */
vp_handler vp_get_isochrone;                                           /* isochrones.c */
vp_handler vp_get_gaps, vp_get_unit, vp_get_reach;                     /* gaps.c, units.c, reach.c */
vp_handler vp_get_collections, vp_get_collection, vp_get_queryables;   /* collections.c */
vp_handler vp_get_items, vp_get_item;                                  /* items.c */
vp_handler vp_get_vector_tile, vp_get_raster_tile, vp_get_tilejson;    /* map_tiles.c */
vp_handler vp_get_all_tile_sets, vp_get_tile_sets, vp_get_tile_set;    /* tile_sets.c */
vp_handler vp_get_tile_matrix_sets, vp_get_tile_matrix_set, vp_get_tile_of_collection, vp_get_tile_of_map;
vp_handler vp_get_exports, vp_get_export;                       /* exports.c */
vp_handler vp_get_scenarios, vp_post_scenario, vp_get_scenario; /* scenario_routes.c */
vp_handler vp_put_scenario, vp_delete_scenario, vp_get_scenario_versions;
vp_handler vp_get_scenario_indicators;                                 /* scenario_indicators.c */
vp_handler vp_get_scenario_vector_tile, vp_get_scenario_raster_tile;   /* scenario_tiles.c */
vp_handler vp_get_health, vp_get_ready, vp_get_metrics, vp_get_static; /* health.c, static_files.c */
