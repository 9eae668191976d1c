/* The two halves of coverage_database.c, and the columns of both. */
#pragma once
#include "store/snapshot/coverage_database.h"
#include "store/sqlite/database.h"

bool vp_coverage_write_layers(vp_database *database, int srid, const vp_coverage_content *content, vp_error *err);
bool vp_coverage_write_tables(vp_database *database, const vp_coverage_content *content, vp_error *err);

/* ---- coverage_columns.c */

/* The indicator in a unit of a set; unit_count: in the set as a whole. */
const vp_measurement *vp_coverage_measured(const vp_coverage_content *content, size_t indicator, size_t set,
                                           size_t unit);
/* NaN for what is not finite: NULL in the tables. */
double vp_coverage_value(double value);

/* Lower-case ASCII letters, digits and _ of a name, for layers and columns; never empty. */
void vp_coverage_column(const char *name, char column[64]);
/* The layer of a unit set: units_LEVEL_VINTAGE. */
void vp_coverage_units_layer(const vp_units *units, size_t set, char layer[160]);
