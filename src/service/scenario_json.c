#include "service/scenario_json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MOST = 1000, TEXT_MOST = 200 };

/* Kinds as bits. */
#define OF(kind) (1U << (kind))
#define PLACED   (OF(VP_CHANGE_ADD) | OF(VP_CHANGE_MOVE) | OF(VP_CHANGE_TRANSMITTER))
#define NEW      (OF(VP_CHANGE_ADD) | OF(VP_CHANGE_TRANSMITTER))
#define EXISTING (OF(VP_CHANGE_MOVE) | OF(VP_CHANGE_REMOVE) | OF(VP_CHANGE_CAPACITY) | OF(VP_CHANGE_OPENING))
#define DATED    (OF(VP_CHANGE_ADD) | OF(VP_CHANGE_OPENING) | OF(VP_CHANGE_TRANSMITTER))
#define ANY      (OF(VP_CHANGE_COUNT) - 1)
#define SERVED   (OF(VP_CHANGE_ADD) | OF(VP_CHANGE_CAPACITY) | OF(VP_CHANGE_OPENING) | OF(VP_CHANGE_SEASON))

/* The member in hand, for sentences. */
typedef struct {
    size_t index;
    const char *name;
    vp_error *err;
} place;

static bool fail(const place *at, const char *what)
{
    return vp_fail(at->err, VP_BAD_INPUT, "changes[%zu].%.40s: %s", at->index, at->name, what);
}

typedef bool reader(const place *at, const json_t *value, vp_change *change);

/* ------------------------------------------------------------ readers of members */

static bool copy_text(const place *at, const json_t *value, char **out)
{
    const char *text = json_string_value(value);
    size_t length = json_string_length(value);
    if (!text || length == 0 || length > TEXT_MOST || strlen(text) != length)
        return fail(at, "must be a text of 1 to 200 bytes");
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F) return fail(at, "must not hold control characters");
    *out = strdup(text);
    return *out || vp_fail_memory(at->err, length);
}

static bool read_service(const place *at, const json_t *v, vp_change *c) { return copy_text(at, v, &c->service); }
static bool read_facility(const place *at, const json_t *v, vp_change *c) { return copy_text(at, v, &c->facility); }
static bool read_name(const place *at, const json_t *v, vp_change *c) { return copy_text(at, v, &c->name); }
static bool read_system(const place *at, const json_t *v, vp_change *c) { return copy_text(at, v, &c->system); }
static bool read_programme(const place *at, const json_t *v, vp_change *c) { return copy_text(at, v, &c->programme); }

static bool number(const place *at, const json_t *value, double least, double most, double *out)
{
    *out = json_is_number(value) ? json_number_value(value) : (double)NAN;
    if (*out >= least && *out <= most) return true;
    return vp_fail(at->err, VP_BAD_INPUT, "changes[%zu].%.40s: must be a number from %g to %g", at->index, at->name,
                   least, most);
}

static bool read_lon(const place *at, const json_t *v, vp_change *c) { return number(at, v, -180, 360, &c->lon); }
static bool read_lat(const place *at, const json_t *v, vp_change *c) { return number(at, v, -90, 90, &c->lat); }
static bool read_capacity(const place *at, const json_t *v, vp_change *c)
{
    return number(at, v, 0, 1e9, &c->capacity);
}
static bool read_metres(const place *at, const json_t *v, vp_change *c) { return number(at, v, 0, 1e5, &c->metres); }
static bool read_mast(const place *at, const json_t *v, vp_change *c)
{
    return number(at, v, 1, 1000, &c->mast_metres);
}
static bool read_erp(const place *at, const json_t *v, vp_change *c) { return number(at, v, 1e-6, 1e4, &c->erp_kw); }
static bool read_frequency(const place *at, const json_t *v, vp_change *c)
{
    return number(at, v, 30, 6000, &c->frequency_mhz);
}

static bool read_cost(const place *at, const json_t *v, vp_change *c) { return number(at, v, 0, 1e15, &c->cost); }

static bool read_open_from(const place *at, const json_t *value, vp_change *c)
{
    return vp_date_read(json_string_value(value), VP_DATE_ISO, c->open_from) ||
           fail(at, "must be a day such as 2026-12-31");
}

