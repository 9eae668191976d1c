/* SHA-256 of a file, as 64 hexadecimal digits. */
#pragma once
#include <stddef.h>
#include <vungphu/error.h>

typedef char vp_checksum[65];

/* bytes (may be NULL) is the size read. */
bool vp_checksum_file(const char *path, vp_checksum out, size_t *bytes, vp_error *err);
