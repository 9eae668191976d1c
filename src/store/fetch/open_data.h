/* The catalogue of open data (gis-data/open-data.csv): layers of the whole world, and how their addresses are written
 * for a place. */
#pragma once
#include "store/fetch/fetch.h"
#include "store/province/table.h"

/* NULL: the shipped one. */
bool vp_open_data_read(const char *path, vp_table *catalogue, vp_error *err);

typedef struct {
    const char *country;     /* VNM */
    const char *level;       /* ADM2; "" */
    vp_bounds degrees;       /* for tiles */
    const char *const *sets; /* NAME=VALUE for what a pattern names besides, ended by NULL */
} vp_open_data_place;

/* The addresses of a pattern: {ISO3} {iso3} {LEVEL}; of tiles {lat} {lon} of their south-west corner (N21, E105) or
 * {row} {column}; any other name is one of sets. tiles: "", degrees of a side, or ghsl. 0 and err: a name that nobody
 * gave, or too many tiles. */
size_t vp_open_data_addresses(const char *pattern, const char *tiles, const vp_open_data_place *place,
                              char addresses[][VP_ADDRESS_MOST], vp_error *err);
