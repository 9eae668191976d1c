/* Candidates that are areas: broken schemes with the polygons that they served, or listed ones, as planned schemes. */
#include "base/array.h"
#include "sites/terrain/siting_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/burn.h>
#include <vungphu/service_areas.h>

bool vp_siting_check_areas(const vp_siting_question *q, vp_error *err)
{
    if (!vp_siting_has_areas(q)) return true;
    if (vp_siting_service(q)->reach != VP_REACH_AREA)
        return vp_fail(err, VP_BAD_INPUT, "candidates that are areas serve a service of areas, which %s is not",
                       vp_siting_service(q)->id);
    if (q->areas && (q->cells || q->mend != VP_NONE))
        return vp_fail(err, VP_BAD_INPUT, "candidates are areas, places or what is broken: one of them");
    if (q->limit > 0)
        return vp_fail(err, VP_BAD_INPUT, "areas serve whoever lives inside them: they go without a limit");
    if (q->joint || q->other_group != VP_NONE || !isnan(q->expand) || q->must_count || !isnan(q->prominence))
        return vp_fail(err, VP_BAD_INPUT,
                       "candidates that are areas go without services counted together, other limits, summits, sites "
                       "built in any case and more places for existing facilities");
    return true;
}

void vp_siting_close_areas(vp_siting_areas *a)
{
    free(a->shapes);
    free(a->owner);
    free(a->pieces);
    free(a->parts);
    free(a->start);
    free(a->demand);
    free(a->gained);
    *a = (vp_siting_areas){0};
}

static bool add_shape(vp_siting_areas *a, const vp_shape *shape, size_t owner, vp_error *err)
{
    if (!VP_ARRAYS_FIT(a->room, a->shape_count + 1, err, VP_ARRAY(a->shapes), VP_ARRAY(a->owner))) return false;
    a->shapes[a->shape_count] = shape;
    a->owner[a->shape_count++] = owner;
    return true;
}

static size_t add_scheme(vp_siting_result *out, vp_siting_scheme scheme)
{
    if (out->mends) out->mends[out->cell_count] = VP_NONE;
    out->cells[out->cell_count] = UINT32_MAX; /* no place yet */
    out->schemes[out->cell_count] = scheme;
    return out->cell_count++;
}

/* ---- what is broken */

static int by_id(const void *left, const void *right)
{
    const vp_service_area *a = *(const vp_service_area *const *)left, *b = *(const vp_service_area *const *)right;
    int order = strcmp(a->id, b->id);
    return order ? order : (a > b) - (a < b);
}

/* Areas first to last have one id: a scheme that is broken unless all of them serve. */
static bool take_scheme(vp_siting_work *r, const vp_service_area *const areas[], size_t first, size_t last,
                        vp_error *err)
{
    const vp_siting_question *q = r->question;
    size_t working = 0, all = 0, owner;
    for (size_t k = first; k < last; k++) {
        working += areas[k]->service == q->service;
        all += areas[k]->service == q->mend;
    }
    if (all <= working) return true;
    owner = add_scheme(r->result, (vp_siting_scheme){.area = VP_NONE, .listed = VP_NONE});
    for (size_t k = first; k < last; k++) {
        if (areas[k]->service != q->mend) continue;
        size_t *area = &r->result->schemes[owner].area;
        if (*area == VP_NONE) *area = (size_t)(areas[k] - q->region->supply.service_areas);
        if (!add_shape(&r->areas, &areas[k]->shape, owner, err)) return false;
    }
    return true;
}

