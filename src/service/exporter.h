/* How the server has tables, layers and surfaces written as files: by whoever knows the formats. */
#pragma once
#include "base/blob.h"
#include <stdatomic.h>
#include <vungphu/error.h>

typedef struct {
    const char *snapshot, *layer, *extension; /* layer: NULL where the form holds everything */
    bool bom, decimal_comma;                  /* of csv */
    const struct vp_snapshot *view;           /* with the columns that layer names (unit_columns.h); NULL: none */
    bool english;                             /* titles of xlsx; else Vietnamese */
    const atomic_bool *unwanted; /* true: it may be given up, with VP_CANCELLED; NULL: it is always wanted */
} vp_exported;

typedef struct vp_exporter {
    void *context;
    /* A file of a published snapshot; NULL on failure. Any thread. */
    vp_blob *(*write)(void *context, const vp_exported *what, vp_error *err);
} vp_exporter;
