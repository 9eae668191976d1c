#include "service/invest_setup.h"
#include "service/road_gaps.h"
#include "service/siting_mast.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>
#include <vungphu/growth.h>

static const int end_of_plan = 2030;       /* where no table says a year */
static const double spacing_metres = 2000; /* of candidates, where the table says nothing */

static bool refuse(const vp_invest_setup *s, const vp_invest_offer *o, const char *column, const char *value,
                   const char *what, vp_error *err)
{
    return vp_fail(err, VP_BAD_INPUT, "%s: row %ld, column %s, %.100s: %s", s->projects_name, o->row, column, value,
                   what);
}

char *const **vp_invest_setup_names(const vp_invest_setup *s, vp_error *err)
{
    size_t rows = s->question.row_count;
    char *const **names = calloc(rows + 1, sizeof *names);
    if (!names) vp_fail_memory(err, rows * sizeof *names);
    for (size_t k = 0; names && k < rows; k++) names[k] = s->roads[k].count ? s->roads[k].names : s->lists[k].names;
    return names;
}

void vp_invest_setup_clear(vp_invest_setup *s)
{
    size_t years = s->question.year_count;
    for (size_t t = 0; s->factors && t < years; t++)
        if (s->factors[t]) vp_growth_free(&s->regions[0].units, s->factors[t]);
    for (size_t t = 0; s->views && t < years; t++) vp_year_view_clear(&s->views[t]);
    for (size_t k = 0; s->roads && k < s->tables.offer_count; k++) vp_road_list_clear(&s->roads[k]);
    for (size_t k = 0; s->lists && k < s->tables.offer_count; k++) vp_candidate_list_clear(&s->lists[k]);
    free(s->factors);
    free(s->views);
    free(s->regions);
    free(s->region_list);
    free(s->years);
    free(s->budgets);
    free(s->needs);
    free(s->surfaces);
    free(s->rows);
    free(s->masts);
    free(s->lists);
    free(s->roads);
    free(s->targets);
    vp_invest_tables_clear(&s->tables);
    *s = (vp_invest_setup){0};
}

/* ---- years */

static bool find_years(vp_invest_setup *s, const vp_region *region, int first, int last, vp_error *err)
{
    const vp_invest_tables *t = &s->tables;
    int now = atoi(region->as_of);
    if (first == 0) first = t->budget_count ? t->budgets[0].year : now;
    if (last == 0) {
        if (t->budget_count) last = t->budgets[t->budget_count - 1].year;
        for (size_t k = 0; k < t->aim_count; k++)
            if (t->aims[k].year > last) last = t->aims[k].year;
    }
    if (last == 0) last = end_of_plan;
    if (first < now || last < first || last - first >= VP_INVESTMENT_PERIODS_MOST)
        return vp_fail(err, VP_BAD_INPUT,
                       "a plan from %d to %d: its first year is %d (the figures are of %s) or later, and it has at "
                       "most %d years",
                       first, last, now, region->as_of, VP_INVESTMENT_PERIODS_MOST);
    size_t years = (size_t)(last - first) + 1;
    s->years = calloc(years, sizeof *s->years);
    s->budgets = calloc(years, sizeof *s->budgets);
    s->views = calloc(years, sizeof *s->views);
    s->regions = calloc(years, sizeof *s->regions);
    s->region_list = calloc(years, sizeof *s->region_list);
    s->factors = calloc(years, sizeof *s->factors);
    if (!s->years || !s->budgets || !s->views || !s->regions || !s->region_list || !s->factors)
        return vp_fail_memory(err, years * sizeof *s->regions);
    for (size_t k = 0; k < years; k++) s->years[k] = first + (int)k;
    for (size_t k = 0; k < t->budget_count; k++) {
        if (t->budgets[k].year < first || t->budgets[k].year > last)
            return vp_fail(err, VP_BAD_INPUT, "%s: the budget of %d lies outside the plan's years, %d to %d",
                           s->budgets_name, t->budgets[k].year, first, last);
        s->budgets[t->budgets[k].year - first] = t->budgets[k].money;
    }
    s->question.year_count = years;
    return true;
}

/* All people alike, at the rate given. */
static bool grow_alike(vp_invest_setup *s, size_t year, int now, vp_error *err)
{
    const vp_units *units = &s->regions[year].units;
    double **factors = s->factors[year] = calloc(units->set_count + 1, sizeof *factors);
    if (!factors) return vp_fail_memory(err, units->set_count * sizeof *factors);
    for (size_t set = 0; set < units->set_count; set++) {
        factors[set] = malloc((units->sets[set].unit_count + 1) * sizeof **factors);
        if (!factors[set]) return vp_fail_memory(err, units->sets[set].unit_count * sizeof **factors);
        for (size_t u = 0; u < units->sets[set].unit_count; u++)
            factors[set][u] = pow(1 + s->growth, s->years[year] - now);
    }
    s->regions[year].people.factors = factors;
    return true;
}

