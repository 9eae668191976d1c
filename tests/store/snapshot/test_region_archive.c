/* Every member of a region's definitions, units and places comes back from the archive. Each structure has a table of
 * its members (region_members.h); a member of eight bytes that no table names fails the test. */
#include "region_members.h"
#include "store/files/file_bytes.h"
#include "store/snapshot/snapshot_archive.h"
#include "store/support_dataset.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(every_member_is_in_a_table) /* runs once per structure, row _i */
{
    const layout *l = &layouts[_i];
    bool known[512] = {false};
    ck_assert_uint_le(l->size, sizeof known);
    for (size_t i = 0; i < l->count; i++) memset(known + l->members[i].at, true, l->members[i].size);
    for (size_t at = 0, unknown = 0; at < l->size; at++) {
        unknown = known[at] ? 0 : unknown + 1; /* below eight: what aligns the next member */
        ck_assert_msg(unknown < 8, "a member of %s at %zu is in no table", l->name, at - 7);
    }
}
END_TEST

/* ------------------------------------------------------------ a region in which no two values are alike */

static int drawn;

static char *new_text(void)
{
    char text[40];
    snprintf(text, sizeof text, "chữ %d", ++drawn);
    return strdup(text);
}

static void fill(void *item, int which)
{
    const layout *l = &layouts[which];
    for (size_t i = 0; i < l->count; i++) {
        const member *m = &l->members[i];
        char *at = (char *)item + m->at;
        switch (m->kind) {
        case TEXT: *(char **)at = new_text(); break;
        case NUMBER: *(double *)at = 0.25 + ++drawn; break;
        case INT: *(int *)at = ++drawn; break;
        case KIND: *(int *)at = 1; break; /* every enumeration has two */
        case FLAG: *(bool *)at = true; break;
        case DATE: snprintf(at, sizeof(vp_date), "%04u-12-31", (unsigned)++drawn % 10000); break;
        case INDEX: *(size_t *)at = 1; break; /* there are two of everything */
        case ELSEWHERE: break;
        }
    }
}

static void *filled(size_t *count, int which)
{
    char *items = calloc(2, layouts[which].size);
    ck_assert_ptr_nonnull(items);
    for (size_t i = 0; i < 2; i++) fill(items + i * layouts[which].size, which);
    *count = 2;
    return items;
}

static double *two_numbers(void)
{
    double *numbers = malloc(2 * sizeof *numbers);
    ck_assert_ptr_nonnull(numbers);
    for (size_t i = 0; i < 2; i++) numbers[i] = 0.5 + ++drawn;
    return numbers;
}

static size_t *two_indexes(size_t first)
{
    size_t *indexes = malloc(2 * sizeof *indexes);
    ck_assert_ptr_nonnull(indexes);
    indexes[0] = first;
    indexes[1] = 1 - first;
    return indexes;
}

static vp_shape two_rings(void)
{
    vp_point points[8];
    for (size_t i = 0; i < 8; i++) {
        points[i].x = ++drawn;
        points[i].y = 0.5 + ++drawn;
    }
    vp_shape shape;
    ck_assert(vp_shape_init(&shape, points, (size_t[]){5, 3}, 2, NULL));
    return shape;
}

static void fill_units(vp_region *r)
{
    r->units.sets = filled(&r->units.set_count, SET);
    r->units.main_set = 1;
    for (size_t s = 0; s < 2; s++) {
        r->units.sets[s].units = filled(&r->units.sets[s].unit_count, UNIT);
        for (size_t u = 0; u < 2; u++) {
            vp_unit *unit = &r->units.sets[s].units[u];
            size_t count;
            unit->shape = two_rings();
            unit->lonlat = two_rings();
            unit->records = filled(&count, RECORD);
            unit->yearly = two_numbers(); /* of two years and one dated record */
        }
    }
}

static void fill_groups(vp_region *r)
{
    r->definitions.groups = filled(&r->definitions.group_count, GROUP);
    for (size_t g = 0; g < 2; g++) {
        r->definitions.groups[g].member = calloc(2, sizeof(bool *));
        r->definitions.groups[g].share = calloc(2, sizeof(double *));
        for (size_t s = 0; s < 2; s++) {
            r->definitions.groups[g].member[s] = calloc(2, sizeof(bool));
            r->definitions.groups[g].member[s][(g + s) % 2] = true;
            r->definitions.groups[g].share[s] = two_numbers();
        }
    }
}

