#include "store/sandbox/reader_sheet_cells.h"
#include "store/sandbox/reader_xml.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MOST = VP_SHEET_COLUMNS_MOST };

/* "BC12" is column 55, row 12; 0 where the text has no such part. */
static const char *read_place(const char *text, unsigned *column, unsigned *row)
{
    unsigned long c = 0, r = 0;
    for (; *text >= 'A' && *text <= 'Z'; text++)
        if (c <= COLUMNS_MOST) c = c * 26 + (unsigned long)(*text - 'A' + 1);
    for (; *text >= '0' && *text <= '9'; text++)
        if (r < 100000000) r = r * 10 + (unsigned long)(*text - '0');
    *column = c <= COLUMNS_MOST ? (unsigned)c : 0;
    *row = (unsigned)r;
    return text;
}

const char *vp_sheet_letters(unsigned column, char out[8])
{
    char *at = out + 7;
    *at = '\0';
    for (; column; column = (column - 1) / 26) *--at = (char)('A' + (column - 1) % 26);
    return at;
}

typedef struct {
    const vp_sheet_visitor *visitor;
    vp_sheet_cell cell;
    bool open, reading; /* a cell; the element of its value */
    unsigned row, last_column;
} walk;

static void open_cell(walk *w, const vp_xml_token *token)
{
    char place[24];
    vp_sheet_cell *c = &w->cell;
    *c = (vp_sheet_cell){0};
    w->open = true;
    w->reading = false;
    vp_xml_attribute(token, "t", c->type, sizeof c->type);
    vp_xml_attribute(token, "r", place, sizeof place);
    read_place(place, &c->column, &c->row);
    if (!*place && w->last_column < COLUMNS_MOST) c->column = w->last_column + 1;
    if (!c->row) c->row = w->row;
    w->last_column = c->column;
    if (vp_xml_is_whole(token)) w->open = false;
}

static void close_cell(walk *w)
{
    w->open = false;
    if (w->cell.column && w->cell.row) w->visitor->cell(w->visitor->context, &w->cell);
}

static void take_merge(const walk *w, const vp_xml_token *token)
{
    char text[40];
    vp_sheet_range r = {0};
    vp_xml_attribute(token, "ref", text, sizeof text);
    const char *end = read_place(text, &r.column, &r.row);
    if (*end == ':') read_place(end + 1, &r.last_column, &r.last_row);
    if (!r.row || !r.last_row || (r.row == r.last_row && r.column == r.last_column)) return;
    w->visitor->merge(w->visitor->context, r);
}

static void open_row(walk *w, const vp_xml_token *token)
{
    char number[16], hidden[8];
    vp_xml_attribute(token, "hidden", hidden, sizeof hidden);
    w->row = vp_xml_attribute(token, "r", number, sizeof number) ? (unsigned)strtoul(number, NULL, 10) : w->row + 1;
    w->last_column = 0;
    w->visitor->row(w->visitor->context, w->row, strcmp(hidden, "1") == 0 || strcmp(hidden, "true") == 0);
}

static void take_tag(walk *w, const vp_xml_token *token)
{
    if (vp_xml_is(token, "f") && !vp_xml_closes(token)) w->cell.formula = true;
    if (vp_xml_is(token, "v") || vp_xml_is(token, "is")) {
        w->cell.value = true;
        w->reading = !vp_xml_closes(token) && !vp_xml_is_whole(token);
    }
    if (vp_xml_is(token, "c") && vp_xml_closes(token)) close_cell(w);
}

static void take_text(walk *w, const vp_xml_token *token)
{
    size_t used = strlen(w->cell.text), room = sizeof w->cell.text - used - 1;
    if (w->reading) snprintf(w->cell.text + used, room + 1, "%.*s", (int)room, token->text);
}

bool vp_sheet_visit(const char *path, const vp_sheet_visitor *visitor)
{
    const vp_xml_token *token;
    walk w = {.visitor = visitor};
    vp_xml *xml = vp_xml_open(path);
    while (xml && (token = vp_xml_next(xml))) {
        bool opens = token->tag && !vp_xml_closes(token);
        if (opens && vp_xml_is(token, "row"))
            open_row(&w, token);
        else if (opens && vp_xml_is(token, "c"))
            open_cell(&w, token);
        else if (opens && vp_xml_is(token, "mergeCell"))
            take_merge(&w, token);
        else if (w.open && (!token->tag || strncmp(token->text, "![CDATA[", 8) == 0))
            take_text(&w, token);
        else if (w.open)
            take_tag(&w, token);
    }
    vp_xml_close(xml);
    return xml != NULL;
}

void vp_sheet_visit_shared(const char *path, vp_shared_taker *take, void *context)
{
    const vp_xml_token *token;
    long number = 0;
    bool reading = false;
    vp_xml *xml = vp_xml_open(path);
    while (xml && (token = vp_xml_next(xml))) {
        if (vp_xml_is(token, "si") && !vp_xml_closes(token)) number++;
        if (vp_xml_is(token, "t")) reading = !vp_xml_closes(token) && !vp_xml_is_whole(token);
        if (reading && !token->tag && number) take(context, number, token->text, token->length);
    }
    vp_xml_close(xml);
}

long vp_sheet_shared_number(const vp_sheet_cell *cell)
{
    long number = strtol(cell->text, NULL, 10);
    return strcmp(cell->type, "s") == 0 && number >= 0 && number < 1 << 30 ? number + 1 : 0;
}
