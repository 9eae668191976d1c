#include "base/array.h"
#include "indicators/cell_places.h"
#include "indicators/left_out.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/gaps.h>
#include <vungphu/group.h>

/* A question while its places are looked for. */
typedef struct {
    const vp_region *region;
    const float *surface; /* per cell */
    vp_reach reach;
    vp_left_out_values left_out;
    bool is_bounded;
    vp_group_cells counted;
    vp_group_unit *units;
    vp_cell_places places;
    double *tally;    /* [settlement] people of the place in hand; NULL without settlements */
    uint32_t *met;    /* settlements of the place in hand, in the order of its cells */
    size_t met_count; /* there is room for all */
} field;

/* Of the people in a share of a cell those who are left out, in single precision as they are summed. */
static vp_group_people left_out_at(const field *f, size_t cell, size_t unit, double share)
{
    vp_group_there there = vp_group_there_of(&f->units[unit], cell);
    double beyond = f->reach == VP_REACH_AREA ? 1 - (double)f->surface[cell] : 1;
    if (!(there.part.middle * beyond > 0) || !(there.people > 0)) return (vp_group_people){0};
    float middle = (float)(there.part.middle * beyond * share) * there.people;
    if (!f->is_bounded) return (vp_group_people){(double)middle, (double)middle, (double)middle};
    return (vp_group_people){(double)middle, (double)((float)(there.part.low * beyond * share) * there.people),
                             (double)((float)(there.part.high * beyond * share) * there.people)};
}

static void add(vp_group_people *sum, vp_group_people people)
{
    sum->middle = (double)((float)sum->middle + (float)people.middle);
    sum->low = (double)((float)sum->low + (float)people.low);
    sum->high = (double)((float)sum->high + (float)people.high);
}

static bool claim(void *question, vp_partial p, vp_error *err)
{
    field *f = question;
    if (!vp_left_out_is(f->left_out, f->surface[p.cell])) return true;
    vp_group_people people = left_out_at(f, p.cell, p.zone, p.share);
    if (!(people.middle > 0)) return true;
    size_t whole;
    vp_shared_cell *row = vp_cell_places_share(&f->places, p, &whole, err);
    if (!row) return false;
    if (whole != VP_NONE) add(&row->people, left_out_at(f, p.cell, whole, 1));
    add(&row->people, people);
    return true;
}

/* Cells that are the unit's alone. */
static void mark(const void *question, vp_run run)
{
    const field *f = question;
    uint32_t *restrict marks = f->places.marks + run.first_cell, own = run.zone + 1;
    const float *restrict values = f->surface + run.first_cell, *restrict people = f->counted.base + run.first_cell;
    const vp_left_out_values left_out = f->left_out;
    for (size_t i = 0; i < run.cell_count; i++) {
        uint32_t mark = values[i] > left_out.above ? own : 0;
        mark = values[i] < left_out.below ? own : mark;
        marks[i] = people[i] > 0 ? mark : 0;
    }
}

static bool make_field(field *f, const vp_gap_question *q, double limit, vp_error *err)
{
    const vp_region *region = f->region;
    f->reach = region->definitions.services[q->service].reach;
    f->left_out = vp_left_out_beyond(f->reach, limit, 1);
    f->is_bounded = q->group != VP_NONE && vp_group_is_bounded(&region->definitions.groups[q->group]);
    f->counted = vp_group_cells_of(region, q->group);
    f->units = vp_cell_places_units(&f->counted, err);
    if (!f->units ||
        !vp_cell_places_init(&f->places, region->geometry, region->units.sets[region->units.main_set].unit_count, err))
        return false;
    if (!region->settlements.of_cell) return true;
    f->tally = calloc(region->settlements.count + 1, sizeof *f->tally);
    f->met = malloc((region->settlements.count + 1) * sizeof *f->met);
    return (f->tally && f->met) || vp_fail_memory(err, region->settlements.count * sizeof *f->tally);
}

static void clear_field(field *f)
{
    free(f->units);
    free(f->tally);
    free(f->met);
    vp_cell_places_clear(&f->places);
}

