#include "server/jobs/handlers.h"
#include "server/jobs/inputs.h"
#include "server/jobs/job_answers.h"
#include "server/message/body.h"
#include "service/process.h"
#include "json/json.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/version.h>

static const char *const type_names[] = {
    [VP_INPUT_TEXT] = "string",    [VP_INPUT_NUMBER] = "number", [VP_INPUT_WHOLE] = "integer",
    [VP_INPUT_YES_NO] = "boolean", [VP_INPUT_POINTS] = "array",  [VP_INPUT_AREAS] = "array",
    [VP_INPUT_NUMBERS] = "array"};

enum { CORNERS_MOST = 1000 }; /* of one area */

/* ------------------------------------------------------------ describing */

static json_t *choices_of(const char *choices)
{
    json_t *list = json_array();
    for (const char *at = choices; list && *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (!vp_json_append(list, json_stringn(at, length))) {
            json_decref(list);
            return NULL;
        }
        at += length;
    }
    return list;
}

static json_t *point_schema(void)
{
    return json_pack("{s:s, s:i, s:i, s:{s:s}}", "type", "array", "minItems", 2, "maxItems", 2, "items", "type",
                     "number");
}

static json_t *area_schema(void)
{
    return json_pack("{s:s, s:i, s:i, s:o}", "type", "array", "minItems", 3, "maxItems", CORNERS_MOST, "items",
                     point_schema());
}

static json_t *numbers_schema(const vp_input *input)
{
    return json_pack("{s:s, s:f, s:f}", "type", "number", "minimum", input->least, "maximum", input->most);
}

static json_t *schema_of(const vp_input *input)
{
    json_t *schema = json_pack("{s:s}", "type", type_names[input->type]);
    bool ok = schema != NULL;
    if (input->type == VP_INPUT_NUMBER || input->type == VP_INPUT_WHOLE)
        ok = ok && (!isfinite(input->least) || vp_json_set(schema, "minimum", vp_json_number(input->least))) &&
             (!isfinite(input->most) || vp_json_set(schema, "maximum", vp_json_number(input->most)));
    if (input->type == VP_INPUT_TEXT && input->choices)
        ok = ok && vp_json_set(schema, "enum", choices_of(input->choices));
    if (input->type == VP_INPUT_NUMBERS)
        ok = ok && vp_json_set(schema, "items", numbers_schema(input)) &&
             vp_json_set(schema, "maxItems", json_integer(VP_INPUT_NUMBERS_MOST));
    bool areas = input->type == VP_INPUT_AREAS;
    if (areas || input->type == VP_INPUT_POINTS)
        ok = ok && vp_json_set(schema, "items", areas ? area_schema() : point_schema()) &&
             vp_json_set(schema, "maxItems", json_integer((json_int_t)input->most));
    if (ok) return schema;
    json_decref(schema);
    return NULL;
}

static json_t *describe_inputs(const vp_process *process)
{
    json_t *inputs = json_object();
    for (size_t i = 0; inputs && i < process->input_count; i++) {
        const vp_input *input = &process->inputs[i];
        json_t *one = json_pack("{s:s, s:s, s:i, s:o}", "title", input->name, "description", input->description,
                                "minOccurs", (int)input->required, "schema", schema_of(input));
        if (vp_json_set(inputs, input->name, one)) continue;
        json_decref(inputs);
        return NULL;
    }
    return inputs;
}

static json_t *summary_of(const vp_call *call, const vp_process *process)
{
    char self[200], execute[220];
    snprintf(self, sizeof self, "/processes/%s", process->id);
    snprintf(execute, sizeof execute, "%s/execution", self);
    return json_pack("{s:s, s:s, s:s, s:o, s:s, s:[s,s], s:[s], s:[o,o]}", "id", process->id, "version", VP_VERSION,
                     "title", vp_call_title(call, process->title_vi, process->title_en), "titles",
                     vp_json_title(process->title_vi, process->title_en), "description", process->description,
                     "jobControlOptions", "sync-execute", "async-execute", "outputTransmission", "value", "links",
                     vp_job_link(call, self, "self", "this process"),
                     vp_job_link(call, execute, "http://www.opengis.net/def/rel/ogc/1.0/execute", "execute it"));
}

