#include "store/text/csv_heading.h"
#include "base/buffer.h"
#include "store/text/csv_text.h"
#include "store/text/text.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAMES_MOST = 400 };

/* ------------------------------------------------------------ names */

static bool has_name(char *const cells[], size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (cells[i] && strcasecmp(cells[i], name) == 0) return true;
    return false;
}

/* fid is the row's number, which stands in no heading. */
static bool has_all(char *const cells[], size_t count, const vp_column_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->names[i], "fid") != 0 && !has_name(cells, count, names->names[i])) return false;
    return names->count > 0;
}

bool vp_column_names_fit(const vp_column_names wanted[], size_t wanted_count, const char *const cells[], size_t count,
                         const char *encoding)
{
    char **texts = wanted_count ? calloc(count + 1, sizeof *texts) : NULL;
    bool found = false;
    for (size_t i = 0; texts && i < count; i++)
        if (!(texts[i] = vp_text_from(cells[i], strlen(cells[i]), encoding, NULL))) texts[i] = strdup(cells[i]);
    for (size_t k = 0; texts && k < wanted_count && !found; k++) found = has_all(texts, count, &wanted[k]);
    for (size_t i = 0; texts && i < count; i++) free(texts[i]);
    free(texts);
    return found;
}

/* ------------------------------------------------------------ rows */

bool vp_csv_cursor_next(vp_csv_cursor *r, long *line)
{
    bool quoted = false, filled = false;
    if (r->at >= r->end) return false;
    r->cells = 1, r->last = 0, *line = r->line;
    r->blank = *r->at == '\n' || *r->at == '\r';
    for (; r->at < r->end; r->at++) {
        char c = *r->at;
        if (c == '"') quoted = !quoted;
        r->line += c == '\n' || (c == '\r' && (r->at + 1 >= r->end || r->at[1] != '\n'));
        if (!quoted && (c == '\n' || c == '\r')) break;
        if (!quoted && c == r->separator)
            r->cells++, filled = false;
        else if (c != '"' && c != ' ' && !filled)
            filled = true, r->last = r->cells;
    }
    r->open = quoted;
    if (r->at < r->end && *r->at == '\r' && r->at + 1 < r->end && r->at[1] == '\n') r->line++, r->at++;
    r->at++;
    return true;
}

vp_csv_part vp_csv_part_from(const vp_csv_part *part, const char *row, long line)
{
    size_t length = part->length - (size_t)(row - part->text);
    char separator = part->given ? part->separator : vp_csv_separator(row, length);
    return (vp_csv_part){row, length, line, separator, part->given};
}

/* The cells of a row, without their quotes, end to end in out; false when memory is short. */
static bool split_row(const char *text, size_t length, char separator, vp_buffer *out, size_t *count)
{
    bool quoted = false;
    *count = 1;
    for (size_t i = 0; i < length && (quoted || (text[i] != '\n' && text[i] != '\r')); i++) {
        bool both = text[i] == '"' && quoted && i + 1 < length && text[i + 1] == '"';
        bool parts = !quoted && text[i] == separator;
        i += both;
        if (text[i] == '"' && !both)
            quoted = !quoted;
        else
            vp_buffer_append(out, parts ? "" : text + i, 1);
        *count += parts;
    }
    return vp_buffer_append(out, "", 1) && !out->failed;
}

static bool is_heading(const vp_csv_wanted *wanted, const char *text, size_t length, char separator)
{
    const char *cells[NAMES_MOST];
    vp_buffer out = {0};
    size_t count, kept = 0;
    bool fits = split_row(text, length, separator, &out, &count);
    for (const char *at = out.bytes; fits && kept < count && kept < NAMES_MOST; at += strlen(at) + 1)
        cells[kept++] = at;
    fits = fits && vp_column_names_fit(wanted->wanted, wanted->wanted_count, cells, kept, wanted->encoding);
    vp_buffer_clear(&out);
    return fits;
}

size_t vp_csv_heading_find(const vp_csv_wanted *wanted, vp_csv_part *part, long lines[VP_HEADING_ROWS])
{
    vp_csv_cursor r = {
        .at = part->text, .end = part->text + part->length, .separator = part->separator, .line = part->line};
    vp_csv_part first = *part, fitting = {0};
    size_t count = 0, looked = 0;
    long line;
    for (const char *at = r.at; looked < VP_HEADING_ROWS && vp_csv_cursor_next(&r, &line); at = r.at) {
        if (!r.last) continue;
        vp_csv_part here = vp_csv_part_from(part, at, line);
        if (!looked++) first = here;
        if (!is_heading(wanted, at, (size_t)(r.at - at), here.separator)) continue;
        if (looked == 1) break;
        if (!count) fitting = here;
        lines[count++] = line;
    }
    *part = count ? fitting : first;
    return count;
}
