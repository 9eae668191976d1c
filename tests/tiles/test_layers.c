/* Layers of snapshots drawn by hand, in units of the tile: unit (u, v) of the tile lies at mercator(u, v). */
#include "drawn_snapshot.h"
#include "snapshot/outline_names.h"
#include "tiles/layers_internal.h"
#include "tiles/raster_tile.h"
#include <math.h>

/* ------------------------------------------------------------ units */

typedef struct {
    size_t points;
    double at[8][2];  /* without the repeated end */
    double weight[8]; /* square units; 0 of all: never dropped */
    size_t hole_in;   /* 1 + the ring that it is a hole of; 0: none */
} ring;

static void set_outline(vp_snapshot *s, size_t unit, vp_tile tile, const ring rings[], size_t count)
{
    vp_outline *outline = &s->places.outlines->sets[0][unit];
    vp_unit *u = &s->region->units.sets[0].units[unit];
    size_t sizes[8], total = 0;
    for (size_t r = 0; r < count; r++) total += sizes[r] = rings[r].points + 1;
    outline->points = calloc(total, sizeof *outline->points);
    outline->weights = calloc(total, sizeof *outline->weights);
    outline->outer = calloc(count, sizeof *outline->outer);
    vp_bounds b = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    double square = unit_metres(tile.zoom) * unit_metres(tile.zoom);
    size_t n = 0;
    for (size_t r = 0; r < count; r++) {
        outline->outer[r] = rings[r].hole_in ? rings[r].hole_in - 1 : VP_NONE;
        for (size_t i = 0; i <= rings[r].points; i++, n++) {
            size_t k = i % rings[r].points;
            vp_point p = outline->points[n] = mercator(tile, rings[r].at[k][0], rings[r].at[k][1]);
            outline->weights[n] = rings[r].weight[k] > 0 ? (float)(rings[r].weight[k] * square) : INFINITY;
            b = (vp_bounds){fmin(b.west, p.x), fmin(b.south, p.y), fmax(b.east, p.x), fmax(b.north, p.y)};
        }
    }
    outline->bounds = b;
    ck_assert(vp_shape_init(&u->lonlat, outline->points, sizes, count, NULL)); /* only its rings are looked at */
    ck_assert(vp_outline_find_name(outline, &u->lonlat, NULL));
}

/* Draws one unit; NULL when nothing of it is in the tile. */
static read_layer *draw_unit(vp_tile tile, const ring rings[], size_t count)
{
    vp_snapshot *s = new_snapshot(1, 0);
    set_outline(s, 0, tile, rings, count);
    read_layer *layer = draw(s, "units", tile);
    vp_snapshot_release(s);
    return layer;
}