bool vp_get_processes(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    const vp_processes *processes = call->backends->processes;
    vp_job_page page;
    if (!vp_job_read_page(call, &page, err)) return false;
    if (page.limit == 0) return vp_fail(err, VP_BAD_INPUT, "limit is at least 1");
    json_t *list = json_array();
    for (size_t i = page.offset; i < processes->count && i - page.offset < page.limit; i++)
        vp_json_add(&list, summary_of(call, &processes->rows[i]));
    reply->body = vp_json_blob(json_pack("{s:o, s:o}", "processes", list, "links",
                                         vp_job_page_links(call, "/processes", page, processes->count)),
                               err);
    return reply->body != NULL;
}

static const vp_process *find_process(const vp_call *call, vp_reply *reply, vp_error *err)
{
    const char *id = vp_target_capture(&call->target, "process");
    const vp_processes *processes = call->backends->processes;
    for (size_t i = 0; i < processes->count; i++)
        if (strcmp(processes->rows[i].id, id) == 0) return &processes->rows[i];
    if (!vp_jobs_are_taken(call, err)) return NULL;
    reply->problem = VP_NO_SUCH_PROCESS;
    vp_fail(err, VP_NOT_FOUND, "there is no process %.60s", id);
    return NULL;
}

bool vp_get_process(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    const vp_process *process = find_process(call, reply, err);
    if (!process) return false;
    json_t *root = summary_of(call, process);
    json_t *outputs = json_pack("{s:{s:s, s:{s:s}}}", "result", "title", process->result, "schema", "type", "object");
    if (!root || !vp_json_set(root, "inputs", describe_inputs(process)) || !vp_json_set(root, "outputs", outputs)) {
        json_decref(root);
        root = NULL;
    }
    reply->body = vp_json_blob(root, err);
    return reply->body != NULL;
}

/* ------------------------------------------------------------ what is sent */

static bool check_number(const vp_input *input, const json_t *value, vp_error *err)
{
    double number = json_number_value(value);
    bool whole = input->type == VP_INPUT_WHOLE;
    if (!(whole ? json_is_integer(value) : json_is_number(value)) || number < input->least || number > input->most)
        return vp_fail(err, VP_BAD_INPUT, "inputs.%s is not a %snumber from %g to %g", input->name,
                       whole ? "whole " : "", input->least, input->most);
    return true;
}

static bool check_numbers(const vp_input *input, const json_t *value, vp_error *err)
{
    size_t count = json_array_size(value);
    if (!json_is_array(value) || count == 0 || count > VP_INPUT_NUMBERS_MOST)
        return vp_fail(err, VP_BAD_INPUT, "inputs.%s is not an array of 1 to %d numbers", input->name,
                       VP_INPUT_NUMBERS_MOST);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(value, i);
        if (!json_is_number(one) || json_number_value(one) < input->least || json_number_value(one) > input->most)
            return vp_fail(err, VP_BAD_INPUT, "inputs.%s[%zu] is not a number from %g to %g", input->name, i,
                           input->least, input->most);
    }
    return true;
}

static bool check_text(const vp_input *input, const json_t *value, vp_error *err)
{
    const char *text = json_string_value(value);
    if (!text || (double)strlen(text) > input->most)
        return vp_fail(err, VP_BAD_INPUT, "inputs.%s is not a text of at most %g bytes", input->name, input->most);
    for (const char *at = input->choices; at && *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (strlen(text) == length && memcmp(text, at, length) == 0) return true;
        at += length;
    }
    return !input->choices || vp_fail(err, VP_BAD_INPUT, "inputs.%s is one of: %s", input->name, input->choices);
}

static bool is_point(const json_t *point)
{
    const json_t *lon = json_array_get(point, 0), *lat = json_array_get(point, 1);
    return json_array_size(point) == 2 && json_is_number(lon) && json_is_number(lat) &&
           json_number_value(lon) >= -180 && json_number_value(lon) <= 360 && fabs(json_number_value(lat)) <= 90;
}

