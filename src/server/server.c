#include "server/message/reference.h"
#include "server/state.h"
#include "snapshot/outlines.h"
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <vungphu/version.h>

const double vp_bucket_seconds[VP_BUCKETS] = {0.0005, 0.002, 0.01, 0.05, 0.2, 1, 5, INFINITY};

static bool copy(const char *text, char **out)
{
    *out = text ? strdup(text) : NULL;
    return !text || *out;
}

vp_server *vp_server_new(const vp_server_options *options, vp_error *err)
{
    vp_server *server = calloc(1, sizeof *server);
    if (!server) {
        vp_fail_memory(err, sizeof *server);
        return NULL;
    }
    server->started_seconds = time(NULL);
    server->scenarios = options->scenarios;
    server->exporter = options->exporter;
    server->figures = calloc(vp_route_count + 1, sizeof *server->figures);
    server->publication = vp_publication_new(err);
    server->cache = vp_tile_cache_new(options->cache_bytes, err);
    if (server->figures && server->publication && server->cache && copy(options->web_folder, &server->web_folder) &&
        copy(options->url, &server->url) &&
        copy(options->token && *options->token ? options->token : NULL, &server->token)) {
        if (!options->processes) return server;
        server->processes = *options->processes;
        server->jobs = vp_jobs_new(&server->processes.jobs, err);
        if (server->jobs) return server;
    } else {
        vp_fail(err, VP_NO_MEMORY, "no memory for the server");
    }
    vp_server_free(server);
    return NULL;
}

void vp_server_free(vp_server *server)
{
    if (!server) return;
    vp_jobs_free(server->jobs);
    vp_publication_free(server->publication);
    vp_tile_cache_free(server->cache);
    free(server->figures);
    free(server->web_folder);
    free(server->url);
    if (server->token) sodium_memzero(server->token, strlen(server->token));
    free(server->token);
    free(server);
}

bool vp_server_publish(vp_server *server, vp_snapshot *next, vp_error *err)
{
    if (!next->outlines) next->outlines = vp_outlines_new(next->region, err);
    if (!next->outlines || (!next->inside && next->main_weights && !vp_snapshot_mark_inside(next, err))) {
        vp_snapshot_release(next);
        return false;
    }
    vp_publication_replace(server->publication, next);
    vp_tile_cache_clear(server->cache); /* keys name the snapshot: this only makes room sooner */
    bool first = atomic_fetch_add(&server->published, 1) == 0;
    return !first || !server->jobs || vp_jobs_start(server->jobs, err);
}

const vp_snapshot *vp_server_snapshot(vp_server *server) { return vp_publication_acquire(server->publication); }

void vp_server_drain(vp_server *server) { atomic_store(&server->draining, true); }

void vp_server_record(vp_server *server, size_t route, unsigned status, double seconds, size_t bytes)
{
    vp_route_figures *figures = &server->figures[route < vp_route_count ? route : vp_route_count];
    size_t bucket = 0;
    while (seconds > vp_bucket_seconds[bucket]) bucket++;
    atomic_fetch_add_explicit(&figures->by_class[status < 600 ? status / 100 : 0], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&figures->by_bucket[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&figures->nanoseconds, (uint64_t)(seconds * 1e9), memory_order_relaxed);
    atomic_fetch_add_explicit(&figures->bytes, bytes, memory_order_relaxed);
}

bool vp_server_wait(vp_server *server, const char *job, void (*resume)(void *context), void *context)
{
    return server->jobs && vp_jobs_when_over(server->jobs, job, server->processes.wait_seconds, resume, context);
}

void vp_server_resume_late(vp_server *server, bool everybody)
{
    if (server->jobs) vp_jobs_resume_late(server->jobs, everybody);
}

/* ------------------------------------------------------------ one request */

/* A Host header is data of a client: only what can be a host and a port becomes part of a link. */
static bool is_host(const char *host)
{
    size_t length = strlen(host);
    return length > 0 && length < 200 &&
           strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]") == length;
}

static bool set_base(vp_call *call, const char *host, vp_error *err)
{
    if (host && !is_host(host)) return vp_fail(err, VP_BAD_INPUT, "the Host header is not a host and a port");
    if (call->server->url)
        snprintf(call->base, sizeof call->base, "%s", call->server->url);
    else
        snprintf(call->base, sizeof call->base, "http://%s", host ? host : "localhost");
    return true;
}

static vp_media media_named(const char *name, size_t length)
{
    size_t m = 0;
    while (m + 1 < VP_MEDIA_COUNT &&
           (strlen(vp_media_rows[m].name) != length || memcmp(vp_media_rows[m].name, name, length) != 0))
        m++;
    return (vp_media)m;
}

/* f decides; without it the first form of the route that Accept names; else the route's first. */
static bool choose_media(vp_call *call, const vp_route *route, const vp_request *request, vp_error *err)
{
    const char *wanted = vp_target_parameter(&call->target, "f");
    bool found = false;
    for (const char *at = route->media; *at && !found; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        vp_media media = media_named(at, length);
        const vp_media_row *row = &vp_media_rows[media];
        found = wanted ? strcmp(wanted, row->name) == 0 : vp_header_accepts(request->accept, row->accept);
        if (found || at == route->media) call->media = media;
        at += length;
    }
    if (wanted && !found)
        return vp_fail(err, VP_BAD_INPUT, "f=%.40s is not offered here; there is: %s", wanted, route->media);
    return true;
}

