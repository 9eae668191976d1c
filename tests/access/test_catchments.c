/* Who goes where, so that no facility takes more than it has places for: by hand, and random tables against a flow of
 * one person at a time over every pair. */
#include "base/random.h"
#include "scenario/support_random_province.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/catchments.h>
#include <vungphu/facility_load.h>
#include <vungphu/limit.h>

enum { DEMANDS_MOST = 7, FACILITIES_MOST = 5, CHOICES_MOST = DEMANDS_MOST * FACILITIES_MOST };

typedef struct {
    double people[DEMANDS_MOST], places[FACILITIES_MOST];
    size_t starts[DEMANDS_MOST + 1];
    vp_division_choice choices[CHOICES_MOST];
    vp_division_problem p;
} table;

static table *table_of(size_t demands, size_t facilities)
{
    static table t;
    t = (table){0};
    t.p = (vp_division_problem){demands, facilities, t.people, t.starts, t.choices, t.places};
    return &t;
}

static void add(table *t, size_t demand, uint32_t facility, double cost)
{
    size_t at = t->starts[demand + 1];
    for (; at > t->starts[demand] && (double)t->choices[at - 1].cost > cost; at--) t->choices[at] = t->choices[at - 1];
    t->choices[at] = (vp_division_choice){facility, (float)cost};
    for (size_t d = demand + 1; d <= t->p.demand_count; d++) t->starts[d]++;
}

static void divide(const table *t, vp_division *out)
{
    vp_error err = {0};
    ck_assert_msg(vp_divide(&t->p, NULL, out, &err), "%s", err.message);
}

/* Two schools of 10 seats, 12 children by the first, 4 of whom would walk 3 more to the second, 8 of whom 5 more; and
 * 9 by the second, of whom 7 could go to a third with 2 more: the two who have no seat by the first are of the four,
 * and one of the seven makes room for them. */
START_TEST(a_full_school_sends_on_whom_it_costs_least)
{
    table *t = table_of(4, 3);
    vp_division d;
    double people[] = {4, 8, 7, 2}, places[] = {10, 10, 10};
    memcpy(t->people, people, sizeof people);
    memcpy(t->places, places, sizeof places);
    add(t, 0, 0, 1), add(t, 0, 1, 4);
    add(t, 1, 0, 1), add(t, 1, 1, 6);
    add(t, 2, 1, 1), add(t, 2, 2, 3);
    add(t, 3, 1, 1);
    divide(t, &d);
    ck_assert_double_eq(d.placed, 21);
    ck_assert_double_eq_tol(d.cost, 21 + 2 * 3 + 1 * 2, 1e-9);
    ck_assert_double_eq_tol(d.bound, d.cost, 1e-6);
    ck_assert_double_eq(d.people[0], 2);           /* of the four, to the first */
    ck_assert_double_eq(d.people[1], 2);           /* and to the second */
    ck_assert_double_eq_tol(d.prices[0], 5, 1e-9); /* one seat more there: 3 + 2 less */
    ck_assert_double_eq_tol(d.prices[1], 2, 1e-9);
    ck_assert_double_eq(d.prices[2], 0);
    vp_division_clear(&d);
}
END_TEST

/* Most are placed first: somebody walks 90 so that another, who reaches one school alone, has a seat. */
START_TEST(nobody_is_left_out_to_spare_others)
{
    table *t = table_of(3, 2);
    vp_division d;
    t->people[0] = t->people[1] = t->people[2] = 1;
    t->places[0] = t->places[1] = 1;
    add(t, 0, 0, 0), add(t, 0, 1, 90);
    add(t, 1, 0, 50);
    add(t, 2, 0, 80); /* one of the two has none: the one who is farther off */
    divide(t, &d);
    ck_assert_double_eq(d.placed, 2);
    ck_assert_double_eq_tol(d.cost, 90 + 50, 1e-9);
    ck_assert_double_gt(d.prices[0], d.refused / 2);
    vp_division_clear(&d);
}
END_TEST

