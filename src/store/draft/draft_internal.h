/* Inside the drafts: a table as rows of texts. */
#pragma once
#include "store/draft/draft.h"

typedef struct {
    const char *file;               /* services.csv */
    const char *columns;            /* joined by commas */
    size_t column_count, key_count; /* key: the first columns, which tell rows apart */
    char **cells;
    size_t row_count, room;
    const char *text; /* whole, instead of rows; NULL: made of them */
} vp_draft_table;

void vp_draft_table_init(vp_draft_table *table, const char *file, const char *columns, size_t key_count);
void vp_draft_table_clear(vp_draft_table *table);
/* As many texts as there are columns. False when memory is short. */
bool vp_draft_table_add(vp_draft_table *table, const char *const cells[]);
bool vp_draft_table_write(const vp_draft_table *table, const char *folder, vp_findings *notes, vp_error *err);
