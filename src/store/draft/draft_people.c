/* People of units by the names of these: found once, written with their codes for a person to read. */
#include "base/csv.h"
#include "platform/whole_file.h"
#include "store/draft/draft.h"
#include "store/proposal/words.h"
#include "store/text/number.h"
#include "store/text/text.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char **keys; /* one a pair: folded */
    char **bare; /* without the word for the kind of unit */
    size_t count;
} folded;

static void clear_folded(folded *f)
{
    for (size_t i = 0; i < f->count; i++) {
        if (f->keys) free(f->keys[i]);
        if (f->bare) free(f->bare[i]);
    }
    free(f->keys);
    free(f->bare);
}

static bool fold(folded *f, const vp_look_pairs *pairs, vp_error *err)
{
    *f = (folded){calloc(pairs->count + 1, sizeof *f->keys), calloc(pairs->count + 1, sizeof *f->bare), pairs->count};
    bool ok = f->keys && f->bare;
    for (size_t i = 0; ok && i < f->count; i++) {
        size_t length = 0;
        f->keys[i] = vp_text_fold(pairs->items[i].first);
        const char *bare = f->keys[i] ? vp_words_bare(f->keys[i], &length) : NULL;
        f->bare[i] = bare ? strndup(bare, length) : NULL;
        ok = f->bare[i] != NULL;
    }
    return ok || vp_fail_memory(err, pairs->count);
}

/* The only one of this key; SIZE_MAX for none or several. */
static size_t only(char *const keys[], size_t count, const char *key)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i], key) != 0) continue;
        if (found != SIZE_MAX) return SIZE_MAX;
        found = i;
    }
    return found;
}

static void report_missing(const vp_look_pair *row, size_t missing, vp_findings *notes)
{
    if (missing <= 5)
        vp_findings_add(notes, VP_FINDING_WARNING, (vp_place){.file = VP_PROPOSED_PEOPLE, .value = row->first},
                        "no unit, or more than one, has this name: its people are left out; add a row with its code");
}

static void write_row(vp_csv *csv, const char *code, double people, const char *name, const char *unit)
{
    char number[40];
    snprintf(number, sizeof number, "%.15g", people);
    vp_csv_text(csv, code);
    vp_csv_text(csv, number);
    vp_csv_text(csv, name);
    vp_csv_text(csv, unit);
    vp_csv_end(csv);
}

bool vp_draft_write_people(const char *folder, const vp_look_pairs *people, const vp_look_pairs *units,
                           const char *decimal, vp_findings *notes, vp_error *err)
{
    folded rows = {0}, known = {0};
    char path[4200];
    size_t missing = 0;
    bool ok = fold(&rows, people, err) && fold(&known, units, err);
    vp_csv csv = vp_csv_begin(VP_CSV_TERMINAL);
    vp_csv_header(&csv, "code,people,name,unit");
    for (size_t i = 0; ok && i < people->count; i++) {
        size_t unit = only(known.keys, known.count, rows.keys[i]);
        double number = 0;
        if (unit == SIZE_MAX) unit = only(known.bare, known.count, rows.bare[i]);
        bool counted = vp_number_read(people->items[i].second, vp_decimal_named(decimal), &number) != VP_NUMBER_NONE;
        if (unit == SIZE_MAX || !counted || only(rows.keys, rows.count, rows.keys[i]) == SIZE_MAX)
            report_missing(&people->items[i], ++missing, notes);
        else
            write_row(&csv, units->items[unit].second, number, people->items[i].first, units->items[unit].first);
    }
    snprintf(path, sizeof path, "%.4000s/" VP_PROPOSED_PEOPLE, folder);
    if (ok) ok = csv.bytes.failed ? vp_fail_memory(err, csv.bytes.length) : vp_whole_file_write(path, &csv.bytes, err);
    vp_buffer_clear(&csv.bytes);
    clear_folded(&rows);
    clear_folded(&known);
    return ok;
}
