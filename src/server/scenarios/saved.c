/* /scenarios: what users saved. Every answer has its version as ETag; a change names the version it was made on. */
#include "server/scenarios/handlers.h"
#include "server/scenarios/scenarios_internal.h"
#include "service/scenario_dataset.h"
#include "service/scenario_json.h"
#include "json/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TITLE_MOST = 500, WAIT_SECONDS = 4 };

static void tag(const vp_scenario_record *r, char out[VP_TAG_MOST])
{
    snprintf(out, VP_TAG_MOST, "\"%s.%lld\"", r->id, (long long)r->version);
}

/* ------------------------------------------------------------ documents */

static json_t *describe(const vp_call *call, const vp_scenario_record *r)
{
    char address[400];
    snprintf(address, sizeof address, "%s/scenarios/%s", call->base, r->id);
    return json_pack("{s:s, s:I, s:{s:s, s:s}, s:o, s:s, s:s, s:o, s:s, s:s, s:s}", "id", r->id, "version",
                     (json_int_t)r->version, "title", "vi", r->title_vi, "en", r->title_en, "changes",
                     json_loads(r->changes, 0, NULL), "snapshot", r->snapshot, "status", r->status, "conflict",
                     vp_json_text(*r->conflict ? r->conflict : NULL), "reason", r->reason, "at", r->at, "href",
                     address);
}

static bool send(const vp_call *call, const vp_scenario_record *r, json_t *root, vp_reply *reply, vp_error *err)
{
    tag(r, reply->tag);
    snprintf(reply->location, sizeof reply->location, "%s/scenarios/%s", call->base, r->id);
    reply->body = vp_json_blob(root, err);
    return reply->body != NULL;
}

static bool problem(vp_reply *reply, unsigned status, const vp_error *err)
{
    vp_reply_problem(reply, status, err);
    return false;
}

/* ------------------------------------------------------------ reading a body */

static bool read_titles(const json_t *title, vp_scenario_record *r, vp_error *err)
{
    static const char *const names[] = {"vi", "en"};
    char **const out[] = {&r->title_vi, &r->title_en};
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)title, name,
                        value) if (strcmp(name, "vi") != 0 &&
                                   strcmp(name, "en") != 0) return vp_fail(err, VP_BAD_INPUT,
                                                                           "title.%.40s: there are only vi and en",
                                                                           name);
    for (size_t i = 0; i < 2; i++) {
        const json_t *text = json_object_get(title, names[i]);
        size_t length = json_string_length(text);
        if (text && (!json_is_string(text) || length > TITLE_MOST || strlen(json_string_value(text)) != length))
            return vp_fail(err, VP_BAD_INPUT, "title.%s: must be a text of at most %d bytes", names[i], TITLE_MOST);
        *out[i] = strdup(text ? json_string_value(text) : "");
        if (!*out[i]) return vp_fail_memory(err, length);
    }
    return **out[0] || **out[1] || vp_fail(err, VP_BAD_INPUT, "title: needs vi or en");
}

static bool read_members(const json_t *root, size_t changes_most, vp_scenario_record *r, vp_scenario *scenario,
                         vp_error *err)
{
    const char *name;
    json_t *value;
    if (!json_is_object(root)) return vp_fail(err, VP_BAD_INPUT, "the body must be a JSON object");
    json_object_foreach((json_t *)(uintptr_t)root, name,
                        value) if (strcmp(name, "title") != 0 &&
                                   strcmp(name, "changes") !=
                                       0) return vp_fail(err, VP_BAD_INPUT,
                                                         "%.40s: a scenario has only title and changes", name);
    const json_t *title = json_object_get(root, "title"), *changes = json_object_get(root, "changes");
    if (!json_is_object(title)) return vp_fail(err, VP_BAD_INPUT, "title: must be an object with vi or en");
    if (!read_titles(title, r, err)) return false;
    if (!vp_scenario_json_read(changes, changes_most, scenario, err)) return false;
    r->changes = vp_json_dump(changes, JSON_COMPACT);
    return r->changes || vp_fail_memory(err, 1);
}

