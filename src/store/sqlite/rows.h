/* The rows of a query as an array of items. */
#pragma once
#include "base/array.h"
#include "store/sqlite/database.h"
#include <vungphu/date.h>

/* Fills one zeroed item. */
typedef bool vp_row_read(void *context, sqlite3_stmt *row, void *item, vp_error *err);

typedef struct {
    vp_array items; /* NULL before, and after when there are no rows */
    size_t *count;  /* grows with each row, also on failure, so that what was read can be freed */
    vp_row_read *read;
    void *context;
} vp_rows;

#define VP_ROWS(items, count, read, context) (&(vp_rows){VP_ARRAY(items), &(count), (read), (context)})

bool vp_rows_load(vp_database *database, const char *sql, const vp_rows *rows, vp_error *err);
/* The same for a statement that is bound already. */
bool vp_rows_read(sqlite3_stmt *query, const vp_rows *rows, vp_error *err);

/* The text of a column, "" for NULL. */
bool vp_row_text(sqlite3_stmt *row, int column, char **text, vp_error *err);
/* The first ten characters of a date, "" for NULL. */
void vp_row_date(sqlite3_stmt *row, int column, vp_date date);
