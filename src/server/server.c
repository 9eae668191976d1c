#include "server/server.h"
#include "base/text_room.h"
#include "platform/log.h"
#include "server/authorise.h"
#include "server/figures.h"
#include "server/lane.h"
#include "server/memory_look.h"
#include "server/message/reference.h"
#include "server/routes.h"
#include "service/jobs.h"
#include "service/public_error.h"
#include "service/scenario_columns.h"
#include "snapshot/gap_marks.h"
#include "snapshot/outlines.h"
#include "tiles/tile_cache.h"
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <vungphu/version.h>

struct vp_server {
    vp_publication *publication;
    char *web_folder, *url; /* may be NULL */
    char *token;            /* NULL: none */
    vp_processes processes; /* count 0: none */
    vp_backends backends;
    size_t held; /* in vain, after freed memory last went back to the system; of who looks at it */
};

static bool copy(const char *text, char **out)
{
    *out = text ? strdup(text) : NULL;
    return !text || *out;
}

static bool copy_texts(vp_server *server, const vp_server_options *options)
{
    const char *token = options->token && *options->token ? options->token : NULL;
    return copy(options->web_folder, &server->web_folder) && copy(options->url, &server->url) &&
           copy(token, &server->token);
}

static void compute(void *context, const vp_request *request, const vp_snapshot *snapshot, const atomic_bool *unwanted,
                    vp_reply *reply);

static bool open_lane(vp_server *server, const vp_server_options *options, vp_error *err)
{
    server->backends.lane = vp_lane_new(&(vp_lane_options){.threads = options->lane.threads,
                                                           .queue_most = options->lane.queue_most,
                                                           .per_client = options->lane.per_client,
                                                           .seconds = options->lane.seconds,
                                                           .compute = compute,
                                                           .context = server},
                                        err);
    return server->backends.lane != NULL;
}

/* What the handlers see of the server. */
static bool gather_backends(vp_server *server, const vp_server_options *options, vp_error *err)
{
    if (options->processes) server->processes = *options->processes;
    server->backends = (vp_backends){.routes = options->routes,
                                     .figures = vp_figures_new(options->routes->route_count, err),
                                     .web_folder = server->web_folder,
                                     .processes = &server->processes,
                                     .scenarios = options->scenarios,
                                     .exporter = options->exporter};
    if (server->backends.figures) server->backends.figures->memory_most = options->memory_most;
    server->backends.cache = server->backends.figures ? vp_tile_cache_new(options->cache_bytes, err) : NULL;
    if (!server->backends.cache) return false;
    if (options->processes) server->backends.jobs = vp_jobs_new(&server->processes.jobs, err);
    return (!options->processes || server->backends.jobs) &&
           (!options->lane.threads || open_lane(server, options, err));
}

vp_server *vp_server_new(const vp_server_options *options, vp_error *err)
{
    if (options->vietnamese) vp_reply_translate(options->vietnamese);
    vp_server *server = calloc(1, sizeof *server);
    if (!server) {
        vp_publication_free(options->publication);
        vp_fail_memory(err, sizeof *server);
        return NULL;
    }
    server->publication = options->publication;
    bool ok = copy_texts(server, options) || vp_fail(err, VP_NO_MEMORY, "no memory for the server");
    if (ok && gather_backends(server, options, err)) return server;
    vp_server_free(server);
    return NULL;
}

void vp_server_free(vp_server *server)
{
    if (!server) return;
    vp_lane_free(server->backends.lane);
    vp_jobs_free(server->backends.jobs);
    vp_publication_free(server->publication);
    vp_tile_cache_free(server->backends.cache);
    vp_figures_free(server->backends.figures);
    free(server->web_folder);
    free(server->url);
    if (server->token) sodium_memzero(server->token, strlen(server->token));
    free(server->token);
    free(server);
}

