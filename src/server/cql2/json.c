/* CQL2 JSON is rewritten as CQL2 Text, which says the same: so there is one reader of what a filter means. */
#include "base/buffer.h"
#include "server/cql2/cql2.h"
#include <jansson.h>
#include <string.h>

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

/* NAME(n, n, …) of count numbers. */
static bool write_numbers(writer *w, const char *name, const char *between, const json_t *list, size_t count)
{
    if (json_array_size(list) != count) return refuse(w, name, " has another number of coordinates");
    vp_buffer_format(&w->out, "%s(", name);
    for (size_t i = 0; i < count; i++) {
        const json_t *number = json_array_get(list, i);
        if (!json_is_number(number)) return refuse(w, name, " has a coordinate that is no number");
        vp_buffer_format(&w->out, "%s%.17g", i ? between : "", json_number_value(number));
    }
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
    {"s_intersects", 2, 2, "S_INTERSECTS(", ",", ")", NULL},
    {"between", 3, 3, NULL, NULL, NULL, write_between},
    {"in", 2, 2, NULL, NULL, NULL, write_in},
};

static bool write_operation(writer *w, const char *name, const json_t *args)
{
    const operation *o = NULL;
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (strcmp(operations[i].name, name) == 0) o = &operations[i];
    if (!o) return refuse(w, "there is no operation ", name);
    size_t count = json_array_size(args);
    if (count < o->least || count > o->most) return refuse(w, "another number of arguments is wanted by ", name);
    bool is_spatial = strncmp(name, "s_", 2) == 0; /* stands without brackets of its own */
    if (!is_spatial) vp_buffer_text(&w->out, "(");
    bool ok = o->write ? o->write(w, args) : write_parts(w, args, o->before, o->between, o->after);
    if (!is_spatial) vp_buffer_text(&w->out, ")");
    return ok;
}

static bool write_instant(writer *w, const char *name, const json_t *text)
{
    vp_buffer_format(&w->out, "%s(", name);
    bool ok = json_is_string(text) ? write_text(w, json_string_value(text)) : refuse(w, name, " is no text");
    vp_buffer_text(&w->out, ")");
    return ok;
}

static bool write_object(writer *w, const json_t *part)
{
    const json_t *name = json_object_get(part, "property"), *op = json_object_get(part, "op"), *inner;
    const char *type = json_string_value(json_object_get(part, "type"));
    if (json_is_string(op)) return write_operation(w, json_string_value(op), json_object_get(part, "args"));
    if (json_is_string(name)) return write_property(w, json_string_value(name));
    if ((inner = json_object_get(part, "date"))) return write_instant(w, "DATE", inner);
    if ((inner = json_object_get(part, "timestamp"))) return write_instant(w, "TIMESTAMP", inner);
    if ((inner = json_object_get(part, "bbox"))) return write_numbers(w, "BBOX", ",", inner, 4);
    if (type && strcmp(type, "Point") == 0)
        return write_numbers(w, "POINT", " ", json_object_get(part, "coordinates"), 2);
    return refuse(w, "an op, property, date, timestamp, bbox or Point expected", type ? ", not " : "");
}

static bool write_value(writer *w, const json_t *part)
{
    switch (json_typeof(part)) {
    case JSON_STRING: return write_text(w, json_string_value(part));
    case JSON_INTEGER:
    case JSON_REAL: vp_buffer_format(&w->out, "%.17g", json_number_value(part)); return true;
    case JSON_TRUE: vp_buffer_text(&w->out, "TRUE"); return true;
    case JSON_FALSE: vp_buffer_text(&w->out, "FALSE"); return true;
    case JSON_OBJECT: return write_object(w, part);
    default: return refuse(w, "a list or null stands where a value is wanted", "");
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
            filter = vp_cql2_parse(written, schema, err);
        else
            vp_fail_memory(err, w.out.length);
    }
    vp_buffer_clear(&w.out);
    json_decref(root);
    return filter;
}