/* The cost of sending one person after another by the cheapest change there is, over all pairs: slow and plain. */
static double plain_cost(const table *t, double *placed)
{
    double far[DEMANDS_MOST + FACILITIES_MOST], here[CHOICES_MOST] = {0}, load[FACILITIES_MOST] = {0}, cost = 0;
    size_t through[DEMANDS_MOST + FACILITIES_MOST], n = t->p.demand_count, m = t->p.facility_count;
    double waiting[DEMANDS_MOST];
    memcpy(waiting, t->people, sizeof waiting);
    for (*placed = 0;; ++*placed) {
        for (size_t v = 0; v < n + m; v++) far[v] = v < n && waiting[v] > 0 ? 0 : INFINITY, through[v] = SIZE_MAX;
        for (size_t round = 0; round < n + m; round++)
            for (size_t d = 0; d < n; d++)
                for (size_t e = t->starts[d]; e < t->starts[d + 1]; e++) {
                    size_t f = n + t->choices[e].facility;
                    double c = (double)t->choices[e].cost;
                    if (far[d] + c < far[f] - 1e-9) far[f] = far[d] + c, through[f] = e;
                    if (here[e] > 0 && far[f] - c < far[d] - 1e-9) far[d] = far[f] - c, through[d] = e;
                }
        size_t end = SIZE_MAX;
        for (size_t f = 0; f < m; f++)
            if (load[f] < t->places[f] && far[n + f] < (end == SIZE_MAX ? INFINITY : far[n + end])) end = f;
        if (end == SIZE_MAX) return cost;
        cost += far[n + end];
        load[end]++;
        for (size_t v = n + end; through[v] != SIZE_MAX;) {
            size_t e = through[v], d = 0;
            while (t->starts[d + 1] <= e) d++;
            here[e] += v >= n ? 1 : -1;
            v = v >= n ? d : n + t->choices[e].facility;
            if (v < n && through[v] == SIZE_MAX) waiting[v]--;
        }
    }
}

static void equals_a_plain_flow(const table *t, const vp_division *d)
{
    double placed, cost = plain_cost(t, &placed), load[FACILITIES_MOST] = {0};
    ck_assert_double_eq_tol(d->placed, placed, 1e-9);
    ck_assert_double_eq_tol(d->cost, cost, 1e-6);
    ck_assert_double_eq_tol(d->bound, d->cost, 1e-6);
    for (size_t i = 0; i < t->p.demand_count; i++) {
        double all = 0;
        for (size_t e = t->starts[i]; e < t->starts[i + 1]; e++) {
            ck_assert_double_ge(d->people[e], 0);
            all += d->people[e];
            load[t->choices[e].facility] += d->people[e];
        }
        ck_assert_double_le(all, t->people[i] + 1e-9);
    }
    for (size_t f = 0; f < t->p.facility_count; f++) ck_assert_double_le(load[f], t->places[f] + 1e-6);
}

/* Anew, and from what was before when a facility loses places. */
START_TEST(random_tables_equal_a_plain_flow) /* seed _i */
{
    vp_random random = {(uint64_t)_i + 1};
    table *t = table_of(1 + vp_random_below(&random, DEMANDS_MOST), 1 + vp_random_below(&random, FACILITIES_MOST));
    vp_division d, after;
    for (size_t i = 0; i < t->p.demand_count; i++) {
        t->people[i] = 1 + (double)vp_random_below(&random, 4);
        for (uint32_t f = 0; f < t->p.facility_count; f++)
            if (vp_random_below(&random, 3)) add(t, i, f, (double)vp_random_below(&random, 9));
    }
    for (size_t f = 0; f < t->p.facility_count; f++)
        t->places[f] = vp_random_below(&random, 6) ? (double)vp_random_below(&random, 6) : (double)INFINITY;
    divide(t, &d);
    equals_a_plain_flow(t, &d);
    t->places[vp_random_below(&random, t->p.facility_count)] = 0;
    ck_assert(vp_divide(&t->p, &d, &after, NULL));
    equals_a_plain_flow(t, &after);
    vp_division_clear(&d);
    vp_division_clear(&after);
}
END_TEST

START_TEST(malformed_tables_are_refused)
{
    table *t = table_of(1, 1);
    vp_division d;
    vp_error err = {0};
    t->people[0] = 1;
    add(t, 0, 1, 4);
    ck_assert(!vp_divide(&t->p, NULL, &d, &err) && strstr(err.message, "facility 1"));
    t->choices[0] = (vp_division_choice){0, -1};
    ck_assert(!vp_divide(&t->p, NULL, &d, &err) && strstr(err.message, "cost of -1"));
    t->choices[0].cost = 1;
    t->choices[1] = (vp_division_choice){0, 0.5F}; /* the farther one first */
    t->starts[1] = 2;
    ck_assert(!vp_divide(&t->p, NULL, &d, &err) && strstr(err.message, "order of their cost"));
    t->starts[1] = 1;
    t->places[0] = NAN;
    ck_assert(!vp_divide(&t->p, NULL, &d, &err) && strstr(err.message, "places"));
    t->places[0] = t->people[0] = 0;
    ck_assert(!vp_divide(&t->p, NULL, &d, &err) && strstr(err.message, "0 people"));
}
END_TEST

