/* The process site: vungphu sites as a job. */
#include "report/siting_print.h"
#include "report/siting_report.h"
#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "service/siting_mast.h"
#include "store/plain/suitability.h"
#include "json/json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool report(void *context, double objective, double bound, double done)
{
    return vp_process_say_search(context, "what each place would give", objective, bound, done);
}

/* The candidates that were sent: their cells, each once, and what each costs. */
typedef struct {
    uint32_t *cells; /* NULL: none were sent */
    double *prices;  /* [cell] the least of those in it; NULL: none has a price of its own */
    size_t count;
} candidates;

static void clear_candidates(candidates *c)
{
    free(c->cells);
    free(c->prices);
}

static void add_candidate(candidates *c, size_t cell, double price)
{
    size_t k = 0;
    while (k < c->count && c->cells[k] != cell) k++;
    if (c->prices && (k == c->count || price < c->prices[k])) c->prices[k] = price;
    if (k == c->count) c->cells[c->count++] = (uint32_t)cell;
}

static bool read_candidates(const json_t *inputs, const char *name, const char *priced, const vp_inputs_grid *grid,
                            candidates *out, vp_error *err)
{
    size_t points = vp_inputs_points(inputs, name), prices = vp_inputs_points(inputs, priced);
    if (points == 0 && vp_inputs_points(inputs, "areas") && strcmp(name, "candidates") == 0) return true;
    if (prices != 0 && prices != points)
        return vp_fail(err, VP_BAD_INPUT, "inputs.%s: %zu prices for %zu %s", priced, prices, points, name);
    if (points == 0) return true;
    out->cells = malloc(points * sizeof *out->cells);
    out->prices = prices ? malloc(points * sizeof *out->prices) : NULL;
    if (!out->cells || (prices && !out->prices)) return vp_fail_memory(err, points * sizeof *out->prices);
    for (size_t i = 0; i < points; i++) {
        vp_input_place place;
        if (!vp_inputs_place(inputs, name, i, grid, &place, err)) return false;
        add_candidate(out, place.cell, vp_inputs_number_at(inputs, priced, i));
    }
    return true;
}

/* Polygons that were sent: where no candidate may stand, or candidates. */
typedef struct {
    vp_shape *shapes;
    const vp_shape **list;
    size_t count;
} areas;

static void clear_areas(areas *a)
{
    for (size_t i = 0; a->shapes && i < a->count; i++) vp_shape_clear(&a->shapes[i]);
    free(a->shapes);
    free(a->list);
}

static bool read_areas(const json_t *inputs, const char *name, const vp_inputs_grid *grid, areas *out, vp_error *err)
{
    size_t count = vp_inputs_points(inputs, name);
    if (count == 0) return true;
    out->shapes = calloc(count, sizeof *out->shapes);
    out->list = calloc(count, sizeof *out->list);
    if (!out->shapes || !out->list) return vp_fail_memory(err, count * sizeof *out->shapes);
    for (; out->count < count; out->count++) {
        if (!vp_inputs_area(inputs, name, out->count, grid, &out->shapes[out->count], err)) return false;
        out->list[out->count] = &out->shapes[out->count];
    }
    return true;
}

/* What each of the areas costs. */
static bool read_prices(const json_t *inputs, const areas *planned, candidates *out, vp_error *err)
{
    size_t prices = vp_inputs_points(inputs, "prices");
    if (planned->count == 0 || prices == 0) return true;
    if (prices != planned->count)
        return vp_fail(err, VP_BAD_INPUT, "inputs.%s: %zu prices for %zu %s", "prices", prices, planned->count,
                       "areas");
    out->prices = malloc(prices * sizeof *out->prices);
    if (!out->prices) return vp_fail_memory(err, prices * sizeof *out->prices);
    for (size_t k = 0; k < prices; k++) out->prices[k] = vp_inputs_number_at(inputs, "prices", k);
    return true;
}

static vp_objective objective_named(const char *name)
{
    size_t o = 0;
    while (o + 1 < VP_OBJECTIVE_COUNT && strcmp(vp_objective_names[o], name) != 0) o++;
    return (vp_objective)o;
}