static bool take_broken(vp_siting_work *r, vp_error *err)
{
    const vp_supply *supply = &r->question->region->supply;
    const vp_service_area **areas = malloc((supply->service_area_count + 1) * sizeof *areas);
    if (!areas) return vp_fail_memory(err, supply->service_area_count * sizeof *areas);
    for (size_t k = 0; k < supply->service_area_count; k++) areas[k] = &supply->service_areas[k];
    qsort(areas, supply->service_area_count, sizeof *areas, by_id);
    bool ok = true;
    for (size_t first = 0, last; ok && first < supply->service_area_count; first = last) {
        last = first + 1;
        while (*areas[first]->id && last < supply->service_area_count && strcmp(areas[last]->id, areas[first]->id) == 0)
            last++;
        ok = take_scheme(r, areas, first, last, err);
    }
    free(areas);
    if (ok && r->result->cell_count == 0)
        return vp_fail(err, VP_NOT_FOUND, "%s has every area of %s: there is nothing to mend",
                       vp_siting_service(r->question)->id,
                       r->question->region->definitions.services[r->question->mend].id);
    return ok;
}

/* The facility with a scheme's id is the scheme; schemes are by id. */
static void name_facilities(vp_siting_work *r)
{
    const vp_supply *supply = &r->question->region->supply;
    vp_siting_result *out = r->result;
    for (size_t f = 0; f < supply->facility_count; f++) {
        size_t first = 0, last = out->cell_count;
        while (first < last) {
            size_t middle = first + (last - first) / 2;
            int order = strcmp(supply->service_areas[out->schemes[middle].area].id, supply->facilities[f].id);
            if (order == 0) out->mends[middle] = f;
            first = order < 0 ? middle + 1 : first;
            last = order < 0 ? last : middle;
        }
    }
}

/* ---- where they are */

/* Of the cells that a candidate has a part of the one nearest to their middle. */
static bool find_middles(vp_siting_work *r, uint32_t middles[], vp_error *err)
{
    const vp_siting_areas *a = &r->areas;
    size_t count = r->result->cell_count, stride = r->terrain->geometry.columns;
    double(*sums)[4] = calloc(count + 1, sizeof *sums); /* share, column, row, least distance */
    if (!sums) return vp_fail_memory(err, count * sizeof *sums);
    for (size_t k = 0; k < count; k++) {
        sums[k][3] = INFINITY;
        middles[k] = UINT32_MAX;
    }
    for (size_t i = 0; i < a->piece_count; i++) {
        const vp_partial *p = &a->pieces[i];
        if (a->owner[p->zone] == vp_siting_working) continue;
        double *sum = sums[a->owner[p->zone]];
        sum[0] += p->share;
        sum[1] += p->share * (double)(p->cell % stride);
        size_t row = p->cell / stride;
        sum[2] += p->share * (double)row;
    }
    for (size_t i = 0; i < a->piece_count; i++) {
        const vp_partial *p = &a->pieces[i];
        size_t k = a->owner[p->zone];
        if (k == vp_siting_working) continue;
        double across = (double)(p->cell % stride) - sums[k][1] / sums[k][0];
        size_t row = p->cell / stride;
        double apart = hypot(across, (double)row - sums[k][2] / sums[k][0]);
        if (apart >= sums[k][3]) continue;
        sums[k][3] = apart;
        middles[k] = p->cell;
    }
    free(sums);
    return true;
}

/* The facility's place, where there is one, else the middle; without those that lie outside the grid. */
static bool place_schemes(vp_siting_work *r, vp_error *err)
{
    vp_siting_result *out = r->result;
    size_t count = out->cell_count, *kept = malloc((count + 1) * sizeof *kept), cell;
    uint32_t *middles = calloc(count + 1, sizeof *middles);
    bool ok = (kept && middles) || vp_fail_memory(err, count * sizeof *kept);
    ok = ok && find_middles(r, middles, err);
    out->cell_count = 0;
    for (size_t k = 0; ok && k < count; k++) {
        size_t facility = out->mends ? out->mends[k] : VP_NONE, to = out->cell_count;
        const vp_facility *f = facility == VP_NONE ? NULL : &r->question->region->supply.facilities[facility];
        kept[k] = VP_NONE;
        if (middles[k] == UINT32_MAX) continue;
        kept[k] = out->cell_count++;
        bool known = f && vp_grid_geometry_locate(r->terrain->geometry, f->x, f->y, &cell);
        out->cells[to] = known ? (uint32_t)cell : middles[k];
        out->schemes[to] = out->schemes[k];
        if (out->mends) out->mends[to] = facility;
    }
    out->excluded += count - out->cell_count;
    if (ok) vp_siting_renumber_schemes(r, kept);
    free(kept);
    free(middles);
    return ok && (out->cell_count > 0 ||
                  vp_fail(err, VP_NOT_FOUND, "none of the %zu candidate areas lies in the region", out->excluded));
}

