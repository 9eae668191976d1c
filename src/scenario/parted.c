/* A nation whose surfaces of travel are put together of parts, each solved within its window: what changes is solved in
 * the windows that have it, each by a what-if of its own, and of the cells it finds those that are the part's are the
 * nation's. So an answer is, to the bit, what the parts give when they are built again and merged. */
#include "base/array.h"
#include "scenario/scenario_internal.h"
#include <stdlib.h>
#include <string.h>

/* A part that was asked about. */
struct vp_ready_part {
    size_t part;
    vp_region *region; /* its land, without units, people and questions: all is counted in the whole */
    bool *own;         /* [cell of the window] the whole takes it from here */
    vp_coverage *coverage;
    vp_grid **surfaces; /* [service] before the changes, solved when first asked for */
    int32_t **nearest;
    vp_what_if *what_if; /* on them */
    uint64_t used;
};

typedef struct {
    uint32_t cell;
    float value;
} new_value;

/* What a service's parts gave so far, and which of its facilities the changes move. */
typedef struct {
    vp_service_result *result;
    size_t *facilities; /* rows of the changed region's: those that come, and those that go */
    size_t facility_count;
    new_value *values;
    size_t count, room;
} parted;

/* ------------------------------------------------------------ life */

static void free_part(const vp_what_if *w, vp_ready_part *p)
{
    if (!p) return;
    size_t services = w->base.region->definitions.service_count;
    vp_single_free(p->what_if);
    for (size_t s = 0; s < services; s++) {
        if (p->surfaces) vp_grid_free(p->surfaces[s]);
        if (p->nearest) free(p->nearest[s]);
    }
    free(p->surfaces);
    free(p->nearest);
    vp_coverage_free(p->coverage);
    free(p->own);
    if (p->region) w->base.parts->free_cut(p->region);
    free(p);
}

void vp_parted_free(vp_what_if *w)
{
    for (size_t i = 0; i < w->part_count; i++) free_part(w, w->parts[i]);
    free(w->parts);
}

static size_t bytes_of(const vp_what_if *w, const vp_ready_part *p)
{
    size_t cells = vp_grid_geometry_cells(p->region->geometry), bytes = 14 * cells + vp_what_if_bytes(p->what_if);
    for (size_t s = 0; s < w->base.region->definitions.service_count; s++)
        if (p->surfaces[s]) bytes += 2 * cells * sizeof(float);
    return bytes;
}

/* Gives up the longest unused until all fit, but for the one in hand. */
static void make_room(vp_what_if *w)
{
    for (;;) {
        size_t bytes = 0, oldest = 0;
        for (size_t i = 0; i < w->part_count; i++) {
            bytes += bytes_of(w, w->parts[i]);
            if (w->parts[i]->used < w->parts[oldest]->used) oldest = i;
        }
        if (w->part_count < 2 || bytes <= w->base.prepared_bytes) return;
        free_part(w, w->parts[oldest]);
        w->parts[oldest] = w->parts[--w->part_count];
    }
}

/* The place of a part's window in the whole. */
static void find_corner(const vp_what_if *w, vp_grid_geometry window, size_t *column, size_t *row)
{
    vp_grid_geometry whole = w->base.region->geometry;
    *column = (size_t)rint((window.west - whole.west) / whole.cell_metres);
    *row = (size_t)rint((whole.north - window.north) / whole.cell_metres);
}

static void mark_own(const vp_what_if *w, vp_ready_part *p)
{
    const vp_what_if_parts *parts = w->base.parts;
    vp_grid_geometry window = p->region->geometry, whole = w->base.region->geometry;
    size_t column, row;
    find_corner(w, window, &column, &row);
    for (size_t i = 0; i < parts->own_count; i++) {
        vp_run run = parts->own[i]; /* within a row, and within the window */
        if (run.zone != p->part) continue;
        size_t r = run.first_cell / whole.columns - row, c = run.first_cell % whole.columns - column;
        memset(p->own + r * window.columns + c, true, run.cell_count);
    }
}

