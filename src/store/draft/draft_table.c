/* One table onto the disk: whole where nobody changed it, else only what it has not. */
#include "base/array.h"
#include "base/csv.h"
#include "platform/whole_file.h"
#include "store/draft/draft_internal.h"
#include "store/text/csv_rows.h"
#include "store/text/csv_text.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ------------------------------------------------------------ rows */

void vp_draft_table_init(vp_draft_table *table, const char *file, const char *columns, size_t key_count)
{
    *table = (vp_draft_table){.file = file, .columns = columns, .key_count = key_count, .column_count = 1};
    for (const char *at = columns; *at; at++) table->column_count += *at == ',';
}

void vp_draft_table_clear(vp_draft_table *table)
{
    for (size_t i = 0; i < table->row_count * table->column_count; i++) free(table->cells[i]);
    free(table->cells);
    table->cells = NULL;
    table->row_count = 0;
}

bool vp_draft_table_add(vp_draft_table *table, const char *const cells[])
{
    size_t used = table->row_count * table->column_count;
    if (!VP_ARRAY_FIT(table->cells, table->room, used + table->column_count, NULL)) return false;
    for (size_t i = 0; i < table->column_count; i++)
        if (!(table->cells[used + i] = strdup(cells[i]))) {
            while (i-- > 0) free(table->cells[used + i]);
            return false;
        }
    table->row_count++;
    return true;
}

static const char *cell(const vp_draft_table *t, size_t row, size_t column)
{
    return t->cells[row * t->column_count + column];
}

static void column_name(const vp_draft_table *t, size_t column, char name[40])
{
    const char *at = t->columns;
    while (column-- > 0) at = strchr(at, ',') + 1;
    snprintf(name, 40, "%.*s", (int)strcspn(at, ","), at);
}

/* ------------------------------------------------------------ what was written before */

/* FOLDER/.vungphu-init: a line a table, its name and the sum of its bytes when init left it. */
#define RECORD ".vungphu-init"

static uint64_t sum_of(const char *bytes, size_t length)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
    return hash;
}

static bool read_file(const char *path, vp_buffer *out)
{
    FILE *file = fopen(path, "rb");
    char part[65536];
    if (!file) return false;
    for (size_t length; (length = fread(part, 1, sizeof part, file)) > 0;)
        if (!vp_buffer_append(out, part, length)) break;
    fclose(file);
    return vp_buffer_terminated(out) != NULL;
}

static char *path_of(const char *folder, const char *file)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", folder, file) < 0 ? NULL : path;
}

static bool is_ours(const char *folder, const char *file, const vp_buffer *bytes)
{
    char wanted[120];
    char *path = path_of(folder, RECORD);
    vp_buffer record = {0};
    snprintf(wanted, sizeof wanted, "%s %016llx\n", file, (unsigned long long)sum_of(bytes->bytes, bytes->length));
    bool found = path && read_file(path, &record) && strstr(record.bytes, wanted);
    vp_buffer_clear(&record);
    free(path);
    return found;
}

static bool remember(const char *folder, const char *file, const vp_buffer *bytes, vp_error *err)
{
    char *path = path_of(folder, RECORD);
    vp_buffer before = {0}, now = {0};
    size_t length = strlen(file);
    if (path && read_file(path, &before))
        for (const char *line = before.bytes; *line;) {
            size_t end = strcspn(line, "\n");
            bool other = strncmp(line, file, length) != 0 || line[length] != ' ';
            if (other) vp_buffer_append(&now, line, end), vp_buffer_text(&now, "\n");
            line += end + (line[end] == '\n');
        }
    vp_buffer_format(&now, "%s %016llx\n", file, (unsigned long long)sum_of(bytes->bytes, bytes->length));
    bool ok = path && !now.failed && vp_whole_file_write(path, &now, err);
    vp_buffer_clear(&before);
    vp_buffer_clear(&now);
    free(path);
    return ok;
}

/* ------------------------------------------------------------ whole */

static bool write_whole(const vp_draft_table *t, const char *folder, const char *path, vp_error *err)
{
    vp_csv csv = vp_csv_begin(VP_CSV_TERMINAL);
    if (t->text) {
        vp_buffer_text(&csv.bytes, t->text);
    } else {
        vp_csv_header(&csv, t->columns);
        for (size_t row = 0; row < t->row_count; row++) {
            for (size_t c = 0; c < t->column_count; c++) vp_csv_text(&csv, cell(t, row, c));
            vp_csv_end(&csv);
        }
    }
    bool ok = !csv.bytes.failed ? vp_whole_file_write(path, &csv.bytes, err) : vp_fail_memory(err, csv.bytes.length);
    ok = ok && remember(folder, t->file, &csv.bytes, err);
    vp_buffer_clear(&csv.bytes);
    return ok;
}

/* ------------------------------------------------------------ rows added */

typedef struct {
    const vp_draft_table *table;
    size_t *place; /* of each column of the file: that of the table, or SIZE_MAX */
    size_t place_count;
    bool *there;       /* per row of the table: the file has it */
    char (*other)[80]; /* per row: the file's value where a key of province.csv has another */
    bool failed;
} merging;

