/* The whole analysis: people, services, then what rests on several surfaces at once. */
#include "pipeline/years.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/analysis.h>
#include <vungphu/joint_reach.h>

typedef struct {
    const vp_region *region;
    const vp_analysis_options *options;
    vp_grid **kept;  /* [service] surfaces that joint questions and later years ask for; else NULL */
    vp_today *today; /* [service] what later years begin from */
    bool is_another; /* the surface at hand was known: what is held of it is copied */
} run;

static bool is_planned(const vp_definitions *definitions, size_t service)
{
    for (size_t i = 0; i < definitions->planned_count; i++)
        if (definitions->planned[i].service == service) return true;
    return false;
}

static bool is_kept(const vp_definitions *definitions, size_t service)
{
    if (is_planned(definitions, service)) return true;
    for (size_t j = 0; j < definitions->joint_count; j++)
        for (size_t i = 0; i < definitions->joints[j].service_count; i++)
            if (definitions->joints[j].services[i] == service) return true;
    return false;
}

bool vp_analysis_holds(const vp_definitions *definitions, size_t service) { return is_planned(definitions, service); }

/* Of a service with years to come that was counted anew; of others those years are known, too. */
static bool is_begun_from(const run *r, size_t service)
{
    return !r->today[service].known && is_planned(&r->region->definitions, service);
}

static bool keep_numbers(void **into, const void *numbers, size_t bytes, vp_error *err)
{
    free(*into);
    *into = malloc(bytes + 1);
    if (!*into) return vp_fail_memory(err, bytes);
    memcpy(*into, numbers, bytes);
    return true;
}

static bool copy_known(const run *r, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(r->region->geometry);
    if (nearest && is_begun_from(r, service) &&
        !keep_numbers((void **)&r->today[service].nearest, nearest, cells * sizeof *nearest, err))
        return false;
    if (r->kept[service] || !is_kept(&r->region->definitions, service)) return true;
    r->kept[service] = vp_grid_new_unset(r->region->geometry, err);
    if (!r->kept[service]) return false;
    memcpy(vp_grid_edit(r->kept[service]), vp_grid_cells(values), cells * sizeof(float));
    return true;
}

static bool keep_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    const run *r = context;
    return (!r->is_another || copy_known(r, service, values, nearest, err)) &&
           (!r->options->surface_ready ||
            r->options->surface_ready(r->options->context, service, values, nearest, err));
}

/* No copy: nobody else asks for it. */
static void take_surface(void *context, size_t service, vp_grid *values, int32_t *nearest)
{
    const run *r = context;
    if (!r->kept[service] && is_kept(&r->region->definitions, service))
        r->kept[service] = values;
    else
        vp_grid_free(values);
    if (nearest && is_begun_from(r, service)) {
        free(r->today[service].nearest);
        r->today[service].nearest = nearest;
    } else {
        free(nearest);
    }
}

/* It outlives the analysis: no copy is kept. */
static bool find_surface(void *context, size_t service, vp_known_surface *out, vp_error *err)
{
    run *r = context;
    const vp_analysis_known *known = r->options->known;
    if (!known->surface(known->context, service, out, err)) return false;
    r->is_another = out->values != NULL;
    if (!out->values || out->passing || !is_kept(&r->region->definitions, service))
        return true; /* keep_surface copies, or it is made and taken */
    r->kept[service] = vp_grid_over(r->region->geometry, out->values, err);
    return r->kept[service] != NULL;
}

static bool take_counts(void *context, size_t service, vp_coverage *coverage)
{
    const run *r = context;
    const vp_analysis_known *known = r->options->known;
    r->today[service].known = known->counts(known->context, service, coverage);
    return r->today[service].known;
}

static bool find_access(void *context, size_t service, vp_known_access *out)
{
    const vp_analysis_known *known = ((const run *)context)->options->known;
    return known->access && known->access(known->context, service, out);
}

static bool find_before(void *context, size_t service, vp_known_before *out)
{
    const vp_analysis_known *known = ((const run *)context)->options->known;
    return known->before && known->before(known->context, service, out);
}

static bool keep_mode(void *context, size_t service, const int32_t *mode, vp_error *err)
{
    const run *r = context;
    return !r->options->mode_ready || r->options->mode_ready(r->options->context, service, mode, err);
}

static bool keep_access(void *context, size_t service, const int64_t *access, vp_error *err)
{
    const run *r = context;
    size_t bytes = vp_grid_geometry_cells(r->region->geometry) * sizeof *access;
    if (access && is_begun_from(r, service)) {
        if (!keep_numbers((void **)&r->today[service].access, access, bytes, err)) return false;
        access = r->today[service].access;
    }
    return !r->options->access_ready || r->options->access_ready(r->options->context, service, access, err);
}

static bool progress(void *context, const char *step, double done)
{
    const run *r = context;
    return !r->options->progress || r->options->progress(r->options->context, step, done);
}

