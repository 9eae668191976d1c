#include "service/scenario_dataset.h"
#include "store/files/published.h"
#include "store/region/region_store.h"
#include "store/snapshot/snapshot_store.h"
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const vp_snapshot *vp_scenario_dataset_hold(const vp_snapshot *snapshot)
{
    atomic_fetch_add(&((vp_snapshot *)(uintptr_t)snapshot)->references, 1); /* only its count changes */
    return snapshot;
}

void vp_scenario_dataset_clear(vp_scenario_dataset *dataset)
{
    vp_what_if_free(dataset->what_if);
    vp_region_free(dataset->region);
    vp_snapshot_release(dataset->snapshot);
    *dataset = (vp_scenario_dataset){0};
}

static bool check_dataset(const char *directory, const char *dataset, const vp_snapshot *snapshot, vp_error *err)
{
    if (access(dataset, R_OK) != 0)
        return vp_fail(err, VP_BUSY, "scenarios cannot be computed: %s cannot be read: %s", dataset, strerror(errno));
    char *current = vp_published_current(directory, err);
    bool ok = current != NULL;
    if (ok && strcmp(current, snapshot->id) != 0)
        ok = vp_fail(err, VP_CONFLICT, "the dataset belongs to snapshot %s, but %s is served: reload the server",
                     current, snapshot->id);
    free(current);
    if (!ok || vp_snapshot_check_dataset(directory, err)) return ok;
    if (err->kind == VP_BAD_INPUT) err->kind = VP_CONFLICT; /* two files that do not belong together */
    return false;
}

static bool is_of(const vp_region *region, const vp_region *published)
{
    return vp_grid_geometry_same(region->geometry, published->geometry) &&
           region->facility_count == published->facility_count && region->service_count == published->service_count &&
           region->unit_set_count == published->unit_set_count;
}

bool vp_scenario_dataset_load(const vp_scenario_dataset_options *options, const vp_snapshot *snapshot,
                              vp_scenario_dataset *out, vp_error *err)
{
    *out = (vp_scenario_dataset){0};
    char *dataset = vp_path_join(err, options->directory, "dataset.sqlite", NULL);
    bool ok = dataset && check_dataset(options->directory, dataset, snapshot, err);
    if (ok) out->region = vp_region_load(dataset, err);
    ok = ok && out->region;
    if (ok && !is_of(out->region, snapshot->region))
        ok = vp_fail(err, VP_CONFLICT, "the dataset was imported anew since it was published: build it first");
    if (ok) {
        out->snapshot = vp_scenario_dataset_hold(snapshot);
        vp_what_if_base base = {.region = out->region,
                                .coverage = snapshot->coverage,
                                .surfaces = snapshot->surfaces,
                                .nearest = snapshot->nearest,
                                .travel = snapshot->travel,
                                .prepared_most = options->prepared_most,
                                .progress = options->progress,
                                .context = options->context};
        out->what_if = vp_what_if_new(&base, err);
        ok = out->what_if != NULL;
    }
    free(dataset);
    if (!ok) vp_scenario_dataset_clear(out);
    return ok;
}
