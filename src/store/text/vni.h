/* Texts in a VNI font for Windows (VNI-Times …): a letter and, behind it, its mark. */
#pragma once
#include "base/buffer.h"
#include <vungphu/error.h>

/* Appends the text as UTF-8, marks apart from their letters. bytes are single bytes or, wrapped, UTF-8
 * of those, since files often went through a Latin-1 to UTF-8 conversion. VP_BAD_INPUT when they are not VNI. */
bool vp_vni_decode(const char *bytes, size_t length, bool wrapped, vp_buffer *out, vp_error *err);