static bool check_points(const vp_input *input, const json_t *value, vp_error *err)
{
    size_t count = json_array_size(value);
    if (!json_is_array(value) || (double)count > input->most || (double)count < input->least)
        return vp_fail(err, VP_BAD_INPUT, "inputs.%s is not an array of %g to %g points", input->name, input->least,
                       input->most);
    for (size_t i = 0; i < count; i++)
        if (!is_point(json_array_get(value, i)))
            return vp_fail(err, VP_BAD_INPUT, "inputs.%s[%zu] is not [longitude, latitude] in degrees", input->name, i);
    return true;
}

static bool check_areas(const vp_input *input, const json_t *value, vp_error *err)
{
    size_t count = json_array_size(value);
    if (!json_is_array(value) || (double)count > input->most || (double)count < input->least)
        return vp_fail(err, VP_BAD_INPUT, "inputs.%s is not an array of %g to %g polygons", input->name, input->least,
                       input->most);
    for (size_t i = 0; i < count; i++) {
        const json_t *ring = json_array_get(value, i);
        size_t corners = json_array_size(ring), k = 0;
        while (k < corners && is_point(json_array_get(ring, k))) k++;
        if (corners < 3 || corners > CORNERS_MOST || k < corners)
            return vp_fail(err, VP_BAD_INPUT, "inputs.%s[%zu] is not 3 to %d times [longitude, latitude] in degrees",
                           input->name, i, CORNERS_MOST);
    }
    return true;
}

/* {"value": …} is what stands in it (18-062r2, qualifiedInputValue). */
static json_t *plain_value(json_t *value)
{
    json_t *inner = json_object_get(value, "value");
    return inner ? inner : value;
}

static bool check_input(const vp_input *input, const json_t *value, vp_error *err)
{
    if (json_object_get(value, "href"))
        return vp_fail(err, VP_BAD_INPUT, "inputs.%s: this server fetches nothing for others; send the value itself",
                       input->name);
    switch (input->type) {
    case VP_INPUT_NUMBER:
    case VP_INPUT_WHOLE: return check_number(input, value, err);
    case VP_INPUT_TEXT: return check_text(input, value, err);
    case VP_INPUT_POINTS: return check_points(input, value, err);
    case VP_INPUT_AREAS: return check_areas(input, value, err);
    case VP_INPUT_NUMBERS: return check_numbers(input, value, err);
    case VP_INPUT_YES_NO:
        return json_is_boolean(value) || vp_fail(err, VP_BAD_INPUT, "inputs.%s is true or false", input->name);
    }
    return vp_fail(err, VP_BAD_INPUT, "inputs.%s cannot be taken", input->name);
}

static const vp_input *find_input(const vp_process *process, const char *name)
{
    for (size_t i = 0; i < process->input_count; i++)
        if (strcmp(process->inputs[i].name, name) == 0) return &process->inputs[i];
    return NULL;
}

bool vp_job_check_inputs(const vp_process *process, json_t *inputs, vp_error *err)
{
    const char *name;
    json_t *value;
    json_object_foreach(inputs, name, value)
    {
        const vp_input *input = find_input(process, name);
        if (!input)
            return vp_fail(err, VP_BAD_INPUT, "inputs.%.60s: %s has no such input; /processes/%s lists them", name,
                           process->id, process->id);
        if (!check_input(input, value, err)) return false;
    }
    for (size_t i = 0; i < process->input_count; i++)
        if (process->inputs[i].required && !json_object_get(inputs, process->inputs[i].name))
            return vp_fail(err, VP_BAD_INPUT, "inputs.%s is missing: %s", process->inputs[i].name,
                           process->inputs[i].description);
    return true;
}

typedef struct {
    json_t *root;   /* owned */
    json_t *inputs; /* its member */
    bool document;  /* the answer names its output */
} execution;

/* There is one output, `result`, sent by value; nobody is called when a job ends. */
static bool check_outputs(const vp_process *process, const json_t *root, vp_error *err)
{
    const char *name;
    json_t *value, *outputs = json_object_get(root, "outputs");
    if (json_object_get(root, "subscriber"))
        return vp_fail(err, VP_BAD_INPUT, "subscriber: this server calls nobody; ask the job, or wait for the answer");
    if (outputs && !json_is_object(outputs)) return vp_fail(err, VP_BAD_INPUT, "outputs is {\"result\": {}}");
    json_object_foreach(outputs, name, value)
    {
        const char *mode = json_string_value(json_object_get(value, "transmissionMode"));
        if (strcmp(name, "result") != 0)
            return vp_fail(err, VP_BAD_INPUT, "outputs.%.60s: %s has no such output, only result", name, process->id);
        if (mode && strcmp(mode, "value") != 0)
            return vp_fail(err, VP_BAD_INPUT, "outputs.result.transmissionMode is value, not %.60s", mode);
    }
    return true;
}

