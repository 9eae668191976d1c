#include "base/array.h"
#include "indicators/cell_places.h"
#include "indicators/left_out.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>
#include <vungphu/shortage.h>

typedef struct {
    const float *values;
    vp_left_out_values missing;
    bool is_share; /* a served part, of which there is no mean */
} wanted;

typedef struct {
    const vp_region *region;
    const vp_shortage_question *question;
    wanted services[VP_SHORTAGE_MOST];
    size_t least;
    bool is_bounded;
    vp_group_cells counted;
    vp_group_unit *units;
    vp_cell_places places;
} field;

/* ------------------------------------------------------------ cells where enough is missing */

enum { BLOCK = 512 };

/* Values are read from many maps at once, too many for the machine to foresee: what comes next is asked for early. */
static void ask_early(const field *f, size_t first, size_t count)
{
    enum { TOGETHER = 16 }; /* floats that come at once */
    for (size_t s = 0; s < f->question->service_count; s++)
        for (size_t i = 0; i < count + TOGETHER - 1; i += TOGETHER)
            __builtin_prefetch(f->services[s].values + first + (i < count ? i : count - 1));
}

/* How many services are missing, of neighbouring cells. False, and not all counted, where enough are in none of them.
 */
static bool count_missing(const field *f, size_t first, size_t count, uint32_t missing[restrict BLOCK])
{
    for (size_t i = 0; i < count; i++) missing[i] = 0;
    for (size_t s = 0; s < f->question->service_count; s++) {
        const float *restrict values = f->services[s].values + first;
        const vp_left_out_values beyond = f->services[s].missing;
        for (size_t i = 0; beyond.above < INFINITY && i < count; i++) missing[i] += values[i] > beyond.above;
        for (size_t i = 0; beyond.below > -INFINITY && i < count; i++)
            missing[i] += values[i] < beyond.below; /* never
                                                      both */
        uint32_t to_come = (uint32_t)(f->question->service_count - s - 1), already = 0;
        if (to_come >= f->least) continue;
        for (size_t i = 0; i < count; i++) already = missing[i] > already ? missing[i] : already;
        if (already + to_come < f->least) return false;
    }
    return true;
}

static vp_group_people people_at(const field *f, size_t cell, size_t unit, double share)
{
    vp_group_there there = vp_group_there_of(&f->units[unit], cell);
    double everyone = share * (double)there.people, middle = there.part.middle * everyone;
    return f->is_bounded ? (vp_group_people){middle, there.part.low * everyone, there.part.high * everyone}
                         : (vp_group_people){middle, middle, middle};
}

static void add(vp_group_people *sum, vp_group_people people)
{
    sum->middle += people.middle;
    sum->low += people.low;
    sum->high += people.high;
}

static bool claim(void *question, vp_partial p, vp_error *err)
{
    field *f = question;
    uint32_t missing[BLOCK];
    if (!count_missing(f, p.cell, 1, missing)) return true;
    vp_group_people people = people_at(f, p.cell, p.zone, p.share);
    if (!(people.middle > 0)) return true;
    size_t whole;
    vp_shared_cell *row = vp_cell_places_share(&f->places, p, &whole, err);
    if (!row) return false;
    if (whole != VP_NONE) add(&row->people, people_at(f, p.cell, whole, 1));
    add(&row->people, people);
    return true;
}

/* Cells that are the unit's alone. */
static void mark(const void *question, vp_run run)
{
    const field *f = question;
    uint32_t missing[BLOCK];
    const uint32_t least = (uint32_t)f->least, own = run.zone + 1;
    const size_t below = run.first_cell + f->places.geometry.columns; /* as a rule the next run is there */
    if (below + run.cell_count <= vp_grid_geometry_cells(f->places.geometry)) ask_early(f, below, run.cell_count);
    for (size_t done = 0; done < run.cell_count; done += BLOCK) {
        size_t first = run.first_cell + done, count = run.cell_count - done < BLOCK ? run.cell_count - done : BLOCK;
        uint32_t *restrict marks = f->places.marks + first;
        const float *restrict people = f->counted.base + first;
        if (!count_missing(f, first, count, missing)) continue;
        for (size_t i = 0; i < count; i++) marks[i] = ((missing[i] >= least) & (people[i] > 0)) ? own : 0;
    }
}

/* ------------------------------------------------------------ places */

/* Of one service, while the cells of a place are gone through. */
typedef struct {
    double lacking, unreachable, unknown, sum, reached;
} tally;

/* Sums in lanes, which wait for each other less than one sum for itself. */
enum { LANES = 4 };

