/* What readers of a snapshot use where it lies, or as it was found in the build: outlines, lattices, what pictures
 * show, the units of facilities. */
#include "snapshot/backdrop.h"
#include "snapshot/outlines.h"
#include "snapshot/ramp_class.h"
#include "snapshot/ramps.h"
#include "store/snapshot/snapshot_store.h"
#include "store/spatial/projection.h"
#include "store/support_snapshot.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/relief.h>

static char *directory;
static small_results made;
static vp_snapshot *s;

/* Once for all tests. */
static void publish(void)
{
    vp_error err = {0};
    char *id;
    directory = temporary_directory();
    write_small_dataset(directory);
    made = analyse_small(directory);
    OK(publish_small(directory, &made, &id, &err));
    free(id);
    s = vp_snapshot_load(directory, &err);
    ck_assert_msg(s != NULL, "%s", err.message);
}

static void clear(void)
{
    vp_snapshot_release(s);
    clear_small(&made);
    remove_directory(directory);
}

static void assert_same_outline(const vp_outline *a, const vp_outline *b, const vp_shape *shape)
{
    ck_assert_mem_eq(a->points, b->points, shape->point_count * sizeof *a->points);
    ck_assert_mem_eq(a->weights, b->weights, shape->point_count * sizeof *a->weights);
    ck_assert_mem_eq(a->outer, b->outer, shape->ring_count * sizeof *a->outer);
    ck_assert_mem_eq(&a->bounds, &b->bounds, sizeof a->bounds);
    ck_assert_mem_eq(&a->lonlat, &b->lonlat, sizeof a->lonlat);
}

START_TEST(outlines_come_back_as_they_are_made)
{
    vp_error err = {0};
    vp_outlines *anew = vp_outlines_new(s->region, &err), *kept = s->places.outlines;
    ck_assert(anew && kept && kept->borrowed);
    ck_assert_uint_eq(kept->set_count, anew->set_count);
    ck_assert_mem_eq(&kept->lonlat, &anew->lonlat, sizeof anew->lonlat);
    for (size_t set = 0; set < anew->set_count; set++) {
        ck_assert_uint_eq(kept->unit_counts[set], anew->unit_counts[set]);
        for (size_t u = 0; u < anew->unit_counts[set]; u++)
            assert_same_outline(&anew->sets[set][u], &kept->sets[set][u], &s->region->units.sets[set].units[u].lonlat);
    }
    ck_assert_uint_eq(kept->facility_count, anew->facility_count);
    for (size_t f = 0; f < anew->facility_count; f++) {
        ck_assert_str_eq(kept->facility_services[f], anew->facility_services[f]);
        ck_assert_str_eq(kept->facility_ids[f], anew->facility_ids[f]);
        ck_assert_mem_eq(&kept->facilities[f], &anew->facilities[f], sizeof anew->facilities[f]);
    }
    vp_outlines_free(anew);
}
END_TEST

static void assert_same_lattice(const vp_lattice *a, const vp_lattice *b)
{
    ck_assert(a->u0 == b->u0 && a->v0 == b->v0 && a->du == b->du && a->dv == b->dv);
    ck_assert(a->columns == b->columns && a->rows == b->rows);
    ck_assert_mem_eq(a->a, b->a, a->columns * a->rows * sizeof *a->a);
    ck_assert_mem_eq(a->b, b->b, a->columns * a->rows * sizeof *a->b);
}

START_TEST(lattices_come_back_as_proj_makes_them)
{
    vp_error err = {0};
    vp_projection *projection = vp_projection_new(s->region->crs, s->region->geometry, &err);
    vp_lattice there, back;
    OK(vp_projection_lattice_from_mercator(projection, s->region->geometry, &there, &err));
    OK(vp_projection_lattice_to_lonlat(projection, s->region->geometry, &back, &err));
    assert_same_lattice(&there, &s->places.mercator_to_cell);
    assert_same_lattice(&back, &s->region->cell_to_lonlat);
    vp_lattice_clear(&there);
    vp_lattice_clear(&back);
    vp_projection_free(projection);
}
END_TEST

