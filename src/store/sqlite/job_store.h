/* Jobs over a restart: jobs.sqlite in the dataset directory. */
#pragma once
#include "model/job_record.h"

typedef struct vp_job_store vp_job_store;

/* One process at a time has it: VP_BUSY while another does. */
vp_job_store *vp_job_store_open(const char *directory, vp_error *err);
void vp_job_store_close(vp_job_store *store); /* NULL is fine */

/* For vp_job_log; context is the store. */
bool vp_job_store_save(void *context, const vp_job_record *record, vp_error *err);
bool vp_job_store_remove(void *context, const char *id, vp_error *err);
bool vp_job_store_load(void *context, bool (*visit)(void *visitor, vp_job_record *record, vp_error *err), void *visitor,
                       vp_error *err);