static bool fill_part(const vp_what_if *w, vp_ready_part *p, vp_error *err)
{
    size_t services = w->base.region->definitions.service_count;
    p->region = w->base.parts->cut(w->base.parts->context, p->part, err);
    if (!p->region) return false;
    vp_definitions *d = &p->region->definitions;
    d->indicator_count = d->joint_count = d->planned_count = d->planned_joint_count = 0;
    p->own = calloc(vp_grid_geometry_cells(p->region->geometry), sizeof *p->own);
    p->surfaces = calloc(services + 1, sizeof(vp_grid *));
    p->nearest = calloc(services + 1, sizeof *p->nearest);
    if (!p->own || !p->surfaces || !p->nearest) return vp_fail_memory(err, vp_grid_geometry_cells(p->region->geometry));
    mark_own(w, p);
    p->coverage = vp_coverage_new(p->region, err);
    const vp_what_if_base base = {.region = p->region,
                                  .coverage = p->coverage,
                                  .surfaces = p->surfaces,
                                  .nearest = p->nearest,
                                  .travel = w->base.travel,
                                  .prepared_bytes = w->base.prepared_bytes / 2,
                                  .progress = w->base.progress,
                                  .context = w->base.context};
    if (p->coverage) p->what_if = vp_single_new(&base, err);
    return p->what_if != NULL;
}

static vp_ready_part *take_part(vp_what_if *w, size_t part, vp_error *err)
{
    for (size_t i = 0; i < w->part_count; i++)
        if (w->parts[i]->part == part) return w->parts[i];
    if (!VP_ARRAY_FIT(w->parts, w->part_room, w->part_count + 1, err)) return NULL;
    vp_ready_part *p = calloc(1, sizeof *p);
    if (!p) {
        vp_fail_memory(err, sizeof *p);
        return NULL;
    }
    p->part = part;
    if (fill_part(w, p, err)) return w->parts[w->part_count++] = p;
    free_part(w, p);
    return NULL;
}

/* ------------------------------------------------------------ what was there before */

static bool keep_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    vp_ready_part *p = context;
    size_t cells = vp_grid_geometry_cells(p->region->geometry);
    p->surfaces[service] = vp_grid_new_unset(p->region->geometry, err);
    if (!p->surfaces[service]) return false;
    memcpy(vp_grid_edit(p->surfaces[service]), vp_grid_cells(values), cells * sizeof(float));
    if (!nearest) return true;
    p->nearest[service] = malloc(cells * sizeof *nearest);
    if (!p->nearest[service]) return vp_fail_memory(err, cells * sizeof *nearest);
    memcpy(p->nearest[service], nearest, cells * sizeof *nearest);
    return true;
}

/* Of a row of the window: the published values that begin there. NULL: the service has none. */
static const float *published_row(const vp_what_if *w, const vp_ready_part *p, size_t service, size_t row)
{
    const vp_grid *base = w->base.surfaces[service];
    size_t first_column, first_row;
    find_corner(w, p->region->geometry, &first_column, &first_row);
    return base ? vp_grid_cells(base) + (first_row + row) * w->base.region->geometry.columns + first_column : NULL;
}

/* Of cells that the part gave, what was solved here is what was published. There is no data where a part gave none. */
static bool check_base(const vp_what_if *w, const vp_ready_part *p, size_t service, vp_error *err)
{
    vp_grid_geometry window = p->region->geometry;
    const float *solved = vp_grid_cells(p->surfaces[service]);
    for (size_t row = 0; row < window.rows; row++) {
        const float *published = published_row(w, p, service, row);
        for (size_t i = 0; i < window.columns; i++) {
            size_t cell = row * window.columns + i;
            if (p->own[cell] && !isnan(published[i]) && published[i] != solved[cell])
                return vp_engines_fail_base(w, service, err);
        }
    }
    return true;
}

static bool solve_base(const vp_what_if *w, vp_ready_part *p, size_t service, vp_error *err)
{
    const vp_analysis_options options = {
        .travel = w->base.travel, .journeys_only = true, .surface_ready = keep_surface, .context = p};
    if (p->surfaces[service] || !w->base.surfaces[service]) return true;
    bool ok = vp_analysis_services(p->region, p->what_if->weights, &service, 1, &options, p->coverage, err) &&
              (!p->surfaces[service] || check_base(w, p, service, err));
    if (ok) return true;
    vp_grid_free(p->surfaces[service]);
    free(p->nearest[service]);
    p->surfaces[service] = NULL;
    p->nearest[service] = NULL;
    return false;
}

