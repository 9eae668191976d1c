/* Layers of one mode each, solved by the engine in turn: what a layer can hand on by a change is where
 * the next one may also begin. A layer is re-solved while another offers it less, so the end is the
 * least solution of all layers together, as one search over cells and modes would find it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/modes.h>

/* ------------------------------------------------------------ the modes of a service */

static size_t index_of(const vp_modes *modes, const char *name)
{
    for (size_t m = 0; m < modes->count; m++)
        if (strcmp(modes->names[m], name) == 0) return m;
    return SIZE_MAX;
}

size_t vp_modes_name(const char *names, size_t index, const char **name)
{
    for (; index > 0; index--) {
        names += strcspn(names, "|");
        if (!*names++) return 0;
    }
    *name = names;
    return strcspn(names, "|");
}

static bool add_mode(vp_modes *modes, const vp_region *region, const char *name, size_t length, vp_season season,
                     vp_error *err)
{
    if (modes->count == VP_MODES_MOST)
        return vp_fail(err, VP_BAD_INPUT, "a service has more than %d modes", VP_MODES_MOST);
    char *copy = strndup(name, length);
    if (!copy) return vp_fail_memory(err, length);
    if (index_of(modes, copy) != SIZE_MAX) {
        free(copy);
        return true;
    }
    modes->names[modes->count] = copy;
    modes->terrains[modes->count] = vp_terrain_new(region, copy, season, err);
    modes->count++;
    return modes->terrains[modes->count - 1] != NULL;
}

static void add_changes(vp_modes *modes, const vp_speed_table *speed_table)
{
    for (size_t i = 0; i < VP_MODES_MOST * VP_MODES_MOST; i++)
        modes->change_minutes[i / VP_MODES_MOST][i % VP_MODES_MOST] = INFINITY;
    for (size_t i = 0; i < speed_table->mode_change_count; i++) {
        const vp_mode_change *change = &speed_table->mode_changes[i];
        size_t from = index_of(modes, change->from), to = index_of(modes, change->to);
        if (from != SIZE_MAX && to != SIZE_MAX) modes->change_minutes[from][to] = change->minutes;
    }
}

vp_modes *vp_modes_new(const vp_region *region, const char *names, vp_season season, vp_error *err)
{
    vp_modes *modes = calloc(1, sizeof *modes);
    if (!modes) {
        vp_fail_memory(err, sizeof *modes);
        return NULL;
    }
    bool ok = true;
    for (const char *at = names; ok && at;) {
        size_t length = strcspn(at, "|");
        ok = add_mode(modes, region, at, length, season, err);
        at = at[length] ? at + length + 1 : NULL;
    }
    if (ok) add_changes(modes, &region->speed_table);
    if (ok) return modes;
    vp_modes_free(modes);
    return NULL;
}

void vp_modes_free(vp_modes *modes)
{
    if (!modes) return;
    for (size_t m = 0; m < modes->count; m++) {
        free(modes->names[m]);
        vp_terrain_free(modes->terrains[m]);
    }
    free(modes);
}

bool vp_modes_passable(const vp_modes *modes, size_t cell)
{
    for (size_t m = 0; m < modes->count; m++)
        if (vp_terrain_passable(modes->terrains[m], cell)) return true;
    return false;
}

bool vp_modes_snap(const vp_modes *modes, double x, double y, double most_metres, size_t *cell, double *metres)
{
    bool found = false;
    for (size_t m = 0; m < modes->count; m++) {
        size_t near;
        double away;
        if (!vp_terrain_snap(modes->terrains[m], x, y, most_metres, &near, &away) || (found && away >= *metres))
            continue;
        *cell = near;
        *metres = away;
        found = true;
    }
    return found;
}

/* ------------------------------------------------------------ the layers */

typedef struct {
    vp_travel_engine *engine;
    vp_travel travel;
    bool solved;
} layer;

struct vp_modes_engine {
    size_t count, cells;
    bool named;
    float change[VP_MODES_MOST][VP_MODES_MOST]; /* [layer that begins][layer that hands on] */
    size_t order[VP_MODES_MOST];
    layer layers[VP_MODES_MOST];
    float *start_minutes; /* NULL when nothing is handed on */
    int32_t *start_nearest;
};

/* Layers that few others hand on to are solved first. */
static void put_in_order(vp_modes_engine *e)
{
    size_t givers[VP_MODES_MOST] = {0};
    for (size_t m = 0; m < e->count; m++) {
        for (size_t k = 0; k < e->count; k++) givers[m] += e->change[m][k] < INFINITY;
        size_t at = m;
        for (; at > 0 && givers[e->order[at - 1]] > givers[m]; at--) e->order[at] = e->order[at - 1];
        e->order[at] = m;
    }
}