/* The service and group, and the surface that new sites are to improve. */
static bool find_service(const json_t *inputs, vp_land_view *view, vp_siting_joint *joint, vp_siting_question *q,
                         vp_error *err)
{
    const vp_snapshot *snapshot = view->snapshot;
    if (!vp_process_asked(inputs, view, joint, q, err)) return false;
    const vp_service *service = &snapshot->region->definitions.services[q->service];
    if (!snapshot->results.surfaces[q->service])
        return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing", service->id);
    q->surface = vp_results_surface(&snapshot->results, q->service, 0, VP_EVERY_CELL, err);
    return q->surface != NULL;
}

/* Where every site has one price, a budget is a number of sites. */
static bool read_budget(const json_t *inputs, vp_siting_question *q, vp_error *err)
{
    double budget = vp_inputs_number(inputs, "budget", INFINITY), price = vp_inputs_number(inputs, "price", NAN);
    bool listed = vp_inputs_points(inputs, "prices") > 0;
    if (!isfinite(budget)) return true;
    if (listed == isfinite(price))
        return vp_fail(err, VP_BAD_INPUT, "inputs.budget needs either price or prices: what a site costs");
    if (q->objective == VP_OBJECTIVE_SET_COVER)
        return vp_fail(err, VP_BAD_INPUT, "inputs.budget: set-cover finds the fewest sites, whatever they cost");
    if (listed) {
        q->budget = budget;
        return true;
    }
    if (budget < price) return vp_fail(err, VP_BAD_INPUT, "inputs.budget is less than one site costs");
    q->count = (size_t)fmin(floor(budget / price), (double)q->count);
    return true;
}

static bool read_objective(const json_t *inputs, vp_siting_question *q, vp_error *err)
{
    q->objective = objective_named(vp_inputs_text(inputs, "objective", "coverage"));
    bool counted = json_object_get(inputs, "count") != NULL, covers = q->objective == VP_OBJECTIVE_SET_COVER;
    if (counted && covers)
        return vp_fail(err, VP_BAD_INPUT, "inputs.count: set-cover finds the number of sites itself");
    if (!counted && !covers && !json_object_get(inputs, "budget"))
        return vp_fail(err, VP_BAD_INPUT, "inputs.count is missing: how many sites?");
    q->count = counted ? (size_t)vp_inputs_number(inputs, "count", 1) : SIZE_MAX;
    return read_budget(inputs, q, err);
}

static bool fill_question(const json_t *inputs, vp_land_view *view, vp_siting_joint *joint, vp_siting_question *q,
                          vp_error *err)
{
    if (!find_service(inputs, view, joint, q, err) || !read_objective(inputs, q, err)) return false;
    q->region = &view->region;
    q->travel = view->snapshot->results.travel;
    q->main_weights = view->snapshot->results.main_weights;
    q->share = vp_inputs_number(inputs, "share", NAN);
    q->spacing = vp_inputs_number(inputs, "spacing", q->spacing);
    q->separation = vp_inputs_number(inputs, "separation", 0);
    q->slope_most = vp_inputs_number(inputs, "slope_most", INFINITY);
    const char *mend = vp_inputs_text(inputs, "mend", NULL);
    if (mend) q->mend = vp_region_service(&view->region.definitions, mend);
    if (mend && q->mend == VP_NONE) return vp_fail(err, VP_BAD_INPUT, "inputs.mend: there is no service %s", mend);
    q->road_most = vp_inputs_number(inputs, "road_most", INFINITY);
    q->barrier_least = vp_inputs_number(inputs, "barrier_least", 0);
    q->capacity = vp_inputs_number(inputs, "capacity", INFINITY);
    q->people_per_place = vp_inputs_number(inputs, "people_per_place", NAN);
    q->expand = vp_inputs_number(inputs, "expand", NAN);
    q->expand_price = vp_inputs_number(inputs, "expand_price", NAN);
    q->prominence = vp_inputs_number(inputs, "prominence", NAN);
    q->score_least = vp_inputs_number(inputs, "score_least", 0);
    q->score_worth = vp_inputs_number(inputs, "score_worth", 0);
    return true;
}