static void fill_places(vp_region *r)
{
    r->supply.facilities = filled(&r->supply.facility_count, FACILITY);
    r->supply.transmitters = filled(&r->supply.transmitter_count, TRANSMITTER);
    r->supply.service_areas = filled(&r->supply.service_area_count, AREA);
    r->settlements.items = filled(&r->settlements.count, SETTLEMENT);
    r->settlements.of_cell = calloc(vp_grid_geometry_cells(r->geometry), sizeof *r->settlements.of_cell);
    ck_assert_ptr_nonnull(r->settlements.of_cell);
    r->settlements.of_cell[3] = 1, r->settlements.of_cell[4] = UINT32_MAX;
    r->definitions.services = filled(&r->definitions.service_count, SERVICE);
    for (size_t i = 0; i < 2; i++) {
        vp_transmitter *t = &r->supply.transmitters[i];
        r->supply.facilities[i].attributes = two_numbers();
        t->pattern_count = t->vertical_count = 2;
        t->pattern_azimuth_degrees = two_numbers(), t->pattern_db = two_numbers();
        t->vertical_degrees = two_numbers(), t->vertical_db = two_numbers();
        r->supply.service_areas[i].shape = two_rings();
        r->definitions.services[i].limits = two_numbers();
        r->definitions.services[i].facilities = two_indexes(i);
        r->definitions.services[i].limit_count = r->definitions.services[i].facility_count = 2;
    }
}

static char **two_texts(size_t *count)
{
    char **texts = malloc(2 * sizeof *texts);
    ck_assert_ptr_nonnull(texts);
    for (size_t i = 0; i < 2; i++) texts[i] = new_text();
    *count = 2;
    return texts;
}

static vp_region *drawn_region(void)
{
    vp_region *r = calloc(1, sizeof *r);
    ck_assert_ptr_nonnull(r);
    char **const texts[] = {&r->id, &r->name_vi, &r->name_en, &r->notice_vi, &r->notice_en, &r->crs};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = new_text();
    strcpy(r->as_of, "2026-12-31");
    r->season = VP_SEASON_FLOOD;
    r->geometry = (vp_grid_geometry){7, 5, 120, 580000.5, 2400000.25};
    r->units.record_names = two_texts(&r->units.record_count);
    r->supply.attribute_names = two_texts(&r->supply.attribute_count);
    r->units.years = malloc(2 * sizeof *r->units.years);
    ck_assert_ptr_nonnull(r->units.years);
    r->units.years[0] = 2024, r->units.years[1] = 2025;
    r->units.year_count = 2;
    r->units.dated_count = 1;
    r->units.plan_is_named = true;
    r->units.plan = (vp_territory){1, 1};
    fill_units(r);
    fill_groups(r);
    fill_places(r);
    r->units.crosswalk = filled(&r->units.crosswalk_count, CROSSWALK);
    r->speed_table.speeds = filled(&r->speed_table.speed_count, SPEED);
    r->speed_table.mode_changes = filled(&r->speed_table.mode_change_count, CHANGE);
    r->land.clutter_heights = filled(&r->land.clutter_height_count, CLUTTER);
    r->definitions.joints = filled(&r->definitions.joint_count, JOINT);
    for (size_t i = 0; i < 2; i++)
        r->definitions.joints[i] = (vp_joint){.services = {i, 1 - i},
                                              .service_count = 2,
                                              .limits = {(double)i + 0.5, (double)i + 7},
                                              .parts = {0, 1 - i},
                                              .part_count = 2 - i,
                                              .at_least = 2 - i};
    r->definitions.indicators = filled(&r->definitions.indicator_count, INDICATOR);
    for (size_t i = 0; i < 2; i++) {
        vp_indicator *n = &r->definitions.indicators[i];
        n->milestones = calloc(2, sizeof *n->milestones);
        ck_assert_ptr_nonnull(n->milestones);
        n->milestone_count = 2;
        n->milestones[1] = (vp_milestone){2027, 0.5 + ++drawn};
    }
    r->people.growth = filled(&r->people.growth_count, GROWTH);
    r->people.growth[0].set = r->people.growth[0].unit = r->people.growth[0].group = VP_NONE; /* everyone, everywhere */
    r->definitions.planned = filled(&r->definitions.planned_count, PLANNED);
    for (size_t i = 0; i < 2; i++) {
        r->definitions.planned[i].facilities = two_indexes(i);
        r->definitions.planned[i].facility_count = 2;
    }
    r->definitions.planned_joints = filled(&r->definitions.planned_joint_count, PLANNED_JOINT);
    r->people.populations = calloc(2, sizeof *r->people.populations);
    ck_assert_ptr_nonnull(r->people.populations);
    r->people.population_count = 2;
    for (size_t i = 0; i < 2; i++) r->people.populations[i].label = new_text();
    return r;
}

