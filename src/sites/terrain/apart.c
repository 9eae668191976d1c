/* Candidates that the separation keeps from standing side by side. */
#include "base/array.h"
#include "sites/terrain/lazy_cover_internal.h"

static const size_t pairs_most = 1 << 20;

bool vp_terrain_too_near(const vp_terrain_problem *g, size_t a, size_t b)
{
    double ax, ay, bx, by;
    vp_grid_geometry_centre(g->terrain->geometry, g->candidate_cells[a], &ax, &ay);
    vp_grid_geometry_centre(g->terrain->geometry, g->candidate_cells[b], &bx, &by);
    return hypot(ax - bx, ay - by) < g->separation;
}

bool vp_terrain_pairs(const vp_terrain_problem *g, const uint32_t list[], size_t count, vp_site_pair **pairs,
                      size_t *found, vp_error *err)
{
    size_t room = 0;
    *pairs = NULL;
    *found = 0;
    for (uint32_t a = 0; g->separation > 0 && a < count; a++)
        for (uint32_t b = a + 1; b < count; b++) {
            if (!vp_terrain_too_near(g, list[a], list[b])) continue;
            if (*found == pairs_most)
                return vp_fail(err, VP_BAD_INPUT,
                               "too many pairs of candidates are nearer than %g m: take fewer candidates",
                               g->separation);
            if (!VP_ARRAY_FIT(*pairs, room, *found + 1, err)) return false;
            (*pairs)[(*found)++] = (vp_site_pair){a, b};
        }
    return true;
}

bool vp_terrain_are_apart(const vp_terrain_problem *problem, const vp_sites_answer *answer)
{
    for (size_t a = 0; a < answer->chosen_count; a++)
        for (size_t b = a + 1; b < answer->chosen_count; b++)
            if (vp_terrain_too_near(problem, answer->chosen[a].site, answer->chosen[b].site)) return false;
    return true;
}
