#include "store/fetch/remote.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <vungphu/version.h>

enum { REDIRECTS_MOST = 5, TRIES_WITHOUT_A_BYTE = 4, TO_THE_END = 0, SLOWEST_BYTES_PER_SECOND = 64 };

struct vp_remote {
    CURL *curl;
    char address[VP_ADDRESS_MOST]; /* after redirects */
    bool located, redirected;
    struct curl_slist *places;
    unsigned patience;
    bool asked;
    vp_remote_about about;
    uint64_t requests, received;
};

/* One answer of the server, as far as it has come. */
typedef struct {
    vp_remote *remote;
    const vp_remote_sink *sink;
    uint64_t from, done; /* asked for from here; bytes given on */
    size_t most;         /* bytes asked for; TO_THE_END */
    uint64_t start, size;
    char etag[200];
    const char *if_range;
    bool begun, part, page, silent, stopped, changed, no_parts, too_much;
} answer;

typedef enum { DONE, AGAIN, FAILED } outcome;

static void discard(vp_remote *r)
{
    curl_easy_cleanup(r->curl);
    curl_slist_free_all(r->places);
    free(r);
}

vp_remote *vp_remote_new(const char *address, unsigned patience, vp_error *err)
{
    vp_remote *r = calloc(1, sizeof *r);
    vp_address parts;
    if (!r) return vp_fail_memory(err, sizeof *r), NULL;
    r->patience = patience;
    r->about = (vp_remote_about){.size = VP_REMOTE_UNKNOWN, .ranges = true};
    if (!vp_address_parse(address, &parts, err) || strlen(address) >= sizeof r->address) {
        discard(r);
        return NULL;
    }
    snprintf(r->address, sizeof r->address, "%s", address);
    r->curl = curl_easy_init();
    if (r->curl) return r;
    vp_fail_memory(err, sizeof *r);
    discard(r);
    return NULL;
}

const vp_remote_about *vp_remote_describe(const vp_remote *r) { return &r->about; }
uint64_t vp_remote_requests(const vp_remote *r) { return r->requests; }
uint64_t vp_remote_received(const vp_remote *r) { return r->received; }

/* ------------------------------------------------------------ where it is */

static bool refuse(const vp_remote *r, const char *host, vp_address_reach reach, vp_error *err)
{
    if (reach == VP_REACH_NEVER)
        return vp_fail(err, VP_DENIED, "%.200s: %s is an address of this machine's own services: not fetched",
                       r->address, host);
    return vp_fail(err, VP_DENIED,
                   "%.200s: a redirect to this machine or its network (%s) is not followed: give the address that it "
                   "leads to",
                   r->address, host);
}

/* "host:port:address,address", by which curl asks nobody again. */
static bool add_place(const struct addrinfo *at, char *place, size_t size)
{
    char name[INET6_ADDRSTRLEN + 1];
    size_t used = strlen(place);
    if (getnameinfo(at->ai_addr, at->ai_addrlen, name, sizeof name, NULL, 0, NI_NUMERICHOST) != 0) return false;
    bool six = at->ai_family == AF_INET6, first = place[used - 1] == ':';
    int more = snprintf(place + used, size - used, "%s%s%s%s", first ? "" : ",", six ? "[" : "", name, six ? "]" : "");
    return more > 0 && (size_t)more < size - used;
}

static bool locate(vp_remote *r, vp_error *err)
{
    vp_address a;
    struct addrinfo *all = NULL, wanted = {.ai_socktype = SOCK_STREAM};
    char place[1200];
    if (!vp_address_parse(r->address, &a, err)) return false;
    int failed = getaddrinfo(a.host, a.port, &wanted, &all);
    if (failed)
        return vp_fail(err, VP_IO, "%.200s: there is no machine %s: %s", r->address, a.host, gai_strerror(failed));
    snprintf(place, sizeof place, "%s:%s:", a.host, a.port);
    bool ok = true;
    for (const struct addrinfo *at = all; ok && at; at = at->ai_next) {
        vp_address_reach reach = vp_address_reach_of(at->ai_addr);
        if (reach == VP_REACH_NEVER || (r->redirected && reach != VP_REACH_PUBLIC))
            ok = refuse(r, a.host, reach, err);
        else if (!add_place(at, place, sizeof place))
            break; /* those that fit will do */
    }
    freeaddrinfo(all);
    if (!ok) return false;
    curl_slist_free_all(r->places);
    r->places = curl_slist_append(NULL, place);
    r->located = r->places != NULL;
    return r->located || vp_fail_memory(err, sizeof place);
}

/* ------------------------------------------------------------ one answer */

