/* Moments as text: ISO 8601 in UTC, to the second. */
#pragma once
#include <stdint.h>

typedef char vp_utc_text[24]; /* "2026-12-31T23:59:59Z" */

/* seconds: since 1970, years 1 to 9999; "" beyond. */
void vp_utc_write(int64_t seconds, vp_utc_text text);