/* Cells that are all the unit's, counted by one grid, left out wholly: the least and the most are the middle. */
static void count_plain(const field *f, const vp_cell_stretch *s, double *restrict people)
{
    const vp_group_unit *unit = &f->units[s->unit];
    const float *restrict there = unit->base + s->first, part = (float)unit->part.middle;
    for (uint32_t i = 0; i < s->count; i++) people[i] = (double)(there[i] > 0 ? part * there[i] : 0);
}

static void count_others(const field *f, const vp_cell_stretch *s, double people[], vp_gap *gap)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const vp_shared_cell *row = vp_cell_places_row(&f->places, s->first + i);
        vp_group_people found = row ? row->people : left_out_at(f, s->first + i, s->unit, 1);
        people[i] = found.middle;
        gap->people_low += found.low;
        gap->people_high += found.high;
    }
}

/* People of the place's cells, and the sums of the ends where these are not those of the middle. */
static void count_people(field *f, vp_gap *gap)
{
    double *people = f->places.people;
    bool plain = !f->is_bounded && f->reach != VP_REACH_AREA && f->units[f->places.unit].base;
    for (size_t k = 0; k < f->places.own_count; k++) {
        const vp_cell_stretch *s = &f->places.own[k];
        if (plain && !s->is_shared)
            count_plain(f, s, people);
        else
            count_others(f, s, people, gap);
        people += s->count;
    }
}

typedef struct {
    double sum, valued, unreachable;
    float least, most;
} spread;

static void take_stretch(const float values[], const double people[], uint32_t count, spread *s)
{
    for (uint32_t i = 0; i < count; i++) {
        bool finite = fabsf(values[i]) <= FLT_MAX;
        double own = finite ? people[i] : 0;
        s->sum += finite ? people[i] * (double)values[i] : 0;
        s->valued += own;
        s->unreachable += finite ? 0 : people[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        s->least = values[i] < s->least ? values[i] : s->least;
        s->most = values[i] > s->most ? values[i] : s->most;
    }
}

/* How the service reaches the place. Of signals and served shares the lowest value serves least. */
static void take_values(const field *f, vp_gap *gap)
{
    spread s = {.least = INFINITY, .most = -INFINITY};
    const double *people = f->places.people;
    bool more_is_better = f->reach == VP_REACH_SIGNAL || f->reach == VP_REACH_AREA;
    for (size_t k = 0; k < f->places.own_count; k++) {
        take_stretch(f->surface + f->places.own[k].first, people, f->places.own[k].count, &s);
        people += f->places.own[k].count;
    }
    float worst = more_is_better ? s.least : s.most;
    bool finite = fabsf(s.least) <= FLT_MAX && fabsf(s.most) <= FLT_MAX; /* no cell of no data is left out */
    gap->unreachable_people = s.unreachable;
    gap->mean = s.valued > 0 ? s.sum / s.valued : NAN;
    gap->worst = finite ? (double)worst : NAN;
}

static void add_settlements(field *f, const uint32_t of_cell[], const double people[], uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t s = of_cell[i];
        if (s == UINT32_MAX || !(people[i] > 0)) continue;
        if (f->tally[s] == 0) f->met[f->met_count++] = s;
        f->tally[s] += people[i];
    }
}

/* The settlement with most of the place's people. */
static void name_gap(field *f, vp_gap *gap)
{
    const uint32_t *of_cell = f->region->settlements.of_cell;
    gap->settlement = VP_NONE;
    if (!f->tally) return;
    f->met_count = 0;
    const double *people = f->places.people;
    for (size_t k = 0; k < f->places.own_count; k++) {
        add_settlements(f, of_cell + f->places.own[k].first, people, f->places.own[k].count);
        people += f->places.own[k].count;
    }
    for (size_t i = 0; i < f->met_count; i++) {
        uint32_t s = f->met[i];
        if (f->tally[s] > gap->settlement_people) {
            gap->settlement = s;
            gap->settlement_people = f->tally[s];
        }
        f->tally[s] = 0;
    }
}

