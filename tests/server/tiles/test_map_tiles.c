/* Map tiles of the made-up province, drawn and read back. */
#include "server/endpoints/endpoints.h"
#include "server/server.h"
#include "server/support_world.h"
#include "snapshot/gap_marks.h"
#include "snapshot/outlines.h"
#include "snapshot/ramp_class.h"
#include "snapshot/ramps.h"
#include "tiles/layers.h"
#include "tiles/pyramid.h"
#include "tiles/raster_tile.h"
#include "tiles/tile_reader.h"
#include <jansson.h>
#include <libdeflate.h>
#include <math.h>
#include <spng.h>
#include <stdio.h>

static vp_snapshot *world;

static void start(void)
{
    world = vp_world_new("s1", 0);
    world->places.outlines = vp_outlines_new(world->region, NULL);
    world->places.gap_marks = vp_gap_marks_new(world->region, &world->listings.gaps, VP_GAP_TILE_BYTES, NULL);
    ck_assert(world->places.outlines && world->places.gap_marks);
}

static void stop(void) { vp_snapshot_release(world); }

/* The tile of a zoom that holds a place. */
static vp_tile tile_at(uint32_t zoom, double lon, double lat)
{
    double x, y, half = vp_tile_bounds((vp_tile){0, 0, 0}).east, side = 2 * half / (double)(1U << zoom);
    vp_mercator_from_lonlat(lon, lat, &x, &y);
    return (vp_tile){zoom, (uint32_t)((x + half) / side), (uint32_t)((half - y) / side)};
}

static vp_buffer bytes;

static read_layer *draw_from(const vp_snapshot *snapshot, const char *layer, size_t set, vp_tile tile)
{
    vp_error err = {0};
    vp_buffer_clear(&bytes);
    ck_assert_msg(vp_layers_find(layer)->draw(snapshot, set, tile, &bytes, &err), "%s", err.message);
    return read_tile(bytes.bytes, bytes.length);
}

static read_layer *draw(const char *layer, size_t set, vp_tile tile) { return draw_from(world, layer, set, tile); }

START_TEST(units_are_there_at_every_zoom)
{
    /* Row _i is a zoom; the tile is the one that holds the middle of the commune E. */
    vp_tile tile = tile_at((uint32_t)_i, vp_world_lon(30), vp_world_lat(30));
    read_layer *layer = draw("units", 0, tile);
    ck_assert_ptr_nonnull(layer);
    bool found = false;
    for (size_t f = 0; f < layer->feature_count; f++) {
        ck_assert_uint_eq(layer->features[f].kind, 3);
        ck_assert_double_gt(layer->features[f].rings[0].area, 0);
        for (size_t r = 1; r < layer->features[f].ring_count; r++)
            ck_assert_double_lt(layer->features[f].rings[r].area, 0);
        found |= read_text_is(layer, &layer->features[f], "code", "00005");
    }
    ck_assert_msg(found, "E is not drawn at zoom %d", _i);
    if (_i < 6) ck_assert_uint_eq(layer->feature_count, 5);
    read_free(layer);
}
END_TEST

START_TEST(neighbours_fit_without_gap_or_overlap)
{
    vp_tile tile = tile_at((uint32_t)_i, vp_world_lon(20), vp_world_lat(20));
    double area[2] = {0};
    for (size_t set = 0; set < 2; set++) {
        read_layer *layer = draw("units", set, tile);
        for (size_t f = 0; f < layer->feature_count; f++) area[set] += read_feature_area(&layer->features[f]);
        read_free(layer);
    }
    ck_assert_double_eq(area[0], area[1]); /* both levels cover the same area, unit for unit square */
}
END_TEST

