#include "indicators/measures_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/levels.h>

/* ------------------------------------------------------------ who is counted */

bool vp_measure_is_selected(const view *v, size_t unit)
{
    if (v->asked == v->set) {
        if (v->unit != VP_NONE && v->unit != unit) return false;
    } else {
        size_t parent = vp_levels_parent(&v->region->units, v->set, unit, v->asked);
        if (parent == VP_NONE || (v->unit != VP_NONE && v->unit != parent)) return false;
    }
    return v->group == VP_NONE || v->region->definitions.groups[v->group].member[v->set][unit];
}

size_t vp_measure_first(const view *v) { return v->asked == v->set && v->unit != VP_NONE ? v->unit : 0; }

size_t vp_measure_end(const view *v)
{
    bool one = v->asked == v->set && v->unit != VP_NONE;
    return one ? v->unit + 1 : v->region->units.sets[v->set].unit_count;
}

/* The group's part of the unit's people; NaN when it is not recorded. */
static double group_share(const view *v, size_t unit)
{
    return v->group == VP_NONE ? 1 : vp_group_part(&v->region->definitions.groups[v->group], v->set, unit, v->end);
}

const vp_group *vp_measure_group(const view *v)
{
    return v->group == VP_NONE ? NULL : &v->region->definitions.groups[v->group];
}

static const vp_facts *facts_of(const view *v, size_t population)
{
    if (population >= v->coverage->population_count) return NULL;
    if (vp_measures[v->indicator->measure].of_joint)
        return v->indicator->joint < v->coverage->joint_count
                   ? v->coverage->joint[v->set][v->indicator->joint][population]
                   : NULL;
    if (v->indicator->service == VP_NONE) return NULL;
    return v->coverage->facts[v->set][v->indicator->service][population];
}

/* People of a unit by one population: all, those within the limit, the others. */
typedef struct {
    const view *v;
    size_t unit;
    double limit;
} counted;

static double all_people(const void *context, size_t population)
{
    const counted *c = context;
    return population < c->v->coverage->population_count ? c->v->coverage->people[c->v->set][population][c->unit] : NAN;
}

/* NULL where nothing is known of the unit's people, or of all of them how well they are reached. */
static const vp_facts *known_facts(const counted *c, size_t population)
{
    const vp_facts *facts = facts_of(c->v, population);
    if (!facts || isnan(all_people(c, population))) return NULL;
    return facts->no_data[c->unit] > 0 && vp_facts_people(facts, c->unit) == 0 ? NULL : facts;
}

static double people_within(const void *context, size_t population)
{
    const counted *c = context;
    const vp_facts *facts = known_facts(c, population);
    return facts ? vp_facts_reached(facts, c->unit, c->limit) : NAN;
}

static double people_with_data(const void *context, size_t population)
{
    const counted *c = context;
    const vp_facts *facts = known_facts(c, population);
    return facts ? vp_facts_people(facts, c->unit) : NAN;
}

static double people_beyond(const void *context, size_t population)
{
    return people_with_data(context, population) - people_within(context, population);
}

static vp_group_people count(const view *v, size_t unit, vp_group_counter *counter, double limit)
{
    const vp_group_question q = {v->region, v->group, v->set, unit, v->estimate};
    const counted c = {v, unit, limit};
    return vp_group_count(&q, counter, &c);
}

static double end_of(vp_group_people people, vp_group_end end)
{
    return end == VP_GROUP_MIDDLE ? people.middle : end == VP_GROUP_LOW ? people.low : people.high;
}

static double people_of(const view *v, size_t unit) { return end_of(count(v, unit, all_people, NAN), v->end); }

static double limit_in(const view *v, size_t unit)
{
    if (isnan(v->other_limit)) return v->limit;
    return v->region->definitions.groups[v->indicator->other_group].member[v->set][unit] ? v->other_limit : v->limit;
}

vp_group_people vp_measure_left_out(const view *v, size_t unit)
{
    return count(v, unit, people_beyond, limit_in(v, unit));
}

/* Whether the group takes a part of its units' people: what is recorded for whole units says nothing of it. */
static bool splits_units(const view *v)
{
    if (v->group == VP_NONE) return false;
    const vp_group *group = &v->region->definitions.groups[v->group];
    if (group->grid) return true;
    for (size_t u = 0; u < v->region->units.sets[v->set].unit_count; u++)
        if (group->member[v->set][u] && !(group->share[v->set][u] == 1) && !isnan(group->share[v->set][u])) return true;
    return false;
}

static double record_of(const view *v, const vp_unit *unit, size_t record)
{
    if (v->year == VP_NONE) return unit->records ? unit->records[record].number : NAN;
    const vp_units *units = &v->region->units;
    return unit->yearly && record < units->dated_count ? unit->yearly[v->year * units->dated_count + record] : NAN;
}