/* Whom the services of one question reach together. A service that was not analysed leaves it without facts. */
static bool count_joint(const run *r, vp_weights *const weights[], size_t joint, vp_coverage *coverage, vp_error *err)
{
    const vp_joint *asked = &r->region->definitions.joints[joint];
    const float *surfaces[VP_JOINT_MOST];
    const vp_analysis_known *known = r->options->known;
    if (known && known->joint(known->context, joint, coverage)) return true;
    for (size_t i = 0; i < asked->service_count; i++) {
        if (!r->kept[asked->services[i]]) return true;
        surfaces[i] = vp_grid_cells(r->kept[asked->services[i]]);
    }
    size_t cells = vp_grid_geometry_cells(r->region->geometry);
    float *shares = malloc(cells * sizeof *shares);
    bool ok = shares || vp_fail_memory(err, cells * sizeof *shares);
    if (ok) vp_joint_shares(&r->region->definitions, asked, surfaces, cells, shares);
    for (size_t s = 0; ok && s < r->region->units.set_count; s++)
        ok = vp_joint_count(r->region, weights[s], s, shares, coverage, coverage->joint[s][joint], err);
    free(shares);
    return ok;
}

static void free_sums(vp_facts_sums **sums, size_t count)
{
    for (size_t i = 0; sums && i < count; i++) vp_facts_sums_free(sums[i]);
    free(sums);
}

/* Of no unit so far; NULL and err when memory is short. */
static vp_facts_sums **new_sums(const vp_region *region, vp_error *err)
{
    size_t populations = region->people.population_count, count = region->units.set_count * populations;
    vp_facts_sums **sums = calloc(count + 1, sizeof *sums);
    bool ok = sums || vp_fail_memory(err, count * sizeof *sums);
    for (size_t i = 0; ok && i < count; i++) {
        sums[i] = vp_facts_sums_new(region->units.sets[i / populations].unit_count, err);
        ok = sums[i] != NULL;
    }
    if (ok) return sums;
    free_sums(sums, count);
    return NULL;
}

static bool begin(run *r, vp_error *err)
{
    const vp_definitions *definitions = &r->region->definitions;
    r->kept = calloc(definitions->service_count + 1, sizeof(vp_grid *));
    r->today = calloc(definitions->service_count + 1, sizeof *r->today);
    bool ok = (r->kept && r->today) || vp_fail_memory(err, definitions->service_count * sizeof *r->today);
    for (size_t i = 0; ok && i < definitions->service_count; i++)
        if (is_planned(definitions, i)) ok = (r->today[i].sums = new_sums(r->region, err)) != NULL;
    return ok;
}

static void end(const run *r)
{
    size_t services = r->region->definitions.service_count;
    if (r->options->let_go) r->options->let_go(r->options->context);
    for (size_t i = 0; r->kept && i < services; i++) vp_grid_free(r->kept[i]);
    for (size_t i = 0; r->today && i < services; i++) {
        free(r->today[i].nearest);
        free(r->today[i].access);
        free_sums(r->today[i].sums, r->region->units.set_count * r->region->people.population_count);
    }
    free(r->kept);
    free(r->today);
}

static bool analyse_all(run *r, vp_weights *const weights[], vp_coverage *coverage, vp_error *err)
{
    const vp_definitions *definitions = &r->region->definitions;
    const vp_analysis_known known = {
        .surface = find_surface, .counts = take_counts, .access = find_access, .before = find_before, .context = r};
    bool counted = !r->options->journeys_only;
    vp_analysis_options options = {.travel = r->options->travel,
                                   .journeys_only = r->options->journeys_only,
                                   .known = r->options->known ? &known : NULL,
                                   .progress = progress,
                                   .surface_ready = keep_surface,
                                   .surface_done = take_surface,
                                   .mode_ready = keep_mode,
                                   .access_ready = keep_access,
                                   .context = r};
    bool ok = begin(r, err) &&
              vp_analysis_services(r->region, weights, NULL, definitions->service_count, &options, coverage, err);
    for (size_t j = 0; ok && counted && j < definitions->joint_count; j++)
        ok = count_joint(r, weights, j, coverage, err);
    const vp_years_from from = {r->kept, r->today};
    if (counted) ok = ok && vp_years_count(r->region, weights, &from, r->options, coverage, err);
    end(r);
    return ok;
}

vp_coverage *vp_analysis_run(const vp_region *region, vp_weights *const weights[], const vp_analysis_options *options,
                             vp_error *err)
{
    run r = {.region = region, .options = options};
    vp_coverage *coverage = vp_coverage_new(region, err);
    bool ok = coverage && vp_analysis_count_people(region, weights, coverage, err) &&
              vp_analysis_measure_terrain(region, weights, coverage, err) && analyse_all(&r, weights, coverage, err);
    if (ok) return coverage;
    vp_coverage_free(coverage);
    return NULL;
}