bool vp_server_publish(vp_server *server, vp_snapshot *next, vp_error *err)
{
    vp_places *places = &next->places;
    if (!places->outlines) places->outlines = vp_outlines_new(next->region, err);
    if (places->outlines && !places->gap_marks)
        places->gap_marks = vp_gap_marks_new(next->region, &next->listings.gaps, VP_GAP_TILE_BYTES, err);
    if (!places->gap_marks ||
        (!next->places.inside && next->results.main_weights && !vp_snapshot_mark_inside(next, err))) {
        vp_snapshot_release(next);
        return false;
    }
    vp_publication_replace(server->publication, next);
    vp_tile_cache_clear(server->backends.cache); /* keys name the snapshot: this only makes room sooner */
    bool first = atomic_fetch_add(&server->backends.figures->published, 1) == 0;
    return !first || !server->backends.jobs || vp_jobs_start(server->backends.jobs, err);
}

void vp_server_drain(vp_server *server)
{
    atomic_store(&server->backends.figures->draining, true);
    if (server->backends.lane) vp_lane_drain(server->backends.lane);
}

void vp_server_record(vp_server *server, size_t route, unsigned status, double seconds, size_t bytes)
{
    vp_figures_record(server->backends.figures, route, status, seconds, bytes);
}

bool vp_server_authorise(const vp_server *server, const vp_request *request, unsigned *status, vp_error *err)
{
    return vp_authorise(server->token, request, status, err);
}

/* What a client may have hidden in a line behind percent signs is looked for too, also where it was encoded twice. */
bool vp_server_is_secret(const vp_server *server, const char *text)
{
    enum { TIMES = 3 };
    char plain[VP_PATH_MOST + VP_QUERY_MOST + 8];
    if (!server->token) return false;
    if (strstr(text, server->token) || strlen(text) >= sizeof plain) return true; /* too long to look through */
    snprintf(plain, sizeof plain, "%s", text);
    for (int i = 0; i < TIMES; i++) {
        vp_request_decode(plain);
        if (strstr(plain, server->token)) return true;
    }
    return false;
}

static bool is_ticket(const vp_server *server, const char *text)
{
    return text && server->backends.lane && strncmp(text, VP_LANE_TICKET, sizeof VP_LANE_TICKET - 1) == 0;
}

bool vp_server_wait(vp_server *server, const char *waits_for, void (*resume)(void *context), void *context)
{
    if (is_ticket(server, waits_for)) return vp_lane_wait(server->backends.lane, waits_for, resume, context);
    return server->backends.jobs &&
           vp_jobs_when_over(server->backends.jobs, waits_for, server->processes.wait_seconds, resume, context);
}

void vp_server_leave(vp_server *server, const char *waits_for, const void *context)
{
    if (is_ticket(server, waits_for)) vp_lane_leave(server->backends.lane, waits_for, context);
}

void vp_server_forget(vp_server *server, const char *waits_for)
{
    if (is_ticket(server, waits_for)) vp_lane_take(server->backends.lane, waits_for, NULL);
}

void vp_server_resume_late(vp_server *server, bool draining)
{
    vp_memory_look(&server->backends, server->publication, &server->held);
    if (server->backends.jobs) vp_jobs_resume_late(server->backends.jobs, draining);
    if (server->backends.lane) vp_lane_resume_late(server->backends.lane, false);
}

void vp_server_resume_all(vp_server *server)
{
    if (server->backends.jobs) vp_jobs_resume_late(server->backends.jobs, true);
    if (server->backends.lane) vp_lane_resume_late(server->backends.lane, true);
}

/* ------------------------------------------------------------ one request */

/* A Host header is data of a client: only what can be a host and a port becomes part of a link. */
static bool is_host(const char *host)
{
    size_t length = 0;
    while ((host[length] >= 'a' && host[length] <= 'z') || (host[length] >= 'A' && host[length] <= 'Z') ||
           (host[length] >= '-' && host[length] <= ':' && host[length] != '/') || host[length] == '_' ||
           host[length] == '[' || host[length] == ']')
        length++;
    return length > 0 && length < 200 && !host[length];
}

