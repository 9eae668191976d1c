/* Layers of points beside facilities: in which tile each is, which stands for which from afar. Places are units of a
 * tile. */
#include "drawn_snapshot.h"
#include <math.h>

/* ------------------------------------------------------------ findings */

static void add_finding(vp_snapshot *s, double lon, double lat)
{
    char kind[] = "overlap", severity[] = "warning", value[] = "7", reason[] = "two units";
    vp_quality_row *row =
        vp_quality_add(&s->listings.quality,
                       &(vp_quality_row){.kind = kind, .severity = severity, .value = value, .reason = reason}, NULL);
    row->lon = lon;
    row->lat = lat;
}

/* Longitude and latitude of a place of the tile. */
static vp_point degrees_of(vp_tile tile, double u, double v)
{
    vp_point m = mercator(tile, u, v), d;
    vp_mercator_to_lonlat(m.x, m.y, &d.x, &d.y);
    return d;
}

/* What lies beside a tile, within its buffer, is of the next one; each finding is a point of its own. */
START_TEST(findings_are_drawn_in_the_tile_that_holds_them)
{
    const vp_tile tile = {2, 1, 1};
    static const double places[][2] = {{7, 9}, {-3, 9}, {4093, 4091}, {9, -3}, {4099, 9}, {9, 4099}, {1000, 2000}};
    static const size_t inside[] = {0, 2, 6};
    vp_snapshot *s = new_snapshot(0, 0);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        vp_point at = degrees_of(tile, places[i][0], places[i][1]);
        add_finding(s, at.x, at.y);
    }
    read_layer *layer = draw(s, "quality", tile);
    ck_assert_uint_eq(layer->feature_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const read_feature *f = &layer->features[i];
        ck_assert_uint_eq(f->id, inside[i] + 1);
        ck_assert_uint_eq(f->kind, 1);
        ck_assert_uint_eq(f->ring_count, 1);
        ck_assert_uint_eq(f->rings[0].count, 1);
        for (int k = 0; k < 2; k++) ck_assert_int_eq(f->rings[0].points[0][k], (int)places[inside[i]][k]);
    }
    read_free(layer);
    vp_snapshot_release(s);
}
END_TEST

/* ------------------------------------------------------------ settlements */

static void settle(vp_snapshot *s, size_t row, vp_point at, double people, double grid_people)
{
    vp_settlement *place = &s->region->settlements.items[row];
    *place = (vp_settlement){.id = copy("v"),
                             .name = copy("Bản"),
                             .kind = copy("hamlet"),
                             .lon = at.x,
                             .lat = at.y,
                             .people = people,
                             .grid_people = grid_people,
                             .unit = VP_NONE,
                             .difficult = NAN};
}

static vp_snapshot *settled(vp_tile tile, const double places[][4], size_t count)
{
    vp_snapshot *s = new_snapshot(0, 0);
    s->region->settlements.items = calloc(count, sizeof *s->region->settlements.items);
    s->region->settlements.count = count;
    for (size_t i = 0; i < count; i++)
        settle(s, i, degrees_of(tile, places[i][0], places[i][1]), places[i][2], places[i][3]);
    return s;
}

static void rows_are(const read_layer *layer, const size_t rows[], size_t count)
{
    ck_assert_uint_eq(layer ? layer->feature_count : 0, count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(layer->features[i].id, rows[i] + 1);
        ck_assert_uint_eq(layer->features[i].rings[0].count, 1);
    }
}

/* From afar one of a square of 64 units stands for the others: the one with most people, as stated or else as the grid
 * counts them; of equals the first. From zoom 14 on each is drawn. */
START_TEST(the_largest_settlement_of_a_square_stands_for_it)
{
    static const double places[][4] = {{5, 5, 10, 500},  {60, 60, NAN, 20.4}, {63, 5, 19, NAN},     {64, 5, 1, NAN},
                                       {5, 64, 3, NAN},  {6, 65, 3, NAN},     {4095, 4095, NAN, 0}, {-2, 5, 99, NAN},
                                       {5, -2, 99, NAN}, {4097, 5, 99, NAN},  {5, 4097, 99, NAN}};
    static const size_t afar[] = {1, 3, 4, 6}, near[] = {0, 1, 2, 3, 4, 5, 6};
    vp_snapshot *s = settled((vp_tile){13, 4096, 4096}, places, 11);
    read_layer *layer = draw(s, "settlements", (vp_tile){13, 4096, 4096});
    rows_are(layer, afar, 4);
    ck_assert_double_eq(read_number(layer, &layer->features[0], "people"), 20);
    ck_assert_double_eq(read_number(layer, &layer->features[1], "people"), 1);
    ck_assert(read_text_is(layer, layer->features, "id", "v") && read_text_is(layer, layer->features, "name", "Bản") &&
              read_text_is(layer, layer->features, "kind", "hamlet"));
    ck_assert_int_eq(layer->features[3].rings[0].points[0][0], 4095);
    ck_assert_int_eq(layer->features[3].rings[0].points[0][1], 4095);
    read_free(layer);
    vp_snapshot_release(s);
    s = settled((vp_tile){14, 8192, 8192}, places, 11);
    layer = draw(s, "settlements", (vp_tile){14, 8192, 8192});
    rows_are(layer, near, 7);
    read_free(layer);
    vp_snapshot_release(s);
}
END_TEST

