/* Handlers of features, by OGC API – Features; what they answer stands in server/endpoints. */
#pragma once
#include "server/call.h"

vp_handler vp_get_collections, vp_get_collection, vp_get_queryables; /* collections.c */
vp_handler vp_get_items, vp_get_item;                                /* items.c */
vp_long_answer vp_items_are_long;
