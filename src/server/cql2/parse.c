/* CQL2 Text by recursive descent: or, and, not, comparison, sum, product, and what stands alone. */
#include "base/array.h"
#include "base/expression.h"
#include "server/cql2/cql2_internal.h"
#include "server/message/request.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>
#include <vungphu/date.h>

#define NODES_MOST 500

typedef struct {
    vp_cql2 *filter;
    const vp_cql2_schema *schema;
    vp_expression text;
    int depth;
    vp_error *err;
} parser;

static bool parse_or(parser *p, uint16_t *out);
static bool parse_sum(parser *p, uint16_t *out);

/* ------------------------------------------------------------ words */

static bool fail_here(const parser *p, const char *wanted)
{
    return vp_fail(p->err, VP_BAD_INPUT, "filter: %s expected at byte %zu, \"%.40s\"", wanted,
                   (size_t)(p->text.at - p->text.start) + 1, *p->text.at ? p->text.at : "the end");
}

static bool want_sign(parser *p, const char *sign)
{
    char wanted[16];
    snprintf(wanted, sizeof wanted, "'%s'", sign);
    return vp_expression_take_sign(&p->text, sign) || fail_here(p, wanted);
}

/* ------------------------------------------------------------ nodes */

static bool add(parser *p, vp_cql2_node node, uint16_t *out)
{
    vp_cql2 *f = p->filter;
    bool fits = f->count < NODES_MOST ? VP_ARRAY_FIT(f->nodes, f->room, f->count + 1, p->err)
                                      : vp_fail(p->err, VP_BAD_INPUT, "filter: more than %d parts", NODES_MOST);
    if (!fits) {
        free(node.text);
        return false;
    }
    *out = (uint16_t)f->count;
    f->nodes[f->count++] = node;
    return true;
}

static bool join(parser *p, vp_cql2_kind kind, vp_cql2_type type, uint16_t first, uint16_t second, uint16_t *out)
{
    return add(p, (vp_cql2_node){.kind = kind, .type = type, .first = first, .second = second}, out);
}

static vp_cql2_type type_of(const parser *p, uint16_t at) { return p->filter->nodes[at].type; }

static bool want_type(const parser *p, uint16_t at, vp_cql2_type type)
{
    static const char *const names[] = {"a condition", "a number", "a text", "a geometry"};
    vp_cql2_type is = type_of(p, at);
    if (is == type) return true;
    const vp_cql2_node *node = &p->filter->nodes[at];
    bool property = node->kind == VP_CQL2_PROPERTY;
    return vp_fail(p->err, VP_BAD_INPUT, "filter: %s expected before byte %zu, not %s%s%s", names[type],
                   (size_t)(p->text.at - p->text.start) + 1, names[is], property ? " such as the property " : "",
                   property ? node->text : "");
}

/* ------------------------------------------------------------ what stands alone */

/* The text between quotes, '' for a quote in it; NFC. */
static bool take_text(parser *p, char **text)
{
    vp_expression_skip_gap(&p->text);
    if (*p->text.at != '\'') return fail_here(p, "a 'text'");
    const char *from = p->text.at + 1, *to = from;
    while (*to && (*to != '\'' || to[1] == '\'')) to += *to == '\'' ? 2 : 1;
    if (!*to) return fail_here(p, "a 'text' that ends with '");
    char *plain = malloc((size_t)(to - from) + 1), *end = plain;
    if (!plain) return vp_fail_memory(p->err, sizeof(vp_cql2_node));
    for (; from < to; from += *from == '\'' ? 2 : 1) *end++ = *from;
    *end = '\0';
    *text = (char *)utf8proc_NFC((const utf8proc_uint8_t *)plain);
    free(plain);
    if (!*text) return vp_fail(p->err, VP_BAD_INPUT, "filter: a text is not UTF-8");
    p->text.at = to + 1;
    return true;
}

static bool parse_text(parser *p, uint16_t *out)
{
    char *text = NULL;
    return take_text(p, &text) &&
           add(p, (vp_cql2_node){.kind = VP_CQL2_TEXT, .type = VP_CQL2_IS_TEXT, .text = text}, out);
}

