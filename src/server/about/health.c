/* /healthz, /readyz and /metrics. */
#include "server/about/handlers.h"
#include "server/figures.h"
#include "server/lane.h"
#include "server/routes.h"
#include "service/jobs.h"
#include "tiles/tile_cache.h"
#include "json/json.h"
#include <math.h>
#include <time.h>
#include <vungphu/version.h>

bool vp_get_health(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    json_t *root = json_pack("{s:s, s:s, s:I}", "status", "ok", "software", VP_VERSION, "uptime_seconds",
                             (json_int_t)(time(NULL) - call->backends->figures->started_seconds));
    (void)snapshot;
    reply->body = vp_json_blob(root, err);
    return reply->body != NULL;
}

bool vp_get_ready(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    if (atomic_load(&call->backends->figures->draining)) return vp_fail(err, VP_BUSY, "the server is stopping");
    if (!snapshot) return vp_fail(err, VP_BUSY, "there is no snapshot to read yet");
    reply->body = vp_json_blob(json_pack("{s:s, s:s}", "status", "ready", "snapshot", snapshot->provenance.id), err);
    return reply->body != NULL;
}

static uint64_t read_counter(_Atomic uint64_t *counter) { return atomic_load_explicit(counter, memory_order_relaxed); }

static void add_requests(vp_buffer *out, const char *path, vp_route_figures *figures)
{
    for (size_t c = 1; c < 6; c++) {
        uint64_t count = read_counter(&figures->by_class[c]);
        if (count)
            vp_buffer_format(out, "vungphu_requests_total{route=\"%s\",status=\"%zuxx\"} %ju\n", path, c,
                             (uintmax_t)count);
    }
}

static void add_times(vp_buffer *out, const char *path, vp_route_figures *figures)
{
    uint64_t below = 0;
    for (size_t b = 0; b < VP_BUCKETS; b++) below += read_counter(&figures->by_bucket[b]);
    if (!below) return;
    below = 0;
    for (size_t b = 0; b < VP_BUCKETS; b++) {
        below += read_counter(&figures->by_bucket[b]);
        vp_buffer_format(out, "vungphu_request_seconds_bucket{route=\"%s\",le=\"", path);
        if (isinf(vp_bucket_seconds[b]))
            vp_buffer_text(out, "+Inf");
        else
            vp_buffer_format(out, "%g", vp_bucket_seconds[b]);
        vp_buffer_format(out, "\"} %ju\n", (uintmax_t)below);
    }
    vp_buffer_format(out, "vungphu_request_seconds_sum{route=\"%s\"} %.9f\n", path,
                     (double)read_counter(&figures->nanoseconds) / 1e9);
    vp_buffer_format(out, "vungphu_request_seconds_count{route=\"%s\"} %ju\n", path, (uintmax_t)below);
}

static void add_bytes(vp_buffer *out, const char *path, vp_route_figures *figures)
{
    uint64_t bytes = read_counter(&figures->bytes);
    if (bytes) vp_buffer_format(out, "vungphu_response_bytes_total{route=\"%s\"} %ju\n", path, (uintmax_t)bytes);
}

/* One metric of every route: the format wants the lines of a metric together. */
static void add_metric(vp_buffer *out, const vp_backends *backends, const char *type,
                       void (*add)(vp_buffer *, const char *, vp_route_figures *))
{
    vp_buffer_format(out, "# TYPE vungphu_%s\n", type);
    vp_figures *figures = backends->figures;
    for (size_t r = 0; r < figures->route_count; r++) add(out, backends->routes->routes[r].path, &figures->routes[r]);
    add(out, "none", &figures->routes[figures->route_count]);
}

static void add_gauge(vp_buffer *out, const char *name, const char *kind, double value)
{
    vp_buffer_format(out, "# TYPE vungphu_%s %s\nvungphu_%s %.17g\n", name, kind, name, value);
}

static void add_jobs(vp_buffer *out, vp_jobs_figures f)
{
    vp_buffer_format(out,
                     "# TYPE vungphu_jobs gauge\nvungphu_jobs{state=\"waiting\"} %zu\n"
                     "vungphu_jobs{state=\"running\"} %zu\nvungphu_jobs{state=\"kept\"} %zu\n"
                     "# TYPE vungphu_jobs_total counter\nvungphu_jobs_total{end=\"successful\"} %llu\n"
                     "vungphu_jobs_total{end=\"failed\"} %llu\nvungphu_jobs_total{end=\"dismissed\"} %llu\n",
                     f.waiting, f.running, f.kept, (unsigned long long)f.successful, (unsigned long long)f.failed,
                     (unsigned long long)f.dismissed);
}

static void add_lane(vp_buffer *out, vp_lane_figures f)
{
    vp_buffer_format(out,
                     "# TYPE vungphu_long_answers gauge\nvungphu_long_answers{state=\"waiting\"} %zu\n"
                     "vungphu_long_answers{state=\"running\"} %zu\n"
                     "# TYPE vungphu_long_answers_total counter\nvungphu_long_answers_total{end=\"computed\"} %llu\n"
                     "vungphu_long_answers_total{end=\"shared\"} %llu\n"
                     "vungphu_long_answers_total{end=\"refused\"} %llu\n",
                     f.waiting, f.running, (unsigned long long)f.computed, (unsigned long long)f.shared,
                     (unsigned long long)f.refused);
}

bool vp_get_metrics(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const vp_backends *backends = call->backends;
    vp_tile_cache_figures cache = vp_tile_cache_count(backends->cache);
    vp_buffer out = {0};
    if (snapshot)
        vp_buffer_format(&out, "# TYPE vungphu_snapshot_info gauge\nvungphu_snapshot_info{id=\"%.100s\"} 1\n",
                         snapshot->provenance.id);
    add_gauge(&out, "start_time_seconds", "gauge", (double)backends->figures->started_seconds);
    add_gauge(&out, "snapshots_published_total", "counter", (double)atomic_load(&backends->figures->published));
    add_gauge(&out, "cache_hits_total", "counter", (double)cache.hits);
    add_gauge(&out, "cache_misses_total", "counter", (double)cache.misses);
    add_gauge(&out, "cache_entries", "gauge", (double)cache.entries);
    add_gauge(&out, "cache_bytes", "gauge", (double)cache.bytes);
    add_gauge(&out, "memory_bytes", "gauge", (double)atomic_load(&backends->figures->memory));
    add_gauge(&out, "memory_most_bytes", "gauge", (double)backends->figures->memory_most);
    add_metric(&out, backends, "requests_total counter", add_requests);
    add_metric(&out, backends, "request_seconds histogram", add_times);
    add_metric(&out, backends, "response_bytes_total counter", add_bytes);
    if (backends->jobs) add_jobs(&out, vp_jobs_count(backends->jobs));
    if (backends->lane) add_lane(&out, vp_lane_count(backends->lane));
    reply->body = vp_blob_new(&out, err);
    return reply->body != NULL;
}