/* ------------------------------------------------------------ compared */

static void same_text(const char *a, const char *b, const char *what)
{
    ck_assert_msg(a && b && strcmp(a, b) == 0, "%s: \"%s\" came back as \"%s\"", what, a, b ? b : "(nothing)");
}

static void same_item(const void *left, const void *right, int which)
{
    const layout *l = &layouts[which];
    for (size_t i = 0; i < l->count; i++) {
        const member *m = &l->members[i];
        const char *a = (const char *)left + m->at, *b = (const char *)right + m->at;
        if (m->kind == TEXT)
            same_text(*(char *const *)a, *(char *const *)b, m->name);
        else if (m->kind != ELSEWHERE)
            ck_assert_msg(memcmp(a, b, m->size) == 0, "%s did not come back", m->name);
    }
}

static void same(const void *left, size_t left_count, const void *right, size_t right_count, int which)
{
    ck_assert_uint_eq(left_count, 2);
    ck_assert_msg(right_count == 2, "%zu of %s", right_count, layouts[which].name);
    for (size_t i = 0; i < 2; i++)
        same_item((const char *)left + i * layouts[which].size, (const char *)right + i * layouts[which].size, which);
}

/* The plan's territory, what was recorded of each year, and the milestones. */
static void same_plan(const vp_region *a, const vp_region *b)
{
    ck_assert(b->units.plan_is_named && b->units.plan.set == 1 && b->units.plan.unit == 1);
    ck_assert(b->units.year_count == 2 && b->units.dated_count == 1);
    ck_assert_int_eq(b->units.years[1], 2025);
    for (size_t s = 0; s < 2; s++)
        for (size_t u = 0; u < 2; u++)
            for (size_t y = 0; y < 2; y++) {
                double was = a->units.sets[s].units[u].yearly[y], is = b->units.sets[s].units[u].yearly[y];
                ck_assert(is == was || (isnan(is) && isnan(was)));
            }
    for (size_t i = 0; i < 2; i++) {
        const vp_indicator *n = &a->definitions.indicators[i], *m = &b->definitions.indicators[i];
        ck_assert_uint_eq(m->milestone_count, 2);
        ck_assert(m->milestones[1].year == 2027 && m->milestones[1].value == n->milestones[1].value);
    }
}

static void same_shape(const vp_shape *a, const vp_shape *b)
{
    ck_assert_uint_eq(b->ring_count, 2);
    ck_assert_uint_eq(b->point_count, 8);
    ck_assert_mem_eq(a->ring_starts, b->ring_starts, 3 * sizeof *a->ring_starts);
    ck_assert_mem_eq(a->points, b->points, 8 * sizeof *a->points);
}

static void same_numbers(const double *a, const double *b) { ck_assert_mem_eq(a, b, 2 * sizeof *a); }

static void same_units(const vp_region *a, const vp_region *b)
{
    same(a->units.sets, a->units.set_count, b->units.sets, b->units.set_count, SET);
    ck_assert_uint_eq(b->units.main_set, 1);
    for (size_t s = 0; s < 2; s++) {
        const vp_unit_set *x = &a->units.sets[s], *y = &b->units.sets[s];
        same(x->units, x->unit_count, y->units, y->unit_count, UNIT);
        for (size_t u = 0; u < 2; u++) {
            same_shape(&x->units[u].shape, &y->units[u].shape);
            same_shape(&x->units[u].lonlat, &y->units[u].lonlat);
            same(x->units[u].records, 2, y->units[u].records, 2, RECORD);
        }
    }
    same(a->definitions.groups, a->definitions.group_count, b->definitions.groups, b->definitions.group_count, GROUP);
    for (size_t g = 0; g < 2; g++)
        for (size_t s = 0; s < 2; s++) {
            ck_assert_mem_eq(a->definitions.groups[g].member[s], b->definitions.groups[g].member[s], 2 * sizeof(bool));
            same_numbers(a->definitions.groups[g].share[s], b->definitions.groups[g].share[s]);
        }
}

