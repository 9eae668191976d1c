#include "service/process_people.h"
#include "json/json.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/limit.h>

typedef struct {
    double people, reached, no_data;
    bool uncounted; /* somewhere nobody has counted who lives there */
} tally;

static const char *status_of(const tally *t)
{
    bool partly = t->no_data > 0 || t->uncounted;
    if (t->people > 0) return partly ? "partly_known" : "known";
    return partly ? "not_known" : "nobody";
}

/* What is not known is null: never 0 people reached. */
static json_t *tally_json(const tally *t)
{
    bool known = t->people > 0 || (t->no_data == 0 && !t->uncounted);
    return json_pack("{s:o, s:o, s:f, s:o, s:s}", "people",
                     known || t->no_data > 0 ? json_real(t->people) : json_null(), "reached",
                     known ? json_real(t->reached) : json_null(), "no_data", t->no_data, "share",
                     t->people > 0 ? json_real(t->reached / t->people) : json_null(), "status", status_of(t));
}

static json_t *unit_json(const vp_unit *unit, const tally *t)
{
    json_t *row = tally_json(t);
    vp_json_put(&row, "code", json_string(unit->code));
    vp_json_put(&row, "name", json_string(unit->name));
    return row;
}

static void add_cell(tally *t, double people, float value, double limit, bool at_least)
{
    if (isnan(people)) {
        t->uncounted = true;
        return;
    }
    if (isnan(value)) {
        t->no_data += people;
        return;
    }
    t->people += people;
    if (at_least ? isfinite(value) && (double)value >= limit : vp_limit_holds(limit, (double)value))
        t->reached += people;
}

vp_counted_people vp_counted_people_of(const vp_region *region, const vp_weights *main_weights)
{
    return (vp_counted_people){vp_grid_cells(region->people.populations[0].people), main_weights,
                               &region->units.sets[region->units.main_set]};
}

static void add_cells(const vp_counted_people *counted, const float values[], double limit, bool at_least,
                      tally tallies[])
{
    const vp_weights *w = counted->weights;
    for (size_t r = 0; r < w->run_count; r++)
        for (uint32_t k = 0; k < w->runs[r].cell_count; k++) {
            size_t cell = w->runs[r].first_cell + k;
            add_cell(&tallies[w->runs[r].zone], (double)counted->people[cell], values[cell], limit, at_least);
        }
    for (size_t p = 0; p < w->partial_count; p++) {
        const vp_partial *part = &w->partials[p];
        add_cell(&tallies[part->zone], part->share * (double)counted->people[part->cell], values[part->cell], limit,
                 at_least);
    }
}

static json_t *units_json(const vp_unit_set *set, const tally tallies[], tally *all)
{
    json_t *units = json_array();
    for (size_t u = 0; u < set->unit_count; u++) {
        all->people += tallies[u].people;
        all->reached += tallies[u].reached;
        all->no_data += tallies[u].no_data;
        all->uncounted |= tallies[u].uncounted;
        vp_json_add(&units, unit_json(&set->units[u], &tallies[u]));
    }
    return units;
}

json_t *vp_counted_people_within(const vp_counted_people *counted, const float values[], double limit, bool at_least,
                                 vp_error *err)
{
    tally *tallies = calloc(counted->weights->zone_count + 1, sizeof *tallies), all = {0};
    json_t *result = NULL;
    if (tallies) {
        add_cells(counted, values, limit, at_least, tallies);
        json_t *units = units_json(counted->units, tallies, &all);
        result = json_pack("{s:o, s:o}", "province", tally_json(&all), "units", units);
    }
    if (!result) vp_fail(err, VP_NO_MEMORY, "no memory for the result");
    free(tallies);
    return result;
}
