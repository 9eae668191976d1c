/* Names and values of the columns of coverage.sqlite. */
#include "store/snapshot/coverage_internal.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>

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

bool vp_coverage_measure(const vp_coverage_content *content, size_t indicator, size_t set, size_t unit,
                         vp_measurement *out, vp_error *err)
{
    vp_question question = vp_question_of(set, unit);
    return vp_indicator_measure(content->region, content->coverage, &content->region->definitions.indicators[indicator],
                                &question, out, err);
}