START_TEST(a_unit_carries_its_properties_and_its_number)
{
    vp_snapshot *s = new_snapshot(2, 0);
    vp_unit *unit = &s->region->units.sets[0].units[1];
    unit->code = copy("00002");
    unit->name = copy("Xã Hai");
    unit->kind = copy("xã");
    set_outline(s, 1, world_tile, (ring[]){{4, {{10, 10}, {30, 10}, {30, 30}, {10, 30}}, {0}, 0}}, 1);
    s->places.outlines->sets[0][0].bounds = (vp_bounds){INFINITY, INFINITY, -INFINITY, -INFINITY}; /* without a shape */
    read_layer *layer = draw(s, "units", world_tile);
    ck_assert_uint_eq(layer->feature_count, 1);
    const read_feature *f = layer->features;
    ck_assert_uint_eq(f->id, 2);
    ck_assert_uint_eq(f->kind, 3);
    ck_assert_str_eq(layer->name, "units");
    ck_assert_double_eq(read_feature_area(f), 400);
    ck_assert(read_text_is(layer, f, "code", "00002") && read_text_is(layer, f, "name", "Xã Hai") &&
              read_text_is(layer, f, "kind", "xã") && read_text_is(layer, f, "level", "commune") &&
              read_text_is(layer, f, "vintage", "2025"));
    read_free(layer);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(vertices_below_the_tolerance_are_dropped)
{
    /* A square of 40 units with a bump of 10 by 2 on its upper side: the vertex of the bump weighs more or less than
     * 4 by 4 square units. With the bump the area is 1600 + 40 * 2 / 2. */
    ring bumped = {5, {{0, 40}, {0, 0}, {20, -2}, {40, 0}, {40, 40}}, {99, 99, 16.1, 99, 99}, 0};
    for (int i = 0; i < 5; i++) bumped.at[i][0] += 1000, bumped.at[i][1] += 1000;
    read_layer *layer = draw_unit(world_tile, &bumped, 1);
    ck_assert_double_eq(read_feature_area(layer->features), 1640);
    read_free(layer);
    bumped.weight[2] = 15.9;
    layer = draw_unit(world_tile, &bumped, 1);
    ck_assert_double_eq(read_feature_area(layer->features), 1600);
    read_free(layer);
    for (int i = 0; i < 5; i++) bumped.weight[i] = 1; /* nothing would be left: it is drawn in full */
    layer = draw_unit(world_tile, &bumped, 1);
    ck_assert_double_eq(read_feature_area(layer->features), 1640);
    read_free(layer);
}
END_TEST

START_TEST(a_hole_follows_the_ring_that_it_lies_in)
{
    const ring rings[] = {{4, {{100, 100}, {140, 100}, {140, 140}, {100, 140}}, {0}, 0},
                          {4, {{310, 310}, {320, 310}, {320, 320}, {310, 320}}, {0}, 3},
                          {4, {{300, 300}, {350, 300}, {350, 350}, {300, 350}}, {0}, 0}};
    read_layer *layer = draw_unit(world_tile, rings, 3);
    const read_feature *f = layer->features;
    ck_assert_uint_eq(f->ring_count, 3);
    ck_assert_double_eq(f->rings[0].area, 1600);
    ck_assert_double_eq(f->rings[1].area, 2500);
    ck_assert_double_eq(f->rings[2].area, -100);
    read_free(layer);
}
END_TEST

START_TEST(a_hole_is_not_drawn_without_its_ring)
{
    /* At zoom 1 the ring lies in the northwest tile and its buffer, 16 units wide, the hole outside of it. */
    const ring rings[] = {{4, {{0, 0}, {10, 0}, {10, 0}, {0, 0}}, {0}, 0}, /* has no area */
                          {4, {{2, 2}, {20, 2}, {20, 20}, {2, 20}}, {0}, 1},
                          {4, {{100, 100}, {110, 100}, {110, 110}, {100, 110}}, {0}, 0}};
    read_layer *layer = draw_unit(world_tile, rings, 3);
    ck_assert_uint_eq(layer->features[0].ring_count, 1);
    ck_assert_double_eq(layer->features[0].rings[0].area, 100);
    read_free(layer);
}
END_TEST

START_TEST(what_lies_only_in_the_buffer_is_drawn_too)
{
    /* Squares of 10 units, 10 units outside of each side of the tile in the middle of zoom 2. */
    const vp_tile tile = {2, 1, 1};
    const double corners[4][2] = {{-20, 500}, {4106, 500}, {500, -20}, {500, 4106}};
    for (size_t side = 0; side < 4; side++) {
        double u = corners[side][0], v = corners[side][1];
        const ring square = {4, {{u, v}, {u + 10, v}, {u + 10, v + 10}, {u, v + 10}}, {0}, 0};
        read_layer *layer = draw_unit(tile, &square, 1);
        ck_assert_ptr_nonnull(layer);
        ck_assert_double_eq(read_feature_area(layer->features), 100);
        read_free(layer);
    }
    const ring across = {4, {{-100, 500}, {-20, 500}, {-20, 510}, {-100, 510}}, {0}, 0};
    read_layer *layer = draw_unit(tile, &across, 1);
    ck_assert_double_eq(read_feature_area(layer->features), 44 * 10); /* from the buffer's edge at -64 */
    read_free(layer);
    const ring beyond = {4, {{-100, 500}, {-65, 500}, {-65, 510}, {-100, 510}}, {0}, 0};
    ck_assert_ptr_null(draw_unit(tile, &beyond, 1));
}
END_TEST

/* The rectangle of a unit that vanishes when it is snapped. */
static ring rectangle(double u, double v, double width, double height)
{
    return (ring){4, {{u, v}, {u + width, v}, {u + width, v + height}, {u, v + height}}, {0}, 0};
}

START_TEST(a_small_unit_is_a_square_of_two_units)
{
    const vp_tile tile = {1, 1, 1}; /* its corner is 0, 0 in metres: 8 units are 8 units to the bit */
    const ring rings[] = {rectangle(3.9, 3.9, 0.2, 0.2), rectangle(0, 3.9, 8, 0.2), rectangle(3.9, 0, 0.2, 8)};
    for (size_t i = 0; i < 3; i++) {
        read_layer *layer = draw_unit(tile, &rings[i], 1);
        ck_assert_ptr_nonnull(layer);
        const read_ring *drawn = layer->features[0].rings;
        static const int corners[4][2] = {{3, 3}, {5, 3}, {5, 5}, {3, 5}};
        ck_assert_uint_eq(drawn->count, 4);
        for (size_t k = 0; k < 4; k++) {
            ck_assert_int_eq(drawn->points[k][0], corners[k][0]);
            ck_assert_int_eq(drawn->points[k][1], corners[k][1]);
        }
        read_free(layer);
    }
    const ring long_ones[] = {rectangle(0, 3.9, 8.1, 0.2), rectangle(3.9, 0, 0.2, 8.1)};
    for (size_t i = 0; i < 2; i++) ck_assert_ptr_null(draw_unit(tile, &long_ones[i], 1));
}
END_TEST

START_TEST(a_small_unit_is_drawn_in_the_tile_of_its_middle)
{
    const vp_tile tile = {2, 1, 1};
    const double inside[][2] = {{0, 7}, {7, 0}, {4095, 7}, {7, 4095}},
                 outside[][2] = {{-1, 7}, {7, -1}, {4096, 7}, {7, 4096}};
    for (size_t i = 0; i < 4; i++) {
        ring r = rectangle(inside[i][0] - 0.1, inside[i][1] - 0.1, 0.2, 0.2);
        read_layer *layer = draw_unit(tile, &r, 1);
        ck_assert_ptr_nonnull(layer);
        ck_assert_double_eq(read_feature_area(layer->features), 4);
        read_free(layer);
        r = rectangle(outside[i][0] - 0.1, outside[i][1] - 0.1, 0.2, 0.2);
        ck_assert_ptr_null(draw_unit(tile, &r, 1));
    }
}
END_TEST

START_TEST(units_of_many_points_follow_units_of_few)
{
    vp_snapshot *s = new_snapshot(3, 0);
    const ring few = {3, {{10, 10}, {20, 10}, {20, 20}}, {0}, 0};
    const ring many = {8, {{40, 10}, {50, 5}, {60, 10}, {65, 20}, {60, 30}, {50, 35}, {40, 30}, {35, 20}}, {0}, 0};
    set_outline(s, 0, world_tile, &few, 1);
    set_outline(s, 1, world_tile, &many, 1);
    set_outline(s, 2, world_tile, &few, 1);
    read_layer *layer = draw(s, "units", world_tile);
    ck_assert_uint_eq(layer->feature_count, 3);
    ck_assert_double_eq(read_feature_area(&layer->features[0]), 50);
    ck_assert_double_eq(read_feature_area(&layer->features[1]), 600); /* 20 by 20 and on each side a roof of 5 */
    ck_assert_double_eq(read_feature_area(&layer->features[2]), 50);
    read_free(layer);
    vp_snapshot_release(s);
}
END_TEST

/* A name lies in the middle of the longest level line inside its unit: of two parts in the larger one, beside a hole,
 * and is in the tile of that place alone. Those with most room come first. */
START_TEST(a_unit_has_one_name_where_there_is_most_room)
{
    vp_snapshot *s = new_snapshot(4, 0); /* the last one has no shape, so no place for a name */
    const ring parts[] = {{4, {{10, 10}, {30, 10}, {30, 70}, {10, 70}}, {0}, 0},
                          {4, {{100, 10}, {220, 10}, {220, 130}, {100, 130}}, {0}, 0},
                          {4, {{110, 12}, {130, 12}, {130, 128}, {110, 128}}, {0}, 2}};
    const ring east = {4, {{4000, 10}, {4400, 10}, {4400, 130}, {4000, 130}}, {0}, 0}; /* beyond the tile */
    const ring wide = {4, {{10, 200}, {210, 200}, {210, 320}, {10, 320}}, {0}, 0};
    set_outline(s, 0, world_tile, parts, 3);
    set_outline(s, 1, world_tile, &wide, 1);
    set_outline(s, 2, world_tile, &east, 1);
    s->region->units.sets[0].units[1].name = copy("Phan Đình Phùng");
    read_layer *layer = draw(s, "unit_names", world_tile);
    ck_assert_uint_eq(layer->feature_count, 2);
    static const int32_t places[2][2] = {{110, 260}, {175, 70}};
    for (size_t i = 0; i < 2; i++) {
        ck_assert_uint_eq(layer->features[i].id, 2 - i);
        ck_assert_int_eq(layer->features[i].rings[0].points[0][0], places[i][0]);
        ck_assert_int_eq(layer->features[i].rings[0].points[0][1], places[i][1]);
    }
    static const char *const texts[][2] = {
        {"name", "Phan Đình Phùng"}, {"short", "P.Đ.Phùng"}, {"tiny", "P.Đ.P."}, {"initials", "PĐP"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert(read_text_is(layer, &layer->features[0], texts[i][0], texts[i][1]));
    ck_assert_double_eq_tol(read_number(layer, &layer->features[1], "width"), 90 * unit_metres(0), 1);
    read_free(layer);
    vp_snapshot_release(s);
}
END_TEST

/* What is short already, or one word, stays; blanks between words are no letters. */
START_TEST(a_name_is_shortened_to_what_still_says_which)
{
    static const char *const names[][4] = {
        {"Nam Hoà", "Nam Hoà", "N.Hoà", "NH"},     {"Ửng Hoà Sơn", "Ử.H.Sơn", "Ử.H.Sơn", "ỬHS"},
        {"Quảng  Bạch", "Q.Bạch", "Q.Bạch", "QB"}, {"Trungthành", "Trungthành", "Trungthành", "Trungthành"},
        {"Nông ", "Nông ", "Nông ", "Nông "},      {"", "", "", ""}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t form = 0; form < VP_NAME_FORMS; form++) {
            char out[32];
            vp_short_name(names[i][0], (vp_name_form)form, out);
            ck_assert_str_eq(out, names[i][form + 1]);
        }
}
END_TEST

/* ------------------------------------------------------------ facilities */

static void set_facility(vp_snapshot *s, size_t f, const char *kind, const char *services, bool open, vp_point at)
{
    s->region->supply.facilities[f] =
        (vp_facility){.id = copy("f"), .name = copy("F"), .kind = copy(kind), .open = open};
    s->places.outlines->facility_services[f] = copy(services);
    s->places.outlines->facilities[f] = at;
}

/* How many points a tile shows of two facilities, one at (16, 16) and of kind k, service s and open. */
static size_t points_of_two(uint32_t zoom, const char *kind, const char *services, bool open, double u, double v)
{
    vp_tile tile = {zoom, 1U << (zoom - 1), 1U << (zoom - 1)};
    vp_snapshot *s = new_snapshot(0, 2);
    set_facility(s, 0, "k", "s", true, mercator(tile, 16, 16));
    set_facility(s, 1, kind, services, open, mercator(tile, u, v));
    read_layer *layer = draw(s, "facilities", tile);
    size_t count = layer->feature_count;
    ck_assert_double_eq(read_number(layer, &layer->features[0], "count"), 3 - (double)count);
    ck_assert_uint_eq(layer->features[0].id, 1);
    ck_assert_uint_eq(layer->features[count - 1].id, count);
    ck_assert_int_eq(layer->features[0].rings[0].points[0][0], 16);
    read_free(layer);
    vp_snapshot_release(s);
    return count;
}

START_TEST(equal_facilities_in_a_square_of_16_units_are_one_point)
{
    ck_assert_uint_eq(points_of_two(13, "k", "s", true, 16, 16), 1);
    ck_assert_uint_eq(points_of_two(13, "k", "s", true, 31, 31), 1);
    ck_assert_uint_eq(points_of_two(13, "k", "s", true, 32, 16), 2); /* the square to the east */
    ck_assert_uint_eq(points_of_two(13, "k", "s", true, 16, 32), 2);
    ck_assert_uint_eq(points_of_two(13, "k", "s", true, 15, 16), 2);
    ck_assert_uint_eq(points_of_two(13, "k", "s", true, 16, 15), 2);
    ck_assert_uint_eq(points_of_two(13, "other", "s", true, 16, 16), 2);
    ck_assert_uint_eq(points_of_two(13, NULL, "s", true, 16, 16), 2);
    ck_assert_uint_eq(points_of_two(13, "k", "s,t", true, 16, 16), 2);
    ck_assert_uint_eq(points_of_two(13, "k", "s", false, 16, 16), 2);
    ck_assert_uint_eq(points_of_two(14, "k", "s", true, 16, 16), 2); /* near enough to show each */
}
END_TEST

START_TEST(facilities_without_a_kind_are_equal)
{
    vp_snapshot *s = new_snapshot(0, 3);
    for (size_t f = 0; f < 3; f++) set_facility(s, f, f == 1 ? "k" : NULL, "s", true, mercator(world_tile, 20, 20));
    read_layer *layer = draw(s, "facilities", world_tile);
    ck_assert_uint_eq(layer->feature_count, 2);
    ck_assert_double_eq(read_number(layer, &layer->features[0], "count"), 2); /* the first and the third */
    read_free(layer);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(hundreds_of_facilities_are_counted_by_their_squares)
{
    /* 30 by 30 squares of 16 units, in each of them two of kind a and one of kind b. */
    enum { SIDE = 30, COUNT = SIDE * SIDE };
    vp_snapshot *s = new_snapshot(0, (size_t)COUNT * 3);
    for (size_t i = 0; i < (size_t)COUNT * 3; i++) {
        double u = (double)(i % COUNT % SIDE) * 16, v = (double)(i % COUNT / SIDE) * 16, off = (double)(i / COUNT);
        set_facility(s, i, i / COUNT == 1 ? "b" : "a", "s", true, mercator(world_tile, u + off, v + 7 * off));
    }
    read_layer *layer = draw(s, "facilities", world_tile);
    ck_assert_uint_eq(layer->feature_count, 2 * COUNT);
    for (size_t f = 0; f < layer->feature_count; f++)
        ck_assert_double_eq(read_number(layer, &layer->features[f], "count"),
                            read_text_is(layer, &layer->features[f], "kind", "a") ? 2 : 1);
    read_free(layer);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(a_facility_carries_its_properties)
{
    vp_snapshot *s = new_snapshot(0, 2);
    set_facility(s, 0, "k", "", false, mercator(world_tile, 300, 400));
    set_facility(s, 1, "school", "primary,secondary", true, mercator(world_tile, 4095, 0));
    read_layer *layer = draw(s, "facilities", world_tile);
    ck_assert_uint_eq(layer->feature_count, 2);
    const read_feature *closed = &layer->features[0], *open = &layer->features[1];
    ck_assert_uint_eq(closed->kind, 1);
    ck_assert_double_eq(read_number(layer, closed, "open"), 0);
    ck_assert_double_eq(read_number(layer, open, "open"), 1);
    ck_assert(read_text_is(layer, closed, "id", "f") && read_text_is(layer, closed, "name", "F"));
    ck_assert(read_text_is(layer, open, "kind", "school") &&
              read_text_is(layer, open, "services", "primary,secondary"));
    ck_assert_int_eq(closed->rings[0].points[0][0], 300);
    ck_assert_int_eq(closed->rings[0].points[0][1], 400);
    read_free(layer);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(a_point_on_an_edge_is_in_one_tile)
{
    const vp_tile tile = {2, 1, 1};
    static const struct {
        double u, v;
        bool inside;
    } places[] = {{0, 0, true}, {4095, 4095, true}, {-1, 0, false}, {0, -1, false}, {4096, 0, false}, {0, 4096, false}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        vp_snapshot *s = new_snapshot(0, 1);
        set_facility(s, 0, "k", "s", true, mercator(tile, places[i].u, places[i].v));
        read_layer *layer = draw(s, "facilities", tile);
        ck_assert_int_eq(layer != NULL, places[i].inside);
        read_free(layer);
        vp_snapshot_release(s);
    }
}
END_TEST

/* ------------------------------------------------------------ names and zooms */

START_TEST(layers_are_found_by_their_names)
{
    for (size_t i = 0; i < vp_layer_count; i++) ck_assert_ptr_eq(vp_layers_find(vp_layers[i].id), &vp_layers[i]);
    ck_assert_ptr_null(vp_layers_find("unit"));
    vp_snapshot *s = new_snapshot(0, 0);
    vp_region *region = s->region;
    region->geometry = (vp_grid_geometry){1, 1, 100, 0, 0};
    region->definitions.service_count = 2;
    region->definitions.services = calloc(2, sizeof *region->definitions.services);
    region->definitions.services[0].id = copy("fm");
    region->definitions.services[1].id = copy("school");
    ck_assert_uint_eq(vp_layers_raster(s, "reach_school"), VP_NONE); /* nothing analysed */
    s->results.surfaces = calloc(2, sizeof *s->results.surfaces);
    s->results.surfaces[1] = vp_grid_new(region->geometry, 0, NULL);
    ck_assert_uint_eq(vp_layers_raster(s, "reach_school"), 1);
    ck_assert_uint_eq(vp_layers_raster(s, "reach_fm"), VP_NONE);
    ck_assert_uint_eq(vp_layers_raster(s, "reach_schoo"), VP_NONE);
    ck_assert_uint_eq(vp_layers_raster(s, "Reach_school"), VP_NONE);
    ck_assert_uint_eq(vp_layers_raster(s, "reach-school"), VP_NONE);
    ck_assert_uint_eq(vp_layers_raster(s, "school"), VP_NONE);
    ck_assert_uint_eq(vp_layers_raster(s, "relief"), VP_NONE);
    s->places.relief = calloc(1, 1);
    ck_assert_uint_eq(vp_layers_raster(s, "relief"), VP_RASTER_RELIEF);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(tiles_exist_up_to_zoom_22)
{
    vp_error err = {0};
    ck_assert(vp_tile_check((vp_tile){0, 0, 0}, NULL) && vp_tile_check((vp_tile){22, 4194303, 4194303}, NULL));
    ck_assert(!vp_tile_check((vp_tile){23, 0, 0}, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert(!vp_tile_check((vp_tile){3, 8, 0}, NULL) && !vp_tile_check((vp_tile){3, 0, 8}, NULL));
    ck_assert(vp_tile_check((vp_tile){3, 7, 7}, NULL));
    vp_bounds b = vp_tile_bounds((vp_tile){1, 1, 0}); /* the northeast quarter; half the equator of EPSG:3857 */
    ck_assert_double_eq(b.west, 0);
    ck_assert_double_eq(b.south, 0);
    ck_assert_double_eq_tol(b.east, 3.14159265358979323846 * 6378137, 1e-6);
    ck_assert_double_eq(b.north, b.east);
}
END_TEST

START_TEST(pixels_are_not_smaller_than_half_a_cell)
{
    vp_region region = {.geometry = {1, 1, 100, 0, 0}};
    vp_snapshot s = {.region = &region};
    /* A pixel of zoom z is 156543 m / 2^z: 76.4 m at zoom 11, 38.2 m at zoom 12. */
    ck_assert_uint_eq(vp_raster_tile_zoom_most(s.region->geometry), 12);
    region.geometry.cell_metres = 160;
    ck_assert_uint_eq(vp_raster_tile_zoom_most(s.region->geometry), 11);
    region.geometry.cell_metres = 4e5;
    ck_assert_uint_eq(vp_raster_tile_zoom_most(s.region->geometry), 0);
    region.geometry.cell_metres = 2 * 156543.03392804097; /* just as large as a pixel of zoom 0 */
    ck_assert_uint_eq(vp_raster_tile_zoom_most(s.region->geometry), 0);
    region.geometry.cell_metres = 0.01;
    ck_assert_uint_eq(vp_raster_tile_zoom_most(s.region->geometry), 22);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("layers");
    TCase *cases = tcase_create("drawn by hand");
    tcase_add_test(cases, a_unit_carries_its_properties_and_its_number);
    tcase_add_test(cases, vertices_below_the_tolerance_are_dropped);
    tcase_add_test(cases, a_hole_follows_the_ring_that_it_lies_in);
    tcase_add_test(cases, a_hole_is_not_drawn_without_its_ring);
    tcase_add_test(cases, what_lies_only_in_the_buffer_is_drawn_too);
    tcase_add_test(cases, a_small_unit_is_a_square_of_two_units);
    tcase_add_test(cases, a_small_unit_is_drawn_in_the_tile_of_its_middle);
    tcase_add_test(cases, units_of_many_points_follow_units_of_few);
    tcase_add_test(cases, a_unit_has_one_name_where_there_is_most_room);
    tcase_add_test(cases, a_name_is_shortened_to_what_still_says_which);
    tcase_add_test(cases, equal_facilities_in_a_square_of_16_units_are_one_point);
    tcase_add_test(cases, facilities_without_a_kind_are_equal);
    tcase_add_test(cases, hundreds_of_facilities_are_counted_by_their_squares);
    tcase_add_test(cases, a_facility_carries_its_properties);
    tcase_add_test(cases, a_point_on_an_edge_is_in_one_tile);
    tcase_add_test(cases, layers_are_found_by_their_names);
    tcase_add_test(cases, tiles_exist_up_to_zoom_22);
    tcase_add_test(cases, pixels_are_not_smaller_than_half_a_cell);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
