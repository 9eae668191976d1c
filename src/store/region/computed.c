/* Records that are computed for each unit: what the relief says of it, whether it is mountainous or remote by
 * rule, and the zone of its health care. They stand beside the listed ones, under names that begin with computed_. */
#include "store/region/computed.h"
#include "base/array.h"
#include "store/region/region_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/health_zone.h>
#include <vungphu/relief.h>

enum {
    SHARE_HIGH,
    SHARE_STEEP,
    MEAN_METRES,
    MOUNTAINOUS,
    REMOTE,
    STATIONS,
    HOSPITAL_KM_LEAST,
    HOSPITAL_KM_MOST,
    ZONE,
    ZONE_LEAST,
    ZONE_MOST,
    ZONE_REASON,
    DIFFICULT_SHARE,
    PEOPLE_FACTOR,
    COMPUTED_COUNT
};
const char *const vp_region_computed_names[] = {
    [SHARE_HIGH] = "computed_share_high",
    [SHARE_STEEP] = "computed_share_steep",
    [MEAN_METRES] = "computed_mean_metres",
    [MOUNTAINOUS] = "computed_mountainous",
    [REMOTE] = "computed_remote",
    [STATIONS] = "computed_stations",
    [HOSPITAL_KM_LEAST] = "computed_hospital_km_least",
    [HOSPITAL_KM_MOST] = "computed_hospital_km_most",
    [ZONE] = "computed_health_zone",
    [ZONE_LEAST] = "computed_health_zone_least",
    [ZONE_MOST] = "computed_health_zone_most",
    [ZONE_REASON] = "computed_health_zone_reason",
    [DIFFICULT_SHARE] = "computed_difficult_share",
    [PEOPLE_FACTOR] = "computed_people_factor",
    [COMPUTED_COUNT] = NULL,
};

typedef struct {
    vp_region_parts *parts;
    vp_region *region;
    size_t first; /* of the computed records */
    vp_error *err;
} maker;

static vp_record *records_of(const maker *m, size_t set, size_t unit)
{
    return m->region->units.sets[set].units[unit].records + m->first;
}

/* ------------------------------------------------------------ room for them */

static bool grow_unit(maker *m, vp_unit *unit)
{
    if (!vp_array_resize(VP_ARRAY(unit->records), m->first + COMPUTED_COUNT, m->err)) return false;
    for (size_t i = 0; i < COMPUTED_COUNT; i++) unit->records[m->first + i] = (vp_record){.number = NAN};
    return true;
}

static bool add_names(maker *m)
{
    vp_region *region = m->region;
    if (!vp_array_resize(VP_ARRAY(region->units.record_names), m->first + COMPUTED_COUNT, m->err)) return false;
    char **names = region->units.record_names;
    for (size_t s = 0; s < region->units.set_count; s++)
        for (size_t u = 0; u < region->units.sets[s].unit_count; u++)
            if (!grow_unit(m, &region->units.sets[s].units[u])) return false;
    for (size_t i = 0; i < COMPUTED_COUNT; i++) {
        names[m->first + i] = strdup(vp_region_computed_names[i]);
        if (!names[m->first + i]) return vp_fail_memory(m->err, 1);
        region->units.record_count++;
    }
    return true;
}

/* ------------------------------------------------------------ relief */

static bool measure_set(maker *m, size_t set, const vp_grid *slope, const vp_weights *weights)
{
    size_t count = m->region->units.sets[set].unit_count;
    vp_relief *relief = calloc(count ? count : 1, sizeof *relief);
    bool ok = relief ? vp_relief_of_zones(m->region->land.elevation, slope, weights, relief, m->err)
                     : vp_fail_memory(m->err, count * sizeof *relief);
    for (size_t u = 0; ok && u < count; u++) {
        vp_record *r = records_of(m, set, u);
        /* of what is known: where everything is, the share of the area */
        r[SHARE_HIGH].number = relief[u].height_unknown < 1 ? relief[u].high / (1 - relief[u].height_unknown) : NAN;
        r[SHARE_STEEP].number = relief[u].slope_unknown < 1 ? relief[u].steep / (1 - relief[u].slope_unknown) : NAN;
        r[MEAN_METRES].number = relief[u].mean_metres;
        r[MOUNTAINOUS].number = vp_relief_is_mountainous(&relief[u]);
    }
    free(relief);
    return ok;
}

