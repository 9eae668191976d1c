/* Services, speeds and indicators: the province folder's tables as imported. */
#include "base/array.h"
#include "store/province/province.h"
#include "store/region/region_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/indicators.h>
#include <vungphu/joint.h>
#include <vungphu/territory.h>

static const char *const reach_names[VP_REACH_COUNT] = {[VP_REACH_TRAVEL_TIME] = "travel_time",
                                                        [VP_REACH_ROUND_TRIP] = "round_trip",
                                                        [VP_REACH_DISTANCE] = "distance",
                                                        [VP_REACH_SIGNAL] = "signal",
                                                        [VP_REACH_AREA] = "area"};

/* The index of name among names, or of none. */
static size_t index_of(const char *name, const char *const names[], size_t count)
{
    size_t i = 0;
    while (i < count && !(name && strcmp(name, names[i]) == 0)) i++;
    return i;
}

static int ascending(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Numbers between bars, semicolons, commas or blanks; ascending. */
static bool parse_limits(vp_service *service, const char *text, vp_error *err)
{
    service->limits = calloc(strlen(text) + 1, sizeof *service->limits);
    if (!service->limits) return vp_fail_memory(err, strlen(text) * sizeof *service->limits);
    for (const char *at = text + strspn(text, "|;, "); *at; at += strspn(at, "|;, ")) {
        char *end;
        double limit = strtod(at, &end);
        if (end == at || !isfinite(limit))
            return vp_fail(err, VP_BAD_INPUT, "service %s: the limits \"%s\" are not numbers", service->id, text);
        service->limits[service->limit_count++] = limit;
        at = end;
    }
    qsort(service->limits, service->limit_count, sizeof *service->limits, ascending);
    return true;
}

/* Of a row, found by its name: no row for an empty text, an error for a name that is not there. */
static bool take_row(size_t found, const char *name, const char *owner, size_t *out, vp_error *err)
{
    *out = found;
    return found != VP_NONE || !name || !*name ||
           vp_fail(err, VP_BAD_INPUT, "%s names %s, which is not defined", owner, name);
}

static int compare_ids(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static bool load_service_facilities(vp_region_parts *parts, vp_service *service, vp_error *err)
{
    const vp_region *region = parts->region;
    service->facilities =
        calloc(region->supply.facility_count ? region->supply.facility_count : 1, sizeof *service->facilities);
    if (!service->facilities) return vp_fail_memory(err, region->supply.facility_count * sizeof *service->facilities);
    sqlite3_stmt *query = vp_database_prepare(
        parts->database, "SELECT DISTINCT facility FROM facility_service WHERE service = ? ORDER BY facility", err);
    bool row = false;
    bool ok = query && vp_statement_bind(query, err, "t", service->id) && vp_statement_next(query, &row, err);
    for (; ok && row && region->supply.facility_count; ok = vp_statement_next(query, &row, err)) {
        int64_t id = vp_statement_whole(query, 0);
        const int64_t *at = bsearch(&id, parts->facility_ids, region->supply.facility_count, sizeof id, compare_ids);
        if (at && region->supply.facilities[at - parts->facility_ids].open)
            service->facilities[service->facility_count++] = (size_t)(at - parts->facility_ids);
    }
    sqlite3_finalize(query);
    return ok;
}

static bool read_season(const char *name, const char *owner, vp_season *season, vp_error *err)
{
    *season = vp_season_named(name);
    return *season != VP_SEASON_COUNT || vp_fail(err, VP_BAD_INPUT, "%s: there is no season %s", owner, name);
}

static bool read_service(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    vp_region_parts *parts = context;
    vp_service *s = item;
    if (!(vp_row_text(row, 0, &s->id, err) && vp_row_text(row, 1, &s->title_vi, err) &&
          vp_row_text(row, 2, &s->title_en, err) && vp_row_text(row, 3, &s->department, err) &&
          vp_row_text(row, 5, &s->mode, err) && vp_row_text(row, 6, &s->scope, err)))
        return false;
    const char *reach = vp_statement_text(row, 4), *limits = vp_statement_text(row, 7);
    size_t at = index_of(reach, reach_names, VP_REACH_COUNT);
    if (at == VP_REACH_COUNT)
        return vp_fail(err, VP_BAD_INPUT, "service %s: there is no reach %s", s->id, reach ? reach : "(none)");
    s->reach = (vp_reach)at;
    s->default_limit = vp_statement_number(row, 8);
    double queue = vp_statement_number(row, 9);
    s->queue_minutes = isnan(queue) ? 0 : queue;
    const char *capacity = vp_statement_text(row, 10), *group = vp_statement_text(row, 11);
    return parse_limits(s, limits ? limits : "", err) &&
           read_season(vp_statement_text(row, 12), s->id, &s->season, err) &&
           take_row(vp_region_attribute(&parts->region->supply, capacity), capacity, s->id, &s->capacity, err) &&
           take_row(vp_region_group(&parts->region->definitions, group), group, s->id, &s->group, err) &&
           load_service_facilities(parts, s, err);
}

static bool read_speed(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    static const char *const surfaces[] = {
        [VP_SURFACE_LAND_COVER] = "land_cover", [VP_SURFACE_ROAD] = "road", [VP_SURFACE_BARRIER] = "barrier"};
    (void)context;
    vp_speed *s = item;
    const char *surface = vp_statement_text(row, 1);
    size_t at = index_of(surface, surfaces, 3);
    if (at == 3) return vp_fail(err, VP_BAD_INPUT, "speeds: there is no surface %s", surface ? surface : "(none)");
    s->surface = (vp_surface_kind)at;
    s->km_per_h = vp_statement_number(row, 3);
    s->slope = vp_statement_whole(row, 4) != 0;
    return vp_row_text(row, 0, &s->mode, err) && vp_row_text(row, 2, &s->class_name, err) &&
           read_season(vp_statement_text(row, 5), "speeds", &s->season, err);
}

static bool read_mode_change(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    vp_mode_change *c = item;
    c->minutes = vp_statement_number(row, 2);
    return vp_row_text(row, 0, &c->from, err) && vp_row_text(row, 1, &c->to, err);
}

static bool read_clutter(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    vp_clutter_height *h = item;
    h->land_cover_class = (int)vp_statement_whole(row, 0);
    h->metres = vp_statement_number(row, 1);
    return vp_row_text(row, 2, &h->name_vi, err) && vp_row_text(row, 3, &h->name_en, err) &&
           vp_row_text(row, 4, &h->source, err);
}

static bool parse_better(vp_indicator *n, const char *text, vp_error *err)
{
    static const char *const words[] = {"more", "higher", "1", "+1", "less", "lower", "-1"};
    size_t at = text && *text ? index_of(text, words, 7) : 0;
    n->better = at < 4 ? 1 : -1;
    return at < 7 || vp_fail(err, VP_BAD_INPUT, "indicator %s: better is %s instead of more or less", n->id, text);
}

static bool parse_milestones(vp_indicator *n, const char *text, vp_error *err)
{
    const char *at = text ? text : "";
    vp_milestone m;
    n->milestones = calloc(strlen(at) / 6 + 1, sizeof *n->milestones); /* none is shorter than 2025=0 */
    if (!n->milestones) return vp_fail_memory(err, strlen(at));
    while (vp_province_next_milestone(&at, &m.year, &m.value)) n->milestones[n->milestone_count++] = m;
    return !*at ||
           vp_fail(err, VP_BAD_INPUT, "indicator %s: the milestones \"%s\" are not as 2025=0.6|2027=0.7", n->id, text);
}

static bool read_measure(vp_indicator *n, const char *name, vp_error *err)
{
    n->measure = vp_measure_named(name ? name : "");
    return n->measure != VP_MEASURE_NONE ||
           vp_fail(err, VP_BAD_INPUT, "indicator %s: there is no measure %s", n->id, name ? name : "(none)");
}

static bool read_texts(sqlite3_stmt *row, vp_indicator *n, vp_error *err)
{
    return vp_row_text(row, 0, &n->id, err) && vp_row_text(row, 1, &n->title_vi, err) &&
           vp_row_text(row, 2, &n->title_en, err) && vp_row_text(row, 3, &n->department, err) &&
           vp_statement_copy(row, 10, &n->numerator, err) && vp_statement_copy(row, 11, &n->denominator, err) &&
           vp_statement_copy(row, 22, &n->owner_after, err) && parse_milestones(n, vp_statement_text(row, 23), err) &&
           vp_row_text(row, 16, &n->source, err) && vp_row_text(row, 17, &n->definition, err);
}

static bool same_joint(const vp_joint *a, const vp_joint *b)
{
    bool same = a->service_count == b->service_count && a->part_count == b->part_count && a->at_least == b->at_least;
    for (size_t i = 0; same && i < a->service_count; i++)
        same = a->services[i] == b->services[i] && a->limits[i] == b->limits[i] && a->parts[i] == b->parts[i];
    return same;
}

/* The service, or the question of a joint measure, shared with a row before that asks the same. */
static bool read_services(vp_definitions *all, sqlite3_stmt *row, vp_indicator *n, vp_error *err)
{
    const char *services = vp_statement_text(row, 5);
    vp_joint asked;
    vp_error why = {0};
    n->service = n->joint = VP_NONE;
    if (!vp_measures[n->measure].of_joint)
        return take_row(vp_region_service(all, services), services, n->id, &n->service, err);
    if (!vp_joint_read(all, services ? services : "", (size_t)vp_statement_whole(row, 21), &asked, &why))
        return vp_fail(err, VP_BAD_INPUT, "indicator %s: %s", n->id, why.message);
    for (n->joint = 0; n->joint < all->joint_count; n->joint++)
        if (same_joint(&all->joints[n->joint], &asked)) return true;
    if (!vp_array_resize(VP_ARRAY(all->joints), all->joint_count + 1, err)) return false;
    all->joints[all->joint_count++] = asked;
    return true;
}

static bool read_indicator(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    vp_region_parts *parts = context;
    vp_indicator *n = item;
    if (!read_texts(row, n, err) || !read_measure(n, vp_statement_text(row, 4), err)) return false;
    const char *unit = vp_statement_text(row, 15);
    n->unit = strdup(unit && *unit ? unit : vp_measures[n->measure].unit);
    if (!n->unit) return vp_fail_memory(err, 1);
    n->limit = vp_statement_number(row, 8);
    n->threshold = vp_statement_number(row, 9);
    n->other_limit = vp_statement_number(row, 18);
    n->target = vp_statement_number(row, 12);
    n->target_year = (int)vp_statement_whole(row, 13);
    n->strict = vp_statement_whole(row, 24) != 0;
    if (!vp_statement_copy(row, 25, &n->people, err)) return false;
    n->baseline = vp_statement_number(row, 19);
    n->baseline_year = isnan(n->baseline) ? 0 : (int)vp_statement_whole(row, 20);
    vp_definitions *all = &parts->region->definitions;
    const char *group = vp_statement_text(row, 6), *other = vp_statement_text(row, 7);
    return parse_better(n, vp_statement_text(row, 14), err) &&
           take_row(vp_region_group(all, group), group, n->id, &n->group, err) &&
           take_row(vp_region_group(all, other), other, n->id, &n->other_group, err) && read_services(all, row, n, err);
}

static const char services[] =
    "SELECT id, coalesce(title_vi, id), coalesce(title_en, title_vi, id), department, reach, mode, scope, limits,"
    " default_limit, queue_minutes, trim(capacity_field), trim(population_group), season"
    " FROM service ORDER BY position";
static const char speeds[] = "SELECT mode, surface, class, km_per_h, slope, season FROM speed ORDER BY position";
static const char mode_changes[] = "SELECT mode, change_to, change_minutes FROM mode_change ORDER BY position";
static const char clutter[] = "SELECT class, metres, name_vi, name_en, source FROM clutter_height ORDER BY class";
static const char indicators[] =
    "SELECT id, coalesce(title_vi, id), coalesce(title_en, title_vi, id), department, measure, trim(service),"
    " trim(population_group), trim(other_group), limit_value, threshold, nullif(numerator, ''),"
    " nullif(denominator, ''), target, target_year, better, unit, source, definition, other_limit, baseline,"
    " baseline_year, at_least, nullif(owner_after, ''), milestones, strict, nullif(trim(people), '') FROM indicator "
    "ORDER BY position";
static const char growth[] = "SELECT level, vintage, code, trim(population_group), year, rate, people, source, position"
                             " FROM growth ORDER BY position";

/* Growth of units outside the window of a part: marked by having neither. */
static void leave_growth_elsewhere(vp_people *people)
{
    size_t kept = 0;
    for (size_t i = 0; i < people->growth_count; i++) {
        if (isnan(people->growth[i].rate) && isnan(people->growth[i].people))
            free(people->growth[i].source);
        else
            people->growth[kept++] = people->growth[i];
    }
    people->growth_count = kept;
}

/* Of units that no source has: an error, or their growth would be passed over. */
static bool read_growth(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    vp_region_parts *parts = context;
    const char *level = vp_statement_text(row, 0), *vintage = vp_statement_text(row, 1),
               *code = vp_statement_text(row, 2), *group = vp_statement_text(row, 3);
    vp_growth *g = item;
    vp_error why;
    vp_territory at = {VP_NONE, VP_NONE};
    bool found =
        !(level || vintage || code) || vp_territory_find(&parts->region->units, level, vintage, code, &at, &why);
    if (!found && !parts->is_part)
        return vp_fail(err, VP_BAD_INPUT, "growth.csv, row %lld: %s", (long long)vp_statement_whole(row, 8) + 1,
                       why.message);
    *g = (vp_growth){.set = at.set,
                     .unit = at.unit,
                     .year = (int)vp_statement_whole(row, 4),
                     .rate = found ? vp_statement_number(row, 5) : (double)NAN,
                     .people = found ? vp_statement_number(row, 6) : (double)NAN};
    return take_row(vp_region_group(&parts->region->definitions, group), group, "growth.csv", &g->group, err) &&
           vp_row_text(row, 7, &g->source, err);
}

static bool load_growth(vp_region_parts *parts, vp_error *err)
{
    vp_people *people = &parts->region->people;
    bool ok =
        vp_rows_load(parts->database, growth, VP_ROWS(people->growth, people->growth_count, read_growth, parts), err);
    if (ok && parts->is_part) leave_growth_elsewhere(people);
    return ok;
}

bool vp_region_load_definitions(vp_region_parts *parts, vp_error *err)
{
    vp_database *database = parts->database;
    vp_region *r = parts->region;
    return vp_rows_load(database, services,
                        VP_ROWS(r->definitions.services, r->definitions.service_count, read_service, parts), err) &&
           load_growth(parts, err) &&
           vp_rows_load(database, speeds, VP_ROWS(r->speed_table.speeds, r->speed_table.speed_count, read_speed, parts),
                        err) &&
           vp_rows_load(database, mode_changes,
                        VP_ROWS(r->speed_table.mode_changes, r->speed_table.mode_change_count, read_mode_change, parts),
                        err) &&
           vp_rows_load(database, clutter,
                        VP_ROWS(r->land.clutter_heights, r->land.clutter_height_count, read_clutter, parts), err) &&
           vp_rows_load(database, indicators,
                        VP_ROWS(r->definitions.indicators, r->definitions.indicator_count, read_indicator, parts),
                        err) &&
           vp_region_plan_services(parts, err);
}