/* Values that are qualified become plain. */
static bool unwrap_inputs(json_t *inputs, vp_error *err)
{
    const char *name;
    json_t *value;
    json_object_foreach(inputs, name, value)
    {
        json_t *inner = plain_value(value);
        if (inner != value && !vp_json_set(inputs, name, json_incref(inner)))
            return vp_fail(err, VP_NO_MEMORY, "no memory for the job's inputs");
    }
    return true;
}

static bool read_execution(const vp_call *call, const vp_process *process, execution *e, vp_reply *reply, vp_error *err)
{
    json_error_t wrong;
    json_t *root = vp_body_json(call->request, reply, err);
    e->root = root;
    if (!root) return false;
    const char *response = "raw";
    if (json_is_object(root) && !json_object_get(root, "inputs") && !vp_json_set(root, "inputs", json_object()))
        return vp_fail(err, VP_NO_MEMORY, "no memory for the job's inputs");
    if (json_unpack_ex(root, &wrong, 0, "{s:o, s?s}", "inputs", &e->inputs, "response", &response) != 0 ||
        !json_is_object(e->inputs))
        return vp_fail(err, VP_BAD_INPUT, "the body is {\"inputs\": {…}, \"response\": \"raw\" or \"document\"}");
    e->document = strcmp(response, "document") == 0;
    if (!e->document && strcmp(response, "raw") != 0)
        return vp_fail(err, VP_BAD_INPUT, "response is \"raw\" or \"document\"");
    return check_outputs(process, root, err) && unwrap_inputs(e->inputs, err) &&
           vp_job_check_inputs(process, e->inputs, err);
}

/* ------------------------------------------------------------ executing */

static bool accept_job(const vp_call *call, const char *id, vp_reply *reply, vp_error *err)
{
    vp_job_record record;
    if (!vp_jobs_find(call->backends->jobs, id, false, &record, err)) return false;
    reply->status = 201;
    snprintf(reply->location, sizeof reply->location, "%s/jobs/%s", call->base, id);
    return vp_job_reply(call, &record, reply, err);
}

/* A synchronous execution whose job is over, or was waited for long enough: then it goes on as a job. */
static bool finish_waiting(const vp_call *call, bool document, vp_reply *reply, vp_error *err)
{
    vp_job_record record;
    const char *id = call->request->waited_for;
    if (!vp_jobs_find(call->backends->jobs, id, true, &record, err)) return false;
    bool ok = vp_job_is_over(record.status) ? vp_job_reply_result(&record, document, reply, err)
                                            : accept_job(call, id, reply, err);
    vp_job_record_clear(&record);
    return ok;
}

static bool submit(const vp_call *call, const vp_process *process, const execution *e, vp_reply *reply, vp_error *err)
{
    char id[VP_JOB_ID_MOST];
    unsigned status = 0;
    char *inputs = vp_json_dump(e->inputs, JSON_COMPACT);
    if (!inputs) return vp_fail(err, VP_NO_MEMORY, "no memory for the job's inputs");
    bool ok = vp_jobs_submit(call->backends->jobs, process->id, inputs, call->request->client, id, &status, err);
    free(inputs);
    if (!ok) {
        reply->failed_status = status;
        reply->retry_seconds = status ? 10 : 0;
        return false;
    }
    if (vp_header_accepts(call->request->prefer, "respond-async")) {
        snprintf(reply->applied, sizeof reply->applied, "respond-async");
        return accept_job(call, id, reply, err);
    }
    snprintf(reply->waits_for, sizeof reply->waits_for, "%s", id);
    return true;
}

bool vp_post_execution(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    execution e = {0};
    const vp_process *process = find_process(call, reply, err);
    bool ok = process && read_execution(call, process, &e, reply, err);
    if (ok)
        ok = call->request->waited_for ? finish_waiting(call, e.document, reply, err)
                                       : submit(call, process, &e, reply, err);
    json_decref(e.root);
    return ok;
}
