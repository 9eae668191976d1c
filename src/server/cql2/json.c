/* CQL2 JSON is rewritten as CQL2 Text, which says the same: so there is one reader of what a filter means. */
#include "base/buffer.h"
#include "server/cql2/cql2_internal.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct {
    vp_buffer out;
    int depth;
    vp_error *err;
} writer;

static bool write_part(writer *w, const json_t *part);

static bool refuse(const writer *w, const char *what, const char *name)
{
    return vp_fail(w->err, VP_BAD_INPUT, "filter: %s%.40s", what, name);
}

/* Between quotes, a quote in it doubled. */
static bool write_text(writer *w, const char *text)
{
    vp_buffer_text(&w->out, "'");
    for (; *text; text++) {
        if (*text == '\'') vp_buffer_text(&w->out, "'");
        vp_buffer_append(&w->out, text, 1);
    }
    vp_buffer_text(&w->out, "'");
    return true;
}

static bool write_property(writer *w, const char *name)
{
    if (strchr(name, '"')) return refuse(w, "there is no property ", name);
    vp_buffer_format(&w->out, "\"%s\"", name);
    return true;
}

/* As short as it stays itself. */
static void write_number(writer *w, double number)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", number);
    if (strtod(text, NULL) != number) snprintf(text, sizeof text, "%.17g", number);
    vp_buffer_text(&w->out, text);
}

static bool fail_coordinates(const writer *w, const char *name)
{
    return refuse(w, "coordinates that are not those of a ", name);
}

/* n, n, …, at least and at most so many. */
static bool write_numbers(writer *w, const char *name, const char *between, const json_t *list, size_t least,
                          size_t most)
{
    size_t count = json_array_size(list);
    if (count < least || count > most) return fail_coordinates(w, name);
    for (size_t i = 0; i < count; i++) {
        const json_t *number = json_array_get(list, i);
        if (!json_is_number(number)) return fail_coordinates(w, name);
        if (i) vp_buffer_text(&w->out, between);
        write_number(w, json_number_value(number));
    }
    return true;
}

/* Coordinates in lists that nest so deep, as WKT has them; a list of depth 0 is a position. */
static bool write_coordinates(writer *w, const char *name, const json_t *list, int depth)
{
    size_t count = json_array_size(list);
    if (depth == 0) return write_numbers(w, name, " ", list, 2, 3);
    if (count == 0) return fail_coordinates(w, name);
    vp_buffer_text(&w->out, "(");
    for (size_t i = 0; i < count; i++) {
        if (i) vp_buffer_text(&w->out, ",");
        if (!write_coordinates(w, name, json_array_get(list, i), depth - 1)) return false;
    }
    vp_buffer_text(&w->out, ")");
    return true;
}

static bool write_geometry(writer *w, const char *type, const json_t *part);

static bool write_collection(writer *w, const json_t *list)
{
    if (json_array_size(list) == 0) return fail_coordinates(w, "GeometryCollection");
    vp_buffer_text(&w->out, "GEOMETRYCOLLECTION(");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *member = json_array_get(list, i);
        const char *type = json_string_value(json_object_get(member, "type"));
        if (i) vp_buffer_text(&w->out, ",");
        if (!write_geometry(w, type ? type : "", member)) return false;
    }
    vp_buffer_text(&w->out, ")");
    return true;
}

/* GeoJSON's types in WKT are their names in capitals. */
static bool write_shape(writer *w, const char *type, const json_t *part)
{
    static const struct {
        const char *type, *word;
        int depth;
    } shapes[] = {{"Point", "POINT", 0},
                  {"LineString", "LINESTRING", 1},
                  {"Polygon", "POLYGON", 2},
                  {"MultiPoint", "MULTIPOINT", 1},
                  {"MultiPolygon", "MULTIPOLYGON", 3},
                  {"MultiLineString", "MULTILINESTRING", 2}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (strcmp(shapes[i].type, type) != 0) continue;
        vp_buffer_text(&w->out, shapes[i].word);
        if (shapes[i].depth == 0) vp_buffer_text(&w->out, "(");
        if (!write_coordinates(w, type, json_object_get(part, "coordinates"), shapes[i].depth)) return false;
        if (shapes[i].depth == 0) vp_buffer_text(&w->out, ")");
        return true;
    }
    return refuse(w, "there is no geometry of type ", type);
}