static vp_gap describe(field *f, const vp_gap_question *q, double limit)
{
    vp_gap gap = {.service = q->service,
                  .group = q->group,
                  .limit = limit,
                  .unit = f->places.unit,
                  .lon = NAN,
                  .lat = NAN,
                  .first_cell = f->places.own[0].first};
    count_people(f, &gap);
    vp_cell_place place = vp_cell_places_measure(&f->places);
    gap.people = place.people;
    gap.x = place.x;
    gap.y = place.y;
    gap.area_square_metres = place.area_square_metres;
    if (!f->is_bounded) gap.people_low = gap.people_high = gap.people;
    take_values(f, &gap);
    name_gap(f, &gap);
    return gap;
}

static int most_people_first(const void *left, const void *right)
{
    const vp_gap *a = left, *b = right;
    if (a->people != b->people) return a->people > b->people ? -1 : 1;
    return a->first_cell < b->first_cell ? -1 : a->first_cell > b->first_cell;
}

static bool check_question(const vp_region *region, const vp_gap_question *q, double *limit, vp_error *err)
{
    if (q->service >= region->definitions.service_count) return vp_fail(err, VP_NOT_FOUND, "there is no such service");
    if (q->group != VP_NONE && q->group >= region->definitions.group_count)
        return vp_fail(err, VP_NOT_FOUND, "there is no such group");
    if (region->people.population_count == 0) return vp_fail(err, VP_NOT_FOUND, "the province has no population grid");
    const vp_service *service = &region->definitions.services[q->service];
    *limit = isnan(q->limit) ? service->default_limit : q->limit;
    if (service->reach == VP_REACH_AREA) *limit = 0;
    return vp_scale_check(vp_scale_of(service->reach), *limit, err);
}

/* Leaves those with most people. Which of equal ones stay does not depend on when it is done: first_cell decides. */
static void leave_most(vp_gaps *out, size_t most)
{
    if (!most || out->gap_count <= most) return;
    qsort(out->gaps, out->gap_count, sizeof *out->gaps, most_people_first);
    out->gap_count = most;
}

/* All places, as they are found; never more than twice as many as are asked for, so that a nation's are not held. */
static bool list_places(field *f, const vp_gap_question *q, double limit, vp_gaps *out, vp_error *err)
{
    size_t room = 0;
    while (vp_cell_places_next(&f->places, err)) {
        if (!f->places.count) return true;
        vp_gap gap = describe(f, q, limit);
        if (!(gap.people >= q->least_people)) continue;
        if (!VP_ARRAY_FIT(out->gaps, room, out->gap_count + 1, err)) return false;
        out->gaps[out->gap_count++] = gap;
        if (q->most && out->gap_count >= 2 * q->most) leave_most(out, q->most);
    }
    return false;
}

bool vp_gaps_find(const vp_region *region, const vp_weights *main_weights, const float surface[],
                  const vp_gap_question *question, vp_gaps *out, vp_error *err)
{
    *out = (vp_gaps){0};
    double limit = NAN;
    if (!check_question(region, question, &limit, err)) return false;
    field f = {.region = region, .surface = surface};
    bool ok = make_field(&f, question, limit, err) &&
              vp_cell_places_mark(&f.places, main_weights, f.units, (vp_cell_marker){mark, claim}, &f, err) &&
              list_places(&f, question, limit, out, err);
    clear_field(&f);
    if (!ok) vp_gaps_clear(out);
    leave_most(out, question->most);
    if (ok && out->gap_count) qsort(out->gaps, out->gap_count, sizeof *out->gaps, most_people_first);
    return ok;
}

bool vp_gaps_append(vp_gaps *into, vp_gaps *from, vp_error *err)
{
    if (from->gap_count == 0) return true;
    size_t count = into->gap_count + from->gap_count;
    if (!vp_array_resize(VP_ARRAY(into->gaps), count, err)) return false;
    memcpy(into->gaps + into->gap_count, from->gaps, from->gap_count * sizeof *from->gaps);
    into->gap_count = count;
    vp_gaps_clear(from);
    return true;
}

void vp_gaps_clear(vp_gaps *gaps)
{
    free(gaps->gaps);
    *gaps = (vp_gaps){0};
}