/* Two units side by side in a square; their common border wanders. */
static vp_snapshot *wandering(void)
{
    enum { STEPS = 400 };
    vp_snapshot *s = vp_snapshot_new(NULL);
    s->region = calloc(1, sizeof *s->region);
    s->region->units.set_count = 1;
    s->region->units.sets = calloc(1, sizeof *s->region->units.sets);
    s->region->units.sets[0] = (vp_unit_set){NULL, NULL, calloc(2, sizeof(vp_unit)), 2};
    vp_point border[STEPS + 1], ring[STEPS + 4];
    for (int i = 0; i <= STEPS; i++) {
        double t = (double)i / STEPS;
        border[i] =
            (vp_point){105.95 + 0.02 * sin(t * 23) + 0.004 * sin(t * 171) + 0.0007 * sin(t * 1511), 21.6 + 0.3 * t};
    }
    for (int west = 0; west < 2; west++) {
        size_t n = 0, size;
        for (int i = 0; i <= STEPS; i++) ring[n++] = border[west ? i : STEPS - i]; /* walked in opposite directions */
        ring[n++] = (vp_point){west ? 105.8 : 106.1, west ? 21.9 : 21.6};
        ring[n++] = (vp_point){west ? 105.8 : 106.1, west ? 21.6 : 21.9};
        ring[n++] = ring[0];
        size = n;
        ck_assert(vp_shape_init(&s->region->units.sets[0].units[west].lonlat, ring, &size, 1, NULL));
    }
    s->places.outlines = vp_outlines_new(s->region, NULL);
    return s;
}

START_TEST(a_border_is_simplified_once_for_both_its_sides)
{
    vp_snapshot *s = wandering();
    for (uint32_t zoom = 6; zoom < 15; zoom++) {
        vp_tile tile = tile_at(zoom, 105.95, 21.75);
        read_layer *layer = draw_from(s, "units", 0, tile);
        double sum = 0;
        size_t points = 0;
        for (size_t f = 0; f < layer->feature_count; f++) {
            sum += read_feature_area(&layer->features[f]);
            points += layer->features[f].rings[0].count;
        }
        read_free(layer);
        /* The square that both fill, snapped and cut like any ring. */
        double corners[2][2], unit = (vp_tile_bounds(tile).east - vp_tile_bounds(tile).west) / 4096, x, y;
        for (int c = 0; c < 2; c++) {
            vp_mercator_from_lonlat(c ? 106.1 : 105.8, c ? 21.6 : 21.9, &x, &y);
            corners[c][0] = fmin(fmax(rint((x - vp_tile_bounds(tile).west) / unit), -64), 4160);
            corners[c][1] = fmin(fmax(rint((vp_tile_bounds(tile).north - y) / unit), -64), 4160);
        }
        double whole = (corners[1][0] - corners[0][0]) * (corners[1][1] - corners[0][1]);
        ck_assert_msg(sum == whole, "zoom %u: %.0f of %.0f square units", zoom, sum, whole);
        if (zoom == 6) ck_assert_uint_lt(points, 400); /* and it is simplified */
    }
    vp_snapshot_release(s);
}
END_TEST

START_TEST(neighbouring_tiles_meet_at_their_seam)
{
    vp_tile west = tile_at(13, vp_world_lon(10), vp_world_lat(10)), east = {13, west.column + 1, west.row};
    double area = 0;
    vp_tile both[] = {west, east};
    for (int t = 0; t < 2; t++) {
        read_layer *layer = draw("units", 0, both[t]);
        for (size_t f = 0; f < layer->feature_count; f++) {
            area += read_feature_area(&layer->features[f]);
            const read_ring *ring = &layer->features[f].rings[0];
            for (size_t i = 0; i < ring->count; i++) /* nothing beyond the buffer */
                ck_assert(ring->points[i][0] >= -64 && ring->points[i][0] <= 4160 && ring->points[i][1] >= -64 &&
                          ring->points[i][1] <= 4160);
        }
        read_free(layer);
    }
    ck_assert_double_eq(area, 2 * 4224.0 * 4224.0); /* the area on both sides, buffers included */
}
END_TEST

