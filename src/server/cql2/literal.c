/* Texts, numbers, instants and geometries (WKT and BBOX) of CQL2 Text. */
#include "base/array.h"
#include "server/cql2/parser_internal.h"
#include "server/message/request.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* ------------------------------------------------------------ texts, numbers, instants */

/* Bytes of an escaped quote; 0 when the letter stands for itself. */
static size_t quote_length(const vp_cql2_parser *p, const char *at)
{
    return (*at == '\'' || (*at == '\\' && !p->from_json)) && at[1] == '\'' ? 2 : 0;
}

/* The text between quotes, '' or \\' for a quote in it; NFC. */
static bool take_text(vp_cql2_parser *p, char **text)
{
    vp_expression_skip_gap(&p->text);
    if (*p->text.at != '\'') return vp_cql2_fail_here(p, "a 'text'");
    const char *from = p->text.at + 1, *to = from;
    while (*to && (*to != '\'' || quote_length(p, to))) to += quote_length(p, to) ? 2 : 1;
    if (!*to) return vp_cql2_fail_here(p, "a 'text' that ends with '");
    char *plain = malloc((size_t)(to - from) + 1), *end = plain;
    if (!plain) return vp_fail_memory(p->err, sizeof(vp_cql2_node));
    while (from < to) {
        size_t quote = quote_length(p, from);
        *end++ = quote ? '\'' : *from;
        from += quote ? quote : 1;
    }
    *end = '\0';
    *text = (char *)utf8proc_NFC((const utf8proc_uint8_t *)plain);
    free(plain);
    if (!*text) return vp_fail(p->err, VP_BAD_INPUT, "filter: a text is not UTF-8");
    p->text.at = to + 1;
    return true;
}

bool vp_cql2_parse_text(vp_cql2_parser *p, uint16_t *out)
{
    char *text = NULL;
    return take_text(p, &text) &&
           vp_cql2_add(p, (vp_cql2_node){.kind = VP_CQL2_TEXT, .type = VP_CQL2_IS_TEXT, .text = text}, out);
}

static bool take_number(vp_cql2_parser *p, double *number)
{
    size_t length = strspn(p->text.at, "0123456789.");
    if (length && (p->text.at[length] == 'e' || p->text.at[length] == 'E')) {
        length += 1 + (size_t)(p->text.at[length + 1] == '-' || p->text.at[length + 1] == '+');
        length += strspn(p->text.at + length, "0123456789");
    }
    char text[64];
    if (length == 0 || length >= sizeof text || vp_expression_is_letter(p->text.at[length]))
        return vp_cql2_fail_here(p, "a number");
    memcpy(text, p->text.at, length);
    text[length] = '\0';
    if (!vp_number_parse(text, "a number of filter", number, p->err)) return false;
    p->text.at += length;
    return true;
}

static bool take_signed(vp_cql2_parser *p, double *number)
{
    bool below = vp_expression_take_sign(&p->text, "-");
    if (!below) vp_expression_take_sign(&p->text, "+");
    double size = 0;
    if (!take_number(p, &size)) return false;
    *number = below ? -size : size;
    return true;
}

bool vp_cql2_parse_number(vp_cql2_parser *p, uint16_t *out)
{
    vp_cql2_node node = {.kind = VP_CQL2_NUMBER, .type = VP_CQL2_IS_NUMBER};
    return take_number(p, &node.number) && vp_cql2_add(p, node, out);
}

static bool fail_instant(const vp_cql2_parser *p, const char *text, const char *wanted)
{
    return vp_fail(p->err, VP_BAD_INPUT, "filter: '%.40s' is not %s", text, wanted);
}

bool vp_cql2_parse_instant(vp_cql2_parser *p, bool day, uint16_t *out)
{
    vp_cql2_node node = {.kind = VP_CQL2_INSTANT, .type = VP_CQL2_IS_INSTANT};
    char *text = NULL;
    if (!vp_cql2_want_sign(p, "(") || !take_text(p, &text)) return false;
    bool ok = (vp_cql2_instant_read(text, &node.instant) && node.instant.is_day == day) ||
              fail_instant(p, text, day ? "a day such as 2025-07-01" : "an instant such as 2025-07-01T00:00:00Z");
    free(text);
    return ok && vp_cql2_want_sign(p, ")") && vp_cql2_add(p, node, out);
}

