#include "store/province/table.h"
#include "base/array.h"
#include "store/sandbox/sheet_rows.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/region.h>

typedef struct {
    vp_table *table;
    vp_findings *findings;
    size_t cell_room, line_room;
    bool failed; /* memory */
} reader;

size_t vp_table_column(const vp_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i], name) == 0) return i;
    return VP_NONE;
}

const char *vp_table_cell(const vp_table *table, size_t row, size_t column)
{
    return column < table->column_count && row < table->row_count ? table->cells[row * table->column_count + column]
                                                                  : "";
}

void vp_table_clear(vp_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) free(table->columns[i]);
    for (size_t i = 0; i < table->row_count * table->column_count; i++) free(table->cells[i]);
    free(table->columns);
    free(table->cells);
    free(table->lines);
    free(table->file);
    *table = (vp_table){0};
}

/* Copies of the fields at cells; fewer when memory is short. */
static size_t copy_fields(const vp_csv_row *row, char *cells[])
{
    size_t count = 0;
    while (count < row->field_count && (cells[count] = strdup(row->fields[count]))) count++;
    return count;
}

static bool take_heading(reader *r, const vp_csv_row *row)
{
    vp_table *t = r->table;
    r->failed = !vp_array_resize(VP_ARRAY(t->columns), row->field_count, NULL);
    if (r->failed) return false;
    t->decimal = row->decimal;
    t->heading = row->row;
    t->column_count = copy_fields(row, t->columns);
    r->failed = t->column_count < row->field_count;
    return !r->failed;
}

static bool take_row(void *context, const vp_csv_row *row)
{
    reader *r = context;
    vp_table *t = r->table;
    if (row->first) return take_heading(r, row);
    size_t used = t->row_count * t->column_count;
    r->failed = !VP_ARRAY_FIT(t->cells, r->cell_room, used + row->field_count, NULL) ||
                !VP_ARRAY_FIT(t->lines, r->line_room, t->row_count + 1, NULL);
    if (r->failed) return false;
    size_t copied = copy_fields(row, t->cells + used);
    r->failed = copied < row->field_count;
    while (r->failed && copied) free(t->cells[used + --copied]);
    if (!r->failed) t->lines[t->row_count++] = row->row;
    return !r->failed;
}

static bool take_fault(void *context, long row, const char *reason)
{
    reader *r = context;
    vp_findings_add(r->findings, VP_FINDING_ERROR, (vp_place){.file = r->table->file, .row = row}, "%s", reason);
    return true;
}

static bool take_note(void *context, long row, const char *reason)
{
    reader *r = context;
    vp_findings_add(r->findings, VP_FINDING_NOTE, (vp_place){.file = r->table->file, .row = row}, "%s", reason);
    return true;
}

static bool begin(vp_table *table, const char *file, vp_error *err)
{
    *table = (vp_table){.file = strdup(file)};
    return table->file || vp_fail_memory(err, strlen(file));
}

static bool finish(reader *r, bool read, vp_error *err)
{
    bool ok = read && (!r->failed || vp_fail_memory(err, r->cell_room * sizeof(char *)));
    if (!ok) vp_table_clear(r->table);
    return ok;
}

bool vp_table_parse(vp_table *table, const char *bytes, size_t length, const char *file, vp_findings *findings,
                    vp_error *err)
{
    reader r = {.table = table, .findings = findings};
    vp_csv_rows rows = {.take = take_row, .fault = take_fault, .context = &r, .heading = true};
    return begin(table, file, err) && finish(&r, vp_csv_rows_text(&rows, bytes, length, file, err), err);
}

bool vp_table_read(vp_table *table, const vp_table_source *source, vp_findings *findings, vp_error *err)
{
    reader r = {.table = table, .findings = findings};
    vp_csv_rows rows = {.take = take_row,
                        .fault = take_fault,
                        .context = &r,
                        .heading = true,
                        .bytes_most = VP_TABLE_BYTES_MOST,
                        .wanted = source->wanted,
                        .wanted_count = source->wanted_count,
                        .note = take_note};
    return begin(table, source->file, err) && finish(&r, vp_sheet_rows_file(&rows, source->path, err), err);
}