void vp_siting_renumber_schemes(vp_siting_work *r, const size_t kept[])
{
    vp_siting_areas *a = &r->areas;
    for (size_t s = 0; s < a->shape_count; s++)
        if (a->owner[s] < vp_siting_working) a->owner[s] = kept[a->owner[s]];
}

bool vp_siting_find_schemes(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    const vp_supply *supply = &q->region->supply;
    vp_siting_areas *a = &r->areas;
    vp_siting_result *out = r->result;
    size_t most = q->areas ? q->area_count : supply->service_area_count;
    out->cells = malloc((most + 1) * sizeof *out->cells);
    out->schemes = calloc(most + 1, sizeof *out->schemes);
    out->mends = q->areas ? NULL : malloc((most + 1) * sizeof *out->mends);
    if (!out->cells || !out->schemes || (!q->areas && !out->mends))
        return vp_fail_memory(err, most * sizeof *out->schemes);
    bool ok = q->areas || take_broken(r, err);
    if (ok && !q->areas) name_facilities(r);
    for (size_t k = 0; ok && q->areas && k < q->area_count; k++)
        ok = add_shape(a, q->areas[k], add_scheme(out, (vp_siting_scheme){.area = VP_NONE, .listed = k}), err);
    for (size_t k = 0; ok && k < supply->service_area_count; k++)
        if (supply->service_areas[k].service == q->service)
            ok = add_shape(a, &supply->service_areas[k].shape, vp_siting_working, err);
    return ok &&
           vp_service_areas_parts(q->region->geometry, a->shapes, a->shape_count, &a->pieces, &a->piece_count, err) &&
           place_schemes(r, err);
}

/* ---- parts
 *
 * Candidates that are areas overlap, and their borders cross cells: the demand of a cell is divided into parts, each of
 * which the same candidates serve, so that a choice serves the parts that any of its areas holds. */

enum { SIDE = 16, POINTS = SIDE * SIDE, CROSSING_MOST = 31 /* borders of one cell that are told apart */ };

/* The pieces of one cell. */
typedef struct {
    const vp_partial *first, *end, *crossing[CROSSING_MOST];
    size_t crossing_count;
} here;

typedef struct {
    vp_siting_work *work;
    uint32_t *cells; /* of the parts; people, before and parts go with them */
    double *people, *before, *parts;
    size_t count, room;
    uint32_t *entry_owner, *entry_demand;
    size_t entries, entry_room;
    size_t *seen; /* [candidate] the part it was last added to, plus 1 */
} division;

static bool add_entry(division *v, size_t shape, vp_error *err)
{
    size_t owner = v->work->areas.owner[shape];
    if (v->seen[owner] == v->count + 1) return true; /* by another of its polygons */
    v->seen[owner] = v->count + 1;
    if (!VP_ARRAYS_FIT(v->entry_room, v->entries + 1, err, VP_ARRAY(v->entry_owner), VP_ARRAY(v->entry_demand)))
        return false;
    v->entry_owner[v->entries] = (uint32_t)owner;
    v->entry_demand[v->entries++] = (uint32_t)v->count;
    return true;
}

