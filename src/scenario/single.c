/* What a what-if answers on one grid: services one by one, what is solved anew together. */
#include "scenario/scenario_internal.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/unit_weights.h>

/* ------------------------------------------------------------ life */

vp_what_if *vp_single_new(const vp_what_if_base *base, vp_error *err)
{
    vp_what_if *w = calloc(1, sizeof *w);
    if (!w) {
        vp_fail_memory(err, sizeof *w);
        return NULL;
    }
    w->base = *base;
    pthread_mutex_init(&w->lock, NULL);
    pthread_mutex_init(&w->part_lock, NULL);
    w->prepared = calloc(base->region->definitions.service_count + 1, sizeof *w->prepared);
    w->taken_up = calloc(2 * base->region->definitions.service_count + 1, sizeof *w->taken_up);
    if (w->prepared && w->taken_up)
        w->weights = vp_unit_weights_of_region(base->region, err);
    else
        vp_fail_memory(err, base->region->definitions.service_count * sizeof *w->prepared);
    if (w->weights) return w;
    vp_single_free(w);
    return NULL;
}

void vp_single_free(vp_what_if *w)
{
    if (!w) return;
    if (w->prepared) vp_prepared_free_all(w);
    for (size_t s = 0; w->weights && s < w->base.region->units.set_count; s++) vp_weights_free(w->weights[s]);
    free(w->weights);
    free(w->taken_up);
    free(w->minutes[0]);
    free(w->minutes[1]);
    pthread_mutex_destroy(&w->lock);
    pthread_mutex_destroy(&w->part_lock);
    free(w);
}

/* ------------------------------------------------------------ how a service is answered */

static bool has_base(const vp_what_if *w, size_t service)
{
    vp_reach reach = w->base.region->definitions.services[service].reach;
    if (!w->base.surfaces[service] || w->base.region->definitions.services[service].facility_count == 0) return false;
    if (reach == VP_REACH_DISTANCE) return w->base.nearest && w->base.nearest[service];
    const char *modes = w->base.region->definitions.services[service].mode;
    if (modes && strchr(modes, '|')) return false; /* layers are solved anew */
    return (reach == VP_REACH_TRAVEL_TIME || reach == VP_REACH_ROUND_TRIP) && w->base.region->land.land_cover;
}

static bool is_incremental(const vp_what_if *w, const vp_changed *changed, size_t service)
{
    if (vp_parted_has(w, service))
        return changed->changed[service] > VP_SERVICE_CAPACITY ||
               (changed->changed[service] == VP_SERVICE_CAPACITY &&
                vp_analysis_wants_floating(&w->base.region->definitions, service));
    if (changed->changed[service] == VP_SERVICE_SIGNALS) return vp_signals_are_known(w, service);
    if (changed->changed[service] == VP_SERVICE_ROADS) return vp_roads_are_known(w, changed, service);
    if (changed->region.definitions.services[service].facility_count == 0 || !has_base(w, service)) return false;
    switch (changed->changed[service]) {
    case VP_SERVICE_PLACES: return true;
    case VP_SERVICE_CAPACITY: return vp_analysis_wants_floating(&w->base.region->definitions, service);
    default: return false;
    }
}

/* What facilities hold changes the access of those who share them, and nothing else of the surface. */
static bool is_solved_anew(const vp_what_if *w, const vp_changed *changed, size_t service)
{
    switch (changed->changed[service]) {
    case VP_SERVICE_SAME: return false;
    case VP_SERVICE_CAPACITY:
        return vp_analysis_wants_floating(&w->base.region->definitions, service) &&
               !is_incremental(w, changed, service);
    default: return !is_incremental(w, changed, service);
    }
}

bool vp_single_is_incremental(const vp_what_if *w, const vp_changed *changed)
{
    for (size_t s = 0; s < w->base.region->definitions.service_count; s++)
        if (is_solved_anew(w, changed, s)) return false;
    return true;
}

static vp_service_result *begin(vp_what_if *w, vp_scenario_result *result, const vp_changed *changed, size_t service,
                                vp_error *err)
{
    size_t tables = w->base.region->units.set_count * w->base.region->people.population_count;
    vp_service_result *r = &result->services[result->service_count++];
    *r = (vp_service_result){.service = service, .kind = changed->changed[service], .fact_table_count = tables};
    r->facts = calloc(tables + 1, sizeof *r->facts);
    if (r->facts) return r;
    vp_fail_memory(err, tables * sizeof *r->facts);
    return NULL;
}

static bool answer_incrementally(vp_what_if *w, const vp_changed *changed, vp_service_result *r, vp_error *err)
{
    double began = vp_clock_now();
    pthread_mutex_lock(&w->lock);
    vp_prepared *prepared = vp_prepared_take(w, r->service, err);
    bool ok = prepared && vp_prepared_change(w, prepared, changed, r, err) && vp_difference_recount(w, r, err);
    if (prepared && !ok) vp_prepared_drop(w, r->service);
    pthread_mutex_unlock(&w->lock);
    r->seconds = vp_clock_now() - began;
    return ok;
}

/* ------------------------------------------------------------ solving anew */

typedef struct {
    vp_what_if *w;
    vp_scenario_result *result;
} solving;

static bool report(void *context, const char *step, double done)
{
    const vp_what_if_base *base = &((const solving *)context)->w->base;
    return !base->progress || base->progress(base->context, step, done);
}

static bool keep_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    (void)nearest;
    const solving *s = context;
    for (size_t i = 0; i < s->result->service_count; i++)
        if (s->result->services[i].service == service)
            return vp_difference_surface(s->w, values, &s->result->services[i], err);
    return true;
}