static bool read_suitability(const json_t *inputs, vp_land_view *view, vp_suitability *out, vp_error *err)
{
    const vp_suitability_source source = {.name = "suitability",
                                          .text = vp_inputs_text(inputs, "suitability", NULL),
                                          .snapshot = view->snapshot,
                                          .region = &view->region};
    vp_findings findings = {0};
    if (!source.text) return true;
    bool ok = vp_suitability_read(&source, out, &findings, err);
    if (!ok) vp_process_fail_first(&findings, err);
    vp_findings_clear(&findings);
    return ok;
}

static vp_siting_mast mast_of(const json_t *inputs)
{
    vp_siting_mast mast = vp_siting_mast_none();
    mast.metres = vp_inputs_number(inputs, "mast_metres", NAN);
    mast.frequency_mhz = vp_inputs_number(inputs, "frequency_mhz", NAN);
    mast.erp_kw = vp_inputs_number(inputs, "erp_kw", NAN);
    mast.carries = vp_inputs_text(inputs, "carries", NULL);
    if (strcmp(vp_inputs_text(inputs, "polarisation", "horizontal"), "vertical") == 0)
        mast.polarisation = VP_POLARISATION_VERTICAL;
    return mast;
}

/* The answer, with its report where one is asked for. */
static json_t *printed(const json_t *inputs, const vp_siting_shown *shown, uint64_t seed, vp_error *err)
{
    const vp_siting_report report = {.shown = shown, .seed = seed};
    vp_buffer html = {0};
    bool ok = !vp_inputs_yes(inputs, "report") || vp_siting_report_write(&report, &html, err);
    return vp_process_answer(ok, ok ? vp_siting_print_json(shown, false) : NULL, &html, err);
}

json_t *vp_process_site(const json_t *inputs, vp_land_view *view, const vp_job_progress *progress, vp_error *err)
{
    const vp_inputs_grid grid = {view->region.geometry, &view->snapshot->places.mercator_to_cell};
    vp_siting_question question = vp_siting_defaults();
    vp_sites_options options = vp_process_search(inputs, 180, report, progress);
    vp_siting_joint joint = {0};
    vp_siting_result result;
    json_t *root = NULL;
    if (!fill_question(inputs, view, &joint, &question, err)) return NULL;
    areas excluded = {0}, planned = {0};
    candidates listed = {0}, must = {0};
    vp_suitability suitability = {0};
    bool ok = read_candidates(inputs, "candidates", "prices", &grid, &listed, err) &&
              read_candidates(inputs, "must", "must_prices", &grid, &must, err) &&
              read_areas(inputs, "excluded", &grid, &excluded, err) &&
              read_areas(inputs, "areas", &grid, &planned, err) && read_prices(inputs, &planned, &listed, err) &&
              read_suitability(inputs, view, &suitability, err);
    question.factors = suitability.factors;
    question.factor_count = suitability.count;
    question.cells = listed.cells;
    question.prices = listed.prices;
    question.cell_count = listed.count;
    question.must = must.cells;
    question.must_prices = must.prices;
    question.must_count = must.count;
    question.areas = planned.list;
    question.area_count = planned.count;
    question.excluded = excluded.list;
    question.excluded_count = excluded.count;
    vp_siting_mast mast = mast_of(inputs);
    ok = ok && vp_siting_mast_take(view->snapshot, &mast, &question, err) &&
         vp_siting_joint_take(view->snapshot, &joint, &question, err);
    if (ok && vp_siting_run(&question, &options, &result, err)) {
        vp_siting_shown shown = {.question = &question,
                                 .result = &result,
                                 .snapshot = view->snapshot,
                                 .prices = listed.prices}; /* candidates have no names here */
        root = printed(inputs, &shown, options.seed, err);
        vp_siting_result_clear(&result);
    }
    vp_suitability_clear(&suitability);
    clear_areas(&excluded);
    clear_areas(&planned);
    clear_candidates(&listed);
    clear_candidates(&must);
    return root;
}
