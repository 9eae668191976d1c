/* CSV as spreadsheets save it. GDAL guesses the separator, fills short rows, cuts long ones and joins rows by a stray
 * quote, all without a word: so the rows are counted here first, and what GDAL would not understand (UTF-16, a first
 * line sep=, a heading with two kinds of separators, another extension) becomes a copy in memory that it does. */
#include "base/array.h"
#include "store/sandbox/reader_internal.h"
#include "store/text/csv_heading.h"
#include "store/text/csv_text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LOOKED_INTO_MOST = 512 << 20, NAMES_MOST = 400 };

/* ------------------------------------------------------------ counting */

typedef struct {
    size_t width, longer, shorter;
    long first_longer, first_shorter;
    size_t cells_longer, cells_shorter;
} widths;

static void compare(widths *w, const vp_csv_cursor *r, long line)
{
    if (r->last > w->width && !w->longer++) w->first_longer = line, w->cells_longer = r->last;
    if (r->cells < w->width && !w->shorter++) w->first_shorter = line, w->cells_shorter = r->cells;
}

static void report_widths(vp_reader *reader, const widths *w)
{
    if (w->longer)
        vp_reader_finding(
            reader, VP_FINDING_ERROR, w->first_longer, NULL,
            "the row has %zu cells and the heading %zu%s: a text or number that holds the separator needs "
            "quotes",
            w->cells_longer, w->width, w->longer > 1 ? ", and so have others" : "");
    if (w->shorter)
        vp_reader_finding(reader, VP_FINDING_WARNING, w->first_shorter, NULL,
                          "the row has %zu cells and the heading %zu%s: what is missing is no data", w->cells_shorter,
                          w->width, w->shorter > 1 ? ", and others are short, too" : "");
}

/* Of the heading: a name twice. */
static void report_twice(vp_reader *reader, const char *text, const vp_csv_cursor *heading)
{
    const char *starts[NAMES_MOST];
    size_t lengths[NAMES_MOST], count = 0;
    bool quoted = false;
    for (const char *at = text, *from = text; at <= heading->end && count < NAMES_MOST; at++) {
        bool end = at == heading->end || (!quoted && (*at == '\n' || *at == '\r'));
        if (!end && *at == '"') quoted = !quoted;
        if (!end && (quoted || *at != heading->separator)) continue;
        starts[count] = from, lengths[count] = (size_t)(at - from);
        for (size_t i = 0; i < count && lengths[count]; i++)
            if (lengths[i] == lengths[count] && strncasecmp(starts[i], from, lengths[i]) == 0) {
                vp_reader_finding(
                    reader, VP_FINDING_WARNING, 0, NULL,
                    "columns %zu and %zu have the same name, %.*s; the first is read by it: give the other "
                    "a name of its own if it is meant",
                    i + 1, count + 1, (int)(lengths[i] > 80 ? 80 : lengths[i]), from);
                break;
            }
        count++;
        from = at + 1;
        if (end) break;
    }
}

/* Where the rows begin, as GDAL counts them: without empty ones. */
static bool keep_line(vp_reader *reader, long line, size_t *room)
{
    if (!VP_ARRAY_FIT(reader->row_lines, *room, reader->row_line_count + 1, NULL)) return false;
    reader->row_lines[reader->row_line_count++] = line;
    return true;
}

static bool count_rows(vp_reader *reader, const char *text, size_t length, char separator, long first_line)
{
    vp_csv_cursor r = {.at = text, .end = text + length, .separator = separator, .line = first_line};
    widths w = {0};
    size_t room = 0;
    long line;
    while (vp_csv_cursor_next(&r, &line)) {
        bool empty = r.cells == 1 && !r.last;
        if (r.blank || (empty && !w.width)) continue;
        if (r.open) return vp_reader_fail(reader, "a quote that is opened in row %ld is never closed", line);
        if (!w.width) {
            w.width = r.last;
            report_twice(reader, text, &r);
        } else {
            if (!empty) compare(&w, &r, line);
            if (!keep_line(reader, line, &room)) return vp_reader_fail(reader, "no memory for the table's rows");
        }
    }
    report_widths(reader, &w);
    return true;
}

/* ------------------------------------------------------------ copies */

/* The whole file; *bytes is the caller's to free. */
static bool read_whole(vp_reader *reader, char **bytes, size_t *length)
{
    VSIStatBufL about;
    if (VSIStatL(reader->path, &about) != 0) return vp_reader_fail(reader, "cannot be opened");
    VSILFILE *file = VSIFOpenL(reader->path, "rb");
    *bytes = malloc((size_t)about.st_size + 1);
    *length = file && *bytes ? VSIFReadL(*bytes, 1, (size_t)about.st_size, file) : 0;
    if (file) VSIFCloseL(file);
    return *length == (size_t)about.st_size || vp_reader_fail(reader, "cannot be read to its end");
}

/* GDAL reads the copy, which lives as long as the child. */
static bool use_copy(vp_reader *reader, const char *text, size_t length)
{
    VSILFILE *copy = VSIFileFromMemBuffer("/vsimem/table.csv", (GByte *)(uintptr_t)text, length, FALSE);
    if (!copy) return vp_reader_fail(reader, "no memory for a copy of the table");
    VSIFCloseL(copy);
    snprintf(reader->path, sizeof reader->path, "/vsimem/table.csv");
    return true;
}

/* With commas, and quotes around every cell; blank rows left out, as GDAL does. alone: of one column, which GDAL takes
 * for a table only with an empty one beside it. */
