/* CQL2 Text by recursive descent: or, and, not, comparison, sum, product, power, and what stands alone. */
#include "server/cql2/parser_internal.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef vp_cql2_parser parser;
typedef bool part(parser *p, uint16_t *out);

static part parse_or, parse_sum;

/* ------------------------------------------------------------ what stands alone */

static bool parse_folded(parser *p, vp_cql2_kind kind, uint16_t *out)
{
    uint16_t text = VP_CQL2_NONE;
    return vp_cql2_want_sign(p, "(") && parse_sum(p, &text) && vp_cql2_want_type(p, text, VP_CQL2_IS_TEXT) &&
           vp_cql2_want_sign(p, ")") && vp_cql2_join(p, kind, VP_CQL2_IS_TEXT, text, VP_CQL2_NONE, out);
}

/* The feature's own geometry, which may stand in "quotes" as any property. */
static bool take_geometry(parser *p)
{
    return vp_expression_take_word(&p->text, "geometry") || vp_expression_take_word(&p->text, "geom") ||
           vp_expression_take_sign(&p->text, "\"geometry\"") || vp_expression_take_sign(&p->text, "\"geom\"");
}

static bool is_keyword(const char *at, size_t length)
{
    static const char *const words[] = {"and", "or", "not", "in", "is", "null", "like", "between"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && strncasecmp(words[i], at, length) == 0) return true;
    return false;
}

static bool fail_name(const parser *p, const char *from, size_t length)
{
    const char *behind = from + length + strspn(from + length, " \t\r\n");
    if (*behind == '(') return vp_fail(p->err, VP_BAD_INPUT, "filter: there is no function '%.*s'", (int)length, from);
    return vp_fail(p->err, VP_BAD_INPUT, "filter: there is no property '%.*s'; /collections/%s/queryables lists them",
                   (int)length, from, p->schema->id);
}

/* A property by its name, which may stand in "quotes". */
static bool parse_property(parser *p, uint16_t *out)
{
    bool quoted = *p->text.at == '"', is_text;
    const char *from = p->text.at + quoted;
    size_t length = quoted ? strcspn(from, "\"") : vp_expression_word_length(&p->text);
    char name[64];
    if (length == 0 || length >= sizeof name || (quoted && from[length] != '"') ||
        (!quoted && is_keyword(from, length)))
        return vp_cql2_fail_here(p, "a property, a number or a 'text'");
    memcpy(name, from, length);
    name[length] = '\0';
    vp_cql2_node node = {.kind = VP_CQL2_PROPERTY};
    if (!p->schema->find(p->schema->context, name, &node.index, &is_text)) return fail_name(p, from, length);
    node.type = is_text ? VP_CQL2_IS_TEXT : VP_CQL2_IS_NUMBER;
    node.text = strdup(name);
    if (!node.text) return vp_fail_memory(p->err, length);
    p->text.at = from + length + quoted;
    return vp_cql2_add(p, node, out);
}

/* A negative value is nothing less it. */
static bool negate(parser *p, uint16_t *out)
{
    uint16_t zero, number = *out;
    return vp_cql2_want_type(p, number, VP_CQL2_IS_NUMBER) &&
           vp_cql2_add(p, (vp_cql2_node){.kind = VP_CQL2_NUMBER, .type = VP_CQL2_IS_NUMBER, .number = 0}, &zero) &&
           vp_cql2_join(p, VP_CQL2_SUBTRACT, VP_CQL2_IS_NUMBER, zero, number, out);
}

static bool parse_truth(parser *p, bool truth, uint16_t *out)
{
    return vp_cql2_add(p, (vp_cql2_node){.kind = VP_CQL2_TRUTH, .type = VP_CQL2_IS_TRUTH, .number = truth}, out);
}

/* ------------------------------------------------------------ intervals, arrays, and what is asked of two of a kind */

/* A text property may hold an instant; what does not is no value. */
static bool want_instant(const parser *p, uint16_t at)
{
    return p->filter->nodes[at].kind == VP_CQL2_PROPERTY && vp_cql2_type_of(p, at) == VP_CQL2_IS_TEXT
               ? true
               : vp_cql2_want_type(p, at, VP_CQL2_IS_INSTANT);
}

