/* A row of a table of factors: what suitability.c reads and suitability_values.c makes numbers of. */
#pragma once
#include "store/plain/suitability.h"
#include "store/province/table.h"

typedef struct {
    const vp_suitability_source *source;
    vp_suitability *out;
    vp_findings *findings;
    vp_table table;
    size_t row;
    double *values; /* [cell] of the row's factor */
} vp_suitability_reading;

static inline const char *vp_suitability_text(const vp_suitability_reading *r, const char *column)
{
    return vp_table_cell(&r->table, r->row, vp_table_column(&r->table, column));
}

/* An error of the row at hand. Always false. */
static inline bool vp_suitability_reject(vp_suitability_reading *r, const char *column, const char *reason)
{
    const char *value = vp_suitability_text(r, column);
    vp_place place = {.file = r->table.file, .row = r->table.lines[r->row], .column = column};
    if (*value) place.value = value;
    vp_findings_add(r->findings, VP_FINDING_ERROR, place, "%s", reason);
    return false;
}

/* Fills values; NULL err->kind and false: rejected by row. */
typedef bool vp_suitability_fill(vp_suitability_reading *reading, vp_error *err);

typedef struct {
    const char *name;       /* in the column factor */
    const char *unit;       /* of its values, for readers; "" */
    const char *columns[3]; /* of those below, which it reads: class, service, file, geometry, radius */
    vp_suitability_fill *fill;
} vp_suitability_kind;

extern const vp_suitability_kind vp_suitability_kinds[];
extern const size_t vp_suitability_kind_count;
