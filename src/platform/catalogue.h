/* A catalogue of translations as msgfmt compiles it (.mo), read whole, without the system's own look-up: all its texts
 * are to be had, in a language that is not the process's. */
#pragma once
#include "base/sentences.h"

typedef struct {
    char *bytes;
    vp_phrase *phrases; /* texts inside bytes; without the heading */
    size_t count;
} vp_catalogue;

bool vp_catalogue_read(vp_catalogue *catalogue, const char *path, vp_error *err);
void vp_catalogue_clear(vp_catalogue *catalogue);
