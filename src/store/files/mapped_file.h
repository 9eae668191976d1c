/* Numbers that are used where they lie in a file: mapped, shared with whoever else has the file open, and checked
 * block by block when they are first asked for.
 *
 * Layout, little-endian: a head of fixed size, one sum a block, zeros up to a page's border, the bytes themselves.
 * A sum is CRC-32 and Adler-32 of a block, both begun at the block's number, so that blocks that changed places are
 * found too. They guard against disks and copies; against people there are the sums of snapshot.json.
 *
 * A block is checked by reading it, not through the map: a disk that fails gives an error instead of SIGBUS, and what
 * was only checked is not resident. Files are not to be changed once published: who shortens one under a reader that
 * maps it ends that reader. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vungphu/error.h>

#define VP_MAPPED_BLOCK ((size_t)1 << 16) /* bytes */

typedef struct vp_mapped_file vp_mapped_file;

/* A new file at path; kind has at most 15 letters. */
bool vp_mapped_file_write(const char *path, const char *kind, const void *bytes, size_t length, vp_error *err);

/* Head and sums are read and checked, and the file's length; the rest is not. NULL and err that names the file.
 * length: SIZE_MAX for whatever it is. */
vp_mapped_file *vp_mapped_file_open(const char *path, const char *kind, size_t length, vp_error *err);
void vp_mapped_file_close(vp_mapped_file *file); /* NULL is fine */

/* The numbers are rows of a table of that many: each int32 of a block is -1 to row_count - 1, or the block is damaged.
 * Before the first touch. */
void vp_mapped_file_holds_rows(vp_mapped_file *file, size_t row_count, const char *table);

/* To be read only where touched. */
const void *vp_mapped_file_bytes(const vp_mapped_file *file);
size_t vp_mapped_file_length(const vp_mapped_file *file);
/* Checks the blocks that hold these bytes, each once; any thread. VP_IO and the file's name where one is damaged, each
 * time anew. Two that come to a block at once both check it, which costs some microseconds. */
bool vp_mapped_file_touch(vp_mapped_file *file, size_t first, size_t length, vp_error *err);
/* Gives the memory of the map back to the system; what is read next comes from its cache again. Any thread. */
void vp_mapped_file_give_back(const vp_mapped_file *file);

/* Whether a whole file of that many bytes, of whatever kind, is as it was written. VP_IO where it is not. */
bool vp_mapped_file_check(const char *path, size_t file_bytes, vp_error *err);

/* ------------------------------------------------------------ the head alone, for who has only its bytes */

#define VP_MAPPED_HEAD 64 /* bytes, before the sums */

typedef struct {
    size_t length, block_count, data_at;
    uint64_t sum; /* of all before the data */
} vp_mapped_head;

/* bytes: the first VP_MAPPED_HEAD of a file of file_length. length: of the numbers, as who opens it expects. */
bool vp_mapped_head_parse(vp_mapped_head *head, const unsigned char bytes[VP_MAPPED_HEAD], size_t file_length,
                          const char *kind, const char *name, vp_error *err);
