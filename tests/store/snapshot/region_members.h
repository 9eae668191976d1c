/* The members of a region's structures, a table each: where a member lies, how large it is, what it holds. */
#pragma once
#include <stddef.h>
#include <vungphu/region.h>

typedef enum { TEXT, NUMBER, INT, KIND, FLAG, DATE, INDEX, ELSEWHERE } member_kind;

typedef struct {
    size_t at, size;
    member_kind kind;
    const char *name;
} member;

typedef struct {
    const char *name;
    const member *members;
    size_t count, size;
} layout;

#define M(type, name, kind)                                                                                            \
    {                                                                                                                  \
        offsetof(type, name), sizeof((type *)0)->name, kind, #type "." #name                                           \
    }
#define LAYOUT(type, members)                                                                                          \
    {                                                                                                                  \
#type, members, sizeof members / sizeof *members, sizeof(type)                                                 \
    }

static const member record_members[] = {M(vp_record, number, NUMBER), M(vp_record, text, TEXT)};
static const member unit_members[] = {
    M(vp_unit, code, TEXT),        M(vp_unit, name, TEXT),         M(vp_unit, name_en, TEXT),
    M(vp_unit, full_name, TEXT),   M(vp_unit, kind, TEXT),         M(vp_unit, parent_code, TEXT),
    M(vp_unit, valid_from, DATE),  M(vp_unit, valid_to, DATE),     M(vp_unit, shape, ELSEWHERE),
    M(vp_unit, lonlat, ELSEWHERE), M(vp_unit, records, ELSEWHERE), M(vp_unit, yearly, ELSEWHERE)};
static const member set_members[] = {M(vp_unit_set, level, TEXT), M(vp_unit_set, vintage, TEXT),
                                     M(vp_unit_set, units, ELSEWHERE), M(vp_unit_set, unit_count, ELSEWHERE)};
static const member crosswalk_members[] = {M(vp_crosswalk, old_code, TEXT), M(vp_crosswalk, old_vintage, TEXT),
                                           M(vp_crosswalk, new_code, TEXT), M(vp_crosswalk, new_vintage, TEXT),
                                           M(vp_crosswalk, share, NUMBER),  M(vp_crosswalk, exact, FLAG),
                                           M(vp_crosswalk, basis, KIND)};
static const member service_members[] = {M(vp_service, id, TEXT),
                                         M(vp_service, title_vi, TEXT),
                                         M(vp_service, title_en, TEXT),
                                         M(vp_service, department, TEXT),
                                         M(vp_service, reach, KIND),
                                         M(vp_service, season, KIND),
                                         M(vp_service, mode, TEXT),
                                         M(vp_service, scope, TEXT),
                                         M(vp_service, limits, ELSEWHERE),
                                         M(vp_service, limit_count, ELSEWHERE),
                                         M(vp_service, default_limit, NUMBER),
                                         M(vp_service, queue_minutes, NUMBER),
                                         M(vp_service, capacity, INDEX),
                                         M(vp_service, group, INDEX),
                                         M(vp_service, facilities, ELSEWHERE),
                                         M(vp_service, facility_count, ELSEWHERE)};
static const member facility_members[] = {M(vp_facility, id, TEXT),        M(vp_facility, name, TEXT),
                                          M(vp_facility, kind, TEXT),      M(vp_facility, unit_code, TEXT),
                                          M(vp_facility, dataset, TEXT),   M(vp_facility, x, NUMBER),
                                          M(vp_facility, y, NUMBER),       M(vp_facility, lon, NUMBER),
                                          M(vp_facility, lat, NUMBER),     M(vp_facility, moved_metres, NUMBER),
                                          M(vp_facility, open_from, DATE), M(vp_facility, open_to, DATE),
                                          M(vp_facility, open, FLAG),      M(vp_facility, attributes, ELSEWHERE)};
static const member area_members[] = {
    M(vp_service_area, id, TEXT), M(vp_service_area, unit_code, TEXT), M(vp_service_area, service, INDEX),
    M(vp_service_area, households_connected, NUMBER), M(vp_service_area, shape, ELSEWHERE)};