/* As the last region of the same units and elevation has it. False: it has others. */
static bool take_relief(maker *m)
{
    const vp_units *now = &m->region->units, *then = m->parts->known.last ? &m->parts->known.last->units : NULL;
    size_t first = then ? vp_region_record(then, vp_region_computed_names[SHARE_HIGH]) : VP_NONE;
    bool same = first != VP_NONE && then->set_count == now->set_count;
    for (size_t s = 0; same && s < now->set_count; s++) same = then->sets[s].unit_count == now->sets[s].unit_count;
    for (size_t s = 0; same && s < now->set_count; s++)
        for (size_t u = 0; u < now->sets[s].unit_count; u++)
            for (size_t i = SHARE_HIGH; i <= MOUNTAINOUS; i++)
                records_of(m, s, u)[i].number = then->sets[s].units[u].records[first + i].number;
    return same;
}

static bool measure_relief(maker *m, vp_weights *const weights[])
{
    if (!m->region->land.elevation || take_relief(m)) return true;
    vp_grid *slope = vp_relief_slope(m->region->land.elevation, m->err);
    bool ok = slope != NULL;
    for (size_t s = 0; ok && s < m->region->units.set_count; s++) ok = measure_set(m, s, slope, weights[s]);
    vp_grid_free(slope);
    return ok;
}

/* ------------------------------------------------------------ settlements */

/* People of cells whose settlement states whether it is especially difficult, and of those that are. */
static void flag_people(const vp_region *region, float stated[], float difficult[])
{
    const vp_settlements *s = &region->settlements;
    const float *people = vp_grid_cells(region->people.populations[0].people);
    size_t cells = vp_grid_geometry_cells(region->geometry);
    for (size_t i = 0; i < cells; i++) {
        double flag = s->of_cell[i] == UINT32_MAX ? (double)NAN : s->items[s->of_cell[i]].difficult;
        stated[i] = isnan(flag) || !(people[i] > 0) ? 0 : people[i];
        difficult[i] = flag == 1 ? stated[i] : 0;
    }
}

static bool share_difficult(maker *m, vp_weights *const weights[], const float stated[], const float difficult[])
{
    bool ok = true;
    for (size_t s = 0; ok && s < m->region->units.set_count; s++) {
        size_t count = m->region->units.sets[s].unit_count;
        double *sums = calloc(2 * count + 1, sizeof *sums);
        ok = sums || vp_fail_memory(m->err, count * sizeof *sums);
        if (ok) {
            vp_zonal_sum(weights[s], stated, sums, NULL);
            vp_zonal_sum(weights[s], difficult, sums + count, NULL);
        }
        for (size_t u = 0; ok && u < count; u++)
            records_of(m, s, u)[DIFFICULT_SHARE].number = sums[u] > 0 ? sums[count + u] / sums[u] : (double)NAN;
        free(sums);
    }
    return ok;
}

/* The share of a unit's people who live in especially difficult settlements, of those whose settlement states it. */
static bool measure_settlements(maker *m, vp_weights *const weights[])
{
    const vp_settlements *s = &m->region->settlements;
    size_t cells = vp_grid_geometry_cells(m->region->geometry), stated_count = 0;
    for (size_t i = 0; i < s->count; i++) stated_count += isnan(s->items[i].difficult) ? 0 : 1;
    if (!stated_count || !s->of_cell || !m->region->people.population_count) return true;
    float *stated = malloc(cells * sizeof *stated), *difficult = malloc(cells * sizeof *difficult);
    bool ok = (stated && difficult) || vp_fail_memory(m->err, cells * sizeof *stated);
    if (ok) flag_people(m->region, stated, difficult);
    ok = ok && share_difficult(m, weights, stated, difficult);
    free(stated);
    free(difficult);
    return ok;
}

