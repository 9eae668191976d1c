/* Parts of answers about jobs, for whoever starts one. */
#pragma once
#include "server/call.h"
#include "service/jobs.h"
#include <jansson.h>

/* What the standard calls that which went wrong (OGC 18-062r2): a problem's type. */
#define VP_NO_SUCH_PROCESS  "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-process"
#define VP_NO_SUCH_JOB      "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-job"
#define VP_RESULT_NOT_READY "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/result-not-ready"

/* False, and a sentence, where this server takes none. */
bool vp_jobs_are_taken(const vp_call *call, vp_error *err);

/* A link object to a path of this server. NULL when memory is short. */
json_t *vp_job_link(const vp_call *call, const char *path, const char *relation, const char *title);
/* Which rows of a list are asked for. */
typedef struct {
    size_t limit, offset;
} vp_job_page;
bool vp_job_read_page(const vp_call *call, vp_job_page *page, vp_error *err);
/* Links of a list at path with so many rows: itself, and its next and previous page where there are such. */
json_t *vp_job_page_links(const vp_call *call, const char *path, vp_job_page page, size_t total);

/* The job's state (statusInfo) as the body. */
bool vp_job_reply(const vp_call *call, const vp_job_record *record, vp_reply *reply, vp_error *err);
/* The job's result as the body, under the name of its output when document; else why there is none. */
bool vp_job_reply_result(const vp_job_record *record, bool document, vp_reply *reply, vp_error *err);
