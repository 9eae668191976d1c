/* The cells of a table against its columns. */
#include "base/name.h"
#include "store/province/province_internal.h"
#include "store/text/text.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/date.h>
#include <vungphu/indicators.h>
#include <vungphu/region.h>

/* ------------------------------------------------------------ one cell */

static bool parse_number(const char *text, char **end, double *out)
{
    *out = strtod(text, end);
    return *end != text && isfinite(*out) && !isalpha((unsigned char)text[text[0] == '-' || text[0] == '+']) &&
           !strpbrk(text, "xX");
}

static void check_number(const vp_province_column *column, const char *value, vp_place place, vp_findings *findings)
{
    char *end;
    double number;
    bool is_number = parse_number(value, &end, &number) && !*end;
    if (!is_number)
        vp_findings_add(findings, VP_FINDING_ERROR, place, "not a number: %s", column->meaning);
    else if (number < column->least || number > column->most)
        vp_findings_add(findings, VP_FINDING_ERROR, place, "must be from %g to %g%s", column->least, column->most,
                        column->most == 1 && number <= 100 ? "; percentages are written as shares, 0.8 for 80 %" : "");
    else if (column->kind == VP_COLUMN_WHOLE && number != floor(number))
        vp_findings_add(findings, VP_FINDING_ERROR, place, "must be a whole number");
}

static void check_numbers(const vp_province_column *column, const char *value, vp_place place, vp_findings *findings)
{
    double last = -INFINITY;
    for (const char *at = value; *at;) {
        char *end;
        double number;
        if (!parse_number(at, &end, &number) || (*end && !strchr("; |", *end))) {
            vp_findings_add(findings, VP_FINDING_ERROR, place, "numbers separated by ; are expected: %s",
                            column->meaning);
            return;
        }
        if (number <= last || number < column->least || number > column->most) {
            vp_findings_add(findings, VP_FINDING_ERROR, place, "the numbers must ascend and be from %g to %g",
                            column->least, column->most);
            return;
        }
        last = number;
        at = end + strspn(end, "; |");
    }
}

static bool is_id(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == strlen(text) &&
           strlen(text) <= 64;
}

bool vp_province_next_id(const char **at, char *id, size_t room)
{
    if (!*at) return false;
    size_t length = strcspn(*at, "|");
    snprintf(id, room, "%.*s", (int)length, *at);
    *at = (*at)[length] ? *at + length + 1 : NULL;
    return true;
}

static bool are_ids(const char *text)
{
    char id[66], before[66];
    for (const char *at = text; vp_province_next_id(&at, id, sizeof id);) {
        if (!*id || !is_id(id)) return false;
        for (const char *earlier = text; vp_province_next_id(&earlier, before, sizeof before) && earlier != at;)
            if (strcmp(before, id) == 0) return false;
    }
    return true;
}

bool vp_province_next_milestone(const char **at, int *year, double *value)
{
    char *end;
    if (!**at) return false;
    long whole = strtol(*at, &end, 10);
    if (end == *at || *end != '=' || whole < 1900 || whole > 2200) return false;
    const char *number = end + 1;
    *value = strtod(number, &end);
    if (end == number || !isfinite(*value) || (*end && *end != '|') || (*end == '|' && !end[1])) return false;
    *year = (int)whole;
    *at = end + (*end == '|');
    return true;
}

static bool are_milestones(const char *text)
{
    int year, before = 0;
    double value;
    while (vp_province_next_milestone(&text, &year, &value)) {
        if (year <= before) return false;
        before = year;
    }
    return !*text;
}

static bool is_choice(const char *choices, const char *value)
{
    size_t length = strlen(value);
    for (const char *at = choices; (at = strstr(at, value)); at++)
        if ((at == choices || at[-1] == ' ') && (at[length] == ' ' || !at[length])) return !strchr(value, ' ');
    return false;
}

static void refuse_measure(vp_place place, vp_findings *findings)
{
    char names[500] = "";
    for (size_t m = 0, at = 0; m < vp_measure_count && at < sizeof names; m++)
        at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", m ? " " : "", vp_measures[m].name);
    vp_findings_add(findings, VP_FINDING_ERROR, place, "must be one of: %s", names);
}

static void check_cell(const vp_province_column *column, const char *value, vp_place place, vp_findings *findings)
{
    vp_date day;
    if (vp_text_seems_tcvn3(value))
        vp_findings_add(findings, VP_FINDING_WARNING, place,
                        "reads like text in a TCVN3 (ABC) font; convert it to Unicode");
    switch (column->kind) {
    case VP_COLUMN_TEXT: break;
    case VP_COLUMN_ID:
        if (!is_id(value))
            vp_findings_add(findings, VP_FINDING_ERROR, place,
                            "only letters without marks, digits, _ and -, at most 64");
        break;
    case VP_COLUMN_IDS:
        if (!are_ids(value))
            vp_findings_add(findings, VP_FINDING_ERROR, place,
                            "ids joined by |, each once: only letters without marks, digits, _ and -, at most 64");
        break;
    case VP_COLUMN_NUMBER:
    case VP_COLUMN_WHOLE: check_number(column, value, place, findings); break;
    case VP_COLUMN_NUMBERS: check_numbers(column, value, place, findings); break;
    case VP_COLUMN_DATE:
        if (!vp_date_read(value, VP_DATE_ISO, day))
            vp_findings_add(findings, VP_FINDING_ERROR, place, "not a date; write it as 2026-12-31");
        break;
    case VP_COLUMN_FLAG:
        if (!is_choice("yes no 1 0", value)) vp_findings_add(findings, VP_FINDING_ERROR, place, "must be yes or no");
        break;
    case VP_COLUMN_CHOICE:
        if (!is_choice(column->choices, value))
            vp_findings_add(findings, VP_FINDING_ERROR, place, "must be one of: %s", column->choices);
        break;
    case VP_COLUMN_MILESTONES:
        if (!are_milestones(value))
            vp_findings_add(findings, VP_FINDING_ERROR, place, "write years and values as 2025=0.6|2027=0.7");
        break;
    case VP_COLUMN_MEASURE:
        if (vp_measure_named(value) == VP_MEASURE_NONE) refuse_measure(place, findings);
        break;
    }
}