/* url: the server's own; NULL: the client's Host header says it. */
static bool set_base(vp_call *call, const char *url, const char *host, vp_error *err)
{
    if (host && !is_host(host)) return vp_fail(err, VP_BAD_INPUT, "the Host header is not a host and a port");
    const char *end = call->base + sizeof call->base;
    char *at = vp_text_put(call->base, end, url ? url : "http://");
    if (!url) vp_text_put(at, end, host ? host : "localhost");
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

static bool choose_decimal(vp_call *call, const vp_route *route, vp_error *err)
{
    const char *decimal = vp_target_parameter(&call->target, "decimal");
    if (!decimal || !vp_routes_has_media(route, VP_MEDIA_CSV)) return true;
    bool comma = strcmp(decimal, "comma") == 0;
    if (!comma && strcmp(decimal, "dot") != 0)
        return vp_fail(err, VP_BAD_INPUT, "decimal=%.40s is neither comma nor dot", decimal);
    if (comma && call->media != VP_MEDIA_CSV)
        return vp_fail(err, VP_BAD_INPUT, "decimal=comma goes with csv only: add f=csv");
    if (comma) call->csv = VP_CSV_COMMA;
    return true;
}

/* lang decides, else the header; who says nothing reads English. */
static bool choose_language(vp_call *call, const vp_route *route, const vp_request *request, vp_error *err)
{
    const char *asked = vp_target_parameter(&call->target, "lang");
    if (!vp_routes_speaks(route)) return true;
    call->vietnamese = asked ? strcmp(asked, "vi") == 0
                             : vp_header_language(request->accept_language, "vi") >
                                   fmax(0, vp_header_language(request->accept_language, "en"));
    return !asked || call->vietnamese || strcmp(asked, "en") == 0 ||
           vp_fail(err, VP_BAD_INPUT, "lang=%.40s is neither vi nor en", asked);
}

static bool check_parameters(const vp_target *target, const vp_route *route, vp_error *err)
{
    for (size_t i = 0; i < target->parameter_count; i++)
        if (!vp_routes_takes(route, target->parameters[i].name))
            return vp_fail(err, VP_BAD_INPUT, "there is no parameter '%.40s' here; there is: f %s",
                           target->parameters[i].name, route->query);
    return true;
}

static const vp_route *route_of(const vp_call *call, const vp_reply *reply)
{
    return &call->backends->routes->routes[reply->route];
}

/* "" where the answer is in no language, or in both. */
static const char *language_of(const vp_call *call, const vp_reply *reply)
{
    if (!vp_routes_speaks(route_of(call, reply))) return "";
    return call->vietnamese ? "vi" : "en";
}

/* The scenario that the path names a collection or layer of, or all of them. */
static void name_edition(vp_call *call, const vp_route *route)
{
    const char *name = vp_target_capture(&call->target, "collectionId");
    char id[VP_SCENARIO_ID];
    if (!name) name = vp_target_capture(&call->target, "layer");
    bool of_one = name && vp_scenario_columns_named(name, id);
    if (route->freshness == VP_FROM_SCENARIOS && call->backends->scenarios && (of_one || !name))
        vp_scenario_columns_edition(call->backends->scenarios, of_one ? id : NULL, call->edition, sizeof call->edition);
}

/* What an answer depends on. */
static void name_answer(const vp_call *call, const vp_snapshot *snapshot, const vp_reply *reply, char *key, size_t size)
{
    const vp_request *request = call->request;
    const char *parts[] = {snapshot ? snapshot->provenance.id : "",
                           call->edition,
                           vp_media_rows[call->media].name,
                           call->base,
                           vp_encoding_rows[call->encoding].name,
                           language_of(call, reply),
                           request->path};
    char *at = key, *end = key + size;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        at = vp_text_put(vp_text_put(at, end, parts[i]), end, i + 1 < sizeof parts / sizeof *parts ? " " : "?");
    vp_text_put(at, end, request->query ? request->query : "");
}

/* Whether the address says of which snapshot it is, and where it shows a scenario of which edition: the answer is then
 * the same for good. */
static bool names_version(const vp_call *call, const vp_snapshot *snapshot)
{
    const char *version = vp_target_parameter(&call->target, "v");
    char own[VP_VERSION_MOST];
    if (!version) return false;
    vp_call_version(call, snapshot, own);
    return strcmp(version, own) == 0;
}

/* Of one address, what differs between representations is the snapshot, the form and the encoding. */
static void name_version(const vp_call *call, const vp_provenance *provenance, vp_encoding encoding,
                         char tag[VP_TAG_MOST])
{
    snprintf(tag, VP_TAG_MOST, "\"%.60s.%s.%s%s%s%s%s\"", provenance->id, VP_VERSION, vp_media_rows[call->media].name,
             *call->edition ? "." : "", call->edition, call->vietnamese ? ".vi" : "", vp_encoding_rows[encoding].mark);
}

/* A tile's tag is that of its content: the next snapshot's is the same where nothing changed. */
static bool is_tile(const vp_call *call) { return call->media == VP_MEDIA_MVT || call->media == VP_MEDIA_PNG; }

static void mark_content(vp_blob *body)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    if (body->file >= 0 ||
        crypto_generichash(hash, sizeof hash, (const unsigned char *)body->bytes, body->length, NULL, 0))
        return;
    memcpy(&body->mark, hash, sizeof body->mark);
}

