/* Answers without sockets: what is refused and how, copies, methods, hosts. */
#include "platform/memory.h"
#include "server/endpoints/endpoints.h"
#include "server/support_answers.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *path, *query;
    unsigned status;
    const char *says;
} bad[] = {
    {"/../etc/passwd", NULL, 400, "a part of the path may not be '.', '..' or hold a slash"},
    {"/%2e%2e%2fetc/passwd", NULL, 400, "a part of the path may not be '.', '..' or hold a slash"},
    {"/%2e%2e/x", NULL, 400, "a part of the path may not be '.', '..' or hold a slash"},
    {"/%c0%ae%c0%ae/x", NULL, 400, "the address is not valid UTF-8"},
    {"/indicators%00/x", NULL, 400, "the address holds a control character"},
    {"/indicators/%0d%0aX: y", NULL, 400, "the address holds a control character"},
    {"/indicators/%1b[31m", NULL, 400, "the address holds a control character"},
    {"/indicators/%zz", NULL, 400, "the address has a % that two hexadecimal digits do not follow"},
    {"/indicators/%4", NULL, 400, "the address has a % that two hexadecimal digits do not follow"},
    {"/indicators/nothing", NULL, 404, "there is no indicator 'nothing'; /indicators lists them"},
    {"/nothing/at/all", NULL, 404, "there is nothing at this address"},
    {"/indicators/", NULL, 404, "there is nothing at this address"},
    {"/indicators/reached", "limit=1e99", 400, "the limit 1e+99 is outside 0 to 1440 min"},
    {"/indicators/reached", "limit=nan", 400, "limit is not a number: 'nan'"},
    {"/indicators/reached", "limit=0x10", 400, "limit is not a number: '0x10'"},
    {"/indicators/reached", "limit=12.5", 400,
     "the limit 12.5 is between the steps of 1 min in which people are counted"},
    {"/indicators/beds", "limit=30", 400,
     "a limit changes nothing for 'beds' (per_10000): ask without it"}, /* it would change nothing */
    {"/indicators/connected", "limit=30", 400,
     "a limit changes nothing for 'connected' (recorded_share): ask without it"},
    {"/indicators/beds/groups", "limit=30", 400, "a limit changes nothing for 'beds' (per_10000): ask without it"},
    {"/units/00001", "limit=30", 400,
     "group and limit are of a service: name it with service=; /indicators lists them"},
    {"/units/00001", "group=remote", 400,
     "group and limit are of a service: name it with service=; /indicators lists them"},
    {"/units/00001", "service=health_station&limit=12.5", 400,
     "the limit 12.5 is between the steps of 1 min in which people are counted"},
    {"/units/00001", "service=none", 400, "there is no service 'none'; /indicators lists them"},
    {"/indicators/reached", "group=none", 400, "there is no population group 'none'; /indicators lists them"},
    {"/indicators/reached", "level=village", 400,
     "there are no units of level 'village', vintage 'any'; /indicators lists what there is"},
    {"/indicators/reached", "threshold=2", 400, "the threshold 2 is not a share from 0 to 1"},
    {"/indicators/reached", "offset=<script>", 400,
     "there is no parameter 'offset' here; there is: f level vintage group limit threshold carried_from year"},
    {"/indicators/reached", "f=xml", 400, "f=xml is not offered here; there is: json csv"},
    {"/indicators/reached", "limit=30&limit=60", 400, "the query gives limit two different values"},
    {"/gaps", "service=' OR 1=1--", 400, "there is no service '' OR 1=1--'; /indicators lists them"},
    {"/gaps", "limit=30", 400, "a limit needs the service whose unit it is in"},
    {"/gaps", "level=nowhere", 400, "level of gaps is place or commune, not 'nowhere'"},
    {"/gaps", "least=5", 400, "limits and least go with services"},
    {"/gaps", "limits=5", 400, "limits and least go with services"},
    {"/gaps", "services=health_station|school", 400, "services are between commas; | is for /reach/joint"},
    {"/gaps", "limit_count=-1", 400, "limit_count is not a whole number from 0: '-1'"},
    {"/collections/units/items", "bbox=10,10,5,5", 400,
     "bbox is reversed: it is west,south,east,north, and south is above north"},
    {"/collections/units/items", "bbox=nan,0,1,1", 400, "a number of bbox is not a number: 'nan'"},
    {"/collections/units/items", "bbox=1,2,3", 400, "bbox has 3 numbers, not west,south,east,north"},
    {"/collections/units/items", "bbox=1,2,3,4,5,6,7", 400, "bbox is not west,south,east,north"},
    {"/collections/units/items", "bbox=-500,0,500,1", 400,
     "bbox lies outside the world of http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
    {"/collections/units/items", "bbox=0,0,1,1&bbox-crs=EPSG:4326", 400,
     "bbox-crs 'EPSG:4326' is not among those that /collections lists: http://www.opengis.net/def/crs/OGC/1.3/CRS84, "
     "…/EPSG/0/4326, …/EPSG/0/3857 and others"},
    {"/collections/units/items", "limit=0", 400, "limit is from 1 to 10000"},
    {"/collections/units/items", "limit=-1", 400, "limit is not a whole number from 0: '-1'"},
    {"/collections/units/items", "offset=-1", 400, "offset is not a whole number from 0: '-1'"},
    {"/collections/units/items", "offset=<script>", 400, "offset is not a whole number from 0: '<script>'"},
    {"/collections/units/items", "filter=' OR 1=1--", 400,
     "filter: a 'text' that ends with ' expected at byte 1, \"' OR 1=1--\""},
    {"/collections/units/items", "filter=code='00001'&filter-lang=cql2-json", 400,
     "filter: no JSON at byte 4: invalid token near 'code'"},
    {"/collections/units/items", "filter=code='00001'&filter-crs=EPSG:32648", 400,
     "filter-crs 'EPSG:32648' is not among those that /collections lists: "
     "http://www.opengis.net/def/crs/OGC/1.3/CRS84, …/EPSG/0/4326, …/EPSG/0/3857 and others"},
    {"/collections/units/items", "password=x", 400,
     "there is no parameter or property 'password'; /collections/units/queryables lists them"},
    {"/collections/units/items", "filter=S_INTERSECTS(geometry,BBOX(105,95,106,96))", 400,
     "filter: bbox lies outside the world of http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
    {"/collections/units/items", "people=many", 400, "people is not a number: 'many'"},
    {"/collections/units/items", "datetime=yesterday", 400,
     "datetime is not a date such as 2025-07-01 or an interval of two"},
    {"/collections/units/items", "datetime=2026-01-01/2025-01-01", 400, "datetime ends before it begins"},
    {"/collections/nothing/items", NULL, 404, "there is no collection 'nothing'; /collections lists them"},
    {"/collections/nothing/tiles", NULL, 404, "'nothing' has no tiles; /tiles lists what has"},
    {"/collections/units/tiles/WorldCRS84Quad", NULL, 404,
     "there is no tile matrix set 'WorldCRS84Quad'; there is WebMercatorQuad"},
    {"/collections/units/tiles/WebMercatorQuad/23/0/0", NULL, 404,
     "tile 23/0/0 lies outside the tileMatrixSetLimits of the tile set"},
    {"/collections/units/tiles/WebMercatorQuad/1/2/0", NULL, 404,
     "tile 1/2/0 lies outside the tileMatrixSetLimits of the tile set"},
    {"/collections/reach_school/tiles", NULL, 404, "'reach_school' has no tiles; /tiles lists what has"},
    {"/maps/units/tiles", NULL, 404, "'units' has no tiles; /tiles lists what has"},
    {"/maps/reach_nothing/tiles/WebMercatorQuad/0/0/0", NULL, 404,
     "'reach_nothing' has no tiles; /tiles lists what has"},
    {"/tileMatrixSets/nothing", NULL, 404, "there is no tile matrix set 'nothing'; there is WebMercatorQuad"},
    {"/collections/units/items/nothing", NULL, 404, "collection units has no feature 'nothing'"},
    {"/collections/transmitters", NULL, 404,
     "there is no collection 'transmitters'; /collections lists them"}, /* the province has none */
};

START_TEST(what_makes_no_sense_is_refused_with_a_reason)
{
    json_t *root = json_of(bad[_i].path, bad[_i].query, bad[_i].status);
    ck_assert_str_eq(json_string_value(json_object_get(root, "type")), "about:blank");
    ck_assert_uint_eq((unsigned)json_integer_value(json_object_get(root, "status")), bad[_i].status);
    ck_assert_str_eq(json_string_value(json_object_get(root, "detail")), bad[_i].says);
    json_decref(root);
}
END_TEST

START_TEST(long_input_gets_a_short_answer)
{
    char *path = malloc(20001), *query = malloc(20001);
    memset(path, 'a', 20000);
    memcpy(path, "/indicators/", 12);
    path[20000] = '\0';
    vp_reply reply = reply_to(path, NULL);
    ck_assert_uint_eq(reply.status, 414);
    ck_assert_uint_lt(reply.body->length, 1000);
    vp_reply_clear(&reply);
    path[1500] = '\0';
    reply = reply_to(path, NULL); /* hazard 38: what is echoed is bounded */
    ck_assert_uint_eq(reply.status, 404);
    ck_assert_uint_lt(reply.body->length, 400);
    vp_reply_clear(&reply);
    for (size_t i = 0; i < 1000; i++) memcpy(query + i * 7, "code=1&", 7);
    query[7000] = '\0';
    reply = reply_to("/collections/units/items", query); /* hazard 43: a thousand times the same is once */
    ck_assert_uint_eq(reply.status, 200);
    vp_reply_clear(&reply);
    free(path);
    free(query);
}
END_TEST

START_TEST(a_cut_name_stays_text)
{
    /* 40 bytes of the value are echoed; the cut falls inside a three-byte character. */
    json_decref(json_of("/indicators/reached",
                        "level=aa%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1"
                        "%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1",
                        400));
}
END_TEST

START_TEST(a_current_copy_is_not_sent_again)
{
    vp_reply reply;
    vp_request request = {.method = "GET", .path = "/indicators", .accept_encoding = "br, gzip;q=0.5"};
    vp_answer(answering, &request, &reply);
    ck_assert_int_eq(reply.body->encoding, VP_ENCODING_BROTLI);
    char tag[VP_TAG_MOST + 8];
    snprintf(tag, sizeof tag, "\"x\", %s", reply.tag);
    vp_reply_clear(&reply);
    request.if_none_match = tag;
    vp_answer(answering, &request, &reply);
    ck_assert_uint_eq(reply.status, 304);
    vp_reply_clear(&reply);
    request.accept_encoding = "gzip;q=0"; /* another representation, another tag */
    vp_answer(answering, &request, &reply);
    ck_assert_uint_eq(reply.status, 200);
    ck_assert_int_eq(reply.body->encoding, VP_ENCODING_NONE);
    vp_reply_clear(&reply);
    ck_assert(vp_server_publish(answering, vp_world_new("s2", 1), NULL));
    request.accept_encoding = "gzip";
    vp_answer(answering, &request, &reply);
    ck_assert_uint_eq(reply.status, 200); /* a new snapshot */
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(only_reading_is_allowed)
{
    vp_reply reply;
    vp_answer(answering, &(vp_request){.method = "DELETE", .path = "/indicators"}, &reply);
    ck_assert_uint_eq(reply.status, 405);
    ck_assert_str_eq(reply.allow, "GET, HEAD, OPTIONS");
    vp_reply_clear(&reply);
    vp_answer(answering, &(vp_request){.method = "OPTIONS", .path = "/indicators"}, &reply);
    ck_assert_uint_eq(reply.status, 204);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(a_host_is_checked_before_it_becomes_a_link)
{
    vp_reply reply;
    vp_answer(answering, &(vp_request){.method = "GET", .path = "/collections", .host = "a.example/\"><script>"},
              &reply);
    ck_assert_uint_eq(reply.status, 400);
    vp_reply_clear(&reply);
}
END_TEST

/* Every address that answers csv; a query that it needs goes with it. */
static const struct {
    const char *path, *query;
} tables[] = {
    {"/targets", ""},
    {"/quality", ""},
    {"/crosswalk", ""},
    {"/gaps", "&service=health_station"},
    {"/gaps", "&services=health_station"},
    {"/indicators/reached", ""},
    {"/indicators/reached/groups", ""},
    {"/collections/units/items", ""},
    {"/territories", ""},
    {"/ranking", "&services=health_station,school"},
    {"/settlements", "&service=health_station&all=1"},
    {"/collections/facilities/items", ""},
    {"/collections/gaps/items", ""},
    {"/collections/quality/items", ""},
    {"/collections/settlements/items", ""},
};

/* The next cell of a table; *at is behind it, and behind the comma or the end of the line. */
static void take_cell(const char **at, const char *end, char cell[400])
{
    size_t length = 0;
    bool quoted = *at < end && **at == '"';
    for (*at += quoted; *at < end && (quoted || !strchr(",\r\n", **at)); ++*at) {
        if (quoted && **at == '"' && (*at + 1 == end || (*at)[1] != '"')) {
            ++*at;
            break;
        }
        if (quoted && **at == '"') ++*at;
        if (length < 399) cell[length++] = **at;
    }
    cell[length] = 0;
    *at += *at < end && **at == '\r';
    *at += *at < end;
}

/* The rows of an answer: its first list of objects; of a feature its properties. */
static json_t *rows_of(json_t *root)
{
    const char *key;
    json_t *value;
    json_object_foreach(root, key,
                        value) if (json_is_object(json_array_get(value, 0)) && strcmp(key, "links") != 0) return value;
    return NULL;
}

/* No data is an empty cell, the whole of a set *; a formula is guarded. */
static bool is_same(const char *cell, const json_t *value)
{
    const char *yes[] = {"true", "yes", "1"}, *no[] = {"false", "no", "0"};
    if (json_is_null(value)) return !*cell || strcmp(cell, "*") == 0;
    if (json_is_string(value)) {
        const char *text = json_string_value(value);
        return strcmp(cell + (strchr("=+-@", *text) && *cell == '\''), text) == 0;
    }
    for (size_t i = 0; json_is_boolean(value) && i < 3; i++)
        if (strcmp(cell, json_is_true(value) ? yes[i] : no[i]) == 0) return true;
    double number = json_number_value(value);
    return json_is_number(value) && *cell && fabs(strtod(cell, NULL) - number) <= 1e-6 * fmax(1, fabs(number));
}

static size_t lines_of(const vp_reply *csv)
{
    size_t lines = 0;
    bool quoted = false;
    for (size_t i = 0; i < csv->body->length; i++) {
        quoted ^= csv->body->bytes[i] == '"';
        lines += !quoted && csv->body->bytes[i] == '\n';
    }
    return lines;
}

/* Line by line, wherever a column has the name of a member; of a row there may be several lines. */
START_TEST(a_table_holds_what_the_answer_does) /* runs once per row _i */
{
    char query[200], names[60][400], cell[400];
    size_t columns = 0, compared = 0;
    snprintf(query, sizeof query, "f=csv%s", tables[_i].query);
    vp_reply csv = reply_to(tables[_i].path, query);
    json_t *root = json_of(tables[_i].path, *tables[_i].query ? tables[_i].query + 1 : NULL, 200),
           *rows = rows_of(root);
    ck_assert_msg(csv.status == 200, "%s", tables[_i].path);
    const char *at = csv.body->bytes, *end = at + csv.body->length;
    do take_cell(&at, end, names[columns]);
    while (columns++ < 59 && at[-1] != '\n');
    size_t lines = lines_of(&csv) - 1, count = json_array_size(rows), each = count ? lines / count : 1;
    ck_assert_msg(lines - each * count <= 1, "%s has %zu lines for %zu rows", tables[_i].path, lines, count);
    for (size_t i = 0; i < each * count; i++) { /* behind it perhaps a line of the whole */
        json_t *row = json_array_get(rows, i / each), *properties = json_object_get(row, "properties");
        for (size_t k = 0; k < columns; k++) {
            const json_t *value = json_object_get(properties ? properties : row, names[k]);
            take_cell(&at, end, cell);
            ck_assert_msg((at[-1] == '\n') == (k + 1 == columns), "%s: line %zu has other columns", tables[_i].path, i);
            if (!value || json_is_object(value) || json_is_array(value)) continue;
            ck_assert_msg(is_same(cell, value), "%s: line %zu, %s is '%s'", tables[_i].path, i, names[k], cell);
            compared++;
        }
    }
    ck_assert_msg(compared >= 2 * count, "%s: %zu", tables[_i].path, compared);
    json_decref(root);
    vp_reply_clear(&csv);
}
END_TEST

START_TEST(every_csv_takes_decimal_commas) /* runs once per row _i */
{
    char query[200];
    snprintf(query, sizeof query, "f=csv%s", tables[_i].query);
    vp_reply plain = reply_to(tables[_i].path, query);
    ck_assert_msg(plain.status == 200, "%s?%s is %u", tables[_i].path, query, plain.status);
    snprintf(query, sizeof query, "f=csv&decimal=comma%s", tables[_i].query);
    vp_reply comma = reply_to(tables[_i].path, query);
    ck_assert_uint_eq(comma.status, 200);
    ck_assert_mem_eq(comma.body->bytes, "\xEF\xBB\xBF", 3);
    const char *line = comma.body->bytes + 3, *end = memchr(line, '\r', comma.body->length - 3);
    ck_assert_ptr_nonnull(end);
    ck_assert(memchr(line, ';', (size_t)(end - line)) && !memchr(line, ',', (size_t)(end - line)));
    ck_assert(memchr(plain.body->bytes, ',', plain.body->length) && plain.body->bytes[0] != '\xEF');
    vp_reply_clear(&plain);
    vp_reply_clear(&comma);
    snprintf(query, sizeof query, "f=json&decimal=comma%s", tables[_i].query);
    json_decref(json_of(tables[_i].path, query, 400));
    snprintf(query, sizeof query, "f=csv&decimal=point%s", tables[_i].query);
    json_decref(json_of(tables[_i].path, query, 400));
}
END_TEST

/* Any process holds more than one byte: long answers and jobs are refused, all else is served. */
START_TEST(above_its_memory_the_server_begins_nothing_long)
{
    vp_error err = {0};
    vp_server *small = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                          .publication = vp_publication_new(NULL),
                                                          .cache_bytes = 1 << 20,
                                                          .memory_most = 1,
                                                          .lane = {1, 8, 4, 60}},
                                     &err);
    ck_assert(small && vp_server_publish(small, vp_world_new("s1", 0), &err));
    vp_server_resume_late(small, false);
    static const struct {
        const char *method, *path;
        unsigned status;
    } asked[] = {{"GET", "/healthz", 200},
                 {"GET", "/units/00001", 200},
                 {"GET", "/export/all.xlsx", 503},
                 {"POST", "/processes/site/execution", 503}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        vp_reply reply;
        vp_answer(
            small,
            &(vp_request){.method = asked[i].method, .path = asked[i].path, .host = "localhost", .from_loopback = true},
            &reply);
        ck_assert_msg(reply.status == asked[i].status, "%s is %u", asked[i].path, reply.status);
        ck_assert_msg(reply.status != 503 || reply.retry_seconds > 0, "%s", asked[i].path);
        vp_reply_clear(&reply);
    }
    vp_server_free(small);
}
END_TEST

#ifdef __has_feature /* clang */
#define VP_OTHER_ALLOCATOR (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define VP_OTHER_ALLOCATOR 1
#else
#define VP_OTHER_ALLOCATOR 0
#endif

/* Pieces below the size that the allocator maps apart, as grids are once one was freed. */
START_TEST(what_was_freed_goes_back_to_the_system)
{
    if (VP_OTHER_ALLOCATOR) return; /* it keeps what was freed, to find who uses it */
    vp_error err = {0};
    enum { PIECES = 1600, BYTES = 100000 };
    static char *pieces[PIECES];
    vp_server *server = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                           .publication = vp_publication_new(NULL),
                                                           .cache_bytes = 1 << 20,
                                                           .memory_most = SIZE_MAX},
                                      &err);
    ck_assert(server && vp_server_publish(server, vp_world_new("s1", 0), &err));
    for (size_t i = 0; i < PIECES; i++) {
        pieces[i] = malloc(BYTES);
        ck_assert_ptr_nonnull(pieces[i]);
        memset(pieces[i], 1, BYTES);
    }
    vp_server_resume_late(server, false); /* a look while all of it is used takes nothing for granted */
    for (size_t i = 0; i + 1 < PIECES; i++) free(pieces[i]); /* the last keeps them from going back by themselves */
    size_t before = vp_memory_own();
    vp_server_resume_late(server, false);
    ck_assert_uint_lt(vp_memory_own() + (size_t)PIECES * BYTES / 2, before);
    free(pieces[PIECES - 1]);
    vp_server_free(server);
}
END_TEST