static bool take_number(parser *p, double *number)
{
    vp_expression_skip_gap(&p->text);
    size_t length = strspn(p->text.at, "0123456789.");
    if (length && (p->text.at[length] == 'e' || p->text.at[length] == 'E')) {
        length += 1 + (size_t)(p->text.at[length + 1] == '-' || p->text.at[length + 1] == '+');
        length += strspn(p->text.at + length, "0123456789");
    }
    char text[64];
    if (length == 0 || length >= sizeof text || vp_expression_is_letter(p->text.at[length]))
        return fail_here(p, "a number");
    memcpy(text, p->text.at, length);
    text[length] = '\0';
    if (!vp_number_parse(text, "a number of filter", number, p->err)) return false;
    p->text.at += length;
    return true;
}

static bool take_signed(parser *p, double *number)
{
    bool below = vp_expression_take_sign(&p->text, "-");
    if (!take_number(p, number)) return false;
    if (below) *number = -*number;
    return true;
}

/* DATE('2025-07-01') or TIMESTAMP('2025-07-01T00:00:00Z'): days are texts here, and ISO 8601 sorts as text. */
static bool parse_instant(parser *p, bool day, uint16_t *out)
{
    if (!want_sign(p, "(") || !parse_text(p, out) || !want_sign(p, ")")) return false;
    const char *text = p->filter->nodes[*out].text;
    size_t length = strlen(text);
    vp_date read;
    bool ok = day ? vp_date_read(text, VP_DATE_ISO, read)
                  : length >= 20 && text[length - 1] == 'Z' && vp_date_read(text, VP_DATE_MOMENT, read);
    return ok || vp_fail(p->err, VP_BAD_INPUT, "filter: '%.40s' is not %s", text,
                         day ? "a day such as 2025-07-01" : "an instant such as 2025-07-01T00:00:00Z");
}

static bool parse_folded(parser *p, vp_cql2_kind kind, uint16_t *out)
{
    uint16_t text = VP_CQL2_NONE;
    return want_sign(p, "(") && parse_sum(p, &text) && want_type(p, text, VP_CQL2_IS_TEXT) && want_sign(p, ")") &&
           join(p, kind, VP_CQL2_IS_TEXT, text, VP_CQL2_NONE, out);
}

static bool parse_geometry(parser *p, vp_bounds *box)
{
    bool point = vp_expression_take_word(&p->text, "POINT");
    if (!point && !vp_expression_take_word(&p->text, "BBOX"))
        return fail_here(p, "POINT(lon lat) or BBOX(west,south,east,north)");
    double n[4] = {0};
    if (!want_sign(p, "(")) return false;
    for (size_t i = 0; i < (point ? 2u : 4u); i++)
        if ((i && !point && !want_sign(p, ",")) || !take_signed(p, &n[i])) return false;
    if (!want_sign(p, ")")) return false;
    *box = point ? (vp_bounds){n[0], n[1], n[0], n[1]} : (vp_bounds){n[0], n[1], n[2], n[3]};
    if (fabs(box->west) > 180 || fabs(box->east) > 180 || fabs(box->south) > 90 || fabs(box->north) > 90 ||
        box->south > box->north)
        return vp_fail(p->err, VP_BAD_INPUT, "filter: a %s is not in degrees, south before north",
                       point ? "point" : "box");
    return true;
}

/* The feature's own geometry, which may stand in "quotes" as any property. */
static bool take_geometry(parser *p)
{
    return vp_expression_take_word(&p->text, "geometry") || vp_expression_take_word(&p->text, "geom") ||
           vp_expression_take_sign(&p->text, "\"geometry\"") || vp_expression_take_sign(&p->text, "\"geom\"");
}

/* S_INTERSECTS(geometry, …): features have one geometry, which queryables list by that name. */
static bool parse_intersects(parser *p, uint16_t *out)
{
    vp_cql2_node node = {.kind = VP_CQL2_INTERSECTS, .type = VP_CQL2_IS_TRUTH};
    if (!want_sign(p, "(")) return false;
    if (!take_geometry(p)) return fail_here(p, "geometry");
    return want_sign(p, ",") && parse_geometry(p, &node.box) && want_sign(p, ")") && add(p, node, out);
}

static bool is_keyword(const char *at, size_t length)
{
    static const char *const words[] = {"and", "or", "not", "in", "is", "null", "like", "between"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && strncasecmp(words[i], at, length) == 0) return true;
    return false;
}