START_TEST(facilities_and_gaps_are_each_in_one_tile)
{
    size_t facilities = 0, gaps = 0, findings = 0;
    double people = 0, expected = 0;
    vp_tile corner = tile_at(11, vp_world_lon(-1), vp_world_lat(-1)),
            end = tile_at(11, vp_world_lon(41), vp_world_lat(41));
    for (uint32_t column = corner.column; column <= end.column; column++)
        for (uint32_t row = corner.row; row <= end.row; row++) {
            read_layer *layer = draw("facilities", 0, (vp_tile){11, column, row});
            for (size_t f = 0; layer && f < layer->feature_count; f++)
                facilities += (size_t)read_number(layer, &layer->features[f], "count");
            read_free(layer);
            layer = draw("gaps", 0, (vp_tile){11, column, row});
            for (size_t f = 0; layer && f < layer->feature_count; f++) {
                gaps += (size_t)read_number(layer, &layer->features[f], "count");
                people += read_number(layer, &layer->features[f], "people");
            }
            read_free(layer);
            layer = draw("quality", 0, (vp_tile){11, column, row});
            findings += layer ? layer->feature_count : 0;
            read_free(layer);
        }
    for (size_t i = 0; i < world->listings.gaps.gap_count; i++) expected += world->listings.gaps.gaps[i].people;
    ck_assert_uint_eq(findings, 2); /* the third has no place */
    ck_assert_uint_eq(facilities, 4);
    ck_assert_uint_eq(gaps, world->listings.gaps.gap_count);
    ck_assert_double_eq_tol(people, expected, 0.1 * (double)gaps);
}
END_TEST

/* Features are numbered by the rows that they are of. */
START_TEST(a_feature_has_the_number_of_its_row)
{
    const vp_region *r = world->region;
    static const char *const layers[] = {"units", "indicators", "isochrones", "facilities", "settlements"};
    const size_t rows[] = {r->units.sets[0].unit_count, r->units.sets[0].unit_count, r->definitions.service_count,
                           r->supply.facility_count, r->settlements.count};
    for (size_t k = 0; k < sizeof layers / sizeof *layers; k++) {
        read_layer *layer = draw(layers[k], 0, tile_at(14, vp_world_lon(20), vp_world_lat(20)));
        if (!layer) layer = draw(layers[k], 0, (vp_tile){0, 0, 0});
        ck_assert_ptr_nonnull(layer);
        for (size_t f = 0; f < layer->feature_count; f++) {
            size_t row = layer->features[f].id - 1;
            ck_assert_msg(row < rows[k], "feature %zu of %s has the number %zu", f, layers[k], row + 1);
            const char *name = k < 2    ? r->units.sets[0].units[row].code
                               : k == 2 ? r->definitions.services[row].id
                               : k == 3 ? r->supply.facilities[row].id
                                        : r->settlements.items[row].id;
            ck_assert_msg(read_text_is(layer, &layer->features[f],
                                       k < 2    ? "code"
                                       : k == 2 ? "service"
                                                : "id",
                                       name),
                          "feature %zu of %s", f, layers[k]);
        }
        read_free(layer);
    }
}
END_TEST

/* ------------------------------------------------------------ all tiles of a zoom and those above */

/* What the archive holds of a tile. */
static const vp_buffer *archived(const vp_pyramid *p, vp_tile tile)
{
    for (size_t i = 0; i < p->count; i++)
        if (memcmp(&p->tiles[i].tile, &tile, sizeof tile) == 0) return &p->tiles[i].bytes;
    return NULL;
}

static void unpack(const vp_buffer *packed, vp_buffer *out)
{
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    size_t length = 0;
    ck_assert(vp_buffer_reserve(out, 1 << 20));
    ck_assert_int_eq(libdeflate_gzip_decompress(d, packed->bytes, packed->length, out->bytes, 1 << 20, &length), 0);
    out->length = length;
    libdeflate_free_decompressor(d);
}

enum { ARCHIVED = 12 };

static void draw_one(const vp_pyramid_question *q, vp_tile tile, vp_buffer *out)
{
    vp_buffer_clear(out);
    for (size_t k = 0; k < q->layer_count; k++) ck_assert(q->layers[k]->draw(world, 0, tile, out, NULL));
    if (!q->layer_count) ck_assert(vp_raster_tile_draw(world, q->service, tile, out, NULL));
}

