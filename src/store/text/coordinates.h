/* A place in degrees as a row of a table states it: in two columns or in one. */
#pragma once
#include "store/text/number.h"

typedef struct {
    const char *column, *text; /* text NULL: empty */
    vp_decimal decimal;
} vp_coordinate_cell;

typedef struct {
    const char *column, *value;
    char reason[240];
} vp_coordinate_fault;

/* both NULL: lon and lat state it. False fills fault. */
bool vp_coordinates_read(const vp_coordinate_cell *lon, const vp_coordinate_cell *lat, const vp_coordinate_cell *both,
                         double *x, double *y, vp_coordinate_fault *fault);
