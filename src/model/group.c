#include "base/array.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>

enum { NODES_MOST = 48, DEPTH_MOST = 12, TITLE_MOST = 1024 };
#define AND_SIGNS "+, "

typedef vp_group_sign sign;
typedef vp_group_term node;

/* A text taken apart: operands stand before what joins them, the last node is the whole. */
typedef struct {
    const vp_definitions *definitions;
    const char *at, *text;
    size_t depth, count;
    node nodes[NODES_MOST];
    vp_error *err;
} reader;

typedef struct {
    double low, high;
} span;

bool vp_group_is_combined(const char *text) { return text && (strpbrk(text, AND_SIGNS "|()") || *text == '-'); }

static size_t row_of(const vp_definitions *definitions, const char *id)
{
    for (size_t g = 0; id && g < definitions->group_count; g++)
        if (strcmp(definitions->groups[g].id, id) == 0) return g;
    return VP_NONE;
}

/* ------------------------------------------------------------ reading */

static size_t add(reader *r, node n)
{
    if (r->count == NODES_MOST) {
        vp_fail(r->err, VP_BAD_INPUT, "the group '%.60s…' has too many parts", r->text);
        return VP_NONE;
    }
    r->nodes[r->count] = n;
    return r->count++;
}

static void skip_blanks(reader *r) { r->at += strspn(r->at, " "); }

static size_t read_name(reader *r)
{
    char id[100];
    /* An id may have a - inside. */
    size_t length = strcspn(r->at, AND_SIGNS "|()");
    snprintf(id, sizeof id, "%.*s", (int)(length < 99 ? length : 99), r->at);
    size_t group = row_of(r->definitions, id);
    if (!length) {
        vp_fail(r->err, VP_BAD_INPUT, "the group '%.100s' lacks a group %s%.20s", r->text,
                *r->at ? "before " : "at its end", r->at);
        return VP_NONE;
    }
    if (group == VP_NONE) {
        vp_fail(r->err, VP_BAD_INPUT, "there is no population group '%.60s'; /indicators lists them", id);
        return VP_NONE;
    }
    r->at += length;
    return add(r, (node){VP_GROUP_NAME, group, VP_NONE, VP_NONE});
}

static size_t read_either(reader *r);

static size_t read_bracket(reader *r)
{
    size_t inner = VP_NONE;
    r->at++;
    if (++r->depth > DEPTH_MOST)
        vp_fail(r->err, VP_BAD_INPUT, "the group '%.60s…' has brackets too deep", r->text);
    else
        inner = read_either(r);
    if (inner == VP_NONE) return VP_NONE;
    if (*r->at != ')') {
        vp_fail(r->err, VP_BAD_INPUT, "the group '%.100s' lacks a closing bracket", r->text);
        return VP_NONE;
    }
    r->at++;
    r->depth--;
    return inner;
}

static size_t read_one(reader *r)
{
    skip_blanks(r);
    if (*r->at == '(') return read_bracket(r);
    if (*r->at != '-') return read_name(r);
    bool no = false;
    for (; *r->at == '-'; skip_blanks(r)) no = !no, r->at++;
    size_t inner = *r->at == '(' ? read_bracket(r) : read_name(r);
    return inner == VP_NONE || !no ? inner : add(r, (node){VP_GROUP_NOT, VP_NONE, inner, VP_NONE});
}

static bool joins(reader *r, sign by)
{
    const char *signs = by == VP_GROUP_AND ? AND_SIGNS : "|";
    size_t blanks = strspn(r->at, " ");
    const char *next = r->at + blanks;
    if (!*next || *next == ')') { /* blanks at an end join nothing */
        r->at = next;
        return false;
    }
    if (strchr(signs, *next)) {
        r->at = next + 1;
        return true;
    }
    if (by == VP_GROUP_AND && blanks && *next != '|') return true; /* a + of an address that came as a blank */
    return false;
}

