/* The tables of a province folder against each other. */
#include "base/name.h"
#include "store/province/condition.h"
#include "store/province/province_internal.h"
#include "store/text/text.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <vungphu/indicators.h>
#include <vungphu/joint.h>

typedef struct {
    const vp_province *province;
    vp_findings *findings;
} checker;

static vp_place place_of(const checker *c, vp_province_table table, size_t row, const char *column)
{
    return (vp_place){.file = vp_province_file(c->province, table),
                      .row = vp_province_line(c->province, table, row),
                      .column = column,
                      .value = vp_province_text(c->province, table, row, column)};
}

static const char *nearest_id(const vp_province *p, vp_province_table table, const char *id)
{
    const char *nearest = NULL;
    size_t least = 4;
    for (size_t row = 0; row < vp_province_rows(p, table); row++) {
        size_t distance = vp_name_distance(vp_province_text(p, table, row, "id"), id, 3);
        if (distance < least) nearest = vp_province_text(p, table, row, "id"), least = distance;
    }
    return nearest;
}

/* The cell names a row of another table. */
static void check_name(const checker *c, vp_province_table table, size_t row, const char *column,
                       vp_province_table other)
{
    vp_place place = place_of(c, table, row, column);
    if (!*place.value || vp_province_find(c->province, other, place.value) != VP_NONE) return;
    const char *near = nearest_id(c->province, other, place.value);
    if (near)
        vp_findings_add(c->findings, VP_FINDING_ERROR, place, "%s has no row of this id; is %s meant?",
                        vp_province_files[other], near);
    else
        vp_findings_add(c->findings, VP_FINDING_ERROR, place, "%s has no row of this id", vp_province_files[other]);
}

static void check_needed(const checker *c, vp_province_table table, size_t row, const char *column, const char *why)
{
    vp_place place = place_of(c, table, row, column);
    if (!*place.value) vp_findings_add(c->findings, VP_FINDING_ERROR, place, "empty, but needed by %s", why);
}

static bool mode_has_speeds(const vp_province *p, const char *mode)
{
    for (size_t row = 0; row < vp_province_rows(p, VP_TABLE_SPEEDS); row++)
        if (strcmp(vp_province_text(p, VP_TABLE_SPEEDS, row, "mode"), mode) == 0) return true;
    return false;
}

static bool season_has_speeds(const vp_province *p, const char *mode, const char *season)
{
    for (size_t row = 0; row < vp_province_rows(p, VP_TABLE_SPEEDS); row++)
        if (strcmp(vp_province_text(p, VP_TABLE_SPEEDS, row, "mode"), mode) == 0 &&
            strcmp(vp_province_text(p, VP_TABLE_SPEEDS, row, "season"), season) == 0)
            return true;
    return false;
}

static void check_travel_modes(const checker *c, size_t row)
{
    vp_place modes = place_of(c, VP_TABLE_SERVICES, row, "mode");
    char mode[66];
    bool of_season = false;
    const char *season = vp_province_text(c->province, VP_TABLE_SERVICES, row, "season");
    if (!*modes.value) return;
    for (const char *at = modes.value; vp_province_next_id(&at, mode, sizeof mode);) {
        if (!mode_has_speeds(c->province, mode))
            vp_findings_add(c->findings, VP_FINDING_ERROR, modes, "speeds.csv has no speed of this mode: %s", mode);
        of_season |= season_has_speeds(c->province, mode, season);
    }
    if (*season && !of_season)
        vp_findings_add(c->findings, VP_FINDING_WARNING, place_of(c, VP_TABLE_SERVICES, row, "season"),
                        "no speed of its modes is of this season: the figures are those of any season");
}

static void check_services(const checker *c)
{
    for (size_t row = 0; row < vp_province_rows(c->province, VP_TABLE_SERVICES); row++) {
        const char *reach = vp_province_text(c->province, VP_TABLE_SERVICES, row, "reach");
        vp_place mode = place_of(c, VP_TABLE_SERVICES, row, "mode");
        bool travels = strcmp(reach, "travel_time") == 0 || strcmp(reach, "round_trip") == 0;
        if (travels || strcmp(reach, "signal") == 0) check_needed(c, VP_TABLE_SERVICES, row, "mode", reach);
        if (travels) check_travel_modes(c, row);
        if (!travels && strchr(mode.value, '|'))
            vp_findings_add(c->findings, VP_FINDING_ERROR, mode, "only travel can be by several modes");
        if (!travels && *vp_province_text(c->province, VP_TABLE_SERVICES, row, "season"))
            vp_findings_add(c->findings, VP_FINDING_ERROR, place_of(c, VP_TABLE_SERVICES, row, "season"),
                            "only travel has a season");
        if (strcmp(reach, "signal") == 0) check_needed(c, VP_TABLE_SERVICES, row, "scope", "signal");
        if (strcmp(reach, "area") != 0) check_needed(c, VP_TABLE_SERVICES, row, "default_limit", reach);
        check_name(c, VP_TABLE_SERVICES, row, "group", VP_TABLE_GROUPS);
    }
}

