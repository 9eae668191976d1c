#include "store/text/csv_rows.h"
#include "base/array.h"
#include "base/buffer.h"
#include "store/text/csv_text.h"
#include "store/text/number.h"
#include "store/text/text.h"
#include <csv.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 16, CHARACTER_MOST = 4 };

typedef struct {
    const vp_csv_rows *rows;
    const char *name;
    vp_error *err;
    struct csv_parser parser;
    char delimiter; /* 0: nothing was read yet */
    vp_buffer text; /* cells of the row, a NUL behind each */
    size_t *starts; /* of the cells in text */
    const char **fields;
    size_t count, room, width;
    bool headed, stopped, failed; /* failed: err is filled */
    bool after_cr;                /* the last byte was a carriage return */
    long line, row_line;          /* where the parser is, and where the row began */
    long checked_lines;           /* lines whose characters were looked at … */
    size_t checked_bytes;         /* … and bytes of the one after them */
} reader;

static void fault(reader *r, long row, const char *reason)
{
    const vp_csv_rows *rows = r->rows;
    if (r->stopped) return;
    if (rows->fault) {
        r->stopped = !rows->fault(rows->context, row, reason);
        return;
    }
    r->stopped = r->failed = true;
    if (row)
        vp_fail(r->err, VP_BAD_INPUT, "%s row %ld: %s", r->name, row, reason);
    else
        vp_fail(r->err, VP_BAD_INPUT, "%s: %s", r->name, reason);
}

static void fail_memory(reader *r, size_t bytes)
{
    r->stopped = r->failed = true;
    vp_fail_memory(r->err, bytes);
}

/* ------------------------------------------------------------ cells and rows */

static bool is_ascii(const char *bytes, size_t length)
{
    unsigned char all = 0;
    for (size_t i = 0; i < length; i++) all |= (unsigned char)bytes[i];
    return all < 0x80;
}

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static bool append_cell(reader *r, const char *bytes, size_t length)
{
    vp_csv_text_of(&bytes, &length);
    if (is_ascii(bytes, length)) {
        while (length && is_blank(bytes[length - 1])) length--;
        while (length && is_blank(*bytes)) bytes++, length--;
        if (!vp_buffer_reserve(&r->text, length + 1)) return false;
        memcpy(r->text.bytes + r->text.length, bytes, length);
        r->text.bytes[r->text.length + length] = '\0';
        r->text.length += length + 1;
        return true;
    }
    char *cell = vp_text_from(bytes, length, "", NULL);
    bool ok = cell && vp_buffer_append(&r->text, cell, strlen(cell) + 1);
    free(cell);
    return ok;
}

static void take_cell(void *bytes, size_t length, void *context)
{
    reader *r = context;
    const char *text = bytes ? bytes : "";
    if (r->count == 0) r->row_line = r->line;
    for (size_t i = 0; i < length; i++) r->line += text[i] == '\n';
    if (r->stopped) return;
    if (!VP_ARRAYS_FIT(r->room, r->count + 1, NULL, VP_ARRAY(r->starts), VP_ARRAY(r->fields))) {
        fail_memory(r, (r->count + 1) * sizeof *r->starts);
        return;
    }
    r->starts[r->count++] = r->text.length;
    if (!append_cell(r, text, length)) fail_memory(r, length);
}

static bool row_is_empty(const reader *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (*r->fields[i]) return false;
    return true;
}

static void check_heading(reader *r)
{
    char reason[200];
    for (size_t i = 0; i < r->count; i++)
        for (size_t j = 0; j < i; j++) {
            if (strcmp(r->fields[i], r->fields[j]) != 0) continue;
            snprintf(reason, sizeof reason, "two columns have the name %.100s (columns %zu and %zu)", r->fields[i],
                     j + 1, i + 1);
            fault(r, r->row_line, reason);
        }
}

static bool has_width(reader *r)
{
    char reason[200];
    if (r->count == r->width) return true;
    snprintf(reason, sizeof reason, "the row has %zu cells and the %s %zu; %s", r->count,
             r->rows->heading ? "heading" : "first row", r->width,
             r->width == 1 && r->count > 1 ? "where that is a title, delete the rows above the names of the columns"
                                           : "a text that holds the separator needs quotes");
    fault(r, r->row_line, reason);
    return false;
}

static void take_row(reader *r)
{
    for (size_t i = 0; i < r->count; i++) r->fields[i] = r->text.bytes + r->starts[i];
    if (row_is_empty(r)) return;
    bool first = !r->headed;
    while (r->count > (first ? 0 : r->width) && !*r->fields[r->count - 1]) r->count--;
    if (first) r->width = r->count;
    r->headed = true;
    if (!has_width(r)) return;
    if (first && r->rows->heading) check_heading(r);
    vp_csv_row row = {.fields = r->fields,
                      .field_count = r->count,
                      .row = r->row_line,
                      .first = first,
                      .decimal = r->delimiter == ';'   ? ','
                                 : r->delimiter == ',' ? '.'
                                                       : '\0'};
    if (!r->stopped && !r->rows->take(r->rows->context, &row)) r->stopped = true;
}

