#include "service/loaded_dataset.h"
#include "store/files/published.h"
#include "store/region/load.h"
#include "store/snapshot/snapshot_store.h"
#include <stdlib.h>
#include <string.h>

void vp_loaded_dataset_clear(vp_loaded_dataset *dataset)
{
    vp_region_free(dataset->region);
    vp_snapshot_release(dataset->snapshot);
    *dataset = (vp_loaded_dataset){0};
}

static bool is_current(const char *directory, const char *id, vp_error *err)
{
    char *current = vp_published_current(directory, err);
    if (!current) return false;
    bool same = strcmp(current, id) == 0;
    if (!same)
        vp_fail(err, VP_CONFLICT, "the dataset belongs to snapshot %s, but %s is served: reload the server", current,
                id);
    free(current);
    return same;
}

static bool check_dataset(const char *directory, const char *id, vp_error *err)
{
    if (!is_current(directory, id, err)) return false;
    if (vp_snapshot_check_dataset(directory, NULL, err)) return true;
    if (err->kind == VP_BAD_INPUT) err->kind = VP_CONFLICT; /* two files that do not belong together */
    return false;
}

static bool is_of(const vp_region *region, const vp_region *published)
{
    return vp_grid_geometry_same(region->geometry, published->geometry) &&
           region->supply.facility_count == published->supply.facility_count &&
           region->definitions.service_count == published->definitions.service_count &&
           region->units.set_count == published->units.set_count;
}

static vp_region *load_region(const char *directory, const vp_region *published, vp_error *err)
{
    char *path = vp_path_join(err, directory, "dataset.sqlite", NULL);
    vp_region *region = path ? vp_region_load(path, err) : NULL;
    free(path);
    if (!region || is_of(region, published)) return region;
    vp_region_free(region);
    vp_fail(err, VP_CONFLICT, "the dataset was imported anew since it was published: build it first");
    return NULL;
}

bool vp_loaded_dataset_init(vp_loaded_dataset *out, const char *directory, const vp_snapshot *snapshot, vp_error *err)
{
    *out = (vp_loaded_dataset){0};
    out->snapshot = snapshot;
    if (check_dataset(directory, snapshot->provenance.id, err))
        out->region = load_region(directory, snapshot->region, err);
    if (out->region) return true;
    vp_loaded_dataset_clear(out);
    return false;
}

bool vp_loaded_dataset_init_current(vp_loaded_dataset *out, const char *directory, vp_publication *publication,
                                    vp_error *err)
{
    const vp_snapshot *snapshot = vp_publication_acquire(publication);
    if (snapshot) return vp_loaded_dataset_init(out, directory, snapshot, err);
    return vp_fail(err, VP_IO, "there is no snapshot to compute on");
}
