/* What a step rests on, as one sum: equal inputs have equal sums, in any later run. */
#pragma once
#include <sodium.h>
#include <vungphu/grid.h>

typedef char vp_input_sum[33]; /* 128 bits of BLAKE2b in hexadecimal */
typedef crypto_generichash_state vp_summing;

vp_summing vp_sum_begin(void);
void vp_sum_end(vp_summing *s, vp_input_sum sum);
void vp_sum_bytes(vp_summing *s, const void *bytes, size_t length);
void vp_sum_whole(vp_summing *s, size_t value);
void vp_sum_number(vp_summing *s, double value);
/* An array or text that may be missing, which an empty one is not; its length is part of the sum. */
void vp_sum_array(vp_summing *s, const void *items, size_t count, size_t size);
void vp_sum_text(vp_summing *s, const char *text);
void vp_sum_geometry(vp_summing *s, vp_grid_geometry g);
