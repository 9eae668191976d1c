#include "store/province/table.h"
#include "base/array.h"
#include "store/text/text.h"
#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/region.h>

typedef struct {
    vp_table *table;
    vp_findings *findings;
    char **row; /* cells of the row being read */
    size_t count, room;
    size_t cell_room, line_room;
    long line, row_line; /* line now, and where the row began */
    bool failed;         /* memory */
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

static void take_cell(void *bytes, size_t length, void *context)
{
    reader *r = context;
    if (r->failed) return;
    if (r->count == 0) r->row_line = r->line;
    const char *text = bytes ? bytes : "";
    vp_error err = {0};
    char *cell = vp_text_from(text, length, "", &err);
    if (!cell || !VP_ARRAY_FIT(r->row, r->room, r->count + 1, NULL)) {
        free(cell);
        r->failed = true;
        return;
    }
    for (size_t i = 0; i < length; i++) r->line += text[i] == '\n';
    r->row[r->count++] = cell;
}

static void drop_row(reader *r)
{
    for (size_t i = 0; i < r->count; i++) free(r->row[i]);
    r->count = 0;
}

static bool row_is_empty(const reader *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->row[i][0]) return false;
    return true;
}

static void take_header(reader *r)
{
    vp_table *t = r->table;
    while (r->count && !r->row[r->count - 1][0]) free(r->row[--r->count]); /* a separator at the end of each line */
    t->columns = r->row;
    t->column_count = r->count;
    r->row = NULL;
    r->count = r->room = 0;
    for (size_t i = 0; i < t->column_count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(t->columns[i], t->columns[j]) == 0)
                vp_findings_add(r->findings, VP_FINDING_ERROR,
                                (vp_place){.file = t->file, .row = r->row_line, .column = t->columns[i]},
                                "two columns have this name (columns %zu and %zu)", j + 1, i + 1);
}

static void take_row(reader *r)
{
    vp_table *t = r->table;
    while (r->count > t->column_count && !r->row[r->count - 1][0]) free(r->row[--r->count]);
    if (r->count != t->column_count) {
        vp_findings_add(r->findings, VP_FINDING_ERROR, (vp_place){.file = t->file, .row = r->row_line},
                        "the row has %zu cells and the heading %zu; a text that holds the separator needs quotes",
                        r->count, t->column_count);
        drop_row(r);
        return;
    }
    size_t used = t->row_count * t->column_count;
    if (!VP_ARRAY_FIT(t->cells, r->cell_room, used + r->count, NULL) ||
        !VP_ARRAY_FIT(t->lines, r->line_room, t->row_count + 1, NULL)) {
        r->failed = true;
        return;
    }
    memcpy(t->cells + used, r->row, r->count * sizeof *r->row);
    t->lines[t->row_count++] = r->row_line;
    r->count = 0;
}

static void end_row(int end, void *context)
{
    reader *r = context;
    if (!r->failed) {
        if (r->count == 0 || row_is_empty(r))
            drop_row(r);
        else if (!r->table->columns)
            take_header(r);
        else
            take_row(r);
    }
    if (end != -1) r->line++;
}

/* CR LF and lone CR as LF, in place, so that lines can be counted. */
static size_t unify_line_ends(char *bytes, size_t length)
{
    size_t kept = 0;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\r' && i + 1 < length && bytes[i + 1] == '\n') continue;
        bytes[kept++] = bytes[i] == '\r' ? '\n' : bytes[i];
    }
    return kept;
}

static char separator(const char *bytes, size_t length)
{
    size_t commas = 0, semicolons = 0;
    bool quoted = false;
    for (size_t i = 0; i < length && (quoted || bytes[i] != '\n'); i++) {
        if (bytes[i] == '"') quoted = !quoted;
        commas += !quoted && bytes[i] == ',';
        semicolons += !quoted && bytes[i] == ';';
    }
    return semicolons > commas ? ';' : ',';
}

