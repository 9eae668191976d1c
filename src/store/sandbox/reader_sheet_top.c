/* GDAL takes the first row of a sheet for its heading. Where another is, it reads a copy that begins there: titles are
 * left out, rows are counted from the heading, and its cells are written anew, with the names of merged cells. */
#include "store/sandbox/reader_sheet_top.h"
#include "base/array.h"
#include "store/sandbox/reader_sheet_cells.h"
#include "store/sandbox/reader_xml.h"
#include "store/text/number.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_KEPT = 1000, CELLS_MOST = 200000 };

typedef struct {
    unsigned column, row;
    long shared;
    char text[VP_SHEET_TEXT_BYTES];
} top_cell;

struct vp_sheet_top {
    top_cell *cells;
    size_t count, room;
    unsigned last_row;
    bool short_of_memory;
};

static void take_row(void *context, unsigned row, bool hidden)
{
    vp_sheet_top *top = context;
    (void)hidden;
    if (row > top->last_row) top->last_row = row;
}

static void take_cell(void *context, const vp_sheet_cell *c)
{
    vp_sheet_top *top = context;
    if (c->row > ROWS_KEPT || !*c->text || top->count == CELLS_MOST) return;
    if (!VP_ARRAY_FIT(top->cells, top->room, top->count + 1, NULL)) {
        top->short_of_memory = true;
        return;
    }
    top_cell *kept = &top->cells[top->count++];
    *kept = (top_cell){.column = c->column, .row = c->row, .shared = vp_sheet_shared_number(c)};
    if (!kept->shared) vp_xml_plain(c->text, strlen(c->text), kept->text, sizeof kept->text);
}

static void take_merge(void *context, vp_sheet_range r)
{
    vp_sheet_top *top = context;
    if (r.column != r.last_column) return;
    for (size_t i = 0; i < top->count; i++)
        if (top->cells[i].row == r.row && top->cells[i].column == r.column) top->cells[i].row = r.last_row;
}

vp_sheet_top *vp_sheet_top_read(const char *path)
{
    vp_sheet_top *top = calloc(1, sizeof *top);
    const vp_sheet_visitor visitor = {take_row, take_cell, take_merge, top};
    if (top && vp_sheet_visit(path, &visitor) && !top->short_of_memory) return top;
    vp_sheet_top_free(top);
    return NULL;
}

void vp_sheet_top_free(vp_sheet_top *top)
{
    if (!top) return;
    free(top->cells);
    free(top);
}

void vp_sheet_top_take_shared(void *context, long number, const char *text, size_t length)
{
    vp_sheet_top *top = context;
    for (size_t i = 0; i < top->count; i++) {
        top_cell *c = &top->cells[i];
        size_t used = strlen(c->text);
        if (c->shared == number) vp_xml_plain(text, length, c->text + used, sizeof c->text - used);
    }
}

/* ------------------------------------------------------------ which row */

static bool fits(const vp_sheet_top *top, const vp_reader *reader, unsigned row)
{
    const char **names = calloc(top->count + 1, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; names && i < top->count; i++)
        if (top->cells[i].row == row) names[count++] = top->cells[i].text;
    bool found = names && vp_reader_is_heading(reader, names, count);
    free(names);
    return found;
}

static bool take_stated(const vp_sheet_top *top, vp_reader *reader)
{
    long row = reader->job->request.heading.row;
    bool filled = false;
    for (size_t i = 0; i < top->count && !filled; i++) filled = (long)top->cells[i].row == row;
    reader->heading = row;
    return filled ||
           vp_reader_fail(reader,
                          "header_row is %ld, and that row of the sheet is empty or beyond row %d; it has %u rows", row,
                          ROWS_KEPT, top->last_row);
}

/* A year may name a column. */
static bool is_name(const char *text)
{
    double number;
    bool counts = vp_number_read(text, VP_DECIMAL_POINT, &number) != VP_NUMBER_NONE;
    return !counts || (number >= 1900 && number <= 2100);
}

/* How many cells of the row are filled; 0 where one of them is no name. */
static size_t names_in(const vp_sheet_top *top, unsigned row, size_t *filled)
{
    size_t names = 0;
    *filled = 0;
    for (size_t i = 0; i < top->count; i++) {
        if (top->cells[i].row != row || !*top->cells[i].text) continue;
        ++*filled;
        names += is_name(top->cells[i].text);
    }
    return names == *filled ? names : 0;
}

/* The first row of names that is nearly as wide as the widest; 0: none. */
static long guess_row(const vp_sheet_top *top)
{
    size_t filled, widest = 0;
    for (unsigned row = 1; row <= VP_HEADING_ROWS; row++) {
        names_in(top, row, &filled);
        if (filled > widest) widest = filled;
    }
    for (unsigned row = 1; widest > 1 && row <= VP_HEADING_ROWS; row++)
        if (names_in(top, row, &filled) * 5 >= widest * 4) return (long)row;
    return 0;
}

bool vp_sheet_top_find(const vp_sheet_top *top, vp_reader *reader)
{
    long rows[VP_HEADING_ROWS];
    size_t count = 0;
    if (reader->job->request.heading.row) return take_stated(top, reader);
    rows[0] = reader->job->request.heading.guess ? guess_row(top) : 0;
    if (rows[0]) return vp_reader_take_heading(reader, rows, rows[0] > 1, 1);
    for (unsigned row = 2; row <= VP_HEADING_ROWS; row++)
        if (fits(top, reader, row)) rows[count++] = (long)row;
    return vp_reader_take_heading(reader, rows, count, 1);
}

