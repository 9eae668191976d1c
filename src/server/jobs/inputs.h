/* What is sent to a process, against its row. */
#pragma once
#include "service/processes.h"
#include <jansson.h>

bool vp_job_check_inputs(const vp_process *process, json_t *inputs, vp_error *err);
