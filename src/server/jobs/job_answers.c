/* Jobs as clients see them: their state and their results. */
#include "server/jobs/job_answers.h"
#include "base/utc.h"
#include "server/jobs/handlers.h"
#include "json/json.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/date.h>

json_t *vp_job_link(const vp_call *call, const char *path, const char *relation, const char *title)
{
    char address[600];
    snprintf(address, sizeof address, "%s%s", call->base, path);
    return json_pack("{s:s, s:s, s:s, s:s}", "href", address, "rel", relation, "type", "application/json", "title",
                     title);
}

static const char *const status_names[] = {"accepted", "running", "successful", "failed", "dismissed"};

static json_t *time_of(int64_t seconds)
{
    vp_utc_text text;
    vp_utc_write(seconds, text);
    return seconds ? vp_json_text(text) : json_null();
}

static json_t *describe_job(const vp_call *call, const vp_job_record *record)
{
    char self[120], results[140];
    snprintf(self, sizeof self, "/jobs/%s", record->id);
    snprintf(results, sizeof results, "%s/results", self);
    json_t *links = json_pack("[o]", vp_job_link(call, self, "monitor", "this job"));
    if (record->status == VP_JOB_SUCCESSFUL)
        vp_json_add(&links,
                    vp_job_link(call, results, "http://www.opengis.net/def/rel/ogc/1.0/results", "its results"));
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:o, s:o, s:o, s:o}", "jobID", record->id, "processID",
                     record->process, "type", "process", "status", status_names[record->status], "message",
                     record->message, "progress", (int)floor(record->progress * 100), "created",
                     time_of(record->created), "started", time_of(record->started), "finished",
                     time_of(record->finished), "links", links);
}

bool vp_job_reply(const vp_call *call, const vp_job_record *record, vp_reply *reply, vp_error *err)
{
    reply->body = vp_json_blob(describe_job(call, record), err);
    return reply->body != NULL;
}

/* What was asked names something that is not there (400), or the server could not (500, 503). */
static vp_error_kind kind_of(vp_error_kind failure)
{
    if (failure == VP_BAD_INPUT || failure == VP_NOT_FOUND) return VP_BAD_INPUT;
    return failure ? failure : VP_IO;
}

/* The result, or the problem that took its place: the job's own sentence, which people read in both languages. */
bool vp_job_reply_result(const vp_job_record *record, bool document, vp_reply *reply, vp_error *err)
{
    if (record->status == VP_JOB_FAILED) return vp_fail(err, kind_of(record->failure), "%s", record->message);
    if (record->status == VP_JOB_DISMISSED) return vp_fail(err, VP_NOT_FOUND, "the job was dismissed");
    if (record->status != VP_JOB_SUCCESSFUL) {
        reply->problem = VP_RESULT_NOT_READY;
        return vp_fail(err, VP_NOT_FOUND, "the result is not ready: the job is %s", status_names[record->status]);
    }
    json_t *result = json_loads(record->result, JSON_DECODE_ANY, NULL);
    reply->body = vp_json_blob(document ? json_pack("{s:o}", "result", result) : result, err);
    return reply->body != NULL;
}

bool vp_jobs_are_taken(const vp_call *call, vp_error *err)
{
    return call->backends->jobs || vp_fail(err, VP_BUSY,
                                           "this server takes no jobs: another keeps them, or it may not "
                                           "write where they are kept");
}

/* Names of statuses between commas. */
static bool read_statuses(const char *list, unsigned *statuses, vp_error *err)
{
    for (*statuses = 0; list && *list; list += *list == ',') {
        size_t length = strcspn(list, ","), i = 0, count = sizeof status_names / sizeof *status_names;
        while (i < count && !(strlen(status_names[i]) == length && memcmp(status_names[i], list, length) == 0)) i++;
        if (i == count)
            return vp_fail(err, VP_BAD_INPUT,
                           "status is one of accepted, running, successful, failed, dismissed, not '%.60s'", list);
        *statuses |= 1U << i;
        list += length;
    }
    return true;
}

/* One end of an interval. */
static bool read_moment(const char *text, size_t length, vp_utc_text out, vp_error *err)
{
    vp_date day;
    out[0] = '\0';
    if (length == 0 || (length == 2 && memcmp(text, "..", 2) == 0)) return true;
    if (length < sizeof(vp_utc_text)) snprintf(out, sizeof(vp_utc_text), "%.*s", (int)length, text);
    bool whole =
        length == strlen("2026-12-31") || (length == strlen("2026-12-31T07:00:00Z") && text[length - 1] == 'Z');
    return (whole && vp_date_read(out, VP_DATE_MOMENT, day)) ||
           vp_fail(err, VP_BAD_INPUT,
                   "datetime is a day or a moment in UTC, 2026-12-31 or 2026-12-31T07:00:00Z, or an interval of two");
}

