#include "base/array.h"
#include "store/plain/suitability_internal.h"
#include "store/text/number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef vp_suitability_reading reading;

static const char *const columns[] = {"factor", "class", "service", "file", "geometry", "radius",
                                      "least",  "most",  "zero",    "one",  "weight",   "name"};
enum { COLUMNS = sizeof columns / sizeof *columns, OF_KINDS_FIRST = 1, OF_KINDS_LAST = 5, FACTORS_MOST = 40 };

static bool reject(reading *r, const char *column, const char *reason)
{
    return vp_suitability_reject(r, column, reason);
}

/* ---- one row */

/* words: min and max are numbers as well. */
static bool read_number(reading *r, const char *column, bool words, double *out)
{
    const char *text = vp_suitability_text(r, column);
    char doubt[200];
    if (!*text) return true;
    if (words && (strcmp(text, "min") == 0 || strcmp(text, "max") == 0)) {
        *out = text[1] == 'i' ? -INFINITY : INFINITY;
        return true;
    }
    if (vp_number_in_table(text, r->table.decimal, out)) return true;
    if (vp_number_doubt(text, r->table.decimal, doubt, sizeof doubt)) return reject(r, column, doubt);
    return reject(r, column, words ? "it is a number, or min or max of all places left" : "it is not a number");
}

static bool read_rule(reading *r, vp_siting_factor *f)
{
    *f = (vp_siting_factor){.least = -INFINITY, .most = INFINITY, .zero = NAN, .one = NAN, .weight = NAN};
    bool ok = read_number(r, "least", false, &f->least);
    ok &= read_number(r, "most", false, &f->most);
    ok &= read_number(r, "zero", true, &f->zero);
    ok &= read_number(r, "one", true, &f->one);
    ok &= read_number(r, "weight", false, &f->weight);
    if (!ok) return false;
    bool scores = !isnan(f->zero) || !isnan(f->one);
    if (f->least > f->most) return reject(r, "most", "it is less than the least");
    if (isnan(f->zero) != isnan(f->one))
        return reject(r, isnan(f->zero) ? "zero" : "one",
                      "a score needs both: the value that scores 0 and the one that scores 1");
    if (scores && f->zero == f->one) return reject(r, "one", "the same value cannot score 0 and 1");
    if (!scores && f->weight > 0)
        return reject(r, "zero", "a weight needs a score: which value scores 0, and which 1?");
    if (f->weight < 0) return reject(r, "weight", "it must be 0 or more");
    if (isnan(f->weight)) f->weight = scores ? 1 : 0;
    if (!(f->weight > 0) && isinf(f->least) && isinf(f->most))
        return reject(
            r, "factor",
            "the row says nothing: it needs least or most (where a site may stand), or zero and one (a score)");
    return true;
}

static const vp_suitability_kind *find_kind(reading *r)
{
    const char *text = vp_suitability_text(r, "factor");
    char names[200] = "", reason[300];
    for (size_t k = 0; k < vp_suitability_kind_count; k++) {
        const char *name = vp_suitability_kinds[k].name;
        if (strcmp(text, name) == 0) return &vp_suitability_kinds[k];
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", k ? ", " : "", name);
    }
    snprintf(reason, sizeof reason, "there is no such factor; there are %s", names);
    reject(r, "factor", reason);
    return NULL;
}

/* What a factor does not read would be left out without a word. */
static bool check_columns_of(reading *r, const vp_suitability_kind *kind)
{
    char reason[120];
    bool ok = true;
    for (size_t c = OF_KINDS_FIRST; c <= OF_KINDS_LAST; c++) {
        bool read = false;
        for (size_t k = 0; k < 3 && kind->columns[k]; k++) read |= strcmp(kind->columns[k], columns[c]) == 0;
        if (read || !*vp_suitability_text(r, columns[c])) continue;
        snprintf(reason, sizeof reason, "the factor %s has no %s: leave it empty", kind->name, columns[c]);
        ok = reject(r, columns[c], reason);
    }
    return ok;
}

