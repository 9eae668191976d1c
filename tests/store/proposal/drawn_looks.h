/* Looks as a test draws them: a file, its layer and the values of its columns. */
#pragma once
#include "store/proposal/proposal.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOKS = 40 };
static vp_look looks[LOOKS];
static size_t look_count;
static vp_proposal proposal;

static void begin(void) { look_count = 0; }
static void end(void)
{
    for (size_t i = 0; i < look_count; i++) vp_look_clear(&looks[i]);
    vp_proposal_clear(&proposal);
}

static vp_look *add(const char *path, vp_look_kind kind, size_t rows)
{
    vp_look *look = &looks[look_count++];
    *look = (vp_look){.path = strdup(path),
                      .layer = strdup(""),
                      .key = strdup(path),
                      .kind = kind,
                      .rows = rows,
                      .has_geometry = kind != VP_LOOK_TABLE,
                      .bounds = {105, 21, 106, 22},
                      .columns = calloc(8, sizeof *look->columns)};
    for (char *at = look->key; *at; at++)
        if (*at == '.') *at = '_';
    return look;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Texts, comma separated, one a row in turn. */
static vp_look_column *column(vp_look *look, const char *name, const char *values)
{
    vp_look_column *c = &look->columns[look->column_count++];
    *c = (vp_look_column){.name = strdup(name), .key = strdup(name), .filled = look->rows, .unique = true};
    c->values = calloc(VP_LOOK_VALUES_MOST, sizeof *c->values);
    c->codes = calloc(VP_LOOK_VALUES_MOST, sizeof *c->codes);
    c->cells = calloc(VP_LOOK_VALUES_MOST, sizeof *c->cells);
    for (const char *at = values; *at;) {
        size_t length = strcspn(at, ",");
        char text[60], *stop;
        snprintf(text, sizeof text, "%.*s", (int)length, at);
        size_t same = 0;
        while (same < c->value_count && strcmp(c->values[same].text, text) != 0) same++;
        if (same == c->value_count) c->values[c->value_count++] = (vp_look_value){strdup(text), strdup(text), 0};
        c->values[same].count++;
        if (c->values[same].count > 1) c->unique = false;
        double number = strtod(text, &stop);
        if (!*stop) {
            c->least = c->numbers ? fmin(c->least, number) : number,
            c->most = c->numbers ? fmax(c->most, number) : number;
            c->numbers++, c->whole += floor(number) == number, c->sum += number;
        }
        c->cells[c->cell_count++] = vp_look_code(text);
        at += length + (at[length] == ',');
    }
    for (size_t i = 0; i < c->value_count; i++) c->codes[c->code_count++] = vp_look_code(c->values[i].text);
    qsort(c->codes, c->code_count, sizeof *c->codes, compare);
    return c;
}

static void propose(const char *domain)
{
    vp_proposal_wishes wishes = {domain, 2026, false};
    vp_error err = {0};
    vp_proposal_clear(&proposal);
    ck_assert_msg(vp_proposal_make(looks, look_count, &wishes, &proposal, &err), "%s", err.message);
}