/* Minutes towards a facility are passed on against the direction that is walked. */
static bool take_changes(vp_modes_engine *e, const vp_modes *modes, bool from_facility, vp_error *err)
{
    bool any = false;
    for (size_t m = 0; m < e->count; m++)
        for (size_t k = 0; k < e->count; k++) {
            double minutes = from_facility ? modes->change_minutes[k][m] : modes->change_minutes[m][k];
            if (!(minutes >= 0)) return vp_fail(err, VP_BAD_INPUT, "changing mode takes %g minutes", minutes);
            e->change[m][k] = m == k ? INFINITY : (float)minutes;
            any |= e->change[m][k] < INFINITY;
        }
    put_in_order(e);
    if (!any) return true;
    e->start_minutes = malloc(e->cells * sizeof *e->start_minutes);
    if (e->named) e->start_nearest = malloc(e->cells * sizeof *e->start_nearest);
    return (e->start_minutes && (e->start_nearest || !e->named)) ||
           vp_fail_memory(err, e->cells * 2 * sizeof *e->start_minutes);
}

vp_modes_engine *vp_modes_engine_new(const vp_modes *modes, const vp_travel_options *options, vp_error *err)
{
    vp_modes_engine *e = calloc(1, sizeof *e);
    if (!e) {
        vp_fail_memory(err, sizeof *e);
        return NULL;
    }
    e->count = modes->count;
    e->cells = vp_grid_geometry_cells(modes->terrains[0]->geometry);
    e->named = !options->without_nearest;
    bool ok = true;
    for (size_t m = 0; ok && m < e->count; m++) {
        e->layers[m].engine = vp_travel_engine_new(modes->terrains[m], options, err);
        ok = e->layers[m].engine != NULL;
    }
    if (ok && take_changes(e, modes, options->from_facility, err)) return e;
    vp_modes_engine_free(e);
    return NULL;
}

void vp_modes_engine_free(vp_modes_engine *e)
{
    if (!e) return;
    for (size_t m = 0; m < e->count; m++) {
        vp_travel_engine_free(e->layers[m].engine);
        vp_travel_clear(&e->layers[m].travel);
    }
    free(e->start_minutes);
    free(e->start_nearest);
    free(e);
}

/* Lowers the starts to what layer k hands on. */
static void hand_on(vp_modes_engine *e, const layer *from, float change)
{
    const float *minutes = vp_grid_cells(from->travel.minutes);
    for (size_t i = 0; i < e->cells; i++) {
        float start = minutes[i] + change;
        if (start < e->start_minutes[i]) {
            e->start_minutes[i] = start;
            if (e->named) e->start_nearest[i] = from->travel.nearest[i];
        } else if (e->named && start < INFINITY && start == e->start_minutes[i] &&
                   from->travel.nearest[i] < e->start_nearest[i])
            e->start_nearest[i] = from->travel.nearest[i];
    }
}

/* Whether any layer hands on to this one. */
static bool gather_starts(vp_modes_engine *e, size_t m)
{
    bool any = false;
    for (size_t k = 0; k < e->count; k++) {
        if (!(e->change[m][k] < INFINITY) || !e->layers[k].solved) continue;
        for (size_t i = 0; !any && i < e->cells; i++) {
            e->start_minutes[i] = INFINITY;
            if (e->named) e->start_nearest[i] = -1;
        }
        any = true;
        hand_on(e, &e->layers[k], e->change[m][k]);
    }
    return any;
}

/* Whether the starts give the layer less than it has, or the same under a lower label. */
static bool starts_help(const vp_modes_engine *e, const layer *l, float limit)
{
    const float *minutes = vp_grid_cells(l->travel.minutes);
    for (size_t i = 0; i < e->cells; i++) {
        float start = e->start_minutes[i];
        if (!(start <= limit) || start == INFINITY) continue;
        if (start < minutes[i]) return true;
        if (e->named && start == minutes[i] && e->start_nearest[i] < l->travel.nearest[i]) return true;
    }
    return false;
}

static bool solve_layer(vp_modes_engine *e, size_t m, const size_t cells[], size_t count, bool *changed, vp_error *err)
{
    layer *l = &e->layers[m];
    bool given = gather_starts(e, m);
    *changed = !l->solved || (given && starts_help(e, l, vp_travel_engine_limit(l->engine)));
    if (!*changed) return true;
    vp_travel_starts starts = {e->start_minutes, e->start_nearest};
    vp_travel_clear(&l->travel);
    l->solved = vp_travel_engine_solve_from(l->engine, cells, count, given ? &starts : NULL, &l->travel, err);
    return l->solved;
}

static bool solve_layers(vp_modes_engine *e, const size_t cells[], size_t count, vp_error *err)
{
    for (size_t m = 0; m < e->count; m++) e->layers[m].solved = false;
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < e->count; i++) {
            bool changed;
            if (!solve_layer(e, e->order[i], cells, count, &changed, err)) return false;
            again |= changed && e->start_minutes;
        }
    }
    return true;
}

static void take_fastest(const vp_travel *travel, int32_t mode, vp_modes_travel *out)
{
    const float *minutes = vp_grid_cells(travel->minutes);
    float *best = vp_grid_edit(out->minutes);
    size_t cells = vp_grid_geometry_cells(vp_grid_geometry_of(out->minutes));
    for (size_t i = 0; i < cells; i++) {
        if (isnan(best[i]) && minutes[i] == INFINITY) best[i] = INFINITY; /* the mode can be here, without a path */
        if (minutes[i] == INFINITY || isnan(minutes[i]) || minutes[i] >= best[i]) continue;
        best[i] = minutes[i];
        out->mode[i] = mode;
        if (out->nearest) out->nearest[i] = travel->nearest[i];
    }
}