static size_t read_both(reader *r)
{
    size_t left = read_one(r);
    while (left != VP_NONE && joins(r, VP_GROUP_AND)) {
        size_t right = read_one(r);
        left = right == VP_NONE ? VP_NONE : add(r, (node){VP_GROUP_AND, VP_NONE, left, right});
    }
    return left;
}

static size_t read_either(reader *r)
{
    size_t left = read_both(r);
    while (left != VP_NONE && joins(r, VP_GROUP_OR)) {
        size_t right = read_both(r);
        left = right == VP_NONE ? VP_NONE : add(r, (node){VP_GROUP_OR, VP_NONE, left, right});
    }
    return left;
}

/* Whether a group takes a part of some unit's people. */
static bool has_parts(const vp_group *group, const vp_units *units)
{
    if (group->grid) return true;
    for (size_t s = 0; s < units->set_count; s++)
        for (size_t u = 0; u < units->sets[s].unit_count; u++) {
            double part = vp_group_part(group, s, u, VP_GROUP_MIDDLE);
            if (part > 0 && part < 1) return true;
        }
    return false;
}

static bool refuse_twice(const reader *r, const vp_units *units)
{
    for (size_t i = 0; i < r->count; i++)
        for (size_t k = 0; k < i && r->nodes[i].sign == VP_GROUP_NAME; k++) {
            if (r->nodes[k].sign != VP_GROUP_NAME || r->nodes[k].group != r->nodes[i].group) continue;
            const vp_group *group = &r->definitions->groups[r->nodes[i].group];
            if (has_parts(group, units))
                return vp_fail(r->err, VP_BAD_INPUT, "%s is a share of each unit and stands twice in '%.100s'",
                               group->id, r->text);
        }
    return true;
}

/* ------------------------------------------------------------ the part of one unit */

static bool is(span a, double part) { return a.low == part && a.high == part; }

static span both(span a, span b)
{
    if (is(a, 0) || is(b, 1)) return a;
    if (is(b, 0) || is(a, 1)) return b;
    if (isnan(a.low) || isnan(b.low)) return (span){NAN, NAN};
    return (span){fmax(0, a.low + b.low - 1), fmin(a.high, b.high)};
}

static span not(span a) { return (span){1 - a.high, 1 - a.low}; }

static span either(span a, span b)
{
    if (is(a, 1) || is(b, 0)) return a;
    if (is(b, 1) || is(a, 0)) return b;
    if (isnan(a.low) || isnan(b.low)) return (span){NAN, NAN};
    return (span){fmax(a.low, b.low), fmin(1, a.high + b.high)};
}

/* of_grid: the part of a unit's people that a group of a grid is taken to be, which is not known here. */
static span part_of(const reader *r, size_t set, size_t unit, span of_grid)
{
    span parts[NODES_MOST] = {0};
    for (size_t i = 0; i < r->count; i++) {
        const node *n = &r->nodes[i];
        const vp_group *group = n->sign == VP_GROUP_NAME ? &r->definitions->groups[n->group] : NULL;
        double part = 0;
        switch (n->sign) {
        case VP_GROUP_NAME:
            part = vp_group_part(group, set, unit, VP_GROUP_MIDDLE);
            parts[i] = group->grid && part != 0 ? of_grid : (span){part, part};
            break;
        case VP_GROUP_NOT: parts[i] = not(parts[n->left]); break;
        case VP_GROUP_AND: parts[i] = both(parts[n->left], parts[n->right]); break;
        default: parts[i] = either(parts[n->left], parts[n->right]);
        }
    }
    return parts[r->count - 1];
}

