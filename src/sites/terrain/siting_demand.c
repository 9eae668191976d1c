/* Whom a question is about, and within which limit they are served. */
#include "sites/terrain/siting_internal.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/facility_load.h>
#include <vungphu/group_people.h>
#include <vungphu/limit.h>

const char *vp_siting_mode(const vp_region *region, size_t service)
{
    const vp_service *s = &region->definitions.services[service];
    const vp_speed_table *t = &region->speed_table;
    if (s->mode && *s->mode && s->reach != VP_REACH_SIGNAL) return s->mode;
    for (size_t i = 0; i < t->speed_count; i++)
        if (strcmp(t->speeds[i].mode, "walk") == 0) return t->speeds[i].mode;
    return t->speed_count ? t->speeds[0].mode : "walk";
}

bool vp_siting_is_closed(const vp_siting_question *q, size_t facility)
{
    for (size_t k = 0; k < q->closed_count; k++)
        if (q->closed[k] == facility) return true;
    return false;
}

double vp_siting_people(const vp_siting_work *r, size_t cell, uint32_t zone, double share)
{
    const vp_group_cells group = vp_group_cells_of(r->question->region, r->question->group);
    const vp_group_unit unit = vp_group_unit_of(&group, zone);
    vp_group_there there = vp_group_there_of(&unit, cell);
    double people = share * there.part.middle * (double)there.people;
    return people > 0 && !isnan(vp_siting_data(r)[cell]) ? people : 0;
}

double vp_siting_limit(const vp_siting_work *r, uint32_t zone)
{
    const vp_siting_question *q = r->question;
    if (q->other_group == VP_NONE) return r->result->limit;
    const vp_group *group = &q->region->definitions.groups[q->other_group];
    return group->member[q->region->units.main_set][zone] ? q->other_limit : r->result->limit;
}

const float *vp_siting_data(const vp_siting_work *r) { return r->joint_now ? r->joint_now : r->surface; }

/* Whom a surface of the service with that value serves. */
static double part_served(const vp_siting_work *r, size_t cell, double limit, double value)
{
    vp_reach reach = vp_siting_service(r->question)->reach;
    if (isnan(value)) return 0;
    if (reach == VP_REACH_AREA) return fmin(1, fmax(0, value)); /* the surface is the part that is served */
    if (reach == VP_REACH_SIGNAL) return isfinite(value) && value >= limit;
    return vp_limit_holds(limit, value) ? 1 - (r->lacking ? r->lacking[cell] : 0) : 0;
}

double vp_siting_served(const vp_siting_work *r, size_t cell, double limit)
{
    return r->joint_now ? (double)r->joint_now[cell] : part_served(r, cell, limit, (double)r->surface[cell]);
}

double vp_siting_published(const vp_siting_work *r, size_t cell, double limit)
{
    if (r->joint_published) return (double)r->joint_published[cell];
    return part_served(r, cell, limit, (double)r->question->surface[cell]);
}

double vp_siting_completed(const vp_siting_work *r, size_t cell)
{
    return r->joint_then ? (double)r->joint_then[cell] : 1;
}

/* People of the units that are, or are not, of the other group. */
static bool people_of(const vp_siting_work *r, bool other, vp_demand *out, vp_error *err)
{
    const vp_siting_question *q = r->question;
    size_t zones = q->main_weights->zone_count;
    bool *units = malloc((zones + 1) * sizeof *units);
    if (!units) return vp_fail_memory(err, zones);
    const bool *member = q->region->definitions.groups[q->other_group].member[q->region->units.main_set];
    for (size_t z = 0; z < zones; z++) units[z] = member[z] == other;
    const vp_demand_question asked = {vp_siting_data(r), q->service, q->group, NAN, units};
    bool ok = vp_sites_demand(q->region, q->main_weights, &asked, out, err);
    free(units);
    return ok;
}

static bool room_for_everyone(vp_siting_work *r, size_t count, vp_error *err)
{
    r->everyone.cells = calloc(count + 1, sizeof *r->everyone.cells);
    r->everyone.people = calloc(count + 1, sizeof *r->everyone.people);
    return (r->everyone.cells && r->everyone.people) || vp_fail_memory(err, count * sizeof(double));
}

