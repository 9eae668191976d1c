/* The part of a cell's people whom a service leaves out. */
#pragma once
#include <vungphu/region.h>

/* 0..1 of a value of a surface and a limit; no data is nobody. */
double vp_left_out_part(vp_reach reach, double limit, double value);
