/* vungphu sites DIR: where new facilities reach most people who are not reached yet. */
#include "cli/arguments/command.h"
#include "cli/arguments/console.h"
#include "cli/arguments/decimal_argument.h"
#include "cli/arguments/names.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/siting/siting.h"
#include "cli/siting/siting_asked.h"
#include "cli/siting/siting_form.h"
#include "cli/siting/siting_output.h"
#include "platform/clock.h"
#include "platform/whole_file.h"
#include "report/siting_print.h"
#include "report/siting_report.h"
#include "service/siting_mast.h"
#include "snapshot/land_view.h"
#include "solver/exact.h"
#include "store/plain/candidates.h"
#include "store/plain/plain_file.h"
#include "store/plain/suitability.h"
#include "store/snapshot/snapshot_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>

enum { CLOSED_MOST = 200 };

typedef struct {
    const char *directory, *mend, *candidates, *areas, *must, *within, *exclude, *suitability, *report;
    vp_siting_asked who;
    bool on_cells; /* --candidates cells, though masts stand on summits */
    vp_siting_mast mast;
    const char *closed[CLOSED_MOST];
    size_t closed_count;
    vp_siting_question question;
    vp_sites_options options;
    vp_siting_form form;
    vp_decimal_argument decimal;
    bool quiet;
    double started; /* vp_clock_now */
} arguments;

static void check(arguments *a, struct argp_state *state)
{
    vp_siting_question *q = &a->question;
    bool set_cover = q->objective == VP_OBJECTIVE_SET_COVER;
    if (!a->directory) vp_argument_error(state, "which dataset directory?");
    vp_decimal_check(&a->decimal, a->form.format == VP_SITING_CSV, state);
    if (!a->who.service && !a->who.indicator && !a->who.services)
        vp_argument_error(state, "which --service, or whose --indicator?");
    if (a->who.indicator && a->who.services)
        vp_argument_error(state, "what is counted together is an --indicator's, or --services, not both");
    if (a->who.at_least && !a->who.services) vp_argument_error(state, "--at-least goes with --services");
    if (!a->suitability && (q->score_least > 0 || q->score_worth > 0))
        vp_argument_error(state, "scores are of --suitability");
    if ((a->who.other_group == NULL) != (isnan(q->other_limit) != 0))
        vp_argument_error(state, "--other-limit goes with --other-group");
    if (!set_cover && q->count == SIZE_MAX && isinf(q->budget) && q->moved) q->count = 0; /* only what moves */
    if (!set_cover && q->count == SIZE_MAX && isinf(q->budget)) vp_argument_error(state, "how many sites? --count");
    if (set_cover && q->count != SIZE_MAX)
        vp_argument_error(state, "set-cover finds the number of sites itself: no --count");
}

static void set_objective(arguments *a, const char *value, struct argp_state *state)
{
    for (int i = 0; i < VP_OBJECTIVE_COUNT; i++) {
        if (strcmp(value, vp_objective_names[i]) != 0) continue;
        a->question.objective = (vp_objective)i;
        return;
    }
    vp_argument_error(state, "the objective is coverage, p-median, p-center or set-cover, not %s", value);
}

static void add_closed(arguments *a, const char *id, bool moved, struct argp_state *state)
{
    if (a->closed_count == CLOSED_MOST) vp_argument_error(state, "more than %d facilities", CLOSED_MOST);
    a->closed[a->closed_count++] = id;
    a->question.moved += moved;
}

enum {
    WITHIN = 256,
    EXCLUDE,
    SEPARATION,
    SLOPE,
    CLOSE,
    MOVE,
    BUDGET,
    CAPACITY,
    BEYOND,
    MINIMUM,
    EQUITY,
    REPORT,
    OBJECTIVE,
    SHARE,
    SPACING,
    GAP,
    SECONDS,
    CANDIDATES,
    MAST,
    FREQUENCY,
    ERP,
    POLARISATION,
    CARRIES,
    METHOD,
    PROMINENCE,
    OTHER_LIMIT,
    OTHER_GROUP,
    PER_PLACE,
    EXPAND,
    EXPAND_PRICE,
    NEAR_ROAD,
    FROM_BARRIER,
    MEND,
    AREAS,
    SUITABILITY,
    SCORE_LEAST,
    SCORE_WORTH,
    MUST
};

