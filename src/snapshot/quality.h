/* What is doubtful in the data behind a snapshot: each row says where and why. Nothing is corrected here. */
#pragma once
#include "base/sentences.h"
#include <vungphu/region.h>

typedef struct {
    char *kind;     /* import, stated_unit, geometry, overlap, gap, population, duplicate, stale, broadcast_water,
                       recorded_reach, terrain */
    char *severity; /* note, warning */
    char *file, *layer, *field, *value; /* NULL where it does not apply */
    char *reason;
    char *reason_vi; /* the same in Vietnamese, where a server has it (vp_quality_translate); not kept */
    long row;        /* of the file; 0: none */
    double lon, lat; /* NaN where it has no place */
    vp_shape shape;  /* projected; of overlaps and gaps, until it is written. Not kept in memory */
    double x, y;     /* projected; NaN */
} vp_quality_row;

typedef struct {
    vp_quality_row *rows;
    size_t count;
} vp_quality;

void vp_quality_clear(vp_quality *quality);
/* Adds a zeroed row with copies of the texts of like; NULL and err when memory is short. */
vp_quality_row *vp_quality_add(vp_quality *quality, const vp_quality_row *like, vp_error *err);
/* Puts the rows of from behind the others; from has none afterwards. */
bool vp_quality_move(vp_quality *from, vp_quality *to, vp_error *err);
/* Fills reason_vi where the sentences have it. */
void vp_quality_translate(vp_quality *quality, const vp_sentences *sentences);
