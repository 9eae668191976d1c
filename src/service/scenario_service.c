#include "service/scenario_service.h"
#include "platform/log.h"
#include "service/scenario_dataset.h"
#include "service/scenario_json.h"
#include "store/sqlite/scenario_store.h"
#include <stdlib.h>
#include <string.h>

struct vp_scenario_service {
    size_t scenarios_most, changes_most;
    vp_scenario_store *store;
    vp_scenario_answers *answers;
};

/* ------------------------------------------------------------ life */

vp_scenario_service *vp_scenario_service_new(const char *directory, size_t scenarios_most, size_t changes_most,
                                             vp_error *err)
{
    vp_scenario_service *service = calloc(1, sizeof *service);
    if (!service) {
        vp_fail_memory(err, sizeof *service);
        return NULL;
    }
    service->scenarios_most = scenarios_most;
    service->changes_most = changes_most;
    service->store = vp_scenario_store_open(directory, err);
    if (service->store) service->answers = vp_scenario_answers_new(changes_most, err);
    if (service->answers) return service;
    vp_scenario_service_free(service);
    return NULL;
}

void vp_scenario_service_stop(vp_scenario_service *service)
{
    if (service) vp_scenario_answers_stop(service->answers);
}

void vp_scenario_service_free(vp_scenario_service *service)
{
    if (!service) return;
    vp_scenario_answers_free(service->answers);
    vp_scenario_store_close(service->store);
    free(service);
}

size_t vp_scenario_service_changes_most(const vp_scenario_service *service) { return service->changes_most; }

vp_scenario_answers *vp_scenario_service_answers(const vp_scenario_service *service) { return service->answers; }

/* ------------------------------------------------------------ what is saved */

bool vp_scenario_service_create(vp_scenario_service *service, vp_scenario_record *record, vp_error *err)
{
    return vp_scenario_store_create(service->store, record, service->scenarios_most, err);
}

bool vp_scenario_service_put(vp_scenario_service *service, vp_scenario_record *record, int64_t expected, vp_error *err)
{
    return vp_scenario_store_put(service->store, record, expected, err);
}

bool vp_scenario_service_delete(vp_scenario_service *service, const char *id, int64_t expected, vp_error *err)
{
    return vp_scenario_store_delete(service->store, id, expected, err);
}

bool vp_scenario_service_get(vp_scenario_service *service, const char *id, int64_t version, vp_scenario_record *record,
                             vp_error *err)
{
    return vp_scenario_store_get(service->store, id, version, record, err);
}

bool vp_scenario_service_list(vp_scenario_service *service, const char *id, vp_scenario_page *page,
                              vp_scenario_record **records, size_t *count, vp_error *err)
{
    return vp_scenario_store_list(service->store, id, page, records, count, err);
}

void vp_scenario_service_limit(vp_scenario_service *service, size_t versions_most, size_t bytes_most)
{
    vp_scenario_store_limit(service->store, versions_most, bytes_most);
}

/* ------------------------------------------------------------ a new snapshot */

static bool replace(char **text, const char *with, vp_error *err)
{
    char *copy = strdup(with);
    if (!copy) return vp_fail_memory(err, strlen(with));
    free(*text);
    *text = copy;
    return true;
}

/* Whether changes as they were kept can be made to the snapshot; why has the reason when not. */
static bool makes_sense(const char *changes, size_t changes_most, const vp_snapshot *snapshot, vp_error *why)
{
    vp_scenario scenario;
    vp_changed changed = {0};
    bool ok = vp_scenario_json_parse(changes, strlen(changes), changes_most, &scenario, why) &&
              vp_scenario_apply_to_snapshot(snapshot, &scenario, &changed, why);
    vp_changed_clear(&changed);
    vp_scenario_clear(&scenario);
    return ok;
}

/* Makes of record what it is on the snapshot; *differs is false when nothing is to be written. */
static bool rebase_record(vp_scenario_record *record, size_t changes_most, const vp_snapshot *snapshot, bool *differs,
                          vp_error *err)
{
    vp_error why = {0};
    bool ready = makes_sense(record->changes, changes_most, snapshot, &why);
    *differs = ready || strcmp(record->status, "needs_review") != 0 || strcmp(record->conflict, why.message) != 0;
    if (!*differs) return true;
    if (!ready)
        vp_log(VP_LOG_WARNING, "scenario %s needs review on snapshot %s: %s", record->id, snapshot->provenance.id,
               why.message);
    return replace(&record->status, ready ? "ready" : "needs_review", err) &&
           replace(&record->conflict, ready ? "" : why.message, err) && replace(&record->reason, "rebased", err) &&
           (!ready || replace(&record->snapshot, snapshot->provenance.id, err));
}

/* Someone who wrote meanwhile did so on what is served now. */
static bool put_unless_newer(vp_scenario_store *store, vp_scenario_record *record, vp_error *err)
{
    return vp_scenario_store_put(store, record, record->version, err) || err->kind == VP_CONFLICT ||
           err->kind == VP_NOT_FOUND;
}

bool vp_scenario_service_rebase(vp_scenario_service *service, const vp_snapshot *snapshot, vp_error *err)
{
    vp_scenario_record *records;
    size_t count;
    if (!vp_scenario_store_list(service->store, NULL, NULL, &records, &count, err)) return false;
    bool ok = true, differs = false;
    for (size_t i = 0; ok && i < count; i++) {
        if (strcmp(records[i].snapshot, snapshot->provenance.id) == 0) continue;
        ok = rebase_record(&records[i], service->changes_most, snapshot, &differs, err) &&
             (!differs || put_unless_newer(service->store, &records[i], err));
    }
    vp_scenario_records_free(records, count);
    return ok;
}
