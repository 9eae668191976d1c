/* People of a group: the one place where they are counted, whether in a cell, in a unit or within a limit.
 *
 * A group is a part of each unit's people, the same wherever they live in it; or population grids of its own say
 * who lives where (vp_population.of_group); or it is a combination of both. Of any set of people (a cell, those
 * within a limit) a combination is made of the counts of that set: "both" lies between max(0, a + b - everyone) and
 * min(a, b), "either" between max(a, b) and min(everyone, a + b), and both ends are the same where one of the two is
 * nobody or everyone. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

/* As it is counted, at least, at most: the same but for bounded combinations. */
typedef struct {
    double middle, low, high;
} vp_group_people;

/* How many populations count the group by itself (VP_NONE: everyone), and the row of one of them; the last one where
 * there are fewer. VP_NONE when there is none. */
VP_API size_t vp_group_estimates(const vp_people *people, size_t group);
VP_API size_t vp_group_estimate(const vp_people *people, size_t group, size_t at);
/* Whether grids of its own count the group, or a group that it is made of. NULL: no. */
VP_API bool vp_group_is_gridded(const vp_group *group);

/* The label of the population that counts the group first (VP_NONE, and groups without their own: everyone). */
VP_API const char *vp_group_population(const vp_region *region, size_t group);

/* How many of the people that are asked for a population counts. */
typedef double vp_group_counter(const void *context, size_t population);
/* Those of them who are of the group (VP_NONE: everyone), in one unit of a set; by the estimate of that number, of
 * everyone and of each group alike. NaN where it is not known. */
typedef struct {
    const vp_region *region;
    size_t group, set, unit, estimate;
} vp_group_question;
VP_API vp_group_people vp_group_count(const vp_group_question *question, vp_group_counter *count, const void *context);

/* The cells of a region by the first estimates: for whoever walks over them. */
typedef struct {
    const vp_region *region;
    size_t row, set;       /* of the group, VP_NONE everyone; of the units, the main one */
    const vp_group *group; /* NULL: everyone */
    const float *base;     /* [cell] persons by the one grid that counts; NULL: several do */
} vp_group_cells;
VP_API vp_group_cells vp_group_cells_of(const vp_region *region, size_t group); /* the region has a population */

/* Of the cells of one unit. */
typedef struct {
    const vp_group_cells *cells;
    const float *base;
    size_t unit;
    vp_group_people part; /* with base: of the people there, in a year to come grown */
} vp_group_unit;
VP_API vp_group_unit vp_group_unit_of(const vp_group_cells *cells, size_t unit);

/* In a whole cell: so many people, and the part of them that is of the group. people NaN: no data. */
typedef struct {
    float people;
    vp_group_people part;
} vp_group_there;
VP_API vp_group_there vp_group_there_of_several(const vp_group_unit *unit, size_t cell);
static inline vp_group_there vp_group_there_of(const vp_group_unit *unit, size_t cell)
{
    if (!unit->base) return vp_group_there_of_several(unit, cell);
    vp_group_there there = {unit->base[cell], unit->part};
    return there;
}

VP_END_DECLS