static bool is_same_class(const vp_province *p, size_t a, size_t b)
{
    static const char *const columns[] = {"mode", "surface", "class"};
    for (size_t k = 0; k < 3; k++)
        if (strcmp(vp_province_text(p, VP_TABLE_SPEEDS, a, columns[k]),
                   vp_province_text(p, VP_TABLE_SPEEDS, b, columns[k])) != 0)
            return false;
    return true;
}

/* A class whose only rows are of one season. A row for all classes may still speak of it in the other. */
static void check_other_season(const checker *c, size_t row)
{
    const vp_province *p = c->province;
    const char *season = vp_province_text(p, VP_TABLE_SPEEDS, row, "season");
    if (!*season) return;
    for (size_t other = 0; other < vp_province_rows(p, VP_TABLE_SPEEDS); other++)
        if (is_same_class(p, row, other) && strcmp(vp_province_text(p, VP_TABLE_SPEEDS, other, "season"), season) != 0)
            return;
    bool flood = strcmp(season, "flood") == 0;
    vp_findings_add(c->findings, flood ? VP_FINDING_WARNING : VP_FINDING_NOTE,
                    place_of(c, VP_TABLE_SPEEDS, row, "season"),
                    "%s has no speed on this class in the %s season: its row * counts there, or else %s",
                    vp_province_text(p, VP_TABLE_SPEEDS, row, "mode"), flood ? "dry" : "flood",
                    strcmp(vp_province_text(p, VP_TABLE_SPEEDS, row, "surface"), "road") == 0
                        ? "the terrain beneath, as though the road were not there"
                        : "there is no path");
}

static void check_speeds(const checker *c)
{
    const vp_province *p = c->province;
    for (size_t row = 0; row < vp_province_rows(p, VP_TABLE_SPEEDS); row++) {
        for (size_t before = 0; before < row; before++)
            if (is_same_class(p, row, before) && strcmp(vp_province_text(p, VP_TABLE_SPEEDS, row, "season"),
                                                        vp_province_text(p, VP_TABLE_SPEEDS, before, "season")) == 0)
                vp_findings_add(c->findings, VP_FINDING_ERROR, place_of(c, VP_TABLE_SPEEDS, row, "class"),
                                "rows %ld and %ld give a speed for the same mode, surface, class and season",
                                vp_province_line(p, VP_TABLE_SPEEDS, before),
                                vp_province_line(p, VP_TABLE_SPEEDS, row));
        check_other_season(c, row);
    }
}

static void check_modes(const checker *c)
{
    const vp_province *p = c->province;
    for (size_t row = 0; row < vp_province_rows(p, VP_TABLE_MODES); row++) {
        vp_place from = place_of(c, VP_TABLE_MODES, row, "mode"), to = place_of(c, VP_TABLE_MODES, row, "change_to");
        if (*from.value && !mode_has_speeds(p, from.value))
            vp_findings_add(c->findings, VP_FINDING_ERROR, from, "speeds.csv has no speed of this mode");
        if (*to.value && !mode_has_speeds(p, to.value))
            vp_findings_add(c->findings, VP_FINDING_ERROR, to, "speeds.csv has no speed of this mode");
        if (*to.value && strcmp(from.value, to.value) == 0)
            vp_findings_add(c->findings, VP_FINDING_ERROR, to, "a mode is not changed to itself");
        for (size_t before = 0; before < row; before++)
            if (strcmp(vp_province_text(p, VP_TABLE_MODES, before, "mode"), from.value) == 0 &&
                strcmp(vp_province_text(p, VP_TABLE_MODES, before, "change_to"), to.value) == 0)
                vp_findings_add(c->findings, VP_FINDING_ERROR, to, "rows %ld and %ld are of the same change",
                                vp_province_line(p, VP_TABLE_MODES, before), vp_province_line(p, VP_TABLE_MODES, row));
    }
}

static void check_clutter(const checker *c)
{
    const vp_province *p = c->province;
    for (size_t row = 0; row < vp_province_rows(p, VP_TABLE_CLUTTER); row++)
        for (size_t before = 0; before < row; before++)
            if (vp_province_number(p, VP_TABLE_CLUTTER, row, "class") ==
                vp_province_number(p, VP_TABLE_CLUTTER, before, "class"))
                vp_findings_add(c->findings, VP_FINDING_ERROR, place_of(c, VP_TABLE_CLUTTER, row, "class"),
                                "rows %ld and %ld are of the same class", vp_province_line(p, VP_TABLE_CLUTTER, before),
                                vp_province_line(p, VP_TABLE_CLUTTER, row));
}

