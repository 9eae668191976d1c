#include "service/loaded_dataset.h"
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

/* The dataset of the snapshot itself, whichever is current by now. */
static char *find_dataset(const char *directory, const char *id, vp_error *err)
{
    char *path = vp_snapshot_find_dataset(directory, id, NULL, err);
    if (!path && err->kind == VP_BAD_INPUT) err->kind = VP_CONFLICT; /* two files that do not belong together */
    return path;
}

static bool is_of(const vp_region *region, const vp_region *published)
{
    return vp_grid_geometry_same(region->geometry, published->geometry) &&
           region->supply.facility_count == published->supply.facility_count &&
           region->definitions.service_count == published->definitions.service_count &&
           region->units.set_count == published->units.set_count;
}

static vp_region *load_region(const char *path, const vp_region *published, vp_error *err)
{
    vp_region *region = vp_region_load(path, err);
    if (!region || is_of(region, published)) return region;
    vp_region_free(region);
    vp_fail(err, VP_CONFLICT, "the dataset was imported anew since it was published: build it first");
    return NULL;
}

vp_region *vp_loaded_dataset_region(const char *directory, const vp_snapshot *snapshot, vp_error *err)
{
    char *path = find_dataset(directory, snapshot->provenance.id, err);
    vp_region *region = path ? load_region(path, snapshot->region, err) : NULL;
    free(path);
    return region;
}

bool vp_loaded_dataset_init(vp_loaded_dataset *out, const char *directory, const vp_snapshot *snapshot, vp_error *err)
{
    *out = (vp_loaded_dataset){0};
    out->snapshot = snapshot;
    out->region = vp_loaded_dataset_region(directory, snapshot, err);
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
