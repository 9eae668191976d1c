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
    free(c->name);
    free(c->key);
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

double vp_look_agreement(const vp_look_column *a, const vp_look_column *b)
{
    size_t both = 0;
    for (size_t i = 0, j = 0; i < a->code_count && j < b->code_count;) {
        both += a->codes[i] == b->codes[j];
        bool next = a->codes[i] <= b->codes[j], other = b->codes[j] <= a->codes[i];
        i += next, j += other;
    }
    return a->code_count ? (double)both / (double)a->code_count : 0;
}
