/* Numbers of the tables as a spreadsheet of any locale writes them, settled before anything reads them. */
#include "store/province/province_internal.h"
#include "store/text/number.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/region.h>

typedef struct {
    vp_table *table;
    vp_findings *findings;
} settling;

static void write_number(char text[40], double number)
{
    snprintf(text, 40, "%.15g", number);
    if (strtod(text, NULL) != number) snprintf(text, 40, "%.17g", number);
}

/* One number; true when it is one, and then out is how programs write it. */
static bool settle(settling *s, size_t row, const char *column, const char *text, char out[40])
{
    double number;
    char doubt[160];
    vp_place place = {.file = s->table->file, .row = s->table->lines[row], .column = column, .value = text};
    bool known = vp_number_in_table(text, s->table->decimal, &number);
    if (!known && vp_number_doubt(text, s->table->decimal, doubt, sizeof doubt)) {
        vp_findings_add(s->findings, VP_FINDING_ERROR, place, "%s", doubt);
        known = vp_number_read(text, VP_DECIMAL_UNKNOWN, &number) != VP_NUMBER_NONE; /* so that it is reported once */
    }
    if (known) write_number(out, number);
    return known;
}

/* Numbers with a decimal comma between ; or |. Without those it may be a list with commas, which is refused later. */
static bool settle_list(settling *s, size_t row, const char *column, const char *text, char out[400])
{
    size_t used = 0;
    if (!strpbrk(text, ";|") || strlen(text) > 200) return false;
    for (const char *at = text; *at;) {
        char part[48], number[40];
        size_t length = strcspn(at, "; |"), gap = strspn(at + length, "; |");
        if (length >= sizeof part) return false;
        snprintf(part, sizeof part, "%.*s", (int)length, at);
        if (!settle(s, row, column, part, number)) return false;
        used += (size_t)snprintf(out + used, 400 - used, "%s%.*s", number, (int)gap, at + length);
        if (used >= 400) return false;
        at += length + gap;
    }
    return true;
}

static bool settle_cell(settling *s, const vp_province_column *column, size_t row, size_t at)
{
    vp_table *t = s->table;
    char out[400], **cell = &t->cells[row * t->column_count + at];
    if (!**cell) return true;
    bool list = column->kind == VP_COLUMN_NUMBERS, plain = !(*cell)[strspn(*cell, "0123456789.-; |")];
    if (plain && (t->decimal == '.' || !strchr(*cell, '.'))) return true;
    if (!(list ? settle_list(s, row, column->name, *cell, out) : settle(s, row, column->name, *cell, out))) return true;
    char *copy = strdup(out);
    if (!copy) return false;
    free(*cell);
    *cell = copy;
    return true;
}

/* Where the values of the column stand: a setting has its name in its row. */
static bool is_of(const vp_table *t, const vp_province_column *column, size_t row, size_t keys)
{
    return column->table != VP_TABLE_PROVINCE || strcmp(vp_table_cell(t, row, keys), column->name) == 0;
}

bool vp_province_settle_numbers(vp_table *table, vp_province_table kind, vp_findings *findings)
{
    settling s = {table, findings};
    size_t keys = vp_table_column(table, "key"), values = vp_table_column(table, "value");
    for (size_t i = 0; i < vp_province_column_count; i++) {
        const vp_province_column *c = &vp_province_columns[i];
        size_t at = kind == VP_TABLE_PROVINCE ? values : vp_table_column(table, c->name);
        bool number = c->kind == VP_COLUMN_NUMBER || c->kind == VP_COLUMN_WHOLE || c->kind == VP_COLUMN_NUMBERS;
        if (c->table != kind || !number || at == VP_NONE) continue;
        for (size_t row = 0; row < table->row_count; row++)
            if (is_of(table, c, row, keys) && !settle_cell(&s, c, row, at)) return false;
    }
    return true;
}