/* People and facilities of each year on the land of the snapshot. */
static bool make_years(vp_invest_setup *s, const vp_land_view *view, vp_error *err)
{
    const vp_region *region = &view->region;
    bool stated = region->people.growth_count > 0;
    s->grows = stated || !isnan(s->growth);
    for (size_t t = 0; t < s->question.year_count; t++) {
        if (!vp_year_view_init(&s->views[t], view->snapshot, stated ? s->years[t] : 0, err)) return false;
        s->regions[t] = *region;
        s->regions[t].people = s->views[t].region.people;
        s->regions[t].definitions = s->views[t].region.definitions;
        s->region_list[t] = &s->regions[t];
        if (!stated && !isnan(s->growth) && !grow_alike(s, t, atoi(region->as_of), err)) return false;
    }
    return true;
}

/* ---- whom services are to reach */

static bool find_group(const vp_invest_setup *s, const vp_definitions *d, const char *id, long row, const char *table,
                       size_t *group, vp_error *err)
{
    *group = vp_region_group(d, id);
    (void)s;
    return *group != VP_NONE || vp_fail(err, VP_NOT_FOUND,
                                        "%s: row %ld, column group, %.100s: there is no such group (vungphu indicators "
                                        "lists them); groups are not joined here",
                                        table, row, id);
}

/* Of one offer: its own service, group and limit. */
static bool need_of(const vp_invest_setup *s, const vp_definitions *d, const vp_invest_offer *o, vp_invest_need *n,
                    vp_error *err)
{
    vp_siting_question asked = vp_siting_defaults();
    size_t row = vp_region_indicator(d, o->service);
    asked.limit = o->limit;
    asked.service = vp_region_service(d, o->service);
    if (asked.service == VP_NONE && row == VP_NONE)
        return refuse(s, o, "service", o->service, "there is no such service, and no indicator", err);
    if (asked.service != VP_NONE)
        asked.group = d->services[asked.service].group;
    else if (!vp_siting_of_indicator(&d->indicators[row], &asked, err))
        return false;
    if (*o->group && !find_group(s, d, o->group, o->row, s->projects_name, &asked.group, err)) return false;
    const vp_service *service = &d->services[asked.service];
    if (isnan(asked.limit) && service->reach == VP_REACH_AREA)
        return refuse(s, o, "limit", o->service, "it is an area: how many metres do the pipes of a source reach?", err);
    if (isnan(asked.limit)) asked.limit = service->default_limit;
    *n = (vp_invest_need){asked.service,     asked.group,         asked.limit, asked.other_group,
                          asked.other_limit, o->people_per_place, o->weight,   NULL};
    return true;
}

static bool same_need(const vp_invest_need *a, const vp_invest_need *b)
{
    bool other = a->other_group == b->other_group && (a->other_group == VP_NONE || a->other_limit == b->other_limit);
    return a->service == b->service && a->group == b->group && a->limit == b->limit && other;
}

/* One number of all rows of a need, said by any of them. */
static bool say_same(const vp_invest_setup *s, const vp_invest_offer *o, const char *column, double *known, double said,
                     vp_error *err)
{
    if (isnan(*known)) *known = said;
    if (isnan(said) || *known == said) return true;
    return refuse(s, o, column, o->service, "another row of the service has another number", err);
}

/* Rows for the same people are of one need. */
static bool add_need(vp_invest_setup *s, const vp_invest_offer *o, const vp_invest_need *n, size_t *number,
                     vp_error *err)
{
    size_t k = 0;
    while (k < s->question.need_count && !same_need(&s->needs[k], n)) k++;
    *number = k;
    if (k == s->question.need_count) {
        s->needs[s->question.need_count++] = *n;
        return true;
    }
    return say_same(s, o, "people_per_place", &s->needs[k].people_per_place, n->people_per_place, err) &&
           say_same(s, o, "weight", &s->needs[k].weight, n->weight, err);
}

static bool find_surfaces(vp_invest_setup *s, vp_error *err)
{
    const vp_invest_question *q = &s->question;
    for (size_t n = 0; n < q->need_count; n++)
        for (size_t t = 0; t < q->year_count; t++) {
            const vp_results *results = &s->views[t].snapshot.results;
            size_t service = s->needs[n].service;
            if (!results->surfaces[service])
                return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing",
                               s->regions[0].definitions.services[service].id);
            const float **at = &s->surfaces[n * q->year_count + t];
            *at = vp_results_surface(results, service, 0, VP_EVERY_CELL, err);
            if (!*at) return false;
            s->needs[n].surfaces = s->surfaces + n * q->year_count;
        }
    return true;
}