/* ------------------------------------------------------------ files */

/* Types by the end of the name; what is compressed already goes as it is. */
static const struct {
    const char *name, *type;
    bool encoded;
} files[] = {{"a.html", "text/html; charset=utf-8", true},
             {"a.js", "text/javascript; charset=utf-8", true},
             {"a.mjs", "text/javascript; charset=utf-8", true},
             {"a.css", "text/css; charset=utf-8", true},
             {"a.json", "application/json", true},
             {"a.js.map", "application/json", true},
             {"a.webmanifest", "application/manifest+json", true},
             {"a.svg", "image/svg+xml", true},
             {"a.png", "image/png", false},
             {"a.jpg", "image/jpeg", false},
             {"a.webp", "image/webp", false},
             {"a.ico", "image/x-icon", true},
             {"a.woff2", "font/woff2", false},
             {"a.woff", "font/woff", false},
             {"a.ttf", "font/ttf", true},
             {"a.pbf", "application/x-protobuf", true},
             {"a.txt", "text/plain; charset=utf-8", true},
             {"a.md", "text/plain; charset=utf-8", true},
             {"a.unknown", "application/octet-stream", false},
             {"html", "application/octet-stream", false}};

START_TEST(files_have_the_type_of_their_name)
{
    char folder[] = "/tmp/vungphu-files-XXXXXX", path[100], text[4000];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    memset(text, 'a', sizeof text);
    vp_server *server = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                           .publication = vp_publication_new(NULL),
                                                           .cache_bytes = 1 << 20,
                                                           .web_folder = folder},
                                      NULL);
    ck_assert(vp_server_publish(server, vp_world_new("s1", 0), NULL));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        FILE *file = fopen(path, "w");
        ck_assert(file && fwrite(text, 1, sizeof text, file) == sizeof text && fclose(file) == 0);
        vp_reply plain, packed;
        snprintf(path, sizeof path, "/%s", files[i].name);
        vp_answer(server, &(vp_request){.method = "GET", .path = path}, &plain);
        vp_answer(server, &(vp_request){.method = "GET", .path = path, .accept_encoding = "gzip"}, &packed);
        ck_assert_msg(plain.status == 200 && packed.status == 200, "%s: %u", path, plain.status);
        ck_assert_str_eq(plain.type, files[i].type);
        ck_assert(plain.page == (i == 0) && plain.store);
        ck_assert_uint_eq(plain.body->length, sizeof text);
        ck_assert_mem_eq(plain.body->bytes, text, sizeof text);
        ck_assert_msg((packed.body->encoding == VP_ENCODING_GZIP) == files[i].encoded, "%s", path);
        ck_assert_int_eq(strcmp(plain.tag, packed.tag) != 0, files[i].encoded);
        vp_reply_clear(&plain);
        vp_reply_clear(&packed);
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        unlink(path);
    }
    static const char *const none[] = {"/b.html", "/.hidden", "/a.html/b"};
    for (size_t i = 0; i < 3; i++) {
        vp_reply reply;
        vp_answer(server, &(vp_request){.method = "GET", .path = none[i]}, &reply);
        ck_assert_msg(reply.status == 404, "%s: %u", none[i], reply.status);
        vp_reply_clear(&reply);
    }
    vp_server_free(server);
    rmdir(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("answers");
    TCase *cases = tcase_create("answers");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_loop_test(cases, what_makes_no_sense_is_refused_with_a_reason, 0, (int)(sizeof bad / sizeof *bad));
    tcase_add_test(cases, long_input_gets_a_short_answer);
    tcase_add_test(cases, a_cut_name_stays_text);
    tcase_add_test(cases, a_current_copy_is_not_sent_again);
    tcase_add_test(cases, only_reading_is_allowed);
    tcase_add_test(cases, a_host_is_checked_before_it_becomes_a_link);
    tcase_add_loop_test(cases, a_table_holds_what_the_answer_does, 0, (int)(sizeof tables / sizeof *tables));
    tcase_add_loop_test(cases, every_csv_takes_decimal_commas, 0, (int)(sizeof tables / sizeof *tables));
    tcase_add_test(cases, above_its_memory_the_server_begins_nothing_long);
    tcase_add_test(cases, what_was_freed_goes_back_to_the_system);
    tcase_add_test(cases, files_have_the_type_of_their_name);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