static double sum_of(const double terms[], size_t count)
{
    double lanes[LANES] = {0};
    size_t whole = count - count % LANES;
    for (size_t k = 0; k < whole; k += LANES)
        for (size_t i = 0; i < LANES; i++) lanes[i] += terms[k + i];
    for (size_t k = whole; k < count; k++) lanes[k - whole] += terms[k];
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/* Values of a block of cells, and the people there. */
typedef struct {
    const float *values;
    const double *people;
    size_t count;
    double everyone; /* sum of people */
} block;

/* Four cells at a time, without a branch, since whether a service is missing changes from cell to cell. */
typedef float float_lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef double double_lanes __attribute__((vector_size(LANES * sizeof(double))));
typedef int32_t mask_lanes __attribute__((vector_size(LANES * sizeof(int32_t))));
typedef int64_t wide_mask_lanes __attribute__((vector_size(LANES * sizeof(int64_t))));

/* What a block gives, in lanes as sum_of has them. */
typedef struct {
    double_lanes lacking, weighted; /* people whom the service is missing; people times value */
    mask_lanes endless;             /* some value is not finite: weighted says nothing */
} block_sums;

static inline void take_lanes(const float *values, const double *people, vp_left_out_values missing, block_sums *s)
{
    float_lanes v;
    double_lanes p;
    memcpy(&v, values, sizeof v);
    memcpy(&p, people, sizeof p);
    const float_lanes above = {missing.above, missing.above, missing.above, missing.above},
                      below = {missing.below, missing.below, missing.below, missing.below},
                      most = {FLT_MAX, FLT_MAX, FLT_MAX, FLT_MAX};
    wide_mask_lanes is_missing = __builtin_convertvector((v > above) | (v < below), wide_mask_lanes);
    s->lacking += (double_lanes)((wide_mask_lanes)p & is_missing);
    s->weighted += p * __builtin_convertvector(v, double_lanes);
    s->endless |= ~((v <= most) & (v >= -most));
}

static double joined(const double_lanes *l) { return ((*l)[0] + (*l)[1]) + ((*l)[2] + (*l)[3]); }

static void add_others(const block *b, tally *t)
{
    for (size_t k = 0; k < b->count; k++) {
        if (isinf(b->values[k]))
            t->unreachable += b->people[k];
        else if (isnan(b->values[k]))
            t->unknown += b->people[k];
        else {
            t->reached += b->people[k];
            t->sum += b->people[k] * (double)b->values[k];
        }
    }
}

static void count_block(const block *b, vp_left_out_values missing, tally *t)
{
    block_sums s = {0};
    size_t whole = b->count - b->count % LANES;
    for (size_t k = 0; k < whole; k += LANES) take_lanes(b->values + k, b->people + k, missing, &s);
    if (whole < b->count) { /* the rest, and nobody beside it */
        float values[LANES] = {0};
        double people[LANES] = {0};
        memcpy(values, b->values + whole, (b->count - whole) * sizeof *values);
        memcpy(people, b->people + whole, (b->count - whole) * sizeof *people);
        take_lanes(values, people, missing, &s);
    }
    t->lacking += joined(&s.lacking);
    if (s.endless[0] | s.endless[1] | s.endless[2] | s.endless[3])
        add_others(b, t);
    else {
        t->reached += b->everyone;
        t->sum += joined(&s.weighted);
    }
}

/* The block after the cell of a stretch that the one in hand ends before. */
static void ask_for_next(const field *f, size_t stretch, size_t cell)
{
    const vp_cell_stretch *s = &f->places.own[stretch];
    size_t left = s->first + s->count - cell;
    if (!left && stretch + 1 < f->places.own_count) {
        cell = s[1].first;
        left = s[1].count;
    }
    if (left) ask_early(f, cell, left < BLOCK ? left : BLOCK);
}

/* Block after block, so that people of one are at hand for all services. */
static void count_services(const field *f, vp_shortage *out)
{
    size_t services = f->question->service_count;
    const double *people = f->places.people;
    tally tallies[VP_SHORTAGE_MOST] = {0};
    for (size_t k = 0; k < f->places.own_count; k++) {
        size_t first = f->places.own[k].first, end = first + f->places.own[k].count;
        for (size_t count; first < end; first += count, people += count) {
            count = end - first < BLOCK ? end - first : BLOCK;
            ask_for_next(f, k, first + count);
            const double everyone = sum_of(people, count);
            for (size_t s = 0; s < services; s++) {
                const block b = {f->services[s].values + first, people, count, everyone};
                count_block(&b, f->services[s].missing, &tallies[s]);
            }
        }
    }
    for (size_t s = 0; s < services; s++) {
        const tally *t = &tallies[s];
        out->lacking[s] = t->lacking;
        out->unreachable[s] = t->unreachable;
        out->unknown[s] = t->unknown;
        out->mean[s] = t->reached > 0 && !f->services[s].is_share ? t->sum / t->reached : (double)NAN;
    }
}

/* Cells that are all the unit's, counted by one grid. */
static void count_plain(const field *f, const vp_cell_stretch *s, double *restrict people)
{
    const vp_group_unit *unit = &f->units[s->unit];
    const float *restrict there = unit->base + s->first;
    for (uint32_t i = 0; i < s->count; i++) people[i] = unit->part.middle * (double)there[i];
}

static void count_others(const field *f, const vp_cell_stretch *s, double people[], vp_shortage *out)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const vp_shared_cell *row = vp_cell_places_row(&f->places, s->first + i);
        vp_group_people found = row ? row->people : people_at(f, s->first + i, s->unit, 1);
        people[i] = found.middle;
        out->people_low += found.low;
        out->people_high += found.high;
    }
}

