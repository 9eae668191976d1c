#include "snapshot/year_view.h"
#include "base/array.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/growth.h>
#include <vungphu/planned.h>

/* Zeroed memory that the view frees; NULL and err. */
static void *keep(vp_year_view *view, size_t count, size_t size, vp_error *err)
{
    void *block = vp_array_resize(VP_ARRAY(view->blocks), view->block_count + 1, err) ? calloc(count + 1, size) : NULL;
    if (!block) {
        vp_fail_memory(err, count * size);
        return NULL;
    }
    view->blocks[view->block_count++] = block;
    return block;
}

/* ------------------------------------------------------------ definitions */

static bool change_groups(vp_year_view *view, const vp_snapshot *s, int year, vp_error *err)
{
    vp_definitions *d = &view->region.definitions;
    vp_group *groups = keep(view, d->group_count, sizeof *groups, err);
    view->shares = keep(view, d->group_count, sizeof *view->shares, err);
    vp_error why = {0};
    if (!groups || !view->shares) return false;
    for (size_t g = 0; g < d->group_count; g++) {
        groups[g] = d->groups[g];
        view->shares[g] = vp_growth_shares(s->region, s->results.coverage, g, year, view->factors, &why);
        if (view->shares[g] && !groups[g].grid) groups[g].share = view->shares[g];
        if (*why.message) return vp_fail(err, why.kind, "%s", why.message);
    }
    d->groups = groups;
    return true;
}

/* Grids of a group that grows apart from everyone; behind change_groups. */
static bool change_populations(vp_year_view *view, vp_error *err)
{
    vp_people *people = &view->region.people;
    vp_population *populations = keep(view, people->population_count, sizeof *populations, err);
    for (size_t p = 0; populations && p < people->population_count; p++) {
        populations[p] = people->populations[p];
        if (populations[p].of_group) populations[p].factors = view->shares[populations[p].group];
    }
    people->populations = populations;
    return populations != NULL;
}

static double *factors_of(const vp_year_view *view, size_t population, size_t set)
{
    double **own = view->region.people.populations[population].factors;
    return own ? own[set] : view->factors[set];
}

static bool change_services(vp_year_view *view, const vp_coverage *now, int year, vp_error *err)
{
    vp_definitions *d = &view->region.definitions;
    vp_service *services = keep(view, d->service_count, sizeof *services, err);
    view->cells.rows = keep(view, d->service_count, sizeof *view->cells.rows, err);
    view->cells.surfaces = keep(view, d->service_count, sizeof *view->cells.surfaces, err);
    if (!services || !view->cells.rows || !view->cells.surfaces) return false;
    for (size_t i = 0; i < d->service_count; i++) {
        size_t row = vp_planned_of(d, i, year);
        services[i] = d->services[i];
        if (row == VP_NONE) continue;
        services[i].facilities = d->planned[row].facilities;
        services[i].facility_count = d->planned[row].facility_count;
        view->cells.rows[i] = &now->planned[row];
    }
    d->services = services;
    return true;
}

/* Every definition says of which year the figure is and what it takes for granted. */
static bool change_definitions(vp_year_view *view, int year, vp_error *err)
{
    vp_definitions *d = &view->region.definitions;
    vp_indicator *indicators = keep(view, d->indicator_count, sizeof *indicators, err);
    for (size_t i = 0; indicators && i < d->indicator_count; i++) {
        static const char form[] =
            "%s%sĐến cuối năm %d: số người tăng theo growth.csv, cơ sở theo ngày mở và ngày đóng; đường, đài phát, "
            "vùng "
            "cấp nước, tỷ lệ nhóm không nêu tăng trưởng giữ nguyên. (EN: at the end of %d: people grow as growth.csv "
            "states, facilities by the days they open and close; roads, transmitters, served areas and shares of "
            "groups "
            "without growth of their own stay as they are)";
        const char *text = d->indicators[i].definition ? d->indicators[i].definition : "", *gap = *text ? " " : "";
        int length = snprintf(NULL, 0, form, text, gap, year, year);
        indicators[i] = d->indicators[i];
        indicators[i].definition = keep(view, (size_t)length + 1, 1, err);
        if (!indicators[i].definition) return false;
        snprintf(indicators[i].definition, (size_t)length + 1, form, text, gap, year, year);
    }
    d->indicators = indicators;
    return indicators != NULL;
}

