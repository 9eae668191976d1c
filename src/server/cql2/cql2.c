#include "server/cql2/cql2.h"
#include "server/cql2/set_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Three values of logic (SQL's, and CQL2's): a comparison with what has no value is unknown. */
typedef enum { IS_FALSE, IS_TRUE, IS_UNKNOWN } truth;

typedef struct {
    const vp_cql2 *filter;
    const vp_cql2_node *nodes;
    const vp_cql2_feature *feature;
} evaluation;

/* A value of an expression. */
typedef struct {
    bool missing;
    double number;
    vp_cql2_instant instant;
    const char *text;
    char *owned; /* text, when it was made here */
    vp_property_value field;
} value;

static void evaluate(const evaluation *e, uint16_t at, value *out);
static truth holds(const evaluation *e, uint16_t at);

static truth truth_of(bool is) { return is ? IS_TRUE : IS_FALSE; }

/* ------------------------------------------------------------ expressions */

/* đ and Đ have no decomposition in Unicode: the stroke is no mark. Who leaves accents out writes d. */
static utf8proc_int32_t without_stroke(utf8proc_int32_t letter, void *context)
{
    (void)context;
    return letter == 0x111 ? 'd' : letter == 0x110 ? 'D' : letter;
}

static void fold(value *v, bool accents)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_option_t options = UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    options |= accents ? UTF8PROC_STRIPMARK : UTF8PROC_CASEFOLD;
    if (v->missing) return;
    utf8proc_map_custom((const utf8proc_uint8_t *)v->text, 0, &folded, options, accents ? without_stroke : NULL, NULL);
    free(v->owned);
    v->text = v->owned = (char *)folded;
    v->missing = !folded; /* not UTF-8, or memory is short */
}

static double arithmetic(vp_cql2_kind kind, double a, double b)
{
    switch (kind) {
    case VP_CQL2_ADD: return a + b;
    case VP_CQL2_SUBTRACT: return a - b;
    case VP_CQL2_MULTIPLY: return a * b;
    case VP_CQL2_POWER: return pow(a, b);
    case VP_CQL2_REMAINDER: return b == 0 ? NAN : fmod(a, b);
    case VP_CQL2_WHOLE_DIVIDE: return b == 0 ? NAN : trunc(a / b);
    default: return b == 0 ? NAN : a / b;
    }
}

static void evaluate_property(const vp_cql2_feature *feature, size_t property, value *out)
{
    feature->value(feature->context, property, &out->field);
    out->number = out->field.number;
    out->text = out->field.text;
    out->missing = out->field.is_number ? isnan(out->number) : !out->text || !*out->text;
}

/* A condition as 0 or 1. */
static void evaluate_condition(const evaluation *e, uint16_t at, value *out)
{
    truth is = holds(e, at);
    out->missing = is == IS_UNKNOWN;
    out->number = is == IS_TRUE;
}

/* An instant, also of the text that a property has. */
static void evaluate_instant(const evaluation *e, uint16_t at, value *out)
{
    evaluate(e, at, out);
    if (e->nodes[at].type == VP_CQL2_IS_TEXT && !out->missing)
        out->missing = !vp_cql2_instant_read(out->text, &out->instant);
}

static void evaluate(const evaluation *e, uint16_t at, value *out)
{
    const vp_cql2_node *n = &e->nodes[at];
    out->missing = false;
    out->owned = NULL;
    out->number = NAN;
    out->text = NULL;
    if (n->type == VP_CQL2_IS_TRUTH) {
        evaluate_condition(e, at, out);
        return;
    }
    switch (n->kind) {
    case VP_CQL2_PROPERTY: evaluate_property(e->feature, n->index, out); break;
    case VP_CQL2_NUMBER: out->number = n->number; break;
    case VP_CQL2_TEXT: out->text = n->text; break;
    case VP_CQL2_INSTANT:
    case VP_CQL2_OPEN: out->instant = n->instant; break;
    case VP_CQL2_CASEI:
    case VP_CQL2_ACCENTI:
        evaluate(e, n->first, out);
        fold(out, n->kind == VP_CQL2_ACCENTI);
        break;
    default: {
        value other;
        evaluate(e, n->first, out);
        evaluate(e, n->second, &other);
        out->number = out->missing || other.missing ? NAN : arithmetic(n->kind, out->number, other.number);
        out->missing = !isfinite(out->number);
    }
    }
}

/* ------------------------------------------------------------ predicates */

static size_t letter_length(const char *at)
{
    size_t length = 1;
    while (((unsigned char)at[length] & 0xC0) == 0x80) length++;
    return length;
}

