/* --format and --decimal: how a command prints its table. */
#pragma once
#include "cli/arguments/decimal_argument.h"
#include "report/output.h"
#include <argp.h>

/* What the command prints by default stands in format before parsing. */
typedef struct {
    vp_output_format format;
    vp_decimal_argument decimal;
} vp_format_argument;

/* Child parsers for argp_child, whose input is a vp_format_argument: of commands that print text by default, and of
 * those that print CSV. */
extern const struct argp vp_format_text_argp, vp_format_csv_argp;