static bool parse_end(parser *p, bool is_first, uint16_t *out)
{
    vp_expression_skip_gap(&p->text);
    if (*p->text.at == '\'') return vp_cql2_parse_end(p, is_first, out);
    return parse_sum(p, out) && want_instant(p, *out);
}

static bool parse_interval(parser *p, uint16_t *out)
{
    uint16_t from = VP_CQL2_NONE, to = VP_CQL2_NONE;
    if (!vp_cql2_want_sign(p, "(") || !parse_end(p, true, &from) || !vp_cql2_want_sign(p, ",") ||
        !parse_end(p, false, &to) || !vp_cql2_want_sign(p, ")"))
        return false;
    const vp_cql2_node *a = &p->filter->nodes[from], *b = &p->filter->nodes[to];
    if (a->kind == VP_CQL2_INSTANT && b->kind == VP_CQL2_INSTANT && vp_cql2_instant_order(a->instant, b->instant) > 0)
        return vp_fail(p->err, VP_BAD_INPUT, "filter: an interval ends before it begins");
    return vp_cql2_join(p, VP_CQL2_INTERVAL, VP_CQL2_IS_INTERVAL, from, to, out);
}

static part parse_array;

/* An array or any value: (1, 2) is one, (1 + 2) * 3 the other, and only what follows it says which. */
static bool parse_item(parser *p, uint16_t *out)
{
    vp_cql2_mark before = vp_cql2_mark_here(p);
    vp_expression_skip_gap(&p->text);
    if (*p->text.at != '[' && (*p->text.at != '(' || p->from_json)) return parse_or(p, out);
    if (parse_array(p, out)) {
        vp_expression_skip_gap(&p->text);
        if (*p->text.at == ',' || *p->text.at == ')' || *p->text.at == ']') return true;
    }
    vp_cql2_return_to(p, before);
    return parse_or(p, out);
}

static bool parse_items(parser *p, const char *end, uint16_t *list)
{
    uint16_t item = VP_CQL2_NONE;
    if (vp_expression_take_sign(&p->text, end)) return true;
    do {
        if (!parse_item(p, &item) || !vp_cql2_join(p, VP_CQL2_PAIR, VP_CQL2_IS_TRUTH, item, *list, list)) return false;
    } while (vp_expression_take_sign(&p->text, ","));
    return vp_cql2_want_sign(p, end);
}

static bool parse_array(parser *p, uint16_t *out)
{
    uint16_t list = VP_CQL2_NONE;
    bool square = vp_expression_take_sign(&p->text, "["); /* as drafts of the standard had it */
    if (!vp_cql2_deepen(p)) return false;
    bool ok = (square || vp_cql2_want_sign(p, "(")) && parse_items(p, square ? "]" : ")", &list);
    p->depth--;
    return ok && vp_cql2_join(p, VP_CQL2_ARRAY, VP_CQL2_IS_ARRAY, list, VP_CQL2_NONE, out);
}

static bool parse_set(parser *p, uint16_t *out)
{
    vp_expression_skip_gap(&p->text);
    if (*p->text.at == '(' || *p->text.at == '[') return parse_array(p, out);
    if (!parse_sum(p, out)) return false;
    return p->filter->nodes[*out].kind == VP_CQL2_PROPERTY || vp_cql2_want_type(p, *out, VP_CQL2_IS_ARRAY);
}

static bool parse_place(parser *p, uint16_t *out)
{
    return parse_sum(p, out) && vp_cql2_want_type(p, *out, VP_CQL2_IS_GEOMETRY);
}

static bool parse_time(parser *p, uint16_t *out)
{
    return parse_sum(p, out) && (vp_cql2_type_of(p, *out) == VP_CQL2_IS_INTERVAL || want_instant(p, *out));
}