/* A property by its name, which may stand in "quotes". */
static bool parse_property(parser *p, uint16_t *out)
{
    bool quoted = *p->text.at == '"';
    const char *from = p->text.at + quoted;
    size_t length = quoted ? strcspn(from, "\"") : vp_expression_word_length(&p->text);
    char name[64];
    if (length == 0 || length >= sizeof name || (quoted && from[length] != '"') ||
        (!quoted && is_keyword(from, length)))
        return fail_here(p, "a property, a number or a 'text'");
    memcpy(name, from, length);
    name[length] = '\0';
    vp_cql2_node node = {.kind = VP_CQL2_PROPERTY};
    bool is_text;
    if (!p->schema->find(p->schema->context, name, &node.property, &is_text))
        return vp_fail(p->err, VP_BAD_INPUT, "filter: there is no property '%s'; /collections/%s/queryables lists them",
                       name, p->schema->id);
    node.type = is_text ? VP_CQL2_IS_TEXT : VP_CQL2_IS_NUMBER;
    node.text = strdup(name);
    if (!node.text) return vp_fail_memory(p->err, length);
    p->text.at = from + length + quoted;
    return add(p, node, out);
}

/* A negative value is nothing less it. */
static bool negate(parser *p, uint16_t *out)
{
    uint16_t zero, number = *out;
    return want_type(p, number, VP_CQL2_IS_NUMBER) &&
           add(p, (vp_cql2_node){.kind = VP_CQL2_NUMBER, .type = VP_CQL2_IS_NUMBER, .number = 0}, &zero) &&
           join(p, VP_CQL2_SUBTRACT, VP_CQL2_IS_NUMBER, zero, number, out);
}

static bool parse_word(parser *p, uint16_t *out)
{
    if (vp_expression_take_word(&p->text, "TRUE"))
        return add(p, (vp_cql2_node){.kind = VP_CQL2_TRUTH, .type = VP_CQL2_IS_TRUTH, .number = 1}, out);
    if (vp_expression_take_word(&p->text, "FALSE"))
        return add(p, (vp_cql2_node){.kind = VP_CQL2_TRUTH, .type = VP_CQL2_IS_TRUTH, .number = 0}, out);
    if (vp_expression_take_word(&p->text, "DATE")) return parse_instant(p, true, out);
    if (vp_expression_take_word(&p->text, "TIMESTAMP")) return parse_instant(p, false, out);
    if (vp_expression_take_word(&p->text, "CASEI")) return parse_folded(p, VP_CQL2_CASEI, out);
    if (vp_expression_take_word(&p->text, "ACCENTI")) return parse_folded(p, VP_CQL2_ACCENTI, out);
    if (vp_expression_take_word(&p->text, "S_INTERSECTS")) return parse_intersects(p, out);
    if (take_geometry(p)) return add(p, (vp_cql2_node){.kind = VP_CQL2_GEOMETRY, .type = VP_CQL2_IS_GEOMETRY}, out);
    return parse_property(p, out);
}

static bool parse_alone(parser *p, uint16_t *out)
{
    bool below = false, ok;
    if (++p->depth > VP_CQL2_DEPTH_MOST)
        return vp_fail(p->err, VP_BAD_INPUT, "filter: brackets nest deeper than %d", VP_CQL2_DEPTH_MOST);
    while (vp_expression_take_sign(&p->text, "-")) below = !below;
    vp_expression_skip_gap(&p->text);
    if (*p->text.at == '(')
        ok = want_sign(p, "(") && parse_or(p, out) && want_sign(p, ")");
    else if (*p->text.at == '\'')
        ok = parse_text(p, out);
    else if (isdigit((unsigned char)*p->text.at) || *p->text.at == '.') {
        vp_cql2_node node = {.kind = VP_CQL2_NUMBER, .type = VP_CQL2_IS_NUMBER};
        ok = take_number(p, &node.number) && add(p, node, out);
    } else
        ok = parse_word(p, out);
    p->depth--;
    return ok && (!below || negate(p, out));
}

/* ------------------------------------------------------------ sums, comparisons, conditions */

/* Which of the signs stands next, "" at their end; a word is taken as one. */
static size_t take_any(parser *p, const char *const signs[])
{
    size_t which = 0;
    while (*signs[which] && !(vp_expression_is_letter(*signs[which]) ? vp_expression_take_word(&p->text, signs[which])
                                                                     : vp_expression_take_sign(&p->text, signs[which])))
        which++;
    return which;
}