static bool fill_set(const reader *r, const vp_unit_set *set, size_t s, vp_group *out, bool *bounded)
{
    size_t count = set->unit_count + 1;
    out->member[s] = calloc(count, sizeof **out->member);
    out->share[s] = calloc(count, sizeof **out->share);
    out->low[s] = calloc(count, sizeof **out->low);
    out->high[s] = calloc(count, sizeof **out->high);
    if (!out->member[s] || !out->share[s] || !out->low[s] || !out->high[s])
        return vp_fail_memory(r->err, count * sizeof **out->share);
    for (size_t u = 0; u < set->unit_count; u++) {
        span part = part_of(r, s, u, (span){0, 1});
        out->member[s][u] = part.high != 0;
        out->low[s][u] = part.low;
        out->high[s][u] = part.high;
        out->share[s][u] = part.low == part.high ? part.low : (part.low + part.high) / 2;
        *bounded |= part.low < part.high;
    }
    return true;
}

/* With a grid: the terms are kept, and each set of people is counted by them. */
static bool keep_terms(const reader *r, const vp_units *units, vp_group *out)
{
    out->terms = calloc(r->count, sizeof *out->terms);
    if (!out->terms) return vp_fail_memory(r->err, r->count * sizeof *out->terms);
    memcpy(out->terms, r->nodes, r->count * sizeof *out->terms);
    out->term_count = r->count;
    for (size_t s = 0; s < units->set_count; s++)
        for (size_t u = 0; u < units->sets[s].unit_count; u++) {
            span part = part_of(r, s, u, (span){0.5, 0.5}); /* some, but not all */
            out->bounded |= part.low < part.high;
            if (out->member[s][u]) out->share[s][u] = isnan(part.low) ? (double)NAN : 1;
        }
    return true;
}

/* The files of the grids of its groups, each once, or NULL. */
static bool name_grids(const reader *r, vp_group *out)
{
    char *text = NULL;
    for (size_t i = 0; i < r->count; i++) {
        const char *grid = r->nodes[i].sign == VP_GROUP_NAME ? r->definitions->groups[r->nodes[i].group].grid : NULL;
        char *longer = NULL;
        if (!grid || (text && strstr(text, grid))) continue;
        if (asprintf(&longer, "%s%s%s", text ? text : "", text ? "; " : "", grid) < 0) longer = NULL;
        free(text);
        text = longer;
        if (!text) return vp_fail_memory(r->err, strlen(grid));
    }
    out->grid = text;
    return true;
}

static void clear_ends(vp_group *group, size_t set_count)
{
    for (size_t s = 0; s < set_count; s++) {
        if (group->low) free(group->low[s]);
        if (group->high) free(group->high[s]);
    }
    free(group->low);
    free(group->high);
    group->low = group->high = NULL;
}

static bool fill(const reader *r, const vp_units *units, vp_group *out)
{
    size_t sets = units->set_count + 1;
    bool bounded = false, ok = true;
    out->member = calloc(sets, sizeof *out->member);
    out->share = calloc(sets, sizeof *out->share);
    out->low = calloc(sets, sizeof *out->low);
    out->high = calloc(sets, sizeof *out->high);
    if (!out->member || !out->share || !out->low || !out->high)
        return vp_fail_memory(r->err, sets * sizeof *out->share);
    for (size_t s = 0; ok && s < units->set_count; s++) ok = fill_set(r, &units->sets[s], s, out, &bounded);
    if (ok && (out->grid || !bounded)) clear_ends(out, units->set_count);
    return ok && (!out->grid || keep_terms(r, units, out));
}

/* ------------------------------------------------------------ its names */

typedef struct {
    const char *(*name)(const vp_group *);
    const char *no, *and, * or ;
} wording;

static const char *id_of(const vp_group *group) { return group->id; }
static const char *vietnamese_of(const vp_group *group) { return group->title_vi; }
static const char *english_of(const vp_group *group) { return group->title_en; }

static const wording as_id = {id_of, "-", "+", "|"}, as_vietnamese = {vietnamese_of, "không phải ", " và ", " hoặc "},
                     as_english = {english_of, "not ", " and ", " or "};

