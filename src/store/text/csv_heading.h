/* Which row of a table names its columns: offices write titles, the year and empty rows above it. The first row, unless
 * it lacks names that are wanted and one other of the first rows has them all. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Names of columns that stand in one heading. */
typedef struct {
    const char *const *names; /* UTF-8; case does not matter */
    size_t count;
} vp_column_names;

enum { VP_HEADING_ROWS = 20 }; /* so far down it is looked for */

#define VP_HEADING_NOTE "the names of the columns stand in this row; what is above it is not read"

/* Whether these cells (of the encoding, "" where it is not declared) have all names of one of the wanted. */
bool vp_column_names_fit(const vp_column_names wanted[], size_t wanted_count, const char *const cells[], size_t count,
                         const char *encoding);

/* A CSV's rows one after another. */
typedef struct {
    const char *at, *end;
    char separator;
    long line;
    bool open, blank;   /* a quote is never closed; the row has not one character */
    size_t cells, last; /* of the row: all, and the number of the last that is not empty */
} vp_csv_cursor;

/* The next row: its cells counted, *line where it begins. False at the end. */
bool vp_csv_cursor_next(vp_csv_cursor *cursor, long *line);

/* A CSV's text from a row on, and what parts its cells. */
typedef struct {
    const char *text;
    size_t length;
    long line;
    char separator;
    bool given; /* by a line sep= */
} vp_csv_part;

/* From this row on, which the cursor has passed. */
vp_csv_part vp_csv_part_from(const vp_csv_part *part, const char *row, long line);

typedef struct {
    const vp_column_names *wanted;
    size_t wanted_count;
    const char *encoding;
} vp_csv_wanted;

/* How many of the first rows are a heading below the first that is not empty, and their lines: then *part begins with
 * the first of them; with none, it begins with the first row that is not empty. */
size_t vp_csv_heading_find(const vp_csv_wanted *wanted, vp_csv_part *part, long lines[VP_HEADING_ROWS]);
