#include <math.h>
#include <vungphu/group.h>
#include <vungphu/group_people.h>

/* ------------------------------------------------------------ which grids */

static bool counts(const vp_population *population, size_t group)
{
    return group == VP_NONE ? !population->of_group : population->of_group && population->group == group;
}

size_t vp_group_estimates(const vp_people *people, size_t group)
{
    size_t count = 0;
    for (size_t p = 0; p < people->population_count; p++) count += counts(&people->populations[p], group);
    return count;
}

size_t vp_group_estimate(const vp_people *people, size_t group, size_t at)
{
    size_t found = VP_NONE, number = 0;
    for (size_t p = 0; p < people->population_count && number <= at; p++)
        if (counts(&people->populations[p], group)) found = p, number++;
    return found;
}

const char *vp_group_population(const vp_region *region, size_t group)
{
    size_t population = group == VP_NONE ? VP_NONE : vp_group_estimate(&region->people, group, 0);
    if (population == VP_NONE) population = vp_group_estimate(&region->people, VP_NONE, 0);
    return population == VP_NONE ? NULL : region->people.populations[population].label;
}

bool vp_group_is_gridded(const vp_group *group) { return group && group->grid; }

/* ------------------------------------------------------------ of any set of people */

typedef struct {
    double low, high;
} span;

/* Everything a term reads. */
typedef struct {
    const vp_group_question *question;
    vp_group_counter *count;
    const void *context;
    double everyone;
} counting;

static double count_by(const counting *c, size_t group)
{
    size_t population = vp_group_estimate(&c->question->region->people, group, c->question->estimate);
    return population == VP_NONE ? (double)NAN : c->count(c->context, population);
}

static bool is(span a, double people) { return a.low == people && a.high == people; }

static span both(span a, span b, double everyone)
{
    if (is(a, 0) || is(b, everyone)) return a;
    if (is(b, 0) || is(a, everyone)) return b;
    if (isnan(a.low) || isnan(b.low)) return (span){NAN, NAN};
    return (span){fmax(0, a.low + b.low - everyone), fmin(a.high, b.high)};
}

static span not(span a, double everyone) { return (span){fmax(0, everyone - a.high), fmax(0, everyone - a.low)}; }

static span either(span a, span b, double everyone)
{
    if (is(a, everyone) || is(b, 0)) return a;
    if (is(b, everyone) || is(a, 0)) return b;
    if (isnan(a.low) || isnan(b.low)) return (span){NAN, NAN};
    return (span){fmax(a.low, b.low), fmin(fmax(everyone, fmax(a.high, b.high)), a.high + b.high)};
}

static span of_row(const counting *c, size_t row)
{
    const vp_group *group = &c->question->region->definitions.groups[row];
    double part = vp_group_part(group, c->question->set, c->question->unit, VP_GROUP_MIDDLE);
    double people = !group->grid || part == 0 ? part * c->everyone : part * count_by(c, row);
    return (span){people, people};
}

static span of_term(const counting *c, const vp_group *group, size_t i)
{
    const vp_group_term *t = &group->terms[i];
    if (t->sign == VP_GROUP_NAME) return of_row(c, t->group);
    span left = of_term(c, group, t->left);
    if (t->sign == VP_GROUP_NOT) return not(left, c->everyone);
    span right = of_term(c, group, t->right);
    return t->sign == VP_GROUP_AND ? both(left, right, c->everyone) : either(left, right, c->everyone);
}

static vp_group_people of_part(const vp_group *group, const vp_group_question *q, double people)
{
    return (vp_group_people){people * vp_group_part(group, q->set, q->unit, VP_GROUP_MIDDLE),
                             people * vp_group_part(group, q->set, q->unit, VP_GROUP_LOW),
                             people * vp_group_part(group, q->set, q->unit, VP_GROUP_HIGH)};
}

vp_group_people vp_group_count(const vp_group_question *question, vp_group_counter *count, const void *context)
{
    const vp_group *group = question->group == VP_NONE ? NULL : &question->region->definitions.groups[question->group];
    counting c = {question, count, context, NAN};
    if (group && group->grid && !group->terms) return of_part(group, question, count_by(&c, question->group));
    c.everyone = count_by(&c, VP_NONE);
    if (!group || !group->terms) return of_part(group, question, c.everyone);
    span found = isnan(c.everyone) ? (span){NAN, NAN} : of_term(&c, group, group->term_count - 1);
    return (vp_group_people){found.low == found.high ? found.low : (found.low + found.high) / 2, found.low, found.high};
}

/* ------------------------------------------------------------ of cells */

static double growth_of(const vp_region *region, size_t population, size_t set, size_t unit)
{
    const vp_population *p = &region->people.populations[population];
    return p->factors ? p->factors[set][unit] : vp_people_factor(&region->people, set, unit);
}

vp_group_cells vp_group_cells_of(const vp_region *region, size_t group)
{
    const vp_group *named = group == VP_NONE ? NULL : &region->definitions.groups[group];
    size_t own = named && named->grid ? group : VP_NONE;
    vp_group_cells cells = {.region = region, .row = group, .set = region->units.main_set, .group = named};
    if (!named || !named->terms)
        cells.base = vp_grid_cells(region->people.populations[vp_group_estimate(&region->people, own, 0)].people);
    return cells;
}

vp_group_unit vp_group_unit_of(const vp_group_cells *cells, size_t unit)
{
    vp_group_unit u = {.cells = cells, .base = cells->base, .unit = unit};
    if (!u.base) return u;
    size_t own = vp_group_is_gridded(cells->group) ? cells->row : VP_NONE;
    const vp_group_question q = {cells->region, cells->row, cells->set, unit, 0};
    double growth = growth_of(cells->region, vp_group_estimate(&cells->region->people, own, 0), cells->set, unit);
    u.part = of_part(cells->group, &q, growth);
    return u;
}

typedef struct {
    const vp_group_unit *unit;
    size_t cell;
} place;

static double count_cell(const void *context, size_t population)
{
    const place *at = context;
    const vp_group_cells *cells = at->unit->cells;
    return growth_of(cells->region, population, cells->set, at->unit->unit) *
           (double)vp_grid_cells(cells->region->people.populations[population].people)[at->cell];
}

vp_group_there vp_group_there_of_several(const vp_group_unit *unit, size_t cell)
{
    const place at = {unit, cell};
    const vp_group_question q = {unit->cells->region, unit->cells->row, unit->cells->set, unit->unit, 0};
    vp_group_people found = vp_group_count(&q, count_cell, &at);
    vp_group_there there = {(float)found.middle, {1, 1, 1}};
    if (found.middle > 0) there.part = (vp_group_people){1, found.low / found.middle, found.high / found.middle};
    return there;
}
