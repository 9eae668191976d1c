#include "access/reach_sets.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/floating_catchment.h>

/* One set: another and one facility more. */
typedef struct {
    uint32_t before, facility;
    double people, left;
} reach_set;

struct vp_reach_sets {
    reach_set *items; /* items[0] is the empty one */
    size_t count, room;
    uint32_t *slots; /* hashed by (before, facility): an item, 0 free */
    size_t slot_count;
};

enum { SLOTS_FIRST = 1024 };

vp_reach_sets *vp_reach_sets_new(vp_error *err)
{
    vp_reach_sets *s = calloc(1, sizeof *s);
    if (s && VP_ARRAY_FIT(s->items, s->room, 1, NULL)) s->slots = calloc(SLOTS_FIRST, sizeof *s->slots);
    if (!s || !s->slots) {
        vp_reach_sets_free(s);
        vp_fail_memory(err, SLOTS_FIRST * sizeof(uint32_t));
        return NULL;
    }
    s->slot_count = SLOTS_FIRST;
    s->items[s->count++] = (reach_set){0};
    return s;
}

void vp_reach_sets_free(vp_reach_sets *sets)
{
    if (!sets) return;
    free(sets->items);
    free(sets->slots);
    free(sets);
}

/* The slot of the set, or the free one where it belongs. */
static uint32_t *slot_of(const vp_reach_sets *s, uint32_t before, uint32_t facility)
{
    uint64_t key = ((uint64_t)before << 32 | facility) * 0x9e3779b97f4a7c15U;
    size_t at = (size_t)(key >> 32) & (s->slot_count - 1);
    while (s->slots[at] && (s->items[s->slots[at]].before != before || s->items[s->slots[at]].facility != facility))
        at = (at + 1) & (s->slot_count - 1);
    return &s->slots[at];
}

static bool grow(vp_reach_sets *s)
{
    vp_reach_sets larger = *s;
    larger.slot_count *= 2;
    larger.slots = calloc(larger.slot_count, sizeof *larger.slots);
    if (!larger.slots) return false;
    for (size_t i = 1; i < s->count; i++) *slot_of(&larger, s->items[i].before, s->items[i].facility) = (uint32_t)i;
    free(s->slots);
    *s = larger;
    return true;
}

bool vp_reach_sets_add(vp_reach_sets *sets, uint32_t *set, uint32_t facility)
{
    if (2 * sets->count >= sets->slot_count && !grow(sets)) return false;
    uint32_t *slot = slot_of(sets, *set, facility);
    if (!*slot) {
        if (sets->count >= UINT32_MAX || !VP_ARRAY_FIT(sets->items, sets->room, sets->count + 1, NULL)) return false;
        sets->items[sets->count] = (reach_set){*set, facility, 0, 0};
        *slot = (uint32_t)sets->count++;
    }
    *set = *slot;
    return true;
}

void vp_reach_sets_people(vp_reach_sets *sets, uint32_t set, double people) { sets->items[set].people += people; }

double vp_reach_sets_left(const vp_reach_sets *sets, uint32_t set) { return sets->items[set].left; }

/* Whether all of its facilities state their places; *facilities: how many there are. */
static bool is_known(const vp_reach_sets *s, size_t set, const double places[], size_t *facilities)
{
    *facilities = 0;
    for (size_t at = set; at; at = s->items[at].before, ++*facilities)
        if (isnan(places[s->items[at].facility])) return false;
    return true;
}

/* Pairs of the sets that take part with their facilities; demand is numbered as sets are. */
static vp_cost *list_pairs(const vp_reach_sets *s, const double places[], double demand[], size_t *count)
{
    size_t of_one, at = 0;
    *count = 0;
    for (size_t i = 1; i < s->count; i++) {
        demand[i] = is_known(s, i, places, &of_one) ? s->items[i].people : 0;
        if (demand[i] > 0) *count += of_one;
    }
    vp_cost *pairs = malloc((*count + 1) * sizeof *pairs);
    for (size_t i = 1; pairs && i < s->count; i++)
        for (size_t k = demand[i] > 0 ? i : 0; k; k = s->items[k].before)
            pairs[at++] = (vp_cost){.demand = (uint32_t)i, .site = s->items[k].facility, .cost = 0};
    return pairs;
}

bool vp_reach_sets_fill(vp_reach_sets *sets, const double places[], size_t facility_count, vp_error *err)
{
    size_t count = 0;
    double *demand = calloc(sets->count, sizeof *demand), *served = calloc(sets->count, sizeof *served),
           *supply = calloc(facility_count + 1, sizeof *supply), *used = calloc(facility_count + 1, sizeof *used);
    vp_cost *pairs = demand ? list_pairs(sets, places, demand, &count) : NULL;
    bool ok = (served && supply && used && pairs) || vp_fail_memory(err, sets->count * sizeof *demand);
    for (size_t i = 0; ok && i < facility_count; i++) supply[i] = isnan(places[i]) ? 0 : places[i];
    const vp_floating_problem problem = {pairs, ok ? count : 0, demand, sets->count, supply, facility_count};
    ok = ok && vp_capacity_fill(&problem, VP_CAPACITY_BY_NEED, 0, NULL, served, used, err);
    for (size_t i = 1; ok && i < sets->count; i++)
        sets->items[i].left = demand[i] > 0 ? fmax(0, 1 - served[i] / demand[i]) : 0;
    free(demand);
    free(served);
    free(supply);
    free(used);
    free(pairs);
    return ok;
}