/* ---- on a province */

static double sum_of(const vp_catchment_map *c, bool nearest)
{
    double sum = 0;
    for (size_t j = 0; j < c->count; j++) sum += nearest ? c->items[j].nearest : c->items[j].people;
    return sum;
}

/* People whose cell is of the facility, as the areas are drawn. */
static double people_owned(const province *p, const vp_catchment_map *c, int32_t owner)
{
    const vp_weights *w = p->weights[0];
    const float *people = vp_grid_cells(p->populations[0].people);
    double sum = 0;
    for (size_t r = 0; r < w->run_count; r++)
        for (size_t cell = w->runs[r].first_cell; cell < (size_t)w->runs[r].first_cell + w->runs[r].cell_count; cell++)
            if (c->owners[cell] == owner && people[cell] > 0) sum += (double)people[cell];
    for (size_t i = 0; i < w->partial_count; i++) {
        uint32_t cell = w->partials[i].cell;
        if (c->owners[cell] == owner && people[cell] > 0) sum += w->partials[i].share * (double)people[cell];
    }
    return sum;
}

/* Without places everyone goes to the nearest, as vp_facility_loads counts them; with places the figures still add up,
 * and each area is of the cells whose owner it is. */
START_TEST(a_province_is_divided) /* seed _i */
{
    vp_error err = {0};
    province *p = random_province((unsigned)_i + 1, 24, 18, 0);
    vp_travel_options travel = vp_travel_defaults();
    vp_catchment_question q = {WALK, VP_NONE, 20, VP_NONE, NAN, NAN, NAN, NULL};
    vp_load_question loaded = {WALK, VP_NONE, 20, NAN};
    vp_facility_load loads[FACILITIES];
    vp_catchment_map c;
    ck_assert_msg(vp_catchment_map_make(&p->region, p->weights[0], &q, &travel, &c, &err), "%s", err.message);
    ck_assert(vp_facility_loads(&p->region, p->weights[0], &loaded, &travel, loads, &err));
    for (size_t j = 0; j < c.count; j++) {
        ck_assert_double_eq_tol(c.items[j].nearest, loads[j].catchment, 1e-6);
        ck_assert_double_eq_tol(c.items[j].people, loads[j].catchment, 1e-6);
        ck_assert_double_eq(c.items[j].sent, 0);
        ck_assert_double_eq_tol(people_owned(p, &c, (int32_t)j), c.items[j].people, 1e-6 * (1 + c.items[j].people));
    }
    uint8_t *inside = vp_weights_inside(p->weights[0], NULL);
    for (size_t cell = 0; cell < (size_t)24 * 18; cell++) /* also where nobody lives */
        ck_assert_int_eq(c.owners[cell] >= 0,
                         inside[cell] && vp_limit_holds(20, (double)vp_grid_cells(p->surfaces[WALK])[cell]));
    free(inside);
    ck_assert_double_eq(c.all.no_place, 0);
    ck_assert_double_eq_tol(c.all.people, sum_of(&c, true) + c.all.beyond, 1e-6);
    ck_assert_double_eq_tol(c.all.cost, c.bound, 1e-6 * (1 + c.all.cost));
    vp_catchment_map_clear(&c);

    vp_service *service = &p->services[WALK];
    double places[FACILITIES] = {0}, *kept[FACILITIES] = {NULL}, all = 0;
    size_t capacity = service->capacity;
    service->capacity = 0;
    for (size_t j = 0; j < service->facility_count; j++) {
        vp_facility *f = &p->region.supply.facilities[service->facilities[j]];
        kept[j] = f->attributes;
        f->attributes = &places[j];
        places[j] = floor(loads[j].catchment * (j % 2 ? 1.5 : 0.5));
    }
    q.people_per_place = 1;
    ck_assert_msg(vp_catchment_map_make(&p->region, p->weights[0], &q, &travel, &c, &err), "%s", err.message);
    for (size_t j = 0; j < c.count; j++) {
        ck_assert_double_le(c.items[j].people, places[j] + 1e-6 * (1 + places[j]));
        all += c.items[j].people;
        p->region.supply.facilities[service->facilities[j]].attributes = kept[j];
    }
    service->capacity = capacity;
    ck_assert_double_eq_tol(c.all.people, all + c.all.beyond + c.all.no_place, 1e-6 * (1 + all));
    ck_assert_double_eq_tol(c.all.cost, c.bound, 1e-6 * (1 + c.all.cost));
    for (size_t cell = 0; cell < (size_t)24 * 18; cell++)
        ck_assert(c.owners[cell] < 0 || c.items[c.owners[cell]].area.shape.ring_count > 0);
    vp_catchment_map_clear(&c);
    random_province_free(p);
}
END_TEST