/* % stands for any letters, _ for one, and \ takes the next one as it is. */
static bool is_like(const char *text, const char *pattern)
{
    const char *after_any = NULL, *from = NULL;
    while (*text) {
        const char *plain = *pattern == '\\' && pattern[1] ? pattern + 1 : pattern;
        if (*pattern == '%') {
            after_any = ++pattern;
            from = text;
        } else if (*pattern == '_') {
            pattern++;
            text += letter_length(text);
        } else if (*plain && *plain == *text) {
            pattern = plain + 1;
            text++;
        } else if (after_any) { /* let the last % take one letter more */
            from += letter_length(from);
            text = from;
            pattern = after_any;
        } else {
            return false;
        }
    }
    while (*pattern == '%') pattern++;
    return !*pattern;
}

/* <0, 0, >0. Texts by code point. */
static int order(const value *a, const value *b, vp_cql2_type type)
{
    if (type == VP_CQL2_IS_TEXT) return strcmp(a->text, b->text);
    return (a->number > b->number) - (a->number < b->number);
}

static bool has_order(vp_cql2_kind kind, int sign)
{
    switch (kind) {
    case VP_CQL2_EQUAL: return sign == 0;
    case VP_CQL2_UNEQUAL: return sign != 0;
    case VP_CQL2_LESS: return sign < 0;
    case VP_CQL2_LESS_OR_EQUAL: return sign <= 0;
    case VP_CQL2_MORE: return sign > 0;
    default: return sign >= 0;
    }
}

static truth compare_instants(const evaluation *e, vp_cql2_kind kind, uint16_t first, uint16_t second)
{
    value a, b;
    evaluate_instant(e, first, &a);
    evaluate_instant(e, second, &b);
    if (a.missing || b.missing) return IS_UNKNOWN;
    return truth_of(has_order(kind, vp_cql2_instant_order(a.instant, b.instant)));
}

static truth compare(const evaluation *e, vp_cql2_kind kind, uint16_t first, uint16_t second)
{
    value a, b;
    if (e->nodes[first].type == VP_CQL2_IS_INSTANT || e->nodes[second].type == VP_CQL2_IS_INSTANT)
        return compare_instants(e, kind, first, second);
    evaluate(e, first, &a);
    evaluate(e, second, &b);
    truth is = IS_UNKNOWN;
    if (!a.missing && !b.missing)
        is = truth_of(kind == VP_CQL2_LIKE ? is_like(a.text, b.text)
                                           : has_order(kind, order(&a, &b, e->nodes[first].type)));
    free(a.owned);
    free(b.owned);
    return is;
}

static truth both(truth a, truth b)
{
    if (a == IS_FALSE || b == IS_FALSE) return IS_FALSE;
    return a == IS_TRUE && b == IS_TRUE ? IS_TRUE : IS_UNKNOWN;
}

static truth opposite(truth a) { return a == IS_UNKNOWN ? a : truth_of(a == IS_FALSE); }

static truth either(truth a, truth b) { return opposite(both(opposite(a), opposite(b))); }

static truth is_listed(const evaluation *e, const vp_cql2_node *in)
{
    truth is = IS_FALSE;
    for (uint16_t at = in->second; at != VP_CQL2_NONE && is != IS_TRUE; at = e->nodes[at].second)
        is = either(is, compare(e, VP_CQL2_EQUAL, in->first, e->nodes[at].first));
    return is;
}

static truth is_between(const evaluation *e, const vp_cql2_node *between)
{
    const vp_cql2_node *ends = &e->nodes[between->second];
    return both(compare(e, VP_CQL2_MORE_OR_EQUAL, between->first, ends->first),
                compare(e, VP_CQL2_LESS_OR_EQUAL, between->first, ends->second));
}

/* ------------------------------------------------------------ places, times, arrays */

/* A geometry of the filter, or the feature's own, which is made for the while; NULL: it has none. */
static const vp_cql2_geometry *geometry_at(const evaluation *e, uint16_t at, vp_cql2_geometry *made)
{
    const vp_cql2_node *n = &e->nodes[at];
    vp_cql2_place place = {0};
    if (n->kind == VP_CQL2_LITERAL) return &e->filter->geometries.items[n->index];
    if (!e->feature->has_place(e->feature->context)) return NULL;
    e->feature->place(e->feature->context, &place);
    vp_cql2_geometry_of_place(e->filter->geometries.geos, &place, made);
    return made->parts[0] || made->parts[2] ? made : NULL;
}

