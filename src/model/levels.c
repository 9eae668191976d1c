#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/levels.h>

/* A nation asks for the parents of thousands of communes for each of its provinces, and codes are texts. */
struct vp_levels_index {
    const vp_unit_set *sets; /* that it is of: a view of some of them has none */
    size_t set_count;
    size_t *bases;      /* [set] */
    uint32_t **parents; /* [set · set_count + upper][unit]; NONE */
};
#define NONE UINT32_MAX

static const struct vp_levels_index *index_of(const vp_units *units)
{
    const struct vp_levels_index *index = units->levels;
    return index && index->sets == units->sets && index->set_count == units->set_count ? index : NULL;
}

static bool same_vintage(const vp_units *units, size_t a, size_t b)
{
    return strcmp(units->sets[a].vintage, units->sets[b].vintage) == 0;
}

/* As vp_unit_set_find: regions free their index, so that nothing here may call them. */
static size_t find_code(const vp_unit_set *set, const char *code)
{
    for (size_t u = 0; u < set->unit_count; u++)
        if (set->units[u].code && strcmp(set->units[u].code, code) == 0) return u;
    return VP_NONE;
}

static size_t look_up(const vp_units *units, size_t set, size_t unit, size_t upper)
{
    if (set == upper) return unit;
    const char *code = units->sets[set].units[unit].parent_code;
    /* Codes repeat between levels: the asked set first, then through coarser sets of the vintage. */
    size_t found = code ? find_code(&units->sets[upper], code) : VP_NONE;
    for (size_t s = 0; code && found == VP_NONE && s < units->set_count; s++) {
        bool between = units->sets[s].unit_count < units->sets[set].unit_count &&
                       units->sets[s].unit_count > units->sets[upper].unit_count;
        if (!between || !same_vintage(units, s, upper)) continue;
        size_t middle = find_code(&units->sets[s], code);
        if (middle != VP_NONE) found = look_up(units, s, middle, upper);
    }
    return found;
}

size_t vp_levels_parent(const vp_units *units, size_t set, size_t unit, size_t upper)
{
    const struct vp_levels_index *index = index_of(units);
    if (!index) return look_up(units, set, unit, upper);
    uint32_t parent = index->parents[set * index->set_count + upper][unit];
    return parent == NONE ? VP_NONE : parent;
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

static size_t find_base(const vp_units *units, size_t set)
{
    size_t base = set;
    for (size_t s = 0; s < units->set_count; s++)
        if (units->sets[s].unit_count > units->sets[base].unit_count && same_vintage(units, s, set) &&
            makes_up(units, s, set))
            base = s;
    return base;
}

size_t vp_levels_base(const vp_units *units, size_t set)
{
    const struct vp_levels_index *index = index_of(units);
    return index && index->bases ? index->bases[set] : find_base(units, set);
}

/* ------------------------------------------------------------ the index */

/* Units that follow one another mostly have one parent. */
static bool fill(const vp_units *units, size_t set, size_t upper, uint32_t **parents, vp_error *err)
{
    const vp_unit_set *s = &units->sets[set];
    *parents = malloc((s->unit_count + 1) * sizeof **parents);
    if (!*parents) return vp_fail_memory(err, s->unit_count * sizeof **parents);
    for (size_t u = 0; u < s->unit_count; u++) {
        const char *code = s->units[u].parent_code, *last = u ? s->units[u - 1].parent_code : NULL;
        bool like_last = set != upper && code && last && strcmp(code, last) == 0;
        size_t parent = like_last ? VP_NONE : look_up(units, set, u, upper);
        (*parents)[u] = like_last ? (*parents)[u - 1] : parent == VP_NONE ? NONE : (uint32_t)parent;
    }
    return true;
}

bool vp_levels_prepare(vp_units *units, vp_error *err)
{
    size_t count = units->set_count;
    vp_levels_forget(units);
    struct vp_levels_index *index = calloc(1, sizeof *index);
    if (!index) return vp_fail_memory(err, sizeof *index);
    *index = (struct vp_levels_index){units->sets, count, NULL, calloc(count * count + 1, sizeof *index->parents)};
    bool ok = index->parents || vp_fail_memory(err, count * count * sizeof *index->parents);
    for (size_t set = 0; ok && set < count; set++)
        for (size_t upper = 0; ok && upper < count; upper++)
            ok = fill(units, set, upper, &index->parents[set * count + upper], err);
    units->levels = index;
    size_t *bases = ok ? calloc(count + 1, sizeof *bases) : NULL;
    if (ok && !bases) ok = vp_fail_memory(err, count * sizeof *bases);
    for (size_t s = 0; ok && s < count; s++) bases[s] = find_base(units, s);
    index->bases = bases;
    if (!ok) vp_levels_forget(units);
    return ok;
}

void vp_levels_forget(vp_units *units)
{
    struct vp_levels_index *index = units->levels;
    for (size_t i = 0; index && index->parents && i < index->set_count * index->set_count; i++) free(index->parents[i]);
    if (index) free(index->parents);
    if (index) free(index->bases);
    free(index);
    units->levels = NULL;
}
