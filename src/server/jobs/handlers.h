/* Handlers of processes and jobs, by OGC API – Processes; what they answer stands in server/endpoints. */
#pragma once
#include "server/call.h"

vp_handler vp_get_processes, vp_get_process, vp_post_execution;        /* processes.c */
vp_handler vp_get_facility_loads, vp_get_uncertainty;                  /* computed.c */
vp_handler vp_get_jobs, vp_get_job, vp_get_job_results, vp_delete_job; /* job_answers.c */
