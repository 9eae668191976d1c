/* A table of routes: which handler answers what, in which forms, with which parameters. server/endpoints has the
 * one of the whole API. */
#pragma once
#include "server/call.h"

#define VP_ROUTE_NONE ((size_t)-1)

/* Where an answer comes from, and so whether it may be kept. */
typedef enum {
    VP_FROM_SNAPSHOT,  /* the same as long as the snapshot is: kept, with an ETag made here */
    VP_FROM_SCENARIOS, /* the same, and beside the snapshot of the saved scenarios that it shows:
                        * server/scenarios/columns.c
                        */
    VP_TIMELESS,       /* needs no snapshot; never kept, no tag */
    VP_LIVE,           /* reads or changes what users saved: never kept here; the handler makes its tag */
} vp_freshness;

typedef struct {
    const char *path; /* template: {name} is a part, {name}.ext its beginning, {*} all that is left */
    vp_handler *handler;
    const char *summary;
    const char *media; /* names of vp_media_rows, the first the default */
    const char *query; /* names of vp_parameters; '*' at the end allows others, which the handler checks */
    vp_freshness freshness;
    const char *method;      /* NULL: GET, and with it HEAD. POST, PUT and DELETE need authorisation */
    vp_long_answer *is_long; /* NULL: never */
    const char *answer; /* schemas (about/schemas.c): of its JSON, and behind a blank of the body it takes; NULL: no
                           JSON */
} vp_route;

typedef enum { VP_TYPE_TEXT, VP_TYPE_NUMBER, VP_TYPE_WHOLE } vp_type;
typedef struct {
    const char *name;
    vp_type type;
    const char *description;
    const char *choices; /* the values it may have, between blanks; NULL: any */
    const char *of;      /* what the row is of: templates that begin so; NULL: all that no earlier row is of */
    const char *schema;  /* what the type does not say, as JSON Schema; NULL: nothing */
} vp_parameter;

vp_long_answer vp_always_long;

/* OPTIONS is answered everywhere. Earlier rows win; rows of one template stand together. */
typedef struct vp_route_table {
    const vp_route *routes;
    size_t route_count;
    const vp_parameter *parameters; /* query and path parameters of all routes */
    size_t parameter_count;
    /* What '*' of a route stands for, one by one, for its description; false behind the last. */
    bool (*others)(const vp_route *route, size_t index, vp_parameter *out);
} vp_route_table;

/* The first row whose template fits, VP_ROUTE_NONE when none does; else the captures of target are filled. */
size_t vp_routes_match(const vp_route_table *table, vp_target *target);
/* Of the rows with the template of row first, the one for the method; VP_ROUTE_NONE when it is not offered. */
size_t vp_routes_for_method(const vp_route_table *table, size_t first, const char *method);
/* "GET, HEAD, POST, OPTIONS": what the template of row first offers. */
void vp_routes_allow(const vp_route_table *table, size_t first, char *allow, size_t size);
bool vp_routes_writes(const vp_route *route);                       /* whether it needs authorisation */
bool vp_routes_takes(const vp_route *route, const char *parameter); /* may it be sent? */
bool vp_routes_names(const vp_route *route, const char *parameter); /* is it documented? */
/* The first row of the name that is of the route; NULL: none. */
const vp_parameter *vp_routes_parameter(const vp_route_table *table, const vp_route *route, const char *name);
bool vp_routes_speaks(const vp_route *route); /* whether its titles are in the language that is asked */
bool vp_routes_has_media(const vp_route *route, vp_media media);