/* The part of the demand's people whom the whole pieces serve, and those of the crossing ones whose bit is set. */
static bool add_part(division *v, size_t d, const here *h, uint32_t bits, double part, vp_error *err)
{
    const vp_siting_work *r = v->work;
    size_t before = v->entries;
    if (!VP_ARRAYS_FIT(v->room, v->count + 1, err, VP_ARRAY(v->cells), VP_ARRAY(v->people), VP_ARRAY(v->before),
                       VP_ARRAY(v->parts)))
        return false;
    v->cells[v->count] = r->demand.cells[d];
    v->people[v->count] = part * r->demand.people[d];
    v->before[v->count] = r->before[d];
    v->parts[v->count] = part;
    for (const vp_partial *p = h->first; p < h->end; p++)
        if (p->share >= 1 && r->areas.owner[p->zone] < vp_siting_working && !add_entry(v, p->zone, err)) return false;
    for (size_t k = 0; k < h->crossing_count; k++)
        if ((bits >> k & 1) && !add_entry(v, h->crossing[k]->zone, err)) return false;
    for (size_t e = before; e < v->entries; e++) {
        vp_siting_scheme *scheme = &r->result->schemes[v->entry_owner[e]];
        scheme->left += v->people[v->count];
        if (v->entries == before + 1) scheme->alone += v->people[v->count];
    }
    v->count++;
    return true;
}

