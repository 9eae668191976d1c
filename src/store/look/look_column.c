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

/* FNV-1a of the text without the zeros it begins with and the ".0" that spreadsheets put behind codes. */
static uint64_t code_of(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    size_t length = strlen(text);
    bool digits = strspn(text, "0123456789.") == length;
    if (digits && length > 2 && strcmp(text + length - 2, ".0") == 0) length -= 2;
    for (size_t i = digits && length ? strspn(text, "0") : 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    return hash;
}

static void add_number(vp_look_column *c, const char *text)
{
    double number, lon, lat;
    vp_number_kind kind = vp_number_read(text, VP_DECIMAL_UNKNOWN, &number);
    if (kind == VP_NUMBER_NONE) {
        c->lonlat += vp_lonlat_read(text, VP_DECIMAL_UNKNOWN, &lon, &lat) && fabs(lon) <= 180 && fabs(lat) <= 90;
        return;
    }
    if (c->numbers == 0) c->least = c->most = number;
    if (kind == VP_NUMBER_DOUBTFUL) c->doubtful++, c->doubtful_sum += number;
    c->numbers++;
    c->whole += floor(number) == number;
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
    c->codes[c->code_count++] = code_of(text);
    return add_name(c, text, err);
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
