/* Population groups: units_where and share_field are expressions over a unit's records. */
#include "store/region/region_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>
#include <vungphu/indicators.h>

/* Membership that is not known makes the share unknown: "no data", not "nobody". */
static void join(const vp_units *units, vp_group *group, double **where)
{
    for (size_t s = 0; s < units->set_count; s++)
        for (size_t u = 0; u < units->sets[s].unit_count; u++) {
            group->member[s][u] = isnan(where[s][u]) || where[s][u] != 0;
            if (isnan(where[s][u])) group->share[s][u] = NAN;
        }
}

static bool is_share(double value) { return isnan(value) || (value >= 0 && value <= 1); }

static bool check_shares(const vp_units *units, const vp_group *group, const char *field, vp_error *err)
{
    size_t count = 0, set = 0, unit = 0;
    for (size_t s = 0; s < units->set_count; s++)
        for (size_t u = 0; u < units->sets[s].unit_count; u++)
            if (!is_share(group->share[s][u]) && !count++) set = s, unit = u;
    return !count ||
           vp_fail(err, VP_BAD_INPUT,
                   "group %s: %s must be a share from 0 to 1, and is not in %zu units, %s of %s first, where it is "
                   "%g (a count is divided by the people it is of, as children / population, a percentage by 100)",
                   group->id, field, count, units->sets[set].units[unit].code, units->sets[set].vintage,
                   group->share[set][unit]);
}

static bool is_whole(double **arrays, size_t count)
{
    for (size_t s = 0; s < count; s++)
        if (!arrays || !arrays[s]) return false;
    return arrays != NULL;
}

static bool evaluate_group(vp_region_parts *parts, vp_database *sandbox, vp_group *group, sqlite3_stmt *row,
                           vp_error *err)
{
    const vp_region *region = parts->region;
    const char *where = vp_statement_text(row, 3), *field = vp_statement_text(row, 4);
    double **members = vp_region_values(&region->units, 1);
    group->share = vp_region_values(&region->units, 1);
    group->member = calloc(region->units.set_count + 1, sizeof *group->member);
    bool ok =
        group->member && is_whole(members, region->units.set_count) && is_whole(group->share, region->units.set_count);
    for (size_t s = 0; ok && s < region->units.set_count; s++) {
        group->member[s] = calloc(region->units.sets[s].unit_count + 1, sizeof **group->member);
        ok = group->member[s] != NULL;
    }
    if (!ok) vp_fail_memory(err, region->units.set_count * sizeof *members);
    char what[120];
    snprintf(what, sizeof what, "group %.100s", group->id);
    if (ok && where && *where) ok = vp_region_evaluate(sandbox, &region->units, what, where, members, err);
    if (ok && field && *field)
        ok = vp_region_add_columns(sandbox, region, field, err) &&
             vp_region_evaluate(sandbox, &region->units, what, field, group->share, err) &&
             check_shares(&region->units, group, field, err);
    if (ok) join(&region->units, group, members);
    vp_region_values_free(&region->units, members);
    return ok;
}

static bool describe(vp_group *group, const char *where, const char *field, vp_error *err)
{
    bool has_where = where && *where, has_field = field && *field;
    char *text =
        sqlite3_mprintf("%s%s%s", has_where ? where : "", has_where && has_field ? " × " : "", has_field ? field : "");
    group->definition = text ? strdup(text) : NULL;
    sqlite3_free(text);
    return group->definition || vp_fail_memory(err, 1);
}

static bool read_group(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    vp_group *group = item;
    return vp_row_text(row, 0, &group->id, err) && vp_row_text(row, 1, &group->title_vi, err) &&
           vp_row_text(row, 2, &group->title_en, err) &&
           describe(group, vp_statement_text(row, 3), vp_statement_text(row, 4), err);
}

/* Groups that grids count say so, and so does every indicator of one. */
bool vp_region_define_groups(vp_region *region, vp_error *err)
{
    for (size_t g = 0; g < region->definitions.group_count; g++) {
        vp_group *group = &region->definitions.groups[g];
        char *text = NULL;
        if (!group->grid) continue;
        if (asprintf(&text, "%s%s%s)", group->definition ? group->definition : "",
                     group->definition && *group->definition ? VP_GROUP_GRID_BEFORE : &VP_GROUP_GRID_BEFORE[1],
                     group->grid) < 0)
            return vp_fail_memory(err, strlen(group->grid));
        free(group->definition);
        group->definition = text;
    }
    for (size_t i = 0; i < region->definitions.indicator_count; i++) {
        vp_indicator *n = &region->definitions.indicators[i];
        const vp_group *group = n->group == VP_NONE ? NULL : &region->definitions.groups[n->group];
        char *text = NULL;
        if (!group || !group->grid || !vp_measures[n->measure].of_people) continue;
        if (asprintf(&text, "%s%sNgười của nhóm đếm theo lưới %s. (EN: people of the group are counted from grid %s)",
                     n->definition ? n->definition : "", n->definition && *n->definition ? " " : "", group->grid,
                     group->grid) < 0)
            return vp_fail_memory(err, strlen(group->grid));
        free(n->definition);
        n->definition = text;
    }
    return true;
}

#define GROUPS                                                                                                         \
    "SELECT id, coalesce(title_vi, id), coalesce(title_en, title_vi, id), trim(units_where), trim(share_field)"        \
    " FROM population_group ORDER BY position"

bool vp_region_load_groups(vp_region_parts *parts, vp_error *err)
{
    vp_region *region = parts->region;
    return vp_rows_load(parts->database, GROUPS,
                        VP_ROWS(region->definitions.groups, region->definitions.group_count, read_group, parts), err);
}

bool vp_region_count_groups(vp_region_parts *parts, vp_error *err)
{
    vp_region *region = parts->region;
    if (region->definitions.group_count == 0) return true;
    vp_database *sandbox = vp_region_sandbox(region, err);
    sqlite3_stmt *query = sandbox ? vp_database_prepare(parts->database, GROUPS, err) : NULL;
    bool ok = query != NULL, row = false;
    for (size_t g = 0; ok && g < region->definitions.group_count; g++)
        ok = vp_statement_next(query, &row, err) &&
             evaluate_group(parts, sandbox, &region->definitions.groups[g], query, err);
    sqlite3_finalize(query);
    vp_database_close(sandbox);
    return ok;
}