void vp_sheet_top_name(const vp_sheet_top *top, unsigned row, unsigned column, char *out, size_t size)
{
    for (size_t i = 0; i < top->count; i++)
        if (top->cells[i].row == row && top->cells[i].column == column) snprintf(out, size, "%s", top->cells[i].text);
}

/* ------------------------------------------------------------ the copy */

/* Of "x:row": "x:". */
static int prefix_length(const char *tag)
{
    size_t name = strcspn(tag, " \t\r\n/>");
    const char *colon = memchr(tag, ':', name);
    return colon ? (int)(colon - tag + 1) : 0;
}

static void write_heading(const vp_sheet_top *top, unsigned row, const vp_xml_token *first, vp_buffer *out)
{
    int length = prefix_length(first->text);
    const char *p = first->text;
    char letters[8];
    vp_buffer_format(out, "<%.*srow r=\"1\">", length, p);
    for (unsigned column = 1, next; column; column = next) {
        next = 0;
        for (size_t i = 0; i < top->count; i++) {
            const top_cell *c = &top->cells[i];
            if (c->row != row) continue;
            if (c->column > column && (!next || c->column < next)) next = c->column;
            if (c->column != column) continue;
            char *text = CPLEscapeString(c->text, -1, CPLES_XML);
            vp_buffer_format(out, "<%.*sc r=\"%s1\" t=\"inlineStr\"><%.*sis><%.*st>%s</%.*st></%.*sis></%.*sc>", length,
                             p, vp_sheet_letters(column, letters), length, p, length, p, text, length, p, length, p,
                             length, p);
            CPLFree(text);
        }
    }
    vp_buffer_format(out, "</%.*srow>", length, p);
}

/* The sheet's text from the heading on. */
static bool rewrite(const vp_sheet_top *top, long heading, const char *path, const char *bytes, size_t length,
                    vp_buffer *out)
{
    const vp_xml_token *token;
    unsigned row = 0;
    size_t from = 0, begins = 0;
    bool dropping = false;
    char number[16];
    vp_xml *xml = vp_xml_open(path);
    for (; xml && (token = vp_xml_next(xml)); begins = vp_xml_at(xml)) {
        bool opens = token->tag && !vp_xml_closes(token), closes = vp_xml_is(token, "sheetData") && !opens;
        if (opens && vp_xml_is(token, "row")) {
            row = vp_xml_attribute(token, "r", number, sizeof number) ? (unsigned)strtoul(number, NULL, 10) : row + 1;
            if (!dropping) vp_buffer_append(out, bytes + from, begins - from);
            from = begins;
            dropping = row <= heading;
            if (dropping) continue;
            vp_buffer_format(out, "<%.*srow r=\"%ld\"%s>", prefix_length(token->text), token->text, row - heading + 1,
                             vp_xml_is_whole(token) ? "/" : "");
            from = vp_xml_at(xml);
        } else if (opens && vp_xml_is(token, "sheetData")) {
            vp_buffer_append(out, bytes + from, vp_xml_at(xml) - from);
            write_heading(top, (unsigned)heading, token, out);
            from = vp_xml_at(xml);
        } else if (closes && dropping) {
            dropping = false;
            from = begins;
        }
    }
    vp_xml_close(xml);
    if (xml && !dropping) vp_buffer_append(out, bytes + from, length - from);
    return xml && !out->failed;
}

static bool read_part(const char *path, vp_buffer *out)
{
    char block[65536];
    VSILFILE *file = VSIFOpenL(path, "rb");
    if (!file) return false;
    for (size_t got; (got = VSIFReadL(block, 1, sizeof block, file)) > 0;) vp_buffer_append(out, block, got);
    VSIFCloseL(file);
    return !out->failed;
}

static bool write_part(const char *name, const vp_buffer *bytes)
{
    char path[400];
    snprintf(path, sizeof path, "/vsizip/{/vsimem/table.xlsx}/%s", name);
    VSILFILE *file = VSIFOpenL(path, "wb");
    bool ok = file && VSIFWriteL(bytes->bytes, 1, bytes->length, file) == bytes->length;
    return file && VSIFCloseL(file) == 0 && ok;
}

static bool copy_part(const vp_sheet_top *top, const vp_reader *reader, const char *name, bool sheet)
{
    char path[4800];
    vp_buffer bytes = {0}, below = {0};
    snprintf(path, sizeof path, "/vsizip/{%s}/%s", reader->path, name);
    bool there = read_part(path, &bytes), ok = !sheet && !bytes.failed;
    if (there && sheet) ok = rewrite(top, reader->heading, path, bytes.bytes, bytes.length, &below);
    if (ok && there) ok = write_part(name, sheet ? &below : &bytes);
    vp_buffer_clear(&bytes);
    vp_buffer_clear(&below);
    return ok;
}

bool vp_sheet_top_use_copy(const vp_sheet_top *top, vp_reader *reader, const char *part)
{
    static const char *const names[] = {"[Content_Types].xml",        "_rels/.rels",   "xl/workbook.xml",
                                        "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml"};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof names / sizeof *names; i++) ok = copy_part(top, reader, names[i], false);
    if (!ok || !copy_part(top, reader, part, true))
        return vp_reader_fail(reader, "no memory for a copy of the sheet from its heading on");
    snprintf(reader->path, sizeof reader->path, "/vsimem/table.xlsx");
    return true;
}
