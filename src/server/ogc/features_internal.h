/* What getters of collections are written with. */
#pragma once
#include "server/ogc/collections.h"

/* A property's getter: gives `row` of the view as `r`. */
#define TEXT(name, type, array, value)                                                                                 \
    static void name(const vp_view *view, size_t row, vp_property_value *out)                                          \
    {                                                                                                                  \
        const type *r = &(array)[row];                                                                                 \
        *out = (vp_property_value){.text = (value)};                                                                   \
    }
#define NUMBER(name, type, array, value)                                                                               \
    static void name(const vp_view *view, size_t row, vp_property_value *out)                                          \
    {                                                                                                                  \
        const type *r = &(array)[row];                                                                                 \
        (void)r;                                                                                                       \
        *out = (vp_property_value){.is_number = true, .number = (value)};                                              \
    }
#define REGION (view->snapshot->region)

static inline bool vp_is_in_box(vp_point p, vp_bounds box)
{
    return p.x >= box.west && p.x <= box.east && p.y >= box.south && p.y <= box.north;
}