/* The box that the feature's own geometry is to touch, where that is all that is asked; NULL otherwise. */
static const vp_bounds *plain_box(const evaluation *e, const vp_cql2_node *n)
{
    const vp_cql2_node *a = &e->nodes[n->first], *b = &e->nodes[n->second];
    if (a->kind == VP_CQL2_LITERAL && b->kind == VP_CQL2_GEOMETRY) b = &e->nodes[n->first], a = &e->nodes[n->second];
    if (a->kind != VP_CQL2_GEOMETRY || b->kind != VP_CQL2_LITERAL || n->index > VP_CQL2_DISJOINT) return NULL;
    const vp_cql2_geometry *literal = &e->filter->geometries.items[b->index];
    return literal->is_box && n->index != VP_CQL2_EQUALS ? &literal->box : NULL;
}

static truth stands_in_space(const evaluation *e, const vp_cql2_node *n)
{
    const vp_bounds *box = plain_box(e, n);
    if (box && !e->feature->has_place(e->feature->context)) return IS_UNKNOWN;
    if (box) return truth_of(e->feature->touches(e->feature->context, *box) == (n->index == VP_CQL2_INTERSECTS));
    vp_cql2_geometry made[2] = {0};
    GEOSContextHandle_t geos = e->filter->geometries.geos;
    const vp_cql2_geometry *a = geometry_at(e, n->first, &made[0]), *b = geometry_at(e, n->second, &made[1]);
    bool known = a && b, is = known && vp_cql2_geometry_stands(geos, (vp_cql2_relation)n->index, a, b, &known);
    vp_cql2_geometry_clear(geos, &made[0]);
    vp_cql2_geometry_clear(geos, &made[1]);
    return known ? truth_of(is) : IS_UNKNOWN;
}

static bool interval_at(const evaluation *e, uint16_t at, vp_cql2_interval *out)
{
    const vp_cql2_node *n = &e->nodes[at];
    bool is_interval = n->kind == VP_CQL2_INTERVAL;
    value from, to;
    evaluate_instant(e, is_interval ? n->first : at, &from);
    evaluate_instant(e, is_interval ? n->second : at, &to);
    *out = (vp_cql2_interval){from.instant, to.instant};
    return !from.missing && !to.missing;
}

static truth stands_in_time(const evaluation *e, const vp_cql2_node *n)
{
    vp_cql2_interval a, b;
    if (!interval_at(e, n->first, &a) || !interval_at(e, n->second, &b)) return IS_UNKNOWN;
    return truth_of(vp_cql2_interval_stands((vp_cql2_order)n->index, a, b));
}

static void gather(const evaluation *e, uint16_t at, vp_cql2_set *set);

static void add_geometry(const evaluation *e, uint16_t at, vp_cql2_set *set)
{
    vp_cql2_geometry made = {0};
    GEOSContextHandle_t geos = e->filter->geometries.geos;
    const vp_cql2_geometry *geometry = geometry_at(e, at, &made);
    size_t length = 0;
    unsigned char *text = geometry ? vp_cql2_geometry_text(geos, geometry, &length) : NULL;
    vp_buffer *item = text ? vp_cql2_set_add(set, 'g') : NULL;
    if (item) vp_buffer_append(item, text, length);
    set->missing |= !geometry;
    GEOSFree_r(geos, text);
    vp_cql2_geometry_clear(geos, &made);
}

static void add_interval(const evaluation *e, uint16_t at, vp_cql2_set *set)
{
    vp_cql2_interval is;
    if (!interval_at(e, at, &is)) {
        set->missing = true;
        return;
    }
    vp_buffer *item = vp_cql2_set_add(set, e->nodes[at].kind == VP_CQL2_INTERVAL ? 'i' : 'd');
    if (item) vp_buffer_format(item, "%.17g %d %.17g %d", is.from.seconds, is.from.is_day, is.to.seconds, is.to.is_day);
}

static void add_array(const evaluation *e, uint16_t at, vp_cql2_set *set)
{
    vp_cql2_set inner = {0};
    gather(e, at, &inner);
    set->missing |= inner.missing;
    set->failed |= !vp_cql2_set_seal(&inner);
    vp_buffer *item = vp_cql2_set_add(set, 'a');
    if (item && !inner.failed) vp_cql2_set_write(&inner, item);
    vp_cql2_set_clear(&inner);
}

static void add_value(const evaluation *e, uint16_t at, vp_cql2_set *set)
{
    static const char kinds[] = {[VP_CQL2_IS_TRUTH] = 'b', [VP_CQL2_IS_NUMBER] = 'n', [VP_CQL2_IS_TEXT] = 't'};
    value v;
    evaluate(e, at, &v);
    set->missing |= v.missing;
    vp_buffer *item = vp_cql2_set_add(set, kinds[e->nodes[at].type]);
    if (item && v.text)
        vp_buffer_text(item, v.text);
    else if (item)
        vp_buffer_format(item, "%.17g", v.number + 0.0); /* -0 is 0 */
    free(v.owned);
}

