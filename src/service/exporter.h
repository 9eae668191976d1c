/* How the server has tables, layers and surfaces written as files: by whoever knows the formats. */
#pragma once
#include "base/buffer.h"
#include <vungphu/error.h>

typedef struct vp_exporter {
    void *context;
    /* The bytes of a file of a published snapshot. layer: NULL where the form holds everything. Any thread. */
    bool (*write)(void *context, const char *snapshot, const char *layer, const char *extension, bool bom,
                  vp_buffer *out, vp_error *err);
} vp_exporter;
