#include "store/proposal/look.h"
#include <stdlib.h>
#include <string.h>

static void clear_column(vp_look_column *c)
{
    for (size_t i = 0; i < c->value_count; i++) {
        free(c->values[i].text);
        free(c->values[i].key);
    }
    free(c->values);
    free(c->codes);
    free(c->cells);
    free(c->names);
    free(c->name);
    free(c->key);
}

void vp_look_pairs_clear(vp_look_pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        free(pairs->items[i].first);
        free(pairs->items[i].second);
    }
    free(pairs->items);
    *pairs = (vp_look_pairs){0};
}

void vp_look_clear(vp_look *look)
{
    for (size_t i = 0; i < look->column_count; i++) clear_column(&look->columns[i]);
    free(look->columns);
    free(look->points);
    free(look->path);
    free(look->layer);
    free(look->key);
    free(look->raster.words);
    *look = (vp_look){0};
}

bool vp_look_has_bounds(const vp_look *look) { return look->bounds.west <= look->bounds.east; }

const vp_look_column *vp_look_find(const vp_look *look, const char *key)
{
    for (size_t i = 0; i < look->column_count; i++)
        if (strcmp(look->columns[i].key, key) == 0) return &look->columns[i];
    return NULL;
}

/* FNV-1a. */
uint64_t vp_look_code(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    size_t length = strlen(text);
    bool digits = strspn(text, "0123456789.") == length;
    if (digits && length > 2 && strcmp(text + length - 2, ".0") == 0) length -= 2;
    for (size_t i = digits && length ? strspn(text, "0") : 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    return hash;
}

bool vp_look_has_code(const vp_look_column *column, uint64_t code)
{
    size_t low = 0, high = column->code_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (column->codes[middle] < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < column->code_count && column->codes[low] == code;
}

static double agreement(const uint64_t a[], size_t a_count, const uint64_t b[], size_t b_count)
{
    size_t both = 0;
    for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
        both += a[i] == b[j];
        bool next = a[i] <= b[j], other = b[j] <= a[i];
        i += next, j += other;
    }
    return a_count ? (double)both / (double)a_count : 0;
}

double vp_look_agreement(const vp_look_column *a, const vp_look_column *b)
{
    return agreement(a->codes, a->code_count, b->codes, b->code_count);
}

double vp_look_name_agreement(const vp_look_column *a, const vp_look_column *b)
{
    return agreement(a->names, a->name_count, b->names, b->name_count);
}
