#include "base/csv.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/date.h>

static const struct {
    const char *separator, *line_end;
    bool quotes; /* around every text */
    int digits;  /* significant ones of a number; 0: as few as give it back */
} styles[] = {
    [VP_CSV_ANSWER] = {",", "\r\n", true, 12},
    [VP_CSV_FILE] = {",", "\r\n", false, 15},
    [VP_CSV_TERMINAL] = {",", "\n", false, 0},
    [VP_CSV_COMMA] = {";", "\r\n", true, 12},
};

vp_csv vp_csv_begin(vp_csv_style style)
{
    vp_csv csv = {.style = style};
    if (style == VP_CSV_COMMA) vp_buffer_text(&csv.bytes, "\xEF\xBB\xBF");
    return csv;
}

static void start_cell(vp_csv *csv)
{
    if (csv->inside) vp_buffer_text(&csv->bytes, styles[csv->style].separator);
    csv->inside = true;
}

static void put_quoted(vp_csv *csv, const char *before, const char *text, const char *after)
{
    vp_buffer_format(&csv->bytes, "\"%s", before);
    for (size_t length; *text; text += length) {
        length = strcspn(text, "\"");
        vp_buffer_append(&csv->bytes, text, length);
        if (text[length] != '"') continue;
        vp_buffer_text(&csv->bytes, "\"\"");
        length++;
    }
    vp_buffer_format(&csv->bytes, "%s\"", after);
}

/* What a spreadsheet would take for a number, a time or a date of its country, and show otherwise. A day such as
 * 2026-12-31 is one in all of them, and may be. */
static bool reads_as_number(const char *text)
{
    vp_date day;
    size_t length = strlen(text);
    return strpbrk(text, "0123456789") && strspn(text, "0123456789.,:/+-%eE ") == length &&
           !vp_date_read(text, VP_DATE_ISO, day);
}

void vp_csv_text(vp_csv *csv, const char *text)
{
    start_cell(csv);
    if (!text) text = "";
    bool formula = *text && strchr("=+-@\t\r", *text);
    if (csv->style == VP_CSV_COMMA && reads_as_number(text))
        put_quoted(csv, "=\"\"", text, "\"\"");
    else if (formula)
        put_quoted(csv, "'", text, "");
    else if ((styles[csv->style].quotes && (*text || csv->style == VP_CSV_ANSWER)) || strpbrk(text, ",;\"\r\n") ||
             *text == ' ')
        put_quoted(csv, "", text, "");
    else
        vp_buffer_text(&csv->bytes, text);
}

static void put_number(vp_csv *csv, double value)
{
    char text[40];
    int digits = styles[csv->style].digits;
    snprintf(text, sizeof text, "%.*g", digits ? digits : 15, value);
    if (!digits && strtod(text, NULL) != value) snprintf(text, sizeof text, "%.17g", value);
    char *point = csv->style == VP_CSV_COMMA ? strchr(text, '.') : NULL;
    if (point) *point = ',';
    vp_buffer_text(&csv->bytes, text);
}

void vp_csv_number(vp_csv *csv, double value)
{
    start_cell(csv);
    if (isfinite(value))
        put_number(csv, value);
    else if (csv->style == VP_CSV_ANSWER)
        vp_buffer_text(&csv->bytes, "\"\"");
}

void vp_csv_numbers(vp_csv *csv, const double values[], size_t count)
{
    for (size_t i = 0; i < count; i++) vp_csv_number(csv, values[i]);
}

void vp_csv_whole(vp_csv *csv, long long value)
{
    start_cell(csv);
    vp_buffer_format(&csv->bytes, "%lld", value);
}

void vp_csv_name(vp_csv *csv, const char *name)
{
    start_cell(csv);
    vp_buffer_text(&csv->bytes, name);
}

void vp_csv_end(vp_csv *csv)
{
    vp_buffer_text(&csv->bytes, styles[csv->style].line_end);
    csv->inside = false;
}

void vp_csv_header(vp_csv *csv, const char *names)
{
    for (size_t length; *names; names += length + (names[length] == ',')) {
        length = strcspn(names, ",");
        start_cell(csv);
        vp_buffer_append(&csv->bytes, names, length);
    }
    vp_csv_end(csv);
}