static void set_candidates(arguments *a, const char *value)
{
    a->on_cells = strcmp(value, "cells") == 0;
    a->candidates = a->on_cells || strcmp(value, "summits") == 0 ? NULL : value;
    if (!a->on_cells && !a->candidates && isnan(a->question.prominence)) a->question.prominence = 50;
}

static error_t parse_mast(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    vp_siting_mast *m = &a->mast;
    switch (key) {
    case MAST: m->metres = vp_argument_above_0(value, state); return 0;
    case FREQUENCY: m->frequency_mhz = vp_argument_above_0(value, state); return 0;
    case ERP: m->erp_kw = vp_argument_above_0(value, state); return 0;
    case PROMINENCE: a->question.prominence = vp_argument_above_0(value, state); return 0;
    case POLARISATION:
        if (strcmp(value, "H") != 0 && strcmp(value, "V") != 0)
            vp_argument_error(state, "the polarisation is H or V, not %s", value);
        m->polarisation = *value == 'V' ? VP_POLARISATION_VERTICAL : VP_POLARISATION_HORIZONTAL;
        return 0;
    case CARRIES: m->carries = value; return 0;
    case OTHER_LIMIT: a->question.other_limit = vp_argument_above_0(value, state); return 0;
    case OTHER_GROUP: a->who.other_group = value; return 0;
    case PER_PLACE: a->question.people_per_place = vp_argument_above_0(value, state); return 0;
    case EXPAND: a->question.expand = vp_argument_above_0(value, state); return 0;
    case EXPAND_PRICE: a->question.expand_price = vp_argument_above_0(value, state); return 0;
    case NEAR_ROAD: a->question.road_most = vp_argument_above_0(value, state); return 0;
    case MEND: a->mend = value; return 0;
    case AREAS: a->areas = value; return 0;
    case FROM_BARRIER: a->question.barrier_least = vp_argument_above_0(value, state); return 0;
    case SUITABILITY: a->suitability = value; return 0;
    case MUST: a->must = value; return 0;
    case SCORE_LEAST: a->question.score_least = vp_argument_above_0(value, state); return 0;
    case SCORE_WORTH: a->question.score_worth = vp_argument_above_0(value, state); return 0;
    case 'i': a->who.indicator = value; return 0;
    case 'S': a->who.services = value; return 0;
    case 'k': a->who.at_least = vp_argument_count(value, state); return 0;
    case METHOD:
        if (strcmp(value, "radial") != 0 && strcmp(value, "exact") != 0)
            vp_argument_error(state, "the method is radial or exact, not %s", value);
        m->options.method = *value == 'e' ? VP_SIGNAL_EXACT : VP_SIGNAL_RADIAL;
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    vp_siting_question *q = &a->question;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->decimal; return 0;
    case 's': a->who.service = value; return 0;
    case 'g': a->who.group = value; return 0;
    case 'l': q->limit = vp_argument_above_0(value, state); return 0;
    case 'c': q->count = vp_argument_count(value, state); return 0;
    case OBJECTIVE: set_objective(a, value, state); return 0;
    case SHARE: q->share = vp_argument_above_0(value, state); return 0;
    case CANDIDATES: set_candidates(a, value); return 0;
    case SPACING: q->spacing = vp_argument_above_0(value, state); return 0;
    case WITHIN: a->within = value; return 0;
    case EXCLUDE: a->exclude = value; return 0;
    case SEPARATION: q->separation = vp_argument_above_0(value, state); return 0;
    case SLOPE: q->slope_most = vp_argument_above_0(value, state); return 0;
    case CLOSE: add_closed(a, value, false, state); return 0;
    case MOVE: add_closed(a, value, true, state); return 0;
    case BUDGET: q->budget = vp_argument_above_0(value, state); return 0;
    case CAPACITY: q->capacity = vp_argument_above_0(value, state); return 0;
    case BEYOND: q->beyond = vp_argument_above_0(value, state); return 0;
    case MINIMUM: q->minimum_share = vp_argument_above_0(value, state); return 0;
    case EQUITY:
        if (strcmp(value, "worst-first") != 0) vp_argument_error(state, "--equity is worst-first, not %s", value);
        q->worst_first = true;
        return 0;
    case 'r': a->options.seed = vp_argument_count(value, state); return 0;
    case SECONDS: a->options.seconds = vp_argument_above_0(value, state); return 0;
    case GAP: a->options.gap = vp_argument_above_0(value, state); return 0;
    case 'f':
    case 'o': vp_siting_form_take(&a->form, key, value, state); return 0;
    case REPORT: a->report = value; return 0;
    case 'q': a->quiet = true; return 0;
    case ARGP_KEY_ARG:
        if (a->directory) vp_argument_error(state, "one dataset directory, not two: %s", value);
        a->directory = value;
        return 0;
    case ARGP_KEY_END: check(a, state); return 0;
    default: return parse_mast(key, value, state);
    }
}