/* What is counted on the cells of the units. */
static bool measure_cells(maker *m)
{
    return measure_relief(m, m->parts->weights) && measure_settlements(m, m->parts->weights);
}

/* ------------------------------------------------------------ rules of province.csv */

/* *text is NULL when the province does not set it; free it. */
static bool read_setting(maker *m, const char *key, char **text)
{
    *text = NULL;
    sqlite3_stmt *query =
        vp_database_prepare(m->parts->database, "SELECT trim(value) FROM setting WHERE key = ?", m->err);
    bool row = false;
    bool ok = query && vp_statement_bind(query, m->err, "t", key) && vp_statement_next(query, &row, m->err) &&
              (!row || vp_statement_copy(query, 0, text, m->err));
    sqlite3_finalize(query);
    if (*text && !**text) {
        free(*text);
        *text = NULL;
    }
    return ok;
}

/* values[set][unit] of the condition that the setting holds; all NaN without one. */
static double **evaluate_setting(maker *m, vp_database *sandbox, const char *key)
{
    char *condition = NULL;
    double **values = vp_region_values(&m->region->units, NAN);
    bool ok = values || vp_fail_memory(m->err, sizeof *values);
    for (size_t s = 0; ok && s < m->region->units.set_count; s++) ok = values[s] || vp_fail_memory(m->err, 1);
    ok = ok && read_setting(m, key, &condition);
    if (ok && condition) ok = vp_region_evaluate(sandbox, &m->region->units, key, condition, values, m->err);
    free(condition);
    if (ok) return values;
    vp_region_values_free(&m->region->units, values);
    return NULL;
}

/* Yes when one of them is, no when both are not, else not known. */
static double either(double a, double b)
{
    if ((!isnan(a) && a != 0) || (!isnan(b) && b != 0)) return 1;
    return isnan(a) || isnan(b) ? (double)NAN : 0;
}

/* ------------------------------------------------------------ health zones */

typedef struct {
    const vp_service *station, *hospital; /* NULL when province.csv names none */
} care;

static bool read_care(maker *m, care *c)
{
    char *station = NULL, *hospital = NULL;
    bool ok = read_setting(m, "zone_station_service", &station) && read_setting(m, "zone_hospital_service", &hospital);
    size_t s = ok && station ? vp_region_service(&m->region->definitions, station) : VP_NONE,
           h = ok && hospital ? vp_region_service(&m->region->definitions, hospital) : VP_NONE;
    c->station = s == VP_NONE ? NULL : &m->region->definitions.services[s];
    c->hospital = h == VP_NONE ? NULL : &m->region->definitions.services[h];
    free(station);
    free(hospital);
    return ok;
}

static double nearest_km(const vp_supply *supply, const vp_service *service, const vp_facility *from)
{
    double least = INFINITY;
    for (size_t i = 0; i < service->facility_count; i++) {
        const vp_facility *to = &supply->facilities[service->facilities[i]];
        if (to == from) continue; /* a station that is itself a polyclinic counts to the next one */
        least = fmin(least, vp_distance_metres(from->lon, from->lat, to->lon, to->lat) / 1000);
    }
    return isinf(least) ? (double)NAN : least;
}

static size_t unit_of(const vp_units *units, size_t s, const vp_facility *facility)
{
    const vp_unit_set *set = &units->sets[s];
    for (size_t u = 0; u < set->unit_count; u++)
        if (vp_shape_contains(&set->units[u].shape, (vp_point){facility->x, facility->y})) return u;
    return vp_region_unit_of_code(units, s, facility->unit_code);
}

/* Stations and their distances, to the records of the units they stand in. */
static void add_stations(maker *m, size_t set, const care *c)
{
    const vp_unit_set *units = &m->region->units.sets[set];
    for (size_t u = 0; u < units->unit_count; u++) records_of(m, set, u)[STATIONS].number = 0;
    for (size_t i = 0; i < c->station->facility_count; i++) {
        const vp_facility *station = &m->region->supply.facilities[c->station->facilities[i]];
        size_t unit = unit_of(&m->region->units, set, station);
        if (unit == VP_NONE) continue;
        vp_record *r = records_of(m, set, unit);
        double km = nearest_km(&m->region->supply, c->hospital, station);
        r[STATIONS].number += 1;
        r[HOSPITAL_KM_LEAST].number = fmin(r[HOSPITAL_KM_LEAST].number, km); /* fmin passes over NaN */
        r[HOSPITAL_KM_MOST].number = fmax(r[HOSPITAL_KM_MOST].number, km);
    }
}

