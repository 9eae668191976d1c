#include "store/spatial/input_sum.h"
#include <string.h>

enum { SUM_BYTES = 16 };

vp_summing vp_sum_begin(void)
{
    vp_summing s;
    crypto_generichash_init(&s, NULL, 0, SUM_BYTES);
    return s;
}

void vp_sum_end(vp_summing *s, vp_input_sum sum)
{
    unsigned char digest[SUM_BYTES];
    crypto_generichash_final(s, digest, sizeof digest);
    sodium_bin2hex(sum, sizeof(vp_input_sum), digest, sizeof digest);
}

void vp_sum_bytes(vp_summing *s, const void *bytes, size_t length) { crypto_generichash_update(s, bytes, length); }
void vp_sum_whole(vp_summing *s, size_t value) { vp_sum_bytes(s, &value, sizeof value); }
void vp_sum_number(vp_summing *s, double value) { vp_sum_bytes(s, &value, sizeof value); }

void vp_sum_array(vp_summing *s, const void *items, size_t count, size_t size)
{
    vp_sum_whole(s, items ? count : SIZE_MAX);
    if (items) vp_sum_bytes(s, items, count * size);
}

void vp_sum_text(vp_summing *s, const char *text) { vp_sum_array(s, text, text ? strlen(text) : 0, 1); }

void vp_sum_geometry(vp_summing *s, vp_grid_geometry g)
{
    vp_sum_whole(s, g.columns);
    vp_sum_whole(s, g.rows);
    vp_sum_number(s, g.cell_metres);
    vp_sum_number(s, g.west);
    vp_sum_number(s, g.north);
}