static long status_of(const vp_remote *r)
{
    long status = 0;
    curl_easy_getinfo(r->curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static bool is_header(const char *line, const char *name, const char **value)
{
    size_t length = strlen(name);
    if (strncasecmp(line, name, length) != 0 || line[length] != ':') return false;
    *value = line + length + 1 + strspn(line + length + 1, " \t");
    return true;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    answer *a = context;
    char line[600];
    const char *value;
    unsigned long long first, last, all;
    snprintf(line, sizeof line, "%.*s", (int)(size * count), bytes);
    line[strcspn(line, "\r\n")] = '\0';
    if (strncmp(line, "HTTP/", 5) == 0) a->start = 0, a->size = VP_REMOTE_UNKNOWN, a->etag[0] = '\0', a->page = false;
    if (is_header(line, "ETag", &value)) snprintf(a->etag, sizeof a->etag, "%s", value);
    if (is_header(line, "Content-Type", &value)) a->page = strncasecmp(value, "text/html", 9) == 0;
    if (is_header(line, "Content-Length", &value) && status_of(a->remote) == 200) a->size = strtoull(value, NULL, 10);
    if (is_header(line, "Content-Range", &value)) {
        int found = sscanf(value, "bytes %llu-%llu/%llu", &first, &last, &all);
        if (found >= 2) a->start = first;
        if (found == 3) a->size = all;
    }
    return size * count;
}

/* With the first byte: whether it is what was asked for. */
static bool begin(answer *a)
{
    vp_remote *r = a->remote;
    vp_remote_about *about = &r->about;
    long status = status_of(r);
    a->begun = true;
    a->part = status == 206;
    if (!a->part) a->start = 0, about->ranges = false;
    a->no_parts = !a->part && a->most != TO_THE_END;
    bool same = (!about->etag[0] || !a->etag[0] || strcmp(about->etag, a->etag) == 0) &&
                (about->size == VP_REMOTE_UNKNOWN || a->size == VP_REMOTE_UNKNOWN || about->size == a->size);
    a->changed = r->asked && !same;
    if (a->part && a->start != a->from) a->changed = true;
    if (a->no_parts || a->changed || a->page) return false;
    r->asked = true;
    about->size = a->size;
    snprintf(about->etag, sizeof about->etag, "%s", a->etag);
    return a->sink->begin(a->sink->context, a->start, about) || (a->stopped = true, false);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    answer *a = context;
    size_t length = size * count;
    long status = status_of(a->remote);
    if (status != 200 && status != 206) return length; /* a page that says what is wrong */
    if (!a->begun && !begin(a)) return 0;
    a->remote->received += length;
    a->too_much = a->most != TO_THE_END && a->done + length > a->most;
    if (a->too_much) return 0;
    if (!a->sink->take(a->sink->context, bytes, length)) return a->stopped = true, (size_t)0;
    a->done += length;
    return length;
}

/* Strings for curl_easy_setopt, which has no types. */
static void set(vp_remote *r, answer *a, const char *range)
{
    CURL *c = r->curl;
    curl_easy_reset(c);
    curl_easy_setopt(c, CURLOPT_URL, r->address);
    curl_easy_setopt(c, CURLOPT_RESOLVE, r->places);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "vungphu/" VP_VERSION);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)r->patience);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOWEST_BYTES_PER_SECOND);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)r->patience);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, a);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, a);
    if (*range) curl_easy_setopt(c, CURLOPT_RANGE, range);
}

