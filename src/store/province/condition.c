#include "store/province/condition.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

typedef struct {
    const char *at;
    bool (*name)(void *context, const char *name, size_t length);
    void *context;
    vp_error *err;
    int depth;
} parser;

enum { DEPTH_MOST = 100 };

static void skip_gap(parser *p)
{
    while (isspace((unsigned char)*p->at)) p->at++;
}

static bool is_letter(char c) { return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80; }

static size_t word_length(const char *at)
{
    size_t length = 0;
    while (is_letter(at[length]) || (length && isdigit((unsigned char)at[length]))) length++;
    return length;
}

static bool take_word(parser *p, const char *word)
{
    skip_gap(p);
    size_t length = word_length(p->at);
    if (length != strlen(word) || strncasecmp(p->at, word, length) != 0) return false;
    p->at += length;
    return true;
}

static bool take_sign(parser *p, const char *sign)
{
    skip_gap(p);
    if (strncmp(p->at, sign, strlen(sign)) != 0) return false;
    p->at += strlen(sign);
    return true;
}

static bool fail_here(parser *p, const char *wanted)
{
    return vp_fail(p->err, VP_BAD_INPUT, "%s expected at \"%.40s\"", wanted, *p->at ? p->at : "the end");
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
    const char *start = p->at++;
    for (; *p->at; p->at++)
        if (*p->at == '\'' && *++p->at != '\'') return true;
    p->at = start;
    return fail_here(p, "a text that ends with '");
}

static bool parse_number(parser *p)
{
    while (isdigit((unsigned char)*p->at)) p->at++;
    if (*p->at == '.') p->at++;
    while (isdigit((unsigned char)*p->at)) p->at++;
    if (is_letter(*p->at)) return fail_here(p, "a number or a name");
    return true;
}

static bool parse_or(parser *p);

static bool parse_value(parser *p)
{
    skip_gap(p);
    while (take_sign(p, "-") || take_sign(p, "+")) skip_gap(p);
    skip_gap(p);
    if (*p->at == '\'') return parse_text(p);
    if (isdigit((unsigned char)*p->at) || *p->at == '.') return parse_number(p);
    if (take_sign(p, "(")) return parse_or(p) && (take_sign(p, ")") || fail_here(p, ")"));
    if (take_word(p, "null")) return true;
    size_t length = word_length(p->at);
    if (length == 0 || is_keyword(p->at, length)) return fail_here(p, "a record's name, a number or a 'text'");
    const char *name = p->at;
    p->at += length;
    skip_gap(p);
    if (*p->at == '(') return fail_here(p, "no function, an operator");
    return !p->name || p->name(p->context, name, length);
}

static bool parse_sum(parser *p)
{
    do {
        if (!parse_value(p)) return false;
    } while (take_sign(p, "+") || take_sign(p, "-") || take_sign(p, "*") || take_sign(p, "/"));
    return true;
}

static bool parse_list(parser *p)
{
    if (!take_sign(p, "(")) return fail_here(p, "(");
    do {
        if (!parse_value(p)) return false;
    } while (take_sign(p, ","));
    return take_sign(p, ")") || fail_here(p, ")");
}

static bool parse_comparison(parser *p)
{
    static const char *const signs[] = {"<>", "!=", "<=", ">=", "==", "=", "<", ">"};
    if (!parse_sum(p)) return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (take_sign(p, signs[i])) return parse_sum(p);
    if (take_word(p, "is")) {
        take_word(p, "not");
        return take_word(p, "null") || fail_here(p, "NULL");
    }
    bool negated = take_word(p, "not");
    if (take_word(p, "in")) return parse_list(p);
    if (take_word(p, "like")) return parse_sum(p);
    if (take_word(p, "between")) return parse_sum(p) && (take_word(p, "and") || fail_here(p, "AND")) && parse_sum(p);
    return !negated || fail_here(p, "IN, LIKE or BETWEEN");
}

static bool parse_and(parser *p)
{
    do {
        while (take_word(p, "not")) continue;
        if (!parse_comparison(p)) return false;
    } while (take_word(p, "and"));
    return true;
}

static bool parse_or(parser *p)
{
    if (++p->depth > DEPTH_MOST)
        return vp_fail(p->err, VP_BAD_INPUT, "more than %d brackets inside each other", DEPTH_MOST);
    do {
        if (!parse_and(p)) return false;
    } while (take_word(p, "or"));
    p->depth--;
    return true;
}

bool vp_condition_check(const char *text, bool (*name)(void *context, const char *name, size_t length), void *context,
                        vp_error *err)
{
    parser p = {.at = text, .name = name, .context = context, .err = err};
    if (!parse_or(&p)) return false;
    skip_gap(&p);
    return *p.at == '\0' || fail_here(&p, "the end");
}
