/* The first rows of a workbook's sheet: which of them is the heading, and a copy that begins with it. */
#pragma once
#include "store/sandbox/reader_internal.h"

typedef struct vp_sheet_top vp_sheet_top;

/* The rows down to the 20th, and one that is stated beyond. A name whose cell is merged downwards stands in the lowest
 * row of these. NULL when memory is short. */
vp_sheet_top *vp_sheet_top_read(const char *path);
void vp_sheet_top_free(vp_sheet_top *top); /* NULL is fine */
void vp_sheet_top_take_shared(void *top, long number, const char *text, size_t length);
/* reader->heading, as vp_reader_take_heading, or as the request states it. */
bool vp_sheet_top_find(const vp_sheet_top *top, vp_reader *reader);
/* The name of a column of that row; out stays where there is none. */
void vp_sheet_top_name(const vp_sheet_top *top, unsigned row, unsigned column, char *out, size_t size);
/* reader->path becomes a workbook in memory, whose sheet (the part of that name) begins with reader->heading. */
bool vp_sheet_top_use_copy(const vp_sheet_top *top, vp_reader *reader, const char *part);
