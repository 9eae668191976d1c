/* A table as rows of text: CSV as spreadsheets of any locale save it (store/text/csv_rows.h), or a workbook. */
#pragma once
#include "base/findings.h"
#include "store/text/csv_heading.h"
#include <vungphu/error.h>

#define VP_TABLE_BYTES_MOST (32u << 20)

typedef struct {
    char *file;     /* as findings name it */
    char **columns; /* of the heading, NFC, trimmed */
    size_t column_count;
    long heading; /* line of the file where it stands */
    char **cells; /* row_count * column_count; NFC, trimmed; "" where empty */
    long *lines;  /* line of the file where each row begins */
    size_t row_count;
    char decimal; /* how its numbers are written: vp_number_in_table */
} vp_table;

typedef struct {
    const char *path, *file; /* file: as findings name it */
    const vp_column_names
        *wanted; /* by which the heading is found below titles, each alone; else it is the first row */
    size_t wanted_count;
} vp_table_source;

/* Everything wrong is added to findings; false and err only for what keeps the table from
 * being read at all (no file, no memory). A row of the wrong length is left out. The
 * table is empty but valid after errors. */
bool vp_table_read(vp_table *table, const vp_table_source *source, vp_findings *findings, vp_error *err);
bool vp_table_parse(vp_table *table, const char *bytes, size_t length, const char *file, vp_findings *findings,
                    vp_error *err);
void vp_table_clear(vp_table *table);

size_t vp_table_column(const vp_table *table, const char *name);             /* (size_t)-1 when there is none */
const char *vp_table_cell(const vp_table *table, size_t row, size_t column); /* "" for a column that is not there */