bool vp_cql2_parse_end(vp_cql2_parser *p, bool is_first, uint16_t *out)
{
    vp_cql2_node node = {.kind = VP_CQL2_INSTANT, .type = VP_CQL2_IS_INSTANT};
    char *text = NULL;
    if (!take_text(p, &text)) return false;
    bool ok = true;
    if (strcmp(text, "..") == 0) {
        node.kind = VP_CQL2_OPEN;
        node.instant.seconds = is_first ? -INFINITY : INFINITY;
    } else {
        ok = vp_cql2_instant_read(text, &node.instant) || fail_instant(p, text, "a day, an instant or .. for no bound");
    }
    free(text);
    return ok && vp_cql2_add(p, node, out);
}

/* ------------------------------------------------------------ geometries */

typedef struct {
    vp_point *items;
    size_t count, room;
} positions;

/* x y, and a height that is passed over. */
static bool take_position(vp_cql2_parser *p, vp_point *at)
{
    const vp_reference *r = p->schema->reference;
    double height;
    if (!take_signed(p, &at->x) || !take_signed(p, &at->y)) return false;
    vp_expression_skip_gap(&p->text);
    if (!strchr(",)", *p->text.at) && !take_signed(p, &height)) return false;
    if (r && r->latitude_first) *at = (vp_point){at->y, at->x};
    bool has_place = !r || !r->convert || r->convert(r, true, 1, &at->x, &at->y);
    return (has_place && fabs(at->x) <= 180 && fabs(at->y) <= 90) ||
           vp_fail(p->err, VP_BAD_INPUT, "filter: a position before byte %zu lies outside the world of %s",
                   (size_t)(p->text.at - p->text.start) + 1, (r ? r : &vp_references[0])->uri);
}

static bool take_positions(vp_cql2_parser *p, size_t least, positions *list)
{
    list->count = 0;
    if (!vp_cql2_want_sign(p, "(")) return false;
    do {
        if (!VP_ARRAY_FIT(list->items, list->room, list->count + 1, p->err) ||
            !take_position(p, &list->items[list->count++]))
            return false;
    } while (vp_expression_take_sign(&p->text, ","));
    if (!vp_cql2_want_sign(p, ")")) return false;
    return list->count >= least || vp_fail(p->err, VP_BAD_INPUT, "filter: fewer than %zu positions before byte %zu",
                                           least, (size_t)(p->text.at - p->text.start) + 1);
}

typedef GEOSGeometry *maker(vp_cql2_parser *p, positions *room);

static GEOSGeometry *no_geometry(const vp_cql2_parser *p)
{
    vp_fail(p->err, VP_BAD_INPUT, "filter: a geometry cannot be made of the positions before byte %zu",
            (size_t)(p->text.at - p->text.start) + 1);
    return NULL;
}

static GEOSCoordSequence *sequence_of(vp_cql2_parser *p, const positions *list)
{
    return GEOSCoordSeq_copyFromBuffer_r(p->filter->geometries.geos, &list->items->x, (unsigned)list->count, 0, 0);
}

static GEOSGeometry *take_point(vp_cql2_parser *p, positions *room)
{
    (void)room;
    vp_point at;
    bool bare = !vp_expression_take_sign(&p->text, "("); /* as many write it in MULTIPOINT */
    if (!take_position(p, &at) || (!bare && !vp_cql2_want_sign(p, ")"))) return NULL;
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(p->filter->geometries.geos, at.x, at.y);
    return point ? point : no_geometry(p);
}

static GEOSGeometry *take_line(vp_cql2_parser *p, positions *room)
{
    if (!take_positions(p, 2, room)) return NULL;
    GEOSCoordSequence *sequence = sequence_of(p, room);
    GEOSGeometry *line = sequence ? GEOSGeom_createLineString_r(p->filter->geometries.geos, sequence) : NULL;
    return line ? line : no_geometry(p);
}