/* Whether the archive holds the tile, as it is drawn by itself. */
static bool is_archived(const vp_pyramid *p, const vp_pyramid_question *q, vp_tile tile)
{
    vp_buffer drawn = {0}, blank = {0}, unpacked = {0};
    const vp_buffer *held = archived(p, tile), *plain = held;
    draw_one(q, tile, &drawn);
    draw_one(q, (vp_tile){ARCHIVED, 0, 0}, &blank); /* by the pole */
    bool same = drawn.length == blank.length && (!drawn.length || memcmp(drawn.bytes, blank.bytes, drawn.length) == 0);
    ck_assert_msg(same == !held, "%u/%u/%u", tile.zoom, tile.column, tile.row);
    if (held && q->layer_count) {
        unpack(held, &unpacked);
        plain = &unpacked;
    }
    if (held) {
        ck_assert_uint_eq(plain->length, drawn.length);
        ck_assert_mem_eq(plain->bytes, drawn.bytes, drawn.length);
    }
    vp_buffer_clear(&drawn);
    vp_buffer_clear(&blank);
    vp_buffer_clear(&unpacked);
    return held != NULL;
}

/* Every tile from the whole world to zoom 12 that holds something, and no other: of a surface, of roads (which appear
 * only from near) and of two layers together. */
START_TEST(an_archive_has_every_tile_that_holds_something)
{
    const vp_layer *layers[] = {vp_layers_find("roads"), vp_layers_find("facilities")};
    vp_pyramid_question q = {.layers = layers, .layer_count = (size_t)_i, .zoom_most = ARCHIVED};
    vp_pyramid p;
    vp_error err = {0};
    size_t found = 0;
    ck_assert_msg(vp_pyramid_draw(world, &q, &p, &err), "%s", err.message);
    ck_assert(p.is_raster == (_i == 0) && p.zoom_most == ARCHIVED);
    for (uint32_t zoom = 0; zoom <= ARCHIVED; zoom++) {
        vp_tile corner = tile_at(zoom, vp_world_lon(-40), vp_world_lat(-40)),
                end = tile_at(zoom, vp_world_lon(80), vp_world_lat(80));
        for (uint32_t column = corner.column; column <= end.column; column++)
            for (uint32_t row = corner.row; row <= end.row; row++)
                found += is_archived(&p, &q, (vp_tile){zoom, column, row});
    }
    ck_assert_uint_eq(p.count, found);
    ck_assert_uint_ge(found, _i == 1 ? 1 : ARCHIVED);
    vp_pyramid_clear(&p);
}
END_TEST

/* ------------------------------------------------------------ through the server */

static vp_reply ask(vp_server *server, const char *path)
{
    vp_reply reply;
    vp_answer(server, &(vp_request){.method = "GET", .path = path, .host = "h"}, &reply);
    return reply;
}

static vp_server *server_of_world(void)
{
    vp_server *server = vp_server_new(
        &(vp_server_options){.routes = &vp_endpoints, .publication = vp_publication_new(NULL), .cache_bytes = 1 << 20},
        NULL);
    ck_assert(vp_server_publish(server, vp_world_new("s1", 0), NULL));
    return server;
}

static const struct {
    const char *path;
    unsigned status;
} requests[] = {
    {"/tiles/units/31/0/0.mvt", 400},
    {"/tiles/units/23/0/0.mvt", 400},
    {"/tiles/units/2/4/0.mvt", 400},
    {"/tiles/units/2/-1/0.mvt", 400},
    {"/tiles/units/1e99/0/0.mvt", 400},
    {"/tiles/units/2/0/12.5.mvt", 400},
    {"/tiles/units/2/0/.mvt", 404},
    {"/tiles/units/99999999999999999999/0/0.mvt", 400},
    {"/tiles/nothing/2/0/0.mvt", 404},
    {"/tiles/units/2/0/0.png", 404},
    {"/tiles/reach_nothing/2/0/0.png", 404},
    {"/tiles/reach_fm/2/0/0.png", 404},
    {"/tiles/units/2/0/0.jpg", 404},
    {"/tiles/units/0/0/0.mvt", 200},
    {"/tiles/units/22/0/0.mvt", 200},
    {"/tiles/gaps/9/406/226.mvt", 200},
    {"/tiles/quality/9/406/226.mvt", 200},
    {"/tiles/reach_school/22/0/0.png", 200},
    {"/tiles/value_school/22/0/0.png", 200},
    {"/tiles/value_school.json", 200},
    {"/tiles/value_fm/9/0/0.png", 404},
    {"/tiles/value_school/9/0/0.mvt", 404},
    {"/tiles/people/9/0/0.png", 200},
    {"/tiles/people.json", 200},
    {"/tiles/nearest_school/22/0/0.png", 200},
    {"/tiles/nearest_school.json", 200},
    {"/tiles/nearest_nothing.json", 404},
    {"/tiles/relief/9/0/0.png", 200},
    {"/tiles/relief/9/0/0.mvt", 404},
    {"/maps/relief/tiles/WebMercatorQuad", 200},
    {"/maps/relief/tiles/WebMercatorQuad/9/0/0", 200},
    {"/tiles/units.json", 200},
    {"/tiles/reach_school.json", 200},
    {"/tiles/nothing.json", 404},
};