/* ------------------------------------------------------------ the columns of a table */

static const vp_province_column *find_column(vp_province_table table, const char *name)
{
    for (size_t i = 0; i < vp_province_column_count; i++)
        if (vp_province_columns[i].table == table && strcmp(vp_province_columns[i].name, name) == 0)
            return &vp_province_columns[i];
    return NULL;
}

/* The known column whose name is nearest, for a note about an unknown one; NULL when none is near. */
static const char *nearest_column(vp_province_table table, const char *name)
{
    const char *nearest = NULL;
    size_t least = 3;
    for (size_t i = 0; i < vp_province_column_count; i++) {
        if (vp_province_columns[i].table != table) continue;
        size_t distance = vp_name_distance(vp_province_columns[i].name, name, 2);
        if (distance < least) nearest = vp_province_columns[i].name, least = distance;
    }
    return nearest;
}

static void note_unknown(vp_province_table table, const char *name, vp_place place, vp_findings *findings)
{
    const char *near = nearest_column(table, name);
    place.column = table == VP_TABLE_PROVINCE ? "key" : name;
    if (near)
        vp_findings_add(findings, VP_FINDING_WARNING, place, "%s is not known; is %s meant?", name, near);
    else
        vp_findings_add(findings, VP_FINDING_NOTE, place, "%s is not known and is not read", name);
}

static void check_settings(const vp_province *province, vp_findings *findings)
{
    const vp_table *t = &province->tables[VP_TABLE_PROVINCE];
    size_t keys = vp_table_column(t, "key"), values = vp_table_column(t, "value");
    if (t->column_count && (keys == VP_NONE || values == VP_NONE)) {
        vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = t->file, .row = t->heading},
                        "the columns must be key and value");
        return;
    }
    for (size_t row = 0; row < t->row_count; row++) {
        const char *key = vp_table_cell(t, row, keys);
        vp_place place = {.file = t->file, .row = t->lines[row], .column = key, .value = vp_table_cell(t, row, values)};
        const vp_province_column *column = find_column(VP_TABLE_PROVINCE, key);
        if (!column)
            note_unknown(VP_TABLE_PROVINCE, key, (vp_place){.file = t->file, .row = t->lines[row], .value = key},
                         findings);
        else if (*place.value)
            check_cell(column, place.value, place, findings);
        size_t first = vp_province_find(province, VP_TABLE_PROVINCE, key);
        if (first < row)
            vp_findings_add(findings, VP_FINDING_ERROR, place, "the key is in rows %ld and %ld", t->lines[first],
                            t->lines[row]);
    }
    for (size_t i = 0; i < vp_province_column_count; i++) {
        const vp_province_column *c = &vp_province_columns[i];
        if (c->table == VP_TABLE_PROVINCE && c->required && !*vp_province_setting(province, c->name))
            vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = t->file, .column = c->name},
                            "the key %s is missing or empty: %s", c->name, c->meaning);
    }
}

static void check_keys(const vp_table *t, size_t column, vp_findings *findings)
{
    for (size_t row = 0; row < t->row_count; row++)
        for (size_t before = 0; before < row; before++) {
            const char *value = vp_table_cell(t, row, column);
            if (!*value || strcmp(value, vp_table_cell(t, before, column)) != 0) continue;
            vp_findings_add(
                findings, VP_FINDING_ERROR,
                (vp_place){.file = t->file, .row = t->lines[row], .column = t->columns[column], .value = value},
                "the id is in rows %ld and %ld", t->lines[before], t->lines[row]);
            break;
        }
}

static void check_column(const vp_table *t, const vp_province_column *column, vp_findings *findings)
{
    size_t at = vp_table_column(t, column->name);
    if (at == VP_NONE) {
        if (column->required)
            vp_findings_add(findings, VP_FINDING_ERROR,
                            (vp_place){.file = t->file, .row = t->heading, .column = column->name},
                            "the column %s is missing: %s", column->name, column->meaning);
        return;
    }
    for (size_t row = 0; row < t->row_count; row++) {
        const char *value = vp_table_cell(t, row, at);
        vp_place place = {.file = t->file, .row = t->lines[row], .column = column->name, .value = value};
        if (*value)
            check_cell(column, value, place, findings);
        else if (column->required)
            vp_findings_add(findings, VP_FINDING_ERROR, place, "empty, but needed: %s", column->meaning);
    }
    if (strcmp(column->name, "id") == 0) check_keys(t, at, findings);
}

void vp_province_check_table(const vp_province *province, vp_province_table table, vp_findings *findings)
{
    const vp_table *t = &province->tables[table];
    if (table == VP_TABLE_PROVINCE) {
        check_settings(province, findings);
        return;
    }
    for (size_t i = 0; t->column_count && i < vp_province_column_count; i++)
        if (vp_province_columns[i].table == table) check_column(t, &vp_province_columns[i], findings);
    for (size_t i = 0; i < t->column_count; i++)
        if (!find_column(table, t->columns[i]))
            note_unknown(table, t->columns[i], (vp_place){.file = t->file, .row = t->heading}, findings);
}