static void same_places(const vp_region *a, const vp_region *b)
{
    same(a->supply.facilities, a->supply.facility_count, b->supply.facilities, b->supply.facility_count, FACILITY);
    same(a->supply.transmitters, a->supply.transmitter_count, b->supply.transmitters, b->supply.transmitter_count,
         TRANSMITTER);
    same(a->supply.service_areas, a->supply.service_area_count, b->supply.service_areas, b->supply.service_area_count,
         AREA);
    same(a->settlements.items, a->settlements.count, b->settlements.items, b->settlements.count, SETTLEMENT);
    ck_assert(b->settlements.of_cell && b->settlements.of_cell[3] == 1 && b->settlements.of_cell[4] == UINT32_MAX);
    same(a->definitions.services, a->definitions.service_count, b->definitions.services, b->definitions.service_count,
         SERVICE);
    for (size_t i = 0; i < 2; i++) {
        const vp_transmitter *t = &a->supply.transmitters[i], *u = &b->supply.transmitters[i];
        same_numbers(a->supply.facilities[i].attributes, b->supply.facilities[i].attributes);
        ck_assert(u->pattern_count == 2 && u->vertical_count == 2);
        same_numbers(t->pattern_azimuth_degrees, u->pattern_azimuth_degrees);
        same_numbers(t->pattern_db, u->pattern_db);
        same_numbers(t->vertical_degrees, u->vertical_degrees);
        same_numbers(t->vertical_db, u->vertical_db);
        same_shape(&a->supply.service_areas[i].shape, &b->supply.service_areas[i].shape);
        ck_assert(b->definitions.services[i].limit_count == 2 && b->definitions.services[i].facility_count == 2);
        same_numbers(a->definitions.services[i].limits, b->definitions.services[i].limits);
        ck_assert_mem_eq(a->definitions.services[i].facilities, b->definitions.services[i].facilities,
                         2 * sizeof(size_t));
    }
}

static void same_region(const vp_region *a, const vp_region *b)
{
    same_text(a->id, b->id, "id");
    same_text(a->name_vi, b->name_vi, "name_vi");
    same_text(a->name_en, b->name_en, "name_en");
    same_text(a->notice_vi, b->notice_vi, "notice_vi");
    same_text(a->notice_en, b->notice_en, "notice_en");
    same_text(a->crs, b->crs, "crs");
    same_text(a->as_of, b->as_of, "as_of");
    ck_assert_int_eq((int)b->season, VP_SEASON_FLOOD);
    ck_assert(vp_grid_geometry_same(a->geometry, b->geometry));
    ck_assert(b->units.record_count == 2 && b->supply.attribute_count == 2 && b->people.population_count == 2);
    for (size_t i = 0; i < 2; i++) {
        same_text(a->units.record_names[i], b->units.record_names[i], "record_names");
        same_text(a->supply.attribute_names[i], b->supply.attribute_names[i], "attribute_names");
        same_text(a->people.populations[i].label, b->people.populations[i].label, "label");
    }
    same_units(a, b);
    same_places(a, b);
    same_plan(a, b);
    same(a->units.crosswalk, a->units.crosswalk_count, b->units.crosswalk, b->units.crosswalk_count, CROSSWALK);
    same(a->speed_table.speeds, a->speed_table.speed_count, b->speed_table.speeds, b->speed_table.speed_count, SPEED);
    same(a->speed_table.mode_changes, a->speed_table.mode_change_count, b->speed_table.mode_changes,
         b->speed_table.mode_change_count, CHANGE);
    same(a->land.clutter_heights, a->land.clutter_height_count, b->land.clutter_heights, b->land.clutter_height_count,
         CLUTTER);
    same(a->definitions.indicators, a->definitions.indicator_count, b->definitions.indicators,
         b->definitions.indicator_count, INDICATOR);
    same(a->people.growth, a->people.growth_count, b->people.growth, b->people.growth_count, GROWTH);
    same(a->definitions.planned, a->definitions.planned_count, b->definitions.planned, b->definitions.planned_count,
         PLANNED);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_uint_eq(b->definitions.planned[i].facility_count, 2);
        ck_assert_mem_eq(a->definitions.planned[i].facilities, b->definitions.planned[i].facilities,
                         2 * sizeof(size_t));
    }
    same(a->definitions.planned_joints, a->definitions.planned_joint_count, b->definitions.planned_joints,
         b->definitions.planned_joint_count, PLANNED_JOINT);
    ck_assert_uint_eq(b->definitions.joint_count, 2);
    ck_assert_mem_eq(a->definitions.joints, b->definitions.joints, 2 * sizeof *a->definitions.joints);
}

