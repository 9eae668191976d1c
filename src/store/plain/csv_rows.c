#include "store/plain/csv_rows.h"
#include "base/array.h"
#include <csv.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MOST = 256 };

typedef struct {
    vp_csv_row_taker *take;
    void *context;
    char *fields[FIELDS_MOST];
    size_t room[FIELDS_MOST];
    size_t field_count;
    long row;
    char decimal;
    bool stopped, short_of_memory, too_wide;
} reader;

static void add_field(void *bytes, size_t length, void *context)
{
    reader *r = context;
    if (r->stopped) return;
    if (r->field_count == FIELDS_MOST) {
        r->too_wide = r->stopped = true;
        return;
    }
    size_t at = r->field_count;
    if (!VP_ARRAY_FIT(r->fields[at], r->room[at], length + 1, NULL)) {
        r->short_of_memory = r->stopped = true;
        return;
    }
    if (length) memcpy(r->fields[at], bytes, length);
    r->fields[at][length] = '\0';
    r->field_count++;
}

static void end_row(int terminator, void *context)
{
    reader *r = context;
    (void)terminator;
    if (r->stopped) return;
    r->row++;
    const char *fields[FIELDS_MOST];
    bool empty = true;
    for (size_t k = 0; k < r->field_count; k++) {
        fields[k] = r->fields[k];
        empty = empty && !*fields[k];
    }
    vp_csv_row row = {.fields = fields, .field_count = r->field_count, .row = r->row, .decimal = r->decimal};
    if (!empty && !r->take(r->context, &row)) r->stopped = true;
    r->field_count = 0;
}

/* Semicolons when the first line has more of them than commas. */
static char delimiter_of(const char *bytes, size_t length)
{
    size_t commas = 0, semicolons = 0;
    for (size_t i = 0; i < length && bytes[i] != '\n' && bytes[i] != '\r'; i++) {
        commas += bytes[i] == ',';
        semicolons += bytes[i] == ';';
    }
    return semicolons > commas ? ';' : ',';
}

static bool read_all(FILE *file, const char *path, reader *r, struct csv_parser *parser, vp_error *err)
{
    char bytes[65536];
    bool first = true;
    size_t length;
    while (!r->stopped && (length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        size_t skip = first && length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        if (first) {
            char delimiter = delimiter_of(bytes, length);
            csv_set_delim(parser, (unsigned char)delimiter);
            r->decimal = delimiter == ';' ? ',' : '.';
        }
        first = false;
        if (csv_parse(parser, bytes + skip, length - skip, add_field, end_row, r) != length - skip)
            return vp_fail(err, VP_BAD_INPUT, "%s row %ld: %s", path, r->row + 1, csv_strerror(csv_error(parser)));
    }
    if (ferror(file)) return vp_fail(err, VP_IO, "%s cannot be read: %s", path, strerror(errno));
    if (!r->stopped && csv_fini(parser, add_field, end_row, r) != 0)
        return vp_fail(err, VP_BAD_INPUT, "%s row %ld: %s", path, r->row + 1, csv_strerror(csv_error(parser)));
    if (r->too_wide)
        return vp_fail(err, VP_BAD_INPUT, "%s row %ld has more than %d fields", path, r->row + 1, FIELDS_MOST);
    if (r->short_of_memory) return vp_fail_memory(err, 1);
    return true;
}

bool vp_csv_rows_read(const char *path, vp_csv_row_taker *take, void *context, vp_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file) return vp_fail(err, VP_IO, "%s cannot be opened: %s", path, strerror(errno));
    struct csv_parser parser;
    reader *r = calloc(1, sizeof *r);
    bool ok = r && csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) == 0;
    if (!ok) {
        vp_fail_memory(err, sizeof *r);
    } else {
        r->take = take;
        r->context = context;
        ok = read_all(file, path, r, &parser, err);
        csv_free(&parser);
    }
    for (size_t k = 0; r && k < FIELDS_MOST; k++) free(r->fields[k]);
    free(r);
    fclose(file);
    return ok;
}

bool vp_csv_row_number(const vp_csv_row *row, size_t field, double *number)
{
    if (field >= row->field_count) return false;
    char text[64];
    size_t length = strlen(row->fields[field]);
    if (length == 0 || length >= sizeof text) return false;
    memcpy(text, row->fields[field], length + 1);
    char *comma = row->decimal == ',' ? strchr(text, ',') : NULL;
    if (comma) *comma = '.';
    if (strpbrk(text, "xXnN")) return false; /* hexadecimal, nan, inf */
    char *end;
    *number = strtod(text, &end);
    while (*end == ' ' || *end == '\t') end++;
    return end != text && !*end && isfinite(*number);
}
