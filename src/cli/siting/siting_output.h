/* What `locate` and `sites` print about an answer besides their rows. */
#pragma once
#include <stdbool.h>
#include <vungphu/sites.h>

/* The answer as sentences on stdout. */
void vp_siting_output_text(const vp_sites_problem *problem, const vp_sites_answer *answer);

/* Ctrl-C ends the search, not the program: the best choice so far is printed. */
void vp_siting_output_catch_interrupt(void);

/* For vp_sites_options: draws objective and bound on a terminal, stops at Ctrl-C. context is a vp_siting_bar. */
typedef struct {
    bool quiet, drawn;
} vp_siting_bar;
bool vp_siting_output_progress(void *context, double objective, double bound, double done);
void vp_siting_output_end(vp_siting_bar *bar);