static const struct argp_option options[] = {
    {"service", 's', "ID", 0,
     "the kind of facility; of an area --limit is how many metres the pipes of a new source reach", 1},
    {"count", 'c', "P", 0, "at most this many new facilities", 1},
    {"group", 'g', "GROUP", 0,
     "people to count, or groups joined: a+b both, a|b either, -a not (default: the service's group)", 1},
    {"limit", 'l', "NUMBER", 0,
     "minutes or metres, reached means within; of signals dB(µV/m), reached means as strong (default: the service's)",
     1},
    {"other-limit", OTHER_LIMIT, "NUMBER", 0,
     "the limit for who lives in units of --other-group, as 2000 in the mountains", 1},
    {"other-group", OTHER_GROUP, "GROUP", 0, "the units where --other-limit holds", 1},
    {"indicator", 'i', "ID", 0,
     "instead of --service: what this indicator counts, by its service, group and limits; of services together "
     "--service says which of them is sited",
     1},
    {"services", 'S', "ID[=LIMIT]+ID…", 0,
     "count whom these reach together, ID|ID where either will do; --service says which of them is sited", 1},
    {"at-least", 'k', "K", 0, "with --services: whom K of them reach (default: all; 1: any)", 1},
    {"objective", OBJECTIVE, "WHAT", 0,
     "coverage (default): most people newly reached; p-median: least person-minutes; p-center: the shortest longest "
     "journey (before is null where somebody has no path yet); set-cover: the fewest sites for a share",
     2},
    {"share", SHARE, "NUMBER", 0,
     "set-cover: of all people, those reached already included, 0 to 1 (default: all that some site can reach)", 2},
    {"beyond", BEYOND, "MINUTES", 0, "p-median: what somebody without a path counts, and the most anyone does (240)",
     2},
    {"close", CLOSE, "ID", 0, "an existing facility that closes; may be given again", 2},
    {"move", MOVE, "ID", 0,
     "an existing facility that is placed again where it serves best, besides --count; may be given again", 2},
    {"candidates", CANDIDATES, "cells|summits|FILE", 0,
     "passable cells (default), summits of the terrain (default of signals), a file of points, or a table with lon, "
     "lat; "
     "with any of name, price, capacity",
     3},
    {"prominence", PROMINENCE, "METRES", 0,
     "summits: that rise so much above the saddle to higher terrain (default 50)", 3},
    {"spacing", SPACING, "METRES", 0,
     "one candidate in each square of this side, no two summits nearer than this (default 500)", 3},
    {"within", WITHIN, "FILE", 0, "candidates inside these polygons only", 3},
    {"exclude", EXCLUDE, "FILE", 0, "no candidate inside these polygons (flooded, protected)", 3},
    {"max-slope", SLOPE, "PERCENT", 0, "no candidate on steeper terrain", 3},
    {"near-road", NEAR_ROAD, "METRES", 0, "no candidate farther than this from a road", 3},
    {"mend", MEND, "SERVICE", 0,
     "the candidates are the broken facilities: those of this service, as all water points, that the sited one, as "
     "those "
     "that work, has not; of areas, each with the polygons that it served",
     3},
    {"areas", AREAS, "FILE", 0,
     "of a service of areas: the candidates are these polygons, as planned schemes with what each will serve; with any "
     "of name, price, capacity",
     3},
    {"from-barrier", FROM_BARRIER, "METRES", 0, "no candidate nearer than this to a barrier: river, lake", 3},
    {"must", MUST, "FILE", 0,
     "sites that are built in any case, a file as of --candidates: they count among --count and --budget", 3},
    {"suitability", SUITABILITY, "FILE.csv", 0,
     "factors by which places suit, one a row: where a site may stand by it, and how it scores (distance to roads, "
     "rivers "
     "or any layer, travel time, slope, land cover and more: docs/methods.md, Suitability)",
     3},
    {"score-least", SCORE_LEAST, "SCORE", 0, "no candidate of a lower score, 0 to 1", 3},
    {"score-worth", SCORE_WORTH, "PEOPLE", 0,
     "coverage: a site of score 1 is worth so many people more than one of score 0 (default: people alone count)", 3},
    {"separation", SEPARATION, "METRES", 0, "no two new sites, and no new site and facility, nearer than this", 3},
    {"budget", BUDGET, "NUMBER", 0, "most that the prices of the sites may sum to", 3},
    {"capacity", CAPACITY, "PEOPLE", 0, "most people that one new site takes", 3},
    {"people-per-place", PER_PLACE, "NUMBER", 0,
     "existing facilities take so many people for each of their capacity (1 of seats for children): who is within the "
     "limit "
     "but finds no place is left out as well",
     3},
    {"expand", EXPAND, "PEOPLE", 0,
     "besides new sites, existing facilities may gain places for so many people; with --people-per-place", 3},
    {"expand-price", EXPAND_PRICE, "NUMBER", 0, "what that costs, where candidates have prices", 3},
    {"minimum-per-unit", MINIMUM, "SHARE", 0, "coverage: of the people of every unit, reached afterwards", 3},
    {"equity", EQUITY, "worst-first", 0, "coverage: first the least share of all units as large as can be", 3},
    {"mast", MAST, "METRES", 0, "signals: height of a new mast's aerial above ground", 5},
    {"frequency", FREQUENCY, "MHZ", 0, "signals: its frequency", 5},
    {"erp", ERP, "KW", 0, "signals: its effective radiated power, the same in all directions", 5},
    {"polarisation", POLARISATION, "H|V", 0, "signals: its polarisation (default H)", 5},
    {"carries", CARRIES, "national|local|both", 0,
     "signals: the programmes it carries (default: all that the service asks for); what it does not carry must be "
     "received already",
     5},
    {"method", METHOD, "radial|exact", 0,
     "signals: P.1812 as the build has it (default), or with a profile of its own for every cell, which is slow", 5},
    {"gap", GAP, "NUMBER", 0, "stop when the choice is proven within this share of the best, as 0.01 (default: 0)", 4},
    {"time", SECONDS, "SECONDS", 0, "stop then with the best so far (default 180)", 4},
    {"seed", 'r', "N", 0, "of the random search; the same seed, the same answer (default 1)", 4},
    VP_SITING_FORMAT_OPTION,
    VP_SITING_OUTPUT_OPTION,
    {"report", REPORT, "FILE.html", 0, "also write a report for print: map, sites, units, what was assumed", 4},
    {"quiet", 'q', NULL, 0, "no progress on stderr", 4},
    {0}};

