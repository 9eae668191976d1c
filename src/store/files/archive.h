/* Structures to bytes and back: one walk over a structure both writes and reads it, so that
 * the two cannot disagree. Little-endian, numbers as their own bits.
 *
 * While reading, sizes are checked against what is left before anything is allocated, and
 * the first failure makes all later steps do nothing. */
#pragma once
#include "base/buffer.h"
#include "store/files/mapped_file.h"
#include <stdint.h>
#include <vungphu/error.h>

typedef struct {
    bool writing, failed;
    vp_buffer out;           /* writing */
    const unsigned char *in; /* reading: borrowed */
    bool in_stays;           /* it outlives what is read from it */
    size_t length, at;
    const char *name; /* the file, for the sentence */
    vp_error *err;
} vp_archive;

void vp_archive_bytes(vp_archive *archive, void *bytes, size_t length);
void vp_archive_whole(vp_archive *archive, size_t *value); /* VP_NONE too */
void vp_archive_number(vp_archive *archive, double *value);
void vp_archive_int(vp_archive *archive, int *value);
void vp_archive_flag(vp_archive *archive, bool *value);
void vp_archive_text(vp_archive *archive, char **text); /* NULL stays NULL; owned */

/* Count, and when reading a zeroed array of that many (never NULL unless it failed). Each
 * item takes at least one byte. Use: x->items = vp_archive_array(a, x->items, &x->count, size). */
void *vp_archive_array(vp_archive *archive, void *items, size_t *count, size_t size);
/* The array's contents as they are in memory: plain numbers only. The count is known already. */
void *vp_archive_block(vp_archive *archive, void *items, size_t count, size_t size);
/* The same where it lies in the bytes, which must stay: read only. Begins at a multiple of eight of them. */
const void *vp_archive_view(vp_archive *archive, const void *items, size_t count, size_t size);
/* A zeroed array of a count that is known already, to be filled item by item; each takes at
 * least one byte. When writing, items itself. */
void *vp_archive_zeros(vp_archive *archive, void *items, size_t count, size_t size);
/* A count or index that must equal, or be below, what the reader knows. */
void vp_archive_expect(vp_archive *archive, size_t value, const char *what);
void vp_archive_below(vp_archive *archive, size_t value, size_t limit, bool or_none, const char *what);

/* Reading and writing a file: a header of magic, kind, version and sizes, then the bytes: a zlib stream where that is
 * at most half as long, else as they are, since they are read more often than stored. */
typedef bool vp_archive_walk(vp_archive *archive, void *subject);
bool vp_archive_write(const char *path, const char *kind, vp_archive_walk *walk, void *subject, vp_error *err);
bool vp_archive_read(const char *name, const void *bytes, size_t length, const char *kind, vp_archive_walk *walk,
                     void *subject, vp_error *err);

/* The same in a file that is mapped, for walks with views, which end before it is closed. Its open file is read and
 * checked whole; its memory is freed. */
bool vp_archive_write_mapped(const char *path, const char *kind, vp_archive_walk *walk, void *subject, vp_error *err);
bool vp_archive_read_mapped(vp_mapped_file *file, const char *name, vp_archive_walk *walk, void *subject,
                            vp_error *err);
