/* A workbook's own XML, looked through before GDAL reads the sheet: GDAL passes over a formula without a stored value,
 * and over every cell of a merged range but the first, as if they were empty. */
#include "store/sandbox/reader_sheet.h"
#include "store/sandbox/reader_sheet_cells.h"
#include "store/sandbox/reader_sheet_top.h"
#include "store/sandbox/reader_xml.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHEETS_MOST = 256,
    COLUMNS_MOST = VP_SHEET_COLUMNS_MOST,
    HEADING_BYTES = VP_SHEET_TEXT_BYTES,
    ROWS_OF_TITLES = 40
};

typedef struct {
    char name[200], id[64], part[300];
    bool hidden;
} sheet;

/* Of a column of the sheet. */
typedef struct {
    char heading[HEADING_BYTES];
    long shared;             /* the heading's number among the shared texts, from 1; 0: it stands in the sheet */
    size_t values, unstored; /* below the heading; unstored: formulas */
    long first_unstored;
    bool has_text;
} sheet_column;

/* Of a field of GDAL's. */
typedef struct {
    size_t count;
    long first;
    char heading[HEADING_BYTES], word[16];
} errors;

struct vp_workbook {
    sheet *sheets;
    size_t sheet_count;
    bool uncomputed; /* whoever wrote it asks that all be computed when it is opened */
    const sheet *read;
    unsigned heading;      /* the row that names the columns */
    sheet_column *columns; /* COLUMNS_MOST + 1; the first is none */
    unsigned first_column, last_column;
    size_t rows, hidden_rows, formulas, merges, filled[ROWS_OF_TITLES + 1];
    long first_formula;
    vp_sheet_range heading_merge, first_merge;
    errors *errors;    /* COLUMNS_MOST */
    vp_sheet_top *top; /* NULL: it was not needed */
};

static void part_path(const vp_reader *reader, const char *part, char *out, size_t size)
{
    snprintf(out, size, "/vsizip/{%s}/%s", reader->path, part);
}

/* ------------------------------------------------------------ the list of sheets */

static void take_sheet(vp_workbook *book, const vp_xml_token *token)
{
    char state[20];
    if (book->sheet_count == SHEETS_MOST) return;
    sheet *s = &book->sheets[book->sheet_count++];
    *s = (sheet){0};
    vp_xml_attribute(token, "name", s->name, sizeof s->name);
    vp_xml_attribute(token, "state", state, sizeof state);
    vp_xml_attribute(token, "id", s->id, sizeof s->id); /* r:id */
    s->hidden = strcmp(state, "hidden") == 0 || strcmp(state, "veryHidden") == 0;
}

static void read_sheets(vp_workbook *book, vp_xml *xml)
{
    const vp_xml_token *token;
    char asked[8];
    while ((token = vp_xml_next(xml))) {
        if (vp_xml_closes(token)) continue;
        if (vp_xml_is(token, "sheet")) take_sheet(book, token);
        if (!vp_xml_is(token, "calcPr")) continue;
        vp_xml_attribute(token, "fullCalcOnLoad", asked, sizeof asked);
        book->uncomputed = strcmp(asked, "1") == 0 || strcmp(asked, "true") == 0;
    }
}

static void read_parts(vp_workbook *book, vp_xml *xml)
{
    const vp_xml_token *token;
    char id[64], target[260];
    while ((token = vp_xml_next(xml))) {
        if (!vp_xml_is(token, "Relationship") || !vp_xml_attribute(token, "Id", id, sizeof id)) continue;
        vp_xml_attribute(token, "Target", target, sizeof target);
        if (strstr(target, "..")) continue;
        for (size_t i = 0; i < book->sheet_count; i++)
            if (strcmp(book->sheets[i].id, id) == 0)
                snprintf(book->sheets[i].part, sizeof book->sheets[i].part, "%s%s", target[0] == '/' ? "" : "xl/",
                         target + (target[0] == '/'));
    }
}

static bool read_part(const vp_reader *reader, const char *part, vp_workbook *book,
                      void (*read)(vp_workbook *, vp_xml *))
{
    char path[4800];
    part_path(reader, part, path, sizeof path);
    vp_xml *xml = vp_xml_open(path);
    if (xml) read(book, xml);
    vp_xml_close(xml);
    return xml != NULL;
}

