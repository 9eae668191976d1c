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

vp_weights **vp_unit_weights_of_region(const vp_region *region, vp_error *err)
{
    size_t sets = region->units.set_count;
    vp_weights **all = calloc(sets ? sets : 1, sizeof(vp_weights *));
    if (!all) {
        vp_fail_memory(err, sets * sizeof(vp_weights *));
        return NULL;
    }
    for (size_t s = 0; s < sets; s++) {
        all[s] = vp_unit_weights_new(&region->units.sets[s], region->geometry, false, err);
        if (all[s]) continue;
        for (size_t made = 0; made < s; made++) vp_weights_free(all[made]);
        free(all);
        return NULL;
    }
    return all;
}