/* a sign b sign c …: a chain of one rank, from the left. */
static bool parse_chain(parser *p, bool (*part)(parser *, uint16_t *), const char *const signs[], vp_cql2_kind kind,
                        uint16_t *out)
{
    if (!part(p, out)) return false;
    for (;;) {
        size_t which = take_any(p, signs);
        uint16_t first = *out, second = VP_CQL2_NONE;
        if (!*signs[which]) return true;
        if (!want_type(p, first, VP_CQL2_IS_NUMBER) || !part(p, &second) || !want_type(p, second, VP_CQL2_IS_NUMBER) ||
            !join(p, kind + (vp_cql2_kind)which, VP_CQL2_IS_NUMBER, first, second, out))
            return false;
    }
}

static bool parse_power(parser *p, uint16_t *out)
{
    return parse_chain(p, parse_alone, (const char *const[]){"^", ""}, VP_CQL2_POWER, out);
}

static bool parse_product(parser *p, uint16_t *out)
{
    return parse_chain(p, parse_power, (const char *const[]){"*", "/", "%", "DIV", ""}, VP_CQL2_MULTIPLY, out);
}

static bool parse_sum(parser *p, uint16_t *out)
{
    return parse_chain(p, parse_product, (const char *const[]){"+", "-", ""}, VP_CQL2_ADD, out);
}

/* A value to compare with first: of its type. true and false are texts beside a text, as `open` has them. */
static bool parse_fellow(parser *p, uint16_t first, uint16_t *out)
{
    if (type_of(p, first) == VP_CQL2_IS_TRUTH || type_of(p, first) == VP_CQL2_IS_GEOMETRY)
        return want_type(p, first, VP_CQL2_IS_TEXT);
    if (!parse_sum(p, out)) return false;
    vp_cql2_node *node = &p->filter->nodes[*out];
    if (node->kind == VP_CQL2_TRUTH && type_of(p, first) == VP_CQL2_IS_TEXT) {
        char *text = strdup(node->number != 0 ? "true" : "false");
        if (!text) return vp_fail_memory(p->err, sizeof(vp_cql2_node));
        *node = (vp_cql2_node){.kind = VP_CQL2_TEXT, .type = VP_CQL2_IS_TEXT, .text = text};
    }
    return want_type(p, *out, type_of(p, first));
}

static bool parse_between(parser *p, uint16_t first, uint16_t *out)
{
    uint16_t low = VP_CQL2_NONE, high = VP_CQL2_NONE, ends = VP_CQL2_NONE;
    if (!parse_fellow(p, first, &low)) return false;
    if (!vp_expression_take_word(&p->text, "AND")) return fail_here(p, "AND");
    return parse_fellow(p, first, &high) && join(p, VP_CQL2_PAIR, VP_CQL2_IS_TRUTH, low, high, &ends) &&
           join(p, VP_CQL2_BETWEEN, VP_CQL2_IS_TRUTH, first, ends, out);
}

static bool parse_in(parser *p, uint16_t first, uint16_t *out)
{
    uint16_t item = VP_CQL2_NONE, list = VP_CQL2_NONE;
    if (!want_sign(p, "(")) return false;
    do {
        if (!parse_fellow(p, first, &item) || !join(p, VP_CQL2_PAIR, VP_CQL2_IS_TRUTH, item, list, &list)) return false;
    } while (vp_expression_take_sign(&p->text, ","));
    return want_sign(p, ")") && join(p, VP_CQL2_IN, VP_CQL2_IS_TRUTH, first, list, out);
}

static bool parse_like(parser *p, uint16_t first, uint16_t *out)
{
    uint16_t pattern = VP_CQL2_NONE;
    return want_type(p, first, VP_CQL2_IS_TEXT) && parse_fellow(p, first, &pattern) &&
           join(p, VP_CQL2_LIKE, VP_CQL2_IS_TRUTH, first, pattern, out);
}

static bool fold_case(parser *p, uint16_t *out)
{
    return join(p, VP_CQL2_CASEI, VP_CQL2_IS_TEXT, *out, VP_CQL2_NONE, out);
}

/* Not of the language, but what GDAL and PostgreSQL write: LIKE of both sides' CASEI. */
static bool parse_ilike(parser *p, uint16_t first, uint16_t *out)
{
    uint16_t pattern = VP_CQL2_NONE;
    return want_type(p, first, VP_CQL2_IS_TEXT) && parse_fellow(p, first, &pattern) && fold_case(p, &first) &&
           fold_case(p, &pattern) && join(p, VP_CQL2_LIKE, VP_CQL2_IS_TRUTH, first, pattern, out);
}

