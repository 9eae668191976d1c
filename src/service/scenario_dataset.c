#include "service/scenario_dataset.h"
#include "store/files/published.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void vp_scenario_dataset_clear(vp_scenario_dataset *dataset)
{
    vp_what_if_free(dataset->what_if);
    vp_loaded_dataset_clear(&dataset->loaded);
    *dataset = (vp_scenario_dataset){0};
}

static bool is_readable(const char *directory, const char *id, vp_error *err)
{
    char *path = vp_published_dataset(directory, id, err);
    bool ok =
        path && (access(path, R_OK) == 0 ||
                 vp_fail(err, VP_BUSY, "scenarios cannot be computed: %s cannot be read: %s", path, strerror(errno)));
    free(path);
    return ok;
}

static vp_what_if *what_if_on(const vp_loaded_dataset *loaded, const vp_scenario_dataset_options *options,
                              vp_error *err)
{
    const vp_snapshot *snapshot = loaded->snapshot;
    const vp_what_if_base base = {.region = loaded->region,
                                  .coverage = snapshot->results.coverage,
                                  .surfaces = snapshot->results.surfaces,
                                  .nearest = snapshot->results.nearest,
                                  .travel = snapshot->results.travel,
                                  .prepared_most = options->prepared_most,
                                  .progress = options->progress,
                                  .context = options->context};
    return vp_what_if_new(&base, err);
}

bool vp_scenario_dataset_init(vp_scenario_dataset *out, const vp_scenario_dataset_options *options,
                              const vp_snapshot *snapshot, vp_error *err)
{
    *out = (vp_scenario_dataset){0};
    if (!is_readable(options->directory, snapshot->provenance.id, err) ||
        !vp_loaded_dataset_init(&out->loaded, options->directory, vp_snapshot_hold(snapshot), err))
        return false;
    if (vp_results_touch(&snapshot->results, snapshot->region->definitions.service_count, err))
        out->what_if = what_if_on(&out->loaded, options, err);
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