static void add_item(const evaluation *e, uint16_t at, vp_cql2_set *set)
{
    switch (e->nodes[at].type) {
    case VP_CQL2_IS_GEOMETRY: add_geometry(e, at, set); break;
    case VP_CQL2_IS_INSTANT:
    case VP_CQL2_IS_INTERVAL: add_interval(e, at, set); break;
    case VP_CQL2_IS_ARRAY: add_array(e, at, set); break;
    default: add_value(e, at, set);
    }
}

/* The items of a property: what stands between the commas of a text, or the one number. */
static void gather_property(const evaluation *e, uint16_t at, vp_cql2_set *set)
{
    value v;
    evaluate(e, at, &v);
    set->missing |= v.missing;
    if (!v.text) {
        add_value(e, at, set);
        return;
    }
    for (const char *from = v.text; !v.missing;) {
        size_t length = strcspn(from, ",");
        vp_buffer *item = vp_cql2_set_add(set, 't');
        if (item) vp_buffer_append(item, from, length);
        if (!from[length]) break;
        from += length + 1;
    }
}

static void gather(const evaluation *e, uint16_t at, vp_cql2_set *set)
{
    if (e->nodes[at].kind == VP_CQL2_PROPERTY) {
        gather_property(e, at, set);
        return;
    }
    for (uint16_t item = e->nodes[at].first; item != VP_CQL2_NONE; item = e->nodes[item].second)
        add_item(e, e->nodes[item].first, set);
}

static truth stand_as_sets(const evaluation *e, const vp_cql2_node *n)
{
    vp_cql2_set a = {0}, b = {0};
    gather(e, n->first, &a);
    gather(e, n->second, &b);
    truth is = IS_UNKNOWN;
    if (!a.missing && !b.missing && vp_cql2_set_seal(&a) && vp_cql2_set_seal(&b))
        is = truth_of(vp_cql2_set_stands((vp_cql2_set_relation)n->index, &a, &b));
    vp_cql2_set_clear(&a);
    vp_cql2_set_clear(&b);
    return is;
}

static truth is_null(const evaluation *e, uint16_t at)
{
    const vp_cql2_node *n = &e->nodes[at];
    vp_cql2_interval interval;
    value v;
    switch (n->type) {
    case VP_CQL2_IS_GEOMETRY:
        return truth_of(n->kind == VP_CQL2_GEOMETRY && !e->feature->has_place(e->feature->context));
    case VP_CQL2_IS_INTERVAL: return truth_of(!interval_at(e, at, &interval));
    case VP_CQL2_IS_ARRAY: return IS_FALSE;
    default:
        evaluate(e, at, &v);
        free(v.owned);
        return truth_of(v.missing);
    }
}

static truth holds(const evaluation *e, uint16_t at)
{
    const vp_cql2_node *n = &e->nodes[at];
    truth a;
    switch (n->kind) {
    case VP_CQL2_AND: return (a = holds(e, n->first)) == IS_FALSE ? a : both(a, holds(e, n->second));
    case VP_CQL2_OR: return (a = holds(e, n->first)) == IS_TRUE ? a : either(a, holds(e, n->second));
    case VP_CQL2_NOT: return opposite(holds(e, n->first));
    case VP_CQL2_TRUTH: return truth_of(n->number != 0);
    case VP_CQL2_IN: return is_listed(e, n);
    case VP_CQL2_BETWEEN: return is_between(e, n);
    case VP_CQL2_IS_NULL: return is_null(e, n->first);
    case VP_CQL2_SPATIAL: return stands_in_space(e, n);
    case VP_CQL2_TEMPORAL: return stands_in_time(e, n);
    case VP_CQL2_SETS: return stand_as_sets(e, n);
    default: return compare(e, n->kind, n->first, n->second);
    }
}

bool vp_cql2_holds(const vp_cql2 *filter, const vp_cql2_feature *feature)
{
    return holds(&(evaluation){filter, filter->nodes, feature}, filter->root) == IS_TRUE;
}

bool vp_cql2_names(const vp_cql2 *filter, size_t property)
{
    for (size_t i = 0; i < filter->count; i++)
        if (filter->nodes[i].kind == VP_CQL2_PROPERTY && filter->nodes[i].index == property) return true;
    return false;
}

void vp_cql2_free(vp_cql2 *filter)
{
    if (!filter) return;
    for (size_t i = 0; i < filter->count; i++) free(filter->nodes[i].text);
    free(filter->nodes);
    vp_cql2_geometries_clear(&filter->geometries);
    free(filter);
}