/* Appends; brackets where an operand binds less than what joins it. */
static void write(const reader *r, const wording *w, size_t i, sign within, char text[TITLE_MOST])
{
    const node *n = &r->nodes[i];
    bool brackets = n->sign != VP_GROUP_NAME && n->sign != VP_GROUP_NOT && n->sign > within;
    size_t at = strlen(text);
    if (n->sign == VP_GROUP_NAME) {
        snprintf(text + at, TITLE_MOST - at, "%s", w->name(&r->definitions->groups[n->group]));
        return;
    }
    snprintf(text + at, TITLE_MOST - at, "%s", n->sign == VP_GROUP_NOT ? w->no : brackets ? "(" : "");
    write(r, w, n->left, n->sign, text);
    if (n->sign == VP_GROUP_NOT) return;
    at = strlen(text);
    snprintf(text + at, TITLE_MOST - at, "%s", n->sign == VP_GROUP_AND ? w->and : w->or);
    write(r, w, n->right, n->sign, text);
    at = strlen(text);
    if (brackets) snprintf(text + at, TITLE_MOST - at, ")");
}

static char *written(const reader *r, const wording *w)
{
    char text[TITLE_MOST] = "";
    write(r, w, r->count - 1, VP_GROUP_OR, text);
    return strdup(text);
}

static bool name(const reader *r, vp_group *out)
{
    out->id = written(r, &as_id);
    out->title_vi = written(r, &as_vietnamese);
    out->title_en = written(r, &as_english);
    if (out->id && asprintf(&out->definition, "%s%s%s%s", out->id, out->grid ? VP_GROUP_GRID_BEFORE : "",
                            out->grid ? out->grid : "", out->grid ? ")" : "") < 0)
        out->definition = NULL;
    return (out->title_vi && out->title_en && out->definition) || vp_fail_memory(r->err, TITLE_MOST);
}

bool vp_group_combine(const vp_definitions *definitions, const vp_units *units, const char *text, vp_group *out,
                      vp_error *err)
{
    reader r = {.definitions = definitions, .at = text, .text = text, .err = err};
    *out = (vp_group){0};
    if (read_either(&r) == VP_NONE) return false;
    if (*r.at) return vp_fail(err, VP_BAD_INPUT, "the group '%.100s' is not understood at '%.20s'", text, r.at);
    if (refuse_twice(&r, units) && name_grids(&r, out) && name(&r, out) && fill(&r, units, out)) return true;
    vp_group_clear(out, units->set_count);
    return false;
}

bool vp_group_append(vp_definitions *definitions, const vp_units *units, const char *text, vp_error *err)
{
    vp_group group;
    if (!vp_group_is_combined(text)) return true;
    if (!vp_group_combine(definitions, units, text, &group, err)) return false;
    if (!vp_array_resize(VP_ARRAY(definitions->groups), definitions->group_count + 1, err)) {
        vp_group_clear(&group, units->set_count);
        return false;
    }
    definitions->groups[definitions->group_count++] = group;
    return true;
}

size_t vp_group_find(const vp_definitions *definitions, const char *text)
{
    size_t last = definitions->group_count - 1;
    if (!vp_group_is_combined(text)) return row_of(definitions, text);
    return definitions->group_count && vp_group_is_combined(definitions->groups[last].id) ? last : VP_NONE;
}

void vp_group_clear(vp_group *group, size_t set_count)
{
    clear_ends(group, set_count);
    for (size_t s = 0; s < set_count; s++) {
        if (group->member) free(group->member[s]);
        if (group->share) free(group->share[s]);
    }
    free(group->member);
    free(group->share);
    free(group->id);
    free(group->title_vi);
    free(group->title_en);
    free(group->definition);
    free(group->grid);
    free(group->terms);
    *group = (vp_group){0};
}

double vp_group_part(const vp_group *group, size_t set, size_t unit, vp_group_end end)
{
    if (!group) return 1;
    if (!group->member[set][unit]) return 0;
    if (end == VP_GROUP_MIDDLE || !group->low) return group->share[set][unit];
    return (end == VP_GROUP_LOW ? group->low : group->high)[set][unit];
}

bool vp_group_is_bounded(const vp_group *group) { return group && (group->low || group->bounded); }
