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

static void add_head(vp_buffer *out, const char *name, const char *kind, const char *help)
{
    vp_buffer_format(out, "# HELP vungphu_%s %s\n# TYPE vungphu_%s %s\n", name, help, name, kind);
}

/* One metric of every route, its words the name, the kind and the help: the format wants the lines of a metric
 * together. */
static void add_metric(vp_buffer *out, const vp_backends *backends, const char *const words[3],
                       void (*add)(vp_buffer *, const char *, vp_route_figures *))
{
    add_head(out, words[0], words[1], words[2]);
    vp_figures *figures = backends->figures;
    for (size_t r = 0; r < figures->route_count; r++) add(out, backends->routes->routes[r].path, &figures->routes[r]);
    add(out, "none", &figures->routes[figures->route_count]);
}

/* A metric of one line. */
static void add_line(vp_buffer *out, const char *name, const char *kind, const char *help, double value)
{
    add_head(out, name, kind, help);
    vp_buffer_format(out, "vungphu_%s %.17g\n", name, value);
}

static void add_jobs(vp_buffer *out, vp_jobs_figures f)
{
    add_head(out, "jobs", "gauge", "Jobs by state.");
    vp_buffer_format(out,
                     "vungphu_jobs{state=\"waiting\"} %zu\n"
                     "vungphu_jobs{state=\"running\"} %zu\nvungphu_jobs{state=\"kept\"} %zu\n",
                     f.waiting, f.running, f.kept);
    add_head(out, "jobs_total", "counter", "Jobs that are over, by how they ended.");
    vp_buffer_format(out,
                     "vungphu_jobs_total{end=\"successful\"} %llu\n"
                     "vungphu_jobs_total{end=\"failed\"} %llu\nvungphu_jobs_total{end=\"dismissed\"} %llu\n",
                     (unsigned long long)f.successful, (unsigned long long)f.failed, (unsigned long long)f.dismissed);
}

static void add_lane(vp_buffer *out, vp_lane_figures f)
{
    add_head(out, "long_answers", "gauge", "Long answers by state.");
    vp_buffer_format(out,
                     "vungphu_long_answers{state=\"waiting\"} %zu\n"
                     "vungphu_long_answers{state=\"running\"} %zu\n",
                     f.waiting, f.running);
    add_head(out, "long_answers_total", "counter", "Long answers that were asked for, by what became of them.");
    vp_buffer_format(out,
                     "vungphu_long_answers_total{end=\"computed\"} %llu\n"
                     "vungphu_long_answers_total{end=\"shared\"} %llu\n"
                     "vungphu_long_answers_total{end=\"refused\"} %llu\n",
                     (unsigned long long)f.computed, (unsigned long long)f.shared, (unsigned long long)f.refused);
}

static void add_process(vp_buffer *out, const vp_backends *backends)
{
    vp_figures *f = backends->figures;
    add_line(out, "start_time_seconds", "gauge", "When the server started, Unix time.", (double)f->started_seconds);
    add_line(out, "snapshots_published_total", "counter", "Snapshots taken up since the start.",
             (double)atomic_load(&f->published));
    add_line(out, "memory_bytes", "gauge", "Memory of its own that the process holds.",
             (double)atomic_load(&f->memory));
    add_line(out, "memory_most_bytes", "gauge", "Memory above which long work is refused; 0 without a limit.",
             (double)f->memory_most);
}

static void add_cache(vp_buffer *out, vp_tile_cache_figures f)
{
    add_line(out, "cache_hits_total", "counter", "Answers found ready-made.", (double)f.hits);
    add_line(out, "cache_misses_total", "counter", "Answers that had to be made.", (double)f.misses);
    add_line(out, "cache_entries", "gauge", "Ready-made answers that are kept.", (double)f.entries);
    add_line(out, "cache_bytes", "gauge", "Bytes of ready-made answers.", (double)f.bytes);
}

bool vp_get_metrics(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const vp_backends *backends = call->backends;
    vp_buffer out = {0};
    if (snapshot) {
        add_head(&out, "snapshot_info", "gauge", "Always 1; the id of the snapshot that is read.");
        vp_buffer_format(&out, "vungphu_snapshot_info{id=\"%.100s\"} 1\n", snapshot->provenance.id);
    }
    add_process(&out, backends);
    add_cache(&out, vp_tile_cache_count(backends->cache));
    add_metric(&out, backends,
               (const char *const[]){"requests_total", "counter", "Requests by route and class of status."},
               add_requests);
    add_metric(&out, backends, (const char *const[]){"request_seconds", "histogram", "Time from request to reply."},
               add_times);
    add_metric(&out, backends,
               (const char *const[]){"response_bytes_total", "counter", "Bytes of bodies that were sent."}, add_bytes);
    if (backends->jobs) add_jobs(&out, vp_jobs_count(backends->jobs));
    if (backends->lane) add_lane(&out, vp_lane_count(backends->lane));
    reply->body = vp_blob_new(&out, err);
    return reply->body != NULL;
}