START_TEST(a_tile_is_answered_or_refused)
{
    vp_server *server = server_of_world();
    vp_reply reply = ask(server, requests[_i].path);
    ck_assert_msg(reply.status == requests[_i].status, "%s is %u", requests[_i].path, reply.status);
    vp_reply_clear(&reply);
    vp_server_free(server);
}
END_TEST

START_TEST(a_second_answer_comes_from_the_cache)
{
    vp_server *server = server_of_world();
    vp_reply first = ask(server, "/tiles/units/9/406/226.mvt"), second = ask(server, "/tiles/units/9/406/226.mvt");
    ck_assert_ptr_eq(first.body, second.body);
    vp_reply_clear(&first);
    vp_reply_clear(&second);
    vp_server_free(server);
}
END_TEST

typedef struct {
    uint8_t pixels[256 * 256 * 4];
} picture;

static void decode(const vp_reply *reply, picture *out)
{
    spng_ctx *context = spng_ctx_new(0);
    ck_assert_int_eq(spng_set_png_buffer(context, reply->body->bytes, reply->body->length), 0);
    ck_assert_int_eq(spng_decode_image(context, out->pixels, sizeof out->pixels, SPNG_FMT_RGBA8, SPNG_DECODE_TRNS), 0);
    spng_ctx_free(context);
}

START_TEST(pixels_have_the_colour_of_the_cell_below)
{
    static picture shown;
    vp_server *server = server_of_world();
    vp_tile tile = tile_at((uint32_t)_i, vp_world_lon(20), vp_world_lat(20));
    char path[100];
    snprintf(path, sizeof path, "/tiles/reach_health_station/%u/%u/%u.png", tile.zoom, tile.column, tile.row);
    vp_reply reply = ask(server, path);
    ck_assert_uint_eq(reply.status, 200);
    decode(&reply, &shown);
    vp_reply_clear(&reply);
    vp_bounds b = vp_tile_bounds(tile);
    double pixel = (b.east - b.west) / 256;
    const vp_ramp *ramp = vp_ramp_of(VP_REACH_TRAVEL_TIME);
    size_t compared = 0, wrong = 0;
    for (size_t i = 0; i < 256 * 256; i++) {
        double lon, lat;
        size_t cell;
        vp_mercator_to_lonlat(b.west + ((double)(i % 256) + 0.5) * pixel, b.north - ((double)(i / 256) + 0.5) * pixel,
                              &lon, &lat);
        const uint8_t *rgba = &shown.pixels[i * 4];
        bool inside = vp_snapshot_locate(world, lon, lat, &cell);
        double value = inside ? (double)vp_grid_cells(world->results.surfaces[0])[cell] : NAN;
        vp_colour want = isinf(value)   ? vp_ramp_unreachable
                         : isnan(value) ? (vp_colour){0}
                                        : ramp->classes[ramp_class(ramp, value)].colour;
        compared += inside;
        if (isnan(value))
            wrong += rgba[3] != 0;
        else
            wrong += rgba[3] != 255 || rgba[0] != want.red || rgba[1] != want.green || rgba[2] != want.blue;
    }
    ck_assert_uint_gt(compared, 0);
    /* Rounding may move a pixel whose middle lies on the edge of a cell to the neighbour. */
    ck_assert_msg(wrong <= compared / 1000, "%zu of %zu pixels at zoom %d", wrong, compared, _i);
    vp_server_free(server);
}
END_TEST