static bool read_created(const char *text, vp_jobs_wanted *wanted, vp_error *err)
{
    size_t length = text ? strcspn(text, "/") : 0;
    const char *end = text && text[length] ? text + length + 1 : text;
    return !text || (read_moment(text, length, wanted->from, err) && read_moment(end, strlen(end), wanted->to, err));
}

static bool read_duration(const vp_target *target, vp_jobs_wanted *wanted, vp_error *err)
{
    wanted->longest = INFINITY;
    wanted->has_duration = vp_target_parameter(target, "minDuration") || vp_target_parameter(target, "maxDuration");
    return vp_target_number(target, "minDuration", &wanted->shortest, err) &&
           vp_target_number(target, "maxDuration", &wanted->longest, err);
}

static bool read_wanted(const vp_call *call, vp_jobs_wanted *wanted, vp_error *err)
{
    *wanted = (vp_jobs_wanted){0};
    const char *type = vp_target_parameter(&call->target, "type");
    if (type && strcmp(type, "process") != 0)
        return vp_fail(err, VP_BAD_INPUT, "type is process: there are no jobs of another kind, such as '%.60s'", type);
    wanted->process = vp_target_parameter(&call->target, "processID");
    return read_statuses(vp_target_parameter(&call->target, "status"), &wanted->statuses, err) &&
           read_created(vp_target_parameter(&call->target, "datetime"), wanted, err) &&
           read_duration(&call->target, wanted, err);
}

bool vp_job_read_page(const vp_call *call, vp_job_page *page, vp_error *err)
{
    enum { MOST = 1000 };
    *page = (vp_job_page){.limit = 100};
    return vp_target_whole(&call->target, "limit", MOST, &page->limit, err) &&
           vp_target_whole(&call->target, "offset", SIZE_MAX, &page->offset, err);
}

/* The address of the same list from another row on. */
static json_t *page_link(const vp_call *call, const char *path, const char *relation, vp_job_page page)
{
    vp_buffer text = {0};
    vp_buffer_format(&text, "%s?", path);
    vp_target_query(&call->target, "offset limit", &text);
    vp_buffer_format(&text, "limit=%zu&offset=%zu", page.limit, page.offset);
    const char *address = vp_buffer_terminated(&text);
    json_t *link = address ? vp_job_link(call, address, relation, "further rows") : NULL;
    vp_buffer_clear(&text);
    return link;
}

json_t *vp_job_page_links(const vp_call *call, const char *path, vp_job_page page, size_t total)
{
    json_t *links = json_pack("[o]", vp_job_link(call, path, "self", "this list"));
    if (page.limit > 0 && page.offset < total && total - page.offset > page.limit)
        vp_json_add(&links, page_link(call, path, "next", (vp_job_page){page.limit, page.offset + page.limit}));
    if (page.limit > 0 && page.offset > 0)
        vp_json_add(&links,
                    page_link(call, path, "prev",
                              (vp_job_page){page.limit, page.offset > page.limit ? page.offset - page.limit : 0}));
    return links;
}

bool vp_get_jobs(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    size_t total = 0;
    vp_job_page page;
    vp_jobs_wanted wanted;
    if (!vp_jobs_are_taken(call, err) || !read_wanted(call, &wanted, err) || !vp_job_read_page(call, &page, err))
        return false;
    vp_job_record *records = calloc(page.limit + 1, sizeof *records);
    json_t *list = json_array();
    bool ok = records && list;
    size_t count = ok ? vp_jobs_list(call->backends->jobs, wanted, page.offset, page.limit, records, &total) : 0;
    for (size_t i = 0; ok && i < count; i++) ok = vp_json_append(list, describe_job(call, &records[i]));
    free(records);
    reply->body = vp_json_blob(json_pack("{s:o, s:I, s:o}", "jobs", ok ? list : NULL, "numberMatched",
                                         (json_int_t)total, "links", vp_job_page_links(call, "/jobs", page, total)),
                               err);
    if (!ok) json_decref(list);
    return reply->body != NULL;
}

/* The job that the address names. */
static bool find_job(const vp_call *call, bool with_texts, vp_job_record *record, vp_reply *reply, vp_error *err)
{
    reply->problem = VP_NO_SUCH_JOB;
    if (!vp_jobs_are_taken(call, err) ||
        !vp_jobs_find(call->backends->jobs, vp_target_capture(&call->target, "job"), with_texts, record, err))
        return false;
    reply->problem = NULL;
    return true;
}

bool vp_get_job(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    vp_job_record record;
    return find_job(call, false, &record, reply, err) && vp_job_reply(call, &record, reply, err);
}

bool vp_get_job_results(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    vp_job_record record = {0};
    bool ok = find_job(call, true, &record, reply, err) && vp_job_reply_result(&record, true, reply, err);
    vp_job_record_clear(&record);
    return ok;
}

bool vp_delete_job(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    vp_job_record record;
    return find_job(call, false, &record, reply, err) &&
           vp_jobs_dismiss(call->backends->jobs, vp_target_capture(&call->target, "job"), &record, err) &&
           vp_job_reply(call, &record, reply, err);
}
