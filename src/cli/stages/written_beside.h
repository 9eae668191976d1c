/* What the analysis hands over is written, and looked through for places, while it goes on: in the order in which it
 * came, by a thread of its own. */
#pragma once
#include "platform/backlog.h"
#include <vungphu/analysis.h>

typedef struct vp_written_beside vp_written_beside;

/* What is done with it, as the analysis's options have it; context is theirs. Any may be NULL. */
typedef struct {
    bool (*surface)(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err);
    bool (*mode)(void *context, size_t service, const int32_t *mode, vp_error *err);
    bool (*access)(void *context, size_t service, const int64_t *access, vp_error *err);
    /* Whether a surface and what belongs to it outlive the writing as they are; others are copied. */
    bool (*is_lasting)(void *context, size_t service);
    bool (*is_access_lasting)(void *context, size_t service); /* the same of its access */
    void *context;
} vp_beside_work;

/* beside false, or cells so many that copies would matter: all is written at once. */
vp_written_beside *vp_written_beside_new(vp_grid_geometry geometry, const vp_beside_work *work, bool beside,
                                         vp_error *err);
/* As the analysis calls them; context: a vp_written_beside. */
bool vp_beside_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err);
bool vp_beside_mode(void *context, size_t service, const int32_t *mode, vp_error *err);
bool vp_beside_access(void *context, size_t service, const int64_t *access, vp_error *err);
/* Waits for all of it. */
bool vp_written_beside_end(vp_written_beside *beside, vp_error *err);
void vp_written_beside_free(vp_written_beside *beside); /* NULL is fine */
