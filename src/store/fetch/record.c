#include "store/fetch/record.h"
#include "base/csv.h"
#include "base/utc.h"
#include "platform/whole_file.h"
#include "store/province/table.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define COLUMNS "path,address,fetched,bytes,sha256,brought,licence,attribution,citation,vintage,note"

static bool read_record(const char *folder, vp_table *table, vp_error *err)
{
    char path[PATH_MAX];
    vp_findings ignored = {0};
    *table = (vp_table){0};
    snprintf(path, sizeof path, "%.4000s/" VP_FETCH_RECORD, folder);
    bool ok = access(path, F_OK) != 0 ||
              vp_table_read(table, &(vp_table_source){.path = path, .file = VP_FETCH_RECORD}, &ignored, err);
    vp_findings_clear(&ignored);
    return ok;
}

static void keep_others(vp_csv *csv, const vp_table *table, const char *path)
{
    for (size_t row = 0; row < table->row_count; row++) {
        if (strcmp(vp_table_cell(table, row, vp_table_column(table, "path")), path) == 0) continue;
        char names[] = COLUMNS;
        for (char *rest = names, *name; (name = strsep(&rest, ","));)
            vp_csv_text(csv, vp_table_cell(table, row, vp_table_column(table, name)));
        vp_csv_end(csv);
    }
}

static void add_row(vp_csv *csv, const vp_fetch_record *r, const vp_fetched *f)
{
    vp_utc_text now;
    vp_utc_write((int64_t)time(NULL), now);
    vp_csv_text(csv, r->path);
    vp_csv_text(csv, r->address);
    vp_csv_text(csv, now);
    vp_csv_whole(csv, (long long)f->bytes);
    vp_csv_text(csv, f->checksum);
    vp_csv_text(csv, f->window ? "in parts" : "whole");
    vp_csv_text(csv, r->licence);
    vp_csv_text(csv, r->attribution);
    vp_csv_text(csv, r->citation);
    vp_csv_text(csv, r->vintage);
    vp_csv_text(csv, r->note);
    vp_csv_end(csv);
}

bool vp_fetch_record_write(const char *folder, const vp_fetch_record *record, const vp_fetched *fetched, vp_error *err)
{
    char path[PATH_MAX];
    vp_table table;
    vp_csv csv = vp_csv_begin(VP_CSV_TERMINAL);
    snprintf(path, sizeof path, "%.4000s/" VP_FETCH_RECORD, folder);
    bool ok = read_record(folder, &table, err);
    vp_csv_header(&csv, COLUMNS);
    keep_others(&csv, &table, record->path);
    add_row(&csv, record, fetched);
    if (ok && csv.bytes.failed) ok = vp_fail_memory(err, csv.bytes.length);
    ok = ok && vp_whole_file_write(path, &csv.bytes, err);
    vp_buffer_clear(&csv.bytes);
    vp_table_clear(&table);
    return ok;
}

char *vp_fetch_record_find(const char *folder, const char *path, const char *column)
{
    vp_table table;
    const char *found = "";
    if (read_record(folder, &table, NULL))
        for (size_t row = 0; row < table.row_count; row++)
            if (strcmp(vp_table_cell(&table, row, vp_table_column(&table, "path")), path) == 0)
                found = vp_table_cell(&table, row, vp_table_column(&table, column));
    char *copy = strdup(found);
    vp_table_clear(&table);
    return copy;
}