/* Sum of the records named in "a+b"; NaN when one of them is missing. */
static double recorded(const view *v, size_t unit, const char *names)
{
    double sum = 0;
    const vp_unit *u = &v->region->units.sets[v->set].units[unit];
    for (const char *name = names; *name; name += *name == '+') {
        size_t length = strcspn(name, "+");
        double value = NAN;
        for (size_t r = 0; r < v->region->units.record_count; r++)
            if (strlen(v->region->units.record_names[r]) == length &&
                strncmp(v->region->units.record_names[r], name, length) == 0)
                value = record_of(v, u, r);
        sum += value;
        name += length;
    }
    return sum;
}

/* ------------------------------------------------------------ the formulas */

/* Of a group of grids those within the limit and the others lie between bounds of their own: few of the others go with
 * many of those within. */
static double whole_of(const view *v, size_t unit, double within, double limit)
{
    const vp_group *group = vp_measure_group(v);
    if (!group || !group->terms) return end_of(count(v, unit, people_with_data, limit), v->end);
    vp_group_people beyond = count(v, unit, people_beyond, limit);
    return within + (v->end == VP_GROUP_MIDDLE ? beyond.middle : v->end == VP_GROUP_LOW ? beyond.high : beyond.low);
}

static void reached_people(const view *v, size_t unit, parts *out)
{
    double limit = limit_in(v, unit), within = end_of(count(v, unit, people_within, limit), v->end);
    double whole = whole_of(v, unit, within, limit);
    if (isnan(within) || isnan(whole)) {
        out->without_data++;
        return;
    }
    out->numerator += within;
    out->denominator += whole;
}

static void reached_unit(const view *v, size_t unit, parts *out)
{
    parts one = {0};
    reached_people(v, unit, &one);
    double share = ratio(one.numerator, one.denominator);
    if (isnan(share)) {
        out->without_data++;
        return;
    }
    out->numerator += share >= v->threshold - SAME;
    out->denominator += 1;
}

static void recorded_parts(const view *v, size_t unit, parts *out)
{
    double part = recorded(v, unit, v->indicator->numerator), whole = recorded(v, unit, v->indicator->denominator);
    if (isnan(part) || isnan(whole) || isnan(group_share(v, unit))) {
        out->without_data++;
        return;
    }
    out->numerator += part;
    out->denominator += whole;
}

static void recorded_amount(const view *v, size_t unit, parts *out)
{
    double part = recorded(v, unit, v->indicator->numerator);
    if (isnan(part) || isnan(group_share(v, unit))) {
        out->without_data++;
        return;
    }
    out->numerator += part;
    out->denominator += 1; /* units that reported */
}

/* Capacity per unit: facilities that state none are left out. */
static double capacity_in(const view *v, size_t unit)
{
    const vp_region *region = v->region;
    const vp_service *service = &region->definitions.services[v->indicator->service];
    size_t attribute = vp_region_attribute(&region->supply, v->indicator->numerator);
    if (attribute == VP_NONE) attribute = service->capacity;
    if (attribute == VP_NONE) return NAN;
    double sum = 0;
    for (size_t i = 0; i < service->facility_count; i++) {
        size_t facility = service->facilities[i];
        double amount = region->supply.facilities[facility].attributes[attribute];
        if (v->coverage->facility_unit[v->set][facility] == unit && !isnan(amount)) sum += amount;
    }
    return sum;
}

static void capacity_parts(const view *v, size_t unit, parts *out)
{
    double people = people_of(v, unit), capacity = capacity_in(v, unit);
    if (isnan(people) || isnan(capacity)) {
        out->without_data++;
        return;
    }
    out->numerator += capacity;
    out->denominator += people;
}

static void floating_parts(const view *v, size_t unit, parts *out)
{
    const double *access = v->coverage->floating[v->set][v->indicator->service];
    double people = people_of(v, unit);
    if (!access || isnan(access[unit]) || isnan(people)) {
        out->without_data++;
        return;
    }
    out->numerator += access[unit] / 1e4 * people;
    out->denominator += people;
}

static void facilities_parts(const view *v, size_t unit, parts *out)
{
    const vp_region *region = v->region;
    const vp_service *service = &region->definitions.services[v->indicator->service];
    size_t attribute = vp_region_attribute(&region->supply, v->indicator->numerator);
    if (isnan(group_share(v, unit))) { /* not known whether it belongs to the group */
        out->without_data++;
        return;
    }
    for (size_t i = 0; attribute != VP_NONE && i < service->facility_count; i++) {
        size_t facility = service->facilities[i];
        double value = region->supply.facilities[facility].attributes[attribute];
        if (v->coverage->facility_unit[v->set][facility] != unit || isnan(value)) continue;
        out->numerator += value > 0;
        out->denominator += 1;
    }
}