static bool read_season(const place *at, const json_t *value, vp_change *c)
{
    const char *text = json_string_value(value);
    c->season = text ? vp_season_named(text) : VP_SEASON_ALWAYS;
    return c->season == VP_SEASON_DRY || c->season == VP_SEASON_FLOOD || fail(at, "must be dry or flood");
}

static bool read_scope(const place *at, const json_t *value, vp_change *c)
{
    const char *text = json_string_value(value);
    bool national = text && strcmp(text, "national") == 0;
    c->scope = national ? VP_SCOPE_NATIONAL : VP_SCOPE_LOCAL;
    return national || (text && strcmp(text, "local") == 0) || fail(at, "must be national or local");
}

static bool read_polarisation(const place *at, const json_t *value, vp_change *c)
{
    const char *text = json_string_value(value);
    bool vertical = text && strcmp(text, "V") == 0;
    c->polarisation = vertical ? VP_POLARISATION_VERTICAL : VP_POLARISATION_HORIZONTAL;
    return vertical || (text && strcmp(text, "H") == 0) || fail(at, "must be H or V");
}

static bool read_position(const place *at, const json_t *value, vp_point *out)
{
    out->x = json_number_value(json_array_get(value, 0));
    out->y = json_number_value(json_array_get(value, 1));
    return (json_is_number(json_array_get(value, 0)) && json_is_number(json_array_get(value, 1)) && out->x >= -180 &&
            out->x <= 360 && fabs(out->y) <= 90) ||
           fail(at, "coordinates must be [longitude, latitude]");
}

/* A GeoJSON Point, LineString or Polygon of one ring. */
static bool read_geometry(const place *at, const json_t *value, vp_change *c)
{
    const char *type = json_string_value(json_object_get(value, "type"));
    const json_t *all = json_object_get(value, "coordinates");
    bool point = type && strcmp(type, "Point") == 0;
    c->polygon = type && strcmp(type, "Polygon") == 0;
    if (!point && !c->polygon && !(type && strcmp(type, "LineString") == 0))
        return fail(at, "must be a GeoJSON Point, LineString or Polygon");
    if (c->polygon && json_array_size(all) != 1) return fail(at, "a polygon must have one ring");
    if (c->polygon) all = json_array_get(all, 0);
    size_t count = point ? 1 : json_array_size(all), least = point ? 1 : c->polygon ? 4 : 2;
    if (count < least || count > POINTS_MOST) return fail(at, "must have 1 to 1000 points, a ring at least 4");
    c->points = calloc(count, sizeof *c->points);
    if (!c->points) return vp_fail_memory(at->err, count * sizeof *c->points);
    c->point_count = count;
    for (size_t i = 0; i < count; i++)
        if (!read_position(at, point ? all : json_array_get(all, i), &c->points[i])) return false;
    vp_point first = c->points[0], last = c->points[count - 1];
    return !c->polygon || (first.x == last.x && first.y == last.y) || fail(at, "a ring must end where it begins");
}

/* ------------------------------------------------------------ the table */

static const struct {
    const char *name;
    reader *read;
    unsigned allowed, required; /* kinds */
} members[] = {
    {"service", read_service, SERVED, OF(VP_CHANGE_ADD)},
    {"facility", read_facility, EXISTING, EXISTING},
    {"id", read_facility, NEW, 0},
    {"name", read_name, NEW, 0},
    {"lon", read_lon, PLACED, PLACED},
    {"lat", read_lat, PLACED, PLACED},
    {"capacity", read_capacity, OF(VP_CHANGE_ADD) | OF(VP_CHANGE_CAPACITY), OF(VP_CHANGE_CAPACITY)},
    {"open_from", read_open_from, DATED, OF(VP_CHANGE_OPENING)},
    {"geometry", read_geometry, OF(VP_CHANGE_CLOSE_ROAD), OF(VP_CHANGE_CLOSE_ROAD)},
    {"metres", read_metres, OF(VP_CHANGE_CLOSE_ROAD), 0},
    {"season", read_season, OF(VP_CHANGE_SEASON), OF(VP_CHANGE_SEASON)},
    {"system", read_system, OF(VP_CHANGE_TRANSMITTER), OF(VP_CHANGE_TRANSMITTER)},
    {"programme", read_programme, OF(VP_CHANGE_TRANSMITTER), 0},
    {"scope", read_scope, OF(VP_CHANGE_TRANSMITTER), OF(VP_CHANGE_TRANSMITTER)},
    {"polarisation", read_polarisation, OF(VP_CHANGE_TRANSMITTER), OF(VP_CHANGE_TRANSMITTER)},
    {"mast_metres", read_mast, OF(VP_CHANGE_TRANSMITTER), OF(VP_CHANGE_TRANSMITTER)},
    {"frequency_mhz", read_frequency, OF(VP_CHANGE_TRANSMITTER), OF(VP_CHANGE_TRANSMITTER)},
    {"erp_kw", read_erp, OF(VP_CHANGE_TRANSMITTER), OF(VP_CHANGE_TRANSMITTER)},
    {"cost", read_cost, ANY, 0},
};
#define MEMBERS (sizeof members / sizeof *members)

