/* Processes that have an address of their own: what they compute of the served snapshot is the same for all who ask, so
 * it is computed once in the lane (lane.h), kept, and answered by its tag. */
#include "server/jobs/handlers.h"
#include "server/jobs/inputs.h"
#include "json/json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A process, the member of its result that has a row for each facility or unit, and the columns of csv. */
typedef struct {
    const char *process, *whole, *rows, *columns; /* whole: one row more in front, NULL: none */
} computed;

static bool goes_on(void *context, const char *step, double done)
{
    (void)step, (void)done;
    return vp_call_is_wanted(context);
}

static bool is_unwanted(void *context) { return !vp_call_is_wanted(context); }

static const vp_process *find(const vp_call *call, const char *id, vp_error *err)
{
    const vp_processes *processes = call->backends->processes;
    for (size_t i = 0; processes && processes->jobs.run && i < processes->count; i++)
        if (strcmp(processes->rows[i].id, id) == 0) return &processes->rows[i];
    vp_fail(err, VP_NOT_FOUND, "this server computes nothing");
    return NULL;
}

/* The parameters as the process takes them; checked. */
static json_t *read_inputs(const vp_call *call, const vp_process *process, vp_error *err)
{
    json_t *inputs = json_object();
    for (size_t i = 0; inputs && i < process->input_count; i++) {
        const vp_input *input = &process->inputs[i];
        const char *text = vp_target_parameter(&call->target, input->name);
        double number = NAN;
        if (!text || !*text) continue;
        bool ok = input->type == VP_INPUT_TEXT || vp_target_number(&call->target, input->name, &number, err);
        bool whole = input->type == VP_INPUT_WHOLE && number == floor(number) && fabs(number) < 1e15;
        json_t *value = input->type == VP_INPUT_TEXT ? json_string(text)
                        : whole                      ? json_integer((json_int_t)number)
                                                     : json_real(number);
        if (ok && vp_json_set(inputs, input->name, value)) continue;
        if (ok) vp_fail(err, VP_NO_MEMORY, "no memory for the inputs");
        json_decref(inputs);
        return NULL;
    }
    if (inputs && vp_job_check_inputs(process, inputs, err)) return inputs;
    json_decref(inputs);
    return NULL;
}

/* Of a body an input is inputs.NAME, of an address NAME. */
static void name_parameters(vp_error *err)
{
    static const char prefix[] = "inputs.";
    if (err && strncmp(err->message, prefix, sizeof prefix - 1) == 0)
        memmove(err->message, err->message + sizeof prefix - 1, strlen(err->message) - (sizeof prefix - 1) + 1);
}

static json_t *compute(const vp_call *call, const vp_snapshot *snapshot, const char *id, vp_error *err)
{
    const vp_process *process = find(call, id, err);
    json_t *inputs = process ? read_inputs(call, process, err) : NULL, *result = NULL;
    char *sent = inputs ? vp_json_dump(inputs, JSON_COMPACT) : NULL, *text = NULL;
    const vp_job_progress progress = {goes_on, (void *)(uintptr_t)call, is_unwanted};
    const vp_jobs_options *jobs = call->backends->processes ? &call->backends->processes->jobs : NULL;
    if (inputs && !sent) vp_fail(err, VP_NO_MEMORY, "no memory for the inputs");
    if (sent) text = jobs->run(jobs->run_context, id, sent, &progress, err);
    if (text && !(result = json_loads(text, 0, NULL))) vp_fail(err, VP_NO_MEMORY, "no memory for the result");
    const char *of = result ? json_string_value(json_object_get(result, "snapshot")) : NULL;
    if (of && strcmp(of, snapshot->provenance.id) != 0) { /* the tag would name another */
        json_decref(result);
        result = NULL;
        vp_fail(err, VP_BUSY, "a new snapshot was taken up meanwhile: ask again");
    }
    free(sent);
    free(text);
    json_decref(inputs);
    name_parameters(err);
    return result;
}

/* ------------------------------------------------------------ csv */

static void write_cell(vp_csv *csv, const json_t *value)
{
    if (json_is_string(value))
        vp_csv_text(csv, json_string_value(value));
    else if (json_is_boolean(value))
        vp_csv_number(csv, json_is_true(value));
    else
        vp_csv_number(csv, json_is_number(value) ? json_number_value(value) : (double)NAN);
}

static void write_row(vp_csv *csv, const char *columns, const json_t *row)
{
    for (const char *at = columns; *at; at += *at == ',') {
        char name[40] = "";
        size_t length = strcspn(at, ",");
        memcpy(name, at, length < sizeof name ? length : sizeof name - 1);
        write_cell(csv, json_object_get(row, name));
        at += length;
    }
    vp_csv_end(csv);
}

static vp_blob *as_csv(const computed *c, const json_t *result, vp_csv_style style, vp_error *err)
{
    vp_csv csv = vp_csv_begin(style);
    const json_t *rows = json_object_get(result, c->rows);
    vp_csv_header(&csv, c->columns);
    if (c->whole) write_row(&csv, c->columns, json_object_get(result, c->whole));
    for (size_t i = 0; i < json_array_size(rows); i++) write_row(&csv, c->columns, json_array_get(rows, i));
    return vp_blob_new(&csv.bytes, err);
}

static bool answer(const vp_call *call, const vp_snapshot *snapshot, const computed *c, vp_reply *reply, vp_error *err)
{
    json_t *result = compute(call, snapshot, c->process, err);
    if (!result) return false;
    reply->body =
        call->media == VP_MEDIA_CSV ? as_csv(c, result, call->csv, err) : vp_json_blob(json_incref(result), err);
    json_decref(result);
    return reply->body != NULL;
}

bool vp_get_facility_loads(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    static const computed loads = {"facilities", NULL, "facilities",
                                   "id,name,kind,unit_code,lon,lat,catchment,within,alone,capacity,people_per_capacity,"
                                   "left_out,closing_leaves_nobody"};
    return answer(call, snapshot, &loads, reply, err);
}

bool vp_get_uncertainty(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    static const computed spreads = {"uncertainty", "province", "units", "code,name,value,low,high,least,most,crosses"};
    return answer(call, snapshot, &spreads, reply, err);
}