static GEOSGeometry *take_ring(vp_cql2_parser *p, positions *room)
{
    if (!take_positions(p, 4, room)) return NULL;
    const vp_point *first = room->items, *last = room->items + room->count - 1;
    if (first->x != last->x || first->y != last->y) {
        vp_fail(p->err, VP_BAD_INPUT, "filter: the ring before byte %zu does not end where it begins",
                (size_t)(p->text.at - p->text.start) + 1);
        return NULL;
    }
    GEOSCoordSequence *sequence = sequence_of(p, room);
    GEOSGeometry *ring = sequence ? GEOSGeom_createLinearRing_r(p->filter->geometries.geos, sequence) : NULL;
    return ring ? ring : no_geometry(p);
}

typedef struct {
    GEOSGeometry **items;
    size_t count, room;
} members;

static void destroy(const vp_cql2_parser *p, members *list)
{
    for (size_t i = 0; i < list->count; i++) GEOSGeom_destroy_r(p->filter->geometries.geos, list->items[i]);
    list->count = 0;
}

/* (member, member, …); what was taken of them goes when one of them fails. */
static bool take_members(vp_cql2_parser *p, maker *take, positions *room, members *list)
{
    bool ok = vp_cql2_deepen(p);
    if (!ok) return false;
    ok = vp_cql2_want_sign(p, "(");
    do {
        ok = ok && VP_ARRAY_FIT(list->items, list->room, list->count + 1, p->err);
        GEOSGeometry *member = ok ? take(p, room) : NULL;
        if (member) list->items[list->count++] = member;
        ok = member != NULL;
    } while (ok && vp_expression_take_sign(&p->text, ","));
    ok = ok && vp_cql2_want_sign(p, ")");
    if (!ok) destroy(p, list);
    p->depth--;
    return ok;
}

static GEOSGeometry *take_polygon(vp_cql2_parser *p, positions *room)
{
    members rings = {0};
    GEOSGeometry *polygon = NULL;
    if (take_members(p, take_ring, room, &rings)) {
        polygon = GEOSGeom_createPolygon_r(p->filter->geometries.geos, rings.items[0], rings.items + 1,
                                           (unsigned)rings.count - 1);
        if (!polygon) no_geometry(p);
    }
    free(rings.items);
    return polygon;
}

static GEOSGeometry *take_many(vp_cql2_parser *p, maker *take, int type, positions *room)
{
    members parts = {0};
    GEOSGeometry *many = NULL;
    if (take_members(p, take, room, &parts)) {
        many = GEOSGeom_createCollection_r(p->filter->geometries.geos, type, parts.items, (unsigned)parts.count);
        if (!many) no_geometry(p);
    }
    free(parts.items);
    return many;
}

static GEOSGeometry *take_points(vp_cql2_parser *p, positions *room)
{
    return take_many(p, take_point, GEOS_MULTIPOINT, room);
}
static GEOSGeometry *take_lines(vp_cql2_parser *p, positions *room)
{
    return take_many(p, take_line, GEOS_MULTILINESTRING, room);
}
static GEOSGeometry *take_polygons(vp_cql2_parser *p, positions *room)
{
    return take_many(p, take_polygon, GEOS_MULTIPOLYGON, room);
}
static maker take_collection;

static const struct {
    const char *word;
    maker *take;
} shapes[] = {
    {"POINT", take_point},
    {"LINESTRING", take_line},
    {"POLYGON", take_polygon},
    {"MULTIPOINT", take_points},
    {"MULTILINESTRING", take_lines},
    {"MULTIPOLYGON", take_polygons},
    {"GEOMETRYCOLLECTION", take_collection},
};

/* The word with a bracket or with Z and a bracket behind it. NULL: none of them stands next. */
static maker *take_keyword(vp_cql2_parser *p)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const char *before = p->text.at;
        char with_z[24];
        snprintf(with_z, sizeof with_z, "%sZ", shapes[i].word);
        if (vp_cql2_take_call(p, shapes[i].word) || vp_cql2_take_call(p, with_z) ||
            (vp_expression_take_word(&p->text, shapes[i].word) && vp_cql2_take_call(p, "Z")))
            return shapes[i].take;
        p->text.at = before;
    }
    return NULL;
}

