/* What a handler gets, and what stands behind it. */
#pragma once
#include "base/csv.h"
#include "server/message/encoding.h"
#include "server/message/reply.h"
#include "server/message/request.h"
#include "snapshot/snapshot.h"
#include <stdatomic.h>
#include <stdio.h>

/* What a server has for its handlers beside the snapshot, for as long as it lives. NULL: not offered here. */
typedef struct {
    const struct vp_route_table *routes; /* routes.h */
    struct vp_figures *figures;          /* figures.h */
    struct vp_tile_cache *cache;         /* of ready-made answers */
    struct vp_lane *lane;                /* of long answers; NULL: computed where they are asked */
    const char *web_folder;              /* the web map's files */
    const struct vp_processes *processes;
    struct vp_jobs *jobs;
    struct vp_scenario_service *scenarios;
    const struct vp_exporter *exporter;
} vp_backends;

/* Everything that a handler reads; borrowed for the call. */
typedef struct {
    const vp_backends *backends;
    vp_target target;
    vp_media media;              /* the form to answer in, one of the route's */
    bool vietnamese;             /* titles in Vietnamese, else in English */
    vp_csv_style csv;            /* … and when that is csv: how numbers are written */
    vp_encoding encoding;        /* that the client takes best */
    bool in_lane;                /* time may be taken */
    const atomic_bool *unwanted; /* true once nobody waits for the answer any more; NULL: somebody always does */
    const char *tags;            /* If-None-Match; NULL when not sent */
    char edition[80];            /* of the saved scenarios that the answer shows; "" where it shows none */
    char base[256];              /* what links begin with: http://host:port */
    const vp_request *request;   /* body, If-Match, Prefer: for routes that write */
} vp_call;

/* To be asked every tenth of a second by what takes longer: false, and it ends with VP_CANCELLED. */
static inline bool vp_call_is_wanted(const vp_call *call) { return !call->unwanted || !atomic_load(call->unwanted); }

/* What the parameter v of an address names: the snapshot, and behind a point the edition of what the answer shows. */
#define VP_VERSION_MOST 200
static inline void vp_call_version(const vp_call *call, const vp_snapshot *snapshot, char out[VP_VERSION_MOST])
{
    snprintf(out, VP_VERSION_MOST, "%.100s%s%s", snapshot->provenance.id, *call->edition ? "." : "", call->edition);
}

/* Of a title in both languages the one that is wanted; English where there is no Vietnamese. */
static inline const char *vp_call_title(const vp_call *call, const char *vi, const char *en)
{
    return call->vietnamese && vi ? vi : en;
}

/* A handler reads one snapshot and fills one reply (status, body; the rest has defaults);
 * it never sees HTTP. */
typedef bool vp_handler(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err);
/* Whether an answer takes longer than a thread of the connections may: it is computed in the lane (lane.h). snapshot
 * may be NULL where the route needs none. */
typedef bool vp_long_answer(const vp_call *call, const vp_snapshot *snapshot);
