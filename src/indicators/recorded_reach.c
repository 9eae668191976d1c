#include "indicators/recorded_reach.h"
#include <math.h>
#include <string.h>

#define ROUNDING 1e-9 /* shares exactly as far apart as allowed are not too far */

static bool belong_together(const vp_definitions *definitions, const vp_indicator *recorded,
                            const vp_indicator *modelled)
{
    size_t length = strlen(recorded->id);
    return recorded->measure == VP_MEASURE_RECORDED_SHARE && modelled->measure == VP_MEASURE_REACHED_SHARE &&
           modelled->service != VP_NONE && definitions->services[modelled->service].reach == VP_REACH_AREA &&
           recorded->group == modelled->group && strncmp(modelled->id, recorded->id, length) == 0 &&
           modelled->id[length] == '_';
}

static void compare(const vp_unit *unit, const vp_indicator *recorded, const vp_indicator *modelled, double r, double m,
                    vp_findings *findings)
{
    if (isnan(r) || isnan(m) || fabs(r - m) <= VP_RECORDED_REACH_APART + ROUNDING) return;
    vp_place place = {.file = "records", .layer = modelled->id, .column = recorded->numerator, .value = unit->code};
    vp_findings_add(findings, VP_FINDING_WARNING, place,
                    "%s (%s): %s is recorded as %.1f %%, while %.1f %% of the people live inside the polygons of %s: "
                    "%.1f points apart; households and people need not agree, but the record or the polygons may be "
                    "wrong or of another year",
                    unit->name, unit->code, recorded->id, r * 100, m * 100, modelled->id, fabs(r - m) * 100);
}

static bool check_pair(const vp_region *region, const vp_coverage *coverage, const vp_indicator *const pair[2],
                       vp_findings *findings, vp_error *err)
{
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    for (size_t u = 0; u < set->unit_count; u++) {
        vp_question question = vp_question_of(region->units.main_set, u);
        vp_measurement measured[2];
        for (int i = 0; i < 2; i++)
            if (!vp_indicator_measure(region, coverage, pair[i], &question, &measured[i], err)) return false;
        compare(&set->units[u], pair[0], pair[1], measured[0].value, measured[1].value, findings);
    }
    return true;
}

bool vp_recorded_reach_check(const vp_region *region, const vp_coverage *coverage, vp_findings *findings, vp_error *err)
{
    for (size_t r = 0; r < region->definitions.indicator_count; r++)
        for (size_t m = 0; m < region->definitions.indicator_count; m++) {
            const vp_indicator *const pair[2] = {&region->definitions.indicators[r],
                                                 &region->definitions.indicators[m]};
            if (belong_together(&region->definitions, pair[0], pair[1]) &&
                !check_pair(region, coverage, pair, findings, err))
                return false;
        }
    return true;
}