/* Whoever has a place keeps one: the reached people stay as many, and no more of the facilities could close. */
START_TEST(small_facilities_close_while_nobody_loses_a_place) /* seed _i */
{
    vp_error err = {0};
    province *p = random_province((unsigned)_i + 1, 24, 18, 0);
    vp_travel_options travel = vp_travel_defaults();
    vp_catchment_question q = {WALK, VP_NONE, 20, VP_NONE, NAN, NAN, INFINITY, NULL};
    vp_load_question loaded = {WALK, VP_NONE, 20, NAN};
    vp_facility_load loads[FACILITIES];
    vp_catchment_map c;
    double reached = 0;
    ck_assert_msg(vp_catchment_map_make(&p->region, p->weights[0], &q, &travel, &c, &err), "%s", err.message);
    ck_assert(vp_facility_loads(&p->region, p->weights[0], &loaded, &travel, loads, &err));
    for (size_t j = 0; j < c.count; j++) reached += loads[j].catchment;
    ck_assert_double_eq_tol(sum_of(&c, false), reached, 1e-6 * (1 + reached));
    ck_assert_double_eq_tol(c.all.cost, c.bound, 1e-6 * (1 + c.all.cost));
    for (size_t cell = 0; cell < (size_t)24 * 18; cell++)
        ck_assert(c.owners[cell] < 0 || !c.items[c.owners[cell]].merged);

    vp_service *service = &p->services[WALK];
    size_t open[FACILITIES], open_count = 0, *all = service->facilities;
    for (size_t j = 0; j < c.count; j++) {
        ck_assert(!c.items[j].merged || (c.items[j].people < 1e-6 && c.items[j].merged_cost >= 0));
        ck_assert((c.items[j].into == VP_NONE) == !(c.items[j].merged_people > 1e-9));
        if (!c.items[j].merged) open[open_count++] = all[j];
    }
    ck_assert_uint_eq(open_count + c.merged, c.count);
    service->facilities = open;
    service->facility_count = open_count;
    ck_assert(vp_facility_loads(&p->region, p->weights[0], &loaded, &travel, loads, &err));
    for (size_t j = 0; j < open_count; j++) ck_assert_double_gt(loads[j].alone, 0);
    service->facilities = all;
    service->facility_count = c.count;
    vp_catchment_map_clear(&c);
    random_province_free(p);
}
END_TEST

START_TEST(what_cannot_be_divided_is_refused)
{
    vp_error err = {0};
    province *p = random_province(1, 24, 18, 0);
    vp_travel_options travel = vp_travel_defaults();
    size_t capacity = p->services[WALK].capacity;
    vp_catchment_question q = {WALK, VP_NONE, 20, VP_NONE, NAN, 0, NAN, NULL};
    vp_catchment_map c;
    p->services[WALK].capacity = 0;
    ck_assert(!vp_catchment_map_make(&p->region, p->weights[0], &q, &travel, &c, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "must be above 0"));
    vp_catchment_map_clear(&c);
    p->services[WALK].capacity = VP_NONE;
    q.people_per_place = 1;
    ck_assert(!vp_catchment_map_make(&p->region, p->weights[0], &q, &travel, &c, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "capacity_field"));
    vp_catchment_map_clear(&c);
    p->services[WALK].capacity = capacity;
    q = (vp_catchment_question){WALK, VP_NONE, INFINITY, VP_NONE, NAN, NAN, NAN, NULL};
    ck_assert(!vp_catchment_map_make(&p->region, p->weights[0], &q, &travel, &c, &err));
    vp_catchment_map_clear(&c);
    random_province_free(p);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catchments");
    TCase *cases = tcase_create("catchments");
    tcase_add_test(cases, a_full_school_sends_on_whom_it_costs_least);
    tcase_add_test(cases, nobody_is_left_out_to_spare_others);
    tcase_add_loop_test(cases, random_tables_equal_a_plain_flow, 0, 300);
    tcase_add_test(cases, malformed_tables_are_refused);
    tcase_add_loop_test(cases, a_province_is_divided, 0, 8);
    tcase_add_loop_test(cases, small_facilities_close_while_nobody_loses_a_place, 0, 8);
    tcase_add_test(cases, what_cannot_be_divided_is_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
