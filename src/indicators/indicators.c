#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>
#include <vungphu/group_people.h>
#include <vungphu/indicators.h>
#include <vungphu/levels.h>

#define SAME 1e-12 /* a share this close below a threshold or target has met it: rounding of sums */

/* Everything a formula reads, resolved once. */
typedef struct vp_measure_view {
    const vp_region *region;
    const vp_coverage *coverage;
    const vp_indicator *indicator;
    /* asked: the set of the question; set: its base, whose units are summed */
    size_t asked, set, unit, group, estimate; /* estimate: which of the grids of everyone, or of the group */
    size_t year;                              /* among the units' years; VP_NONE: what is valid now */
    double limit, other_limit, threshold;     /* other_limit: in units of the indicator's other group; NaN: limit */
    vp_group_end end;                         /* of a group whose share lies between two */
} view;

typedef struct vp_measure_parts {
    double numerator, denominator;
    size_t without_data;
} parts;

static double ratio(double part, double whole) { return whole > 0 ? part / whole : NAN; }

/* ------------------------------------------------------------ who is counted */

static bool is_selected(const view *v, size_t unit)
{
    if (v->asked == v->set) {
        if (v->unit != VP_NONE && v->unit != unit) return false;
    } else {
        size_t parent = vp_levels_parent(&v->region->units, v->set, unit, v->asked);
        if (parent == VP_NONE || (v->unit != VP_NONE && v->unit != parent)) return false;
    }
    return v->group == VP_NONE || v->region->definitions.groups[v->group].member[v->set][unit];
}

/* The group's part of the unit's people; NaN when it is not recorded. */
static double group_share(const view *v, size_t unit)
{
    return v->group == VP_NONE ? 1 : vp_group_part(&v->region->definitions.groups[v->group], v->set, unit, v->end);
}

static const vp_group *group_of(const view *v)
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
    const vp_group *group = group_of(v);
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

typedef void adder(const view *, size_t, parts *);

static parts sum_units(const view *v, adder *add)
{
    parts sum = {0};
    for (size_t unit = 0; unit < v->region->units.sets[v->set].unit_count; unit++)
        if (is_selected(v, unit)) add(v, unit, &sum);
    return sum;
}

static double share_of(const view *v, parts *out)
{
    *out = sum_units(v, reached_people);
    return ratio(out->numerator, out->denominator);
}

static double units_share(const view *v, parts *out)
{
    *out = sum_units(v, reached_unit);
    return ratio(out->numerator, out->denominator);
}

static double per_10000(const view *v, parts *out)
{
    *out = sum_units(v, capacity_parts);
    return 1e4 * ratio(out->numerator, out->denominator);
}

static double floating_catchment(const view *v, parts *out)
{
    *out = sum_units(v, floating_parts);
    return 1e4 * ratio(out->numerator, out->denominator);
}

static double recorded_share(const view *v, parts *out)
{
    if (splits_units(v)) return NAN;
    *out = sum_units(v, recorded_parts);
    return ratio(out->numerator, out->denominator);
}