/* ------------------------------------------------------------ which parts */

/* Facilities that come or go. */
static bool list_facilities(const vp_what_if *w, const vp_changed *changed, parted *s, vp_error *err)
{
    size_t count = changed->region.supply.facility_count;
    const vp_service *before = &w->base.region->definitions.services[s->result->service],
                     *after = &changed->region.definitions.services[s->result->service];
    bool *here = calloc(count + 1, sizeof *here);
    s->facilities = malloc((before->facility_count + after->facility_count + 1) * sizeof *s->facilities);
    if (!here || !s->facilities) {
        free(here);
        return vp_fail_memory(err, count * sizeof *s->facilities);
    }
    for (size_t i = 0; i < before->facility_count; i++) here[before->facilities[i]] = true;
    for (size_t i = 0; i < after->facility_count; i++) {
        if (!here[after->facilities[i]]) s->facilities[s->facility_count++] = after->facilities[i];
        here[after->facilities[i]] = false;
    }
    for (size_t i = 0; i < before->facility_count; i++)
        if (here[before->facilities[i]]) s->facilities[s->facility_count++] = before->facilities[i];
    free(here);
    return true;
}

static bool closes_in(const vp_changed *changed, vp_grid_geometry window)
{
    double east = window.west + (double)window.columns * window.cell_metres,
           south = window.north - (double)window.rows * window.cell_metres;
    for (size_t i = 0; i < changed->scenario->change_count; i++) {
        const vp_change *c = &changed->scenario->changes[i];
        size_t starts[2] = {0, c->point_count};
        const vp_shape ring = {c->points, c->point_count, starts, 1};
        if (c->kind != VP_CHANGE_CLOSE_ROAD || c->point_count == 0) continue;
        vp_bounds box = vp_shape_bounds(&ring);
        double around = c->polygon ? 0 : c->metres;
        if (box.west - around <= east && box.east + around >= window.west && box.south - around <= window.north &&
            box.north + around >= south)
            return true;
    }
    return false;
}

/* Whether the service's minutes may become others within the part's window. */
static bool is_in(const vp_what_if *w, const vp_changed *changed, const parted *s, size_t part)
{
    vp_grid_geometry window = w->base.parts->windows[part];
    vp_service_change kind = s->result->kind;
    size_t cell;
    if (s->result->unknown || kind == VP_SERVICE_CAPACITY) return false;
    if (kind == VP_SERVICE_TERRAIN || !w->base.surfaces[s->result->service]) return true;
    if (kind == VP_SERVICE_ROADS && closes_in(changed, window)) return true;
    for (size_t i = 0; i < s->facility_count; i++) {
        const vp_facility *f = &changed->region.supply.facilities[s->facilities[i]];
        if (vp_grid_geometry_locate(window, f->x, f->y, &cell)) return true;
    }
    return false;
}

/* ------------------------------------------------------------ what a part gives */

static bool keep_cell(const vp_what_if *w, const vp_ready_part *p, parted *s, size_t cell, float value, vp_error *err)
{
    vp_grid_geometry window = p->region->geometry;
    size_t service = s->result->service, row = cell / window.columns, column, first_row;
    const float *published = published_row(w, p, service, row);
    float before = published ? published[cell % window.columns] : NAN;
    const vp_grid *solved = p->surfaces[service];
    /* Where nothing was published though the part has minutes, another part that has a share of the cell gave none. */
    if (!p->own[cell] || before == value || (solved && isnan(before) && !isnan(vp_grid_cells(solved)[cell])))
        return true;
    if (!VP_ARRAY_FIT(s->values, s->room, s->count + 1, err)) return false;
    find_corner(w, window, &column, &first_row);
    size_t whole = (first_row + row) * w->base.region->geometry.columns + column + cell % window.columns;
    s->values[s->count++] = (new_value){(uint32_t)whole, value};
    return true;
}

static bool keep_cells(const vp_what_if *w, const vp_ready_part *p, const vp_service_result *from, parted *s,
                       vp_error *err)
{
    const float *value = from->values;
    s->result->incremental &= from->incremental;
    s->result->seconds += from->seconds;
    for (size_t i = 0; i < from->cell_run_count; i++)
        for (uint32_t k = 0; k < from->cells[i].count; k++)
            if (!keep_cell(w, p, s, from->cells[i].first + k, *value++, err)) return false;
    return true;
}