vp_workbook *vp_workbook_open(const vp_reader *reader)
{
    vp_workbook *book = calloc(1, sizeof *book);
    if (!book) return NULL;
    book->sheets = calloc(SHEETS_MOST, sizeof *book->sheets);
    book->columns = calloc(COLUMNS_MOST + 1, sizeof *book->columns);
    book->errors = calloc(COLUMNS_MOST, sizeof *book->errors);
    if (book->sheets && book->columns && book->errors && read_part(reader, "xl/workbook.xml", book, read_sheets) &&
        read_part(reader, "xl/_rels/workbook.xml.rels", book, read_parts))
        return book;
    vp_workbook_free(book);
    return NULL;
}

void vp_workbook_free(vp_workbook *book)
{
    if (!book) return;
    free(book->sheets);
    free(book->columns);
    free(book->errors);
    vp_sheet_top_free(book->top);
    free(book);
}

static const sheet *find_sheet(const vp_workbook *book, const char *name)
{
    for (size_t i = 0; book && i < book->sheet_count; i++)
        if (strcmp(book->sheets[i].name, name) == 0) return &book->sheets[i];
    return NULL;
}

bool vp_workbook_hides(const vp_workbook *book, const char *name)
{
    const sheet *found = find_sheet(book, name);
    return found && found->hidden;
}

/* ------------------------------------------------------------ cells */

/* A text formula may well give "", but then its empty value is there. */
static bool is_unstored(const vp_sheet_cell *c)
{
    return c->formula && !*c->text && !(c->value && strcmp(c->type, "str") == 0);
}

static bool is_text(const vp_sheet_cell *c)
{
    return strcmp(c->type, "s") == 0 || strcmp(c->type, "str") == 0 || strcmp(c->type, "inlineStr") == 0;
}

static void take_heading(sheet_column *at, const vp_sheet_cell *c)
{
    at->shared = vp_sheet_shared_number(c);
    if (!at->shared) vp_xml_plain(c->text, strlen(c->text), at->heading, sizeof at->heading);
}

static void take_cell(void *context, const vp_sheet_cell *c)
{
    vp_workbook *book = context;
    sheet_column *at = &book->columns[c->column];
    if (c->row <= ROWS_OF_TITLES) book->filled[c->row] += *c->text != '\0';
    if (c->row < book->heading) return;
    if (is_unstored(c) && !at->unstored++) at->first_unstored = (long)c->row;
    if (c->formula && !book->formulas++) book->first_formula = (long)c->row;
    if (!*c->text) return;
    if (!book->first_column || c->column < book->first_column) book->first_column = c->column;
    if (c->column > book->last_column) book->last_column = c->column;
    if (c->row == book->heading) {
        take_heading(at, c);
    } else {
        at->values++;
        at->has_text |= is_text(c);
    }
}

/* Cells that are merged above the heading are titles; a heading may begin in a row above it. */
static void take_merge(void *context, vp_sheet_range r)
{
    vp_workbook *book = context;
    bool heading = r.row <= book->heading && r.last_row >= book->heading,
         downwards = r.column == r.last_column && r.last_row == book->heading;
    if (heading && !downwards && !book->heading_merge.row) book->heading_merge = r;
    if (r.row > book->heading && !book->merges++) book->first_merge = r;
}

static void take_row(void *context, unsigned row, bool hidden)
{
    vp_workbook *book = context;
    book->rows++;
    book->hidden_rows += row > book->heading && hidden;
}

static bool read_cells(vp_workbook *book, const vp_reader *reader)
{
    char path[4800];
    const vp_sheet_visitor visitor = {take_row, take_cell, take_merge, book};
    part_path(reader, book->read->part, path, sizeof path);
    return vp_sheet_visit(path, &visitor) && book->rows;
}

/* The texts that headings name by their number. */
static void take_shared(void *context, long number, const char *text, size_t length)
{
    vp_workbook *book = context;
    for (unsigned c = 1; c <= book->last_column; c++) {
        sheet_column *at = &book->columns[c];
        size_t used = strlen(at->heading);
        if (at->shared == number) vp_xml_plain(text, length, at->heading + used, sizeof at->heading - used);
    }
}