/* ---- the work */

typedef struct {
    vp_snapshot *snapshot;
    vp_land_view view;   /* of the snapshot */
    vp_terrain *terrain; /* to place listed candidates on */
    vp_candidate_list list, must;
    vp_features within, excluded;
    vp_suitability suitability;
    vp_siting_joint joint;
    const vp_shape **shapes;
    size_t closed[CLOSED_MOST];
} work;

static void clear(work *w)
{
    vp_candidate_list_clear(&w->list);
    vp_candidate_list_clear(&w->must);
    vp_features_clear(&w->within);
    vp_features_clear(&w->excluded);
    vp_suitability_clear(&w->suitability);
    free(w->shapes);
    vp_terrain_free(w->terrain);
    vp_land_view_clear(&w->view);
    vp_snapshot_release(w->snapshot);
}

static bool find_closed(work *w, arguments *a, vp_error *err)
{
    const vp_service *service = &w->view.region.definitions.services[a->question.service];
    for (size_t c = 0; c < a->closed_count; c++) {
        size_t k = 0;
        while (k < service->facility_count &&
               strcmp(w->view.region.supply.facilities[service->facilities[k]].id, a->closed[c]) != 0)
            k++;
        if (k == service->facility_count)
            return vp_fail(err, VP_NOT_FOUND, "%s has no open facility %s", service->id, a->closed[c]);
        w->closed[c] = service->facilities[k];
    }
    a->question.closed = w->closed;
    a->question.closed_count = a->closed_count;
    return true;
}

