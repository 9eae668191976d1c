/* CSV tables for spreadsheets and programs: RFC 4180, of which nothing runs. A text that a spreadsheet would run as a
 * formula gets an apostrophe in front; a number that is not finite is an empty cell.
 *
 *     vp_csv csv = vp_csv_begin(VP_CSV_ANSWER);
 *     vp_csv_header(&csv, "code,people");
 *     vp_csv_text(&csv, unit->code);
 *     vp_csv_number(&csv, people);
 *     vp_csv_end(&csv);                       … and csv.bytes is the caller's, like any vp_buffer */
#pragma once
#include "base/buffer.h"

typedef enum {
    VP_CSV_ANSWER,   /* of the server: every text in quotes, 12 digits */
    VP_CSV_FILE,     /* of an export: quotes where they are needed, 15 digits */
    VP_CSV_TERMINAL, /* of a command: the same, as many digits as give the number back, lines end in LF */
    VP_CSV_COMMA     /* for spreadsheets with decimal commas: semicolons, UTF-8 with its mark, every text in quotes, 12
                        digits. A text of digits, such as a code with leading zeros, is ="00123": the one form that
                        both Excel and LibreOffice open as that text with their usual settings. */
} vp_csv_style;

typedef struct {
    vp_buffer bytes;
    vp_csv_style style;
    bool inside; /* a cell of the row was written */
} vp_csv;

vp_csv vp_csv_begin(vp_csv_style style);
/* A header row from names separated by commas. */
void vp_csv_header(vp_csv *csv, const char *names);
void vp_csv_name(vp_csv *csv, const char *name); /* one cell of such a row, never in quotes */
void vp_csv_text(vp_csv *csv, const char *text); /* NULL: an empty cell */
void vp_csv_number(vp_csv *csv, double value);
void vp_csv_numbers(vp_csv *csv, const double values[], size_t count);
void vp_csv_whole(vp_csv *csv, long long value); /* to the last digit */
void vp_csv_end(vp_csv *csv);                    /* of the row */
