/* What reads a filter: where it stands, the tree that it makes, and the literals of the language. */
#pragma once
#include "base/expression.h"
#include "server/cql2/cql2_internal.h"

typedef struct {
    vp_cql2 *filter;
    const vp_cql2_schema *schema;
    vp_expression text;
    bool from_json; /* rewritten: within a text \' is no quote, and arrays stand between [ and ] alone */
    int depth;
    vp_error *err;
} vp_cql2_parser;

/* tree.c */
bool vp_cql2_fail_here(const vp_cql2_parser *p, const char *wanted);
bool vp_cql2_want_sign(vp_cql2_parser *p, const char *sign);
/* A word with a bracket behind it, which stays. */
bool vp_cql2_take_call(vp_cql2_parser *p, const char *word);
/* Takes node.text. */
bool vp_cql2_add(vp_cql2_parser *p, vp_cql2_node node, uint16_t *out);
bool vp_cql2_join(vp_cql2_parser *p, vp_cql2_kind kind, vp_cql2_type type, uint16_t first, uint16_t second,
                  uint16_t *out);
vp_cql2_type vp_cql2_type_of(const vp_cql2_parser *p, uint16_t at);
bool vp_cql2_want_type(const vp_cql2_parser *p, uint16_t at, vp_cql2_type type);
/* Counts a bracket more, of the most that may nest; who gets true counts it back. */
bool vp_cql2_deepen(vp_cql2_parser *p);
/* How far a parser has come, to go back to. */
typedef struct {
    const char *at;
    size_t nodes, geometries;
    int depth;
} vp_cql2_mark;
vp_cql2_mark vp_cql2_mark_here(const vp_cql2_parser *p);
void vp_cql2_return_to(vp_cql2_parser *p, vp_cql2_mark mark);

/* literal.c: each adds a node. */
bool vp_cql2_parse_text(vp_cql2_parser *p, uint16_t *out);
bool vp_cql2_parse_number(vp_cql2_parser *p, uint16_t *out);
bool vp_cql2_parse_instant(vp_cql2_parser *p, bool day, uint16_t *out); /* ('2026-12-31') */
/* One end of an interval where it is a text: '2026-12-31', '2026-12-31T07:00:00Z' or '..' without a bound. */
bool vp_cql2_parse_end(vp_cql2_parser *p, bool is_first, uint16_t *out);
/* Whether a geometry's keyword stands next; it is parsed whole. False without a sentence in *failed: none does. */
bool vp_cql2_parse_geometry(vp_cql2_parser *p, bool *failed, uint16_t *out);