static const struct {
    const char *name;
    vp_cql2_kind kind;
    size_t index;
    part *side;
} predicates[] = {
    {"S_INTERSECTS", VP_CQL2_SPATIAL, VP_CQL2_INTERSECTS, parse_place},
    {"S_EQUALS", VP_CQL2_SPATIAL, VP_CQL2_EQUALS, parse_place},
    {"S_DISJOINT", VP_CQL2_SPATIAL, VP_CQL2_DISJOINT, parse_place},
    {"S_TOUCHES", VP_CQL2_SPATIAL, VP_CQL2_TOUCHES, parse_place},
    {"S_WITHIN", VP_CQL2_SPATIAL, VP_CQL2_WITHIN, parse_place},
    {"S_OVERLAPS", VP_CQL2_SPATIAL, VP_CQL2_OVERLAPS, parse_place},
    {"S_CROSSES", VP_CQL2_SPATIAL, VP_CQL2_CROSSES, parse_place},
    {"S_CONTAINS", VP_CQL2_SPATIAL, VP_CQL2_CONTAINS, parse_place},
    {"T_AFTER", VP_CQL2_TEMPORAL, VP_CQL2_AFTER, parse_time},
    {"T_BEFORE", VP_CQL2_TEMPORAL, VP_CQL2_BEFORE, parse_time},
    {"T_CONTAINS", VP_CQL2_TEMPORAL, VP_CQL2_CONTAINS_TIME, parse_time},
    {"T_DISJOINT", VP_CQL2_TEMPORAL, VP_CQL2_DISJOINT_TIME, parse_time},
    {"T_DURING", VP_CQL2_TEMPORAL, VP_CQL2_DURING, parse_time},
    {"T_EQUALS", VP_CQL2_TEMPORAL, VP_CQL2_EQUAL_TIME, parse_time},
    {"T_FINISHEDBY", VP_CQL2_TEMPORAL, VP_CQL2_FINISHED_BY, parse_time},
    {"T_FINISHES", VP_CQL2_TEMPORAL, VP_CQL2_FINISHES, parse_time},
    {"T_INTERSECTS", VP_CQL2_TEMPORAL, VP_CQL2_MEET_TIME, parse_time},
    {"T_MEETS", VP_CQL2_TEMPORAL, VP_CQL2_MEETS, parse_time},
    {"T_METBY", VP_CQL2_TEMPORAL, VP_CQL2_MET_BY, parse_time},
    {"T_OVERLAPPEDBY", VP_CQL2_TEMPORAL, VP_CQL2_OVERLAPPED_BY, parse_time},
    {"T_OVERLAPS", VP_CQL2_TEMPORAL, VP_CQL2_OVERLAPS_TIME, parse_time},
    {"T_STARTEDBY", VP_CQL2_TEMPORAL, VP_CQL2_STARTED_BY, parse_time},
    {"T_STARTS", VP_CQL2_TEMPORAL, VP_CQL2_STARTS, parse_time},
    {"A_EQUALS", VP_CQL2_SETS, VP_CQL2_SAME, parse_set},
    {"A_CONTAINS", VP_CQL2_SETS, VP_CQL2_HOLDS_ALL, parse_set},
    {"A_CONTAINEDBY", VP_CQL2_SETS, VP_CQL2_HELD_BY, parse_set},
    {"A_OVERLAPS", VP_CQL2_SETS, VP_CQL2_SHARE, parse_set},
};
enum { PREDICATES = sizeof predicates / sizeof *predicates };

/* Both sides of a predicate whose name has been taken. */
static bool parse_predicate(parser *p, size_t which, uint16_t *out)
{
    vp_cql2_node node = {.kind = predicates[which].kind, .type = VP_CQL2_IS_TRUTH, .index = predicates[which].index};
    return vp_cql2_want_sign(p, "(") && predicates[which].side(p, &node.first) && vp_cql2_want_sign(p, ",") &&
           predicates[which].side(p, &node.second) && vp_cql2_want_sign(p, ")") && vp_cql2_add(p, node, out);
}