static bool make_sense(const vp_snapshot *snapshot, vp_scenario *scenario, vp_error *err)
{
    vp_changed changed;
    bool ok = vp_scenario_apply_to_snapshot(snapshot, scenario, &changed, err);
    vp_changed_clear(&changed);
    if (!ok && err->kind == VP_NOT_FOUND) err->kind = VP_BAD_INPUT; /* of the body, not of the address */
    return ok;
}

static bool read_body(const vp_request *request, size_t changes_most, const vp_snapshot *snapshot,
                      vp_scenario_record *r, vp_reply *reply, vp_error *err)
{
    if (request->content_type && strncasecmp(request->content_type, "application/json", 16) != 0) {
        vp_fail(err, VP_BAD_INPUT, "a scenario is sent as application/json");
        return problem(reply, 415, err);
    }
    json_error_t reason;
    json_t *root =
        request->body ? json_loadb(request->body, request->body_length, JSON_REJECT_DUPLICATES, &reason) : NULL;
    vp_scenario scenario = {0};
    bool ok = root ? read_members(root, changes_most, r, &scenario, err)
              : request->body
                  ? vp_fail(err, VP_BAD_INPUT, "the body is no JSON, line %d: %.100s", reason.line, reason.text)
                  : vp_fail(err, VP_BAD_INPUT, "the body is missing: {\"title\": …, \"changes\": […]}");
    ok = ok && make_sense(snapshot, &scenario, err);
    vp_scenario_clear(&scenario);
    json_decref(root);
    if (!ok) return false;
    free(r->snapshot);
    free(r->status);
    free(r->conflict);
    r->snapshot = strdup(snapshot->provenance.id);
    r->status = strdup("ready");
    r->conflict = strdup("");
    return (r->snapshot && r->status && r->conflict) || vp_fail_memory(err, 1);
}

/* ------------------------------------------------------------ the handlers */

/* What was saved, and, where it is ready at once, what it changes. */
static bool answer_saved(const vp_call *call, vp_scenario_answers *answers, const vp_snapshot *snapshot,
                         const vp_scenario_record *r, vp_reply *reply, vp_error *err)
{
    vp_scenario_answer answer = {0};
    vp_error late = {0};
    bool ready = false;
    bool ok = vp_scenario_answers_ask(answers, snapshot, r, WAIT_SECONDS, &ready, &answer, &late);
    json_t *root = describe(call, r);
    bool set =
        root &&
        vp_json_set(root, "computed",
                    ready ? json_string("done")
                    : ok  ? json_string("under_way")
                          : vp_json_text(late.message)) &&
        (!ready || (vp_json_set(root, "services", vp_scenario_services(&snapshot->region->definitions, &answer)) &&
                    vp_json_set(root, "indicators", vp_scenario_indicators(call, snapshot, &answer, err))));
    vp_scenario_answers_release(answers, &answer);
    if (set) return send(call, r, root, reply, err);
    json_decref(root);
    return vp_fail_memory(err, 1);
}

bool vp_post_scenario(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    vp_scenario_record r = {.reason = strdup("created")};
    vp_scenario_service *service = vp_lookup_service(call, err);
    bool ok = service && (r.reason || vp_fail_memory(err, sizeof "created")) &&
              read_body(call->request, vp_scenario_service_changes_most(service), snapshot, &r, reply, err) &&
              vp_scenario_service_create(service, &r, err);
    ok = ok && answer_saved(call, vp_scenario_service_answers(service), snapshot, &r, reply, err);
    if (ok) reply->status = 201;
    vp_scenario_record_clear(&r);
    return ok || reply->status >= 400;
}

/* The version that If-Match names; 428 without one, 412 when it is not of this scenario. */
static bool expected_version(const vp_call *call, const char *id, int64_t *version, vp_reply *reply, vp_error *err)
{
    const char *match = call->request->if_match;
    char form[64];
    long long number = 0;
    int end = 0;
    if (!match) {
        vp_fail(err, VP_BAD_INPUT, "If-Match is missing: send the ETag of the version that you change");
        return problem(reply, 428, err);
    }
    snprintf(form, sizeof form, "\"%.30s.%%lld\"%%n", id);
    if (strchr(id, '%') || sscanf(match, form, &number, &end) != 1 || match[end] || end == 0 || number < 1) {
        vp_fail(err, VP_CONFLICT, "If-Match does not name a version of this scenario");
        return problem(reply, 412, err);
    }
    *version = number;
    return true;
}

