/* A path's profile in memory, as tests of P.1812 keep one. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <vungphu/propagation.h>

#define POINTS_MOST 2100

typedef struct {
    char name[64];
    size_t count;
    double km[POINTS_MOST], terrain[POINTS_MOST], clutter[POINTS_MOST];
    uint8_t zones[POINTS_MOST];
} stored_profile;

static inline vp_profile view(const stored_profile *p)
{
    return (vp_profile){
        .count = p->count, .km = p->km, .terrain = p->terrain, .clutter = p->clutter, .zones = p->zones};
}
