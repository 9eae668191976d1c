/* A ready-made answer: bytes shared by all its readers. Safe from any thread. */
#pragma once
#include "base/buffer.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <vungphu/error.h>

/* Bytes that never change, freed when their last holder lets go. */
typedef struct {
    _Atomic int references;
    bool gzip; /* the bytes are a gzip stream of the content */
    size_t length;
    char *bytes;
} vp_blob;

/* Takes the buffer's bytes and leaves it empty, also on failure. */
vp_blob *vp_blob_new(vp_buffer *buffer, vp_error *err);
vp_blob *vp_blob_share(vp_blob *blob); /* the same blob, one holder more */
void vp_blob_release(vp_blob *blob);   /* NULL is fine */
