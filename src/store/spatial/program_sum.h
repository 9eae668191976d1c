/* Which program computes: its own file and the libraries that a result depends on. */
#pragma once
#include "store/spatial/input_sum.h"
#include <vungphu/error.h>

/* Another program, GDAL, PROJ, GEOS or C library has another sum. */
bool vp_program_sum(vp_input_sum sum, vp_error *err);
