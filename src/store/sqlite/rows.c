#include "store/sqlite/rows.h"
#include <stdlib.h>
#include <string.h>

static void *item_at(const vp_array *items, size_t index)
{
    char *first;
    memcpy(&first, items->items, sizeof first); /* a pointer to the items' own type, whatever that is */
    return first + index * items->item_size;
}

bool vp_rows_read(sqlite3_stmt *query, const vp_rows *rows, vp_error *err)
{
    size_t room = 0;
    bool row = false, ok = vp_statement_next(query, &row, err);
    *rows->count = 0;
    while (ok && row) {
        if (!vp_array_grow(&rows->items, 1, &room, *rows->count + 1, err)) return false;
        void *item = item_at(&rows->items, (*rows->count)++);
        memset(item, 0, rows->items.item_size);
        ok = rows->read(rows->context, query, item, err) && vp_statement_next(query, &row, err);
    }
    return ok;
}

bool vp_rows_load(vp_database *database, const char *sql, const vp_rows *rows, vp_error *err)
{
    *rows->count = 0;
    sqlite3_stmt *query = vp_database_prepare(database, sql, err);
    bool ok = query && vp_rows_read(query, rows, err);
    sqlite3_finalize(query);
    return ok;
}

bool vp_row_text(sqlite3_stmt *row, int column, char **text, vp_error *err)
{
    const char *value = vp_statement_text(row, column);
    *text = strdup(value ? value : "");
    return *text || vp_fail_memory(err, value ? strlen(value) : 1);
}

void vp_row_date(sqlite3_stmt *row, int column, vp_date date)
{
    const char *value = vp_statement_text(row, column);
    memset(date, 0, sizeof(vp_date));
    for (size_t i = 0; value && value[i] && i + 1 < sizeof(vp_date); i++) date[i] = value[i];
}