static bool check_parameters(const vp_target *target, const vp_route *route, vp_error *err)
{
    for (size_t i = 0; i < target->parameter_count; i++)
        if (!vp_routes_takes(route, target->parameters[i].name))
            return vp_fail(err, VP_BAD_INPUT, "there is no parameter '%.40s' here; there is: f %s",
                           target->parameters[i].name, route->query);
    return true;
}

static bool handle(vp_call *call, const vp_request *request, const vp_snapshot *snapshot, vp_reply *reply,
                   vp_error *err)
{
    const vp_route *route = &vp_routes[reply->route];
    const vp_media_row *media = &vp_media_rows[call->media];
    reply->status = 200;
    reply->type = media->type;
    reply->store = route->freshness == VP_FROM_SNAPSHOT;
    if (!reply->store) return route->handler(call, snapshot, reply, err);
    if (vp_routes_names(route, "crs")) {
        const vp_reference *reference = vp_reference_asked(&call->target, "crs", err);
        if (!reference) return false;
        reply->reference = reference->uri;
    }

    char key[VP_PATH_MOST + VP_QUERY_MOST + 512];
    snprintf(key, sizeof key, "%s %s %s %s?%s %d", snapshot->id, media->name, call->base, request->path,
             request->query ? request->query : "", call->gzip);
    reply->body = vp_tile_cache_find(call->server->cache, key);
    if (!reply->body) {
        if (!route->handler(call, snapshot, reply, err)) return false;
        vp_blob *zipped = call->gzip && media->worth_gzip && reply->body ? vp_blob_gzip(reply->body) : NULL;
        if (zipped) {
            vp_blob_release(reply->body);
            reply->body = zipped;
        }
        if (reply->body && !reply->page) vp_tile_cache_keep(call->server->cache, key, reply->body);
    }
    /* Of one address, what differs between representations is the snapshot, the form and the encoding. */
    if (!*reply->tag)
        snprintf(reply->tag, sizeof reply->tag, "\"%.100s.%s.%s%s\"", snapshot->id, VP_VERSION, media->name,
                 reply->body && reply->body->gzip ? ".gz" : "");
    return true;
}

/* The body stays: the front tells its length and does not send it. */
static void become_unchanged(const vp_call *call, vp_reply *reply)
{
    if (reply->status == 200 && *reply->tag && call->tags && vp_header_matches(call->tags, reply->tag))
        reply->status = 304;
}

/* The row for the method, among those of the template that fitted; without one, reply is filled. */
static bool choose_method(const char *method, vp_reply *reply)
{
    size_t first = reply->route, row = vp_routes_for_method(first, method);
    if (row != VP_ROUTE_NONE) {
        reply->route = row;
        return true;
    }
    vp_routes_allow(first, reply->allow, sizeof reply->allow);
    if (strcmp(method, "OPTIONS") == 0) {
        reply->status = 204;
        return false;
    }
    vp_error err;
    vp_fail(&err, VP_BAD_INPUT, "this address takes %s", reply->allow);
    vp_reply_problem(reply, 405, &err);
    return false;
}

static bool find_template(vp_call *call, const vp_request *request, vp_reply *reply, unsigned *status, vp_error *err)
{
    if (!vp_target_parse(request, &call->target, status, err)) return false;
    *status = 0;
    reply->route = vp_routes_match(&call->target);
    return reply->route != VP_ROUTE_NONE || vp_fail(err, VP_NOT_FOUND, "there is nothing at this address");
}

static bool check_request(vp_call *call, const vp_request *request, const vp_reply *reply, unsigned *status,
                          vp_error *err)
{
    const vp_route *route = &vp_routes[reply->route];
    if (vp_routes_writes(route) && !vp_server_authorise(call->server, request, status, err)) return false;
    *status = 0;
    return set_base(call, request->host, err) && check_parameters(&call->target, route, err) &&
           choose_media(call, route, request, err);
}

void vp_answer(vp_server *server, const vp_request *request, vp_reply *reply)
{
    *reply = (vp_reply){.route = VP_ROUTE_NONE};
    vp_error err = {0};
    vp_call call = {.server = server,
                    .request = request,
                    .tags = request->if_none_match,
                    .media = VP_MEDIA_JSON,
                    .gzip = vp_header_accepts(request->accept_encoding, "gzip")};
    unsigned status = 0;
    const vp_snapshot *snapshot = NULL;
    bool ok = find_template(&call, request, reply, &status, &err);
    if (ok && !choose_method(request->method, reply)) return;
    ok = ok && check_request(&call, request, reply, &status, &err);
    if (ok) {
        snapshot = vp_publication_acquire(server->publication);
        if (!snapshot && vp_routes[reply->route].freshness != VP_TIMELESS)
            ok = vp_fail(&err, VP_BUSY, "there is no snapshot to read yet");
        else
            ok = handle(&call, request, snapshot, reply, &err);
    }
    if (ok)
        become_unchanged(&call, reply);
    else
        vp_reply_problem(reply, status ? status : reply->failed_status, &err);
    vp_snapshot_release(snapshot);
}
