/* Answers that take longer than a thread of the connections may: computed in threads of their own, once for all who
 * ask the same at the same time, so many at once and so many for one client. Who waits sleeps without a thread. */
#pragma once
#include "server/message/reply.h"
#include "server/message/request.h"
#include "snapshot/snapshot.h"
#include <stdatomic.h>

typedef struct vp_lane vp_lane;

typedef struct {
    size_t threads;    /* answers computed at once; at least 1 */
    size_t queue_most; /* answers that may wait for a thread */
    size_t per_client; /* answers of one address that may wait or be computed */
    double seconds;    /* longest that somebody waits, and that one is computed while others wait for a thread */
    /* Fills reply; request and snapshot (may be NULL) are the lane's. *unwanted becomes true when nobody waits any more
     * or the lane ends: then it may end with any reply. Any thread. */
    void (*compute)(void *context, const vp_request *request, const vp_snapshot *snapshot, const atomic_bool *unwanted,
                    vp_reply *reply);
    void *context;
} vp_lane_options;

#define VP_LANE_TICKET "lane-" /* what tickets begin with */
enum { VP_LANE_TICKET_MOST = 40 };

vp_lane *vp_lane_new(const vp_lane_options *options, vp_error *err);
/* Whoever waits must be gone. NULL is fine. */
void vp_lane_free(vp_lane *lane);

/* Asks for an answer, of which request and snapshot are copied or held. key: what askers of the same have in common;
 * NULL: nobody has. The ticket is for one vp_lane_take. VP_BUSY with status 503 when too much waits or the lane
 * drains, 429 when too much of this client does. */
bool vp_lane_ask(vp_lane *lane, const char *key, const vp_request *request, const vp_snapshot *snapshot,
                 char ticket[VP_LANE_TICKET_MOST], unsigned *status, vp_error *err);
/* Calls resume(context) once, from any thread, when the answer is there, was waited for long enough or is given up by
 * vp_lane_leave; false, and no call, when it is there already. */
bool vp_lane_wait(vp_lane *lane, const char *ticket, void (*resume)(void *context), void *context);
/* Whoever waits with this context does so no more: it is resumed at once. */
void vp_lane_leave(vp_lane *lane, const char *ticket, const void *context);
/* Gives the ticket back, and the answer in *reply (clear it; NULL: not wanted) when it is there; false: not yet. An
 * answer that nobody wants any more is not begun, and given up where it is under way: at once when its last asker has
 * left, after half a minute when he shall ask again. */
bool vp_lane_take(vp_lane *lane, const char *ticket, vp_reply *reply);
/* To be called several times a second: resumes who has waited long enough. everybody: the server's time is up, all are
 * resumed and what is under way is given up. */
void vp_lane_resume_late(vp_lane *lane, bool everybody);
/* From now on nothing is begun: what waits for a thread is answered 503, what is being computed is finished. */
void vp_lane_drain(vp_lane *lane);

typedef struct {
    size_t waiting, running;
    uint64_t computed, shared, refused; /* shared: answers that another asker was waiting for already */
} vp_lane_figures;
vp_lane_figures vp_lane_count(vp_lane *lane);
