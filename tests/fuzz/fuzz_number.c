/* Any text is a number, degrees or a place, or is refused: what is read is finite and within its range, and a number
 * written plainly is read as itself under every decimal sign. */
#include "store/text/number.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_number(const char *text, vp_decimal decimal)
{
    double number, again;
    vp_number_kind kind = vp_number_read(text, decimal, &number);
    if ((kind == VP_NUMBER_NONE) != isnan(number)) abort();
    if (kind == VP_NUMBER_NONE) return;
    if (!isfinite(number)) abort();
    if (kind == VP_NUMBER_DOUBTFUL && decimal != VP_DECIMAL_UNKNOWN) abort();
    char plain[64];
    snprintf(plain, sizeof plain, "%.17g", number);
    if (vp_number_read(plain, VP_DECIMAL_POINT, &again) == VP_NUMBER_NONE || again != number) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), axis;
    double lon, lat, degrees;
    if (!text) return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    for (int decimal = VP_DECIMAL_UNKNOWN; decimal <= VP_DECIMAL_COMMA; decimal++) {
        check_number(text, (vp_decimal)decimal);
        if (vp_degrees_read(text, (vp_decimal)decimal, &degrees, &axis) && !isfinite(degrees)) abort();
        if (vp_lonlat_read(text, (vp_decimal)decimal, &lon, &lat) && (!isfinite(lon) || !isfinite(lat))) abort();
    }
    free(text);
    return 0;
}