parts vp_measure_sum(const view *v, adder *add)
{
    parts sum = {0};
    for (size_t unit = vp_measure_first(v), end = vp_measure_end(v); unit < end; unit++)
        if (vp_measure_is_selected(v, unit)) add(v, unit, &sum);
    return sum;
}

double vp_measure_share(const view *v, parts *out)
{
    *out = vp_measure_sum(v, reached_people);
    return ratio(out->numerator, out->denominator);
}

static double units_share(const view *v, parts *out)
{
    *out = vp_measure_sum(v, reached_unit);
    return ratio(out->numerator, out->denominator);
}

static double per_10000(const view *v, parts *out)
{
    *out = vp_measure_sum(v, capacity_parts);
    return 1e4 * ratio(out->numerator, out->denominator);
}

static double floating_catchment(const view *v, parts *out)
{
    *out = vp_measure_sum(v, floating_parts);
    return 1e4 * ratio(out->numerator, out->denominator);
}

static double recorded_share(const view *v, parts *out)
{
    if (splits_units(v)) return NAN;
    *out = vp_measure_sum(v, recorded_parts);
    return ratio(out->numerator, out->denominator);
}

/* What is recorded less what is modelled, over the units that have both: the two shares are of the same units. */
static double recorded_less_reached(const view *v, parts *out)
{
    parts records = {0}, people = {0};
    if (splits_units(v)) return NAN;
    for (size_t unit = vp_measure_first(v), end = vp_measure_end(v); unit < end; unit++) {
        parts r = {0}, p = {0};
        if (!vp_measure_is_selected(v, unit)) continue;
        recorded_parts(v, unit, &r);
        reached_people(v, unit, &p);
        if (r.without_data || p.without_data) {
            out->without_data++;
            continue;
        }
        records.numerator += r.numerator, records.denominator += r.denominator;
        people.numerator += p.numerator, people.denominator += p.denominator;
    }
    out->numerator = ratio(records.numerator, records.denominator);
    out->denominator = ratio(people.numerator, people.denominator);
    return out->numerator - out->denominator;
}

static double recorded_sum(const view *v, parts *out)
{
    if (splits_units(v)) return NAN;
    *out = vp_measure_sum(v, recorded_amount);
    return out->denominator > 0 ? out->numerator : NAN;
}

static double facilities_with(const view *v, parts *out)
{
    if (splits_units(v)) return NAN;
    *out = vp_measure_sum(v, facilities_parts);
    return ratio(out->numerator, out->denominator);
}

static double reach_ratio(const view *v, parts *out)
{
    view other = *v;
    parts part, whole;
    other.group = v->indicator->other_group;
    double upper = vp_measure_share(v, &part), lower = vp_measure_share(&other, &whole);
    *out = (parts){upper, lower, part.without_data + whole.without_data};
    return ratio(upper, lower);
}

