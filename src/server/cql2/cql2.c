#include "server/cql2/cql2.h"
#include "server/cql2/cql2_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Three values of logic (SQL's, and CQL2's): a comparison with what has no value is unknown. */
typedef enum { IS_FALSE, IS_TRUE, IS_UNKNOWN } truth;

typedef struct {
    const vp_cql2_node *nodes;
    const vp_cql2_feature *feature;
} evaluation;

/* A value of an expression. */
typedef struct {
    bool missing;
    double number;
    const char *text;
    char *owned; /* text, when it was made here */
    vp_property_value field;
} value;

static void evaluate(const evaluation *e, uint16_t at, value *out);

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

static void evaluate(const evaluation *e, uint16_t at, value *out)
{
    const vp_cql2_node *n = &e->nodes[at];
    out->missing = false;
    out->owned = NULL;
    out->number = NAN;
    out->text = NULL;
    switch (n->kind) {
    case VP_CQL2_PROPERTY: evaluate_property(e->feature, n->property, out); break;
    case VP_CQL2_NUMBER: out->number = n->number; break;
    case VP_CQL2_TEXT: out->text = n->text; break;
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

static truth compare(const evaluation *e, vp_cql2_kind kind, uint16_t first, uint16_t second)
{
    value a, b;
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

static truth holds(const evaluation *e, uint16_t at);

static truth is_null(const evaluation *e, uint16_t at)
{
    value v;
    if (e->nodes[at].type == VP_CQL2_IS_TRUTH) return truth_of(holds(e, at) == IS_UNKNOWN);
    if (e->nodes[at].type == VP_CQL2_IS_GEOMETRY) return truth_of(!e->feature->has_place(e->feature->context));
    evaluate(e, at, &v);
    free(v.owned);
    return truth_of(v.missing);
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
    case VP_CQL2_INTERSECTS: return truth_of(e->feature->touches(e->feature->context, n->box));
    default: return compare(e, n->kind, n->first, n->second);
    }
}

bool vp_cql2_holds(const vp_cql2 *filter, const vp_cql2_feature *feature)
{
    return holds(&(evaluation){filter->nodes, feature}, filter->root) == IS_TRUE;
}

bool vp_cql2_names(const vp_cql2 *filter, size_t property)
{
    for (size_t i = 0; i < filter->count; i++)
        if (filter->nodes[i].kind == VP_CQL2_PROPERTY && filter->nodes[i].property == property) return true;
    return false;
}

void vp_cql2_free(vp_cql2 *filter)
{
    if (!filter) return;
    for (size_t i = 0; i < filter->count; i++) free(filter->nodes[i].text);
    free(filter->nodes);
    free(filter);
}
