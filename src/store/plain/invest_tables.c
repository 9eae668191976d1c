#include "store/plain/invest_tables.h"
#include "base/array.h"
#include "store/province/table.h"
#include "store/text/number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct {
    vp_invest_tables *tables;
    vp_findings *findings;
    vp_table table;
    size_t row;
    bool short_of_memory;
} reading;

static bool report(reading *r, const char *column, const char *reason)
{
    size_t at = vp_table_column(&r->table, column);
    const char *value = vp_table_cell(&r->table, r->row, at);
    vp_place place = {.file = r->table.file, .row = r->table.lines[r->row], .column = column};
    if (*value) place.value = value;
    vp_findings_add(r->findings, VP_FINDING_ERROR, place, "%s", reason);
    return false;
}

static const char *text_of(const reading *r, const char *column)
{
    return vp_table_cell(&r->table, r->row, vp_table_column(&r->table, column));
}

static bool copy_text(reading *r, const char *column, char **out)
{
    *out = strdup(text_of(r, column));
    r->short_of_memory |= *out == NULL;
    return *out != NULL;
}

/* NaN where the cell is empty. */
static bool number_of(reading *r, const char *column, double least, double most, double *out)
{
    const char *text = text_of(r, column);
    char doubt[160];
    *out = NAN;
    if (!*text) return true;
    if (vp_number_in_table(text, r->table.decimal, out) && *out >= least && *out <= most) return true;
    if (vp_number_doubt(text, r->table.decimal, doubt, sizeof doubt)) return report(r, column, doubt);
    snprintf(doubt, sizeof doubt, "it must be a number from %g to %g", least, most);
    return report(r, column, doubt);
}

/* Every column is one of ours: a misspelt one would be left out without a word. */
static void check_columns(reading *r, const char *const columns[], size_t count)
{
    for (size_t c = 0; c < r->table.column_count; c++) {
        bool known = !*r->table.columns[c];
        for (size_t k = 0; k < count; k++) known = known || strcmp(r->table.columns[c], columns[k]) == 0;
        if (known) continue;
        vp_findings_add(r->findings, VP_FINDING_WARNING,
                        (vp_place){.file = r->table.file, .row = r->table.heading, .column = r->table.columns[c]},
                        "this table has no such column: it is not read");
    }
}

/* ---- what may be built */

static const char *const offer_columns[] = {"service",    "kind",    "price",      "name",
                                            "limit",      "group",   "takes",      "most",
                                            "first_year", "spacing", "candidates", "people_per_place",
                                            "prominence", "mast",    "frequency",  "erp",
                                            "weight",     "gaps",    "class"};

static bool kind_of(reading *r, vp_invest_kind *kind)
{
    const char *text = text_of(r, "kind");
    for (int k = 0; k < VP_INVEST_KIND_COUNT; k++) {
        if (strcasecmp(text, vp_invest_kind_names[k]) != 0) continue;
        *kind = (vp_invest_kind)k;
        return true;
    }
    return report(r, "kind",
                  "it is build (a new facility), expand (more places at one there is), mend (a listed one) or road (a "
                  "road link)");
}

static bool read_numbers(reading *r, vp_invest_offer *o)
{
    bool ok = number_of(r, "price", 0, 1e15, &o->price);
    ok &= number_of(r, "limit", 1e-3, 1e6, &o->limit);
    ok &= number_of(r, "takes", 1e-3, 1e9, &o->takes);
    ok &= number_of(r, "most", 0, 1e6, &o->most);
    ok &= number_of(r, "first_year", 1900, 2200, &o->first_year);
    ok &= number_of(r, "spacing", 1, 1e6, &o->spacing);
    ok &= number_of(r, "people_per_place", 1e-3, 1e6, &o->people_per_place);
    ok &= number_of(r, "prominence", 1, 1e4, &o->prominence);
    ok &= number_of(r, "mast", 1, 1000, &o->mast);
    ok &= number_of(r, "frequency", 30, 6000, &o->frequency);
    ok &= number_of(r, "erp", 1e-6, 1e4, &o->erp);
    ok &= number_of(r, "weight", 1e-6, 1e6, &o->weight);
    ok &= number_of(r, "gaps", 1, 500, &o->gaps);
    if (ok && o->kind == VP_INVEST_ROAD && isnan(o->gaps) == (*o->candidates == 0))
        ok = report(r, "gaps", "a road is one of a list (candidates) or of so many places left out (gaps)");
    if (ok && o->kind == VP_INVEST_ROAD && !isnan(o->gaps) && !*o->class_name)
        ok = report(r, "class", "which class of road does it become? A class of the speeds, as tertiary");
    if (ok && !isnan(o->most) && o->most != floor(o->most)) ok = report(r, "most", "it must be a whole number");
    if (ok && isnan(o->price) && !*o->candidates)
        ok = report(r, "price", "what one costs is missing; only a list of candidates has prices of its own");
    return ok;
}

static void take_offer(reading *r)
{
    vp_invest_tables *t = r->tables;
    r->short_of_memory |= !VP_ARRAY_FIT(t->offers, t->offer_room, t->offer_count + 1, NULL);
    if (r->short_of_memory) return;
    vp_invest_offer *o = &t->offers[t->offer_count++];
    *o = (vp_invest_offer){.row = r->table.lines[r->row]};
    if (!copy_text(r, "service", &o->service) || !copy_text(r, "group", &o->group) ||
        !copy_text(r, "candidates", &o->candidates) || !copy_text(r, "class", &o->class_name))
        return;
    if (!*o->service) report(r, "service", "which service is it for? Its id, or that of an indicator");
    kind_of(r, &o->kind);
    read_numbers(r, o);
}

/* ---- money */

static const char *const budget_columns[] = {"year", "budget", "note"};

