/* Which small facilities could close so that everyone who has a place keeps one. */
#include "access/catchments_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef vp_catchment_work work;

static double people_at(const work *w, size_t facility)
{
    double people = 0;
    for (size_t e = 0; e < w->starts[w->problem.demand_count]; e++)
        if (w->choices[e].facility == facility) people += w->division.people[e];
    return people;
}

/* Of those who went to the facility before, where most go now. */
static size_t most_go_to(const work *w, size_t facility, const vp_division *after, double room[])
{
    size_t most = VP_NONE;
    for (size_t j = 0; j < w->out->count; j++) room[j] = 0;
    for (size_t d = 0; d < w->problem.demand_count; d++) {
        bool leaves = false;
        for (size_t e = w->starts[d]; e < w->starts[d + 1]; e++)
            leaves |= w->choices[e].facility == facility && w->division.people[e] > 0;
        for (size_t e = w->starts[d]; leaves && e < w->starts[d + 1]; e++)
            room[w->choices[e].facility] += fmax(0, after->people[e] - w->division.people[e]);
    }
    for (size_t j = 0; j < w->out->count; j++)
        if (room[j] > (most == VP_NONE ? 0 : room[most])) most = j;
    return most;
}

/* Closes the facility if everyone who has a place keeps one. */
static bool try_to_merge(work *w, size_t facility, double room[], vp_error *err)
{
    vp_catchment *c = &w->out->items[facility];
    double places = w->places[facility];
    vp_division after;
    w->places[facility] = 0;
    if (!vp_divide(&w->problem, &w->division, &after, err)) {
        vp_division_clear(&after);
        return false;
    }
    if (after.placed < w->division.placed - 1e-6) {
        w->places[facility] = places;
        vp_division_clear(&after);
        return true;
    }
    c->merged = ++w->out->merged;
    c->merged_people = people_at(w, facility);
    c->merged_cost = after.cost - w->division.cost;
    c->into = most_go_to(w, facility, &after, room);
    vp_division_clear(&w->division);
    w->division = after;
    return true;
}

typedef struct {
    size_t facility;
    double people;
} small;

static int fewest_first(const void *left, const void *right)
{
    const small *a = left, *b = right;
    if (a->people != b->people) return a->people < b->people ? -1 : 1;
    return a->facility < b->facility ? -1 : a->facility > b->facility;
}

static bool may_merge(const work *w, size_t facility, double people)
{
    const vp_facility *f = &w->region->supply.facilities[w->service->facilities[facility]];
    const char *only = w->q->merge_only;
    if (!(people < w->q->merge_below)) return false;
    return !only || (f->kind && strcmp(f->kind, only) == 0) || (f->name && strstr(f->name, only));
}

/* The smallest first, each after those that have closed before it. */
bool vp_catchment_merge(vp_catchment_work *w, vp_error *err)
{
    size_t count = 0;
    if (isnan(w->q->merge_below)) return true;
    small *list = malloc((w->out->count + 1) * sizeof *list);
    double *room = malloc((w->out->count + 1) * sizeof *room);
    bool ok = (list && room) || vp_fail_memory(err, w->out->count * sizeof *list);
    for (size_t j = 0; ok && j < w->out->count; j++) {
        double people = people_at(w, j);
        if (may_merge(w, j, people)) list[count++] = (small){j, people};
    }
    if (ok && count) qsort(list, count, sizeof *list, fewest_first);
    for (size_t i = 0; ok && i < count; i++) ok = try_to_merge(w, list[i].facility, room, err);
    free(list);
    free(room);
    return ok;
}
