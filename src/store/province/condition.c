#include "store/province/condition.h"
#include "base/expression.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

typedef struct {
    vp_expression text;
    bool (*name)(void *context, const char *name, size_t length);
    void *context;
    vp_error *err;
    int depth;
} parser;

enum { DEPTH_MOST = 100 };

static bool fail_here(parser *p, const char *wanted)
{
    return vp_fail(p->err, VP_BAD_INPUT, "%s expected at \"%.40s\"", wanted, *p->text.at ? p->text.at : "the end");
}

static bool is_keyword(const char *at, size_t length)
{
    static const char *const keywords[] = {"and",  "or",      "not",    "in",     "is",  "null",
                                           "like", "between", "select", "exists", "case"};
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strlen(keywords[i]) == length && strncasecmp(keywords[i], at, length) == 0) return true;
    return false;
}

static bool parse_text(parser *p)
{
    const char *start = p->text.at++;
    for (; *p->text.at; p->text.at++)
        if (*p->text.at == '\'' && *++p->text.at != '\'') return true;
    p->text.at = start;
    return fail_here(p, "a text that ends with '");
}

static bool parse_number(parser *p)
{
    while (isdigit((unsigned char)*p->text.at)) p->text.at++;
    if (*p->text.at == '.') p->text.at++;
    while (isdigit((unsigned char)*p->text.at)) p->text.at++;
    if (vp_expression_is_letter(*p->text.at)) return fail_here(p, "a number or a name");
    return true;
}

static bool parse_or(parser *p);

static bool parse_value(parser *p)
{
    vp_expression_skip_gap(&p->text);
    while (vp_expression_take_sign(&p->text, "-") || vp_expression_take_sign(&p->text, "+"))
        vp_expression_skip_gap(&p->text);
    vp_expression_skip_gap(&p->text);
    if (*p->text.at == '\'') return parse_text(p);
    if (isdigit((unsigned char)*p->text.at) || *p->text.at == '.') return parse_number(p);
    if (vp_expression_take_sign(&p->text, "("))
        return parse_or(p) && (vp_expression_take_sign(&p->text, ")") || fail_here(p, ")"));
    if (vp_expression_take_word(&p->text, "null")) return true;
    size_t length = vp_expression_word_length(&p->text);
    if (length == 0 || is_keyword(p->text.at, length)) return fail_here(p, "a record's name, a number or a 'text'");
    const char *name = p->text.at;
    p->text.at += length;
    vp_expression_skip_gap(&p->text);
    if (*p->text.at == '(') return fail_here(p, "no function, an operator");
    return !p->name || p->name(p->context, name, length);
}

static bool parse_sum(parser *p)
{
    do {
        if (!parse_value(p)) return false;
    } while (vp_expression_take_sign(&p->text, "+") || vp_expression_take_sign(&p->text, "-") ||
             vp_expression_take_sign(&p->text, "*") || vp_expression_take_sign(&p->text, "/"));
    return true;
}

static bool parse_list(parser *p)
{
    if (!vp_expression_take_sign(&p->text, "(")) return fail_here(p, "(");
    do {
        if (!parse_value(p)) return false;
    } while (vp_expression_take_sign(&p->text, ","));
    return vp_expression_take_sign(&p->text, ")") || fail_here(p, ")");
}

static bool parse_comparison(parser *p)
{
    static const char *const signs[] = {"<>", "!=", "<=", ">=", "==", "=", "<", ">"};
    if (!parse_sum(p)) return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (vp_expression_take_sign(&p->text, signs[i])) return parse_sum(p);
    if (vp_expression_take_word(&p->text, "is")) {
        vp_expression_take_word(&p->text, "not");
        return vp_expression_take_word(&p->text, "null") || fail_here(p, "NULL");
    }
    bool negated = vp_expression_take_word(&p->text, "not");
    if (vp_expression_take_word(&p->text, "in")) return parse_list(p);
    if (vp_expression_take_word(&p->text, "like")) return parse_sum(p);
    if (vp_expression_take_word(&p->text, "between"))
        return parse_sum(p) && (vp_expression_take_word(&p->text, "and") || fail_here(p, "AND")) && parse_sum(p);
    return !negated || fail_here(p, "IN, LIKE or BETWEEN");
}

static bool parse_and(parser *p)
{
    do {
        while (vp_expression_take_word(&p->text, "not")) continue;
        if (!parse_comparison(p)) return false;
    } while (vp_expression_take_word(&p->text, "and"));
    return true;
}

static bool parse_or(parser *p)
{
    if (++p->depth > DEPTH_MOST)
        return vp_fail(p->err, VP_BAD_INPUT, "more than %d brackets inside each other", DEPTH_MOST);
    do {
        if (!parse_and(p)) return false;
    } while (vp_expression_take_word(&p->text, "or"));
    p->depth--;
    return true;
}

bool vp_condition_check(const char *text, bool (*name)(void *context, const char *name, size_t length), void *context,
                        vp_error *err)
{
    parser p = {.text = {text, text, false}, .name = name, .context = context, .err = err};
    if (!parse_or(&p)) return false;
    vp_expression_skip_gap(&p.text);
    return *p.text.at == '\0' || fail_here(&p, "the end");
}
