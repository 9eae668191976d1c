#include "snapshot/unit_columns.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *either(const char *first, const char *second, const char *third)
{
    return first && *first ? first : second && *second ? second : third;
}

vp_unit_columns *vp_unit_columns_new(const char *id, const char *title_vi, const char *title_en, vp_error *err)
{
    vp_unit_columns *made = calloc(1, sizeof *made);
    if (made) {
        made->id = strdup(id);
        made->title_vi = strdup(either(title_vi, title_en, id));
        made->title_en = strdup(either(title_en, title_vi, id));
    }
    if (made && made->id && made->title_vi && made->title_en) return made;
    vp_unit_columns_free(made);
    vp_fail_memory(err, sizeof *made);
    return NULL;
}

static bool fit_values(vp_unit_columns *c, const vp_units *units, vp_error *err)
{
    c->values = calloc(units->set_count + 1, sizeof *c->values);
    c->set_count = c->values ? units->set_count : 0;
    if (!c->values) return vp_fail_memory(err, units->set_count * sizeof *c->values);
    for (size_t s = 0; s < c->set_count; s++) {
        size_t count = units->sets[s].unit_count * c->count;
        c->values[s] = calloc(count + 1, sizeof **c->values);
        if (!c->values[s]) return vp_fail_memory(err, count * sizeof **c->values);
        for (size_t i = 0; i < count; i++) c->values[s][i] = NAN;
    }
    return true;
}

bool vp_unit_columns_fit(vp_unit_columns *columns, size_t count, const vp_units *units, bool with_values, vp_error *err)
{
    columns->columns = calloc(count + 1, sizeof *columns->columns);
    if (!columns->columns) return vp_fail_memory(err, count * sizeof *columns->columns);
    columns->count = count;
    return !with_values || fit_values(columns, units, err);
}

void vp_unit_columns_free(vp_unit_columns *columns)
{
    while (columns) {
        vp_unit_columns *next = columns->next;
        for (size_t i = 0; i < columns->count; i++) {
            free(columns->columns[i].name);
            free(columns->columns[i].title_vi);
            free(columns->columns[i].title_en);
        }
        for (size_t s = 0; s < columns->set_count; s++) free(columns->values[s]);
        free(columns->values);
        free(columns->columns);
        free(columns->id);
        free(columns->title_vi);
        free(columns->title_en);
        free(columns);
        columns = next;
    }
}

void vp_unit_columns_view(const vp_snapshot *snapshot, const vp_unit_columns *columns, vp_snapshot *out)
{
    *out = (vp_snapshot){.provenance = snapshot->provenance,
                         .region = snapshot->region,
                         .land = snapshot->land,
                         .results = snapshot->results,
                         .listings = snapshot->listings,
                         .places = snapshot->places};
    out->places.columns = columns;
}