/* False when the bytes are not a text that can be read, with a finding that says what to do. */
static bool check_text(const vp_table *table, const char *bytes, size_t length, vp_findings *findings)
{
    if (length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = table->file, .row = 1},
                        "the table is UTF-16 (\"Unicode text\"); save it as \"CSV UTF-8\"");
        return false;
    }
    size_t bad;
    if (vp_text_is_utf8(bytes, length, &bad)) return true;
    long line = 1;
    size_t start = 0;
    for (size_t i = 0; i < bad; i++)
        if (bytes[i] == '\n') line++, start = i + 1;
    if (bytes[bad] == '\0')
        vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = table->file, .row = line},
                        "a NUL byte at byte %zu of the line: this is not a text file", bad - start + 1);
    else
        vp_findings_add(
            findings, VP_FINDING_ERROR, (vp_place){.file = table->file, .row = line},
            "byte %zu of the line (0x%02X) is not UTF-8; save the table as \"CSV UTF-8\" (text in a TCVN3 or "
            "VNI font must be converted to Unicode first)",
            bad - start + 1, (unsigned)(unsigned char)bytes[bad]);
    return false;
}

static bool parse(vp_table *table, char *bytes, size_t length, vp_findings *findings, vp_error *err)
{
    size_t mark = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    bytes += mark;
    length = unify_line_ends(bytes, length - mark);
    if (!check_text(table, bytes, length, findings)) return true;
    struct csv_parser parser;
    if (csv_init(&parser, CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI) != 0) return vp_fail_memory(err, sizeof parser);
    csv_set_delim(&parser, (unsigned char)separator(bytes, length));
    reader r = {.table = table, .findings = findings, .line = 1, .row_line = 1};
    size_t done = csv_parse(&parser, bytes, length, take_cell, end_row, &r);
    bool whole = done == length && csv_fini(&parser, take_cell, end_row, &r) == 0;
    int status = csv_error(&parser);
    csv_free(&parser);
    drop_row(&r);
    free(r.row);
    if (r.failed || status == CSV_ENOMEM) return vp_fail_memory(err, length);
    if (!whole)
        vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = table->file, .row = r.line},
                        done < length ? "a quote inside a cell must be doubled and the cell quoted"
                                      : "a quote that is opened in this row is never closed");
    else if (!table->columns)
        vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = table->file},
                        "the table is empty: no heading line");
    return true;
}

bool vp_table_parse(vp_table *table, const char *bytes, size_t length, const char *file, vp_findings *findings,
                    vp_error *err)
{
    *table = (vp_table){.file = strdup(file)};
    char *copy = malloc(length + 1);
    if (!copy || !table->file) {
        free(copy);
        vp_table_clear(table);
        return vp_fail_memory(err, length);
    }
    if (length) memcpy(copy, bytes, length);
    bool ok = parse(table, copy, length, findings, err);
    free(copy);
    if (!ok) vp_table_clear(table);
    return ok;
}

bool vp_table_read(vp_table *table, const char *path, const char *file, vp_findings *findings, vp_error *err)
{
    *table = (vp_table){0};
    FILE *stream = fopen(path, "rb");
    if (!stream) return vp_fail(err, VP_IO, "%s: cannot be opened: %s", path, strerror(errno));
    char *bytes = malloc(VP_TABLE_BYTES_MOST + 1);
    size_t length = bytes ? fread(bytes, 1, VP_TABLE_BYTES_MOST + 1, stream) : 0;
    bool read = bytes && !ferror(stream), ok;
    fclose(stream);
    if (!bytes)
        ok = vp_fail_memory(err, VP_TABLE_BYTES_MOST);
    else if (!read)
        ok = vp_fail(err, VP_IO, "%s: cannot be read to its end", path);
    else if (length > VP_TABLE_BYTES_MOST)
        ok = vp_fail(err, VP_BAD_INPUT, "%s is larger than %u MB", path, VP_TABLE_BYTES_MOST >> 20);
    else
        ok = vp_table_parse(table, bytes, length, file, findings, err);
    free(bytes);
    return ok;
}
