/* What a dataset's table of settings says. */
#pragma once
#include "store/sqlite/database.h"
#include <vungphu/grid.h>

/* A setting of province.csv that the table's check has found to be a number; fallback where it is empty. */
bool vp_settings_number(vp_database *database, const char *key, double fallback, double *number, vp_error *err);

/* Of the dataset of a part: what its grids are a window of. No columns where it is no part's. */
bool vp_settings_whole(vp_database *database, vp_grid_geometry *whole, vp_error *err);