static void name_content(const vp_blob *body, char tag[VP_TAG_MOST])
{
    static const char digits[] = "0123456789abcdef";
    const char *end = tag + VP_TAG_MOST;
    char *at = tag;
    *at++ = '"';
    for (int shift = 60; shift >= 0; shift -= 4) *at++ = digits[body->mark >> shift & 15];
    vp_text_put(vp_text_put(at, end, vp_encoding_rows[body->encoding].mark), end, "\"");
}

/* What the client has already need not be computed to say so. */
static bool is_known(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply)
{
    for (vp_encoding e = 0; call->tags && e < VP_ENCODING_COUNT; e++) {
        name_version(call, &snapshot->provenance, e, reply->tag);
        if (vp_header_matches(call->tags, reply->tag)) return true;
    }
    reply->tag[0] = '\0';
    return false;
}

enum { RETRY_SECONDS = 5 };

/* False when the process holds as much as it may. */
static bool has_memory(const vp_call *call, vp_reply *reply, vp_error *err)
{
    if (!atomic_load(&call->backends->figures->memory_full)) return true;
    reply->failed_status = 503;
    reply->retry_seconds = RETRY_SECONDS;
    return vp_fail(err, VP_BUSY, "the server holds as much memory as it may; ask again in %d seconds", RETRY_SECONDS);
}

/* A long answer is computed in the lane, and waited for; who asks for the same shares it. */
static bool enter_lane(vp_call *call, const vp_snapshot *snapshot, const char *key, vp_reply *reply, vp_error *err)
{
    unsigned status = 0;
    if (!has_memory(call, reply, err)) return false;
    bool reads = !vp_routes_writes(route_of(call, reply));
    if (vp_lane_ask(call->backends->lane, reads ? key : NULL, call->request, snapshot, reply->waits_for, &status, err))
        return true;
    reply->failed_status = status;
    reply->retry_seconds = RETRY_SECONDS;
    return false;
}

static bool goes_to_lane(const vp_call *call, const vp_snapshot *snapshot, const vp_reply *reply)
{
    const vp_route *route = route_of(call, reply);
    return call->backends->lane && !call->in_lane && route->is_long && route->is_long(call, snapshot);
}

