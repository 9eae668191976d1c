#include "base/array.h"
#include "server/cql2/parser_internal.h"
#include <stdio.h>
#include <stdlib.h>

bool vp_cql2_fail_here(const vp_cql2_parser *p, const char *wanted)
{
    return vp_fail(p->err, VP_BAD_INPUT, "filter: %s expected at byte %zu, \"%.40s\"", wanted,
                   (size_t)(p->text.at - p->text.start) + 1, *p->text.at ? p->text.at : "the end");
}

bool vp_cql2_want_sign(vp_cql2_parser *p, const char *sign)
{
    char wanted[16];
    snprintf(wanted, sizeof wanted, "'%s'", sign);
    return vp_expression_take_sign(&p->text, sign) || vp_cql2_fail_here(p, wanted);
}

bool vp_cql2_take_call(vp_cql2_parser *p, const char *word)
{
    const char *before = p->text.at;
    if (!vp_expression_take_word(&p->text, word)) return false;
    vp_expression_skip_gap(&p->text);
    if (*p->text.at == '(') return true;
    p->text.at = before; /* a property of that name */
    return false;
}

bool vp_cql2_add(vp_cql2_parser *p, vp_cql2_node node, uint16_t *out)
{
    vp_cql2 *f = p->filter;
    bool fits = f->count < VP_CQL2_PARTS_MOST
                    ? VP_ARRAY_FIT(f->nodes, f->room, f->count + 1, p->err)
                    : vp_fail(p->err, VP_BAD_INPUT, "filter: more than %d parts", VP_CQL2_PARTS_MOST);
    if (!fits) {
        free(node.text);
        return false;
    }
    *out = (uint16_t)f->count;
    f->nodes[f->count++] = node;
    return true;
}

bool vp_cql2_join(vp_cql2_parser *p, vp_cql2_kind kind, vp_cql2_type type, uint16_t first, uint16_t second,
                  uint16_t *out)
{
    return vp_cql2_add(p, (vp_cql2_node){.kind = kind, .type = type, .first = first, .second = second}, out);
}

vp_cql2_type vp_cql2_type_of(const vp_cql2_parser *p, uint16_t at) { return p->filter->nodes[at].type; }

bool vp_cql2_want_type(const vp_cql2_parser *p, uint16_t at, vp_cql2_type type)
{
    static const char *const names[] = {"a condition", "a number",    "a text",  "a geometry",
                                        "an instant",  "an interval", "an array"};
    vp_cql2_type is = vp_cql2_type_of(p, at);
    if (is == type) return true;
    const vp_cql2_node *node = &p->filter->nodes[at];
    bool property = node->kind == VP_CQL2_PROPERTY;
    return vp_fail(p->err, VP_BAD_INPUT, "filter: %s expected before byte %zu, not %s%s%s", names[type],
                   (size_t)(p->text.at - p->text.start) + 1, names[is], property ? " such as the property " : "",
                   property ? node->text : "");
}

bool vp_cql2_deepen(vp_cql2_parser *p)
{
    if (p->depth < VP_CQL2_DEPTH_MOST) return ++p->depth;
    return vp_fail(p->err, VP_BAD_INPUT, "filter: brackets nest deeper than %d", VP_CQL2_DEPTH_MOST);
}

vp_cql2_mark vp_cql2_mark_here(const vp_cql2_parser *p)
{
    return (vp_cql2_mark){p->text.at, p->filter->count, p->filter->geometries.count, p->depth};
}

void vp_cql2_return_to(vp_cql2_parser *p, vp_cql2_mark mark)
{
    vp_cql2 *f = p->filter;
    while (f->count > mark.nodes) free(f->nodes[--f->count].text);
    vp_cql2_geometries_drop(&f->geometries, mark.geometries);
    p->text.at = mark.at;
    p->depth = mark.depth;
}