static void end_row(int end, void *context)
{
    reader *r = context;
    if (!r->stopped) take_row(r);
    r->count = 0;
    r->text.length = 0;
    if (end != -1) r->line++;
}

/* ------------------------------------------------------------ bytes */

/* CR LF and lone CR as LF, in place, so that lines can be counted. */
static size_t unify_line_ends(reader *r, char *bytes, size_t length)
{
    size_t kept = 0;
    if (!r->after_cr && !memchr(bytes, '\r', length)) return length;
    for (size_t i = 0; i < length; i++) {
        bool second = r->after_cr && bytes[i] == '\n';
        r->after_cr = bytes[i] == '\r';
        if (!second) bytes[kept++] = r->after_cr ? '\n' : bytes[i];
    }
    return kept;
}

/* How many of the bytes are whole characters. */
static size_t whole_characters(const char *bytes, size_t length)
{
    for (size_t back = 1; back < CHARACTER_MOST && back <= length; back++) {
        unsigned char byte = (unsigned char)bytes[length - back];
        if (byte < 0x80) return length;
        if (byte < 0xC0) continue;
        size_t wanted = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
        return wanted > back ? length - back : length;
    }
    return length;
}

/* Counts what is good; a fault names line and byte of the first that is not. */
static bool check_characters(reader *r, const char *bytes, size_t length)
{
    char reason[240];
    size_t bad = length;
    bool ok = vp_text_is_utf8(bytes, length, &bad);
    const char *at = bytes, *end = bytes + (ok ? length : bad);
    for (const char *line; (line = memchr(at, '\n', (size_t)(end - at))); at = line + 1) {
        r->checked_lines++;
        r->checked_bytes = 0;
    }
    r->checked_bytes += (size_t)(end - at);
    if (ok) return true;
    if (bytes[bad] == '\0')
        snprintf(reason, sizeof reason, "a NUL byte at byte %zu of the line: this is not a text file",
                 r->checked_bytes + 1);
    else
        snprintf(reason, sizeof reason,
                 "byte %zu of the line (0x%02X) is not UTF-8; save the table as \"CSV UTF-8\" (text in a TCVN3 or "
                 "VNI font must be converted to Unicode first)",
                 r->checked_bytes + 1, (unsigned)(unsigned char)bytes[bad]);
    fault(r, r->checked_lines + 1, reason);
    return false;
}

/* The row that names the columns, where its names are known. */
static void find_heading(reader *r, vp_csv_part *part)
{
    const vp_csv_rows *rows = r->rows;
    const vp_csv_wanted wanted = {rows->wanted, rows->wanted_count, ""};
    char reason[160];
    long lines[VP_HEADING_ROWS];
    size_t count = vp_csv_heading_find(&wanted, part, lines);
    if (count == 1 && rows->note) r->stopped = !rows->note(rows->context, lines[0], VP_HEADING_NOTE);
    if (count < 2) return;
    snprintf(reason, sizeof reason, "rows %ld and %ld both name all columns that are wanted; delete the other",
             lines[0], lines[1]);
    fault(r, lines[1], reason);
}

/* The first bytes say how the file is written. Returns how many of them are no text of the table. */
static size_t begin(reader *r, const char *bytes, size_t length)
{
    size_t mark = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0,
           line = vp_csv_separator_line(bytes, length, &r->delimiter), from = line ? line : mark;
    if (!line) r->delimiter = vp_csv_separator(bytes + from, length - from);
    vp_csv_part part = {bytes + from, length - from, 1 + (line > 0), r->delimiter, line > 0};
    if (r->rows->heading && r->rows->wanted_count) find_heading(r, &part);
    r->delimiter = part.separator;
    r->line = part.line;
    r->checked_lines = part.line - 1;
    csv_set_delim(&r->parser, (unsigned char)r->delimiter);
    return (size_t)(part.text - bytes);
}

/* Reads what is there, except an unfinished character at the end of what is not the last piece; *left: its bytes,
 * moved to the front. `fresh` of the bytes are new. False after what ends the reading. */
static bool feed(reader *r, char *bytes, size_t fresh, size_t *left, bool last)
{
    size_t length = *left + unify_line_ends(r, bytes + *left, fresh);
    size_t skip = r->delimiter ? 0 : begin(r, bytes, length);
    size_t end = last ? length : whole_characters(bytes, length);
    if (end < skip) end = skip;
    if (!check_characters(r, bytes + skip, end - skip)) return false;
    if (csv_parse(&r->parser, bytes + skip, end - skip, take_cell, end_row, r) != end - skip) {
        fault(r, r->line, "a quote inside a cell must be doubled and the cell quoted");
        return false;
    }
    *left = length - end;
    memmove(bytes, bytes + end, *left);
    return true;
}

static void finish(reader *r)
{
    if (r->stopped) return;
    if (csv_fini(&r->parser, take_cell, end_row, r) != 0)
        fault(r, r->line, "a quote that is opened in this row is never closed");
    else if (!r->headed && r->rows->heading)
        fault(r, 0, "the table is empty: no heading line");
}

