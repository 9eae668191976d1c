#include "base/array.h"
#include "platform/parallel.h"
#include "sites/terrain/masts_internal.h"
#include <stdatomic.h>
#include <stdlib.h>

/* Fields are asked for from a little below the limit on, so that no rounding of the most a path can give matters. */
static const double spare_db = 0.01;

bool vp_masts_serve(const vp_terrain_problem *g, uint32_t site, const uint32_t cells[], size_t count, float field[],
                    vp_error *err)
{
    const vp_terrain_masts *m = g->masts;
    const vp_grid_geometry f = m->terrain.geometry;
    vp_transmitter mast = m->transmitter;
    vp_signal_options options = m->options;
    options.threads = 1;
    options.progress = NULL;
    vp_grid_geometry_centre(f, site, &mast.x, &mast.y);
    size_t column = site % f.columns, row = site / f.columns;
    if (m->terrain.lonlat &&
        !vp_lattice_at(m->terrain.lonlat, (double)column + 0.5, (double)row + 0.5, &mast.lon, &mast.lat))
        return vp_fail(err, VP_BAD_INPUT, "cell %zu lies nowhere on the earth", (size_t)site);
    const vp_signal_places places = {cells, count, g->limit_minutes - spare_db};
    if (!vp_signal_field_at(&m->terrain, &mast, &options, &places, field, err)) return false;
    for (size_t k = 0; k < count; k++) {
        bool served = isfinite(field[k]) && (double)field[k] >= g->limit_minutes;
        if (m->other) served = served && isfinite(m->other[cells[k]]) && (double)m->other[cells[k]] >= g->limit_minutes;
        field[k] = served ? 0 : INFINITY;
    }
    return true;
}

typedef struct {
    const vp_terrain_problem *problem;
    const uint32_t *target_of;
    uint32_t *cells; /* of all targets, ascending */
    size_t cell_count;
    vp_reach_job *jobs;
    vp_time_budget *budget;
    atomic_bool stop;
} batch;

static int ascending(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static bool run_one(const batch *b, vp_reach_job *job, vp_error *err)
{
    float *field = calloc(b->cell_count + 1, sizeof *field);
    uint32_t *found = malloc((b->cell_count + 1) * sizeof *found);
    size_t count = 0;
    bool ok = (field && found) || vp_fail_memory(err, b->cell_count * sizeof *found);
    ok = ok && vp_masts_serve(b->problem, job->sources[0], b->cells, b->cell_count, field, err);
    for (size_t k = 0; ok && k < b->cell_count; k++)
        if (isfinite(field[k])) found[count++] = b->target_of[b->cells[k]] - 1;
    free(field);
    if (!ok) {
        free(found);
        return false;
    }
    qsort(found, count, sizeof *found, ascending);
    (void)vp_array_resize(VP_ARRAY(found), count, NULL); /* what is too large stays, where it cannot be made smaller */
    job->targets = found;
    job->target_count = count;
    return true;
}

static bool run_piece(void *context, size_t place, size_t number, vp_error *err)
{
    batch *b = context;
    if (place == 0 && !vp_time_budget_on(b->budget, NAN, NAN, NAN)) atomic_store(&b->stop, true);
    if (atomic_load(&b->stop) || run_one(b, &b->jobs[number], err)) return true;
    atomic_store(&b->stop, true);
    return false;
}

bool vp_masts_reach_run(const vp_terrain_problem *problem, const uint32_t target_of[], vp_reach_job jobs[],
                        size_t count, vp_time_budget *budget, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(problem->terrain->geometry);
    batch b = {.problem = problem, .target_of = target_of, .jobs = jobs, .budget = budget};
    for (size_t i = 0; i < cells; i++) b.cell_count += target_of[i] != 0;
    b.cells = malloc((b.cell_count + 1) * sizeof *b.cells);
    if (!b.cells) return vp_fail_memory(err, b.cell_count * sizeof *b.cells);
    b.cell_count = 0;
    for (uint32_t i = 0; i < cells; i++)
        if (target_of[i]) b.cells[b.cell_count++] = i;
    bool ok = vp_parallel_run((size_t)problem->threads, count, run_piece, &b, err);
    free(b.cells);
    return ok;
}
