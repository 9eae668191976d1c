/* vungphu crosswalk DIR: where the people of old units went, with bounds for those that were divided. */
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include <math.h>
#include <string.h>

typedef struct {
    vp_snapshot_arguments common;
    const char *code;
    bool divided;
} arguments;

enum { CODE = 256, DIVIDED };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case CODE: a->code = value; return 0;
    case DIVIDED: a->divided = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"code", CODE, "CODE", 0, "only passages from or to the unit of this code", 0},
    {"divided", DIVIDED, NULL, 0, "only units that were divided", 0},
    {0}};

static const char *const columns[] = {"old_code", "old_name", "new_code", "new_name",   "share",
                                      "exact",    "basis",    "people",   "people_low", "people_high"};

static const vp_unit *unit_of(const vp_snapshot *snapshot, const char *vintage, const char *code, double *people)
{
    const vp_region *region = snapshot->region;
    *people = NAN;
    for (size_t s = 0; s < region->units.set_count; s++) {
        const vp_unit_set *set = &region->units.sets[s];
        if (strcmp(set->vintage, vintage) != 0 ||
            strcmp(set->level, region->units.sets[region->units.main_set].level) != 0)
            continue;
        size_t unit = vp_unit_set_find(set, code);
        if (unit == VP_NONE) continue;
        if (snapshot->results.coverage->population_count) *people = snapshot->results.coverage->people[s][0][unit];
        return &set->units[unit];
    }
    return NULL;
}

static void add_passage(vp_output *output, const vp_snapshot *snapshot, const vp_crosswalk *c)
{
    double people, ignored;
    const vp_unit *old = unit_of(snapshot, c->old_vintage, c->old_code, &people),
                  *new = unit_of(snapshot, c->new_vintage, c->new_code, &ignored);
    vp_output_text(output, c->old_code);
    vp_output_text(output, old ? old->full_name : NULL);
    vp_output_text(output, c->new_code);
    vp_output_text(output, new ? new->full_name : NULL);
    vp_output_number(output, c->share, 4);
    vp_output_text(output, c->exact ? "yes" : "no");
    vp_output_text(output, vp_share_basis_names[c->basis]);
    vp_output_number(output, c->share * people, 1);
    vp_output_number(output, c->share < 1 && !isnan(people) ? 0 : people, 1);
    vp_output_number(output, people, 1);
}

static bool print_passages(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    const arguments *a = context;
    const vp_region *region = snapshot->region;
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    for (size_t i = 0; output && i < region->units.crosswalk_count; i++) {
        const vp_crosswalk *c = &region->units.crosswalk[i];
        if (a->divided && c->exact) continue;
        if (a->code && strcmp(a->code, c->old_code) != 0 && strcmp(a->code, c->new_code) != 0) continue;
        add_passage(output, snapshot, c);
    }
    bool ok = output && vp_output_print(output, a->common.table.format, err);
    vp_output_free(output);
    return ok;
}

int vp_crosswalk_command(int count, char **texts)
{
    static const char doc[] =
        "Where the people of old units went. people_low and people_high are the bounds of a divided unit: nobody, or "
        "all of its people.\v"
        "Example: vungphu crosswalk gis-data/sample/dataset --divided";
    static const struct argp own = {.options = options, .parser = parse, .doc = doc};
    arguments a = {0};
    if (!vp_snapshot_arguments_parse(&own, &vp_snapshot_argp, count, texts, &a)) return VP_EXIT_USAGE;
    return vp_snapshot_arguments_print(&a.common, print_passages, &a);
}
