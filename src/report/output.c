#include "report/output.h"
#include "base/array.h"
#include "base/csv.h"
#include "json/json.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *text; /* NULL: a number, or no data when value is NaN */
    double value;
    int decimals;
} cell;

struct vp_output {
    size_t column_count, cell_count, room;
    cell *cells;
    bool failed;
    const char *columns[]; /* names are the caller's */
};

bool vp_output_format_of(const char *name, vp_output_format *format)
{
    static const char *const names[] = {"text", "csv", "json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) {
            *format = (vp_output_format)i;
            return true;
        }
    return false;
}

vp_output *vp_output_new(const char *const columns[], size_t column_count, vp_error *err)
{
    size_t size = sizeof(vp_output) + column_count * sizeof *columns;
    vp_output *output = calloc(1, size);
    if (!output) {
        vp_fail_memory(err, size);
        return NULL;
    }
    memcpy(output->columns, columns, column_count * sizeof *columns);
    output->column_count = column_count;
    return output;
}

void vp_output_free(vp_output *output)
{
    if (!output) return;
    for (size_t i = 0; i < output->cell_count; i++) free(output->cells[i].text);
    free(output->cells);
    free(output);
}

static void add(vp_output *output, cell next)
{
    if (!VP_ARRAY_FIT(output->cells, output->room, output->cell_count + 1, NULL)) {
        output->failed = true;
        free(next.text);
        return;
    }
    output->cells[output->cell_count++] = next;
}

void vp_output_text(vp_output *output, const char *text)
{
    char *copy = text ? strdup(text) : NULL;
    if (text && !copy) output->failed = true;
    add(output, (cell){.text = copy, .value = NAN});
}

void vp_output_number(vp_output *output, double value, int decimals)
{
    add(output, (cell){.value = value, .decimals = decimals});
}

static bool prints_as(double value, double bound, int decimals)
{
    char one[400], other[400];
    snprintf(one, sizeof one, "%.*f", decimals, value);
    snprintf(other, sizeof other, "%.*f", decimals, bound);
    return strcmp(one, other) == 0;
}

int vp_output_decimals(double value, const double bounds[], size_t bound_count, int least)
{
    enum { MOST = 12 };
    int decimals = least;
    for (size_t i = 0; i < bound_count; i++) {
        bool apart = fabs(value - bounds[i]) > 1e-9 * fmax(1, fabs(bounds[i])); /* as the score has it */
        while (apart && decimals < MOST && prints_as(value, bounds[i], decimals)) decimals++;
    }
    return decimals;
}

/* Columns on a terminal: continuation bytes of UTF-8 take none, combining marks do not occur in NFC. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text; text++) width += ((unsigned char)*text & 0xC0U) != 0x80U;
    return width;
}

static void show(const cell *c, char text[512])
{
    if (c->text)
        snprintf(text, 512, "%s", c->text);
    else if (isnan(c->value))
        snprintf(text, 512, "–");
    else
        snprintf(text, 512, "%.*f", c->decimals, c->value);
}

static void print_padded(const char *text, size_t width, bool right)
{
    size_t own = width_of(text), pad = own < width ? width - own : 0;
    printf("%*s%s%*s", right ? (int)pad : 0, "", text, right ? 0 : (int)pad, "");
}

typedef struct {
    size_t width;
    bool number;
} layout;

static layout column_layout(const vp_output *o, size_t column)
{
    char text[512];
    layout l = {.width = width_of(o->columns[column])};
    for (size_t i = column; i < o->cell_count; i += o->column_count) {
        show(&o->cells[i], text);
        l.number = l.number || !o->cells[i].text;
        if (width_of(text) > l.width) l.width = width_of(text);
    }
    return l;
}

static bool print_text(const vp_output *o)
{
    layout *layouts = calloc(o->column_count, sizeof *layouts);
    if (!layouts) return false;
    for (size_t c = 0; c < o->column_count; c++) layouts[c] = column_layout(o, c);
    for (size_t row = 0; row <= o->cell_count / o->column_count; row++)
        for (size_t c = 0; c < o->column_count; c++) {
            char text[512];
            if (row == 0)
                snprintf(text, sizeof text, "%s", o->columns[c]);
            else
                show(&o->cells[(row - 1) * o->column_count + c], text);
            print_padded(text, layouts[c].width, layouts[c].number);
            fputs(c + 1 < o->column_count ? "  " : "\n", stdout);
        }
    free(layouts);
    return true;
}

static bool print_csv(const vp_output *o, vp_csv_style style)
{
    vp_csv csv = vp_csv_begin(style);
    for (size_t c = 0; c < o->column_count; c++) vp_csv_name(&csv, o->columns[c]);
    vp_csv_end(&csv);
    for (size_t i = 0; i < o->cell_count; i++) {
        if (o->cells[i].text)
            vp_csv_text(&csv, o->cells[i].text);
        else
            vp_csv_number(&csv, o->cells[i].value);
        if ((i + 1) % o->column_count == 0) vp_csv_end(&csv);
    }
    bool ok = !csv.bytes.failed && fwrite(csv.bytes.bytes, 1, csv.bytes.length, stdout) == csv.bytes.length;
    vp_buffer_clear(&csv.bytes);
    return ok;
}

static json_t *rows_of(const vp_output *o)
{
    json_t *rows = json_array();
    for (size_t i = 0; rows && i + o->column_count <= o->cell_count; i += o->column_count) {
        json_t *row = json_object();
        for (size_t c = 0; c < o->column_count; c++) {
            const cell *one = &o->cells[i + c];
            vp_json_put(&row, o->columns[c], one->text ? json_string(one->text) : vp_json_number(one->value));
        }
        vp_json_add(&rows, row);
    }
    return rows;
}

bool vp_output_print(const vp_output *output, vp_output_format format, vp_error *err)
{
    if (output->failed) return vp_fail_memory(err, output->room * sizeof *output->cells);
    if (format == VP_OUTPUT_JSON) return vp_json_print(rows_of(output), err);
    bool ok = format == VP_OUTPUT_TEXT ? print_text(output)
                                       : print_csv(output, format == VP_OUTPUT_CSV ? VP_CSV_TERMINAL : VP_CSV_COMMA);
    if (!ok || fflush(stdout) != 0 || ferror(stdout))
        return vp_fail(err, VP_IO, "the result cannot be written to stdout");
    return true;
}
