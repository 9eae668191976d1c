/* The rules of a signal service: scopes, best servers, interference, what is refused. */
#include "drawn_terrain.h"
#include "platform/team.h"
#include "support/thorough.h"

/* ------------------------------------------------------------ services of a region */

typedef struct {
    vp_region region;
    vp_transmitter transmitters[4];
    vp_service service;
} small_region;

static void region_init(small_region *r, float (*height)(size_t))
{
    vp_error err;
    *r = (small_region){.region = {.geometry = geometry(), .supply.transmitter_count = 4}};
    r->region.land.elevation = vp_grid_new(geometry(), 20, &err);
    ck_assert_ptr_nonnull(r->region.land.elevation);
    for (size_t i = 0; height && i < CELLS; i++) vp_grid_edit(r->region.land.elevation)[i] = height(i);
    r->region.supply.transmitters = r->transmitters;
    r->transmitters[0] = mast_at(20, 20);
    r->transmitters[1] = mast_at(100, 30);
    r->transmitters[2] = mast_at(60, 100);
    r->transmitters[2].scope = VP_SCOPE_LOCAL;
    r->transmitters[3] = mast_at(60, 60);
    r->transmitters[3].open = false;
    r->transmitters[1].erp_kw = 4;
    r->service = (vp_service){.id = "radio", .mode = "fm", .scope = "national", .reach = VP_REACH_SIGNAL};
}

static vp_grid *surface_of(small_region *r, const char *mode, const char *scope)
{
    vp_error err;
    r->service.mode = (char *)(uintptr_t)mode;
    r->service.scope = (char *)(uintptr_t)scope;
    vp_signal_options o = vp_signal_defaults();
    vp_grid *grid = vp_signal_surface(&r->region, &r->service, &o, &err);
    ck_assert_msg(grid != NULL, "%s", err.message);
    return grid;
}

