#include "store/sandbox/sheet_rows.h"
#include "store/sandbox/source.h"
#include "store/text/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool vp_sheet_is_workbook(const char *path)
{
    size_t length = strlen(path);
    return length > 5 && strcasecmp(path + length - 5, ".xlsx") == 0;
}

typedef struct {
    const vp_csv_rows *rows;
    const char *path;
    char **texts; /* of the row at hand */
    size_t count; /* columns; the source's last is the feature's number */
    bool stopped;
    vp_error *err;
} sheet;

/* What the child found, as faults of the table. False when nobody takes them: then err is filled. */
static bool pass_on(sheet *s, const vp_findings *findings)
{
    for (size_t i = 0; i < findings->count && !s->stopped; i++) {
        const vp_finding *f = &findings->items[i];
        if (f->severity == VP_FINDING_NOTE) {
            if (s->rows->note) s->stopped = !s->rows->note(s->rows->context, f->row, f->reason);
            continue;
        }
        if (!s->rows->fault) return vp_fail(s->err, VP_BAD_INPUT, "%s row %ld: %s", s->path, f->row, f->reason);
        s->stopped = !s->rows->fault(s->rows->context, f->row, f->reason);
    }
    return true;
}

static bool check_heading(sheet *s, long row)
{
    char reason[200];
    for (size_t i = 0; s->rows->heading && i < s->count; i++)
        for (size_t j = 0; j < i; j++) {
            if (strcmp(s->texts[i], s->texts[j]) != 0) continue;
            snprintf(reason, sizeof reason, "two columns have the name %.100s (columns %zu and %zu)", s->texts[i],
                     j + 1, i + 1);
            if (!s->rows->fault) return vp_fail(s->err, VP_BAD_INPUT, "%s row %ld: %s", s->path, row, reason);
            s->stopped = !s->rows->fault(s->rows->context, row, reason);
        }
    return true;
}

/* lengths: NULL for the heading. */
static bool take(sheet *s, const char *const values[], const size_t lengths[], long row)
{
    bool first = !lengths;
    for (size_t i = 0; i < s->count; i++) {
        const char *value = values[i] ? values[i] : "";
        free(s->texts[i]);
        s->texts[i] = vp_text_from(value, lengths ? lengths[i] * (values[i] != NULL) : strlen(value), "", s->err);
        if (!s->texts[i]) return false;
    }
    if (first && !check_heading(s, row)) return false;
    vp_csv_row out = {(const char *const *)s->texts, s->count, row, first, '.'};
    if (!s->stopped && !s->rows->take(s->rows->context, &out)) s->stopped = true;
    return true;
}

static bool read_rows(sheet *s, vp_source *source)
{
    const vp_source_header *header = vp_source_about(source);
    s->count = header->column_count - 1;
    s->texts = calloc(s->count + 1, sizeof *s->texts);
    if (!s->texts) return vp_fail_memory(s->err, s->count * sizeof *s->texts);
    vp_source_feature feature;
    bool more = true, ok = take(s, header->columns, NULL, header->heading ? header->heading : 1);
    while (ok && more && !s->stopped) {
        ok = vp_source_next(source, &feature, &more, s->err);
        if (ok && more) ok = take(s, feature.values, feature.lengths, feature.row);
    }
    return ok;
}

/* What keeps the workbook from being read is a fault of the table, where somebody takes faults. */
static bool fail_whole(sheet *s, const vp_error *why)
{
    size_t length = strlen(s->path);
    const char *sentence = why->message;
    if (strncmp(sentence, s->path, length) == 0 && sentence[length] == ':') sentence += length + 1;
    if (*sentence == ' ') sentence++;
    if (why->kind != VP_BAD_INPUT || !s->rows->fault) return vp_fail(s->err, why->kind, "%s", why->message);
    if (!s->stopped) s->rows->fault(s->rows->context, 0, sentence);
    return true;
}

static bool read_workbook(const vp_csv_rows *rows, const char *path, vp_error *err)
{
    vp_source_request request = {
        path, path, "", "", "", "", {0, rows->wanted, rows->heading ? rows->wanted_count : 0, false}, NULL};
    vp_findings findings = {0};
    vp_error why = {0};
    sheet s = {.rows = rows, .path = path, .err = &why};
    vp_source *source = vp_source_open(&request, &findings, &why);
    bool ok = source && read_rows(&s, source) && pass_on(&s, &findings);
    s.err = err;
    if (!ok) ok = fail_whole(&s, &why);
    vp_source_close(source);
    for (size_t i = 0; s.texts && i < s.count; i++) free(s.texts[i]);
    free(s.texts);
    vp_findings_clear(&findings);
    return ok;
}

bool vp_sheet_rows_file(const vp_csv_rows *rows, const char *path, vp_error *err)
{
    return vp_sheet_is_workbook(path) ? read_workbook(rows, path, err) : vp_csv_rows_file(rows, path, err);
}