/* ---- what may be built */

static bool name_file(const vp_invest_setup *s, const vp_invest_offer *o, const char *directory, char path[4096],
                      vp_error *err)
{
    if (!directory) return refuse(s, o, "candidates", o->candidates, "a file cannot be named here", err);
    snprintf(path, 4096, "%s%s%s", *o->candidates == '/' ? "" : directory, *o->candidates == '/' ? "" : "/",
             o->candidates);
    return true;
}

static bool read_list(vp_invest_setup *s, const vp_land_view *view, size_t k, const char *directory,
                      vp_findings *findings, vp_error *err)
{
    const vp_invest_offer *o = &s->tables.offers[k];
    const vp_service *service = &view->region.definitions.services[s->needs[s->rows[k].need].service];
    char path[4096];
    if (!name_file(s, o, directory, path, err)) return false;
    const char *mode = vp_siting_mode(&view->region, s->needs[s->rows[k].need].service);
    vp_terrain *terrain = vp_terrain_new(&view->region, mode, service->season, err);
    bool ok = terrain && vp_candidate_list_read(path, view->snapshot, terrain, &s->lists[k], findings, err);
    vp_terrain_free(terrain);
    if (!ok) return false;
    s->rows[k].cells = s->lists[k].cells;
    s->rows[k].prices = s->lists[k].prices;
    s->rows[k].cell_count = s->lists[k].count;
    if (s->lists[k].count == 0) return refuse(s, o, "candidates", path, "it has no places", err);
    if (!s->lists[k].prices && isnan(o->price))
        return refuse(s, o, "price", o->candidates, "neither the row nor the list has prices", err);
    return true;
}

/* The links of a road's row: the price of each, or of a kilometre. */
static bool read_roads(vp_invest_setup *s, const vp_land_view *view, size_t k, const char *directory,
                       vp_findings *findings, vp_error *err)
{
    const vp_invest_offer *o = &s->tables.offers[k];
    const vp_invest_need *n = &s->needs[s->rows[k].need];
    char path[4096];
    vp_road_question asked = vp_road_defaults();
    asked.region = &view->region;
    asked.travel = s->question.travel;
    asked.service = n->service;
    asked.group = n->group;
    asked.limit = n->limit;
    asked.surface = vp_results_surface(&view->snapshot->results, n->service, 0, VP_EVERY_CELL, err);
    if (!asked.surface) return false;
    bool ok = *o->candidates ? name_file(s, o, directory, path, err) &&
                                   vp_road_list_read(path, view->snapshot, &s->roads[k], findings, err)
                             : vp_road_gaps_links(view, &asked, (size_t)o->gaps, o->class_name, &s->roads[k], err);
    if (!ok) return false;
    if (!isnan(o->price)) vp_road_list_price(&s->roads[k], o->price);
    s->rows[k].links = s->roads[k].links;
    s->rows[k].link_count = s->roads[k].count;
    return true;
}

static bool take_mast(vp_invest_setup *s, const vp_land_view *view, size_t k, vp_error *err)
{
    const vp_invest_offer *o = &s->tables.offers[k];
    vp_siting_question asked = vp_siting_defaults();
    s->masts[k] = vp_siting_mast_none();
    s->masts[k].metres = o->mast;
    s->masts[k].frequency_mhz = o->frequency;
    s->masts[k].erp_kw = o->erp;
    asked.region = &view->region;
    asked.service = s->needs[s->rows[k].need].service;
    asked.travel = s->question.travel;
    asked.cells = s->rows[k].cells;
    asked.prominence = o->prominence;
    if (!vp_siting_mast_take(view->snapshot, &s->masts[k], &asked, err)) return false;
    s->rows[k].mast = asked.mast;
    s->rows[k].prominence = asked.prominence;
    return true;
}