static bool read_kind(const place *at, const json_t *object, vp_change *change)
{
    const char *text = json_string_value(json_object_get(object, "change"));
    for (size_t k = 0; text && k < VP_CHANGE_COUNT; k++)
        if (strcmp(text, vp_change_names[k]) == 0) {
            change->kind = (vp_change_kind)k;
            return true;
        }
    return fail(at, "must be add, move, remove, capacity, opening, close_road, season or transmitter");
}

static bool check_names(size_t index, const json_t *object, vp_change_kind kind, vp_error *err)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        bool known = strcmp(name, "change") == 0;
        for (size_t m = 0; m < MEMBERS; m++)
            known |= (members[m].allowed & OF(kind)) && strcmp(name, members[m].name) == 0;
        if (!known)
            return vp_fail(err, VP_BAD_INPUT, "changes[%zu].%.40s: a change of kind %s has no such member", index, name,
                           vp_change_names[kind]);
    }
    return true;
}

static bool read_change(size_t index, const json_t *object, vp_change *change, vp_error *err)
{
    place at = {index, "change", err};
    if (!json_is_object(object)) return vp_fail(err, VP_BAD_INPUT, "changes[%zu]: must be an object", index);
    if (!read_kind(&at, object, change) || !check_names(index, object, change->kind, err)) return false;
    for (size_t m = 0; m < MEMBERS; m++) {
        const json_t *value = json_object_get(object, members[m].name);
        at.name = members[m].name;
        if (!value && (members[m].required & OF(change->kind))) return fail(&at, "is missing");
        if (value && !members[m].read(&at, value, change)) return false;
    }
    at.name = "metres";
    if (change->kind == VP_CHANGE_CLOSE_ROAD && !change->polygon && isnan(change->metres))
        return fail(&at, "is missing: how far from the point or line roads are closed");
    return true;
}

bool vp_scenario_json_read(const json_t *changes, size_t most, vp_scenario *out, vp_error *err)
{
    *out = (vp_scenario){0};
    size_t count = json_array_size(changes);
    if (!json_is_array(changes) || count == 0)
        return vp_fail(err, VP_BAD_INPUT, "changes: must be an array of at least one change");
    if (count > most) return vp_fail(err, VP_BAD_INPUT, "changes: %zu are more than %zu", count, most);
    for (size_t i = 0; i < count; i++) {
        vp_change *change = vp_scenario_add(out);
        if (!change) return vp_fail_memory(err, count * sizeof *change);
        if (!read_change(i, json_array_get(changes, i), change, err)) return false;
    }
    return true;
}

bool vp_scenario_json_parse(const char *text, size_t length, size_t most, vp_scenario *out, vp_error *err)
{
    json_error_t reason;
    json_t *changes = json_loadb(text, length, JSON_REJECT_DUPLICATES, &reason);
    *out = (vp_scenario){0};
    bool ok = changes ? vp_scenario_json_read(changes, most, out, err)
                      : vp_fail(err, VP_BAD_INPUT, "line %d: is no JSON: %s", reason.line, reason.text);
    json_decref(changes);
    return ok;
}