static bool quote_cells(vp_reader *reader, const char *text, size_t length, char separator, bool alone, vp_buffer *out)
{
    bool quoted = false, begun = false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool ends = !quoted && (c == '\n' || c == '\r');
        if (!begun && !ends) vp_buffer_append(out, "\"", 1);
        if (c == '"' && quoted && i + 1 < length && text[i + 1] == '"') {
            vp_buffer_append(out, "\"\"", 2), i++;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == separator) {
            vp_buffer_append(out, "\",\"", 3);
        } else if (!ends) {
            vp_buffer_append(out, &c, 1);
        } else if (begun) {
            vp_buffer_text(out, alone ? "\",\n" : "\"\n");
        }
        begun = !ends;
    }
    if (begun) vp_buffer_text(out, alone ? "\",\n" : "\"\n");
    return !out->failed || vp_reader_fail(reader, "no memory for a copy of the table");
}

/* Which separators the heading has, beside its own: GDAL takes the only kind that it has, of several the comma, and not
 * yet the |. */
static bool gdal_takes(const char *text, size_t length, char separator, bool *alone)
{
    bool quoted = false;
    size_t others = 0, own = 0;
    for (size_t i = 0; i < length && (quoted || (text[i] != '\n' && text[i] != '\r')); i++) {
        if (text[i] == '"') quoted = !quoted;
        own += !quoted && text[i] == separator;
        others += !quoted && text[i] != separator && text[i] && strchr(",;\t|", text[i]);
    }
    *alone = !own;
    return own && ((!others && separator != '|') || separator == ',');
}

static bool is_named_csv(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcasecmp(path + length - 4, ".csv") == 0;
}

/* ------------------------------------------------------------ the heading */

static bool take_stated(vp_reader *reader, vp_csv_part *t)
{
    vp_csv_cursor r = {.at = t->text, .end = t->text + t->length, .separator = t->separator, .line = t->line};
    long wanted = reader->job->request.heading.row, line;
    for (const char *at = r.at; vp_csv_cursor_next(&r, &line); at = r.at) {
        if (line != wanted) continue;
        if (!r.last) return vp_reader_fail(reader, "header_row is %ld, and that row is empty", wanted);
        *t = vp_csv_part_from(t, at, line);
        reader->heading = line;
        return true;
    }
    return vp_reader_fail(reader, "header_row is %ld, and no row of the table begins in that line; it has %ld lines",
                          wanted, r.line - 1);
}

static bool find_heading(vp_reader *reader, vp_csv_part *t)
{
    const vp_source_request *request = &reader->job->request;
    const vp_csv_wanted wanted = {request->heading.wanted, request->heading.wanted_count, request->encoding};
    long fits[VP_HEADING_ROWS];
    size_t count = vp_csv_heading_find(&wanted, t, fits);
    return vp_reader_take_heading(reader, fits, count, t->line);
}

/* text: UTF-8, or of a code page of single bytes; allocated, and kept where GDAL reads it from there. */
static bool prepare(vp_reader *reader, char *text, size_t length, bool converted)
{
    char separator = 0;
    size_t mark = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0,
           line = vp_csv_separator_line(text, length, &separator), from = line ? line : mark;
    if (!line) separator = vp_csv_separator(text + mark, length - mark);
    vp_csv_part t = {text + from, length - from, 1 + (line > 0), separator, line > 0};
    if (!(reader->job->request.heading.row ? take_stated(reader, &t) : find_heading(reader, &t))) return false;
    if (!count_rows(reader, t.text, t.length, t.separator, t.line)) return false;
    vp_buffer quoted = {0};
    bool alone;
    if (!gdal_takes(t.text, t.length, t.separator, &alone))
        return quote_cells(reader, t.text, t.length, t.separator, alone, &quoted) &&
               use_copy(reader, quoted.bytes, quoted.length);
    if (converted || t.text > text + mark || !is_named_csv(reader->path)) return use_copy(reader, t.text, t.length);
    free(text);
    return true;
}

/* What was given the name of a table: its quotes and commas would be read as such. */
static bool check_is_text(vp_reader *reader, const char *bytes, size_t length)
{
    static const struct {
        const char *begins, *is;
    } others[] = {{"PK\x03\x04", "a zip or a workbook (.xlsx, .ods): give it that name"},
                  {"\xD0\xCF\x11\xE0", "a workbook of Excel 97 (.xls): save it as .xlsx"},
                  {"%PDF-", "a PDF: a table must be saved as .xlsx or .csv"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        size_t size = strlen(others[i].begins);
        if (length >= size && memcmp(bytes, others[i].begins, size) == 0)
            return vp_reader_fail(reader, "the file is no CSV but %s", others[i].is);
    }
    return true;
}

bool vp_reader_prepare_csv(vp_reader *reader)
{
    VSIStatBufL about;
    char *bytes = NULL;
    size_t length = 0;
    vp_buffer text = {0};
    vp_error why = {0};
    if (VSIStatL(reader->path, &about) == 0 && (uint64_t)about.st_size > LOOKED_INTO_MOST) {
        vp_reader_finding(reader, VP_FINDING_NOTE, 0, NULL, "the table is larger than %d MB: its rows were not counted",
                          LOOKED_INTO_MOST >> 20);
        return true;
    }
    if (!read_whole(reader, &bytes, &length)) return false;
    if (!check_is_text(reader, bytes, length)) return false;
    const char *from = vp_csv_two_bytes(bytes, length);
    if (!from) return prepare(reader, bytes, length, false);
    if (!vp_csv_from_two_bytes(from, bytes, length, &text, &why)) return vp_reader_fail(reader, "%s", why.message);
    free(bytes);
    return prepare(reader, text.bytes, text.length, true);
}