START_TEST(the_unit_of_each_facility_comes_back)
{
    for (size_t set = 0; set < s->region->units.set_count; set++)
        for (size_t f = 0; f < s->region->supply.facility_count; f++)
            ck_assert_uint_eq(s->results.coverage->facility_unit[set][f],
                              vp_coverage_unit_of(&s->region->units, set, &s->region->supply.facilities[f]));
}
END_TEST

/* The cells of the units alone, each in its class. */
START_TEST(what_is_shown_is_the_class_of_each_cell)
{
    size_t cells = vp_grid_geometry_cells(made.region->geometry), drawn = 0, outside = 0;
    vp_error err = {0};
    OK(vp_snapshot_mark_inside(s, &err));
    for (size_t i = 0; i < made.region->definitions.service_count; i++) {
        ck_assert_int_eq(made.surfaces[i] == NULL, s->results.shown[i] == NULL);
        const uint8_t *shown = made.surfaces[i] ? vp_results_shown(&s->results, i, 0, VP_EVERY_CELL, &err) : NULL;
        for (size_t c = 0; shown && c < cells; c++) {
            double value = (double)vp_grid_cells(made.surfaces[i])[c];
            const vp_ramp *ramp = vp_ramp_of(made.region->definitions.services[i].reach);
            size_t wanted = isnan(value) || !s->places.inside[c] ? VP_SHOWN_NOTHING
                            : isinf(value)                       ? VP_SHOWN_UNREACHABLE
                                                                 : VP_SHOWN_CLASS + ramp_class(ramp, value);
            ck_assert_uint_eq(shown[c], wanted);
            drawn += wanted != VP_SHOWN_NOTHING;
            outside += !s->places.inside[c] && !isnan(value);
        }
    }
    ck_assert_uint_gt(drawn, 0);
    ck_assert_uint_gt(outside, 0);
}
END_TEST

/* A point of the dataset as the map has it. */
static void expect_place(vp_point found, double x, double y)
{
    vp_error err = {0};
    vp_projection *projection = vp_projection_new(s->region->crs, s->region->geometry, &err);
    ck_assert(vp_projection_to_lonlat(projection, 1, &x, &y, sizeof x));
    vp_projection_free(projection);
    vp_mercator_from_lonlat(x, y, &x, &y);
    ck_assert_double_eq_tol(found.x, x, 1e-6);
    ck_assert_double_eq_tol(found.y, y, 1e-6);
}

/* Each part is found by the box around its points. */
static void expect_boxes(const vp_backdrop_layer *layer)
{
    ck_assert_uint_gt(layer->part_count, 0);
    for (size_t i = 0; i < layer->part_count; i++) {
        const vp_backdrop_part *part = &layer->parts[i];
        vp_bounds box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
        for (size_t k = part->first; k < part->first + part->count; k++) {
            vp_point p = layer->points[k];
            box = (vp_bounds){fmin(box.west, p.x), fmin(box.south, p.y), fmax(box.east, p.x), fmax(box.north, p.y)};
        }
        ck_assert_double_eq_tol(part->bounds.west, box.west, 1e-6);
        ck_assert_double_eq_tol(part->bounds.south, box.south, 1e-6);
        ck_assert_double_eq_tol(part->bounds.east, box.east, 1e-6);
        ck_assert_double_eq_tol(part->bounds.north, box.north, 1e-6);
    }
}

