/* Which program computes: its own file and the libraries that a result depends on. */
#pragma once
#include <vungphu/error.h>

typedef char vp_program_text[33]; /* 128 bits of BLAKE2b in hexadecimal */

/* Another program, GDAL, PROJ, GEOS or C library has another sum. */
bool vp_program_sum(vp_program_text sum, vp_error *err);
