#include "pipeline/years.h"
#include "pipeline/follow.h"
#include "platform/parallel.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/joint_reach.h>
#include <vungphu/planned.h>
#include <vungphu/planned_surface.h>

/* What is asked of all years. */
typedef struct {
    const vp_region *region;
    vp_weights *const *weights;
    vp_grid *const *surfaces;
    const vp_today *today;
    const vp_analysis_options *options;
    vp_coverage *coverage;
    bool *known;               /* [planned] counted before */
    size_t *modes, mode_count; /* a row of each mode and season */
    atomic_bool stopped;
} years;

/* One year: the region with the facilities of its end in the services that have other ones from it on. */
typedef struct {
    years *all;
    bool reports; /* progress, which hears of one thread's work */
    int year;
    const char *mode; /* of the services that are counted */
    vp_season season;
    vp_analysis_terrain terrain; /* of it, made once for all years */
    vp_region later;
    vp_service *services;
    size_t *changed, changed_count;
} planning;

static bool progress(void *context, const char *step, double done)
{
    const planning *p = context;
    const vp_analysis_options *options = p->all->options;
    if (p->reports && options->progress && !options->progress(options->context, step, done))
        atomic_store(&p->all->stopped, true);
    return !atomic_load(&p->all->stopped);
}

static vp_planned_facts *planned_of(const planning *p, size_t service)
{
    return &p->all->coverage->planned[vp_planned_of(&p->all->region->definitions, service, p->year)];
}

static bool keep_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    const planning *p = context;
    (void)nearest;
    if (!p->all->surfaces[service]) return true; /* nobody reaches it today: there is no surface to differ from */
    return vp_planned_differ(planned_of(p, service), vp_grid_cells(p->all->surfaces[service]), vp_grid_cells(values),
                             vp_grid_geometry_cells(p->all->region->geometry), err);
}

/* What the analysis counts of the changed services goes to the planned rows, and what they had comes back after it. */
static void exchange(const planning *p)
{
    for (size_t i = 0; i < p->changed_count; i++)
        for (size_t s = 0; s < p->all->coverage->set_count; s++) {
            vp_planned_facts *then = planned_of(p, p->changed[i]);
            vp_facts **facts = then->facts[s];
            double *floating = then->floating[s];
            then->facts[s] = p->all->coverage->facts[s][p->changed[i]];
            then->floating[s] = p->all->coverage->floating[s][p->changed[i]];
            p->all->coverage->facts[s][p->changed[i]] = facts;
            p->all->coverage->floating[s][p->changed[i]] = floating;
        }
}

/* A year differs from today by the few that open or close until its end. */
static bool find_before(void *context, size_t service, vp_known_before *out)
{
    const planning *p = context;
    if (!p->all->surfaces[service] || !p->all->today[service].nearest) return false;
    *out = (vp_known_before){.region = p->all->region,
                             .service = &p->all->region->definitions.services[service],
                             .values = vp_grid_cells(p->all->surfaces[service]),
                             .nearest = p->all->today[service].nearest,
                             .facts = (vp_facts *const *const *)planned_of(p, service)->facts,
                             .sums = p->all->today[service].sums};
    return true;
}

static bool find_access(void *context, size_t service, vp_known_access *out)
{
    const planning *p = context;
    *out = (vp_known_access){p->all->region, service, p->all->today[service].access};
    return out->access != NULL;
}

static bool is_of_mode(const planning *p, size_t service)
{
    const vp_service *s = &p->all->region->definitions.services[service];
    return s->season == p->season && strcmp(s->mode ? s->mode : "", p->mode) == 0;
}

/* Fills services and changed. */
static void change_services(planning *p)
{
    const vp_definitions *d = &p->all->region->definitions;
    memcpy(p->services, d->services, d->service_count * sizeof *p->services);
    p->changed_count = 0;
    for (size_t i = 0; i < d->planned_count; i++) {
        const vp_planned_service *planned = &d->planned[i];
        if (planned->year != p->year || !is_of_mode(p, planned->service) || p->all->known[i]) continue;
        p->services[planned->service].facilities = planned->facilities;
        p->services[planned->service].facility_count = planned->facility_count;
        p->changed[p->changed_count++] = planned->service;
    }
}

static bool count_year(planning *p, vp_error *err)
{
    change_services(p);
    if (!p->changed_count) return true;
    p->later = *p->all->region;
    p->later.definitions.services = p->services;
    const vp_analysis_known known = {.access = find_access, .before = find_before, .context = p};
    vp_analysis_options options = {.travel = p->all->options->travel,
                                   .terrain = &p->terrain,
                                   .known = &known,
                                   .progress = progress,
                                   .surface_ready = keep_surface,
                                   .context = p};
    exchange(p);
    bool ok =
        vp_analysis_services(&p->later, p->all->weights, p->changed, p->changed_count, &options, p->all->coverage, err);
    exchange(p);
    return ok;
}

/* ------------------------------------------------------------ one mode and season */