static bool make_row(vp_invest_setup *s, const vp_land_view *view, size_t k, const char *directory,
                     vp_findings *findings, vp_error *err)
{
    const vp_invest_offer *o = &s->tables.offers[k];
    vp_invest_need need = {0};
    vp_invest_row *row = &s->rows[k];
    if (!need_of(s, &view->region.definitions, o, &need, err) || !add_need(s, o, &need, &row->need, err)) return false;
    row->kind = o->kind;
    row->price = o->price;
    row->takes = isnan(o->takes) ? INFINITY : o->takes;
    row->most = isnan(o->most) ? SIZE_MAX : (size_t)o->most;
    row->spacing = isnan(o->spacing) ? spacing_metres : o->spacing;
    int first = isnan(o->first_year) ? s->years[0] : (int)o->first_year, last = s->years[s->question.year_count - 1];
    char value[32];
    snprintf(value, sizeof value, "%d", first);
    if (first > last) return refuse(s, o, "first_year", value, "it lies behind the plan's last year", err);
    row->first = first > s->years[0] ? (size_t)(first - s->years[0]) : 0;
    if (o->kind == VP_INVEST_ROAD) return read_roads(s, view, k, directory, findings, err);
    return (!*o->candidates || read_list(s, view, k, directory, findings, err)) && take_mast(s, view, k, err);
}

/* ---- targets */

static bool make_target(vp_invest_setup *s, const vp_definitions *d, size_t k, vp_error *err)
{
    const vp_invest_aim *a = &s->tables.aims[k];
    vp_invest_target *out = &s->targets[k];
    const vp_invest_question *q = &s->question;
    int first = s->years[0], last = s->years[q->year_count - 1], year = a->year ? a->year : last;
    if (year < first || year > last)
        return vp_fail(err, VP_BAD_INPUT, "%s: row %ld, column year, %d: the plan is from %d to %d", s->targets_name,
                       a->row, year, first, last);
    *out = (vp_invest_target){
        .need = VP_NONE, .year = (size_t)(year - first), .group = VP_NONE, .share = a->share, .of_gain = a->of_gain};
    if (*a->group && !find_group(s, d, a->group, a->row, s->targets_name, &out->group, err)) return false;
    if (!*a->service) return true;
    size_t indicator = vp_region_indicator(d, a->service), service = vp_region_service(d, a->service);
    for (size_t j = 0; j < s->tables.offer_count; j++) /* as the row of what may be built names it */
        if (strcmp(s->tables.offers[j].service, a->service) == 0) {
            out->need = s->rows[j].need;
            return true;
        }
    for (size_t n = 0; service != VP_NONE && n < q->need_count; n++)
        if (s->needs[n].service == service) out->need = n;
    if (out->need != VP_NONE) return true;
    return vp_fail(err, VP_BAD_INPUT, "%s: row %ld, column service, %.100s: %s", s->targets_name, a->row, a->service,
                   service == VP_NONE && indicator == VP_NONE
                       ? "there is no such service"
                       : "nothing may be built for it: it needs a row of its own among the projects");
}

/* ---- all of it */

static bool room(vp_invest_setup *s, vp_error *err)
{
    size_t offers = s->tables.offer_count + 1;
    s->needs = calloc(offers, sizeof *s->needs);
    s->rows = calloc(offers, sizeof *s->rows);
    s->masts = calloc(offers, sizeof *s->masts);
    s->lists = calloc(offers, sizeof *s->lists);
    s->roads = calloc(offers, sizeof *s->roads);
    s->surfaces = calloc(offers * s->question.year_count, sizeof *s->surfaces);
    s->targets = calloc(s->tables.aim_count + 1, sizeof *s->targets);
    return (s->needs && s->rows && s->masts && s->lists && s->roads && s->surfaces && s->targets) ||
           vp_fail_memory(err, offers * sizeof *s->rows);
}

bool vp_invest_setup_make(vp_invest_setup *s, const vp_land_view *view, int first_year, int last_year,
                          const char *directory, vp_findings *findings, vp_error *err)
{
    vp_invest_question *q = &s->question;
    const vp_results *results = &view->snapshot->results;
    if (!find_years(s, &view->region, first_year, last_year, err) || !make_years(s, view, err) || !room(s, err))
        return false;
    q->travel = results->travel;
    q->main_weights = results->main_weights;
    for (size_t k = 0; k < s->tables.offer_count; k++)
        if (!make_row(s, view, k, directory, findings, err)) return false;
    for (size_t k = 0; k < s->tables.aim_count; k++)
        if (!make_target(s, &view->region.definitions, k, err)) return false;
    for (size_t n = 0; n < q->need_count; n++)
        if (isnan(s->needs[n].weight)) s->needs[n].weight = 1;
    if (!find_surfaces(s, err)) return false;
    q->regions = s->region_list;
    q->years = s->years;
    q->needs = s->needs;
    q->rows = s->rows;
    q->row_count = s->tables.offer_count;
    q->targets = s->targets;
    q->target_count = s->tables.aim_count;
    q->budgets = s->tables.budget_count ? s->budgets : NULL;
    return true;
}
