/* What `vungphu serve` can compute. */
#pragma once
#include "service/process.h"

extern const vp_process vp_process_rows[];
extern const size_t vp_process_count_rows;

typedef struct {
    const char *directory;       /* of the dataset */
    vp_publication *publication; /* whose snapshot is computed on */
} vp_process_context;

/* For vp_jobs_options; context is a vp_process_context. */
vp_job_run vp_process_run;