/* ------------------------------------------------------------ the heading */

static void read_shared(const vp_reader *reader, void *context, vp_shared_taker *take)
{
    char path[4800];
    part_path(reader, "xl/sharedStrings.xml", path, sizeof path);
    vp_sheet_visit_shared(path, take, context);
}

/* first: the names that row 1 has, as GDAL reads them, are those that are wanted, or none is. */
static bool find_heading(vp_workbook *book, vp_reader *reader, bool first)
{
    char path[4800];
    part_path(reader, book->read->part, path, sizeof path);
    book->heading = 1;
    reader->heading = 1;
    if (first && reader->job->request.heading.row <= 1) return true;
    book->top = vp_sheet_top_read(path);
    if (!book->top) return vp_reader_fail(reader, "no memory for the sheet's first rows");
    read_shared(reader, book->top, vp_sheet_top_take_shared);
    if (!vp_sheet_top_find(book->top, reader)) return false;
    book->heading = (unsigned)reader->heading;
    return true;
}

bool vp_workbook_begin_at_heading(const vp_workbook *book, vp_reader *reader)
{
    return book->heading == 1 || vp_sheet_top_use_copy(book->top, reader, book->read->part);
}

/* ------------------------------------------------------------ what is wrong */

static void report_unstored(const vp_workbook *book, vp_reader *reader)
{
    char letters[8];
    for (unsigned c = 1; c <= COLUMNS_MOST; c++) {
        const sheet_column *at = &book->columns[c];
        if (!at->unstored) continue;
        const char *name = vp_sheet_letters(c, letters);
        vp_reader_finding(reader, VP_FINDING_ERROR, at->first_unstored, *at->heading ? at->heading : name,
                          "sheet %.80s: %zu cells of column %s, %s%ld first, hold a formula without a stored value; "
                          "open the workbook in a spreadsheet program (Excel, LibreOffice) and save it there",
                          book->read->name, at->unstored, name, name, at->first_unstored);
    }
    if (book->uncomputed && book->formulas)
        vp_reader_finding(
            reader, VP_FINDING_ERROR, book->first_formula, NULL,
            "sheet %.80s: it has %zu formulas, and the workbook asks to be computed when it is opened, so "
            "that the stored values need not be theirs (libraries write 0 there); open it in a spreadsheet "
            "program (Excel, LibreOffice) and save it there",
            book->read->name, book->formulas);
}

static const char *name_range(vp_sheet_range r, char out[48])
{
    char from[8], to[8];
    snprintf(out, 48, "%s%u:%s%u", vp_sheet_letters(r.column, from), r.row, vp_sheet_letters(r.last_column, to),
             r.last_row);
    return out;
}

static void report_merges(const vp_workbook *book, vp_reader *reader)
{
    char name[48];
    if (book->heading_merge.row)
        vp_reader_finding(
            reader, VP_FINDING_ERROR, (long)book->heading, NULL,
            "sheet %.80s: the cells %s of the heading, row %u, are merged; one row of headings is needed, "
            "with one name a column: take the merged cells apart, or state another row (header_row)",
            book->read->name, name_range(book->heading_merge, name), book->heading);
    if (book->merges)
        vp_reader_finding(
            reader, VP_FINDING_WARNING, (long)book->first_merge.row, NULL,
            "sheet %.80s: %zu ranges of cells below the heading are merged, %s first: only the first cell "
            "of each has the value, the others are no data; take them apart and fill each cell",
            book->read->name, book->merges, name_range(book->first_merge, name));
}

/* The first row that looks like a heading: as wide as any. */
static unsigned likely_heading(const vp_workbook *book, size_t *widest)
{
    unsigned row = 1;
    *widest = 0;
    for (unsigned r = 2; r <= ROWS_OF_TITLES; r++)
        if (book->filled[r] > *widest) *widest = book->filled[r], row = r;
    return row;
}