static void *archived(vp_region *region, size_t *length)
{
    vp_error err = {0};
    char *directory = temporary_directory(), *path = path_in(directory, "region.bin");
    OK(vp_archive_write(path, "test", vp_archive_region, region, &err));
    void *bytes = vp_file_bytes(path, length, &err);
    ck_assert_ptr_nonnull(bytes);
    free(path);
    remove_directory(directory);
    return bytes;
}

START_TEST(every_member_comes_back)
{
    vp_error err = {0};
    size_t length;
    vp_region *region = drawn_region(), *back = calloc(1, sizeof *back);
    void *bytes = archived(region, &length);
    OK(vp_archive_read("test", bytes, length, "test", vp_archive_region, back, &err));
    same_region(region, back);
    free(bytes);
    vp_region_free(region);
    vp_region_free(back);
}
END_TEST

/* What points at a row that is not there is refused when it is read. */
static void spoil(vp_region *r, int what)
{
    switch (what) {
    case 0: r->units.main_set = 2; break;
    case 1: r->definitions.services[1].capacity = 2; break;
    case 2: r->definitions.services[1].group = 2; break;
    case 3: r->definitions.services[1].facilities[1] = 2; break;
    case 4: r->supply.service_areas[1].service = 2; break;
    case 5: r->definitions.indicators[1].service = 2; break;
    case 6: r->definitions.indicators[1].group = 2; break;
    case 7: r->definitions.indicators[1].other_group = 2; break;
    case 8: r->definitions.services[1].reach = VP_REACH_COUNT; break;
    case 9: r->definitions.services[1].season = VP_SEASON_COUNT; break;
    case 10: r->supply.transmitters[1].scope = (vp_scope)(VP_SCOPE_LOCAL + 1); break;
    case 11: r->supply.transmitters[1].polarisation = (vp_polarisation)(VP_POLARISATION_VERTICAL + 1); break;
    case 12: r->speed_table.speeds[1].surface = (vp_surface_kind)(VP_SURFACE_BARRIER + 1); break;
    case 13: r->definitions.indicators[1].measure = (vp_measure)vp_measure_count; break;
    case 14: r->units.crosswalk[1].basis = VP_SHARE_COUNT; break;
    case 15: r->geometry.cell_metres = 0; break;
    case 16: r->supply.service_areas[1].shape.ring_starts[0] = 1; break;
    case 17: r->people.growth[1].set = 2; break;
    case 18: r->people.growth[1].unit = 2; break;
    case 19: r->people.growth[1].group = 2; break;
    case 20: r->definitions.planned[1].service = 2; break;
    case 21: r->definitions.planned[1].facilities[1] = 2; break;
    case 22: r->definitions.planned_joints[1].joint = 2; break;
    case 23: r->people.populations[1].of_group = true, r->people.populations[1].group = 2; break;
    case 24: r->people.populations[0].of_group = true; break;
    default: r->season = VP_SEASON_COUNT;
    }
}
enum { SPOILS = 26 };

START_TEST(a_row_that_is_not_there_is_refused) /* runs once per reference, row _i */
{
    vp_error err = {0};
    size_t length = 0;
    vp_region *region = drawn_region(), *back = calloc(1, sizeof *back);
    spoil(region, _i);
    char *directory = temporary_directory(), *path = path_in(directory, "region.bin");
    if (vp_archive_write(path, "test", vp_archive_region, region, &err)) {
        void *bytes = vp_file_bytes(path, &length, &err);
        ck_assert(!vp_archive_read("test", bytes, length, "test", vp_archive_region, back, &err));
        free(bytes);
    }
    ck_assert_msg(err.kind == VP_BAD_INPUT && *err.message, "kind %d: %s", err.kind, err.message);
    free(path);
    remove_directory(directory);
    vp_region_free(region);
    vp_region_free(back);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("region_archive");
    TCase *tests = tcase_create("region_archive");
    tcase_add_loop_test(tests, every_member_is_in_a_table, 0, sizeof layouts / sizeof *layouts);
    tcase_add_test(tests, every_member_comes_back);
    tcase_add_loop_test(tests, a_row_that_is_not_there_is_refused, 0, SPOILS);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