static int ascending(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Where several borders cross: by points, those of what serves already left out. */
static bool divide_by_points(division *v, size_t d, const here *h, uint32_t working, vp_error *err)
{
    vp_siting_work *r = v->work;
    const vp_grid_geometry f = r->terrain->geometry;
    size_t row = r->demand.cells[d] / f.columns, column = r->demand.cells[d] % f.columns, left = 0;
    const vp_grid_geometry points = {SIDE, SIDE, f.cell_metres / SIDE, f.west + (double)column * f.cell_metres,
                                     f.north - (double)row * f.cell_metres};
    uint32_t inside[POINTS] = {0}, kept[POINTS];
    for (size_t k = 0; k < h->crossing_count; k++)
        if (!vp_burn_shapes(points, &r->areas.shapes[h->crossing[k]->zone], 1, 1u << k, inside, err)) return false;
    for (size_t k = 0; k < POINTS; k++)
        if (!(inside[k] & working)) kept[left++] = inside[k];
    if (left == 0) return add_part(v, d, h, 0, 1, err);
    qsort(kept, left, sizeof *kept, ascending);
    for (size_t first = 0, last; first < left; first = last) {
        for (last = first + 1; last < left && kept[last] == kept[first];) last++;
        if (!add_part(v, d, h, kept[first], (double)(last - first) / (double)left, err)) return false;
    }
    return true;
}

static bool divide(division *v, size_t d, const here *h, vp_error *err)
{
    uint32_t working = 0;
    for (size_t k = 0; k < h->crossing_count; k++)
        if (v->work->areas.owner[h->crossing[k]->zone] == vp_siting_working) working |= 1u << k;
    if (h->crossing_count > 1) return divide_by_points(v, d, h, working, err);
    if (h->crossing_count == 0 || working) return add_part(v, d, h, 0, 1, err);
    double share = h->crossing[0]->share;
    return add_part(v, d, h, 1, share, err) && add_part(v, d, h, 0, 1 - share, err);
}

/* The pieces of a cell from the at-th on; returns where the next cell's begin. */
static size_t take_pieces(const vp_siting_areas *a, size_t at, uint32_t cell, here *h)
{
    while (at < a->piece_count && a->pieces[at].cell < cell) at++;
    *h = (here){.first = a->pieces + at};
    for (; at < a->piece_count && a->pieces[at].cell == cell; at++)
        if (a->pieces[at].share < 1 && a->owner[a->pieces[at].zone] != VP_NONE && h->crossing_count < CROSSING_MOST)
            h->crossing[h->crossing_count++] = &a->pieces[at];
    h->end = a->pieces + at;
    return at;
}

static bool divide_all(division *v, vp_error *err)
{
    const vp_siting_areas *a = &v->work->areas;
    const vp_demand *demand = &v->work->demand;
    size_t at = 0;
    bool ok = true;
    for (size_t d = 0; ok && d < demand->count; d++) {
        here h;
        at = take_pieces(a, at, demand->cells[d], &h);
        ok = divide(v, d, &h, err);
    }
    return ok;
}

/* Everyone inside each candidate, served or not; polygons of one id that overlap count twice at most in a cell. */
static void count_inside(vp_siting_work *r)
{
    const vp_siting_areas *a = &r->areas;
    size_t at = 0;
    for (size_t d = 0; d < r->everyone.count; d++) {
        while (at < a->piece_count && a->pieces[at].cell < r->everyone.cells[d]) at++;
        for (; at < a->piece_count && a->pieces[at].cell == r->everyone.cells[d]; at++) {
            size_t owner = a->owner[a->pieces[at].zone];
            if (owner < vp_siting_working)
                r->result->schemes[owner].people += a->pieces[at].share * r->everyone.people[d];
        }
    }
}

static bool list_by_candidate(division *v, vp_error *err)
{
    vp_siting_areas *a = &v->work->areas;
    size_t count = v->work->result->cell_count;
    a->start = calloc(count + 2, sizeof *a->start);
    a->demand = malloc((v->entries + 1) * sizeof *a->demand);
    if (!a->start || !a->demand) return vp_fail_memory(err, v->entries * sizeof *a->demand);
    for (size_t e = 0; e < v->entries; e++) a->start[v->entry_owner[e] + 2]++;
    for (size_t j = 0; j < count; j++) a->start[j + 2] += a->start[j + 1];
    for (size_t e = 0; e < v->entries; e++) a->demand[a->start[v->entry_owner[e] + 1]++] = v->entry_demand[e];
    return true;
}

bool vp_siting_find_parts(vp_siting_work *r, vp_error *err)
{
    if (!vp_siting_has_areas(r->question)) return true;
    division v = {.work = r, .seen = calloc(r->result->cell_count + 1, sizeof *v.seen)};
    bool ok = v.seen || vp_fail_memory(err, r->result->cell_count * sizeof *v.seen);
    ok = ok && divide_all(&v, err) && list_by_candidate(&v, err);
    if (ok) {
        free(r->demand.cells);
        free(r->demand.people);
        free(r->before);
        r->demand = (vp_demand){.cells = v.cells, .people = v.people, .count = v.count};
        r->before = v.before;
        r->areas.parts = v.parts;
        count_inside(r);
    } else {
        free(v.cells);
        free(v.people);
        free(v.before);
        free(v.parts);
    }
    free(v.entry_owner);
    free(v.entry_demand);
    free(v.seen);
    return ok;
}

bool vp_siting_gain_parts(vp_siting_work *r, vp_error *err)
{
    const vp_sites_answer *answer = r->result->answer;
    vp_siting_areas *a = &r->areas;
    bool *served = calloc(r->demand.count + 1, sizeof *served);
    r->result->site_people = calloc(answer->chosen_count + 1, sizeof(double));
    a->gained = calloc(vp_grid_geometry_cells(r->terrain->geometry), sizeof *a->gained);
    bool ok = (served && r->result->site_people && a->gained) || vp_fail_memory(err, r->demand.count * sizeof(double));
    for (size_t k = 0; ok && k < answer->chosen_count; k++) {
        size_t j = answer->chosen[k].site;
        for (size_t e = a->start[j]; e < a->start[j + 1]; e++) {
            uint32_t d = a->demand[e];
            if (served[d]) continue;
            served[d] = true;
            r->result->site_people[k] += r->demand.people[d];
            a->gained[r->demand.cells[d]] += a->parts[d];
        }
    }
    free(served);
    return ok;
}
