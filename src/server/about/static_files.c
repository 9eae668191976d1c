#include "server/about/static_files.h"
#include "server/about/handlers.h"
#include "tiles/tile_cache.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MOST ((off_t)64 << 20)

typedef struct {
    const char *extension, *type;
    bool worth_encoding;
} kind;

static const kind kinds[] = {
    {".html", "text/html; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".json", "application/json", true},
    {".map", "application/json", true},
    {".webmanifest", "application/manifest+json", true},
    {".svg", "image/svg+xml", true},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".webp", "image/webp", false},
    {".ico", "image/x-icon", true},
    {".woff2", "font/woff2", false},
    {".woff", "font/woff", false},
    {".ttf", "font/ttf", true},
    {".pbf", "application/x-protobuf", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".md", "text/plain; charset=utf-8", true},
    {"", "application/octet-stream", false},
};

static const kind *kind_of(const char *name)
{
    size_t length = strlen(name), i = 0;
    for (; *kinds[i].extension; i++) {
        size_t size = strlen(kinds[i].extension);
        if (length > size && strcmp(name + length - size, kinds[i].extension) == 0) break;
    }
    return &kinds[i];
}

/* Opens part after part, so that no link in between leads out. Hidden files are not there. */
static int open_below(const char *folder, char *const segments[], size_t count)
{
    int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; at >= 0 && i < count; i++) {
        bool last = i + 1 == count;
        int next = -1;
        if (segments[i][0] != '.' && segments[i][0] != '\0')
            next = openat(at, segments[i], O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (last ? 0 : O_DIRECTORY));
        close(at);
        at = next;
    }
    return at;
}

static bool read_all(int file, size_t size, vp_buffer *out)
{
    if (!vp_buffer_reserve(out, size + 1)) return false;
    while (out->length < size) {
        ssize_t got = read(file, out->bytes + out->length, size - out->length);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false; /* shortened meanwhile */
        out->length += (size_t)got;
    }
    return true;
}

static vp_blob *load(const vp_call *call, int file, const struct stat *about, vp_encoding encoding, vp_error *err)
{
    char key[160];
    snprintf(key, sizeof key, "file %ju %ju %jd.%09ld %jd %d", (uintmax_t)about->st_dev, (uintmax_t)about->st_ino,
             (intmax_t)about->st_mtim.tv_sec, about->st_mtim.tv_nsec, (intmax_t)about->st_size, (int)encoding);
    vp_blob *blob = vp_tile_cache_find(call->backends->cache, key);
    if (blob) return blob;
    vp_buffer bytes = {0};
    if (!read_all(file, (size_t)about->st_size, &bytes)) {
        vp_buffer_clear(&bytes);
        vp_fail(err, VP_IO, "the file cannot be read");
        return NULL;
    }
    blob = vp_blob_new(&bytes, err);
    vp_blob *encoded = blob ? vp_encoding_apply(encoding, blob) : NULL;
    if (encoded) {
        vp_blob_release(blob);
        blob = encoded;
    }
    if (blob) vp_tile_cache_keep(call->backends->cache, key, blob);
    return blob;
}

bool vp_static_read(const vp_call *call, char *const segments[], size_t segment_count, vp_reply *reply, vp_error *err)
{
    struct stat about;
    const char *folder = call->backends->web_folder;
    int file = folder && segment_count ? open_below(folder, segments, segment_count) : -1;
    bool ok = file >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size <= FILE_MOST;
    if (!ok) {
        vp_fail(err, VP_NOT_FOUND, "there is nothing at this address");
        goto done;
    }
    const kind *k = kind_of(segments[segment_count - 1]);
    reply->body = load(call, file, &about, k->worth_encoding ? call->encoding : VP_ENCODING_NONE, err);
    ok = reply->body != NULL;
    if (!ok) goto done;
    reply->type = k->type;
    reply->page = k == &kinds[0];
    reply->store = true;
    snprintf(reply->tag, sizeof reply->tag, "\"%jx-%jx.%lx-%jx%s\"", (uintmax_t)about.st_ino,
             (uintmax_t)about.st_mtim.tv_sec, (unsigned long)about.st_mtim.tv_nsec, (uintmax_t)about.st_size,
             vp_encoding_rows[reply->body->encoding].mark);
done:
    if (file >= 0) close(file);
    return ok;
}

bool vp_get_static(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    return vp_static_read(call, call->target.segments, call->target.segment_count, reply, err);
}
