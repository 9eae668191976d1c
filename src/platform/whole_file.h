/* Files that are there whole or not at all. */
#pragma once
#include "base/buffer.h"
#include <vungphu/error.h>

/* Beside the file first, so that a rename completes it. */
bool vp_whole_file_write(const char *path, const vp_buffer *bytes, vp_error *err);