/* Why the facts leave more than one zone open. */
static const char *reason_of(const vp_record *r, double mountain, double difficult, const vp_health_zones *at_least,
                             const vp_health_zones *at_most)
{
    if (!(r[STATIONS].number > 0)) return "không có trạm y tế đang hoạt động / no open station in the unit";
    if (isnan(r[HOSPITAL_KM_LEAST].number)) return "chưa biết bệnh viện gần nhất / no hospital is known";
    if (at_least->least == at_least->most && at_most->least == at_most->most)
        return "các trạm y tế thuộc các vùng khác nhau / its stations fall in different zones";
    if (isnan(mountain))
        return "chưa đủ dữ liệu về miền núi, vùng sâu, vùng xa / not known whether it is mountainous or remote";
    if (isnan(difficult))
        return "chưa có dữ liệu địa hình đặc biệt khó khăn / especially difficult terrain is not recorded";
    return "chưa xếp loại / not classified";
}

static bool classify_unit(maker *m, vp_record *r, double mountain, double difficult)
{
    vp_health_zones near = vp_health_zone_of((vp_health_zone_facts){mountain, difficult, r[HOSPITAL_KM_LEAST].number}),
                    far = vp_health_zone_of((vp_health_zone_facts){mountain, difficult, r[HOSPITAL_KM_MOST].number});
    r[ZONE_LEAST].number = near.least;
    r[ZONE_MOST].number = far.most;
    if (near.least == far.most) {
        r[ZONE].number = near.least;
        return true;
    }
    r[ZONE_REASON].text = strdup(reason_of(r, mountain, difficult, &near, &far));
    return r[ZONE_REASON].text || vp_fail_memory(m->err, 1);
}

static bool classify(maker *m, double **mountain, double **remote, double **difficult)
{
    const char *level = m->region->units.sets[m->region->units.main_set].level;
    care c;
    if (!read_care(m, &c)) return false;
    for (size_t s = 0; s < m->region->units.set_count; s++) {
        const vp_unit_set *set = &m->region->units.sets[s];
        for (size_t u = 0; u < set->unit_count; u++) records_of(m, s, u)[REMOTE].number = remote[s][u];
        if (!c.station || !c.hospital || strcmp(set->level, level) != 0) continue;
        add_stations(m, s, &c);
        for (size_t u = 0; u < set->unit_count; u++)
            if (!classify_unit(m, records_of(m, s, u), either(mountain[s][u], remote[s][u]), difficult[s][u]))
                return false;
    }
    return true;
}

bool vp_region_compute_records(vp_region_parts *parts, vp_error *err)
{
    maker m = {parts, parts->region, parts->region->units.record_count, err};
    if (!add_names(&m) || !measure_cells(&m)) return false;
    for (size_t u = 0; parts->people_factors && u < m.region->units.sets[parts->totals_set].unit_count; u++)
        records_of(&m, parts->totals_set, u)[PEOPLE_FACTOR].number = parts->people_factors[u];
    vp_database *sandbox = vp_region_sandbox(m.region, err);
    double **mountain = sandbox ? evaluate_setting(&m, sandbox, "zone_mountain_where") : NULL,
           **remote = mountain ? evaluate_setting(&m, sandbox, "remote_where") : NULL,
           **difficult = remote ? evaluate_setting(&m, sandbox, "zone_difficult_where") : NULL;
    bool ok = difficult && classify(&m, mountain, remote, difficult);
    vp_region_values_free(&m.region->units, mountain);
    vp_region_values_free(&m.region->units, remote);
    vp_region_values_free(&m.region->units, difficult);
    vp_database_close(sandbox);
    return ok;
}