/* By cell; a cell on a border may have people of both kinds of units. */
static bool join(vp_siting_work *r, const vp_demand *usual, const vp_demand *other, vp_error *err)
{
    vp_demand *all = &r->everyone;
    size_t count = usual->count + other->count, a = 0, b = 0;
    r->limits = calloc(count + 1, sizeof *r->limits);
    if (!r->limits || !room_for_everyone(r, count, err)) return vp_fail_memory(err, count * sizeof *r->limits);
    while (a < usual->count || b < other->count) {
        bool first = b == other->count || (a < usual->count && usual->cells[a] <= other->cells[b]);
        const vp_demand *from = first ? usual : other;
        size_t k = first ? a++ : b++;
        all->cells[all->count] = from->cells[k];
        all->people[all->count] = from->people[k];
        r->limits[all->count++] = first ? r->result->limit : r->question->other_limit;
    }
    return true;
}

static bool find_everyone(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    if (q->other_group == VP_NONE) {
        const vp_demand_question asked = {vp_siting_data(r), q->service, q->group, NAN, NULL};
        return vp_sites_demand(q->region, q->main_weights, &asked, &r->everyone, err);
    }
    vp_demand usual = {0}, other = {0};
    bool ok = people_of(r, false, &usual, err) && people_of(r, true, &other, err) && join(r, &usual, &other, err);
    vp_demand_clear(&usual);
    vp_demand_clear(&other);
    return ok;
}

static bool room_for_demand(vp_siting_work *r, vp_error *err)
{
    size_t count = r->everyone.count;
    r->demand =
        (vp_demand){.cells = malloc((count + 1) * sizeof(uint32_t)), .people = malloc((count + 1) * sizeof(double))};
    r->before = malloc((count + 1) * sizeof *r->before);
    r->demand_limits = r->limits ? malloc((count + 1) * sizeof *r->demand_limits) : NULL;
    if (r->demand.cells && r->demand.people && r->before && (!r->limits || r->demand_limits)) return true;
    return vp_fail_memory(err, count * sizeof(double));
}

static bool find_lacking(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    size_t cells = vp_grid_geometry_cells(q->region->geometry);
    if (isnan(q->people_per_place) || vp_siting_has_areas(q)) return true;
    r->lacking = malloc(cells * sizeof *r->lacking);
    if (!r->lacking) return vp_fail_memory(err, cells * sizeof *r->lacking);
    const vp_load_question asked = {q->service, q->group, r->result->limit, q->people_per_place};
    return vp_facility_lacking(q->region, q->main_weights, &asked, &q->travel, r->lacking, err);
}

/* Coverage: those beyond the limit, and those within it who find no place. Else everyone whom a site could bring
 * nearer. */
bool vp_siting_find_demand(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    out->limit = isnan(q->limit) ? vp_siting_service(q)->default_limit : q->limit;
    if (vp_siting_has_areas(q))
        out->limit = NAN;
    else if (isnan(q->limit) && vp_siting_service(q)->reach == VP_REACH_AREA)
        return vp_fail(err, VP_BAD_INPUT, "%s is an area: say how many metres the pipes of a new source reach (limit)",
                       vp_siting_service(q)->id);
    if (!vp_siting_find_joint(r, err) || !find_lacking(r, err) || !find_everyone(r, err) || !room_for_demand(r, err))
        return false;
    bool limited = q->objective == VP_OBJECTIVE_COVERAGE || q->objective == VP_OBJECTIVE_SET_COVER;
    for (size_t d = 0; d < r->everyone.count; d++) {
        uint32_t cell = r->everyone.cells[d];
        double people = r->everyone.people[d], value = (double)r->surface[cell];
        double limit = r->limits ? r->limits[d] : out->limit;
        out->people += people;
        double served = vp_siting_served(r, cell, limit), completed = vp_siting_completed(r, cell);
        double left = limited ? people * (completed - served) : people;
        out->published += people * vp_siting_published(r, cell, limit);
        out->before += people * served;
        out->lacking_more += people * (1 - completed);
        if (!(left > 0) || (!limited && value <= 0)) continue;
        r->demand.cells[r->demand.count] = cell;
        r->before[r->demand.count] = value;
        if (r->demand_limits) r->demand_limits[r->demand.count] = limit;
        r->demand.people[r->demand.count++] = left;
    }
    return true;
}
