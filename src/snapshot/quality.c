#include "snapshot/quality.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void clear_row(vp_quality_row *row)
{
    char *const texts[] = {row->kind,  row->severity, row->file,   row->layer,
                           row->field, row->value,    row->reason, row->reason_vi};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free(texts[i]);
    vp_shape_clear(&row->shape);
}

void vp_quality_clear(vp_quality *quality)
{
    for (size_t i = 0; i < quality->count; i++) clear_row(&quality->rows[i]);
    free(quality->rows);
    *quality = (vp_quality){0};
}

static bool copy(char **to, const char *from)
{
    *to = from && *from ? strdup(from) : NULL;
    return *to || !from || !*from;
}

vp_quality_row *vp_quality_add(vp_quality *quality, const vp_quality_row *like, vp_error *err)
{
    vp_quality_row row = {.row = like->row, .lon = NAN, .lat = NAN, .x = like->x, .y = like->y};
    bool ok = (copy(&row.kind, like->kind) && copy(&row.severity, like->severity) && copy(&row.file, like->file) &&
               copy(&row.layer, like->layer) && copy(&row.field, like->field) && copy(&row.value, like->value) &&
               copy(&row.reason, like->reason)) ||
              vp_fail_memory(err, sizeof row);
    if (!ok || !vp_array_resize(VP_ARRAY(quality->rows), quality->count + 1, err)) {
        clear_row(&row);
        return NULL;
    }
    quality->rows[quality->count] = row;
    return &quality->rows[quality->count++];
}

bool vp_quality_move(vp_quality *from, vp_quality *to, vp_error *err)
{
    if (!from->count) return true;
    if (!vp_array_resize(VP_ARRAY(to->rows), to->count + from->count, err)) return false;
    memcpy(to->rows + to->count, from->rows, from->count * sizeof *from->rows);
    to->count += from->count;
    from->count = 0;
    return true;
}

void vp_quality_translate(vp_quality *quality, const vp_sentences *sentences)
{
    for (size_t i = 0; i < quality->count; i++) {
        free(quality->rows[i].reason_vi);
        quality->rows[i].reason_vi = vp_sentences_translate(sentences, quality->rows[i].reason);
    }
}