/* The first year after p->year of which a row is; false: none. */
static bool next_year(planning *p)
{
    int next = 0;
    const vp_definitions *d = &p->all->region->definitions;
    for (size_t i = 0; i < d->planned_count; i++)
        if (d->planned[i].year > p->year && (!next || d->planned[i].year < next)) next = d->planned[i].year;
    p->year = next;
    return next != 0;
}

static bool count_mode(void *context, size_t place, size_t i, vp_error *err)
{
    years *all = context;
    const vp_definitions *d = &all->region->definitions;
    const vp_service *service = &d->services[d->planned[all->modes[i]].service];
    planning p = {.all = all,
                  .reports = place == 0,
                  .mode = service->mode ? service->mode : "",
                  .season = service->season,
                  .services = calloc(d->service_count + 1, sizeof(vp_service)),
                  .changed = calloc(d->service_count + 1, sizeof(size_t))};
    bool ok = (p.services && p.changed) || vp_fail_memory(err, d->service_count * sizeof(vp_service));
    while (ok && next_year(&p)) ok = count_year(&p, err);
    vp_analysis_terrain_clear(&p.terrain);
    free(p.services);
    free(p.changed);
    return ok;
}

/* ------------------------------------------------------------ joint questions */

/* The surface of the year where it is another, else NULL. False when memory is short. */
static bool surface_then(const years *all, size_t service, int year, float **then, vp_error *err)
{
    size_t row = vp_planned_of(&all->region->definitions, service, year);
    *then = NULL;
    if (row == VP_NONE) return true;
    *then = vp_planned_surface(&all->coverage->planned[row], vp_grid_cells(all->surfaces[service]),
                               vp_grid_geometry_cells(all->region->geometry), err);
    return *then != NULL;
}

static bool count_sets(const years *all, const vp_joint *joint, const float *const surfaces[], vp_planned_facts *out,
                       vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(all->region->geometry);
    float *shares = malloc((cells + 1) * sizeof *shares);
    bool ok = shares || vp_fail_memory(err, cells * sizeof *shares);
    if (ok) vp_joint_shares(&all->region->definitions, joint, surfaces, cells, shares);
    for (size_t s = 0; ok && s < all->region->units.set_count; s++)
        ok = vp_joint_count(all->region, all->weights[s], s, shares, all->coverage, out->facts[s], err);
    free(shares);
    return ok;
}

static bool count_joint(const years *all, size_t row, vp_error *err)
{
    const vp_planned_joint *planned = &all->region->definitions.planned_joints[row];
    const vp_joint *joint = &all->region->definitions.joints[planned->joint];
    const float *surfaces[VP_JOINT_MOST];
    float *own[VP_JOINT_MOST] = {NULL};
    bool ok = true, analysed = true;
    const vp_analysis_known *known = all->options->known;
    if (known && known->planned_joint(known->context, row, all->coverage)) return true;
    for (size_t i = 0; ok && analysed && i < joint->service_count; i++) {
        analysed = all->surfaces[joint->services[i]] != NULL;
        ok = !analysed || surface_then(all, joint->services[i], planned->year, &own[i], err);
        if (ok && analysed) surfaces[i] = own[i] ? own[i] : vp_grid_cells(all->surfaces[joint->services[i]]);
    }
    if (ok && analysed) ok = count_sets(all, joint, surfaces, &all->coverage->planned_joints[row], err);
    for (size_t i = 0; i < joint->service_count; i++) free(own[i]);
    return ok;
}

/* ------------------------------------------------------------ all years */

/* Whether a row before has its mode and season. */
static bool is_listed(const vp_definitions *d, size_t row)
{
    const vp_service *service = &d->services[d->planned[row].service];
    for (size_t i = 0; i < row; i++) {
        const vp_service *other = &d->services[d->planned[i].service];
        if (other->season == service->season &&
            strcmp(other->mode ? other->mode : "", service->mode ? service->mode : "") == 0)
            return true;
    }
    return false;
}

/* What was counted before, and what is left. */
static bool begin(years *all, vp_error *err)
{
    const vp_definitions *d = &all->region->definitions;
    const vp_analysis_known *known = all->options->known;
    all->known = calloc(d->planned_count + 1, sizeof *all->known);
    all->modes = calloc(d->planned_count + 1, sizeof *all->modes);
    if (!all->known || !all->modes) return vp_fail_memory(err, d->planned_count * sizeof *all->modes);
    for (size_t i = 0; i < d->planned_count; i++) {
        all->known[i] = known && known->planned(known->context, i, all->coverage);
        if (!is_listed(d, i)) all->modes[all->mode_count++] = i;
    }
    return true;
}

bool vp_years_count(const vp_region *region, vp_weights *const weights[], const vp_years_from *from,
                    const vp_analysis_options *options, vp_coverage *coverage, vp_error *err)
{
    years all = {.region = region,
                 .weights = weights,
                 .surfaces = from->surfaces,
                 .today = from->today,
                 .options = options,
                 .coverage = coverage};
    bool ok =
        begin(&all, err) && vp_parallel_run((size_t)options->travel.threads, all.mode_count, count_mode, &all, err);
    for (size_t row = 0; ok && row < region->definitions.planned_joint_count; row++) ok = count_joint(&all, row, err);
    free(all.known);
    free(all.modes);
    return ok;
}
