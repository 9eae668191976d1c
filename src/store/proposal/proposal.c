#include "base/array.h"
#include "store/proposal/proposal_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/region.h>

/* ------------------------------------------------------------ the whole */

static void widen(vp_bounds *all, vp_bounds more)
{
    all->west = fmin(all->west, more.west), all->east = fmax(all->east, more.east);
    all->south = fmin(all->south, more.south), all->north = fmax(all->north, more.north);
}

/* Of the units; else of people, else of all that lies somewhere. */
static void find_bounds(vp_guess *g)
{
    static const char *const orders[] = {"units", "population_points", "population", "facilities", ""};
    vp_bounds *b = &g->out->bounds;
    *b = (vp_bounds){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t o = 0; o < sizeof orders / sizeof *orders && b->west > b->east; o++)
        for (size_t i = 0; i < g->out->source_count; i++) {
            const vp_look *look = &g->looks[g->out->sources[i].look];
            if (strncmp(g->out->sources[i].role, orders[o], strlen(orders[o])) == 0 && vp_look_has_bounds(look))
                widen(b, look->bounds);
        }
}

static void say_unused(vp_guess *g)
{
    for (size_t i = 0; i < g->look_count; i++)
        if (!g->used[i])
            vp_guess_say(g, &g->looks[i], "not used: %s",
                         g->looks[i].rows == 0 && g->looks[i].kind != VP_LOOK_RASTER ? "it has no row"
                         : g->looks[i].kind == VP_LOOK_TABLE
                             ? "it has no coordinates, and no column with the units' codes (names alone never join)"
                             : "nothing in it says what it is; write its row into datasets.csv");
}

/* Far from the units, so that every row would be refused. */
static void leave_out_elsewhere(vp_guess *g)
{
    for (size_t i = 0; i < g->look_count; i++) {
        const vp_look *look = &g->looks[i];
        g->used[i] = look->elsewhere || look->turned;
        if (*look->crs)
            vp_guess_say(g, look, "it does not name its coordinate system: %s is assumed, check the map", look->crs);
        if (look->turned)
            vp_guess_say(g, look,
                         "not used: latitude and longitude stand in each other's place; swap them (QGIS: Swap X and Y "
                         "coordinates)");
        else if (look->elsewhere)
            vp_guess_say(g, look, "not used: it lies elsewhere, at %.2f, %.2f and not where the units are",
                         (look->bounds.south + look->bounds.north) / 2, (look->bounds.west + look->bounds.east) / 2);
    }
}

bool vp_proposal_make(const vp_look looks[], size_t count, const vp_proposal_wishes *wishes, vp_proposal *proposal,
                      vp_error *err)
{
    *proposal =
        (vp_proposal){.plan = wishes->plan, .understood = calloc(VP_PROPOSED_SENTENCES, sizeof *proposal->understood)};
    vp_guess g = {looks, count, wishes, proposal, calloc(count + 1, sizeof(bool)), NULL, NULL, false};
    g.failed = !g.used || !proposal->understood;
    if (!g.failed) {
        leave_out_elsewhere(&g);
        vp_guess_rasters(&g);
        vp_guess_units(&g);
        vp_guess_lines(&g);
        vp_guess_tables(&g);
        vp_guess_served(&g);
        vp_guess_places(&g);
        proposal->squares = !proposal->units;
        find_bounds(&g);
        say_unused(&g);
    }
    free(g.used);
    return !g.failed || vp_fail_memory(err, count * sizeof(vp_proposed_source));
}

void vp_proposal_clear(vp_proposal *proposal)
{
    free(proposal->sources);
    free(proposal->understood);
    *proposal = (vp_proposal){0};
}

/* ------------------------------------------------------------ cells and squares */

#define METRES_OF_DEGREE 111320.0

static void metres_of(vp_bounds b, double *width, double *height)
{
    double middle = (b.south + b.north) / 2 * acos(-1) / 180;
    *height = (b.north - b.south) * METRES_OF_DEGREE;
    *width = (b.east - b.west) * METRES_OF_DEGREE * cos(middle);
}

double vp_proposal_cell_metres(vp_bounds degrees, double finest)
{
    static const double sizes[] = {10, 20, 30, 50, 60, 100, 150, 200, 300, 500, 1000, 2000, 5000};
    double width, height, least = finest > 0 ? fmin(finest / 3, 100) : 30;
    metres_of(degrees, &width, &height);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (sizes[i] >= least && (width + 4000) * (height + 4000) / (sizes[i] * sizes[i]) <= 1.2e6) return sizes[i];
    return 10000;
}

/* Also a point just beyond its edge, whose cell lies in part in the square. */
static bool holds_point(vp_bounds square, const vp_point points[], size_t count)
{
    double x = (square.east - square.west) / 10, y = (square.north - square.south) / 10;
    for (size_t i = 0; i < count; i++)
        if (points[i].x >= square.west - x && points[i].x < square.east + x && points[i].y >= square.south - y &&
            points[i].y < square.north + y)
            return true;
    return count == 0;
}

vp_proposed_square *vp_proposal_squares(vp_bounds b, const vp_point points[], size_t point_count, size_t *count,
                                        vp_error *err)
{
    static const double sides[] = {250, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};
    double width, height, side = sides[9], middle = (b.south + b.north) / 2 * acos(-1) / 180;
    metres_of(b, &width, &height);
    for (size_t i = 10; i-- > 0;)
        if (width * height / (sides[i] * sides[i]) <= 120) side = sides[i];
    double up = side / METRES_OF_DEGREE, across = up / fmax(cos(middle), 0.05);
    b.west -= across / 10, b.south -= up / 10; /* nobody on the very edge */
    b.east += across / 10, b.north += up / 10;
    size_t columns = (size_t)floor((b.east - b.west) / across) + 1, rows = (size_t)floor((b.north - b.south) / up) + 1;
    vp_proposed_square *squares = calloc(columns * rows, sizeof *squares);
    *count = 0;
    for (size_t r = 0; squares && r < rows; r++)
        for (size_t c = 0; c < columns; c++) {
            vp_proposed_square s = {{b.west + (double)c * across, b.south + (double)r * up,
                                     b.west + (double)(c + 1) * across, b.south + (double)(r + 1) * up},
                                    c,
                                    r};
            if (holds_point(s.degrees, points, point_count)) squares[(*count)++] = s;
        }
    if (!squares) vp_fail_memory(err, columns * rows * sizeof *squares);
    return squares;
}