/* The ready-made answer of a route whose answers are kept, made now if need be. */
static bool handle_kept(vp_call *call, const vp_snapshot *snapshot, const char *key, vp_reply *reply, vp_error *err)
{
    reply->body = vp_tile_cache_find(call->backends->cache, key);
    if (!reply->body) {
        if (goes_to_lane(call, snapshot, reply))
            return is_known(call, snapshot, reply) || enter_lane(call, snapshot, key, reply, err);
        if (!route_of(call, reply)->handler(call, snapshot, reply, err)) return false;
        if (reply->body && is_tile(call)) mark_content(reply->body);
        vp_blob *encoded = vp_media_rows[call->media].worth_encoding && reply->body
                               ? vp_encoding_apply(call->encoding, reply->body)
                               : NULL;
        if (encoded) {
            vp_blob_release(reply->body);
            reply->body = encoded;
        }
        if (reply->body && !reply->page && !reply->dated) vp_tile_cache_keep(call->backends->cache, key, reply->body);
    }
    if (reply->body && reply->body->mark)
        name_content(reply->body, reply->tag);
    else if (!*reply->tag)
        name_version(call, &snapshot->provenance, reply->body ? reply->body->encoding : VP_ENCODING_NONE, reply->tag);
    return true;
}

/* Jobs and scenarios; to take one back needs nothing. */
static bool brings_work(const vp_call *call, const vp_route *route)
{
    return vp_routes_writes(route) && strcmp(call->request->method, "DELETE") != 0;
}

static bool handle(vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const vp_route *route = route_of(call, reply);
    char key[VP_PATH_MOST + VP_QUERY_MOST + 512];
    reply->status = 200;
    reply->type = vp_media_rows[call->media].type;
    reply->store = route->freshness == VP_FROM_SNAPSHOT || route->freshness == VP_FROM_SCENARIOS;
    name_edition(call, route);
    reply->immutable = vp_routes_names(route, "v") && names_version(call, snapshot);
    name_answer(call, snapshot, reply, key, sizeof key);
    if (*language_of(call, reply)) reply->language = language_of(call, reply);
    reply->strict = reply->store && call->media == VP_MEDIA_HTML && strcmp(route->path, "/") != 0;
    if (reply->store && vp_routes_names(route, "crs")) {
        const vp_reference *reference = vp_reference_asked(&call->target, "crs", snapshot->places.references, err);
        if (!reference) return false;
        memcpy(reply->reference, reference->uri, sizeof reply->reference);
    }
    if (reply->store) return handle_kept(call, snapshot, key, reply, err);
    if (goes_to_lane(call, snapshot, reply)) return enter_lane(call, snapshot, key, reply, err);
    return (!brings_work(call, route) || has_memory(call, reply, err)) && route->handler(call, snapshot, reply, err);
}

/* The body stays: the front states its length and does not send it. */
static void become_unchanged(const vp_call *call, vp_reply *reply)
{
    if (reply->status == 200 && *reply->tag && call->tags && vp_header_matches(call->tags, reply->tag))
        reply->status = 304;
}

/* The row for the method, among those of the template that fitted; without one, reply is filled. */
static bool choose_method(const vp_route_table *table, const char *method, vp_reply *reply)
{
    size_t first = reply->route, row = vp_routes_for_method(table, first, method);
    if (row != VP_ROUTE_NONE) {
        reply->route = row;
        return true;
    }
    vp_routes_allow(table, first, reply->allow, sizeof reply->allow);
    if (strcmp(method, "OPTIONS") == 0) {
        reply->status = 204;
        return false;
    }
    vp_error err;
    vp_fail(&err, VP_BAD_INPUT, "this address takes %s", reply->allow);
    vp_reply_problem(reply, 405, &err);
    return false;
}

static bool find_template(vp_call *call, vp_reply *reply, unsigned *status, vp_error *err)
{
    if (!vp_target_parse(call->request, &call->target, status, err)) return false;
    *status = 0;
    reply->route = vp_routes_match(call->backends->routes, &call->target);
    return reply->route != VP_ROUTE_NONE || vp_fail(err, VP_NOT_FOUND, "there is nothing at this address");
}

