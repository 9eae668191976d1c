/* Coordinate reference systems that positions may be asked and answered in; who converts stands behind a function. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define VP_REFERENCE_URI_MOST 64

typedef struct vp_reference {
    char uri[VP_REFERENCE_URI_MOST];
    bool latitude_first; /* the order of the system's axes: north before east */
    double places;       /* positions are answered to this part of the unit */
    /* In place, east in x and north in y whatever the order of the axes. Any thread. False where a position has no
     * place in the other system. NULL: degrees of WGS 84 as they are. */
    bool (*convert)(const struct vp_reference *reference, bool to_lonlat, size_t count, double x[], double y[]);
    void *projection; /* of convert; not NULL: a box of the system is none in degrees */
} vp_reference;

/* Systems of one province, beside those that every province has. */
typedef struct vp_local_references {
    vp_reference *rows;
    size_t count;
    void (*free)(struct vp_local_references *references);
} vp_local_references;
