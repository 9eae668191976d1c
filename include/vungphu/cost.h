/* One pair of a sparse table of costs: what it takes from a place of demand to a site. */
#pragma once
#include <stdint.h>

typedef struct {
    uint32_t demand, site;
    double cost; /* minutes, metres, … */
} vp_cost;
