/* The cells of a snapshot's results (snapshot.h), checked when they lie in files. */
#include "snapshot/snapshot.h"
#include <vungphu/planned_surface.h>

static bool touch(const vp_results *r, vp_result_cells kind, size_t service, size_t first, size_t count, vp_error *err)
{
    return !r->store.touch || r->store.touch(r->store.files, kind, service, first, count, err);
}

const float *vp_results_surface(const vp_results *results, size_t service, size_t first, size_t count, vp_error *err)
{
    const vp_planned_facts *then = results->year ? results->year->rows[service] : NULL;
    if (!touch(results, VP_CELLS_SURFACE, service, then ? 0 : first, then ? VP_EVERY_CELL : count, err)) return NULL;
    const float *own = vp_grid_cells(results->surfaces[service]);
    if (!then) return own;
    float **made = &results->year->surfaces[service];
    size_t cells = vp_grid_geometry_cells(vp_grid_geometry_of(results->surfaces[service]));
    if (!*made) *made = vp_planned_surface(then, own, cells, err);
    return *made;
}

const int32_t *vp_results_nearest(const vp_results *results, size_t service, size_t first, size_t count, vp_error *err)
{
    return touch(results, VP_CELLS_NEAREST, service, first, count, err) ? results->nearest[service] : NULL;
}

const int32_t *vp_results_mode(const vp_results *results, size_t service, size_t first, size_t count, vp_error *err)
{
    return touch(results, VP_CELLS_MODE, service, first, count, err) ? results->mode[service] : NULL;
}

const uint8_t *vp_results_shown(const vp_results *results, size_t service, size_t first, size_t count, vp_error *err)
{
    return touch(results, VP_CELLS_SHOWN, service, first, count, err) ? results->shown[service] : NULL;
}

bool vp_results_touch(const vp_results *results, size_t service, size_t first, size_t count, vp_error *err)
{
    bool surface = results->surfaces && results->surfaces[service];
    bool nearest = results->nearest && results->nearest[service];
    bool access = results->access && results->access[service];
    return (!surface || touch(results, VP_CELLS_SURFACE, service, first, count, err)) &&
           (!nearest || touch(results, VP_CELLS_NEAREST, service, first, count, err)) &&
           (!access || touch(results, VP_CELLS_ACCESS, service, first, count, err));
}
