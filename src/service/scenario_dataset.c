#include "service/scenario_dataset.h"

void vp_scenario_dataset_clear(vp_scenario_dataset *dataset)
{
    vp_what_if_free(dataset->what_if);
    vp_scenario_parts_free(dataset->parts);
    vp_land_view_clear(&dataset->view);
    *dataset = (vp_scenario_dataset){0};
}

static bool touch(const void *results, size_t service, size_t first, size_t count, vp_error *err)
{
    return vp_results_touch(results, service, first, count, err);
}

static vp_what_if *what_if_on(const vp_scenario_dataset *dataset, const vp_scenario_dataset_options *options,
                              vp_error *err)
{
    const vp_results *results = &dataset->view.snapshot->results;
    const vp_what_if_base base = {.region = &dataset->view.region,
                                  .coverage = results->coverage,
                                  .surfaces = results->surfaces,
                                  .nearest = results->nearest,
                                  .access = results->access,
                                  .touch = touch,
                                  .touched = results,
                                  .parts = vp_scenario_parts_of(dataset->parts),
                                  .travel = results->travel,
                                  .prepared_bytes = options->prepared_bytes,
                                  .progress = options->progress,
                                  .context = options->context};
    return vp_what_if_new(&base, err);
}

bool vp_scenario_dataset_init(vp_scenario_dataset *out, const vp_scenario_dataset_options *options,
                              const vp_snapshot *snapshot, vp_error *err)
{
    *out = (vp_scenario_dataset){0};
    bool ok = true;
    if (snapshot->provenance.merged) {
        vp_land_view_init_untouched(&out->view, snapshot);
        out->view.region.land.roads = NULL;
        out->parts = vp_scenario_parts_new(&out->view, err);
        ok = out->parts != NULL;
    } else {
        ok = vp_land_view_init(&out->view, snapshot, err);
    }
    if (ok) out->what_if = what_if_on(out, options, err);
    if (out->what_if) return true;
    vp_scenario_dataset_clear(out);
    return false;
}

bool vp_scenario_apply_to_snapshot(const vp_snapshot *snapshot, vp_scenario *scenario, vp_changed *out, vp_error *err)
{
    *out = (vp_changed){0};
    return vp_scenario_locate(scenario, snapshot->region->geometry, &snapshot->places.mercator_to_cell, err) &&
           vp_scenario_apply(snapshot->region, scenario, out, err);
}
