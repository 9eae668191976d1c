/* Units with the columns of a view (snapshot/unit_columns.h) as a database of one layer, of their id: what files of it
 * are made from, as those of a snapshot are from coverage.sqlite. */
#pragma once
#include "snapshot/unit_columns.h"

/* Writes a new file at path: the units of the main set, WGS 84. */
bool vp_columns_database_write(const char *path, const vp_region *region, const vp_unit_columns *columns,
                               vp_error *err);