/* What is recorded less what is modelled, over the units that have both: the two shares are of the same units. */
static double recorded_less_reached(const view *v, parts *out)
{
    parts records = {0}, people = {0};
    if (splits_units(v)) return NAN;
    for (size_t unit = 0; unit < v->region->units.sets[v->set].unit_count; unit++) {
        parts r = {0}, p = {0};
        if (!is_selected(v, unit)) continue;
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
    *out = sum_units(v, recorded_amount);
    return out->denominator > 0 ? out->numerator : NAN;
}

static double facilities_with(const view *v, parts *out)
{
    if (splits_units(v)) return NAN;
    *out = sum_units(v, facilities_parts);
    return ratio(out->numerator, out->denominator);
}

static double reach_ratio(const view *v, parts *out)
{
    view other = *v;
    parts part, whole;
    other.group = v->indicator->other_group;
    double upper = share_of(v, &part), lower = share_of(&other, &whole);
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
                                  .value = share_of,
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
         .value = share_of,
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

/* ------------------------------------------------------------ questions */

static bool resolve_year(view *v, int year, vp_error *err)
{
    const vp_units *units = &v->region->units;
    v->year = VP_NONE;
    if (year == 0) return true;
    for (size_t y = 0; y < units->year_count; y++)
        if (units->years[y] == year) v->year = y;
    return v->year != VP_NONE || vp_fail(err, VP_BAD_INPUT, "nothing is recorded of the year %d", year);
}

static bool resolve(view *v, const vp_question *question, vp_error *err)
{
    const vp_indicator *n = v->indicator;
    v->asked = v->set = question->set;
    v->unit = question->unit;
    v->group = question->group != VP_NONE ? question->group : n->group;
    v->threshold = !isnan(question->threshold) ? question->threshold : n->threshold;
    v->limit = !isnan(question->limit) ? question->limit : n->limit;
    if (n->service != VP_NONE && isnan(v->limit)) v->limit = v->region->definitions.services[n->service].default_limit;
    if (v->set >= v->region->units.set_count) return vp_fail(err, VP_BAD_INPUT, "there is no unit set %zu", v->set);
    if (v->unit != VP_NONE && v->unit >= v->region->units.sets[v->set].unit_count)
        return vp_fail(err, VP_BAD_INPUT, "there is no unit %zu in the set", v->unit);
    if (!isnan(question->threshold) && !(v->threshold >= 0 && v->threshold <= 1))
        return vp_fail(err, VP_BAD_INPUT, "the threshold %g is not a share from 0 to 1", v->threshold);
    v->set = vp_levels_base(&v->region->units, v->asked);
    v->other_limit = NAN;
    if (!vp_measures[n->measure].takes_limit) return true;
    vp_scale scale = vp_scale_of(v->region->definitions.services[n->service].reach);
    if (n->measure != VP_MEASURE_REACH_RATIO && isnan(question->limit) && n->other_limit > 0 &&
        n->other_group < v->region->definitions.group_count)
        v->other_limit = n->other_limit;
    return vp_scale_check(scale, v->limit, err) &&
           (isnan(v->other_limit) || vp_scale_check(scale, v->other_limit, err));
}

static void widen(vp_measurement *out, double value)
{
    out->low = fmin(out->low, value); /* fmin and fmax ignore a NaN */
    out->high = fmax(out->high, value);
}

/* Of each unit the end that makes the ratio of the sums larger (sign 1) or smaller (-1) than value. */
static double step_towards(const view *v, adder *add, double sign, double value)
{
    view low = *v, high = *v;
    parts sum = {0};
    low.end = VP_GROUP_LOW;
    high.end = VP_GROUP_HIGH;
    for (size_t unit = 0; unit < v->region->units.sets[v->set].unit_count; unit++) {
        parts a = {0}, b = {0};
        if (!is_selected(v, unit)) continue;
        add(&low, unit, &a);
        add(&high, unit, &b);
        double gain = b.numerator - a.numerator - value * (b.denominator - a.denominator);
        const parts *chosen = sign * gain > 0 ? &b : &a;
        sum.numerator += chosen->numerator;
        sum.denominator += chosen->denominator;
    }
    return ratio(sum.numerator, sum.denominator);
}

/* How large (sign 1) or small (-1) the ratio of the sums can be while each unit's share lies between its ends: W.
 * Dinkelbach, Management Science 13 (1967), 492-498. Each step is nearer, and there are few. */
static double extreme(const view *v, adder *add, double sign)
{
    enum { STEPS_MOST = 100 };
    parts middle = sum_units(v, add);
    double value = ratio(middle.numerator, middle.denominator);
    for (int i = 0; i < STEPS_MOST && !isnan(value); i++) {
        double next = step_towards(v, add, sign, value);
        if (!(sign * (next - value) > SAME * fabs(value))) break;
        value = next;
    }
    return value;
}

/* Into what a value can be, where nothing says how far two groups overlap. */
static void widen_by_group(const view *v, vp_measurement *out)
{
    adder *add = vp_measures[v->indicator->measure].people;
    if (v->group == VP_NONE || !vp_group_is_bounded(&v->region->definitions.groups[v->group]) || !add) return;
    double factor = vp_measures[v->indicator->measure].parts == VP_PARTS_PER_10000 ? 1e4 : 1;
    if (v->indicator->measure == VP_MEASURE_REACH_RATIO) {
        view other = *v;
        parts whole;
        other.group = v->indicator->other_group;
        factor = ratio(1, share_of(&other, &whole));
    }
    widen(out, factor * extreme(v, add, 1));
    widen(out, factor * extreme(v, add, -1));
}

vp_question vp_question_of(size_t set, size_t unit)
{
    return (vp_question){.set = set, .unit = unit, .group = VP_NONE, .limit = NAN, .threshold = NAN};
}

vp_indicator vp_indicator_of_reach(size_t service, size_t group, double limit)
{
    return (vp_indicator){.measure = VP_MEASURE_REACHED_SHARE,
                          .service = service,
                          .group = group,
                          .other_group = VP_NONE,
                          .limit = limit,
                          .threshold = NAN,
                          .target = NAN};
}

/* Which of the populations that count the same people it is. */
static size_t number_of(const vp_people *people, size_t population)
{
    size_t number = 0;
    const vp_population *of = &people->populations[population];
    for (size_t p = 0; p < population; p++)
        number += of->of_group ? people->populations[p].of_group && people->populations[p].group == of->group
                               : !people->populations[p].of_group;
    return number;
}

/* The population that the indicator stands on. */
static size_t first_population(const vp_people *people, const vp_indicator *n)
{
    for (size_t p = 0; n->people && p < people->population_count; p++)
        if (people->populations[p].label && strcmp(people->populations[p].label, n->people) == 0)
            return number_of(people, p);
    return 0;
}

/* How many populations give the range: those of everyone, and of a group that has its own. */
static size_t estimates_of(const view *v)
{
    const vp_people *people = &v->region->people;
    const vp_group *group = group_of(v);
    if (group && group->grid && !group->terms) return vp_group_estimates(people, v->group);
    size_t most = vp_group_estimates(people, VP_NONE);
    for (size_t i = 0; group && i < group->term_count; i++) {
        if (group->terms[i].sign != VP_GROUP_NAME) continue;
        size_t own = vp_group_estimates(people, group->terms[i].group);
        if (own > most) most = own;
    }
    return most;
}

bool vp_indicator_measure(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                          const vp_question *question, vp_measurement *out, vp_error *err)
{
    view v = {.region = region, .coverage = coverage, .indicator = indicator};
    if (vp_measures[indicator->measure].of_records && region->people.factors && question->year == 0) {
        *out = (vp_measurement){NAN, NAN, NAN, NAN, NAN, 0}; /* nobody has recorded a year to come */
        return true;
    }
    if (!resolve_year(&v, question->year, err) || !resolve(&v, question, err)) return false;
    v.estimate = first_population(&region->people, indicator);
    size_t chosen = v.estimate, estimates = estimates_of(&v);
    parts first = {0};
    double value = vp_measures[indicator->measure].value(&v, &first);
    *out = (vp_measurement){value, first.numerator, first.denominator, value, value, first.without_data};
    widen_by_group(&v, out);
    for (v.estimate = 0; v.estimate < estimates; v.estimate++) {
        if (v.estimate == chosen) continue;
        parts other = {0};
        widen(out, vp_measures[indicator->measure].value(&v, &other));
        widen_by_group(&v, out);
    }
    return true;
}

bool vp_indicator_left_out(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                           const vp_question *question, vp_group_people *out, vp_error *err)
{
    view v = {.region = region, .coverage = coverage, .indicator = indicator, .year = VP_NONE};
    if (!resolve(&v, question, err)) return false;
    *out = count(&v, question->unit, people_beyond, limit_in(&v, question->unit));
    return true;
}

bool vp_indicator_value(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                        const vp_question *question, size_t estimate, double *value, vp_error *err)
{
    view v = {.region = region, .coverage = coverage, .indicator = indicator, .year = VP_NONE};
    parts ignored = {0};
    if (!resolve(&v, question, err)) return false;
    v.estimate = estimate == VP_NONE ? first_population(&region->people, indicator) : estimate;
    *value = vp_measures[indicator->measure].value(&v, &ignored);
    return true;
}

size_t vp_indicator_estimates(const vp_region *region, const vp_indicator *indicator)
{
    const view v = {.region = region, .group = indicator->group};
    return estimates_of(&v);
}