static bool write_geometry(writer *w, const char *type, const json_t *part)
{
    if (++w->depth > VP_CQL2_DEPTH_MOST) return refuse(w, "geometries nest too deep", "");
    bool ok = strcmp(type, "GeometryCollection") == 0 ? write_collection(w, json_object_get(part, "geometries"))
                                                      : write_shape(w, type, part);
    w->depth--;
    return ok;
}

static bool write_box(writer *w, const json_t *numbers)
{
    if (json_array_size(numbers) == 5) return fail_coordinates(w, "bbox");
    vp_buffer_text(&w->out, "BBOX(");
    if (!write_numbers(w, "bbox", ",", numbers, 4, 6)) return false;
    vp_buffer_text(&w->out, ")");
    return true;
}

static bool write_parts(writer *w, const json_t *list, const char *before, const char *between, const char *after)
{
    size_t count = json_array_size(list);
    if (count == 0) return refuse(w, "a list is empty", "");
    vp_buffer_text(&w->out, before);
    for (size_t i = 0; i < count; i++) {
        if (i) vp_buffer_text(&w->out, between);
        if (!write_part(w, json_array_get(list, i))) return false;
    }
    vp_buffer_text(&w->out, after);
    return true;
}

static bool write_between(writer *w, const json_t *args)
{
    if (!write_part(w, json_array_get(args, 0))) return false;
    vp_buffer_text(&w->out, " BETWEEN ");
    if (!write_part(w, json_array_get(args, 1))) return false;
    vp_buffer_text(&w->out, " AND ");
    return write_part(w, json_array_get(args, 2));
}

static bool write_in(writer *w, const json_t *args)
{
    return write_part(w, json_array_get(args, 0)) && write_parts(w, json_array_get(args, 1), " IN (", ",", ")");
}

/* An operation as text: before, between and after its arguments; or by a function of its own. */
typedef struct {
    const char *name;
    size_t least, most;
    const char *before, *between, *after;
    bool (*write)(writer *w, const json_t *args);
} operation;

static const operation operations[] = {
    {"and", 2, 500, "", " AND ", "", NULL},
    {"or", 2, 500, "", " OR ", "", NULL},
    {"not", 1, 1, "NOT ", "", "", NULL},
    {"=", 2, 2, "", " = ", "", NULL},
    {"<>", 2, 2, "", " <> ", "", NULL},
    {"<", 2, 2, "", " < ", "", NULL},
    {"<=", 2, 2, "", " <= ", "", NULL},
    {">", 2, 2, "", " > ", "", NULL},
    {">=", 2, 2, "", " >= ", "", NULL},
    {"+", 2, 2, "", " + ", "", NULL},
    {"-", 2, 2, "", " - ", "", NULL},
    {"*", 2, 2, "", " * ", "", NULL},
    {"/", 2, 2, "", " / ", "", NULL},
    {"%", 2, 2, "", " % ", "", NULL},
    {"div", 2, 2, "", " DIV ", "", NULL},
    {"^", 2, 2, "", " ^ ", "", NULL},
    {"like", 2, 2, "", " LIKE ", "", NULL},
    {"isNull", 1, 1, "", "", " IS NULL", NULL},
    {"casei", 1, 1, "CASEI(", "", ")", NULL},
    {"accenti", 1, 1, "ACCENTI(", "", ")", NULL},
    {"between", 3, 3, NULL, NULL, NULL, write_between},
    {"in", 2, 2, NULL, NULL, NULL, write_in},
};

/* S_…, T_… and A_…, whose names are those of the text. */
static bool is_predicate(const char *name) { return *name && strchr("sta", *name) && name[1] == '_'; }

/* An array, a list of items between brackets, may be empty. */
static bool write_array(writer *w, const json_t *list)
{
    if (json_array_size(list) > 0) return write_parts(w, list, "[", ",", "]"); /* which is nothing but an array */
    vp_buffer_text(&w->out, "[]");
    return true;
}

static bool write_predicate(writer *w, const char *name, const json_t *args)
{
    if (strspn(name + 2, "abcdefghijklmnopqrstuvwxyzBY") != strlen(name) - 2)
        return refuse(w, "there is no operation ", name);
    if (json_array_size(args) != 2) return refuse(w, "another number of arguments is wanted by ", name);
    vp_buffer_format(&w->out, "%s(", name);
    if (!write_part(w, json_array_get(args, 0))) return false;
    vp_buffer_text(&w->out, ",");
    if (!write_part(w, json_array_get(args, 1))) return false;
    vp_buffer_text(&w->out, ")");
    return true;
}