static GEOSGeometry *take_shape(vp_cql2_parser *p, positions *room)
{
    maker *take = take_keyword(p);
    if (take) return take(p, room);
    vp_cql2_fail_here(p, "a geometry");
    return NULL;
}

static GEOSGeometry *take_collection(vp_cql2_parser *p, positions *room)
{
    return take_many(p, take_shape, GEOS_GEOMETRYCOLLECTION, room);
}

/* (west, south, east, north), with heights behind south and north or none, in the order of the system's axes. */
static bool take_box(vp_cql2_parser *p, vp_bounds *given, vp_bounds *box)
{
    double n[6] = {0};
    size_t count = 0;
    if (!vp_cql2_want_sign(p, "(")) return false;
    do {
        if (count == 6) return vp_cql2_fail_here(p, "')' behind six numbers");
        if (!take_signed(p, &n[count++])) return false;
    } while (vp_expression_take_sign(&p->text, ","));
    if (!vp_cql2_want_sign(p, ")")) return false;
    if (count != 4 && count != 6) return vp_cql2_fail_here(p, "BBOX(west,south,east,north)");
    const vp_reference *r = p->schema->reference ? p->schema->reference : &vp_references[0];
    vp_error why = {0};
    *given = (vp_bounds){n[0], n[1], n[count / 2], n[count / 2 + 1]};
    if (!vp_reference_box(r, *given, box, &why)) return vp_fail(p->err, VP_BAD_INPUT, "filter: %s", why.message);
    return box->south <= box->north || vp_fail(p->err, VP_BAD_INPUT, "filter: a box has its south above its north");
}

/* A box of a projected system: its sides are bent in degrees. */
static GEOSGeometry *bent_box(vp_cql2_parser *p, vp_bounds given)
{
    vp_point ring[VP_REFERENCE_RING];
    const positions corners = {ring, VP_REFERENCE_RING, 0};
    GEOSContextHandle_t geos = p->filter->geometries.geos;
    GEOSCoordSequence *sequence =
        vp_reference_ring(p->schema->reference, given, ring) ? sequence_of(p, &corners) : NULL;
    GEOSGeometry *line = sequence ? GEOSGeom_createLinearRing_r(geos, sequence) : NULL;
    GEOSGeometry *area = line ? GEOSGeom_createPolygon_r(geos, line, NULL, 0) : NULL;
    return area ? area : no_geometry(p);
}

static bool add_box(vp_cql2_parser *p, size_t *index)
{
    vp_cql2_geometries *list = &p->filter->geometries;
    vp_bounds given = {0}, box = {0};
    if (!take_box(p, &given, &box)) return false;
    if (!p->schema->reference || !p->schema->reference->projection)
        return vp_cql2_geometries_add_box(list, box, index, p->err);
    GEOSGeometry *area = vp_cql2_geometries_context(list, p->err) ? bent_box(p, given) : NULL;
    return area && vp_cql2_geometries_add(list, area, index, p->err);
}

bool vp_cql2_parse_geometry(vp_cql2_parser *p, bool *failed, uint16_t *out)
{
    vp_cql2_node node = {.kind = VP_CQL2_LITERAL, .type = VP_CQL2_IS_GEOMETRY};
    vp_cql2_geometries *list = &p->filter->geometries;
    bool is_box = vp_cql2_take_call(p, "BBOX"), ok;
    maker *take = is_box ? NULL : take_keyword(p);
    *failed = false;
    if (!is_box && !take) return false;
    if (is_box) {
        ok = add_box(p, &node.index);
    } else {
        positions room = {0};
        GEOSGeometry *made = vp_cql2_geometries_context(list, p->err) ? take(p, &room) : NULL;
        ok = made && vp_cql2_geometries_add(list, made, &node.index, p->err);
        free(room.items);
    }
    ok = ok && vp_cql2_add(p, node, out);
    *failed = !ok;
    return ok;
}