static CURLcode perform(answer *a)
{
    vp_remote *r = a->remote;
    char range[64] = "", condition[240];
    struct curl_slist *headers = NULL;
    if (a->most != TO_THE_END)
        snprintf(range, sizeof range, "%llu-%llu", (unsigned long long)a->from,
                 (unsigned long long)(a->from + a->most - 1));
    else if (a->from)
        snprintf(range, sizeof range, "%llu-", (unsigned long long)a->from);
    set(r, a, range);
    if (a->from && a->if_range && a->if_range[0] == '"') {
        snprintf(condition, sizeof condition, "If-Range: %s", a->if_range);
        headers = curl_slist_append(NULL, condition);
        curl_easy_setopt(r->curl, CURLOPT_HTTPHEADER, headers);
    }
    r->requests++;
    CURLcode code = curl_easy_perform(r->curl);
    curl_easy_setopt(r->curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    return code;
}

static bool redirect(vp_remote *r, vp_error *err)
{
    const char *to = NULL;
    vp_address parts;
    curl_easy_getinfo(r->curl, CURLINFO_REDIRECT_URL, &to);
    if (!to || strlen(to) >= sizeof r->address) return vp_fail(err, VP_IO, "%.200s: a redirect to nowhere", r->address);
    if (!vp_address_parse(to, &parts, err))
        return vp_fail(err, VP_DENIED, "%.200s: a redirect to %.200s is not followed: only http and https are fetched",
                       r->address, to);
    if (strncmp(r->address, "https:", 6) == 0 && strcmp(parts.scheme, "https") != 0)
        return vp_fail(err, VP_DENIED, "%.200s: a redirect from https to http is not followed", r->address);
    snprintf(r->address, sizeof r->address, "%s", to);
    r->redirected = true;
    r->located = false;
    return true;
}

/* What the server says with its status, where that is no file. */
static outcome judge_status(const answer *a, long status, vp_error *err)
{
    const char *address = a->remote->address;
    if (status == 404 || status == 410)
        return vp_fail(err, VP_NOT_FOUND, "%.300s: the server has no such file (%ld)", address, status), FAILED;
    if (status == 416)
        return vp_fail(err, VP_IO, "%.300s: the file is shorter than it was: begin again", address), FAILED;
    vp_fail(err, status == 401 || status == 403 ? VP_DENIED : VP_IO, "%.300s: the server answers %ld", address, status);
    return status >= 500 || status == 429 || status == 408 ? AGAIN : FAILED;
}

static outcome judge(answer *a, CURLcode code, vp_error *err)
{
    const vp_remote *r = a->remote;
    long status = status_of(r);
    if (a->stopped) return vp_fail(err, VP_IO, "%.300s: what came could not be kept", r->address), FAILED;
    if (a->no_parts) return vp_fail(err, VP_CONFLICT, "%.300s: the server gives no parts of it", r->address), FAILED;
    if (a->changed)
        return vp_fail(err, VP_IO, "%.300s: the file changed while it was read: begin again", r->address), FAILED;
    if (a->page && (status == 200 || status == 206))
        return vp_fail(err, VP_BAD_INPUT, "%.300s: the server answers with a web page, not with a file", r->address),
               FAILED;
    if (a->too_much) return vp_fail(err, VP_IO, "%.300s: the server sent more than was asked for", r->address), FAILED;
    a->silent = code == CURLE_OPERATION_TIMEDOUT;
    if (a->silent) return vp_fail(err, VP_IO, "%.300s: nothing came for %u seconds", r->address, r->patience), AGAIN;
    if (code != CURLE_OK)
        return vp_fail(err, VP_IO, "%.300s: %s", r->address, curl_easy_strerror(code)),
               code == CURLE_COULDNT_CONNECT || code == CURLE_PEER_FAILED_VERIFICATION ? FAILED : AGAIN;
    return status == 200 || status == 206 ? DONE : judge_status(a, status, err);
}

static outcome ask_once(answer *a, vp_error *err)
{
    for (int hops = 0; hops <= REDIRECTS_MOST; hops++) {
        if (!a->remote->located && !locate(a->remote, err)) return FAILED;
        CURLcode code = perform(a);
        long status = status_of(a->remote);
        if (code != CURLE_OK || status < 300 || status > 399 || status == 304) return judge(a, code, err);
        if (!redirect(a->remote, err)) return FAILED;
    }
    return vp_fail(err, VP_IO, "%.300s: more than %d redirects", a->remote->address, REDIRECTS_MOST), FAILED;
}

/* A fifth of a second, then twice as long each time. */
static void wait_a_little(unsigned failures)
{
    long ms = 200L << (failures - 1);
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

/* Until all has come, going on after what came; *done gets how much that is. */
static bool ask(vp_remote *r, uint64_t from, size_t most, const char *if_range, const vp_remote_sink *sink,
                vp_error *err)
{
    uint64_t at = from;
    for (unsigned failures = 0; most == TO_THE_END || at - from < most;) {
        size_t left = most == TO_THE_END ? TO_THE_END : most - (size_t)(at - from);
        answer a = {.remote = r, .sink = sink, .from = at, .most = left, .if_range = if_range};
        a.size = VP_REMOTE_UNKNOWN;
        outcome o = ask_once(&a, err);
        if (a.begun && !a.changed && !a.no_parts && !a.page) at = a.start + a.done;
        bool whole = most != TO_THE_END || r->about.size == VP_REMOTE_UNKNOWN || at == r->about.size;
        if (o == DONE && whole) return true;
        if (o == FAILED) return false;
        if (o == DONE) vp_fail(err, VP_IO, "%.300s: the answer ended too early", r->address);
        failures = a.done ? 1 : failures + (a.silent ? 2 : 1); /* silence has cost time already */
        if (failures > TRIES_WITHOUT_A_BYTE) return false;
        if (r->about.etag[0]) if_range = r->about.etag;
        wait_a_little(failures);
    }
    return true;
}

/* ------------------------------------------------------------ what is asked for */

typedef struct {
    char *bytes;
    size_t got;
} window;

static bool begin_window(void *context, uint64_t from, const vp_remote_about *about)
{
    (void)context, (void)from, (void)about;
    return true;
}

static bool fill_window(void *context, const void *bytes, size_t length)
{
    window *w = context;
    memcpy(w->bytes + w->got, bytes, length);
    w->got += length;
    return true;
}

bool vp_remote_read(vp_remote *r, uint64_t from, void *bytes, size_t length, size_t *got, vp_error *err)
{
    window w = {.bytes = bytes};
    vp_remote_sink sink = {begin_window, fill_window, &w};
    *got = 0;
    if (r->about.size != VP_REMOTE_UNKNOWN) {
        if (from >= r->about.size) return true;
        if (length > r->about.size - from) length = (size_t)(r->about.size - from);
    }
    if (!length) return true;
    bool ok = ask(r, from, length, NULL, &sink, err);
    *got = w.got;
    return ok;
}

bool vp_remote_ask(vp_remote *r, vp_error *err)
{
    char first[16384];
    size_t got;
    return vp_remote_read(r, 0, first, sizeof first, &got, err);
}

bool vp_remote_stream(vp_remote *r, uint64_t from, const char *etag, const vp_remote_sink *sink, vp_error *err)
{
    return ask(r, from, TO_THE_END, etag, sink, err);
}
