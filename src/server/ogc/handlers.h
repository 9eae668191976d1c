/* Handlers of features, by OGC API – Features; what they answer stands in server/endpoints. */
#pragma once
#include "server/routes.h"

vp_handler vp_get_collections, vp_get_collection, vp_get_queryables; /* catalogue.c */
vp_handler vp_get_items, vp_get_item;                                /* items.c */
vp_long_answer vp_items_are_long;
/* The properties of all collections, as parameters of items: each name once. */
bool vp_items_others(const vp_route *route, size_t index, vp_parameter *out); /* items.c */
