/* A table on stdout: aligned text for people, CSV for spreadsheets, JSON for programs. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

typedef enum {
    VP_OUTPUT_TEXT,
    VP_OUTPUT_CSV,
    VP_OUTPUT_JSON,
    VP_OUTPUT_CSV_COMMA /* with semicolons and decimal commas: base/csv.h */
} vp_output_format;
/* text, csv or json. */
bool vp_output_format_of(const char *name, vp_output_format *format);

typedef struct vp_output vp_output;

/* The names of columns are borrowed and must outlive the output, the array need not. */
vp_output *vp_output_new(const char *const columns[], size_t column_count, vp_error *err);
void vp_output_free(vp_output *output);
/* Cells of a row from left to right; NULL text and NaN are "no data". decimals: in text only,
 * CSV and JSON carry the full value. */
void vp_output_text(vp_output *output, const char *text);
void vp_output_number(vp_output *output, double value, int decimals);
/* The decimals, from least on, at which the value is printed otherwise than each of the bounds that it is not at: what
 * misses a target must not print as the target. */
int vp_output_decimals(double value, const double bounds[], size_t bound_count, int least);
/* Prints what was added. False when stdout cannot be written or memory ran out meanwhile. */
bool vp_output_print(const vp_output *output, vp_output_format format, vp_error *err);
