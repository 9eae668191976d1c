/* Why an indicator has no value: the first cause that holds. */
#include <math.h>
#include <string.h>
#include <vungphu/indicators.h>
#include <vungphu/levels.h>

enum {
    NO_GROUP_RECORDS,
    NOBODY,
    SPLIT,
    NO_RECORD,
    NOT_RECORDED,
    NO_SERVICE,
    NO_ATTRIBUTE,
    NO_RATIO,
    NOT_CARRIED,
    NO_GROWTH,
    OTHER
};

static const vp_reason reasons[] = {
    [NO_GROUP_RECORDS] = {"group_not_recorded", "chưa có số liệu về nhóm này", "no source records this group"},
    [NOBODY] = {"no_such_units", "không có đơn vị nào thuộc nhóm này", "no unit belongs to this group"},
    [SPLIT] = {"not_by_people", "số liệu ghi nhận theo đơn vị, không theo nhóm người trong đơn vị",
               "recorded for whole units, not for a part of their people"},
    [NO_RECORD] = {"no_record", "chưa có nguồn số liệu ghi nhận chỉ tiêu này", "no source records this figure"},
    [NOT_RECORDED] = {"not_recorded_here", "không có số liệu ghi nhận cho các đơn vị này",
                      "not recorded for these units"},
    [NO_SERVICE] = {"service_unknown", "chưa có dữ liệu về nơi cung cấp dịch vụ",
                    "nothing is known of where the service is given"},
    [NO_ATTRIBUTE] = {"no_attribute", "không cơ sở nào có thông tin này", "no facility states this"},
    [NO_RATIO] = {"no_ratio", "tỷ lệ của nhóm so sánh bằng 0 hoặc chưa có", "the other group's share is 0 or unknown"},
    [NOT_CARRIED] = {"not_carried", "chưa có số liệu ghi nhận nào nêu cho năm sau này",
                     "no record states this of the year to come"},
    [NO_GROWTH] = {"growth_not_stated", "chưa nêu tốc độ tăng dân số của các đơn vị này",
                   "nothing states how the people of these units grow"},
    [OTHER] = {"no_data", "chưa có dữ liệu", "no data"},
};

static bool has_record(const vp_units *units, const char *names)
{
    for (const char *at = names; at && *at; at += *at == '+') {
        size_t length = strcspn(at, "+");
        bool found = false;
        for (size_t r = 0; r < units->record_count && !found; r++)
            found = strlen(units->record_names[r]) == length && memcmp(units->record_names[r], at, length) == 0;
        if (!found) return false;
        at += length;
    }
    return true;
}

/* What holds of the group in the set: members, members whose share is known, a share that is not all. */
static void look_at_group(const vp_group *group, const vp_unit_set *units, size_t set, size_t *members, size_t *known,
                          bool *split)
{
    *split = group->grid != NULL;
    for (size_t u = 0; u < units->unit_count; u++) {
        if (!group->member[set][u]) continue;
        ++*members;
        if (!isnan(group->share[set][u])) ++*known;
        *split |= !isnan(group->share[set][u]) && !(group->share[set][u] == 1);
    }
}

static vp_facts *const *facts_of(const vp_coverage *coverage, size_t set, const vp_indicator *n)
{
    return vp_measures[n->measure].of_joint ? coverage->joint[set][n->joint] : coverage->facts[set][n->service];
}

static int cause(const vp_region *region, const vp_coverage *coverage, const vp_indicator *n, const vp_question *q)
{
    size_t set = vp_levels_base(&region->units, q->set), group = q->group != VP_NONE ? q->group : n->group;
    const vp_measure_row *measure = &vp_measures[n->measure];
    size_t members = 0, known = 0;
    bool split = false, later = region->people.factors != NULL;
    if (later && measure->of_records) return NOT_CARRIED;
    if (measure->of_records &&
        (!has_record(&region->units, n->numerator) || !has_record(&region->units, n->denominator)))
        return NO_RECORD;
    if (group < region->definitions.group_count) {
        look_at_group(&region->definitions.groups[group], &region->units.sets[set], set, &members, &known, &split);
        if (!members) return NOBODY;
        if (!known) return NO_GROUP_RECORDS;
        if (split && (measure->of_records || !measure->of_people)) return SPLIT;
    }
    if (measure->of_records && !measure->of_people) return NOT_RECORDED;
    if (measure->of_attributes)
        return region->definitions.services[n->service].facility_count ? NO_ATTRIBUTE : NO_SERVICE;
    if (!coverage->population_count || !facts_of(coverage, set, n)[0]) return NO_SERVICE;
    if (measure->of_records) return NOT_RECORDED;
    if (later && measure->of_people) return NO_GROWTH;
    return measure->parts == VP_PARTS_APART ? NO_RATIO : OTHER;
}

const vp_reason *vp_indicator_reason(const vp_region *region, const vp_coverage *coverage,
                                     const vp_indicator *indicator, const vp_question *question,
                                     const vp_measurement *measured)
{
    return isnan(measured->value) ? &reasons[cause(region, coverage, indicator, question)] : NULL;
}