START_TEST(a_value_at_its_limit_is_within_it)
{
    const vp_ramp *minutes = vp_ramp_of(VP_REACH_TRAVEL_TIME), *signal = vp_ramp_of(VP_REACH_SIGNAL);
    ck_assert_uint_eq(ramp_class(minutes, 15), 0);
    ck_assert_uint_eq(ramp_class(minutes, 15.01), 1);
    ck_assert_uint_eq(ramp_class(minutes, 1e6), minutes->class_count - 1);
    ck_assert_uint_eq(ramp_class(signal, 54), 3);
    ck_assert_uint_eq(ramp_class(signal, 53.99), 2);
    ck_assert_uint_eq(ramp_class(signal, -200), 0);
}
END_TEST

/* Where a feature of the layer has every property: all of the world, or, where gaps are not merged with those that have
 * no path at all, the tile of one with a worst value and a name. */
static vp_tile tile_of_layer(const char *id)
{
    if (strcmp(id, "roads") == 0 || strcmp(id, "waters") == 0) return tile_at(10, vp_world_lon(20), vp_world_lat(20));
    for (size_t g = 0; strcmp(id, "gaps") == 0 && g < world->listings.gaps.gap_count; g++) {
        const vp_gap *gap = &world->listings.gaps.gaps[g];
        double lon, lat;
        vp_gap_place(world->region, gap, &lon, &lat);
        if (!isnan(gap->worst) && gap->settlement < world->region->settlements.count)
            return tile_at(VP_GAP_ZOOM_EACH, lon, lat);
    }
    return (vp_tile){0, 0, 0};
}

/* Of the tile that has the whole province. */
static void ask_tag(vp_server *server, const char *layer, const char *query, vp_reply *reply)
{
    char path[100];
    vp_tile tile = tile_at(6, vp_world_lon(20), vp_world_lat(20));
    snprintf(path, sizeof path, "/tiles/%s/%u/%u/%u.mvt", layer, tile.zoom, tile.column, tile.row);
    vp_request request = {.method = "GET", .path = path, .query = query, .host = "map.example"};
    vp_answer(server, &request, reply);
    ck_assert_uint_eq(reply->status, 200);
}

/* The next snapshot has more people: units are drawn as before, their indicators are not. */
START_TEST(a_tile_is_tagged_by_what_it_holds)
{
    static const char *const layers[] = {"units", "indicators"};
    vp_server *server = server_of_world();
    vp_reply before[2], after[2];
    for (size_t i = 0; i < 2; i++) ask_tag(server, layers[i], NULL, &before[i]);
    ck_assert_str_ne(before[0].tag, before[1].tag);
    ck_assert(vp_server_publish(server, vp_world_new("s2", 7), NULL));
    for (size_t i = 0; i < 2; i++) ask_tag(server, layers[i], NULL, &after[i]);
    ck_assert_str_eq(before[0].tag, after[0].tag);
    ck_assert_str_ne(before[1].tag, after[1].tag);
    for (size_t i = 0; i < 2; i++) vp_reply_clear(&before[i]), vp_reply_clear(&after[i]);
    const char *const encodings[] = {"identity", "gzip"}; /* each form of the bytes has a tag of its own, in quotes */
    for (size_t i = 0; i < 2; i++) {
        const vp_request request = {
            .method = "GET", .path = "/tiles/units/8/203/112.mvt", .accept_encoding = encodings[i]};
        vp_answer(server, &request, &before[i]);
        size_t length = strlen(before[i].tag);
        ck_assert_msg(length > 17 && before[i].tag[0] == '"' && before[i].tag[length - 1] == '"', "%s", before[i].tag);
    }
    ck_assert_str_ne(before[0].tag, before[1].tag);
    ck_assert_mem_eq(before[0].tag, before[1].tag, 17); /* of one content */
    for (size_t i = 0; i < 2; i++) vp_reply_clear(&before[i]);
    vp_server_free(server);
}
END_TEST

START_TEST(an_address_that_names_the_snapshot_may_be_kept)
{
    vp_server *server = server_of_world();
    char query[100];
    vp_reply reply;
    ask_tag(server, "units", NULL, &reply);
    ck_assert(!reply.immutable);
    vp_reply_clear(&reply);
    ask_tag(server, "units", "v=another", &reply);
    ck_assert(!reply.immutable);
    vp_reply_clear(&reply);
    snprintf(query, sizeof query, "v=%s", world->provenance.id);
    ask_tag(server, "units", query, &reply);
    ck_assert(reply.immutable);
    vp_reply_clear(&reply);
    vp_server_free(server);
}
END_TEST