static bool same_cells(const vp_province *p, size_t a, size_t b, const char *const columns[])
{
    bool same = true;
    for (; same && *columns; columns++)
        same = strcmp(vp_province_text(p, VP_TABLE_GROWTH, a, *columns),
                      vp_province_text(p, VP_TABLE_GROWTH, b, *columns)) == 0;
    return same;
}

/* Whether a source counts the people of the group. */
static bool has_grid(const vp_province *p, const char *group)
{
    for (size_t i = 0; i < p->dataset_count; i++) {
        const vp_field *of = vp_dataset_field(&p->datasets[i], "group");
        if (of && strncmp(p->datasets[i].role, "population", 10) == 0 && strcmp(of->value, group) == 0) return true;
    }
    return false;
}

/* Rows of one place and group state either rates or people, each year once. */
static void check_growth_pairs(const checker *c, size_t row)
{
    static const char *const place[] = {"level", "vintage", "code", "group", NULL};
    const vp_province *p = c->province;
    vp_place year = place_of(c, VP_TABLE_GROWTH, row, "year"), people = place_of(c, VP_TABLE_GROWTH, row, "people");
    for (size_t before = 0; before < row; before++) {
        long first = vp_province_line(p, VP_TABLE_GROWTH, before), second = vp_province_line(p, VP_TABLE_GROWTH, row);
        if (!same_cells(p, before, row, place)) continue;
        if (strcmp(vp_province_text(p, VP_TABLE_GROWTH, before, "year"), year.value) == 0)
            vp_findings_add(c->findings, VP_FINDING_ERROR, year, "rows %ld and %ld are of the same place and year",
                            first, second);
        else if (!*vp_province_text(p, VP_TABLE_GROWTH, before, "people") != !*people.value)
            vp_findings_add(c->findings, VP_FINDING_ERROR, people,
                            "rows %ld and %ld of one place: state rates or people, not both", first, second);
    }
}

static void check_growth(const checker *c)
{
    const vp_province *p = c->province;
    for (size_t row = 0; row < vp_province_rows(p, VP_TABLE_GROWTH); row++) {
        vp_place rate = place_of(c, VP_TABLE_GROWTH, row, "rate"), people = place_of(c, VP_TABLE_GROWTH, row, "people"),
                 year = place_of(c, VP_TABLE_GROWTH, row, "year"), group = place_of(c, VP_TABLE_GROWTH, row, "group");
        if (!*rate.value == !*people.value)
            vp_findings_add(c->findings, VP_FINDING_ERROR, rate, "a row states a rate or people, one of both");
        if (*people.value && !*year.value)
            vp_findings_add(c->findings, VP_FINDING_ERROR, year, "people need the year at whose end they are counted");
        check_name(c, VP_TABLE_GROWTH, row, "group", VP_TABLE_GROUPS);
        size_t of = *group.value ? vp_province_find(p, VP_TABLE_GROUPS, group.value) : VP_NONE;
        if (of != VP_NONE && !*vp_province_text(p, VP_TABLE_GROUPS, of, "share_field") && !has_grid(p, group.value))
            vp_findings_add(c->findings, VP_FINDING_ERROR, group,
                            "this group is of whole units and grows as they do: state the growth of its units");
        check_growth_pairs(c, row);
    }
}

static void check_groups(const checker *c)
{
    for (size_t row = 0; row < vp_province_rows(c->province, VP_TABLE_GROUPS); row++) {
        vp_place where = place_of(c, VP_TABLE_GROUPS, row, "units_where"),
                 share = place_of(c, VP_TABLE_GROUPS, row, "share_field");
        vp_error err = {0};
        if (*share.value && !vp_condition_check(share.value, NULL, NULL, &err))
            vp_findings_add(c->findings, VP_FINDING_ERROR, share, "not a record or an expression of records: %s",
                            err.message);
        if (*where.value && !vp_condition_check(where.value, NULL, NULL, &err))
            vp_findings_add(c->findings, VP_FINDING_ERROR, where, "not a condition on records: %s", err.message);
    }
}

/* Services that province.csv names. */
static void check_rules(const checker *c)
{
    static const char *const keys[] = {"zone_station_service", "zone_hospital_service"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const char *id = vp_province_setting(c->province, keys[k]);
        if (*id && vp_province_find(c->province, VP_TABLE_SERVICES, id) == VP_NONE)
            vp_findings_add(c->findings, VP_FINDING_ERROR,
                            (vp_place){.file = vp_province_files[VP_TABLE_PROVINCE], .column = keys[k], .value = id},
                            "services.csv has no row of this id");
    }
}