bool vp_put_scenario(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    vp_scenario_record r = {.reason = strdup("edited")}, before = {0};
    vp_scenario_service *service = vp_lookup_service(call, err);
    int64_t expected = 0;
    bool ok = service && (r.reason || vp_fail_memory(err, sizeof "edited")) &&
              vp_lookup_scenario(call, service, &before, err) &&
              expected_version(call, before.id, &expected, reply, err) &&
              read_body(call->request, vp_scenario_service_changes_most(service), snapshot, &r, reply, err);
    memcpy(r.id, before.id, sizeof r.id);
    ok = ok && vp_scenario_service_put(service, &r, expected, err) &&
         answer_saved(call, vp_scenario_service_answers(service), snapshot, &r, reply, err);
    vp_scenario_record_clear(&r);
    vp_scenario_record_clear(&before);
    return ok || reply->status >= 400;
}

bool vp_delete_scenario(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    vp_scenario_record before = {0};
    vp_scenario_service *service = vp_lookup_service(call, err);
    int64_t expected = 0;
    bool ok = service && vp_lookup_scenario(call, service, &before, err) &&
              expected_version(call, before.id, &expected, reply, err) &&
              vp_scenario_service_delete(service, before.id, expected, err);
    if (ok) reply->status = 204;
    vp_scenario_record_clear(&before);
    return ok || reply->status >= 400;
}

typedef struct {
    const vp_call *call;
    const vp_scenario_record *records;
} listing;

static json_t *record_at(const void *context, size_t i)
{
    const listing *l = context;
    return describe(l->call, &l->records[i]);
}

/* One page: so many, or as many as have so many bytes of changes. */
static json_t *page_of(const vp_call *call, const char *id, const vp_scenario_page *page,
                       const vp_scenario_record records[], size_t count)
{
    char next[400];
    listing l = {call, records};
    snprintf(next, sizeof next, "%s/scenarios%s%s%s?limit=%zu&offset=%zu", call->base, id ? "/" : "", id ? id : "",
             id ? "/versions" : "", page->most, page->skip + count);
    bool last = page->skip + count >= page->total;
    json_t *links = last ? json_pack("[]")
                         : json_pack("[{s:s, s:s, s:s}]", "rel", "next", "type", "application/json", "href", next);
    return json_pack("{s:o, s:I, s:I, s:o}", id ? "versions" : "scenarios", vp_json_list(count, record_at, &l),
                     "numberMatched", (json_int_t)page->total, "numberReturned", (json_int_t)count, "links", links);
}

static bool send_list(const vp_call *call, const char *id, vp_reply *reply, vp_error *err)
{
    enum { PAGE = 100, PAGE_MOST = 1000, PAGE_BYTES = 4 << 20 };
    vp_scenario_service *service = vp_lookup_service(call, err);
    vp_scenario_record *records = NULL;
    vp_scenario_page page = {.most = PAGE, .bytes_most = PAGE_BYTES};
    size_t count = 0;
    if (!service || !vp_target_whole(&call->target, "limit", PAGE_MOST, &page.most, err) ||
        !vp_target_whole(&call->target, "offset", INT32_MAX, &page.skip, err))
        return false;
    if (page.most == 0) return vp_fail(err, VP_BAD_INPUT, "limit=0: must be from 1 to %d", PAGE_MOST);
    if (!vp_scenario_service_list(service, id, &page, &records, &count, err)) return false;
    if (id && page.total == 0)
        vp_fail(err, VP_NOT_FOUND, "there is no scenario '%.40s'; /scenarios lists them", id);
    else
        reply->body = vp_json_blob(page_of(call, id, &page, records, count), err);
    vp_scenario_records_free(records, count);
    return reply->body != NULL;
}

bool vp_get_scenarios(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    return send_list(call, NULL, reply, err);
}

bool vp_get_scenario_versions(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    return send_list(call, vp_target_capture(&call->target, "id"), reply, err);
}

bool vp_get_scenario(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    vp_scenario_record r = {0};
    vp_scenario_service *service = vp_lookup_service(call, err);
    bool ok = service && vp_lookup_scenario(call, service, &r, err) && send(call, &r, describe(call, &r), reply, err);
    vp_scenario_record_clear(&r);
    return ok;
}
