/* A small made-up province in memory: 40 x 40 cells of 500 m around 105.8 E, 21.6 N.
 *
 * Communes 2025: four squares of 10 km (A northwest, B northeast, C southwest, D southeast); D has a
 * hole that is the commune E (2 km square). Districts 2024: west (A, C) and east (B, D, E).
 * 10 people a cell, no data in the first row. Services: health_station (minutes; 3 facilities, one not yet
 * open), school (metres), fm (signal, not analysed). */
#pragma once
#include "snapshot/snapshot.h"
#include <stdio.h>
#include <stdlib.h>

/* Also used by fuzz targets, so without Check. */
#define MUST(condition)                                                                                                \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);                              \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

#define WORLD_SIDE  40
#define WORLD_WEST  105.8
#define WORLD_SOUTH 21.6

/* Longitude and latitude of a place in cells from the northwest corner. */
double vp_world_lon(double column);
double vp_world_lat(double row);

/* extra_people are added to every cell, so that two snapshots differ everywhere. Ends the test on failure. */
vp_snapshot *vp_world_new(const char *id, double extra_people);