/* What the row's measure cannot do without. Returns whether its values are shares. */
static bool check_measure(const checker *c, size_t row)
{
    const char *name = vp_province_text(c->province, VP_TABLE_INDICATORS, row, "measure");
    vp_measure measure = vp_measure_named(name);
    if (measure == VP_MEASURE_NONE) return false; /* found by the check of cells */
    for (const char *at = vp_measures[measure].needs; *at; at += strspn(at, " ")) {
        char column[32];
        size_t length = strcspn(at, " ");
        snprintf(column, sizeof column, "%.*s", (int)length, at);
        check_needed(c, VP_TABLE_INDICATORS, row, column, name);
        at += length;
    }
    return strcmp(vp_measures[measure].unit, "percent") == 0;
}

/* The service of a row; of a joint measure a list of them. */
static void check_measured(const checker *c, size_t row)
{
    const vp_province_table table = VP_TABLE_INDICATORS;
    vp_measure measure = vp_measure_named(vp_province_text(c->province, table, row, "measure"));
    if (measure == VP_MEASURE_NONE || !vp_measures[measure].of_joint) {
        check_name(c, table, row, "service", VP_TABLE_SERVICES);
        return;
    }
    vp_place place = place_of(c, table, row, "service");
    const char *at = place.value;
    char id[100];
    double limit;
    bool alternative;
    vp_error err = {0};
    size_t count = 0;
    while (vp_joint_next(&at, id, &limit, &alternative, &err)) {
        count += !alternative || !count;
        if (vp_province_find(c->province, VP_TABLE_SERVICES, id) == VP_NONE)
            vp_findings_add(c->findings, VP_FINDING_ERROR, place, "services.csv has no row %s", id);
    }
    if (*err.message) vp_findings_add(c->findings, VP_FINDING_ERROR, place, "%s", err.message);
    if (vp_province_number(c->province, table, row, "at_least") > (double)count)
        vp_findings_add(c->findings, VP_FINDING_ERROR, place_of(c, table, row, "at_least"),
                        "only %zu services are joined by +", count);
}

static void check_indicators(const checker *c)
{
    const vp_province_table table = VP_TABLE_INDICATORS;
    for (size_t row = 0; row < vp_province_rows(c->province, table); row++) {
        check_measured(c, row);
        check_name(c, table, row, "group", VP_TABLE_GROUPS);
        check_name(c, table, row, "other_group", VP_TABLE_GROUPS);
        bool is_share = check_measure(c, row);
        double target = vp_province_number(c->province, table, row, "target");
        const char *unit = vp_province_text(c->province, table, row, "unit");
        if (is_share && (!*unit || strcmp(unit, "percent") == 0) && (target < 0 || target > 1))
            vp_findings_add(c->findings, VP_FINDING_ERROR, place_of(c, table, row, "target"),
                            "the measure is a share: write 0.8 for 80 %%");
        if (isfinite(target)) check_needed(c, table, row, "better", "an indicator with a target");
        if (isfinite(vp_province_number(c->province, table, row, "other_limit")))
            check_needed(c, table, row, "other_group", "other_limit");
    }
}

/* role, or one that begins with it: population_points. */
static bool has_role(const vp_province *p, const char *role)
{
    size_t length = strlen(role);
    for (size_t i = 0; i < p->dataset_count; i++) {
        const char *given = p->datasets[i].role;
        if (strcmp(role, "population") == 0 && vp_dataset_field(&p->datasets[i], "group")) continue; /* not everyone */
        if (strncmp(given, role, length) == 0 && (!given[length] || given[length] == '_')) return true;
    }
    return false;
}

static void check_roles(const checker *c)
{
    static const struct {
        const char *role, *why;
        vp_severity severity;
    } wanted[] = {
        {"units", "without units no figure can be made", VP_FINDING_ERROR},
        {"population", "without population, population_points or population_units no share of people can be computed",
         VP_FINDING_ERROR},
        {"facilities", "no facility: every service of places stays empty", VP_FINDING_NOTE},
        {"elevation", "no relief: slopes do not slow anyone", VP_FINDING_NOTE},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!has_role(c->province, wanted[i].role))
            vp_findings_add(
                c->findings, wanted[i].severity,
                (vp_place){.file = vp_province_files[VP_TABLE_DATASETS], .column = "role", .value = wanted[i].role},
                "no row has this role: %s", wanted[i].why);
}

void vp_province_check_references(const vp_province *province, vp_findings *findings)
{
    checker c = {province, findings};
    check_services(&c);
    check_speeds(&c);
    check_modes(&c);
    check_clutter(&c);
    check_groups(&c);
    check_growth(&c);
    check_indicators(&c);
    check_rules(&c);
    check_roles(&c);
}