static void report_heading(const vp_workbook *book, vp_reader *reader)
{
    size_t widest, nameless = 0;
    unsigned row = likely_heading(book, &widest), first = 0;
    char letters[8];
    bool stated = reader->job->request.heading.row > 0;
    if (!stated && book->heading == 1 && (!book->filled[1] || (book->filled[1] == 1 && widest > 1))) {
        vp_reader_finding(
            reader, VP_FINDING_ERROR, 1, NULL,
            "sheet %.80s: row 1 %s, and no row names all columns that are wanted; state the row of the heading "
            "(header_row in datasets.csv), which seems to be row %u, or delete the rows above it",
            book->read->name, book->filled[1] ? "holds one text alone, as a title does" : "is empty", row);
        return;
    }
    for (unsigned c = book->first_column; c && c <= book->last_column; c++)
        if (!*book->columns[c].heading && book->columns[c].values && !nameless++) first = c;
    if (nameless)
        vp_reader_finding(reader, VP_FINDING_WARNING, (long)book->heading, NULL,
                          "sheet %.80s: %zu columns have values and no heading in row %u, %s first: they are not read",
                          book->read->name, nameless, book->heading, vp_sheet_letters(first, letters));
}

/* A heading that is merged with the row above it stands there. */
static void take_names_above(vp_workbook *book)
{
    for (unsigned c = 1; book->heading > 1 && c <= book->last_column; c++)
        vp_sheet_top_name(book->top, book->heading, c, book->columns[c].heading, sizeof book->columns[c].heading);
}

bool vp_workbook_check(vp_workbook *book, vp_reader *reader, const char *name, bool first)
{
    book->read = find_sheet(book, name);
    if (!book->read || !*book->read->part)
        return vp_reader_fail(reader, "the sheet %s cannot be found in the workbook's own list", name);
    if (!find_heading(book, reader, first)) return false;
    if (!read_cells(book, reader))
        return vp_reader_fail(reader, "the sheet %s cannot be read: the workbook is damaged", name);
    read_shared(reader, book, take_shared);
    take_names_above(book);
    report_unstored(book, reader);
    report_heading(book, reader);
    report_merges(book, reader);
    if (book->read->hidden)
        vp_reader_finding(reader, VP_FINDING_NOTE, 0, NULL, "the sheet %.80s is hidden, and was read", name);
    if (book->hidden_rows)
        vp_reader_finding(reader, VP_FINDING_NOTE, 0, NULL,
                          "sheet %.80s: %zu rows are hidden, and were read as all others", name, book->hidden_rows);
    return true;
}

bool vp_workbook_is_number(const vp_workbook *book, size_t field, const char *heading)
{
    if (!book->first_column || field > COLUMNS_MOST - book->first_column) return false;
    const sheet_column *at = &book->columns[book->first_column + field];
    return at->values && !at->has_text && strcmp(at->heading, heading) == 0;
}

/* ------------------------------------------------------------ error values */

bool vp_workbook_is_error(const char *text)
{
    static const char *const words[] = {"#N/A",   "#REF!",  "#DIV/0!", "#VALUE!", "#NAME?",       "#NUM!",
                                        "#NULL!", "#CALC!", "#SPILL!", "#FIELD!", "#GETTING_DATA"};
    for (size_t i = 0; *text == '#' && i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0) return true;
    return false;
}

void vp_workbook_count_error(vp_workbook *book, size_t field, const char *heading, long row, const char *text)
{
    if (field >= COLUMNS_MOST) return;
    errors *e = &book->errors[field];
    if (e->count++) return;
    e->first = row;
    snprintf(e->heading, sizeof e->heading, "%s", heading);
    snprintf(e->word, sizeof e->word, "%s", text);
}

/* "not available" is said on purpose; the others are formulas that failed. */
void vp_workbook_report_errors(const vp_workbook *book, vp_reader *reader)
{
    for (size_t i = 0; i < COLUMNS_MOST; i++) {
        const errors *e = &book->errors[i];
        if (!e->count) continue;
        bool meant = strcmp(e->word, "#N/A") == 0;
        vp_reader_finding(reader, meant ? VP_FINDING_WARNING : VP_FINDING_ERROR, e->first, e->heading,
                          "sheet %.80s: %zu cells of this column hold an error value, %s in row %ld first; %s",
                          book->read ? book->read->name : "", e->count, e->word, e->first,
                          meant ? "they count as no data"
                                : "mend the formula, or empty the cell where nothing is known");
    }
}
