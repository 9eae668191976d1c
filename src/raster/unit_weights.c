#include "platform/parallel.h"
#include <stdlib.h>
#include <vungphu/unit_weights.h>

vp_weights *vp_unit_weights_new(const vp_unit_set *set, vp_grid_geometry geometry, bool in_degrees, vp_error *err)
{
    const vp_shape **shapes = calloc(set->unit_count ? set->unit_count : 1, sizeof(const vp_shape *));
    if (!shapes) {
        vp_fail_memory(err, set->unit_count * sizeof(const vp_shape *));
        return NULL;
    }
    for (size_t u = 0; u < set->unit_count; u++) shapes[u] = in_degrees ? &set->units[u].lonlat : &set->units[u].shape;
    vp_weights *weights = vp_weights_new(geometry, shapes, set->unit_count, err);
    free(shapes);
    return weights;
}

typedef struct {
    const vp_region *region;
    vp_weights **all;
} sets;

static bool weigh_set(void *context, size_t place, size_t s, vp_error *err)
{
    (void)place;
    const sets *w = context;
    w->all[s] = vp_unit_weights_new(&w->region->units.sets[s], w->region->geometry, false, err);
    return w->all[s] != NULL;
}

vp_weights **vp_unit_weights_of_region(const vp_region *region, vp_error *err)
{
    size_t count = region->units.set_count;
    sets w = {region, calloc(count ? count : 1, sizeof(vp_weights *))};
    if (!w.all) {
        vp_fail_memory(err, count * sizeof(vp_weights *));
        return NULL;
    }
    if (vp_parallel_run(0, count, weigh_set, &w, err)) return w.all;
    for (size_t s = 0; s < count; s++) vp_weights_free(w.all[s]);
    free(w.all);
    return NULL;
}