static bool find_question(work *w, arguments *a, vp_error *err)
{
    const vp_region *region = &w->view.region;
    vp_siting_question *q = &a->question;
    if (!vp_land_view_add_group(&w->view, a->who.group, err) ||
        !vp_siting_asked_find(&a->who, &region->definitions, &w->joint, q, err))
        return false;
    if (a->mend) {
        q->mend = vp_region_service(&region->definitions, a->mend);
        if (q->mend == VP_NONE) return vp_names_fail_service(&region->definitions, a->mend, err);
    }
    if (!w->snapshot->results.surfaces[q->service])
        return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing",
                       region->definitions.services[q->service].id);
    q->travel = w->snapshot->results.travel;
    q->main_weights = w->snapshot->results.main_weights;
    q->surface = vp_results_surface(&w->snapshot->results, q->service, 0, VP_EVERY_CELL, err);
    return q->surface != NULL;
}

static bool read_polygons(work *w, arguments *a, vp_error *err)
{
    vp_raster_place place = {.geometry = w->view.region.geometry, .crs = w->view.region.crs};
    vp_findings findings = {0};
    vp_feature_file within = {.path = a->within, .valid = true, .findings = &findings},
                    excluded = {.path = a->exclude, .valid = true, .findings = &findings};
    bool ok = (!a->within || vp_plain_polygons_read(&within, &place, &w->within, err)) &&
              (!a->exclude || vp_plain_polygons_read(&excluded, &place, &w->excluded, err));
    if (findings.count) vp_console_findings(&findings, a->quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    vp_findings_clear(&findings);
    if (!ok) return false;
    size_t count = w->within.count + w->excluded.count;
    w->shapes = malloc((count + 1) * sizeof *w->shapes);
    if (!w->shapes) return vp_fail_memory(err, count * sizeof *w->shapes);
    for (size_t k = 0; k < w->within.count; k++) w->shapes[k] = &w->within.shapes[k];
    for (size_t k = 0; k < w->excluded.count; k++) w->shapes[w->within.count + k] = &w->excluded.shapes[k];
    a->question.within = w->shapes;
    a->question.within_count = w->within.count;
    a->question.excluded = w->shapes + w->within.count;
    a->question.excluded_count = w->excluded.count;
    return true;
}

static bool read_places(work *w, const arguments *a, const char *path, vp_candidate_list *list, vp_error *err)
{
    const vp_service *service = &w->view.region.definitions.services[a->question.service];
    if (!w->terrain)
        w->terrain =
            vp_terrain_new(&w->view.region, vp_siting_mode(&w->view.region, a->question.service), service->season, err);
    if (!w->terrain) return false;
    vp_findings findings = {0};
    bool ok = vp_candidate_list_read(path, w->snapshot, w->terrain, list, &findings, err);
    if (findings.count) vp_console_findings(&findings, a->quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    vp_findings_clear(&findings);
    if (ok && list->count == 0) ok = vp_fail(err, VP_NOT_FOUND, "%s has no candidate sites", path);
    return ok;
}

static bool read_areas(work *w, const arguments *a, vp_error *err)
{
    vp_findings findings = {0};
    bool ok = vp_candidate_areas_read(a->areas, w->snapshot, &w->list, &findings, err);
    if (findings.count) vp_console_findings(&findings, a->quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    vp_findings_clear(&findings);
    return ok;
}

static bool read_list(work *w, arguments *a, vp_error *err)
{
    if (a->candidates && a->areas)
        return vp_fail(err, VP_BAD_INPUT, "candidates are --areas or --candidates, not both");
    if (a->areas && !read_areas(w, a, err)) return false;
    if (a->candidates && !read_places(w, a, a->candidates, &w->list, err)) return false;
    if (a->must && !read_places(w, a, a->must, &w->must, err)) return false;
    a->question.cells = w->list.cells;
    a->question.cell_count = a->areas ? 0 : w->list.count;
    a->question.areas = w->list.areas;
    a->question.area_count = a->areas ? w->list.count : 0;
    a->question.prices = w->list.prices;
    a->question.capacities = w->list.capacities;
    a->question.must = w->must.cells;
    a->question.must_prices = w->must.prices;
    a->question.must_count = w->must.count;
    return true;
}

static bool read_suitability(work *w, arguments *a, vp_error *err)
{
    const vp_suitability_source source = {.name = a->suitability, .snapshot = w->snapshot, .region = &w->view.region};
    vp_findings findings = {0};
    if (!a->suitability) return true;
    bool ok = vp_suitability_read(&source, &w->suitability, &findings, err);
    if (findings.count) vp_console_findings(&findings, a->quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    vp_findings_clear(&findings);
    a->question.factors = w->suitability.factors;
    a->question.factor_count = w->suitability.count;
    return ok;
}

static bool load(work *w, arguments *a, vp_error *err)
{
    w->snapshot = vp_snapshot_load(a->directory, err);
    if (!w->snapshot || !vp_land_view_init(&w->view, w->snapshot, err) || !find_question(w, a, err)) return false;
    a->question.region = &w->view.region;
    if (!find_closed(w, a, err) || !read_polygons(w, a, err) || !read_list(w, a, err) || !read_suitability(w, a, err))
        return false;
    if (!vp_siting_mast_take(w->snapshot, &a->mast, &a->question, err) ||
        !vp_siting_joint_take(w->snapshot, &w->joint, &a->question, err))
        return false;
    if (a->on_cells) a->question.prominence = NAN;
    return true;
}

static bool write_report(const arguments *a, const vp_siting_shown *shown, vp_error *err)
{
    vp_buffer html = {0};
    vp_siting_report report = {.shown = shown,
                               .candidates = a->areas ? a->areas : a->candidates,
                               .within = a->within,
                               .excluded = a->exclude,
                               .suitability = a->suitability,
                               .seed = a->options.seed};
    bool ok = vp_siting_report_write(&report, &html, err) && vp_whole_file_write(a->report, &html, err);
    vp_buffer_clear(&html);
    return ok;
}

static bool print(const arguments *a, const vp_siting_shown *shown, vp_error *err)
{
    bool printed = vp_siting_form_begin(&a->form, err) && vp_siting_print(shown, a->form.format, err);
    return vp_siting_form_end(&a->form, "sites", printed, err);
}

static bool solve_and_print(const work *w, arguments *a, vp_error *err)
{
    vp_siting_bar bar = {.quiet = a->quiet};
    vp_siting_result result;
    a->options.solve = vp_exact_solve;
    a->options.progress = vp_siting_output_progress;
    a->options.context = &bar;
    a->options.seconds = fmax(0, a->options.seconds - (vp_clock_now() - a->started)); /* loading took its part */
    vp_siting_output_catch_interrupt();
    bool ok = vp_siting_run(&a->question, &a->options, &result, err);
    vp_siting_output_end(&bar);
    if (!ok) return false;
    if (a->exclude && result.excluded_cells == 0)
        fprintf(
            stderr,
            "vungphu: no candidate site lies in %s, so it excludes none: is it the place that is meant, in the right "
            "coordinate system?\n",
            a->exclude);
    vp_siting_shown shown = {.question = &a->question,
                             .decimal_comma = a->decimal.comma,
                             .result = &result,
                             .snapshot = w->snapshot,
                             .names = w->list.names,
                             .prices = w->list.prices};
    if (a->report) ok = write_report(a, &shown, err);
    ok = ok && print(a, &shown, err);
    vp_siting_result_clear(&result);
    return ok;
}

int vp_sites_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_decimal_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "DIR",
        "Where new facilities reach most people of a group who are not reached yet, with a bound that "
        "no choice can beat.\v"
        "Examples:\n"
        "  vungphu sites gis-data/sample/dataset --service health_station_walk --count 5\n"
        "  vungphu sites gis-data/sample/dataset --service fm_both --group remote --mast 30 --frequency 98.5 --erp 0.1 "
        "--count 2\n"
        "  vungphu sites DIR --indicator B1_joint --service culture_point_walk --count 10",
        children,
        NULL,
        NULL};
    arguments a = {.question = vp_siting_defaults(), .options = vp_sites_defaults(), .mast = vp_siting_mast_none()};
    a.options.seconds = 180;
    a.started = vp_clock_now();
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    work w = {0};
    bool ok = load(&w, &a, &err) && solve_and_print(&w, &a, &err);
    clear(&w);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
