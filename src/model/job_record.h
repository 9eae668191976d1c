/* What is known of a job: what the server reports of it and what a restart finds of it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <vungphu/error.h>

#define VP_JOB_ID_MOST 33 /* 128 random bits in hexadecimal, and the final zero */

/* Their names are those of OGC API – Processes. */
typedef enum { VP_JOB_ACCEPTED, VP_JOB_RUNNING, VP_JOB_SUCCESSFUL, VP_JOB_FAILED, VP_JOB_DISMISSED } vp_job_status;

typedef struct {
    char id[VP_JOB_ID_MOST];
    char process[64];
    char client[64]; /* who asked; for quotas, never shown */
    vp_job_status status;
    char message[512];                  /* the step, or why it failed */
    vp_error_kind failure;              /* its kind; 0: none, or not known any more */
    double progress;                    /* 0 … 1 */
    int64_t created, started, finished; /* seconds since 1970; 0: not yet */
    uint32_t attempts;                  /* times it was begun */
    char *inputs, *result;              /* JSON; result NULL until successful */
} vp_job_record;

static inline bool vp_job_is_over(vp_job_status status) { return status >= VP_JOB_SUCCESSFUL; }

/* Where jobs are kept over a restart. All calls come from one thread at a time. */
typedef struct {
    void *context;
    bool (*save)(void *context, const vp_job_record *record, vp_error *err); /* inserts or replaces */
    bool (*remove)(void *context, const char *id, vp_error *err);
    /* Each record, oldest first; visit takes inputs and result. */
    bool (*load)(void *context, bool (*visit)(void *visitor, vp_job_record *record, vp_error *err), void *visitor,
                 vp_error *err);
} vp_job_log;
