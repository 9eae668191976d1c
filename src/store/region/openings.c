/* Services in years to come: which facilities are open at the end of each, by their dates. */
#include "base/array.h"
#include "store/region/region_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/planned.h>

/* Facilities of one service, open or not. */
typedef struct {
    size_t *items;
    size_t count;
} listed;

static int compare_ids(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static bool list(const vp_region_parts *parts, const char *service, listed *out, vp_error *err)
{
    size_t all = parts->region->supply.facility_count;
    out->items = calloc(all + 1, sizeof *out->items);
    if (!out->items) return vp_fail_memory(err, all * sizeof *out->items);
    sqlite3_stmt *query = vp_database_prepare(
        parts->database, "SELECT DISTINCT facility FROM facility_service WHERE service = ? ORDER BY facility", err);
    bool row = false;
    bool ok = query && vp_statement_bind(query, err, "t", service) && vp_statement_next(query, &row, err);
    for (; ok && row && out->count < all; ok = vp_statement_next(query, &row, err)) {
        int64_t id = vp_statement_whole(query, 0);
        const int64_t *at = bsearch(&id, parts->facility_ids, all, sizeof id, compare_ids);
        if (at) out->items[out->count++] = (size_t)(at - parts->facility_ids);
    }
    sqlite3_finalize(query);
    return ok;
}

/* The last year in which one of them opens, or after whose end one closes; 0: none does. */
static int last_year(const vp_region *region, const listed *all)
{
    int last = 0;
    for (size_t i = 0; i < all->count; i++) {
        const vp_facility *f = &region->supply.facilities[all->items[i]];
        const char *const dates[] = {f->open_from, f->open_to};
        for (size_t d = 0; d < 2; d++)
            if (strcmp(dates[d], region->as_of) >= 0 && atoi(dates[d]) + (int)d > last) last = atoi(dates[d]) + (int)d;
    }
    return last;
}

static bool is_same(const vp_planned_service *a, const size_t facilities[], size_t count)
{
    return a->facility_count == count &&
           (count == 0 || memcmp(a->facilities, facilities, count * sizeof *facilities) == 0);
}

/* The row of one year, if it differs from the last. */
static bool plan_year(vp_region *region, const listed *all, vp_planned_service *last, int year, vp_error *err)
{
    vp_definitions *d = &region->definitions;
    vp_date day;
    snprintf(day, sizeof day, "%04u-12-31", (unsigned)year % 10000U);
    vp_planned_service now = {last->service, year, calloc(all->count + 1, sizeof *now.facilities), 0};
    if (!now.facilities) return vp_fail_memory(err, all->count * sizeof *now.facilities);
    for (size_t i = 0; i < all->count; i++) {
        const vp_facility *f = &region->supply.facilities[all->items[i]];
        if (vp_date_within(f->open_from, f->open_to, day)) now.facilities[now.facility_count++] = all->items[i];
    }
    if (is_same(last, now.facilities, now.facility_count) ||
        !vp_array_resize(VP_ARRAY(d->planned), d->planned_count + 1, err)) {
        bool ok = is_same(last, now.facilities, now.facility_count);
        free(now.facilities);
        return ok;
    }
    d->planned[d->planned_count++] = now;
    *last = now;
    return true;
}

static bool plan_service(vp_region_parts *parts, size_t service, vp_error *err)
{
    vp_region *region = parts->region;
    const vp_service *s = &region->definitions.services[service];
    listed all = {0};
    vp_planned_service last = {service, 0, s->facilities, s->facility_count};
    bool ok = list(parts, s->id, &all, err);
    int end = ok ? last_year(region, &all) : 0, most = atoi(region->as_of) + VP_PLANNED_YEARS_MOST;
    if (end > most) end = most;
    for (int year = atoi(region->as_of); ok && year <= end; year++) ok = plan_year(region, &all, &last, year, err);
    free(all.items);
    return ok;
}

bool vp_region_plan_services(vp_region_parts *parts, vp_error *err)
{
    vp_definitions *d = &parts->region->definitions;
    bool ok = true;
    for (size_t s = 0; ok && s < d->service_count; s++) ok = plan_service(parts, s, err);
    return ok && vp_planned_joints_list(d, err);
}
