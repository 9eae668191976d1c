/* The two halves of coverage_database.c. */
#pragma once
#include "store/snapshot/coverage_database.h"
#include "store/sqlite/database.h"

bool vp_coverage_write_layers(vp_database *database, int srid, const vp_coverage_content *content, vp_error *err);
bool vp_coverage_write_tables(vp_database *database, const vp_coverage_content *content, vp_error *err);

/* The indicator in one unit, or the whole set with VP_NONE. */
bool vp_coverage_measure(const vp_coverage_content *content, size_t indicator, size_t set, size_t unit,
                         vp_measurement *out, vp_error *err);
/* NaN for what is not finite: NULL in the tables. */
double vp_coverage_value(double value);
