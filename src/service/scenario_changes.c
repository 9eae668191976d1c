#include "service/scenario_changes.h"
#include "service/scenario_json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES_MOST = 1000, NUMBERS_MOST = 200 };

/* HEAD:TAIL, parted at the last colon or the last equals sign: the head may hold others. */
typedef struct {
    char head[256];
    const char *tail;
} parts;

static parts split(const char *value, int at, const char *shape, struct argp_state *state)
{
    parts p = {.tail = strrchr(value, at)};
    if (!p.tail || p.tail == value || (size_t)(p.tail - value) >= sizeof p.head)
        argp_error(state, "%s: give %s", value, shape);
    memcpy(p.head, value, (size_t)(p.tail - value));
    p.tail++;
    return p;
}

/* Numbers parted by commas up to the end of the text. */
static size_t numbers_of(const char *text, double out[NUMBERS_MOST], const char *shape, struct argp_state *state)
{
    size_t count = 0;
    for (const char *at = text;; at++) {
        char *end;
        if (count == NUMBERS_MOST) argp_error(state, "%s: more than %d numbers", text, NUMBERS_MOST);
        out[count] = strtod(at, &end);
        if (end == at || (*end && *end != ',') || !isfinite(out[count])) argp_error(state, "%s: give %s", text, shape);
        count++;
        if (!*end) return count;
        at = end;
    }
}

static void add(vp_scenario_changes *c, json_t *change, struct argp_state *state)
{
    if (!c->list) c->list = json_array();
    if (!change || !c->list || json_array_append_new(c->list, change) != 0)
        argp_failure(state, 1, 0, "memory is short, or a text is not UTF-8");
}

static void add_facility(vp_scenario_changes *c, const char *value, struct argp_state *state)
{
    static const char shape[] = "SERVICE:LON,LAT or SERVICE:LON,LAT,CAPACITY";
    double n[NUMBERS_MOST];
    parts p = split(value, ':', shape, state);
    size_t count = numbers_of(p.tail, n, shape, state);
    if (count != 2 && count != 3) argp_error(state, "%s: give %s", value, shape);
    json_t *change = json_pack("{s:s, s:s, s:f, s:f}", "change", "add", "service", p.head, "lon", n[0], "lat", n[1]);
    if (change && count == 3) json_object_set_new(change, "capacity", json_real(n[2]));
    add(c, change, state);
}

static void move_facility(vp_scenario_changes *c, const char *value, struct argp_state *state)
{
    double n[NUMBERS_MOST];
    parts p = split(value, ':', "ID:LON,LAT", state);
    if (numbers_of(p.tail, n, "ID:LON,LAT", state) != 2) argp_error(state, "%s: give ID:LON,LAT", value);
    add(c, json_pack("{s:s, s:s, s:f, s:f}", "change", "move", "facility", p.head, "lon", n[0], "lat", n[1]), state);
}

/* ID=VALUE[,SERVICE] */
static void set_value(vp_scenario_changes *c, const char *kind, const char *value, struct argp_state *state)
{
    bool capacity = strcmp(kind, "capacity") == 0;
    const char *shape = capacity ? "ID=N or ID=N,SERVICE" : "ID=DATE or ID=DATE,SERVICE";
    parts p = split(value, '=', shape, state);
    size_t length = strcspn(p.tail, ",");
    char first[64], *end = first;
    if (length == 0 || length >= sizeof first) argp_error(state, "%s: give %s", value, shape);
    memcpy(first, p.tail, length);
    first[length] = '\0';
    double number = capacity ? strtod(first, &end) : 0;
    if (capacity && *end) argp_error(state, "%s: give %s", value, shape);
    json_t *change = json_pack("{s:s, s:s}", "change", kind, "facility", p.head);
    if (change)
        json_object_set_new(change, capacity ? "capacity" : "open_from",
                            capacity ? json_real(number) : json_string(first));
    if (change && p.tail[length]) json_object_set_new(change, "service", json_string(p.tail + length + 1));
    add(c, change, state);
}

