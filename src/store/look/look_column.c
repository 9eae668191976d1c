/* A column value by value: how many, which numbers, which of them differ. */
#include "base/array.h"
#include "store/look/file_look.h"
#include "store/look/look_internal.h"
#include "store/proposal/words.h"
#include "store/text/number.h"
#include "store/text/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void add_number(vp_look_column *c, const char *text)
{
    double number, lon, lat;
    bool unknown = strcmp(text, "0, 0") == 0 || strcmp(text, "0 0") == 0; /* a pair, too */
    vp_number_kind kind = unknown ? VP_NUMBER_NONE : vp_number_read(text, VP_DECIMAL_UNKNOWN, &number);
    if (kind == VP_NUMBER_NONE) {
        c->lonlat += vp_lonlat_read(text, VP_DECIMAL_UNKNOWN, &lon, &lat) && fabs(lon) <= 180 && fabs(lat) <= 90;
        return;
    }
    if (c->numbers == 0) c->least = c->most = number;
    if (kind == VP_NUMBER_DOUBTFUL) c->doubtful++, c->doubtful_sum += number;
    c->numbers++;
    c->whole += floor(number) == number;
    c->finer += fabs(number * 1000 - round(number * 1000)) > 1e-6;
    c->least = fmin(c->least, number), c->most = fmax(c->most, number), c->sum += number;
}

static bool add_value(vp_look_column *c, const char *text, vp_error *err)
{
    for (size_t i = 0; i < c->value_count; i++)
        if (strcmp(c->values[i].text, text) == 0) {
            c->values[i].count++;
            return true;
        }
    if (c->value_count == VP_LOOK_VALUES_MOST) return true;
    if (!c->values && !(c->values = calloc(VP_LOOK_VALUES_MOST, sizeof *c->values)))
        return vp_fail_memory(err, VP_LOOK_VALUES_MOST * sizeof *c->values);
    vp_look_value *value = &c->values[c->value_count++];
    *value = (vp_look_value){strdup(text), vp_text_fold(text), 1};
    if (!value->key) value->key = strdup("");
    return (value->text && value->key) || vp_fail_memory(err, strlen(text));
}

/* Of a text that is no number. */
static bool add_name(vp_look_column *c, const char *text, vp_error *err)
{
    if (c->numbers) return true;
    if (!VP_ARRAY_FIT(c->names, c->name_room, c->name_count + 1, err)) return false;
    char *key = vp_text_fold(text);
    size_t length = 0;
    const char *bare = key ? vp_words_bare(key, &length) : NULL;
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bare[i]) * 1099511628211u;
    if (length) c->names[c->name_count++] = hash;
    free(key);
    return true;
}

bool vp_look_column_add(vp_look_column *c, const char *text, vp_error *err)
{
    if (!*text) return true;
    c->filled++;
    add_number(c, text);
    if (!add_value(c, text, err)) return false;
    if (c->filled > VP_LOOK_CODES_MOST) return true;
    if (!VP_ARRAY_FIT(c->codes, c->code_room, c->code_count + 1, err)) return false;
    c->codes[c->code_count++] = vp_look_code(text);
    return add_name(c, text, err);
}

bool vp_look_column_place(vp_look_column *c, size_t row, const char *text, vp_error *err)
{
    if (row >= VP_LOOK_CELLS_MOST) return true;
    if (!VP_ARRAY_FIT(c->cells, c->cell_room, row + 1, err)) return false;
    while (c->cell_count < row) c->cells[c->cell_count++] = 0;
    c->cells[c->cell_count++] = *text ? vp_look_code(text) : 0;
    return true;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Ascending, each once; how many are left. */
static size_t sort_once(uint64_t *values, size_t count)
{
    size_t kept = 0;
    if (count) qsort(values, count, sizeof *values, compare);
    for (size_t i = 0; i < count; i++)
        if (!kept || values[kept - 1] != values[i]) values[kept++] = values[i];
    return kept;
}

void vp_look_column_end(vp_look_column *c)
{
    size_t all = c->code_count;
    c->code_count = sort_once(c->codes, all);
    c->name_count = sort_once(c->names, c->name_count);
    c->unique = all && c->code_count == all;
}