static bool start(reader *r, const vp_csv_rows *rows, const char *name, vp_error *err)
{
    *r = (reader){.rows = rows, .name = name, .err = err, .line = 1, .row_line = 1};
    return csv_init(&r->parser, CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI) == 0 ||
           vp_fail_memory(err, sizeof r->parser);
}

static bool stop(reader *r)
{
    if (csv_error(&r->parser) == CSV_ENOMEM) fail_memory(r, r->text.length);
    csv_free(&r->parser);
    vp_buffer_clear(&r->text);
    free(r->starts);
    free(r->fields);
    return !r->failed;
}

/* The whole text at once; it is changed. */
static void feed_whole(reader *r, char *bytes, size_t length)
{
    size_t left = 0;
    if (feed(r, bytes, length, &left, true)) finish(r);
}

static void feed_two_bytes(reader *r, const char *encoding, const char *bytes, size_t length)
{
    vp_buffer text = {0};
    vp_error why = {0};
    if (vp_csv_from_two_bytes(encoding, bytes, length, &text, &why) && vp_buffer_reserve(&text, 1))
        feed_whole(r, text.bytes, text.length);
    else if (why.kind == VP_BAD_INPUT)
        fault(r, 1, why.message);
    else
        fail_memory(r, length);
    vp_buffer_clear(&text);
}

bool vp_csv_rows_text(const vp_csv_rows *rows, const char *bytes, size_t length, const char *name, vp_error *err)
{
    reader r;
    const char *two = vp_csv_two_bytes(bytes, length);
    char *copy = malloc(length + 1);
    if (!copy) return vp_fail_memory(err, length);
    if (length) memcpy(copy, bytes, length);
    bool ok = start(&r, rows, name, err);
    if (ok && two)
        feed_two_bytes(&r, two, bytes, length);
    else if (ok)
        feed_whole(&r, copy, length);
    if (ok) ok = stop(&r);
    free(copy);
    return ok;
}

/* A file of two bytes a character, whose first bytes were read: all of it at once. */
static bool read_two_bytes(reader *r, FILE *file, const char *encoding, const char *head, size_t length, vp_error *err)
{
    enum { MEGABYTES_MOST = 512 };
    size_t most = r->rows->bytes_most ? r->rows->bytes_most : (size_t)MEGABYTES_MOST << 20;
    vp_buffer all = {0};
    char block[CHUNK];
    vp_buffer_append(&all, head, length);
    for (size_t got; all.length <= most && (got = fread(block, 1, CHUNK, file)) > 0;)
        if (!vp_buffer_append(&all, block, got)) break;
    bool ok = !ferror(file) || vp_fail(err, VP_IO, "%s: cannot be read to its end", r->name);
    if (ok && all.failed) ok = vp_fail_memory(err, all.length);
    if (ok && all.length > most) ok = vp_fail(err, VP_BAD_INPUT, "%s is larger than %zu MB", r->name, most >> 20);
    if (ok) feed_two_bytes(r, encoding, all.bytes, all.length);
    vp_buffer_clear(&all);
    return ok;
}

static bool read_all(reader *r, FILE *file, vp_error *err)
{
    char bytes[CHUNK + CHARACTER_MOST];
    size_t left = 0, length, total = 0, most = r->rows->bytes_most;
    do {
        length = fread(bytes + left, 1, CHUNK, file);
        total += length;
        if (ferror(file))
            return vp_fail(err, vp_error_of_system(errno), "%s: cannot be read to its end: %s", r->name,
                           strerror(errno));
        const char *two = total == length ? vp_csv_two_bytes(bytes, length) : NULL;
        if (two) return read_two_bytes(r, file, two, bytes, length, err);
        if (most && total > most) return vp_fail(err, VP_BAD_INPUT, "%s is larger than %zu MB", r->name, most >> 20);
        if (!feed(r, bytes, length, &left, length == 0)) return true;
    } while (length > 0 && !r->stopped);
    finish(r);
    return true;
}

bool vp_csv_rows_file(const vp_csv_rows *rows, const char *path, vp_error *err)
{
    reader r;
    FILE *file = fopen(path, "rb");
    if (!file) return vp_fail(err, vp_error_of_system(errno), "%s: cannot be opened: %s", path, strerror(errno));
    bool ok = start(&r, rows, path, err);
    if (ok) {
        ok = read_all(&r, file, err);
        ok = stop(&r) && ok;
    }
    fclose(file);
    return ok;
}

bool vp_csv_row_number(const vp_csv_row *row, size_t field, double *number)
{
    if (field >= row->field_count) return false;
    const char *text = row->fields[field];
    if (row->decimal != '.' || text[strspn(text, "0123456789.-")])
        return vp_number_in_table(text, row->decimal, number);
    char *after;
    *number = strtod(text, &after); /* nearly all numbers, and fast */
    return after != text && !*after && isfinite(*number);
}