/* A settlement stands in the list once for each service that leaves it out; those of one service in a square of 16
 * units are one point, of which the first says who. */
START_TEST(unserved_settlements_are_counted_by_service_and_square)
{
    static const double places[][4] = {
        {3, 3, 5, NAN}, {15, 15, 5, NAN}, {16, 3, 5, NAN}, {-2, 3, 5, NAN}, {3, 4097, 5, NAN}};
    static const size_t listed[][2] = {{0, 0}, {1, 0}, {2, 0}, {3, 0},
                                       {1, 1}, {0, 1}, {4, 1}}; /* settlement, service */
    const vp_tile far = {13, 4096, 4096}, close = {14, 8192, 8192};
    for (int zoom = 0; zoom < 2; zoom++) {
        vp_snapshot *s = settled(zoom ? close : far, places, 5);
        s->region->definitions.service_count = 2;
        s->region->definitions.services = calloc(2, sizeof *s->region->definitions.services);
        s->region->definitions.services[0].id = copy("clinic");
        s->region->definitions.services[1].id = copy("school");
        s->listings.unserved = (vp_unserved_list){calloc(7, sizeof(vp_unserved)), 7};
        for (size_t i = 0; i < 7; i++)
            s->listings.unserved.items[i] = (vp_unserved){
                .service = listed[i][1],
                .reach = {.settlement = listed[i][0], .people = 10.4 + (double)i, .left_out = 6.6 + (double)i}};
        read_layer *layer = draw(s, "unserved_settlements", zoom ? close : far);
        static const size_t drawn[2][5] = {{0, 2, 4}, {0, 1, 2, 4, 5}};
        static const double counts[] = {2, 1, 2};
        rows_are(layer, drawn[zoom], zoom ? 5 : 3);
        for (size_t i = 0; i < layer->feature_count; i++) {
            const read_feature *f = &layer->features[i];
            size_t row = drawn[zoom][i];
            ck_assert_double_eq(read_number(layer, f, "count"), zoom ? 1 : counts[i]);
            ck_assert_double_eq(read_number(layer, f, "people"), 10 + (double)row);
            ck_assert_double_eq(read_number(layer, f, "left_out"), 7 + (double)row);
            ck_assert(read_text_is(layer, f, "service", listed[row][1] ? "school" : "clinic"));
        }
        read_free(layer);
        vp_snapshot_release(s);
    }
}
END_TEST

START_TEST(findings_with_a_place_are_drawn)
{
    vp_snapshot *s = new_snapshot(0, 0);
    add_finding(s, NAN, 0);
    add_finding(s, 0, NAN);
    add_finding(s, 90, 0);
    read_layer *layer = draw(s, "quality", world_tile);
    ck_assert_uint_eq(layer->feature_count, 1);
    const read_feature *f = layer->features;
    ck_assert_uint_eq(f->id, 3);
    ck_assert_double_eq(read_number(layer, f, "id"), 3);
    ck_assert(read_text_is(layer, f, "kind", "overlap") && read_text_is(layer, f, "severity", "warning") &&
              read_text_is(layer, f, "value", "7") && read_text_is(layer, f, "reason", "two units"));
    ck_assert_int_eq(f->rings[0].points[0][0], 3072);
    read_free(layer);
    ck_assert_ptr_null(draw(s, "quality", (vp_tile){1, 0, 0}));
    vp_snapshot_release(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("layers of points");
    TCase *cases = tcase_create("drawn by hand");
    tcase_add_test(cases, findings_are_drawn_in_the_tile_that_holds_them);
    tcase_add_test(cases, the_largest_settlement_of_a_square_stands_for_it);
    tcase_add_test(cases, unserved_settlements_are_counted_by_service_and_square);
    tcase_add_test(cases, findings_with_a_place_are_drawn);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
