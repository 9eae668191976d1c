#include "service/scenario_changes.h"
#include "service/scenario_json.h"
#include "json/json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES_MOST = 1000, NUMBERS_MOST = 200 };

static bool want(const char *text, const char *form, vp_error *err)
{
    return vp_fail(err, VP_BAD_INPUT, "%s: give %s", text, form);
}

/* HEAD:TAIL, parted at the last colon or the last equals sign: the head may hold others. */
typedef struct {
    char head[256];
    const char *tail;
} parts;

static bool split(const char *text, int at, const char *form, parts *out, vp_error *err)
{
    const char *sign = strrchr(text, at);
    if (!sign || sign == text || (size_t)(sign - text) >= sizeof out->head) return want(text, form, err);
    memcpy(out->head, text, (size_t)(sign - text));
    out->head[sign - text] = '\0';
    out->tail = sign + 1;
    return true;
}

typedef struct {
    double of[NUMBERS_MOST];
    size_t count;
} numbers;

/* Numbers parted by commas up to the end of the text. */
static bool read_numbers(const char *text, const char *form, numbers *out, vp_error *err)
{
    out->count = 0;
    for (const char *at = text;; at++) {
        char *end;
        if (out->count == NUMBERS_MOST)
            return vp_fail(err, VP_BAD_INPUT, "%s: more than %d numbers", text, NUMBERS_MOST);
        double number = strtod(at, &end);
        if (end == at || (*end && *end != ',') || !isfinite(number)) return want(text, form, err);
        out->of[out->count++] = number;
        if (!*end) return true;
        at = end;
    }
}

/* Takes change, which is NULL where it could not be made. */
static bool append(vp_scenario_changes *c, json_t *change, vp_error *err)
{
    if (!c->list) c->list = json_array();
    vp_json_add(&c->list, change);
    if (c->list) return true;
    return vp_fail(err, VP_NO_MEMORY, "memory is short, or a text is not UTF-8");
}

bool vp_scenario_changes_add(vp_scenario_changes *c, const char *text, vp_error *err)
{
    static const char form[] = "SERVICE:LON,LAT[,CAPACITY]";
    numbers n;
    parts p;
    if (!split(text, ':', form, &p, err) || !read_numbers(p.tail, form, &n, err)) return false;
    if (n.count != 2 && n.count != 3) return want(text, form, err);
    json_t *change =
        json_pack("{s:s, s:s, s:f, s:f}", "change", "add", "service", p.head, "lon", n.of[0], "lat", n.of[1]);
    if (n.count == 3) vp_json_put(&change, "capacity", json_real(n.of[2]));
    return append(c, change, err);
}

bool vp_scenario_changes_remove(vp_scenario_changes *c, const char *text, vp_error *err)
{
    return append(c, json_pack("{s:s, s:s}", "change", "remove", "facility", text), err);
}

bool vp_scenario_changes_move(vp_scenario_changes *c, const char *text, vp_error *err)
{
    static const char form[] = "ID:LON,LAT";
    numbers n;
    parts p;
    if (!split(text, ':', form, &p, err) || !read_numbers(p.tail, form, &n, err)) return false;
    if (n.count != 2) return want(text, form, err);
    return append(
        c, json_pack("{s:s, s:s, s:f, s:f}", "change", "move", "facility", p.head, "lon", n.of[0], "lat", n.of[1]),
        err);
}

/* ID=VALUE[,SERVICE] */
typedef struct {
    parts p;
    char value[64];
    const char *service; /* NULL: not named */
} setting;

static bool read_setting(const char *text, const char *form, setting *out, vp_error *err)
{
    if (!split(text, '=', form, &out->p, err)) return false;
    size_t length = strcspn(out->p.tail, ",");
    if (length == 0 || length >= sizeof out->value) return want(text, form, err);
    memcpy(out->value, out->p.tail, length);
    out->value[length] = '\0';
    out->service = out->p.tail[length] ? out->p.tail + length + 1 : NULL;
    return true;
}

/* Takes value. */
static bool append_setting(vp_scenario_changes *c, const char *kind, const char *member, const setting *s,
                           json_t *value, vp_error *err)
{
    json_t *change = json_pack("{s:s, s:s, s:o}", "change", kind, "facility", s->p.head, member, value);
    if (s->service) vp_json_put(&change, "service", json_string(s->service));
    return append(c, change, err);
}

bool vp_scenario_changes_capacity(vp_scenario_changes *c, const char *text, vp_error *err)
{
    static const char form[] = "ID=N or ID=N,SERVICE";
    setting s;
    char *end;
    if (!read_setting(text, form, &s, err)) return false;
    double capacity = strtod(s.value, &end);
    if (*end || !isfinite(capacity)) return want(text, form, err);
    return append_setting(c, "capacity", "capacity", &s, json_real(capacity), err);
}

bool vp_scenario_changes_opening(vp_scenario_changes *c, const char *text, vp_error *err)
{
    setting s;
    return read_setting(text, "ID=DATE or ID=DATE,SERVICE", &s, err) &&
           append_setting(c, "opening", "open_from", &s, json_string(s.value), err);
}

static json_t *line_of(const numbers *n)
{
    if (n->count == 2) return json_pack("{s:s, s:[f, f]}", "type", "Point", "coordinates", n->of[0], n->of[1]);
    json_t *points = json_array();
    for (size_t i = 0; i < n->count; i += 2) vp_json_add(&points, json_pack("[f, f]", n->of[i], n->of[i + 1]));
    return json_pack("{s:s, s:o}", "type", "LineString", "coordinates", points);
}

bool vp_scenario_changes_close_road(vp_scenario_changes *c, const char *text, vp_error *err)
{
    static const char form[] = "METRES:LON,LAT or METRES:LON,LAT,LON,LAT…";
    numbers line, metres;
    parts p;
    if (!split(text, ':', form, &p, err) || !read_numbers(p.tail, form, &line, err) ||
        !read_numbers(p.head, form, &metres, err))
        return false;
    if (metres.count != 1 || line.count % 2) return want(text, form, err);
    return append(
        c, json_pack("{s:s, s:f, s:o}", "change", "close_road", "metres", metres.of[0], "geometry", line_of(&line)),
        err);
}

bool vp_scenario_changes_season(vp_scenario_changes *c, const char *text, vp_error *err)
{
    const char *colon = strrchr(text, ':');
    json_t *change = json_pack("{s:s, s:s}", "change", "season", "season", colon ? colon + 1 : text);
    if (colon) vp_json_put(&change, "service", json_stringn(text, (size_t)(colon - text)));
    return append(c, change, err);
}

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
