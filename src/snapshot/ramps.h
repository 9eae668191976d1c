/* The classes and colours in which a service's surface is drawn: the one place, sent to clients as the
 * legend of the layer's TileJSON. Snapshots hold classes: whoever changes an edge raises VP_SNAPSHOT_FORMAT. */
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

/* What a picture shows of a cell: nothing where there is no data, one grey where there is no path, else a class. */
enum { VP_SHOWN_NOTHING, VP_SHOWN_UNREACHABLE, VP_SHOWN_CLASS /* the first; the others follow */ };

/* A ramp's classes as limits that a float is above exactly when it is in a class beyond the first: so a class is a sum
 * of comparisons, which the compiler makes for many cells at once. */
typedef struct {
    float below[sizeof((vp_ramp *)NULL)->classes / sizeof(vp_class)];
    size_t count;
} vp_ramp_limits;

vp_ramp_limits vp_ramp_limits_of(const vp_ramp *ramp);
void vp_ramp_show(const vp_ramp_limits *limits, const float values[], uint8_t shown[], size_t count);
