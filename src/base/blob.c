#include "base/blob.h"
#include <stdlib.h>
#include <unistd.h>

vp_blob *vp_blob_new(vp_buffer *buffer, vp_error *err)
{
    vp_blob *blob = malloc(sizeof *blob);
    if (!blob || buffer->failed) {
        vp_fail_memory(err, buffer->length);
        free(blob);
        vp_buffer_clear(buffer);
        return NULL;
    }
    *blob = (vp_blob){.length = buffer->length, .bytes = buffer->bytes, .file = -1};
    atomic_init(&blob->references, 1);
    *buffer = (vp_buffer){0};
    return blob;
}

vp_blob *vp_blob_of_file(int file, size_t length, vp_error *err)
{
    vp_blob *blob = malloc(sizeof *blob);
    if (!blob) {
        vp_fail_memory(err, sizeof *blob);
        close(file);
        return NULL;
    }
    *blob = (vp_blob){.length = length, .file = file};
    atomic_init(&blob->references, 1);
    return blob;
}

vp_blob *vp_blob_share(vp_blob *blob)
{
    atomic_fetch_add_explicit(&blob->references, 1, memory_order_relaxed);
    return blob;
}

bool vp_blob_attach(vp_blob *blob, vp_attached *attached)
{
    vp_attached *none = NULL;
    return atomic_compare_exchange_strong(&blob->attached, &none, attached);
}

vp_attached *vp_blob_attached(vp_blob *blob) { return atomic_load(&blob->attached); }

void vp_blob_release(vp_blob *blob)
{
    if (!blob || atomic_fetch_sub_explicit(&blob->references, 1, memory_order_acq_rel) != 1) return;
    vp_attached *attached = vp_blob_attached(blob);
    if (attached) attached->free(attached);
    if (blob->file >= 0) close(blob->file);
    free(blob->bytes);
    free(blob);
}
