/* Names and values of the columns of coverage.sqlite. */
#include "platform/parallel.h"
#include "store/snapshot/coverage_internal.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void vp_coverage_column(const char *name, char column[64])
{
    size_t length = 0;
    for (const char *c = name; *c && length + 1 < 64; c++) {
        bool plain = (unsigned char)*c < 128 && isalnum((unsigned char)*c);
        if (plain)
            column[length++] = (char)tolower((unsigned char)*c);
        else if (length && column[length - 1] != '_')
            column[length++] = '_';
    }
    if (!length) column[length++] = '_';
    column[length] = 0;
}

void vp_coverage_units_layer(const vp_units *units, size_t set, char layer[160])
{
    char level[64], vintage[64];
    vp_coverage_column(units->sets[set].level, level);
    vp_coverage_column(units->sets[set].vintage, vintage);
    snprintf(layer, 160, "units_%s_%s", level, vintage);
}

double vp_coverage_value(double value) { return isfinite(value) ? value : NAN; }

/* ------------------------------------------------------------ indicators of units */

/* Piece i: one indicator in all units of all sets, and in each set as a whole. */
static bool measure_piece(void *context, size_t place, size_t i, vp_error *err)
{
    (void)place;
    const vp_coverage_content *c = context;
    bool ok = true;
    for (size_t set = 0; ok && set < c->region->units.set_count; set++) {
        size_t units = c->region->units.sets[set].unit_count;
        vp_measurement *m = c->measured[set] + i * (units + 1);
        for (size_t u = 0; ok && u <= units; u++) {
            vp_question question = vp_question_of(set, u < units ? u : VP_NONE);
            ok = vp_indicator_measure(c->region, c->coverage, &c->region->definitions.indicators[i], &question, &m[u],
                                      err);
        }
    }
    return ok;
}

bool vp_coverage_measure_all(vp_coverage_content *content, vp_error *err)
{
    size_t sets = content->region->units.set_count, indicators = content->region->definitions.indicator_count;
    content->measured = calloc(sets + 1, sizeof *content->measured);
    if (!content->measured) return vp_fail_memory(err, sets);
    for (size_t set = 0; set < sets; set++) {
        size_t count = indicators * (content->region->units.sets[set].unit_count + 1);
        content->measured[set] = calloc(count + 1, sizeof **content->measured);
        if (!content->measured[set]) return vp_fail_memory(err, count * sizeof **content->measured);
    }
    return vp_parallel_run(0, indicators, measure_piece, content, err);
}

void vp_coverage_forget_measured(vp_coverage_content *content)
{
    for (size_t set = 0; content->measured && set < content->region->units.set_count; set++)
        free(content->measured[set]);
    free(content->measured);
    content->measured = NULL;
}

const vp_measurement *vp_coverage_measured(const vp_coverage_content *content, size_t indicator, size_t set,
                                           size_t unit)
{
    return &content->measured[set][indicator * (content->region->units.sets[set].unit_count + 1) + unit];
}