/* out has the minutes and labels of the first layer. */
static bool join_layers(const vp_travel layers[], size_t count, vp_modes_travel *out, vp_error *err)
{
    if (count == 1) return true;
    size_t cells = vp_grid_geometry_cells(vp_grid_geometry_of(out->minutes));
    out->mode = malloc(cells * sizeof *out->mode);
    if (!out->mode) return vp_fail_memory(err, cells * sizeof *out->mode);
    const float *minutes = vp_grid_cells(out->minutes);
    for (size_t i = 0; i < cells; i++) out->mode[i] = isfinite(minutes[i]) ? 0 : -1;
    for (size_t m = 1; m < count; m++) take_fastest(&layers[m], (int32_t)m, out);
    return true;
}

bool vp_modes_engine_solve_layers(vp_modes_engine *e, const size_t facility_cells[], size_t facility_count,
                                  vp_travel layers[], vp_error *err)
{
    bool ok = solve_layers(e, facility_cells, facility_count, err);
    for (size_t m = 0; m < e->count; m++) {
        layers[m] = ok ? e->layers[m].travel : (vp_travel){0};
        if (!ok) vp_travel_clear(&e->layers[m].travel);
        e->layers[m].travel = (vp_travel){0};
    }
    return ok;
}

bool vp_modes_engine_solve(vp_modes_engine *e, const size_t facility_cells[], size_t facility_count,
                           vp_modes_travel *travel, vp_error *err)
{
    vp_travel layers[VP_MODES_MOST] = {0};
    *travel = (vp_modes_travel){0};
    if (!vp_modes_engine_solve_layers(e, facility_cells, facility_count, layers, err)) return false;
    *travel = (vp_modes_travel){.minutes = layers[0].minutes, .nearest = layers[0].nearest};
    layers[0] = (vp_travel){0};
    bool ok = join_layers(layers, e->count, travel, err);
    for (size_t m = 0; m < e->count; m++) vp_travel_clear(&layers[m]);
    if (!ok) vp_modes_travel_clear(travel);
    return ok;
}

bool vp_modes_fastest(const vp_travel layers[], size_t count, vp_modes_travel *travel, vp_error *err)
{
    vp_grid_geometry geometry = vp_grid_geometry_of(layers[0].minutes);
    size_t cells = vp_grid_geometry_cells(geometry);
    *travel = (vp_modes_travel){.minutes = vp_grid_new_unset(geometry, err)};
    bool ok = travel->minutes != NULL;
    if (ok) memcpy(vp_grid_edit(travel->minutes), vp_grid_cells(layers[0].minutes), cells * sizeof(float));
    if (ok && layers[0].nearest) {
        travel->nearest = malloc(cells * sizeof *travel->nearest);
        ok = travel->nearest || vp_fail_memory(err, cells * sizeof *travel->nearest);
        if (ok) memcpy(travel->nearest, layers[0].nearest, cells * sizeof *travel->nearest);
    }
    ok = ok && join_layers(layers, count, travel, err);
    if (!ok) vp_modes_travel_clear(travel);
    return ok;
}

bool vp_modes_engine_minutes(vp_modes_engine *e, const size_t facility_cells[], size_t facility_count,
                             const size_t cells[], size_t cell_count, float minutes[], vp_error *err)
{
    if (e->count == 1)
        return vp_travel_engine_minutes(e->layers[0].engine, facility_cells, facility_count, cells, cell_count, minutes,
                                        err);
    vp_modes_travel travel;
    if (!vp_modes_engine_solve(e, facility_cells, facility_count, &travel, err)) return false;
    for (size_t i = 0; i < cell_count; i++) minutes[i] = vp_grid_cells(travel.minutes)[cells[i]];
    vp_modes_travel_clear(&travel);
    return true;
}

bool vp_modes_engine_reached(vp_modes_engine *e, const size_t facility_cells[], size_t facility_count,
                             vp_reached *reached, vp_error *err)
{
    if (e->count == 1)
        return vp_travel_engine_reached(e->layers[0].engine, facility_cells, facility_count, reached, err);
    vp_modes_travel travel = {0};
    bool ok = vp_modes_engine_solve(e, facility_cells, facility_count, &travel, err);
    reached->count = 0;
    for (size_t i = 0; ok && i < e->cells; i++) {
        float minutes = vp_grid_cells(travel.minutes)[i];
        if (minutes < INFINITY) ok = vp_reached_add(reached, i, minutes, err);
    }
    vp_modes_travel_clear(&travel);
    return ok;
}

void vp_modes_travel_clear(vp_modes_travel *travel)
{
    vp_grid_free(travel->minutes);
    free(travel->nearest);
    free(travel->mode);
    *travel = (vp_modes_travel){0};
}
