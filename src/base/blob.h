/* A ready-made answer: bytes in memory, or in a file, shared by all its readers. Safe from any thread. */
#pragma once
#include "base/buffer.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <vungphu/error.h>

/* What a reader made of a blob for all who come later. The first member of it. */
typedef struct vp_attached {
    void (*free)(struct vp_attached *attached);
} vp_attached;
typedef vp_attached *vp_attachment;

/* Bytes that never change, freed when their last holder lets go. */
typedef struct {
    _Atomic int references;
    _Atomic vp_attachment attached; /* NULL: nothing yet */
    uint8_t encoding;               /* how the bytes encode the content; 0: they are it (server/message/encoding.h) */
    uint64_t
        mark; /* the same for the same content, whatever its encoding; 0: not worked out. Set before it is shared */
    size_t length;
    char *bytes; /* NULL of a file */
    int file;    /* descriptor of a file that has no name any more; -1 of bytes in memory */
} vp_blob;

/* Takes the buffer's bytes and leaves it empty, also on failure. */
vp_blob *vp_blob_new(vp_buffer *buffer, vp_error *err);
/* Takes the descriptor, also on failure. */
vp_blob *vp_blob_of_file(int file, size_t length, vp_error *err);
vp_blob *vp_blob_share(vp_blob *blob); /* the same blob, one holder more */
/* Freed with the blob. False when there is something already: then it stays the caller's. */
bool vp_blob_attach(vp_blob *blob, vp_attached *attached);
vp_attached *vp_blob_attached(vp_blob *blob); /* NULL without; lives as long as the blob */
void vp_blob_release(vp_blob *blob);          /* NULL is fine */