static void copy_people(const vp_coverage *from, const vp_region *region, vp_coverage *to)
{
    for (size_t s = 0; s < region->units.set_count; s++)
        for (size_t p = 0; p < region->people.population_count; p++) {
            size_t bytes = region->units.sets[s].unit_count * sizeof(double);
            memcpy(to->people[s][p], from->people[s][p], bytes);
            memcpy(to->no_people_share[s][p], from->no_people_share[s][p], bytes);
        }
    for (size_t s = 0; s < region->units.set_count; s++)
        memcpy(to->no_terrain_share[s], from->no_terrain_share[s], region->units.sets[s].unit_count * sizeof(double));
}

static bool solve_anew(vp_what_if *w, const vp_changed *changed, vp_scenario_result *result, vp_error *err)
{
    size_t services[result->service_count + 1], count = 0;
    for (size_t i = 0; i < result->service_count; i++)
        if (!result->services[i].incremental) services[count++] = result->services[i].service;
    if (count == 0) return true;
    double began = vp_clock_now();
    solving context = {w, result};
    vp_analysis_options options = {
        .travel = w->base.travel, .progress = report, .surface_ready = keep_surface, .context = &context};
    vp_coverage *after = vp_coverage_new(&changed->region, err);
    if (!after) return false;
    copy_people(w->base.coverage, w->base.region, after);
    bool ok = vp_analysis_services(&changed->region, w->weights, services, count, &options, after, err);
    for (size_t i = 0; ok && i < result->service_count; i++)
        if (!result->services[i].incremental) ok = vp_difference_facts(w, after, &result->services[i], err);
    vp_coverage_free(after);
    double seconds = vp_clock_now() - began;
    for (size_t i = 0; i < result->service_count; i++)
        if (!result->services[i].incremental) result->services[i].seconds = seconds / (double)count;
    return ok;
}

/* ------------------------------------------------------------ the whole */

/* The services whose cells an answer reads: those that change, with transmitters those of all scopes, and whoever is
 * asked for together with them. */
static void find_read(const vp_what_if *w, const vp_changed *changed, bool read[])
{
    const vp_definitions *d = &w->base.region->definitions;
    bool signals = false, direct[d->service_count + 1];
    for (size_t s = 0; s < d->service_count; s++) signals |= changed->changed[s] == VP_SERVICE_SIGNALS;
    for (size_t s = 0; s < d->service_count; s++)
        read[s] = direct[s] =
            changed->changed[s] != VP_SERVICE_SAME || (signals && d->services[s].reach == VP_REACH_SIGNAL);
    for (size_t s = 0; s < d->service_count; s++) read[s] &= !vp_parted_has(w, s); /* it reads within windows */
    for (size_t j = 0; j < d->joint_count; j++) {
        const vp_joint *joint = &d->joints[j];
        bool any = false;
        for (size_t i = 0; i < joint->service_count; i++) any |= direct[joint->services[i]];
        for (size_t i = 0; any && i < joint->service_count; i++) read[joint->services[i]] = true;
    }
}

static bool touch_read(const vp_what_if *w, const vp_changed *changed, vp_error *err)
{
    size_t services = w->base.region->definitions.service_count;
    bool read[services + 1], ok = true;
    vp_error why = {0};
    for (size_t s = 0; w->base.parts && s < services; s++)
        if (changed->changed[s] == VP_SERVICE_SIGNALS) w->base.parts->whole_roads(w->base.parts->context, &why);
    if (*why.message) return vp_fail(err, why.kind, "%s", why.message);
    if (!w->base.touch) return true;
    find_read(w, changed, read);
    for (size_t s = 0; ok && s < services; s++) ok = !read[s] || w->base.touch(w->base.touched, s, 0, SIZE_MAX, err);
    return ok;
}

vp_scenario_result *vp_single_answer(vp_what_if *w, const vp_changed *changed, vp_error *err)
{
    size_t services = w->base.region->definitions.service_count;
    vp_scenario_result *result = calloc(1, sizeof *result);
    if (result) result->services = calloc(services + 1, sizeof *result->services);
    bool ok = (result && result->services) || vp_fail_memory(err, services * sizeof(vp_service_result));
    ok = ok && touch_read(w, changed, err);
    for (size_t s = 0; ok && s < services; s++) {
        bool anew = is_solved_anew(w, changed, s);
        if (!anew && !is_incremental(w, changed, s)) continue;
        /* With others of their kind, below. */
        bool together = changed->changed[s] > VP_SERVICE_PLACES || vp_parted_has(w, s);
        vp_service_result *r = begin(w, result, changed, s, err);
        if (w->base.progress &&
            !w->base.progress(w->base.context, "services that change", (double)s / (double)services))
            ok = vp_fail(err, VP_CANCELLED, "cancelled at service %s", w->base.region->definitions.services[s].id);
        if (r) r->incremental = !anew;
        ok = ok && r && (anew || together || answer_incrementally(w, changed, r, err));
    }
    ok = ok && vp_signals_answer(w, changed, result, err) && vp_roads_answer(w, changed, result, err) &&
         solve_anew(w, changed, result, err);
    if (ok) return result;
    vp_scenario_result_free(result);
    return NULL;
}

bool vp_single_prepare(vp_what_if *w, size_t service, vp_error *err)
{
    pthread_mutex_lock(&w->lock);
    bool ok = vp_parted_has(w, service) || !has_base(w, service) || vp_prepared_take(w, service, err);
    pthread_mutex_unlock(&w->lock);
    return ok;
}
