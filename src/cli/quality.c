/* vungphu quality DIR: what is doubtful in the data behind the figures. */
#include "cli/arguments/language.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    vp_snapshot_arguments common;
    const char *kind;
} arguments;

static const char *const columns[] = {"kind",  "severity", "file", "layer", "row",
                                      "field", "value",    "lon",  "lat",   "reason"};

static bool print_rows(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    const arguments *a = context;
    const vp_quality *quality = &snapshot->listings.quality;
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    for (size_t i = 0; output && i < quality->count; i++) {
        const vp_quality_row *q = &quality->rows[i];
        if (a->kind && strcmp(a->kind, q->kind) != 0) continue;
        const char *const first[] = {q->kind, q->severity, q->file, q->layer}, *const next[] = {q->field, q->value};
        for (size_t k = 0; k < 4; k++) vp_output_text(output, first[k]);
        vp_output_number(output, q->row > 0 ? (double)q->row : (double)NAN, 0);
        for (size_t k = 0; k < 2; k++) vp_output_text(output, next[k]);
        vp_output_number(output, q->lon, 5);
        vp_output_number(output, q->lat, 5);
        char *reason = vp_language_sentence(q->reason);
        vp_output_text(output, reason ? reason : q->reason);
        free(reason);
    }
    bool ok = output && vp_output_print(output, a->common.table.format, err);
    vp_output_free(output);
    return ok;
}

enum { KIND = 256 };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case KIND: a->kind = value; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {{"kind", KIND, "KIND", 0,
                                              "only import, stated_unit, geometry, overlap, gap, population, "
                                              "duplicate, stale, broadcast_water, recorded_reach, ground",
                                              0},
                                             {0}};

int vp_quality_command(int count, char **texts)
{
    static const char doc[] = "What is doubtful in the data behind the figures; nothing was corrected.\v"
                              "Example: vungphu quality gis-data/sample/dataset --kind population";
    static const struct argp own = {.options = options, .parser = parse, .doc = doc};
    arguments a = {0};
    if (!vp_snapshot_arguments_parse(&own, &vp_snapshot_argp, count, texts, &a)) return VP_EXIT_USAGE;
    return vp_snapshot_arguments_print(&a.common, print_rows, &a);
}