/* To add a measure: its formula above, its row at the end of this table. */
const vp_measure_row vp_measures[] = {
    [VP_MEASURE_REACHED_SHARE] = {.name = "reached_share",
                                  .unit = "percent",
                                  .parts = VP_PARTS_RATIO,
                                  .gap = VP_GAP_IN_PEOPLE,
                                  .needs = "service",
                                  .takes_limit = true,
                                  .of_people = true,
                                  .formula_vi = "số người của nhóm trong giới hạn ÷ số người của nhóm",
                                  .formula_en = "people of the group within the limit ÷ people of the group",
                                  .value = vp_measure_share,
                                  .people = reached_people},
    [VP_MEASURE_REACHED_UNITS] =
        {.name = "reached_units",
         .unit = "percent",
         .parts = VP_PARTS_UNITS,
         .gap = VP_GAP_IN_UNITS,
         .needs = "service threshold",
         .takes_limit = true,
         .of_people = true,
         .formula_vi = "số đơn vị có ít nhất ngưỡng tỷ lệ người trong giới hạn ÷ số đơn vị của nhóm",
         .formula_en =
             "units in which at least the threshold share of people are within the limit ÷ units of the group",
         .value = units_share,
         .people = reached_unit},
    [VP_MEASURE_PER_10000] = {.name = "per_10000",
                              .unit = "per_10000",
                              .parts = VP_PARTS_PER_10000,
                              .gap = VP_GAP_IN_CAPACITY,
                              .needs = "service",
                              .of_people = true,
                              .of_attributes = true,
                              .formula_vi = "năng lực của các cơ sở đang hoạt động ÷ số người × 10.000",
                              .formula_en = "capacity of open facilities ÷ people × 10,000",
                              .value = per_10000,
                              .people = capacity_parts},
    [VP_MEASURE_FLOATING_CATCHMENT] = {.name = "floating_catchment",
                                       .unit = "per_10000",
                                       .parts = VP_PARTS_PER_10000,
                                       .gap = VP_GAP_IN_CAPACITY,
                                       .needs = "service",
                                       .of_people = true,
                                       .formula_vi =
                                           "vùng phục vụ động hai bước tăng cường (E2SFCA), trên 10.000 người",
                                       .formula_en =
                                           "enhanced two-step floating catchment area (E2SFCA), per 10,000 people",
                                       .value = floating_catchment,
                                       .people = floating_parts},
    [VP_MEASURE_RECORDED_SHARE] = {.name = "recorded_share",
                                   .unit = "percent",
                                   .parts = VP_PARTS_RATIO,
                                   .gap = VP_GAP_IN_DENOMINATOR,
                                   .needs = "numerator denominator",
                                   .of_records = true,
                                   .formula_vi = "tử số ghi nhận ÷ mẫu số ghi nhận",
                                   .formula_en = "recorded numerator ÷ recorded denominator",
                                   .value = recorded_share},
    [VP_MEASURE_RECORDED_SUM] = {.name = "recorded_sum",
                                 .unit = "count",
                                 .parts = VP_PARTS_SUM,
                                 .gap = VP_GAP_IN_NUMERATOR,
                                 .needs = "numerator",
                                 .of_records = true,
                                 .formula_vi = "tổng giá trị ghi nhận của các đơn vị",
                                 .formula_en = "sum of the recorded values of the units",
                                 .value = recorded_sum},
    [VP_MEASURE_FACILITIES_WITH] = {.name = "facilities_with",
                                    .unit = "percent",
                                    .parts = VP_PARTS_RATIO,
                                    .gap = VP_GAP_IN_FACILITIES,
                                    .needs = "service numerator",
                                    .of_attributes = true,
                                    .formula_vi = "số cơ sở có thuộc tính ÷ số cơ sở có thông tin",
                                    .formula_en =
                                        "facilities that have the property ÷ facilities for which it is known",
                                    .value = facilities_with},
    [VP_MEASURE_REACH_RATIO] = {.name = "reach_ratio",
                                .unit = "ratio",
                                .parts = VP_PARTS_APART,
                                .gap = VP_GAP_IN_NOTHING,
                                .needs = "service group other_group",
                                .takes_limit = true,
                                .of_people = true,
                                .formula_vi = "tỷ lệ người được phục vụ của nhóm ÷ tỷ lệ của nhóm kia",
                                .formula_en = "share of people reached in the group ÷ the share in the other group",
                                .value = reach_ratio,
                                .people = reached_people},
    [VP_MEASURE_JOINT_SHARE] =
        {.name = "joint_share",
         .unit = "percent",
         .parts = VP_PARTS_RATIO,
         .gap = VP_GAP_IN_PEOPLE,
         .needs = "service",
         .of_people = true,
         .of_joint = true,
         .formula_vi = "số người của nhóm được ít nhất từng ấy dịch vụ cùng phục vụ, mỗi dịch vụ trong giới hạn của "
                       "nó, đếm trên từng ô ÷ số người của nhóm",
         .formula_en = "people of the group whom at least so many of the services reach, each within its limit, "
                       "counted on the cells ÷ people of the group",
         .value = vp_measure_share,
         .people = reached_people},
    [VP_MEASURE_JOINT_UNITS] =
        {.name = "joint_units",
         .unit = "percent",
         .parts = VP_PARTS_UNITS,
         .gap = VP_GAP_IN_UNITS,
         .needs = "service threshold",
         .of_people = true,
         .of_joint = true,
         .formula_vi = "số đơn vị có ít nhất ngưỡng tỷ lệ người được ít nhất từng ấy dịch vụ cùng phục vụ ÷ số đơn vị "
                       "của nhóm",
         .formula_en = "units in which at least so many of the services reach at least the threshold share of people ÷ "
                       "units of the group",
         .value = units_share,
         .people = reached_unit},
    [VP_MEASURE_RECORDED_LESS_REACHED] =
        {.name = "recorded_less_reached",
         .unit = "percent",
         .parts = VP_PARTS_APART,
         .gap = VP_GAP_IN_NOTHING,
         .needs = "service numerator denominator",
         .takes_limit = true,
         .of_people = true,
         .of_records = true,
         .formula_vi = "tỷ lệ ghi nhận trừ tỷ lệ người trong giới hạn theo mô hình, trên các đơn vị có cả hai",
         .formula_en = "recorded share less the share of people reached, over the units that have both",
         .value = recorded_less_reached},
};

const size_t vp_measure_count = sizeof vp_measures / sizeof *vp_measures;

vp_measure vp_measure_named(const char *name)
{
    for (size_t m = 0; m < vp_measure_count; m++)
        if (strcmp(vp_measures[m].name, name) == 0) return (vp_measure)m;
    return VP_MEASURE_NONE;
}