static bool check_request(const vp_server *server, vp_call *call, const vp_reply *reply, unsigned *status,
                          vp_error *err)
{
    const vp_request *request = call->request;
    const vp_route *route = route_of(call, reply);
    if (vp_routes_writes(route) && !vp_authorise(server->token, request, status, err)) return false;
    *status = 0;
    return set_base(call, server->url, request->host, err) && check_parameters(&call->target, route, err) &&
           choose_media(call, route, request, err) && choose_language(call, route, request, err) &&
           choose_decimal(call, route, err);
}

/* All but the target, which is large and is filled by who takes the address apart. */
static void begin_call(vp_call *call, vp_server *server, const vp_request *request, const atomic_bool *unwanted)
{
    call->backends = &server->backends;
    call->target.segment_count = call->target.parameter_count = call->target.capture_count = 0;
    call->media = VP_MEDIA_JSON;
    call->vietnamese = false;
    call->csv = VP_CSV_ANSWER;
    call->encoding = vp_encoding_choose(request->accept_encoding);
    call->in_lane = unwanted != NULL;
    call->unwanted = unwanted;
    call->tags = request->if_none_match;
    call->edition[0] = call->base[0] = '\0';
    call->request = request;
}

/* snapshot: NULL before the first; unwanted: NULL outside the lane. */
static void answer_from(vp_server *server, const vp_request *request, const vp_snapshot *snapshot,
                        const atomic_bool *unwanted, vp_reply *reply)
{
    *reply = (vp_reply){.route = VP_ROUTE_NONE};
    vp_error err = {0};
    vp_call call;
    begin_call(&call, server, request, unwanted);
    unsigned status = 0;
    bool ok = find_template(&call, reply, &status, &err);
    if (ok && !choose_method(server->backends.routes, request->method, reply)) return;
    ok = ok && check_request(server, &call, reply, &status, &err);
    if (ok && !snapshot && route_of(&call, reply)->freshness != VP_TIMELESS)
        ok = vp_fail(&err, VP_BUSY, "there is no snapshot to read yet");
    if (ok && handle(&call, snapshot, reply, &err)) {
        become_unchanged(&call, reply);
        vp_reply_cut(reply, request->range, request->if_range);
        return;
    }
    if (vp_public_error_hides(&err)) vp_log(VP_LOG_ERROR, "%s %.200s: %s", request->method, request->path, err.message);
    vp_reply_problem(reply, status ? status : reply->failed_status, &err);
}

/* In the lane: the request as it was asked, of the snapshot that was served then. */
static void compute(void *context, const vp_request *request, const vp_snapshot *snapshot, const atomic_bool *unwanted,
                    vp_reply *reply)
{
    answer_from(context, request, snapshot, unwanted, reply);
}

/* The answer that was waited for. */
static void take_up(vp_server *server, const vp_request *request, vp_reply *reply)
{
    vp_call call = {.tags = request->if_none_match};
    vp_error err;
    *reply = (vp_reply){.route = VP_ROUTE_NONE};
    if (vp_lane_take(server->backends.lane, request->waited_for, reply)) {
        become_unchanged(&call, reply);
        vp_reply_cut(reply, request->range, request->if_range);
        return;
    }
    vp_fail(&err, VP_BUSY, "the answer is still being computed; ask again in a few seconds");
    vp_reply_problem(reply, 503, &err);
    reply->retry_seconds = 5;
}

void vp_answer(vp_server *server, const vp_request *request, vp_reply *reply)
{
    if (is_ticket(server, request->waited_for)) {
        take_up(server, request, reply);
        return;
    }
    const vp_snapshot *snapshot = vp_publication_acquire(server->publication);
    answer_from(server, request, snapshot, NULL, reply);
    vp_snapshot_release(snapshot);
}
