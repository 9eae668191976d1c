/* The functions of the processes, for their table, and what two of them share. */
#pragma once
#include "base/buffer.h"
#include "base/findings.h"
#include "service/process.h"
#include "service/siting_joint.h"

vp_process_function vp_process_site;        /* process_site.c */
vp_process_function vp_process_path;        /* process_path.c */
vp_process_function vp_process_travel_time; /* process_travel_time.c */
vp_process_function vp_process_signal;      /* process_signal.c */
vp_process_function vp_process_facilities;  /* process_facilities.c */
vp_process_function vp_process_uncertainty; /* process_uncertainty.c */
vp_process_function vp_process_invest;      /* process_invest.c */
vp_process_function vp_process_roads;       /* process_roads.c */
vp_process_function vp_process_catchments;  /* process_catchments.c */

/* Reports what a search has to the job, its context; false: stop. */
typedef bool vp_search_report(void *context, double objective, double bound, double done);
/* Says to the job how far a search is, as far as is known ("objective 12, bound 14"), or what it does before; false:
 * stop. process_search.c */
bool vp_process_say_search(void *progress, const char *before, double objective, double bound, double done);
/* The options of a search for sites as inputs name them (seconds, gap, seed), with the solver. process_search.c */
vp_sites_options vp_process_search(const json_t *inputs, double seconds, vp_search_report *report,
                                   const vp_job_progress *progress);
/* Sets service, group and limits as inputs name them, by an indicator too; VP_BAD_INPUT, VP_NOT_FOUND. process_search.c
 */
bool vp_process_asked(const json_t *inputs, vp_land_view *view, vp_siting_joint *joint, vp_siting_question *question,
                      vp_error *err);
/* The answer of a search with its report, where html has one. Takes root and html; NULL and err unless ok and there is
 * memory. process_search.c */
json_t *vp_process_answer(bool ok, json_t *root, vp_buffer *html, vp_error *err);
/* False, and the first of the findings that is an error as the answer: the client of a table sees no list.
 * process_search.c */
bool vp_process_fail_first(const vp_findings *findings, vp_error *err);