static const member settlement_members[] = {M(vp_settlement, id, TEXT),
                                            M(vp_settlement, name, TEXT),
                                            M(vp_settlement, kind, TEXT),
                                            M(vp_settlement, unit_code, TEXT),
                                            M(vp_settlement, x, NUMBER),
                                            M(vp_settlement, y, NUMBER),
                                            M(vp_settlement, lon, NUMBER),
                                            M(vp_settlement, lat, NUMBER),
                                            M(vp_settlement, people, NUMBER),
                                            M(vp_settlement, households, NUMBER),
                                            M(vp_settlement, difficult, NUMBER),
                                            M(vp_settlement, unit, INDEX),
                                            M(vp_settlement, grid_people, NUMBER),
                                            M(vp_settlement, shape, ELSEWHERE)};
static const member transmitter_members[] = {M(vp_transmitter, id, TEXT),
                                             M(vp_transmitter, site, TEXT),
                                             M(vp_transmitter, programme, TEXT),
                                             M(vp_transmitter, system, TEXT),
                                             M(vp_transmitter, scope, KIND),
                                             M(vp_transmitter, polarisation, KIND),
                                             M(vp_transmitter, x, NUMBER),
                                             M(vp_transmitter, y, NUMBER),
                                             M(vp_transmitter, lon, NUMBER),
                                             M(vp_transmitter, lat, NUMBER),
                                             M(vp_transmitter, mast_metres, NUMBER),
                                             M(vp_transmitter, frequency_mhz, NUMBER),
                                             M(vp_transmitter, erp_kw, NUMBER),
                                             M(vp_transmitter, open_from, DATE),
                                             M(vp_transmitter, open_to, DATE),
                                             M(vp_transmitter, open, FLAG),
                                             M(vp_transmitter, pattern_azimuth_degrees, ELSEWHERE),
                                             M(vp_transmitter, pattern_db, ELSEWHERE),
                                             M(vp_transmitter, pattern_count, ELSEWHERE),
                                             M(vp_transmitter, vertical_degrees, ELSEWHERE),
                                             M(vp_transmitter, vertical_db, ELSEWHERE),
                                             M(vp_transmitter, vertical_count, ELSEWHERE)};
static const member speed_members[] = {M(vp_speed, mode, TEXT),       M(vp_speed, surface, KIND),
                                       M(vp_speed, class_name, TEXT), M(vp_speed, km_per_h, NUMBER),
                                       M(vp_speed, slope, FLAG),      M(vp_speed, season, KIND)};
static const member change_members[] = {M(vp_mode_change, from, TEXT), M(vp_mode_change, to, TEXT),
                                        M(vp_mode_change, minutes, NUMBER)};
static const member clutter_members[] = {M(vp_clutter_height, land_cover_class, INT),
                                         M(vp_clutter_height, metres, NUMBER), M(vp_clutter_height, name_vi, TEXT),
                                         M(vp_clutter_height, name_en, TEXT), M(vp_clutter_height, source, TEXT)};
static const member group_members[] = {
    M(vp_group, id, TEXT),         M(vp_group, title_vi, TEXT),        M(vp_group, title_en, TEXT),
    M(vp_group, definition, TEXT), M(vp_group, member, ELSEWHERE),     M(vp_group, share, ELSEWHERE),
    M(vp_group, low, ELSEWHERE),   M(vp_group, high, ELSEWHERE),       M(vp_group, grid, TEXT),
    M(vp_group, terms, ELSEWHERE), M(vp_group, term_count, ELSEWHERE), M(vp_group, bounded, ELSEWHERE)};
static const member population_members[] = {
    M(vp_population, label, TEXT),         M(vp_population, people, ELSEWHERE),
    M(vp_population, source, ELSEWHERE),   M(vp_population, source_in_degrees, ELSEWHERE),
    M(vp_population, of_group, ELSEWHERE), M(vp_population, group, ELSEWHERE),
    M(vp_population, factors, ELSEWHERE)};
