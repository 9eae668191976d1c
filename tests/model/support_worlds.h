/* Small worlds drawn as text, and random ones, for the tests of the travel time engine. */
#pragma once
#include <vungphu/travel_time.h>

/* A terrain with the cells a travel problem starts from. */
typedef struct {
    vp_terrain terrain;
    float *elevation; /* what terrain.elevation borrows */
    size_t *facilities;
    size_t facility_count;
} world;

/* Rows joined by '\n'; cells of 100 m. '.' one minute a cell, '2'..'9' that many minutes,
 * '#' no path, 'A'..'Z' facility 0..25 on open terrain, 'a'..'z' facility 0..25 on '#'. */
world world_drawn(const char *map);
/* The same terrain where slope counts everywhere, with a height in metres per cell. */
void world_raise(world *w, const float heights[]);
void world_clear(world *w);

/* Random terrain of the size: barriers, gaps of one cell, roads, holes in the elevation, facilities
 * on barriers, several on one cell, or none. The same seed gives the same world. */
world world_random(uint64_t seed, size_t columns, size_t rows);