START_TEST(roads_and_waters_of_the_dataset_are_there)
{
    const vp_backdrop_layer *roads = &s->places.backdrop->layers[VP_BACKDROP_ROADS];
    const vp_backdrop_layer *waters = &s->places.backdrop->layers[VP_BACKDROP_WATERS];
    ck_assert_uint_eq(roads->feature_count, 2);
    ck_assert_str_eq(roads->features[0].class_name, "primary");
    ck_assert_str_eq(roads->features[1].class_name, "track");
    ck_assert_ptr_null(roads->features[1].name);
    ck_assert_int_eq(roads->features[1].rank, 3); /* 6 km/h */
    expect_place(roads->points[roads->parts[roads->features[1].first].first], 580500, 2403500);
    ck_assert_uint_eq(waters->feature_count, 2);
    ck_assert(waters->features[0].area && strcmp(waters->features[0].class_name, "lake") == 0);
    ck_assert(!waters->features[1].area && strcmp(waters->features[1].class_name, "river") == 0);
    ck_assert_uint_eq(waters->parts[waters->features[0].first].count, 5);
    expect_place(waters->points[waters->parts[waters->features[1].first].first], 584200, 2403900);
    expect_boxes(roads);
    expect_boxes(waters);
}
END_TEST

START_TEST(the_relief_is_that_of_the_elevation)
{
    size_t cells = vp_grid_geometry_cells(made.region->geometry), dark = 0;
    vp_error err = {0};
    OK(vp_snapshot_mark_inside(s, &err));
    vp_grid *light = vp_relief_light(made.region->land.elevation, 2, &err);
    uint8_t *wanted = calloc(cells, 1);
    ck_assert(light && wanted);
    vp_backdrop_relief(vp_grid_cells(light), s->places.inside, made.region->geometry, wanted);
    ck_assert_mem_eq(s->places.relief, wanted, cells);
    for (size_t i = 0; i < cells; i++) dark += wanted[i] != VP_RELIEF_NOTHING;
    ck_assert_uint_eq(dark, cells);
    free(wanted);
    vp_grid_free(light);
}
END_TEST

START_TEST(lattices_agree_with_proj_to_millimetres)
{
    vp_error err = {0};
    /* The whole province's grid, at the eastern edge of which the zone bends most. */
    vp_grid_geometry geometry = {1910, 3115, 60, 529200, 2530200};
    vp_projection *projection = vp_projection_new("EPSG:32648", (vp_grid_geometry){0}, &err);
    vp_lattice there, back;
    OK(vp_projection_lattice_from_mercator(projection, geometry, &there, &err));
    OK(vp_projection_lattice_to_lonlat(projection, geometry, &back, &err));
    double worst = 0;
    srand(1);
    for (int i = 0; i < 100000; i++) {
        double x = geometry.west + 60.0 * 1910 * rand() / RAND_MAX,
               y = geometry.north - 60.0 * 3115 * rand() / RAND_MAX;
        double lon = x, lat = y, u, v, column, row;
        ck_assert(vp_projection_to_lonlat(projection, 1, &lon, &lat, sizeof lon));
        vp_mercator_from_lonlat(lon, lat, &u, &v);
        ck_assert(vp_lattice_at(&there, u, v, &column, &row));
        worst = fmax(worst, hypot(geometry.west + column * 60 - x, geometry.north - row * 60 - y));
        ck_assert(vp_lattice_at(&back, (x - geometry.west) / 60, (geometry.north - y) / 60, &u, &v));
        worst = fmax(worst, hypot((u - lon) * 111320 * cos(lat * 0.0174532925), (v - lat) * 110574));
    }
    ck_assert_msg(worst < 3e-3, "off by %g m", worst);
    vp_lattice_clear(&there);
    vp_lattice_clear(&back);
    vp_projection_free(projection);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parts of a snapshot");
    TCase *tests = tcase_create("parts");
    tcase_add_unchecked_fixture(tests, publish, clear);
    tcase_add_test(tests, outlines_come_back_as_they_are_made);
    tcase_add_test(tests, lattices_come_back_as_proj_makes_them);
    tcase_add_test(tests, lattices_agree_with_proj_to_millimetres);
    tcase_add_test(tests, the_unit_of_each_facility_comes_back);
    tcase_add_test(tests, roads_and_waters_of_the_dataset_are_there);
    tcase_add_test(tests, the_relief_is_that_of_the_elevation);
    tcase_add_test(tests, what_is_shown_is_the_class_of_each_cell);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
