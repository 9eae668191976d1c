/* A file whole in memory. */
#pragma once
#include <stddef.h>
#include <vungphu/error.h>

/* NULL and err when it cannot be read; VP_NOT_FOUND when it is not there. Free it. */
void *vp_file_bytes(const char *path, size_t *length, vp_error *err);