static void take_budget(reading *r)
{
    vp_invest_tables *t = r->tables;
    double year, money;
    bool ok = number_of(r, "year", 1900, 2200, &year);
    ok &= number_of(r, "budget", 0, 1e15, &money);
    if (!ok) return;
    if (isnan(year) || year != floor(year)) {
        report(r, "year", "a year is missing or no whole number");
        return;
    }
    if (isnan(money)) {
        report(r, "budget", "the money of the year is missing: 0 where there is none");
        return;
    }
    for (size_t k = 0; k < t->budget_count; k++)
        if (t->budgets[k].year == (int)year) {
            report(r, "year", "this year has a budget already: one row a year");
            return;
        }
    r->short_of_memory |= !VP_ARRAY_FIT(t->budgets, t->budget_room, t->budget_count + 1, NULL);
    if (r->short_of_memory) return;
    size_t at = t->budget_count++;
    for (; at > 0 && t->budgets[at - 1].year > (int)year; at--) t->budgets[at] = t->budgets[at - 1];
    t->budgets[at] = (vp_invest_budget){(int)year, money};
}

/* ---- targets */

static const char *const aim_columns[] = {"service", "group", "year", "share", "of", "note"};

static void take_aim(reading *r)
{
    vp_invest_tables *t = r->tables;
    double year, share;
    const char *of = text_of(r, "of");
    bool ok = number_of(r, "year", 1900, 2200, &year);
    ok &= number_of(r, "share", 1e-6, 1, &share);
    if (!ok) return;
    if (isnan(share)) {
        report(r, "share", "it must be above 0 and at most 1: 0.9 for 90 %");
        return;
    }
    if (*of && strcasecmp(of, "people") != 0 && strcasecmp(of, "left_out") != 0) {
        report(r, "of",
               "it is people (of all people of the group, those reached already included; the default) or "
               "left_out (of those who would be left out without the plan)");
        return;
    }
    r->short_of_memory |= !VP_ARRAY_FIT(t->aims, t->aim_room, t->aim_count + 1, NULL);
    if (r->short_of_memory) return;
    vp_invest_aim *a = &t->aims[t->aim_count++];
    *a = (vp_invest_aim){.year = isnan(year) ? 0 : (int)year,
                         .share = share,
                         .of_gain = strcasecmp(of, "left_out") == 0,
                         .row = r->table.lines[r->row]};
    if (!copy_text(r, "service", &a->service) || !copy_text(r, "group", &a->group)) return;
    if (strcmp(a->service, "all") == 0) *a->service = 0;
    if (!*a->service && !a->of_gain)
        report(r, "service", "a share of people is of one service; all together have shares of left_out");
}

/* ---- a table */

typedef struct {
    const char *const *columns;
    size_t column_count, needed; /* the first ones must be there */
    void (*take)(reading *r);
} form;

static bool read_one(const vp_invest_source *source, const form *f, vp_invest_tables *tables, vp_findings *findings,
                     vp_error *err)
{
    reading r = {.tables = tables, .findings = findings};
    const vp_column_names wanted = {f->columns, f->needed};
    const vp_table_source file = {source->name, source->name, &wanted, 1};
    size_t errors = findings->errors;
    bool ok = source->text ? vp_table_parse(&r.table, source->text, strlen(source->text), source->name, findings, err)
                           : vp_table_read(&r.table, &file, findings, err);
    for (size_t c = 0; ok && c < f->needed; c++)
        if (findings->errors == errors && vp_table_column(&r.table, f->columns[c]) == SIZE_MAX)
            vp_findings_add(findings, VP_FINDING_ERROR,
                            (vp_place){.file = source->name, .row = r.table.heading, .column = f->columns[c]},
                            "the column is missing from the heading");
    if (ok && findings->errors == errors) {
        check_columns(&r, f->columns, f->column_count);
        for (r.row = 0; r.row < r.table.row_count && !r.short_of_memory; r.row++) f->take(&r);
        if (r.table.row_count == 0)
            vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = source->name}, "it has no rows");
    }
    vp_table_clear(&r.table);
    return !r.short_of_memory ? ok : vp_fail_memory(err, tables->offer_room * sizeof *tables->offers);
}

#define COUNT(list) (sizeof(list) / sizeof *(list))

bool vp_invest_tables_read(const vp_invest_source *projects, const vp_invest_source *budgets,
                           const vp_invest_source *targets, vp_invest_tables *tables, vp_findings *findings,
                           vp_error *err)
{
    static const form offers = {offer_columns, COUNT(offer_columns), 2, take_offer};
    static const form money = {budget_columns, COUNT(budget_columns), 2, take_budget};
    static const form aims = {aim_columns, COUNT(aim_columns), 1, take_aim};
    *tables = (vp_invest_tables){0};
    bool ok = read_one(projects, &offers, tables, findings, err) &&
              (!budgets->name || read_one(budgets, &money, tables, findings, err)) &&
              (!targets->name || read_one(targets, &aims, tables, findings, err));
    if (ok && findings->errors) ok = vp_fail(err, VP_BAD_INPUT, "the tables have errors; nothing was planned");
    if (!ok) vp_invest_tables_clear(tables);
    return ok;
}

void vp_invest_tables_clear(vp_invest_tables *t)
{
    for (size_t k = 0; k < t->offer_count; k++) {
        free(t->offers[k].service);
        free(t->offers[k].group);
        free(t->offers[k].candidates);
        free(t->offers[k].class_name);
    }
    for (size_t k = 0; k < t->aim_count; k++) {
        free(t->aims[k].service);
        free(t->aims[k].group);
    }
    free(t->offers);
    free(t->budgets);
    free(t->aims);
    *t = (vp_invest_tables){0};
}
