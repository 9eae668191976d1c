/* The process site: vungphu sites as a job. */
#include "report/siting_print.h"
#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "solver/exact.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool report(void *context, double objective, double bound, double done)
{
    char step[100];
    snprintf(step, sizeof step, "objective %.6g, bound %.6g", objective, bound);
    return vp_job_goes_on(context, step, done);
}

/* Cells of the candidates, each once; NULL without err: none were sent. */
static uint32_t *candidate_cells(const json_t *inputs, const vp_inputs_grid *grid, size_t *count, vp_error *err)
{
    size_t points = vp_inputs_points(inputs, "candidates");
    *count = 0;
    if (points == 0) return NULL;
    uint32_t *cells = malloc(points * sizeof *cells);
    if (!cells) vp_fail_memory(err, points * sizeof *cells);
    for (size_t i = 0; cells && i < points; i++) {
        vp_input_place place;
        if (!vp_inputs_place(inputs, "candidates", i, grid, &place, err)) {
            free(cells);
            return NULL;
        }
        size_t k = 0;
        while (k < *count && cells[k] != place.cell) k++;
        if (k == *count) cells[(*count)++] = (uint32_t)place.cell;
    }
    return cells;
}

/* Where no candidate may stand. */
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

static bool read_areas(const json_t *inputs, const vp_inputs_grid *grid, areas *out, vp_error *err)
{
    size_t count = vp_inputs_points(inputs, "excluded");
    if (count == 0) return true;
    out->shapes = calloc(count, sizeof *out->shapes);
    out->list = calloc(count, sizeof *out->list);
    if (!out->shapes || !out->list) return vp_fail_memory(err, count * sizeof *out->shapes);
    for (; out->count < count; out->count++) {
        if (!vp_inputs_area(inputs, "excluded", out->count, grid, &out->shapes[out->count], err)) return false;
        out->list[out->count] = &out->shapes[out->count];
    }
    return true;
}

static vp_objective objective_named(const char *name)
{
    size_t o = 0;
    while (o + 1 < VP_OBJECTIVE_COUNT && strcmp(vp_objective_names[o], name) != 0) o++;
    return (vp_objective)o;
}

/* The service and group, and the surface that new sites are to improve. */
static bool find_service(const json_t *inputs, const vp_loaded_dataset *dataset, vp_siting_question *q, vp_error *err)
{
    const vp_snapshot *snapshot = dataset->snapshot;
    if (!vp_inputs_service(inputs, "service", &snapshot->region->definitions, &q->service, err) ||
        !vp_inputs_group(inputs, "group", dataset->region, &q->group, err))
        return false;
    const vp_service *service = &snapshot->region->definitions.services[q->service];
    if (q->group == VP_NONE) q->group = service->group;
    if (service->reach != VP_REACH_TRAVEL_TIME)
        return vp_fail(err, VP_BAD_INPUT, "inputs.service: %s is not reached by travel time", service->id);
    if (!snapshot->results.surfaces[q->service])
        return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing", service->id);
    q->surface = vp_results_surface(&snapshot->results, q->service, 0, VP_EVERY_CELL, err);
    return q->surface != NULL;
}

static bool read_objective(const json_t *inputs, vp_siting_question *q, vp_error *err)
{
    q->objective = objective_named(vp_inputs_text(inputs, "objective", "coverage"));
    bool counted = json_object_get(inputs, "count") != NULL;
    if (counted == (q->objective == VP_OBJECTIVE_SET_COVER))
        return vp_fail(err, VP_BAD_INPUT,
                       counted ? "inputs.count: set-cover finds the number of sites itself"
                               : "inputs.count is missing: how many sites?");
    if (counted) q->count = (size_t)vp_inputs_number(inputs, "count", 1);
    return true;
}

static bool fill_question(const json_t *inputs, const vp_loaded_dataset *dataset, vp_siting_question *q, vp_error *err)
{
    if (!find_service(inputs, dataset, q, err) || !read_objective(inputs, q, err)) return false;
    q->region = dataset->region;
    q->travel = dataset->snapshot->results.travel;
    q->main_weights = dataset->snapshot->results.main_weights;
    q->limit = vp_inputs_number(inputs, "limit", NAN);
    q->share = vp_inputs_number(inputs, "share", NAN);
    q->spacing = vp_inputs_number(inputs, "spacing", q->spacing);
    q->separation = vp_inputs_number(inputs, "separation", 0);
    q->slope_most = vp_inputs_number(inputs, "slope_most", INFINITY);
    q->capacity = vp_inputs_number(inputs, "capacity", INFINITY);
    return true;
}

static vp_sites_options solving(const json_t *inputs, const vp_job_progress *progress)
{
    vp_sites_options options = vp_sites_defaults();
    options.seconds = vp_inputs_number(inputs, "seconds", 180);
    options.gap = vp_inputs_number(inputs, "gap", 0);
    options.seed = (uint64_t)vp_inputs_number(inputs, "seed", 1);
    options.solve = vp_exact_solve;
    options.progress = report;
    options.context = (void *)(uintptr_t)progress;
    return options;
}

json_t *vp_process_site(const json_t *inputs, const vp_loaded_dataset *dataset, const vp_job_progress *progress,
                        vp_error *err)
{
    const vp_inputs_grid grid = {dataset->region->geometry, &dataset->snapshot->places.mercator_to_cell};
    vp_siting_question question = vp_siting_defaults();
    vp_sites_options options = solving(inputs, progress);
    vp_siting_result result;
    json_t *root = NULL;
    if (!fill_question(inputs, dataset, &question, err)) return NULL;
    areas excluded = {0};
    uint32_t *cells = candidate_cells(inputs, &grid, &question.cell_count, err);
    question.cells = cells;
    bool listed = vp_inputs_points(inputs, "candidates") > 0;
    bool ok = (cells || !listed) && read_areas(inputs, &grid, &excluded, err);
    question.excluded = excluded.list;
    question.excluded_count = excluded.count;
    if (ok && vp_siting_run(&question, &options, &result, err)) {
        vp_siting_shown shown = {.question = &question,
                                 .result = &result,
                                 .snapshot = dataset->snapshot}; /* candidates have no names here */
        root = vp_siting_print_json(&shown, false);
        if (!root) vp_fail(err, VP_NO_MEMORY, "no memory for the result");
        vp_siting_result_clear(&result);
    }
    clear_areas(&excluded);
    free(cells);
    return root;
}
