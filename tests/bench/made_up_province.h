/* A province that exists nowhere: hills, roads, rivers with fords, lakes, the same on every machine. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vungphu/travel_time.h>

enum { MADE_UP_FACILITIES = 300, MADE_UP_CELL_METRES = 30, MADE_UP_WEST = 500000, MADE_UP_NORTH = 2500000 };

typedef struct {
    vp_terrain terrain;
    float *elevation;
    size_t *facilities, facility_count;
} made_up;

/* False when memory is short; to be cleared in both cases. */
bool made_up_make(made_up *p, size_t columns, size_t rows, size_t facility_count);
void made_up_clear(made_up *p);
/* Bits that look random, the same for the same number. */
uint64_t made_up_mix(uint64_t z);
