#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "solver/exact.h"
#include <stdint.h>

vp_sites_options vp_process_search(const json_t *inputs, double seconds, vp_search_report *report,
                                   const vp_job_progress *progress)
{
    vp_sites_options options = vp_sites_defaults();
    options.seconds = vp_inputs_number(inputs, "seconds", seconds);
    options.gap = vp_inputs_number(inputs, "gap", 0);
    options.seed = (uint64_t)vp_inputs_number(inputs, "seed", 1);
    options.solve = vp_exact_solve;
    options.progress = report;
    options.context = (void *)(uintptr_t)progress;
    return options;
}
