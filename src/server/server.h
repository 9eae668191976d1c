/* The server without sockets: a request in, a reply out. */
#pragma once
#include "base/sentences.h"
#include "server/message/reply.h"
#include "server/message/request.h"
#include "service/process.h"
#include "snapshot/snapshot.h"

typedef struct {
    const struct vp_route_table *routes; /* what is answered (endpoints/endpoints.h) */
    vp_publication *publication;         /* what is read; taken, also on failure */
    const vp_sentences *vietnamese;      /* of problems; the caller's; NULL: they are English only */
    const char *web_folder;              /* the web map's files; NULL: none are served */
    const char *url;    /* what links begin with, without a slash at the end; NULL: http:// and the Host header */
    size_t cache_bytes; /* for ready-made answers */
    size_t memory_most; /* bytes of its own that the process may hold (platform/memory.h); 0: no limit */
    const char *token;  /* who writes must send it; NULL or "": only loopback may write */
    const vp_processes *processes;      /* what can be computed; NULL: nothing. Its rows outlive the server */
    const struct vp_exporter *exporter; /* borrowed (service/exporter.h); NULL: no files are written */
    struct {
        size_t threads; /* long answers computed at once; 0: where they are asked, on the connection's thread */
        size_t queue_most, per_client;     /* long answers that may wait; of one address that may wait or be computed */
        double seconds;                    /* longest that somebody waits for one */
    } lane;                                /* lane.h */
    struct vp_scenario_service *scenarios; /* borrowed (service/scenario_service.h); NULL: none are kept */
} vp_server_options;

typedef struct vp_server vp_server;

/* The options' texts are copied. */
vp_server *vp_server_new(const vp_server_options *options, vp_error *err);
void vp_server_free(vp_server *server);

/* Takes next and makes it what new requests read; requests under way finish on theirs. */
bool vp_server_publish(vp_server *server, vp_snapshot *next, vp_error *err);

/* From now on /readyz says 503, so that a load balancer looks elsewhere, and no long answer is begun. */
void vp_server_drain(vp_server *server);

/* Whether the request may write or compute at length: it carries the token, or there is none and it comes
 * from this machine, to a name of this machine and from no page of another origin. On failure
 * status is 401 or 403. Takes the same time whatever the token sent. */
bool vp_server_authorise(const vp_server *server, const vp_request *request, unsigned *status, vp_error *err);

/* Whether a text (a request's line) holds the token, so that it must not be logged. */
bool vp_server_is_secret(const vp_server *server, const char *text);

/* Always fills reply (clear it), with a problem document when something is wrong. Any thread. */
void vp_answer(vp_server *server, const vp_request *request, vp_reply *reply);

/* For a reply that waits for a job or a long answer (reply->waits_for): calls resume(context) once when it is over or
 * was waited for long enough; false, and no call, when it is over already. Then ask again with waited_for. */
bool vp_server_wait(vp_server *server, const char *waits_for, void (*resume)(void *context), void *context);
/* The client is gone: who waits with this context is resumed at once. Of a job nothing changes. */
void vp_server_leave(vp_server *server, const char *waits_for, const void *context);
/* Nobody will ask again with waited_for. */
void vp_server_forget(vp_server *server, const char *waits_for);
/* To be called several times a second: resumes who has waited long enough and, while the server drains, all who wait
 * for a job; a long answer that is being computed is still waited for. */
void vp_server_resume_late(vp_server *server, bool draining);
void vp_server_resume_all(vp_server *server); /* the time is over: whatever they wait for */

/* Counted into /metrics by the HTTP front when the reply is gone. */
void vp_server_record(vp_server *server, size_t route, unsigned status, double seconds, size_t bytes);
