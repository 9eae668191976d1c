/* Answers of the server, kept as files. */
#include "publish/site_internal.h"
#include "store/files/checksum.h"
#include "json/json.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int order(const void *a, const void *b)
{
    return strcmp(((const vp_site_term *)a)->name, ((const vp_site_term *)b)->name);
}

/* What may not stand in a name is ~ and its two digits, in an address % and them. */
static void append_escaped(vp_buffer *out, const char *text, char escape, const char *also)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("_.-", c) ||
                     strchr(also, c);
        vp_buffer_format(out, plain ? "%c" : escape == '~' ? "~%02X" : "%%%02X", c);
    }
}

static void append_terms(vp_buffer *out, const vp_site_term terms[], size_t count, char escape, char between)
{
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (!terms[i].value || !*terms[i].value) continue;
        if (!first) vp_buffer_append(out, &between, 1);
        vp_buffer_format(out, "%s=", terms[i].name);
        append_escaped(out, terms[i].value, escape, "");
        first = false;
    }
}

bool vp_site_name(const char *path, vp_site_term terms[], size_t count, char name[VP_SITE_NAME_MOST], vp_error *err)
{
    vp_buffer text = {0}, sent = {0};
    const char *last = strrchr(path, '/');
    last = last ? last + 1 : path;
    if (count) qsort(terms, count, sizeof *terms, order);
    append_terms(&sent, terms, count, '~', ',');
    char *folder = strndup(path, (size_t)(last - path));
    if (folder) append_escaped(&text, folder, '~', "/");
    if (sent.length) {
        vp_buffer_append(&text, sent.bytes, sent.length);
        vp_buffer_text(&text, "/");
    }
    append_escaped(&text, last, '~', "");
    if (!strchr(last, '.')) vp_buffer_text(&text, ".json");
    bool ok = folder && !text.failed && !sent.failed && vp_buffer_terminated(&text);
    if (!ok) vp_fail_memory(err, text.length);
    if (ok && text.length >= VP_SITE_NAME_MOST)
        ok = vp_fail(err, VP_BAD_INPUT, "%.200s…: the name of this answer is too long", text.bytes);
    if (ok) memcpy(name, text.bytes, text.length + 1);
    free(folder);
    vp_buffer_clear(&text);
    vp_buffer_clear(&sent);
    return ok;
}

/* The bytes of an answer, in memory or in a file. */
static bool keep_bytes(const char *path, const vp_blob *body, vp_error *err)
{
    if (body->bytes || !body->length) return vp_site_write_bytes(path, body->bytes, body->length, err);
    vp_buffer bytes = {0};
    bool ok = vp_buffer_reserve(&bytes, body->length) || vp_fail_memory(err, body->length);
    while (ok && bytes.length < body->length) {
        ssize_t got = pread(body->file, bytes.bytes + bytes.length, body->length - bytes.length, (off_t)bytes.length);
        if (got <= 0)
            ok = vp_fail(err, VP_IO, "an answer that was just written cannot be read: %s", strerror(errno));
        else
            bytes.length += (size_t)got;
    }
    ok = ok && vp_site_write_bytes(path, bytes.bytes, bytes.length, err);
    vp_buffer_clear(&bytes);
    return ok;
}

/* Links and addresses of tiles would lead to a server that is not there; the moment of the answer is that of no reader.
 * Whether it named its snapshot: it does so no more, since the same answer of two snapshots is to be one file. */
static bool strip(json_t *root)
{
    json_t *named = json_is_string(json_object_get(root, "snapshot")) ? root : json_object_get(root, "properties");
    json_object_del(root, "timeStamp");
    json_object_del(root, "links");
    if (json_object_get(root, "tilejson")) json_object_del(root, "tiles");
    return json_object_del(named, "snapshot") == 0;
}

