#include <stdlib.h>
#include <string.h>
#include <vungphu/levels.h>

static bool same_vintage(const vp_units *units, size_t a, size_t b)
{
    return strcmp(units->sets[a].vintage, units->sets[b].vintage) == 0;
}

size_t vp_levels_parent(const vp_units *units, size_t set, size_t unit, size_t upper)
{
    if (set == upper) return unit;
    const char *code = units->sets[set].units[unit].parent_code;
    /* Codes repeat between levels: the asked set first, then through coarser sets of the vintage. */
    size_t found = code ? vp_unit_set_find(&units->sets[upper], code) : VP_NONE;
    for (size_t s = 0; code && found == VP_NONE && s < units->set_count; s++) {
        bool between = units->sets[s].unit_count < units->sets[set].unit_count &&
                       units->sets[s].unit_count > units->sets[upper].unit_count;
        if (!between || !same_vintage(units, s, upper)) continue;
        size_t middle = vp_unit_set_find(&units->sets[s], code);
        if (middle != VP_NONE) found = vp_levels_parent(units, s, middle, upper);
    }
    return found;
}

/* Whether every unit of upper has one of set's below it. */
static bool makes_up(const vp_units *units, size_t set, size_t upper)
{
    size_t wanted = units->sets[upper].unit_count, have = 0;
    bool *has = calloc(wanted ? wanted : 1, sizeof *has);
    for (size_t u = 0; has && have < wanted && u < units->sets[set].unit_count; u++) {
        size_t parent = vp_levels_parent(units, set, u, upper);
        if (parent == VP_NONE || has[parent]) continue;
        has[parent] = true;
        have++;
    }
    free(has);
    return wanted > 0 && have == wanted;
}

size_t vp_levels_base(const vp_units *units, size_t set)
{
    size_t base = set;
    for (size_t s = 0; s < units->set_count; s++)
        if (units->sets[s].unit_count > units->sets[base].unit_count && same_vintage(units, s, set) &&
            makes_up(units, s, set))
            base = s;
    return base;
}
