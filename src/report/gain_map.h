/* A map for print: units shaded by what they gain, facilities that there are, numbered new places. */
#pragma once
#include "report/report_internal.h"

typedef struct {
    double lon, lat;
    const char *fill;
    size_t number;
} vp_gain_place;

typedef struct {
    const double *gained;     /* [unit of the main set] people; NaN: no data or nobody of the group */
    const size_t *facilities; /* of the region */
    const bool *closed;       /* [facility of the list]; NULL: none */
    size_t facility_count;
    const vp_gain_place *places; /* the first is drawn on top */
    size_t place_count;
    const char *const *fills, *const *texts; /* what the colours of places mean */
    size_t text_count;
    const char *label; /* of the picture */
} vp_gain_map;

bool vp_gain_map_draw(const vp_report *page, const vp_gain_map *map, vp_error *err);
