/* Texts in a VNI font for Windows (VNI-Times …): a letter and, behind it, its mark. */
#pragma once
#include "base/buffer.h"
#include <vungphu/error.h>

/* Appends the text as UTF-8, marks apart from their letters. bytes are single bytes or, since files often went through
 * a Latin-1 to UTF-8 conversion, UTF-8 of those. VP_BAD_INPUT when they are not VNI. */
bool vp_vni_decode(const char *bytes, size_t length, vp_buffer *out, vp_error *err);