START_TEST(tilejson_names_what_tiles_carry)
{
    vp_server *server = server_of_world();
    for (size_t i = 0; i < vp_layer_count; i++) {
        char path[64];
        snprintf(path, sizeof path, "/tiles/%s.json", vp_layers[i].id);
        vp_reply reply = ask(server, path);
        json_t *root = json_loadb(reply.body->bytes, reply.body->length, 0, NULL);
        vp_reply_clear(&reply);
        ck_assert_str_eq(json_string_value(json_object_get(root, "tilejson")), "3.0.0");
        ck_assert_str_eq(json_string_value(json_object_get(root, "attribution")), /* HTML to those who show it */
                         "© A &amp; B &lt;b&gt;&quot;C&quot;&lt;/b&gt;");
        json_t *fields = json_object_get(json_array_get(json_object_get(root, "vector_layers"), 0), "fields");
        read_layer *layer = draw(vp_layers[i].id, 0, tile_of_layer(vp_layers[i].id));
        ck_assert_msg(layer != NULL, "give the made-up province (support_world.c) something of layer %s",
                      vp_layers[i].id);
        if (vp_layers[i].has_indicators) /* one without a value has no key */
            ck_assert_uint_ge(json_object_size(fields), layer->key_count);
        else
            ck_assert_uint_eq(json_object_size(fields), layer->key_count);
        size_t of_indicators = 0;
        for (size_t k = 0; k < layer->key_count; k++) {
            char key[64];
            snprintf(key, sizeof key, "%.*s", (int)layer->key_lengths[k], (const char *)layer->keys[k]);
            ck_assert_msg(json_object_get(fields, key) != NULL, "%s is not in %s", key, path);
            of_indicators += strcmp(key, "reached") == 0 || strcmp(key, "beds") == 0;
        }
        ck_assert_uint_eq(of_indicators, vp_layers[i].has_indicators ? 2 : 0);
        read_free(layer);
        json_decref(root);
    }
    vp_reply relief = ask(server, "/tiles/relief.json");
    json_t *about = json_loadb(relief.body->bytes, relief.body->length, 0, NULL);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(about, "title"), "vi")), "Địa hình");
    ck_assert_int_eq(json_integer_value(json_object_get(about, "maxzoom")),
                     (json_int_t)vp_raster_tile_zoom_most(world->region->geometry) - 1);
    ck_assert_ptr_null(json_object_get(about, "legend"));
    json_decref(about);
    vp_reply_clear(&relief);
    vp_reply reply = ask(server, "/tiles/reach_health_station.json");
    json_t *root = json_loadb(reply.body->bytes, reply.body->length, 0, NULL);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "legend")), 8); /* seven classes and unreachable */
    json_decref(root);
    vp_reply_clear(&reply);
    vp_server_free(server);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("map tiles");
    TCase *cases = tcase_create("layers");
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_loop_test(cases, units_are_there_at_every_zoom, 0, 23);
    tcase_add_loop_test(cases, neighbours_fit_without_gap_or_overlap, 8, 16);
    tcase_add_test(cases, a_border_is_simplified_once_for_both_its_sides);
    tcase_add_test(cases, neighbouring_tiles_meet_at_their_seam);
    tcase_add_test(cases, facilities_and_gaps_are_each_in_one_tile);
    tcase_add_test(cases, a_feature_has_the_number_of_its_row);
    tcase_add_loop_test(cases, an_archive_has_every_tile_that_holds_something, 0, 3);
    tcase_add_loop_test(cases, a_tile_is_answered_or_refused, 0, (int)(sizeof requests / sizeof *requests));
    tcase_add_test(cases, a_second_answer_comes_from_the_cache);
    tcase_add_loop_test(cases, pixels_have_the_colour_of_the_cell_below, 7, 15);
    tcase_add_test(cases, a_value_at_its_limit_is_within_it);
    tcase_add_test(cases, a_tile_is_tagged_by_what_it_holds);
    tcase_add_test(cases, an_address_that_names_the_snapshot_may_be_kept);
    tcase_add_test(cases, tilejson_names_what_tiles_carry);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