START_TEST(scopes_choose_and_join_transmitters)
{
    small_region r;
    region_init(&r, NULL);
    draw_flat(20);
    vp_signal_terrain g = terrain(false);
    vp_signal_options o = vp_signal_defaults();
    vp_grid *single[3], *national = surface_of(&r, "fm", "national"), *local = surface_of(&r, "fm", "local");
    vp_grid *both = surface_of(&r, "fm", "both"), *either = surface_of(&r, "fm", "either");
    for (int t = 0; t < 3; t++) single[t] = field_of(&g, &r.transmitters[t], &o);
    for (size_t i = 0; i < CELLS; i++) {
        float best = fmaxf(vp_grid_cells(single[0])[i], vp_grid_cells(single[1])[i]),
              other = vp_grid_cells(single[2])[i];
        ck_assert_float_eq(vp_grid_cells(national)[i], best); /* the closed one would be stronger about its site */
        ck_assert_float_eq(vp_grid_cells(local)[i], other);
        ck_assert_float_eq(vp_grid_cells(both)[i], fminf(best, other));
        ck_assert_float_eq(vp_grid_cells(either)[i], fmaxf(best, other));
    }
    for (int t = 0; t < 3; t++) vp_grid_free(single[t]);
    vp_grid_free(national);
    vp_grid_free(local);
    vp_grid_free(both);
    vp_grid_free(either);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

START_TEST(no_transmitter_reaches_nobody)
{
    small_region r;
    region_init(&r, NULL);
    vp_grid *none = surface_of(&r, "dvb_t2", "national"), *either = surface_of(&r, "dvb_t2", "either");
    r.transmitters[2].open = false;
    vp_grid *both = surface_of(&r, "fm", "both"), *one = surface_of(&r, "fm", "either");
    for (size_t i = 0; i < CELLS; i++) {
        ck_assert(vp_grid_cells(none)[i] == INFINITY);
        ck_assert(vp_grid_cells(either)[i] == INFINITY);
        ck_assert(vp_grid_cells(both)[i] == INFINITY);
        ck_assert(isfinite(vp_grid_cells(one)[i]));
    }
    vp_grid_free(none);
    vp_grid_free(either);
    vp_grid_free(both);
    vp_grid_free(one);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* A hole between the second mast and the west: what the first surely gives better is known. */
static float holed(size_t cell) { return cell % SIDE == 90 && cell / SIDE > 25 && cell / SIDE < 35 ? NAN : 20; }

START_TEST(unknown_paths_matter_only_where_they_could_win)
{
    small_region r;
    region_init(&r, holed);
    vp_grid *grid = surface_of(&r, "fm", "national");
    const float *e = vp_grid_cells(grid);
    ck_assert(isfinite(e[cell_at(22, 22)])); /* beside the first mast */
    ck_assert(isnan(e[cell_at(80, 30)]));    /* behind the hole, near the second */
    ck_assert(isnan(e[cell_at(90, 30)]));    /* in the hole */
    ck_assert(isfinite(e[cell_at(110, 30)]));
    vp_grid_free(grid);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* A mast beyond the elevation: no data wherever it could be the strongest, its distance being known. */
START_TEST(a_site_outside_the_elevation_is_unknown)
{
    small_region r;
    region_init(&r, NULL);
    for (int run = 0; run < 6; run++) {
        r.transmitters[0].x = run < 3 ? -1000 : -150e3; /* farther than the grid is wide: the path has more points */
        int method = run % 3;
        vp_signal_terrain g = {.geometry = geometry(), .elevation = vp_grid_cells(r.region.land.elevation)};
        vp_signal_options o = vp_signal_defaults();
        o.method = (vp_signal_method)method;
        vp_grid *field = field_of(&g, &r.transmitters[0], &o);
        for (size_t i = 0; i < CELLS; i++) ck_assert(isnan(vp_grid_cells(field)[i]));
        vp_grid_free(field);
    }
    vp_grid *grid = surface_of(&r, "fm", "national");
    ck_assert(isnan(vp_grid_cells(grid)[cell_at(5, 20)]));
    ck_assert(isfinite(vp_grid_cells(grid)[cell_at(102, 30)]));
    vp_grid_free(grid);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* Two masts of one channel: with another programme each is lost where the other's rare field, 37 dB
 * raised, is above it; with the same programme, or another channel, nothing changes. */
START_TEST(one_channel_disturbs_itself)
{
    small_region r;
    region_init(&r, NULL);
    r.transmitters[2].open = false;
    r.transmitters[0].programme = "VOV1";
    r.transmitters[1].programme = "VOV2";
    vp_error err;
    vp_signal_options o = vp_signal_defaults();
    r.service.mode = "fm";
    r.service.scope = "national";
    vp_grid *free_of = vp_signal_surface(&r.region, &r.service, &o, &err);
    o.interference = true;
    vp_grid *disturbed = vp_signal_surface(&r.region, &r.service, &o, &err);
    r.transmitters[1].programme = "VOV1";
    vp_grid *network = vp_signal_surface(&r.region, &r.service, &o, &err);
    r.transmitters[1].programme = "VOV2";
    r.transmitters[1].frequency_mhz = 100.2;
    vp_grid *apart = vp_signal_surface(&r.region, &r.service, &o, &err);
    ck_assert(free_of && disturbed && network && apart);
    r.transmitters[1].frequency_mhz = 100;
    vp_signal_terrain g = {.geometry = geometry(), .elevation = vp_grid_cells(r.region.land.elevation)};
    vp_grid *wanted[2], *rare[2];
    for (int t = 0; t < 2; t++) {
        o.time_percent = 50;
        wanted[t] = field_of(&g, &r.transmitters[t], &o);
        o.time_percent = 1;
        rare[t] = field_of(&g, &r.transmitters[t], &o);
    }
    size_t lost = 0;
    for (size_t i = 0; i < CELLS; i++) {
        float expected = INFINITY;
        for (int t = 0; t < 2; t++)
            if (vp_grid_cells(wanted[t])[i] >= vp_grid_cells(rare[1 - t])[i] + 37)
                expected = isinf(expected) ? vp_grid_cells(wanted[t])[i] : fmaxf(expected, vp_grid_cells(wanted[t])[i]);
        lost += isinf(expected) != 0;
        bool same = expected == vp_grid_cells(disturbed)[i];
        float gap = fabsf(vp_grid_cells(wanted[0])[i] - vp_grid_cells(rare[1])[i] - 37);
        ck_assert_msg(same || gap < 1e-3f, "cell %zu: %g, expected %g", i, (double)vp_grid_cells(disturbed)[i],
                      (double)expected);
        ck_assert_float_eq(vp_grid_cells(network)[i], vp_grid_cells(free_of)[i]);
        ck_assert(isfinite(vp_grid_cells(apart)[i]));
    }
    ck_assert_uint_gt(lost, CELLS / 10);
    ck_assert_uint_lt(lost, CELLS);
    for (int t = 0; t < 2; t++) {
        vp_grid_free(wanted[t]);
        vp_grid_free(rare[t]);
    }
    vp_grid_free(free_of);
    vp_grid_free(disturbed);
    vp_grid_free(network);
    vp_grid_free(apart);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* The surface of the region's transmitters and whose it is; free both. */
static vp_grid *surface_and_best(small_region *r, const char *scope, bool at_reference, int32_t best[])
{
    vp_error err;
    vp_signal_options o = vp_signal_defaults();
    o.at_reference = at_reference;
    r->service.scope = (char *)(uintptr_t)scope;
    vp_signal *signal = vp_signal_new(&r->region, &o, &err);
    ck_assert_ptr_nonnull(signal);
    vp_grid *grid = vp_signal_service(signal, &r->service, best, &err);
    ck_assert_msg(grid != NULL, "%s", err.message);
    vp_signal_free(signal);
    return grid;
}

/* 0 and 1 are national, 2 is local, 3 is off the air: each is the best near itself, and everywhere the one whose
 * field alone is the value. */
START_TEST(the_best_server_is_the_one_whose_field_it_is)
{
    static int32_t best[CELLS];
    small_region r;
    region_init(&r, NULL);
    vp_error err;
    vp_signal_options o = vp_signal_defaults();
    o.method = VP_SIGNAL_RADIAL;
    vp_signal_terrain g = {.geometry = geometry(), .elevation = vp_grid_cells(r.region.land.elevation)};
    vp_grid *alone[3];
    for (int t = 0; t < 3; t++) ck_assert_ptr_nonnull(alone[t] = vp_signal_field(&g, &r.transmitters[t], &o, &err));
    vp_grid *grid = surface_and_best(&r, "national", false, best);
    ck_assert_int_eq(best[cell_at(21, 20)], 0);
    ck_assert_int_eq(best[cell_at(99, 30)], 1);
    for (size_t i = 0; i < CELLS; i++) {
        ck_assert_int_ge(best[i], 0);
        ck_assert_int_le(best[i], 1);
        ck_assert_float_eq(vp_grid_cells(grid)[i], vp_grid_cells(alone[best[i]])[i]);
        ck_assert(vp_grid_cells(alone[1 - best[i]])[i] <= vp_grid_cells(grid)[i]);
    }
    vp_grid_free(grid);
    grid = surface_and_best(&r, "either", false, best);
    ck_assert_int_eq(best[cell_at(21, 20)], 0);
    ck_assert_int_eq(best[cell_at(60, 99)], 2);
    vp_grid_free(grid);
    grid = surface_and_best(&r, "both", false, best); /* the weaker decides: near the local one a national one */
    ck_assert_int_eq(best[cell_at(21, 20)], 2);
    ck_assert_int_lt(best[cell_at(60, 99)], 2);
    for (size_t i = 0; i < CELLS; i++) ck_assert_float_eq(vp_grid_cells(grid)[i], vp_grid_cells(alone[best[i]])[i]);
    vp_grid_free(grid);
    r.transmitters[2].open = false;
    grid = surface_and_best(&r, "both", false, best);
    for (size_t i = 0; i < CELLS; i++) ck_assert_int_eq(best[i], -1); /* no local programme: none has both */
    vp_grid_free(grid);
    for (int t = 0; t < 3; t++) vp_grid_free(alone[t]);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* Two masts at one place with one power: the first listed, also when a weaker one is listed before. */
START_TEST(equal_fields_belong_to_the_first_listed)
{
    static int32_t best[CELLS];
    small_region r;
    region_init(&r, NULL);
    r.transmitters[2] = r.transmitters[1] = mast_at(60, 60);
    r.transmitters[0] = mast_at(60, 60);
    r.transmitters[0].erp_kw = r.transmitters[1].erp_kw / 2;
    vp_grid *grid = surface_and_best(&r, "national", false, best);
    for (size_t i = 0; i < CELLS; i++) ck_assert_int_eq(best[i], 1);
    vp_grid_free(grid);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* A hole in the elevation: where it leaves the strongest open, nobody is named. */
START_TEST(an_unknown_value_has_no_server)
{
    static int32_t best[CELLS];
    small_region r;
    region_init(&r, NULL);
    vp_grid_edit(r.region.land.elevation)[cell_at(18, 20)] = NAN;
    vp_grid *grid = surface_and_best(&r, "national", false, best);
    size_t unknown = 0;
    for (size_t i = 0; i < CELLS; i++) {
        unknown += isnan(vp_grid_cells(grid)[i]) != 0;
        ck_assert_int_eq(best[i] < 0, isnan(vp_grid_cells(grid)[i]) != 0);
    }
    ck_assert_uint_gt(unknown, 0);
    vp_grid_free(grid);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* DVB-T2 at 500, 650 and 800 MHz: stated at 650 MHz, fields rise by 20 log(650 / f); FM is left as it is. */
START_TEST(digital_fields_compare_as_at_one_frequency)
{
    static const double mhz[] = {500, 650, 800}, raised[] = {2.2789, 0, -1.8035};
    small_region r;
    region_init(&r, NULL);
    r.region.supply.transmitter_count = 1;
    r.service.mode = "dvb_t2";
    for (int k = 0; k < 3; k++) {
        r.transmitters[0].system = "dvb_t2";
        r.transmitters[0].frequency_mhz = mhz[k];
        vp_grid *plain = surface_and_best(&r, "national", false, NULL),
                *stated = surface_and_best(&r, "national", true, NULL);
        for (size_t i = 0; i < CELLS; i++)
            ck_assert_float_eq_tol(vp_grid_cells(stated)[i] - vp_grid_cells(plain)[i], (float)raised[k], 1e-4f);
        vp_grid_free(plain);
        vp_grid_free(stated);
    }
    r.service.mode = r.transmitters[0].system = "fm";
    vp_grid *plain = surface_and_best(&r, "national", false, NULL),
            *stated = surface_and_best(&r, "national", true, NULL);
    ck_assert_mem_eq(vp_grid_cells(plain), vp_grid_cells(stated), CELLS * sizeof(float));
    vp_grid_free(plain);
    vp_grid_free(stated);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* The shift is judged after the protection: what is lost is lost at any reference. */
START_TEST(a_reference_frequency_does_not_change_what_is_disturbed)
{
    small_region r;
    region_init(&r, NULL);
    r.transmitters[2].open = false;
    r.transmitters[0].programme = "VTV";
    r.transmitters[1].programme = "TN";
    vp_error err;
    vp_grid *grids[2];
    for (int t = 0; t < 2; t++) {
        r.transmitters[t].system = "dvb_t2";
        r.transmitters[t].frequency_mhz = 500;
    }
    r.service.mode = "dvb_t2";
    for (int with = 0; with < 2; with++) {
        vp_signal_options o = vp_signal_defaults();
        o.interference = true;
        o.at_reference = with;
        grids[with] = vp_signal_surface(&r.region, &r.service, &o, &err);
        ck_assert_ptr_nonnull(grids[with]);
    }
    size_t kept = 0;
    for (size_t i = 0; i < CELLS; i++) {
        float a = vp_grid_cells(grids[0])[i], b = vp_grid_cells(grids[1])[i];
        ck_assert_int_eq(isinf(a) != 0, isinf(b) != 0);
        kept += isinf(a) == 0;
        if (isfinite(a)) ck_assert_float_eq_tol(b - a, 2.2789f, 1e-4f);
    }
    ck_assert_uint_gt(kept, 0);
    ck_assert_uint_lt(kept, CELLS);
    vp_grid_free(grids[0]);
    vp_grid_free(grids[1]);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

START_TEST(a_kept_signal_answers_as_a_fresh_one)
{
    small_region r;
    region_init(&r, NULL);
    vp_error err;
    vp_signal_options o = vp_signal_defaults();
    vp_signal *kept = vp_signal_new(&r.region, &o, &err);
    ck_assert_ptr_nonnull(kept);
    const char *scopes[] = {"either", "national", "both", "local"};
    for (int i = 0; i < 4; i++) {
        vp_grid *fresh = surface_of(&r, "fm", scopes[i]);
        vp_grid *again = vp_signal_service(kept, &r.service, NULL, &err);
        ck_assert_ptr_nonnull(again);
        ck_assert_mem_eq(vp_grid_cells(fresh), vp_grid_cells(again), CELLS * sizeof(float));
        vp_grid_free(fresh);
        vp_grid_free(again);
    }
    vp_signal_free(kept);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* What a build found of the first is taken over, and the second is added: as all of them made at once. */
START_TEST(what_was_made_is_taken_over_and_gone_on_with)
{
    static int32_t before_best[CELLS], best[CELLS], fresh_best[CELLS];
    small_region r;
    region_init(&r, NULL);
    vp_error err = {0};
    vp_signal_options o = vp_signal_defaults();
    r.region.supply.transmitter_count = 1;
    vp_grid *before = surface_and_best(&r, "national", false, before_best);
    r.region.supply.transmitter_count = 2;
    vp_grid *fresh = surface_and_best(&r, "national", false, fresh_best);
    ck_assert(vp_signal_can_take_over(&r.region, &r.service, before));
    vp_signal *signal = vp_signal_new(&r.region, &o, &err);
    ck_assert_msg(vp_signal_take_over(signal, &r.service, before, before_best, 1, &err), "%s", err.message);
    vp_grid *both = vp_signal_service(signal, &r.service, best, &err);
    ck_assert_ptr_nonnull(both);
    for (size_t i = 0; i < CELLS; i++) {
        ck_assert_float_eq(vp_grid_cells(both)[i], vp_grid_cells(fresh)[i]);
        ck_assert_int_eq(best[i], fresh_best[i]);
    }
    vp_signal_free(signal);
    signal = vp_signal_new(&r.region, &o, &err);
    r.transmitters[1].mast_metres = -5;
    ck_assert(!vp_signal_take_over(signal, &r.service, before, before_best, 1, &err));
    ck_assert_msg(strstr(err.message, "aerial") != NULL, "%s", err.message);
    r.service.scope = (char *)(uintptr_t) "both";
    ck_assert(!vp_signal_take_over(signal, &r.service, before, before_best, 1, &err));
    ck_assert_msg(strstr(err.message, "does not show") != NULL, "%s", err.message);
    r.service.scope = (char *)(uintptr_t) "local";
    ck_assert(vp_signal_can_take_over(&r.region, &r.service, before));
    vp_grid_edit(before)[7] = NAN;
    ck_assert(!vp_signal_can_take_over(&r.region, &r.service, before));
    vp_grid_edit(r.region.land.elevation)[7] = NAN;
    ck_assert(vp_signal_can_take_over(&r.region, &r.service, before));
    vp_signal_free(signal);
    vp_grid_free(before);
    vp_grid_free(fresh);
    vp_grid_free(both);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* ------------------------------------------------------------ what is refused */

static void refused(vp_transmitter t, const char *named)
{
    draw_flat(20);
    vp_signal_terrain g = terrain(false);
    vp_signal_options o = vp_signal_defaults();
    vp_error err = {0};
    ck_assert_ptr_null(vp_signal_field(&g, &t, &o, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, named) != NULL, "\"%s\" says nothing of %s", err.message, named);
}

START_TEST(bad_transmitters_are_refused_by_name)
{
    vp_transmitter t = mast_at(60, 60);
    t.erp_kw = 0;
    refused(t, "power");
    t = mast_at(60, 60);
    t.mast_metres = -5;
    refused(t, "transmitting aerial");
    t = mast_at(60, 60);
    t.frequency_mhz = 50000;
    refused(t, "frequency");
}
END_TEST

/* Nor is one that only disturbs those of the scope. */
START_TEST(a_bad_transmitter_that_disturbs_is_refused)
{
    small_region r;
    region_init(&r, NULL);
    vp_error err = {0};
    vp_signal_options o = vp_signal_defaults();
    o.interference = true;
    r.service.scope = (char *)(uintptr_t) "national";
    r.transmitters[0].programme = "VOV1";
    r.transmitters[2].programme = "VOV2";
    r.transmitters[2].frequency_mhz = r.transmitters[0].frequency_mhz;
    vp_grid *fine = vp_signal_surface(&r.region, &r.service, &o, &err);
    ck_assert_msg(fine != NULL, "%s", err.message);
    vp_grid_free(fine);
    r.transmitters[2].mast_metres = -5;
    ck_assert_ptr_null(vp_signal_surface(&r.region, &r.service, &o, &err));
    ck_assert_msg(strstr(err.message, "aerial") != NULL, "%s", err.message);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

START_TEST(options_outside_the_method_are_refused)
{
    static const struct {
        double radius_km;
        int threads;
        const char *named;
    } rows[] = {{0, 1, "radius"}, {-1, 1, "radius"}, {3000.1, 1, "radius"}, {NAN, 1, "radius"}, {30, -1, "threads"}};
    draw_flat(20);
    vp_signal_terrain g = terrain(false);
    vp_transmitter t = mast_at(60, 60);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_signal_options o = vp_signal_defaults();
        o.radius_km = rows[i].radius_km;
        o.threads = rows[i].threads;
        vp_error err = {0};
        ck_assert_ptr_null(vp_signal_field(&g, &t, &o, &err));
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
        ck_assert_msg(strstr(err.message, rows[i].named) != NULL, "%s", err.message);
    }
}
END_TEST

START_TEST(a_scope_that_is_none_is_refused)
{
    small_region r;
    region_init(&r, NULL);
    vp_error err;
    vp_signal_options o = vp_signal_defaults();
    r.service.scope = (char *)(uintptr_t) "galactic";
    ck_assert_ptr_null(vp_signal_surface(&r.region, &r.service, &o, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "galactic"));
    vp_grid_free(r.region.land.elevation);
    r.region.land.elevation = NULL;
    ck_assert_ptr_null(vp_signal_surface(&r.region, &r.service, &o, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
}
END_TEST

static bool never(void *context, double done)
{
    *(int *)context += 1;
    return done < 0;
}

START_TEST(progress_can_cancel)
{
    small_region r;
    region_init(&r, NULL);
    vp_error err;
    int calls = 0;
    vp_signal_options o = vp_signal_defaults();
    o.progress = never;
    o.context = &calls;
    ck_assert_ptr_null(vp_signal_surface(&r.region, &r.service, &o, &err));
    ck_assert_int_eq(err.kind, VP_CANCELLED);
    ck_assert_int_eq(calls, 1);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

START_TEST(clutter_heights_follow_the_table)
{
    ck_assert_float_eq(vp_clutter_metres(10), 15);
    ck_assert_float_eq(vp_clutter_metres(50), 10);
    ck_assert_float_eq(vp_clutter_metres(40), 0);
    ck_assert_float_eq(vp_clutter_metres(0), 0);
}
END_TEST

/* The province's heights make the very field that the same heights given as an option make, and not the built-in one.
 */
START_TEST(a_regions_own_clutter_goes_before_the_built_in)
{
    small_region r;
    region_init(&r, NULL);
    static uint8_t trees[CELLS];
    memset(trees, 10, sizeof trees);
    vp_clutter_height own[] = {{.land_cover_class = 10, .metres = 40}};
    float given[256];
    for (int i = 0; i < 256; i++) given[i] = i == 10 ? 40 : vp_clutter_metres((uint8_t)i);
    r.region.land.land_cover = trees;
    vp_grid *built_in = surface_of(&r, "fm", "national");
    r.region.land.clutter_heights = own;
    r.region.land.clutter_height_count = 1;
    vp_grid *of_region = surface_of(&r, "fm", "national");
    vp_signal_options o = vp_signal_defaults();
    vp_error err;
    r.region.land.clutter_heights = NULL;
    r.region.land.clutter_height_count = 0;
    o.clutter_metres = given;
    vp_grid *as_option = vp_signal_surface(&r.region, &r.service, &o, &err);
    ck_assert_ptr_nonnull(as_option);
    ck_assert_mem_eq(vp_grid_cells(of_region), vp_grid_cells(as_option), CELLS * sizeof(float));
    size_t weaker = 0;
    for (size_t i = 0; i < CELLS; i++) weaker += vp_grid_cells(of_region)[i] < vp_grid_cells(built_in)[i];
    ck_assert_uint_gt(weaker, CELLS / 10);
    vp_grid_free(built_in);
    vp_grid_free(of_region);
    vp_grid_free(as_option);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

int main(void)
{
    vp_team_set_budget(5); /* more than there may be cores */
    TCase *cases = tcase_create("signal");
    tcase_add_test(cases, the_best_server_is_the_one_whose_field_it_is);
    tcase_add_test(cases, equal_fields_belong_to_the_first_listed);
    tcase_add_test(cases, an_unknown_value_has_no_server);
    tcase_add_test(cases, digital_fields_compare_as_at_one_frequency);
    tcase_add_test(cases, a_reference_frequency_does_not_change_what_is_disturbed);
    tcase_add_test(cases, scopes_choose_and_join_transmitters);
    tcase_add_test(cases, no_transmitter_reaches_nobody);
    tcase_add_test(cases, unknown_paths_matter_only_where_they_could_win);
    tcase_add_test(cases, a_site_outside_the_elevation_is_unknown);
    tcase_add_test(cases, one_channel_disturbs_itself);
    tcase_add_test(cases, a_kept_signal_answers_as_a_fresh_one);
    tcase_add_test(cases, bad_transmitters_are_refused_by_name);
    tcase_add_test(cases, a_bad_transmitter_that_disturbs_is_refused);
    tcase_add_test(cases, what_was_made_is_taken_over_and_gone_on_with);
    tcase_add_test(cases, options_outside_the_method_are_refused);
    tcase_add_test(cases, a_scope_that_is_none_is_refused);
    tcase_add_test(cases, progress_can_cancel);
    tcase_add_test(cases, clutter_heights_follow_the_table);
    tcase_add_test(cases, a_regions_own_clutter_goes_before_the_built_in);
    Suite *suite = suite_create("signal");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