static bool take_heading(merging *m, const vp_csv_row *row)
{
    m->place = calloc(row->field_count + 1, sizeof *m->place);
    m->place_count = row->field_count;
    if (!m->place) return !(m->failed = true);
    for (size_t i = 0; i < row->field_count; i++) {
        m->place[i] = SIZE_MAX;
        for (size_t c = 0; c < m->table->column_count; c++) {
            char name[40];
            column_name(m->table, c, name);
            if (strcmp(name, row->fields[i]) == 0) m->place[i] = c;
        }
    }
    return true;
}

static bool take_row(void *context, const vp_csv_row *row)
{
    merging *m = context;
    if (row->first) return take_heading(m, row);
    for (size_t r = 0; r < m->table->row_count; r++) {
        bool same = true;
        for (size_t i = 0; i < m->place_count && i < row->field_count; i++)
            if (m->place[i] < m->table->key_count)
                same = same && strcmp(row->fields[i], cell(m->table, r, m->place[i])) == 0;
        if (!same) continue;
        m->there[r] = true;
        for (size_t i = 0; m->table->key_count == 1 && i < m->place_count && i < row->field_count; i++)
            if (m->place[i] == 1 && strcmp(row->fields[i], cell(m->table, r, 1)) != 0)
                snprintf(m->other[r], sizeof m->other[r], "%.79s", row->fields[i]);
    }
    return true;
}

static void quote(vp_buffer *out, const char *text)
{
    vp_buffer_text(out, "\"");
    for (; *text; text++) {
        if (*text == '"') vp_buffer_text(out, "\"");
        vp_buffer_append(out, text, 1);
    }
    vp_buffer_text(out, "\"");
}

static size_t append_rows(const merging *m, vp_buffer *bytes)
{
    size_t added = 0;
    char separator[2] = {vp_csv_separator(bytes->bytes, bytes->length), 0};
    if (bytes->length && bytes->bytes[bytes->length - 1] != '\n') vp_buffer_text(bytes, "\n");
    for (size_t r = 0; r < m->table->row_count; r++) {
        if (m->there[r]) continue;
        for (size_t i = 0; i < m->place_count; i++) {
            if (i) vp_buffer_text(bytes, separator);
            if (m->place[i] != SIZE_MAX && *cell(m->table, r, m->place[i]))
                quote(bytes, cell(m->table, r, m->place[i]));
        }
        vp_buffer_text(bytes, "\n");
        added++;
    }
    return added;
}

static void report_other(const merging *m, const char *path, vp_findings *notes)
{
    if (strcmp(m->table->file, "province.csv") != 0) return;
    for (size_t r = 0; r < m->table->row_count; r++)
        if (m->there[r] && *m->other[r] && strcmp(cell(m->table, r, 0), "as_of") != 0)
            vp_findings_add(notes, VP_FINDING_NOTE,
                            (vp_place){.file = path, .column = cell(m->table, r, 0), .value = m->other[r]},
                            "stays as you wrote it; the files suggest %s", cell(m->table, r, 1));
}

static bool add_rows(const vp_draft_table *t, const char *path, vp_buffer *bytes, vp_findings *notes, vp_error *err)
{
    merging m = {t, NULL, 0, calloc(t->row_count + 1, 1), calloc(t->row_count + 1, sizeof *m.other), false};
    vp_csv_rows rows = {.take = take_row, .context = &m};
    bool ok = (m.there && m.other) || vp_fail_memory(err, t->row_count);
    ok = ok && vp_csv_rows_text(&rows, bytes->bytes, bytes->length, path, err) && (!m.failed || vp_fail_memory(err, 1));
    if (ok) {
        report_other(&m, path, notes);
        size_t added = append_rows(&m, bytes);
        ok = !added || (!bytes->failed ? vp_whole_file_write(path, bytes, err) : vp_fail_memory(err, bytes->length));
        vp_findings_add(notes, VP_FINDING_NOTE, (vp_place){.file = path},
                        "you changed it: %zu rows added, none overwritten", added);
    }
    free(m.place);
    free(m.there);
    free(m.other);
    return ok;
}

static bool is_file(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

bool vp_draft_table_write(const vp_draft_table *t, const char *folder, vp_findings *notes, vp_error *err)
{
    char path[4200], workbook[4200];
    vp_buffer bytes = {0};
    bool ok = true;
    snprintf(path, sizeof path, "%.4000s/%s", folder, t->file);
    snprintf(workbook, sizeof workbook, "%.4000s/%.*sxlsx", folder, (int)strlen(t->file) - 3, t->file);
    bool there = read_file(path, &bytes);
    if (!there && is_file(workbook))
        vp_findings_add(notes, VP_FINDING_WARNING, (vp_place){.file = workbook},
                        "a workbook is left as it is: save it as CSV, and init adds rows to it");
    else if (!there || is_ours(folder, t->file, &bytes))
        ok = write_whole(t, folder, path, err);
    else if (!t->text && vp_csv_two_bytes(bytes.bytes, bytes.length))
        ok = vp_fail(err, VP_BAD_INPUT, "%s: it is UTF-16: save it as CSV in UTF-8, and init adds rows to it", path);
    else if (!t->text)
        ok = add_rows(t, path, &bytes, notes, err);
    vp_buffer_clear(&bytes);
    return ok;
}