static parted *find(parted services[], size_t count, size_t service)
{
    for (size_t i = 0; i < count; i++)
        if (services[i].result->service == service) return &services[i];
    return NULL;
}

static bool touch(const vp_what_if *w, const vp_ready_part *p, size_t service, vp_error *err)
{
    vp_grid_geometry window = p->region->geometry;
    size_t column, row, columns = w->base.region->geometry.columns;
    find_corner(w, window, &column, &row);
    return !w->base.touch || !w->base.surfaces[service] ||
           w->base.touch(w->base.touched, service, row * columns, window.rows * columns, err);
}

/* asked: [service] */
static bool answer_part(vp_what_if *w, vp_ready_part *p, const vp_changed *changed, const bool asked[],
                        parted services[], size_t count, vp_error *err)
{
    size_t all = w->base.region->definitions.service_count;
    bool ok = true;
    p->used = ++w->part_uses;
    for (size_t s = 0; ok && s < all; s++) ok = !asked[s] || (touch(w, p, s, err) && solve_base(w, p, s, err));
    vp_changed within = {0};
    vp_scenario_result *result = NULL;
    ok = ok && vp_scenario_apply(p->region, changed->scenario, &within, err);
    for (size_t s = 0; ok && s < all; s++)
        if (!asked[s]) within.changed[s] = VP_SERVICE_SAME;
    if (ok) result = vp_single_answer(p->what_if, &within, err);
    ok = result != NULL;
    for (size_t i = 0; ok && i < result->service_count; i++)
        ok = keep_cells(w, p, &result->services[i], find(services, count, result->services[i].service), err);
    vp_scenario_result_free(result);
    vp_changed_clear(&within);
    return ok;
}

static bool ask_part(vp_what_if *w, const vp_changed *changed, size_t part, parted services[], size_t count,
                     vp_error *err)
{
    bool asked[w->base.region->definitions.service_count + 1], any = false;
    memset(asked, 0, sizeof asked);
    for (size_t i = 0; i < count; i++)
        any |= asked[services[i].result->service] = is_in(w, changed, &services[i], part);
    if (!any) return true;
    if (w->base.progress && !w->base.progress(w->base.context, "parts", (double)part / (double)w->base.parts->count))
        return vp_fail(err, VP_CANCELLED, "cancelled at part %zu", part + 1);
    pthread_mutex_lock(&w->part_lock);
    vp_ready_part *p = take_part(w, part, err);
    bool ok = p && answer_part(w, p, changed, asked, services, count, err);
    make_room(w);
    pthread_mutex_unlock(&w->part_lock);
    return ok;
}

/* ------------------------------------------------------------ the whole */

static int by_cell(const void *left, const void *right)
{
    uint32_t a = ((const new_value *)left)->cell, b = ((const new_value *)right)->cell;
    return (a > b) - (a < b);
}

static bool finish_service(vp_what_if *w, const vp_changed *changed, parted *s, vp_error *err)
{
    if (s->result->unknown) return true;
    if (s->count) qsort(s->values, s->count, sizeof *s->values, by_cell);
    for (size_t i = 0; i < s->count; i++)
        if (!vp_difference_cell(s->result, s->values[i].cell, s->values[i].value))
            return vp_fail_memory(err, s->count * sizeof *s->values);
    return vp_difference_recount(w, s->result, err) && vp_access_answer(w, changed, s->result, err);
}

bool vp_parted_answer(vp_what_if *w, const vp_changed *changed, vp_scenario_result *result, vp_error *err)
{
    parted services[result->service_count + 1];
    size_t count = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < result->service_count; i++) {
        vp_service_result *r = &result->services[i];
        if (!vp_parted_has(w, r->service)) continue;
        services[count] = (parted){.result = r};
        r->unknown = changed->region.definitions.services[r->service].facility_count == 0;
        ok = list_facilities(w, changed, &services[count++], err);
    }
    for (size_t p = 0; ok && count && p < w->base.parts->count; p++) ok = ask_part(w, changed, p, services, count, err);
    for (size_t i = 0; i < count; i++) {
        ok = ok && finish_service(w, changed, &services[i], err);
        free(services[i].facilities);
        free(services[i].values);
    }
    return ok;
}