static bool parse_word(parser *p, uint16_t *out)
{
    bool failed;
    if (vp_expression_take_word(&p->text, "TRUE")) return parse_truth(p, true, out);
    if (vp_expression_take_word(&p->text, "FALSE")) return parse_truth(p, false, out);
    if (vp_cql2_take_call(p, "DATE")) return vp_cql2_parse_instant(p, true, out);
    if (vp_cql2_take_call(p, "TIMESTAMP")) return vp_cql2_parse_instant(p, false, out);
    if (vp_cql2_take_call(p, "INTERVAL")) return parse_interval(p, out);
    if (vp_cql2_take_call(p, "CASEI")) return parse_folded(p, VP_CQL2_CASEI, out);
    if (vp_cql2_take_call(p, "ACCENTI")) return parse_folded(p, VP_CQL2_ACCENTI, out);
    for (size_t i = 0; i < PREDICATES; i++)
        if (vp_cql2_take_call(p, predicates[i].name)) return parse_predicate(p, i, out);
    if (vp_cql2_parse_geometry(p, &failed, out)) return true;
    if (failed) return false;
    if (take_geometry(p))
        return vp_cql2_geometries_context(&p->filter->geometries, p->err) &&
               vp_cql2_add(p, (vp_cql2_node){.kind = VP_CQL2_GEOMETRY, .type = VP_CQL2_IS_GEOMETRY}, out);
    return parse_property(p, out);
}