static bool write_operation(writer *w, const char *name, const json_t *args)
{
    const operation *o = NULL;
    if (is_predicate(name)) return write_predicate(w, name, args);
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (strcmp(operations[i].name, name) == 0) o = &operations[i];
    if (!o) return refuse(w, "there is no operation ", name);
    size_t count = json_array_size(args);
    if (count < o->least || count > o->most) return refuse(w, "another number of arguments is wanted by ", name);
    bool is_call = o->before && strchr(o->before, '('); /* needs no brackets of its own */
    if (!is_call) vp_buffer_text(&w->out, "(");
    bool ok = o->write ? o->write(w, args) : write_parts(w, args, o->before, o->between, o->after);
    if (!is_call) vp_buffer_text(&w->out, ")");
    return ok;
}

static bool write_instant(writer *w, const char *name, const json_t *text)
{
    vp_buffer_format(&w->out, "%s(", name);
    bool ok = json_is_string(text) ? write_text(w, json_string_value(text)) : refuse(w, name, " is no text");
    vp_buffer_text(&w->out, ")");
    return ok;
}

/* {"casei": part}, as drafts of the standard had it. */
static bool write_folded(writer *w, const char *name, const json_t *part)
{
    vp_buffer_format(&w->out, "%s(", name);
    if (!write_part(w, part)) return false;
    vp_buffer_text(&w->out, ")");
    return true;
}

static bool write_interval(writer *w, const json_t *ends)
{
    if (json_array_size(ends) != 2) return refuse(w, "an interval has two ends", "");
    return write_parts(w, ends, "INTERVAL(", ",", ")");
}

static bool write_object(writer *w, const json_t *part)
{
    const json_t *name = json_object_get(part, "property"), *op = json_object_get(part, "op"), *inner;
    const char *type = json_string_value(json_object_get(part, "type"));
    if (json_is_string(op)) return write_operation(w, json_string_value(op), json_object_get(part, "args"));
    if (json_is_string(name)) return write_property(w, json_string_value(name));
    if ((inner = json_object_get(part, "date"))) return write_instant(w, "DATE", inner);
    if ((inner = json_object_get(part, "timestamp"))) return write_instant(w, "TIMESTAMP", inner);
    if ((inner = json_object_get(part, "interval"))) return write_interval(w, inner);
    if ((inner = json_object_get(part, "casei"))) return write_folded(w, "CASEI", inner);
    if ((inner = json_object_get(part, "accenti"))) return write_folded(w, "ACCENTI", inner);
    if (type) return write_geometry(w, type, part);
    if ((inner = json_object_get(part, "bbox"))) return write_box(w, inner);
    return refuse(w, "an op, property, date, timestamp, interval, bbox or geometry expected", "");
}

static bool write_value(writer *w, const json_t *part)
{
    switch (json_typeof(part)) {
    case JSON_STRING: return write_text(w, json_string_value(part));
    case JSON_INTEGER:
    case JSON_REAL: write_number(w, json_number_value(part)); return true;
    case JSON_TRUE: vp_buffer_text(&w->out, "TRUE"); return true;
    case JSON_FALSE: vp_buffer_text(&w->out, "FALSE"); return true;
    case JSON_OBJECT: return write_object(w, part);
    case JSON_ARRAY: return write_array(w, part);
    default: return refuse(w, "null stands where a value is wanted", "");
    }
}

static bool write_part(writer *w, const json_t *part)
{
    if (++w->depth > VP_CQL2_DEPTH_MOST) return refuse(w, "operations nest too deep", "");
    bool ok = write_value(w, part);
    w->depth--;
    return ok;
}

vp_cql2 *vp_cql2_parse_json(const char *text, const vp_cql2_schema *schema, vp_error *err)
{
    json_error_t fault;
    if (strlen(text) > VP_CQL2_LENGTH_MOST) {
        vp_fail(err, VP_BAD_INPUT, "filter: longer than %d bytes", VP_CQL2_LENGTH_MOST);
        return NULL;
    }
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (!root) {
        vp_fail(err, VP_BAD_INPUT, "filter: no JSON at byte %d: %.80s", fault.position, fault.text);
        return NULL;
    }
    writer w = {.err = err};
    vp_cql2 *filter = NULL;
    if (write_part(&w, root)) {
        const char *written = vp_buffer_terminated(&w.out);
        if (written)
            filter = vp_cql2_parse_written(written, true, schema, err);
        else
            vp_fail_memory(err, w.out.length);
    }
    vp_buffer_clear(&w.out);
    json_decref(root);
    return filter;
}
