/* 256 x 256 pixels of four bytes as a PNG (ISO/IEC 15948). */
#pragma once
#include "base/buffer.h"
#include <stdint.h>
#include <vungphu/error.h>

enum { VP_PNG_SIDE = 256, VP_PNG_ROW_BYTES = 1 + VP_PNG_SIDE * 4 };

/* VP_PNG_SIDE rows as PNG has them, each a byte 0 that says "no filter", then red, green, blue and opacity of the
 * pixels. */
bool vp_png_encode(const uint8_t *rows, vp_buffer *png, vp_error *err);