static const member indicator_members[] = {M(vp_indicator, id, TEXT),
                                           M(vp_indicator, title_vi, TEXT),
                                           M(vp_indicator, title_en, TEXT),
                                           M(vp_indicator, department, TEXT),
                                           M(vp_indicator, measure, KIND),
                                           M(vp_indicator, service, INDEX),
                                           M(vp_indicator, joint, INDEX),
                                           M(vp_indicator, group, INDEX),
                                           M(vp_indicator, other_group, INDEX),
                                           M(vp_indicator, limit, NUMBER),
                                           M(vp_indicator, other_limit, NUMBER),
                                           M(vp_indicator, threshold, NUMBER),
                                           M(vp_indicator, numerator, TEXT),
                                           M(vp_indicator, denominator, TEXT),
                                           M(vp_indicator, target, NUMBER),
                                           M(vp_indicator, target_year, INT),
                                           M(vp_indicator, baseline, NUMBER),
                                           M(vp_indicator, baseline_year, INT),
                                           M(vp_indicator, better, INT),
                                           M(vp_indicator, unit, TEXT),
                                           M(vp_indicator, source, TEXT),
                                           M(vp_indicator, definition, TEXT),
                                           M(vp_indicator, owner_after, TEXT),
                                           M(vp_indicator, milestones, ELSEWHERE),
                                           M(vp_indicator, milestone_count, ELSEWHERE),
                                           M(vp_indicator, strict, FLAG),
                                           M(vp_indicator, people, TEXT)};

static const member joint_members[] = {M(vp_joint, services, ELSEWHERE),   M(vp_joint, service_count, ELSEWHERE),
                                       M(vp_joint, limits, ELSEWHERE),     M(vp_joint, parts, ELSEWHERE),
                                       M(vp_joint, part_count, ELSEWHERE), M(vp_joint, at_least, ELSEWHERE)};

static const member growth_members[] = {
    M(vp_growth, set, INDEX),   M(vp_growth, unit, INDEX),    M(vp_growth, group, INDEX), M(vp_growth, year, INT),
    M(vp_growth, rate, NUMBER), M(vp_growth, people, NUMBER), M(vp_growth, source, TEXT)};
static const member planned_members[] = {M(vp_planned_service, service, INDEX), M(vp_planned_service, year, INT),
                                         M(vp_planned_service, facilities, ELSEWHERE),
                                         M(vp_planned_service, facility_count, ELSEWHERE)};
static const member planned_joint_members[] = {M(vp_planned_joint, joint, INDEX), M(vp_planned_joint, year, INT)};

enum {
    RECORD,
    UNIT,
    SET,
    CROSSWALK,
    SERVICE,
    FACILITY,
    AREA,
    SETTLEMENT,
    TRANSMITTER,
    SPEED,
    CHANGE,
    CLUTTER,
    GROUP,
    INDICATOR,
    JOINT,
    POPULATION,
    GROWTH,
    PLANNED,
    PLANNED_JOINT
};
static const layout layouts[] = {
    [RECORD] = LAYOUT(vp_record, record_members),
    [UNIT] = LAYOUT(vp_unit, unit_members),
    [SET] = LAYOUT(vp_unit_set, set_members),
    [CROSSWALK] = LAYOUT(vp_crosswalk, crosswalk_members),
    [SERVICE] = LAYOUT(vp_service, service_members),
    [FACILITY] = LAYOUT(vp_facility, facility_members),
    [AREA] = LAYOUT(vp_service_area, area_members),
    [SETTLEMENT] = LAYOUT(vp_settlement, settlement_members),
    [TRANSMITTER] = LAYOUT(vp_transmitter, transmitter_members),
    [SPEED] = LAYOUT(vp_speed, speed_members),
    [CHANGE] = LAYOUT(vp_mode_change, change_members),
    [CLUTTER] = LAYOUT(vp_clutter_height, clutter_members),
    [GROUP] = LAYOUT(vp_group, group_members),
    [INDICATOR] = LAYOUT(vp_indicator, indicator_members),
    [JOINT] = LAYOUT(vp_joint, joint_members),
    [POPULATION] = LAYOUT(vp_population, population_members),
    [GROWTH] = LAYOUT(vp_growth, growth_members),
    [PLANNED] = LAYOUT(vp_planned_service, planned_members),
    [PLANNED_JOINT] = LAYOUT(vp_planned_joint, planned_joint_members),
};
