/* The cells of a workbook's sheet one after another, from its XML, for the confined child. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { VP_SHEET_COLUMNS_MOST = 16384, VP_SHEET_TEXT_BYTES = 120 };

typedef struct {
    unsigned column, row; /* from 1 */
    char type[16];
    bool formula, value;            /* value: there is an element for it */
    char text[VP_SHEET_TEXT_BYTES]; /* its beginning, with its entities; the number of a shared text */
} vp_sheet_cell;

typedef struct {
    unsigned column, row, last_column, last_row; /* from 1 */
} vp_sheet_range;

typedef struct {
    void (*row)(void *context, unsigned row, bool hidden);
    void (*cell)(void *context, const vp_sheet_cell *cell);
    void (*merge)(void *context, vp_sheet_range range); /* of several cells; after the cells */
    void *context;
} vp_sheet_visitor;

/* False when there is no such file, or memory is short. */
bool vp_sheet_visit(const char *path, const vp_sheet_visitor *visitor);

/* A piece of the shared text of this number, from 1. */
typedef void vp_shared_taker(void *context, long number, const char *text, size_t length);
void vp_sheet_visit_shared(const char *path, vp_shared_taker *take, void *context);
/* Of a cell that names a shared text, its number, from 1; else 0. */
long vp_sheet_shared_number(const vp_sheet_cell *cell);

const char *vp_sheet_letters(unsigned column, char out[8]); /* 28: AB */
