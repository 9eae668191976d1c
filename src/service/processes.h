/* What `vungphu serve` can compute. */
#pragma once
#include "service/process.h"

extern const vp_process vp_process_rows[];
extern const size_t vp_process_count_rows;

/* For vp_jobs_options; context is the vp_publication whose snapshot is computed on. */
vp_job_run vp_process_run;