static bool refuse(parser *p, bool really, uint16_t *out)
{
    return !really || join(p, VP_CQL2_NOT, VP_CQL2_IS_TRUTH, *out, VP_CQL2_NONE, out);
}

static bool parse_null(parser *p, uint16_t first, uint16_t *out)
{
    bool not = vp_expression_take_word(&p->text, "NOT");
    if (!vp_expression_take_word(&p->text, "NULL")) return fail_here(p, "NULL");
    return join(p, VP_CQL2_IS_NULL, VP_CQL2_IS_TRUTH, first, VP_CQL2_NONE, out) && refuse(p, not, out);
}

static bool parse_comparison(parser *p, uint16_t *out)
{
    static const struct {
        const char *sign;
        vp_cql2_kind kind;
    } signs[] = {{"<>", VP_CQL2_UNEQUAL}, {"<=", VP_CQL2_LESS_OR_EQUAL}, {">=", VP_CQL2_MORE_OR_EQUAL},
                 {"=", VP_CQL2_EQUAL},    {"<", VP_CQL2_LESS},           {">", VP_CQL2_MORE}};
    uint16_t first, second = VP_CQL2_NONE;
    if (!parse_sum(p, out)) return false;
    first = *out;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (vp_expression_take_sign(&p->text, signs[i].sign))
            return parse_fellow(p, first, &second) && join(p, signs[i].kind, VP_CQL2_IS_TRUTH, first, second, out);
    if (vp_expression_take_word(&p->text, "IS")) return parse_null(p, first, out);
    bool not = vp_expression_take_word(&p->text, "NOT");
    if (vp_expression_take_word(&p->text, "LIKE")) return parse_like(p, first, out) && refuse(p, not, out);
    if (vp_expression_take_word(&p->text, "ILIKE")) return parse_ilike(p, first, out) && refuse(p, not, out);
    if (vp_expression_take_word(&p->text, "BETWEEN")) return parse_between(p, first, out) && refuse(p, not, out);
    if (vp_expression_take_word(&p->text, "IN")) return parse_in(p, first, out) && refuse(p, not, out);
    return !not || fail_here(p, "LIKE, ILIKE, BETWEEN or IN");
}

static bool parse_not(parser *p, uint16_t *out)
{
    bool not = false;
    while (vp_expression_take_word(&p->text, "NOT")) not = !not ;
    return parse_comparison(p, out) && (!not || want_type(p, *out, VP_CQL2_IS_TRUTH)) && refuse(p, not, out);
}

static bool parse_conditions(parser *p, bool (*part)(parser *, uint16_t *), const char *word, vp_cql2_kind kind,
                             uint16_t *out)
{
    if (!part(p, out)) return false;
    while (vp_expression_take_word(&p->text, word)) {
        uint16_t first = *out, second = VP_CQL2_NONE;
        if (!want_type(p, first, VP_CQL2_IS_TRUTH) || !part(p, &second) || !want_type(p, second, VP_CQL2_IS_TRUTH) ||
            !join(p, kind, VP_CQL2_IS_TRUTH, first, second, out))
            return false;
    }
    return true;
}

static bool parse_and(parser *p, uint16_t *out) { return parse_conditions(p, parse_not, "AND", VP_CQL2_AND, out); }

static bool parse_or(parser *p, uint16_t *out) { return parse_conditions(p, parse_and, "OR", VP_CQL2_OR, out); }

vp_cql2 *vp_cql2_parse(const char *text, const vp_cql2_schema *schema, vp_error *err)
{
    if (strlen(text) > VP_CQL2_LENGTH_MOST) {
        vp_fail(err, VP_BAD_INPUT, "filter: longer than %d bytes", VP_CQL2_LENGTH_MOST);
        return NULL;
    }
    vp_cql2 *filter = calloc(1, sizeof *filter);
    if (!filter) {
        vp_fail_memory(err, sizeof *filter);
        return NULL;
    }
    parser p = {.filter = filter, .schema = schema, .text = {text, text, true}, .err = err};
    bool ok = parse_or(&p, &filter->root) && want_type(&p, filter->root, VP_CQL2_IS_TRUTH);
    vp_expression_skip_gap(&p.text);
    if (ok && *p.text.at) ok = fail_here(&p, "AND, OR or the end");
    if (ok) return filter;
    vp_cql2_free(filter);
    return NULL;
}