static bool parse_alone(parser *p, uint16_t *out)
{
    bool below = false, ok;
    if (!vp_cql2_deepen(p)) return false;
    for (;;) {
        if (vp_expression_take_sign(&p->text, "-"))
            below = !below;
        else if (!vp_expression_take_sign(&p->text, "+"))
            break;
    }
    if (*p->text.at == '(')
        ok = vp_cql2_want_sign(p, "(") && parse_or(p, out) && vp_cql2_want_sign(p, ")");
    else if (*p->text.at == '\'')
        ok = vp_cql2_parse_text(p, out);
    else if (isdigit((unsigned char)*p->text.at) || *p->text.at == '.')
        ok = vp_cql2_parse_number(p, out);
    else
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

/* first, which is parsed, sign second. */
static bool join_numbers(parser *p, part *parse, vp_cql2_kind kind, uint16_t *out)
{
    uint16_t first = *out, second = VP_CQL2_NONE;
    return vp_cql2_want_type(p, first, VP_CQL2_IS_NUMBER) && parse(p, &second) &&
           vp_cql2_want_type(p, second, VP_CQL2_IS_NUMBER) &&
           vp_cql2_join(p, kind, VP_CQL2_IS_NUMBER, first, second, out);
}

/* a sign b sign c …: a chain of one rank, from the left. */
static bool parse_chain(parser *p, part *parse, const char *const signs[], vp_cql2_kind kind, uint16_t *out)
{
    if (!parse(p, out)) return false;
    for (;;) {
        size_t which = take_any(p, signs);
        if (!*signs[which]) return true;
        if (!join_numbers(p, parse, kind + (vp_cql2_kind)which, out)) return false;
    }
}

/* From the right: 2 ^ 3 ^ 2 is 2 ^ 9. */
static bool parse_power(parser *p, uint16_t *out)
{
    if (!parse_alone(p, out)) return false;
    if (!vp_expression_take_sign(&p->text, "^")) return true;
    if (!vp_cql2_deepen(p)) return false;
    bool ok = join_numbers(p, parse_power, VP_CQL2_POWER, out);
    p->depth--;
    return ok;
}

static bool parse_product(parser *p, uint16_t *out)
{
    return parse_chain(p, parse_power, (const char *const[]){"*", "/", "%", "DIV", ""}, VP_CQL2_MULTIPLY, out);
}

static bool parse_sum(parser *p, uint16_t *out)
{
    return parse_chain(p, parse_product, (const char *const[]){"+", "-", ""}, VP_CQL2_ADD, out);
}

/* true and false beside a text are texts, as `open` has them. */
static bool become_text(const parser *p, uint16_t at)
{
    vp_cql2_node *node = &p->filter->nodes[at];
    char *text = strdup(node->number != 0 ? "true" : "false");
    if (!text) return vp_fail_memory(p->err, sizeof(vp_cql2_node));
    *node = (vp_cql2_node){.kind = VP_CQL2_TEXT, .type = VP_CQL2_IS_TEXT, .text = text};
    return true;
}

static bool can_be_compared(vp_cql2_type type) { return type <= VP_CQL2_IS_TEXT || type == VP_CQL2_IS_INSTANT; }

/* A value to compare with first: of its type, or an instant and a text that may hold one. */
static bool parse_fellow(parser *p, uint16_t first, uint16_t *out)
{
    if (!can_be_compared(vp_cql2_type_of(p, first))) return vp_cql2_want_type(p, first, VP_CQL2_IS_TEXT);
    if (!parse_sum(p, out)) return false;
    const vp_cql2_node *a = &p->filter->nodes[first], *b = &p->filter->nodes[*out];
    if (b->kind == VP_CQL2_TRUTH && a->type == VP_CQL2_IS_TEXT) return become_text(p, *out);
    if (a->kind == VP_CQL2_TRUTH && b->type == VP_CQL2_IS_TEXT) return become_text(p, first);
    if (a->type == VP_CQL2_IS_INSTANT) return want_instant(p, *out);
    if (b->type == VP_CQL2_IS_INSTANT) return want_instant(p, first);
    return vp_cql2_want_type(p, *out, a->type);
}

static bool parse_between(parser *p, uint16_t first, uint16_t *out)
{
    uint16_t low = VP_CQL2_NONE, high = VP_CQL2_NONE, ends = VP_CQL2_NONE;
    if (!parse_fellow(p, first, &low)) return false;
    if (!vp_expression_take_word(&p->text, "AND")) return vp_cql2_fail_here(p, "AND");
    return parse_fellow(p, first, &high) && vp_cql2_join(p, VP_CQL2_PAIR, VP_CQL2_IS_TRUTH, low, high, &ends) &&
           vp_cql2_join(p, VP_CQL2_BETWEEN, VP_CQL2_IS_TRUTH, first, ends, out);
}

static bool parse_in(parser *p, uint16_t first, uint16_t *out)
{
    uint16_t item = VP_CQL2_NONE, list = VP_CQL2_NONE;
    if (!vp_cql2_want_sign(p, "(")) return false;
    do {
        if (!parse_fellow(p, first, &item) || !vp_cql2_join(p, VP_CQL2_PAIR, VP_CQL2_IS_TRUTH, item, list, &list))
            return false;
    } while (vp_expression_take_sign(&p->text, ","));
    return vp_cql2_want_sign(p, ")") && vp_cql2_join(p, VP_CQL2_IN, VP_CQL2_IS_TRUTH, first, list, out);
}

static bool parse_like(parser *p, uint16_t first, uint16_t *out)
{
    uint16_t pattern = VP_CQL2_NONE;
    return vp_cql2_want_type(p, first, VP_CQL2_IS_TEXT) && parse_fellow(p, first, &pattern) &&
           vp_cql2_want_type(p, pattern, VP_CQL2_IS_TEXT) &&
           vp_cql2_join(p, VP_CQL2_LIKE, VP_CQL2_IS_TRUTH, first, pattern, out);
}

static bool fold_case(parser *p, uint16_t *out)
{
    return vp_cql2_join(p, VP_CQL2_CASEI, VP_CQL2_IS_TEXT, *out, VP_CQL2_NONE, out);
}

/* Not of the language, but what GDAL and PostgreSQL write: LIKE of both sides' CASEI. */
static bool parse_ilike(parser *p, uint16_t first, uint16_t *out)
{
    uint16_t pattern = VP_CQL2_NONE;
    return vp_cql2_want_type(p, first, VP_CQL2_IS_TEXT) && parse_fellow(p, first, &pattern) &&
           vp_cql2_want_type(p, pattern, VP_CQL2_IS_TEXT) && fold_case(p, &first) && fold_case(p, &pattern) &&
           vp_cql2_join(p, VP_CQL2_LIKE, VP_CQL2_IS_TRUTH, first, pattern, out);
}

static bool refuse(parser *p, bool really, uint16_t *out)
{
    return !really || vp_cql2_join(p, VP_CQL2_NOT, VP_CQL2_IS_TRUTH, *out, VP_CQL2_NONE, out);
}

static bool parse_null(parser *p, uint16_t first, uint16_t *out)
{
    bool not = vp_expression_take_word(&p->text, "NOT");
    if (!vp_expression_take_word(&p->text, "NULL")) return vp_cql2_fail_here(p, "NULL");
    return vp_cql2_join(p, VP_CQL2_IS_NULL, VP_CQL2_IS_TRUTH, first, VP_CQL2_NONE, out) && refuse(p, not, out);
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
            return parse_fellow(p, first, &second) &&
                   vp_cql2_join(p, signs[i].kind, VP_CQL2_IS_TRUTH, first, second, out);
    if (vp_expression_take_word(&p->text, "IS")) return parse_null(p, first, out);
    bool not = vp_expression_take_word(&p->text, "NOT");
    if (vp_expression_take_word(&p->text, "LIKE")) return parse_like(p, first, out) && refuse(p, not, out);
    if (vp_expression_take_word(&p->text, "ILIKE")) return parse_ilike(p, first, out) && refuse(p, not, out);
    if (vp_expression_take_word(&p->text, "BETWEEN")) return parse_between(p, first, out) && refuse(p, not, out);
    if (vp_expression_take_word(&p->text, "IN")) return parse_in(p, first, out) && refuse(p, not, out);
    return !not || vp_cql2_fail_here(p, "LIKE, ILIKE, BETWEEN or IN");
}

static bool parse_not(parser *p, uint16_t *out)
{
    bool not = false;
    while (vp_expression_take_word(&p->text, "NOT")) not = !not ;
    return parse_comparison(p, out) && (!not || vp_cql2_want_type(p, *out, VP_CQL2_IS_TRUTH)) && refuse(p, not, out);
}

static bool parse_conditions(parser *p, part *parse, const char *word, vp_cql2_kind kind, uint16_t *out)
{
    if (!parse(p, out)) return false;
    while (vp_expression_take_word(&p->text, word)) {
        uint16_t first = *out, second = VP_CQL2_NONE;
        if (!vp_cql2_want_type(p, first, VP_CQL2_IS_TRUTH) || !parse(p, &second) ||
            !vp_cql2_want_type(p, second, VP_CQL2_IS_TRUTH) ||
            !vp_cql2_join(p, kind, VP_CQL2_IS_TRUTH, first, second, out))
            return false;
    }
    return true;
}

static bool parse_and(parser *p, uint16_t *out) { return parse_conditions(p, parse_not, "AND", VP_CQL2_AND, out); }

static bool parse_or(parser *p, uint16_t *out) { return parse_conditions(p, parse_and, "OR", VP_CQL2_OR, out); }

vp_cql2 *vp_cql2_parse_written(const char *text, bool from_json, const vp_cql2_schema *schema, vp_error *err)
{
    vp_cql2 *filter = calloc(1, sizeof *filter);
    if (!filter) {
        vp_fail_memory(err, sizeof *filter);
        return NULL;
    }
    parser p = {.filter = filter, .schema = schema, .text = {text, text, true}, .err = err};
    p.from_json = from_json;
    bool ok = parse_or(&p, &filter->root) && vp_cql2_want_type(&p, filter->root, VP_CQL2_IS_TRUTH);
    vp_expression_skip_gap(&p.text);
    if (ok && *p.text.at) ok = vp_cql2_fail_here(&p, "AND, OR or the end");
    if (ok) return filter;
    vp_cql2_free(filter);
    return NULL;
}

vp_cql2 *vp_cql2_parse(const char *text, const vp_cql2_schema *schema, vp_error *err)
{
    if (strlen(text) <= VP_CQL2_LENGTH_MOST) return vp_cql2_parse_written(text, false, schema, err);
    vp_fail(err, VP_BAD_INPUT, "filter: longer than %d bytes", VP_CQL2_LENGTH_MOST);
    return NULL;
}