/* ------------------------------------------------------------ facts */

/* [population] the same facts, multiplied by what each unit's people are; NULL facts stay NULL. */
static vp_facts **grown(vp_year_view *view, vp_facts *const facts[], size_t set, vp_error *err)
{
    size_t populations = view->coverage.population_count;
    vp_facts **out = keep(view, populations, sizeof *out, err);
    vp_facts *copies = keep(view, populations, sizeof *copies, err);
    for (size_t p = 0; out && copies && p < populations; p++) {
        if (!facts[p]) continue;
        copies[p] = *facts[p];
        copies[p].factor = factors_of(view, p, set);
        out[p] = &copies[p];
    }
    return copies ? out : NULL;
}

static bool change_facts(vp_year_view *view, const vp_coverage *now, size_t set, int year, vp_error *err)
{
    const vp_definitions *d = &view->region.definitions;
    vp_facts ***services = keep(view, now->service_count, sizeof *services, err);
    vp_facts ***joints = keep(view, now->joint_count, sizeof *joints, err);
    if (!services || !joints) return false;
    for (size_t i = 0; i < now->service_count; i++) {
        size_t row = vp_planned_of(d, i, year);
        services[i] = grown(view, row == VP_NONE ? now->facts[set][i] : now->planned[row].facts[set], set, err);
        if (!services[i]) return false;
    }
    for (size_t i = 0; i < now->joint_count; i++) {
        size_t row = vp_planned_joint_of(d, i, year);
        joints[i] = grown(view, row == VP_NONE ? now->joint[set][i] : now->planned_joints[row].facts[set], set, err);
        if (!joints[i]) return false;
    }
    view->coverage.facts[set] = services;
    view->coverage.joint[set] = joints;
    return true;
}

static bool change_people(vp_year_view *view, const vp_coverage *now, size_t set, vp_error *err)
{
    size_t units = view->region.units.sets[set].unit_count;
    double **people = keep(view, now->population_count, sizeof *people, err);
    for (size_t p = 0; people && p < now->population_count; p++) {
        people[p] = keep(view, units, sizeof **people, err);
        if (!people[p]) return false;
        for (size_t u = 0; u < units; u++) people[p][u] = now->people[set][p][u] * factors_of(view, p, set)[u];
    }
    view->coverage.people[set] = people;
    view->coverage.floating[set] = keep(view, now->service_count, sizeof **view->coverage.floating, err);
    return people && view->coverage.floating[set];
}

/* ------------------------------------------------------------ floating catchments */

/* What each of the facilities of the year gives to a person of its catchment; 0 for those that are not open. */
static bool share_out(const vp_year_view *view, const vp_catchments *c, size_t service, double per_person[])
{
    const vp_service *then = &view->region.definitions.services[service];
    const vp_catchment_people *demand = &c->sets[view->region.units.main_set];
    const double *factors = view->factors[view->region.units.main_set];
    for (size_t i = 0; i < c->facility_count; i++) {
        bool open = false;
        double crowd = 0;
        for (size_t k = 0; k < then->facility_count; k++) open |= then->facilities[k] == c->facilities[i];
        for (size_t row = demand->first[i]; open && row < demand->first[i + 1]; row++)
            crowd += factors[demand->unit[row]] * demand->people[row];
        double supply = view->region.supply.facilities[c->facilities[i]].attributes[then->capacity];
        per_person[i] = !open || crowd == 0 ? 0 : supply / crowd; /* NaN where somebody's growth is not known */
    }
    return then->facility_count > 0;
}

