/* Exact solving of 0-1 programs through the COIN-OR CBC library. */
#pragma once
#include <vungphu/program.h>

/* A vp_program_solver. One program at a time in a process: others wait their turn. The time
 * limit is watched inside; keep_going is asked between slices of work that double from two
 * seconds, each begun anew. */
bool vp_exact_solve(const vp_program *program, const vp_program_limits *limits, vp_program_answer *answer,
                    vp_error *err);
