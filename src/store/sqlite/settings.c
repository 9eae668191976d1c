#include "store/sqlite/settings.h"
#include <stdio.h>
#include <stdlib.h>

bool vp_settings_number(vp_database *database, const char *key, double fallback, double *number, vp_error *err)
{
    *number = fallback;
    sqlite3_stmt *query =
        vp_database_prepare(database, "SELECT value FROM setting WHERE key = ? AND trim(value) <> ''", err);
    bool row = false, ok = query && vp_statement_bind(query, err, "t", key) && vp_statement_next(query, &row, err);
    if (ok && row) *number = strtod(vp_statement_text(query, 0), NULL);
    sqlite3_finalize(query);
    return ok;
}

bool vp_settings_whole(vp_database *database, vp_grid_geometry *whole, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(database, "SELECT value FROM setting WHERE key = 'whole'", err);
    bool row = false, ok = query && vp_statement_next(query, &row, err);
    const char *text = ok && row ? vp_statement_text(query, 0) : "";
    if (sscanf(text, "%zu %zu %lf %lf %lf", &whole->columns, &whole->rows, &whole->cell_metres, &whole->west,
               &whole->north) != 5)
        *whole = (vp_grid_geometry){0};
    sqlite3_finalize(query);
    return ok;
}