/* The name of the row, or what it is of what. */
static char *name_of(const reading *r, const vp_suitability_kind *kind)
{
    const char *name = vp_suitability_text(r, "name");
    if (*name) return strdup(name);
    char text[400], *at = text;
    at += snprintf(at, sizeof text, "%s", kind->name);
    for (size_t k = 0; k < 3 && kind->columns[k]; k++) {
        const char *of = vp_suitability_text(r, kind->columns[k]);
        if (*of) at += snprintf(at, 120, " %.100s", of);
    }
    if (*kind->unit) snprintf(at, 20, ", %s", kind->unit);
    return strdup(text);
}

static bool take_row(reading *r, vp_error *err)
{
    vp_suitability *out = r->out;
    size_t errors = r->findings->errors, cells = vp_grid_geometry_cells(r->source->region->geometry);
    vp_siting_factor factor;
    const vp_suitability_kind *kind = find_kind(r);
    bool fine = kind && check_columns_of(r, kind);
    fine = read_rule(r, &factor) && fine;
    if (!fine) return true;
    r->values = malloc((cells + 1) * sizeof *r->values);
    char *name = name_of(r, kind);
    bool ok = (r->values && name && VP_ARRAY_FIT(out->factors, out->room, out->count + 1, NULL)) ||
              vp_fail_memory(err, cells * sizeof *r->values);
    vp_error why = {0};
    bool filled = ok && kind->fill(r, &why);
    if (why.kind) ok = vp_fail(err, why.kind, "%s", why.message);
    if (filled && r->findings->errors == errors) {
        factor.name = name;
        factor.values = r->values;
        out->factors[out->count++] = factor;
        return true;
    }
    free(r->values);
    free(name);
    return ok;
}

/* ---- the table */

static void check_heading(reading *r)
{
    vp_place place = {.file = r->table.file, .row = r->table.heading, .column = columns[0]};
    if (vp_table_column(&r->table, columns[0]) == SIZE_MAX)
        vp_findings_add(r->findings, VP_FINDING_ERROR, place, "the column is missing from the heading");
    for (size_t c = 0; c < r->table.column_count; c++) {
        bool known = !*r->table.columns[c];
        for (size_t k = 0; k < COLUMNS; k++) known |= strcmp(r->table.columns[c], columns[k]) == 0;
        place.column = r->table.columns[c];
        if (!known)
            vp_findings_add(r->findings, VP_FINDING_WARNING, place, "this table has no such column: it is not read");
    }
    if (r->table.row_count == 0 || r->table.row_count > FACTORS_MOST)
        vp_findings_add(r->findings, VP_FINDING_ERROR, (vp_place){.file = r->table.file},
                        "it has %zu rows; a table of factors has 1 to %d", r->table.row_count, (int)FACTORS_MOST);
}

bool vp_suitability_read(const vp_suitability_source *source, vp_suitability *out, vp_findings *findings, vp_error *err)
{
    const vp_column_names wanted = {columns, 1};
    const vp_table_source file = {source->name, source->name, &wanted, 1};
    reading r = {.source = source, .out = out, .findings = findings};
    size_t errors = findings->errors;
    *out = (vp_suitability){0};
    bool ok = source->text ? vp_table_parse(&r.table, source->text, strlen(source->text), source->name, findings, err)
                           : vp_table_read(&r.table, &file, findings, err);
    if (ok && findings->errors == errors) check_heading(&r);
    for (r.row = 0; ok && findings->errors == errors && r.row < r.table.row_count; r.row++) ok = take_row(&r, err);
    for (; ok && r.row < r.table.row_count; r.row++) { /* what else is wrong, without working it out */
        vp_siting_factor factor;
        const vp_suitability_kind *kind = find_kind(&r);
        if (kind) check_columns_of(&r, kind);
        read_rule(&r, &factor);
    }
    vp_table_clear(&r.table);
    if (ok && findings->errors > errors)
        ok = vp_fail(err, VP_BAD_INPUT, "%s has errors; nothing was searched", source->name);
    if (!ok) vp_suitability_clear(out);
    return ok;
}

void vp_suitability_clear(vp_suitability *s)
{
    for (size_t k = 0; k < s->count; k++) {
        free((void *)(uintptr_t)s->factors[k].name);
        free((void *)(uintptr_t)s->factors[k].values);
    }
    free(s->factors);
    *s = (vp_suitability){0};
}
