/* What is computed of each unit and stands beside its listed records. */
#pragma once

/* The names of those records; NULL ends the list. */
extern const char *const vp_region_computed_names[];