/* Instead of the snapshot, the sum of the answer without it: the book has it, too, and the map holds both together. */
static bool seal(vp_buffer *text, char sum[VP_SITE_SUM_MOST], vp_error *err)
{
    vp_checksum whole;
    vp_checksum_bytes(text->bytes, text->length, whole);
    snprintf(sum, VP_SITE_SUM_MOST, "%.*s", VP_SITE_SUM_MOST - 1, whole);
    text->length--; /* the last brace */
    vp_buffer_format(text, ",\"sum\":\"%s\"}", sum);
    return !text->failed || vp_fail_memory(err, text->length);
}

/* dated: the file by which the map learns of a later snapshot, and which therefore names it. */
static bool keep_json(const char *path, bool dated, const vp_blob *body, char sum[VP_SITE_SUM_MOST], json_t **answer,
                      vp_error *err)
{
    json_t *root = body->bytes ? json_loadb(body->bytes, body->length, 0, NULL) : NULL;
    bool named = root && !dated && strip(root);
    char *dump = root ? vp_json_dump(root, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
    vp_buffer text = {0};
    if (dump) vp_buffer_text(&text, dump);
    bool ok = (dump && !text.failed) || vp_fail_memory(err, body->length);
    ok = ok && (!named || seal(&text, sum, err)) && vp_site_write_bytes(path, text.bytes, text.length, err);
    free(dump);
    vp_buffer_clear(&text);
    if (ok && answer)
        *answer = root;
    else
        json_decref(root);
    return ok;
}

static bool keep(vp_site *site, const char *name, const vp_reply *reply, json_t **answer, vp_error *err)
{
    char path[2 * VP_SITE_NAME_MOST + 4096];
    char sum[VP_SITE_SUM_MOST] = "";
    bool is_json = strcmp(strrchr(name, '.'), ".json") == 0;
    snprintf(path, sizeof path, "%.4000s/%s", site->folder, name);
    bool ok = is_json ? keep_json(path, strcmp(name, "readyz.json") == 0, reply->body, sum, answer, err)
                      : keep_bytes(path, reply->body, err);
    if (!ok) return false;
    return (vp_json_append(site->answers, json_string(name)) && vp_json_append(site->sums, json_string(sum))) ||
           vp_fail_memory(err, sizeof name);
}

bool vp_site_ask(vp_site *site, const char *path, vp_site_term terms[], size_t count, json_t **answer, vp_error *err)
{
    char name[VP_SITE_NAME_MOST], file[VP_SITE_NAME_MOST + 4096];
    if (answer) *answer = NULL;
    if (!vp_site_name(path, terms, count, name, err)) return false;
    snprintf(file, sizeof file, "%.4000s/%s", site->folder, name);
    if (access(file, F_OK) == 0) return true;
    vp_buffer target = {0}, query = {0};
    vp_buffer_text(&target, "/");
    append_escaped(&target, path, '%', "/");
    append_terms(&query, terms, count, '%', '&');
    bool ok = !query.failed && vp_buffer_terminated(&target) && vp_buffer_terminated(&query);
    if (!ok) vp_fail_memory(err, target.length);
    vp_reply reply = {0};
    if (ok)
        vp_answer(site->server,
                  &(vp_request){.method = "GET",
                                .path = target.bytes,
                                .query = query.length ? query.bytes : NULL,
                                .accept = strchr(name, '.') && strstr(name, ".json") ? "application/json" : NULL},
                  &reply);
    if (ok && reply.status == 200 && reply.body)
        ok = keep(site, name, &reply, answer, err);
    else if (ok && reply.status != 404)
        ok =
            vp_fail(err, VP_IO, "/%s?%s: the answer is %u: %.*s", path, query.bytes, reply.status,
                    reply.body && reply.body->bytes ? (int)reply.body->length : 0, reply.body ? reply.body->bytes : "");
    vp_reply_clear(&reply);
    vp_buffer_clear(&target);
    vp_buffer_clear(&query);
    return ok;
}