/* People of the place's cells, and the sums of the ends where these are not those of the middle. */
static void count_people(field *f, vp_shortage *out)
{
    double *people = f->places.people;
    bool plain = !f->is_bounded && f->units[f->places.unit].base;
    for (size_t k = 0; k < f->places.own_count; k++) {
        const vp_cell_stretch *s = &f->places.own[k];
        if (plain && !s->is_shared)
            count_plain(f, s, people);
        else
            count_others(f, s, people, out);
        people += s->count;
    }
}

static vp_shortage describe(field *f)
{
    vp_shortage out = {.unit = f->places.unit, .first_cell = f->places.own[0].first};
    count_people(f, &out);
    vp_cell_place place = vp_cell_places_measure(&f->places);
    out.people = place.people;
    if (!f->is_bounded) out.people_low = out.people_high = out.people;
    out.x = place.x;
    out.y = place.y;
    out.area_square_metres = place.area_square_metres;
    count_services(f, &out);
    return out;
}

static int most_people_first(const void *left, const void *right)
{
    const vp_shortage *a = left, *b = right;
    if (a->people != b->people) return a->people > b->people ? -1 : 1;
    return a->first_cell < b->first_cell ? -1 : a->first_cell > b->first_cell;
}

static bool check(field *f, const float *const surfaces[], vp_error *err)
{
    const vp_region *region = f->region;
    const vp_shortage_question *q = f->question;
    if (q->service_count == 0 || q->service_count > VP_SHORTAGE_MOST)
        return vp_fail(err, VP_BAD_INPUT, "from 1 to %d services can be asked for, not %zu", VP_SHORTAGE_MOST,
                       q->service_count);
    if (q->least > q->service_count)
        return vp_fail(err, VP_BAD_INPUT, "%zu of %zu services cannot be missing", q->least, q->service_count);
    if (region->people.population_count == 0) return vp_fail(err, VP_NOT_FOUND, "the province has no population grid");
    f->least = q->least ? q->least : q->service_count;
    for (size_t i = 0; i < q->service_count; i++) {
        const vp_service *s = &region->definitions.services[q->services[i]];
        double limit = isnan(q->limits[i]) ? s->default_limit : q->limits[i];
        if (s->reach == VP_REACH_AREA) limit = 0;
        f->services[i] = (wanted){surfaces[i], vp_left_out_beyond(s->reach, limit, 0.5F), s->reach == VP_REACH_AREA};
        for (size_t k = 0; k < i; k++)
            if (q->services[k] == q->services[i]) return vp_fail(err, VP_BAD_INPUT, "%s is asked for twice", s->id);
        if (!vp_scale_check(vp_scale_of(s->reach), limit, err)) return false;
    }
    return true;
}

static bool make_field(field *f, vp_error *err)
{
    const vp_region *region = f->region;
    size_t group = f->question->group, units = region->units.sets[region->units.main_set].unit_count;
    f->is_bounded = group != VP_NONE && vp_group_is_bounded(&region->definitions.groups[group]);
    f->counted = vp_group_cells_of(region, group);
    f->units = vp_cell_places_units(&f->counted, err);
    return f->units && vp_cell_places_init(&f->places, region->geometry, units, err);
}

/* All places, as they are found. */
static bool list_places(field *f, vp_shortages *out, vp_error *err)
{
    size_t room = 0;
    while (vp_cell_places_next(&f->places, err)) {
        if (!f->places.count) return true;
        vp_shortage item = describe(f);
        out->people += item.people;
        if (!(item.people >= f->question->least_people)) continue;
        if (!VP_ARRAY_FIT(out->items, room, out->count + 1, err)) return false;
        out->items[out->count++] = item;
    }
    return false;
}

bool vp_shortages_find(const vp_region *region, const vp_weights *main_weights, const float *const surfaces[],
                       const vp_shortage_question *question, vp_shortages *out, vp_error *err)
{
    *out = (vp_shortages){0};
    field f = {.region = region, .question = question};
    if (!check(&f, surfaces, err)) return false;
    bool ok = make_field(&f, err) &&
              vp_cell_places_mark(&f.places, main_weights, f.units, (vp_cell_marker){mark, claim}, &f, err) &&
              list_places(&f, out, err);
    free(f.units);
    vp_cell_places_clear(&f.places);
    if (!ok) vp_shortages_clear(out);
    if (ok && out->count) qsort(out->items, out->count, sizeof *out->items, most_people_first);
    return ok;
}

void vp_shortages_clear(vp_shortages *shortages)
{
    free(shortages->items);
    *shortages = (vp_shortages){0};
}
