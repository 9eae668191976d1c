/* A mixed 0-1 program, and the shape of whatever can solve one exactly.
 *
 * The analysis builds programs but links no solver: the solver room provides
 * vp_exact_solve, and app passes it down. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vungphu/error.h>

/* Minimise Σ objective[c]·x[c] where row_low <= Σ value·x <= row_high and 0 <= x <= 1. */
typedef struct {
    size_t column_count, row_count;
    const double *objective;    /* [column] */
    const bool *whole;          /* [column] x is 0 or 1, nothing between */
    const size_t *row_start;    /* row_count + 1 offsets into the next two */
    const uint32_t *row_column; /* each column at most once in a row */
    const double *row_value;
    const double *row_low, *row_high; /* -INFINITY, INFINITY: open */
} vp_program;

typedef struct {
    double seconds; /* at most about this long; INFINITY: until it is done */
    double cutoff;  /* only values of the objective below this are of interest; INFINITY: all */
    /* Asked now and then; false stops. May be NULL. */
    bool (*keep_going)(void *context);
    void *context;
} vp_program_limits;

typedef struct {
    double *values;   /* [column] the best choice found; NULL when there is none below the cutoff */
    double objective; /* of values */
    double bound;     /* no choice is below this; INFINITY when proven that none is below the cutoff */
    bool finished;    /* values are optimal, or there are none below the cutoff: proven */
} vp_program_answer;

/* False and err only when the program could not be handed over or memory is short; running
 * out of time is no failure. Free answer->values. */
typedef bool vp_program_solver(const vp_program *program, const vp_program_limits *limits, vp_program_answer *answer,
                               vp_error *err);
