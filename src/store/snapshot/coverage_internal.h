/* The two halves of coverage_database.c, and the columns of both. */
#pragma once
#include "store/snapshot/coverage_database.h"
#include "store/sqlite/database.h"

bool vp_coverage_write_layers(vp_database *database, int srid, const vp_coverage_content *content, vp_error *err);
bool vp_coverage_write_tables(vp_database *database, const vp_coverage_content *content, vp_error *err);

/* ---- coverage_columns.c */

/* The indicator in one unit, or the whole set with VP_NONE. */
bool vp_coverage_measure(const vp_coverage_content *content, size_t indicator, size_t set, size_t unit,
                         vp_measurement *out, vp_error *err);
/* NaN for what is not finite: NULL in the tables. */
double vp_coverage_value(double value);

/* Lower-case ASCII letters, digits and _ of a name, for layers and columns; never empty. */
void vp_coverage_column(const char *name, char column[64]);
/* The layer of a unit set: units_LEVEL_VINTAGE. */
void vp_coverage_units_layer(const vp_units *units, size_t set, char layer[160]);