/* Of every unit: all of it grows alike, so that the mean over its people is of those of today. */
static void spread_out(const vp_catchment_people *p, const double per_person[], size_t facilities, size_t units,
                       double access[])
{
    for (size_t i = 0; i < facilities; i++)
        for (size_t row = p->first[i]; row < p->first[i + 1]; row++)
            access[p->unit[row]] += per_person[i] * p->people[row];
    for (size_t u = 0; u < units; u++) access[u] = p->everyone[u] > 0 ? 1e4 * access[u] / p->everyone[u] : (double)NAN;
}

static bool change_floating(vp_year_view *view, const vp_coverage *now, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < now->service_count; i++) {
        const vp_catchments *c = now->catchments[i];
        double *per_person = c ? keep(view, c->facility_count, sizeof *per_person, err) : NULL;
        if (!c) continue;
        ok = per_person != NULL;
        bool any = ok && share_out(view, c, i, per_person);
        for (size_t s = 0; ok && any && s < now->set_count; s++) {
            size_t units = view->region.units.sets[s].unit_count;
            double *access = view->coverage.floating[s][i] = keep(view, units, sizeof *access, err);
            ok = access != NULL;
            if (ok) spread_out(&c->sets[s], per_person, c->facility_count, units, access);
        }
    }
    return ok;
}

static bool change_coverage(vp_year_view *view, const vp_coverage *now, int year, vp_error *err)
{
    vp_coverage *c = &view->coverage;
    *c = *now;
    c->facts = keep(view, now->set_count, sizeof *c->facts, err);
    c->joint = keep(view, now->set_count, sizeof *c->joint, err);
    c->people = keep(view, now->set_count, sizeof *c->people, err);
    c->floating = keep(view, now->set_count, sizeof *c->floating, err);
    bool ok = c->facts && c->joint && c->people && c->floating;
    for (size_t s = 0; ok && s < now->set_count; s++)
        ok = change_facts(view, now, s, year, err) && change_people(view, now, s, err);
    return ok && change_floating(view, now, err);
}

/* ------------------------------------------------------------ the view */

static bool grow(vp_year_view *view, const vp_snapshot *s, int year, vp_error *err)
{
    view->factors = vp_growth_factors(s->region, s->results.coverage, year, err);
    if (!view->factors) return false;
    view->region.people.factors = view->factors;
    snprintf(view->region.as_of, sizeof view->region.as_of, "%04u-12-31", (unsigned)year % 10000U);
    if (!change_groups(view, s, year, err) || !change_populations(view, err) ||
        !change_services(view, s->results.coverage, year, err) || !change_definitions(view, year, err) ||
        !change_coverage(view, s->results.coverage, year, err))
        return false;
    view->snapshot.results.coverage = &view->coverage;
    view->snapshot.results.year = &view->cells;
    view->snapshot.listings.gaps = (vp_gaps){0};
    view->snapshot.listings.unserved = (vp_unserved_list){0};
    return true;
}

bool vp_year_view_init(vp_year_view *view, const vp_snapshot *snapshot, int year, vp_error *err)
{
    *view = (vp_year_view){.region = *snapshot->region};
    view->snapshot.provenance = snapshot->provenance;
    view->snapshot.region = &view->region;
    view->snapshot.results = snapshot->results;
    view->snapshot.listings = snapshot->listings;
    view->snapshot.places = snapshot->places;
    return year == 0 || grow(view, snapshot, year, err);
}

void vp_year_view_clear(vp_year_view *view)
{
    vp_growth_free(&view->region.units, view->factors);
    for (size_t g = 0; view->shares && g < view->region.definitions.group_count; g++)
        vp_growth_free(&view->region.units, view->shares[g]);
    for (size_t i = 0; view->cells.surfaces && i < view->region.definitions.service_count; i++)
        free(view->cells.surfaces[i]);
    for (size_t i = 0; i < view->block_count; i++) free(view->blocks[i]);
    free(view->blocks);
}
