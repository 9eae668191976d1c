/* --decimal: how numbers are written in CSV. */
#pragma once
#include "report/output.h"
#include <argp.h>

typedef struct {
    vp_output_format
        *format; /* becomes VP_OUTPUT_CSV_COMMA; NULL: the command has forms of its own and looks at comma */
    bool comma;
} vp_decimal_argument;

/* A child parser for argp_child; its input is a vp_decimal_argument. */
extern const struct argp vp_decimal_argp;

/* Refuses a comma with another form than csv. */
void vp_decimal_check(const vp_decimal_argument *a, bool is_csv, struct argp_state *state);
