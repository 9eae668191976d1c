/* What runs in the confined child. */
#include "store/fetch/fetch_internal.h"
#include "store/sandbox/message.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <curl/curl.h>
#include <gdal.h>
#include <ogr_srs_api.h>
#include <string.h>

static void send_failure(vp_fetcher *f, const vp_error *err)
{
    f->message.length = 0;
    vp_message_whole(&f->message, err->kind);
    vp_message_text(&f->message, err->message, strlen(err->message));
    vp_fetcher_send(f, VP_FETCHED_FAILURE);
}

static bool send_begin(void *context, uint64_t from, const vp_remote_about *about)
{
    vp_fetcher *f = context;
    vp_message_whole(&f->message, from);
    vp_message_whole(&f->message, about->size);
    vp_message_text(&f->message, about->etag, strlen(about->etag));
    return vp_fetcher_send(f, VP_FETCHED_BEGIN);
}

static bool send_bytes(void *context, const void *bytes, size_t length)
{
    vp_fetcher *f = context;
    return vp_buffer_append(&f->message, bytes, length) && vp_fetcher_send(f, VP_FETCHED_BYTES);
}

static bool open_remotes(vp_fetcher *f, vp_error *err)
{
    const vp_fetch_job *job = f->job;
    for (size_t i = 0; i < job->count; i++) {
        vp_remote *remote = vp_remote_new(job->files[i], job->patience, err);
        if (!remote) return false;
        f->remote.remotes[f->remote.count++] = remote;
    }
    return true;
}

static bool bring_whole(vp_fetcher *f, vp_error *err)
{
    vp_remote_sink sink = {send_begin, send_bytes, f};
    return vp_remote_stream(f->remote.remotes[0], f->job->from, f->job->etag, &sink, err);
}

static void set_options(void)
{
    static const char *const options[][2] = {
        {"GDAL_PAM_ENABLED", "NO"},
        {"GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR"},
        {"GDAL_CACHEMAX", "64"},
        {"GDAL_NUM_THREADS", "1"},
        {"CPL_DEBUG", "OFF"},
        {"OGR_SQLITE_LOAD_EXTENSIONS", ""},
        {"OSM_MAX_TMPFILE_SIZE", "1024"},
        {"OGR_SQLITE_PRAGMA", "temp_store=MEMORY"},
        {"SHAPE_RESTORE_SHX", "NO"},
        {"OGR_GEOJSON_MAX_OBJ_SIZE", "2000"},
        {"CPL_TMPDIR", "/vsimem"},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) CPLSetConfigOption(options[i][0], options[i][1]);
}

/* GDAL's own access to the network is not for files that say where to go. */
static void prepare_gdal(void)
{
    set_options();
    OSRCleanup(); /* PROJ's database, if the parent had it open, was closed with its other files */
    GDALAllRegister();
    CPLSetErrorHandler(CPLQuietErrorHandler);
}

static bool work(vp_fetcher *f, vp_error *err)
{
    const vp_fetch_job *job = f->job;
    if (!job->local && !open_remotes(f, err)) return false;
    if (job->work == VP_FETCH_WHOLE) return bring_whole(f, err);
    prepare_gdal();
    if (!job->local && !vp_remote_files_install(&f->remote, err)) return false;
    if (job->work == VP_FETCH_EXTENT) return vp_fetcher_extent(f, err);
    return job->work == VP_FETCH_OUTLINE ? vp_fetcher_outline(f, err) : vp_fetcher_clip(f, err);
}

int vp_fetcher_run(void *job, int output)
{
    vp_fetcher f = {.job = job, .output = output};
    vp_error err = {0};
    curl_global_init(CURL_GLOBAL_DEFAULT);
    if (!work(&f, &err)) {
        send_failure(&f, f.remote.err.kind ? &f.remote.err : &err);
        return 0;
    }
    uint64_t requests = 0, received = 0;
    for (size_t i = 0; i < f.remote.count; i++)
        requests += vp_remote_requests(f.remote.remotes[i]), received += vp_remote_received(f.remote.remotes[i]);
    vp_message_whole(&f.message, requests);
    vp_message_whole(&f.message, received);
    vp_message_whole(&f.message, f.absent);
    vp_fetcher_send(&f, VP_FETCHED_END);
    return 0;
}
