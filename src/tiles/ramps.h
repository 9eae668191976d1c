/* The classes and colours in which a service's surface is drawn: the one place, sent to clients as the
 * legend of the layer's TileJSON. */
#pragma once
#include <stdint.h>
#include <vungphu/region.h>

typedef struct {
    uint8_t red, green, blue;
} vp_colour;

/* A class of values: where less is better those up to and with its edge (and above the edge before), where
 * more is better those from its edge on (and below the next). */
typedef struct {
    double edge;
    vp_colour colour;
} vp_class;

typedef struct {
    bool more_is_better;
    vp_class classes[8];
    size_t class_count;
} vp_ramp;

extern const vp_colour vp_ramp_unreachable; /* no path at all: not the same as far */
const vp_ramp *vp_ramp_of(vp_reach reach);
/* The class of a finite value. */
size_t vp_ramp_class(const vp_ramp *ramp, double value);
