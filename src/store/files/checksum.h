/* SHA-256 of a file, as 64 hexadecimal digits. */
#pragma once
#include <stddef.h>
#include <vungphu/error.h>

typedef char vp_checksum[65];

/* SHA-256 of bytes in memory. */
void vp_checksum_bytes(const void *bytes, size_t length, vp_checksum out);
/* Of a file; bytes (may be NULL) is the size read. */
bool vp_checksum_file(const char *path, vp_checksum out, size_t *bytes, vp_error *err);

/* And its BLAKE2b (of 32 bytes), in one reading. */
bool vp_checksum_both(const char *path, vp_checksum sha256, vp_checksum blake2b, size_t *bytes, vp_error *err);

/* Of a source with its side files (side_files.h). Without any, that of the file; else of the lines "SUM SUFFIX" of the
 * file (its suffix empty) and each of them, so that a changed side file is a changed source. bytes: of them all. */
bool vp_checksum_source(const char *path, vp_checksum out, size_t *bytes, vp_error *err);