/* METRES:LON,LAT[,LON,LAT…] */
static void close_road(vp_scenario_changes *c, const char *value, struct argp_state *state)
{
    static const char shape[] = "METRES:LON,LAT or METRES:LON,LAT,LON,LAT…";
    double metres[NUMBERS_MOST], n[NUMBERS_MOST];
    parts p = split(value, ':', shape, state);
    size_t count = numbers_of(p.tail, n, shape, state);
    if (numbers_of(p.head, metres, shape, state) != 1 || count % 2) argp_error(state, "%s: give %s", value, shape);
    json_t *points = json_array();
    for (size_t i = 0; i < count; i += 2) json_array_append_new(points, json_pack("[f, f]", n[i], n[i + 1]));
    if (count == 2) {
        json_t *only = json_incref(json_array_get(points, 0));
        json_decref(points);
        points = only;
    }
    add(c,
        json_pack("{s:s, s:f, s:{s:s, s:o}}", "change", "close_road", "metres", metres[0], "geometry", "type",
                  count == 2 ? "Point" : "LineString", "coordinates", points),
        state);
}

static void switch_season(vp_scenario_changes *c, const char *value, struct argp_state *state)
{
    const char *colon = strrchr(value, ':');
    json_t *change = json_pack("{s:s, s:s}", "change", "season", "season", colon ? colon + 1 : value);
    if (change && colon) json_object_set_new(change, "service", json_stringn(value, (size_t)(colon - value)));
    add(c, change, state);
}

enum { CHANGES_FILE = 0x400, MOVE, CAPACITY, OPENING, CLOSE_ROAD, SEASON };

static error_t parse(int key, char *value, struct argp_state *state)
{
    vp_scenario_changes *c = state->input;
    switch (key) {
    case 'a': add_facility(c, value, state); return 0;
    case 'r': add(c, json_pack("{s:s, s:s}", "change", "remove", "facility", value), state); return 0;
    case MOVE: move_facility(c, value, state); return 0;
    case CAPACITY: set_value(c, "capacity", value, state); return 0;
    case OPENING: set_value(c, "opening", value, state); return 0;
    case CLOSE_ROAD: close_road(c, value, state); return 0;
    case SEASON: switch_season(c, value, state); return 0;
    case CHANGES_FILE: c->file = value; return 0;
    case ARGP_KEY_END:
        if (!c->list && !c->file) argp_error(state, "what changes? --add, --remove … or --changes");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"add", 'a', "SERVICE:LON,LAT[,CAPACITY]", 0, "a new facility of this service; each of these may be given again",
     0},
    {"remove", 'r', "ID", 0, "a facility that closes, in all its services", 0},
    {"move", MOVE, "ID:LON,LAT", 0, "a facility at another place", 0},
    {"capacity", CAPACITY, "ID=N[,SERVICE]", 0, "what a facility holds", 0},
    {"opening", OPENING, "ID=DATE[,SERVICE]", 0, "a facility's opening day, and the service that it opens for", 0},
    {"close-road", CLOSE_ROAD, "METRES:LON,LAT[,LON,LAT…]", 0, "no road within so many metres of a point or line", 0},
    {"season", SEASON, "[SERVICE:]dry|flood", 0, "travel as in this season", 0},
    {"changes", CHANGES_FILE, "FILE.json", 0, "changes as POST /scenarios takes them, or only their array", 0},
    {0}};
const struct argp vp_scenario_changes_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};

static bool append_file(vp_scenario_changes *c, vp_error *err)
{
    json_error_t reason;
    json_t *root = json_load_file(c->file, JSON_REJECT_DUPLICATES, &reason);
    if (!root) return vp_fail(err, VP_BAD_INPUT, "%s: line %d: %s", c->file, reason.line, reason.text);
    const json_t *list = json_is_array(root) ? root : json_object_get(root, "changes");
    if (!c->list) c->list = json_array();
    bool ok = json_is_array(list) || vp_fail(err, VP_BAD_INPUT, "%s: has no array of changes", c->file);
    if (ok && (!c->list || json_array_extend(c->list, (json_t *)(uintptr_t)list) != 0))
        ok = vp_fail_memory(err, json_array_size(list) * sizeof(json_t));
    json_decref(root);
    return ok;
}

bool vp_scenario_changes_read(vp_scenario_changes *changes, vp_scenario *out, vp_error *err)
{
    *out = (vp_scenario){0};
    return (!changes->file || append_file(changes, err)) &&
           vp_scenario_json_read(changes->list, CHANGES_MOST, out, err);
}

void vp_scenario_changes_clear(vp_scenario_changes *changes)
{
    json_decref(changes->list);
    *changes = (vp_scenario_changes){0};
}
