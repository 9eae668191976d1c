#include "tiles/vector_tile.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ protobuf */

enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2 };

enum { VARINT_MOST = 10 };

/* Where bytes to come are written, up to so many; NULL without memory, which marks the buffer failed. */
static unsigned char *room_for(vp_buffer *out, size_t most)
{
    if (out->room - out->length < most && !vp_buffer_reserve(out, most)) return NULL;
    return (unsigned char *)out->bytes + out->length;
}

static unsigned char *write_varint(unsigned char *at, uint64_t value)
{
    for (; value >= 0x80; value >>= 7) *at++ = (unsigned char)(value | 0x80);
    *at++ = (unsigned char)value;
    return at;
}

static void put_varint(vp_buffer *out, uint64_t value)
{
    unsigned char *at = room_for(out, VARINT_MOST);
    if (at) out->length += (size_t)(write_varint(at, value) - at);
}

static void put_tag(vp_buffer *out, unsigned field, unsigned wire) { put_varint(out, field << 3 | wire); }

static void put_bytes(vp_buffer *out, unsigned field, const void *bytes, size_t length)
{
    unsigned char *begin = room_for(out, (size_t)2 * VARINT_MOST + length);
    if (!begin) return;
    unsigned char *at = write_varint(write_varint(begin, field << 3 | WIRE_BYTES), length);
    if (length) memcpy(at, bytes, length);
    out->length += (size_t)(at - begin) + length;
}

/* Little-endian whatever the machine. */
static void put_double(vp_buffer *out, unsigned field, double value)
{
    uint64_t bits;
    unsigned char *begin = room_for(out, VARINT_MOST + sizeof bits);
    if (!begin) return;
    memcpy(&bits, &value, sizeof bits);
    unsigned char *at = write_varint(begin, field << 3 | WIRE_FIXED64);
    for (int i = 0; i < 8; i++) *at++ = (unsigned char)(bits >> (8 * i));
    out->length += (size_t)(at - begin);
}

static uint32_t zigzag(int32_t value) { return ((uint32_t)value << 1) ^ (uint32_t)(value >> 31); }

/* ------------------------------------------------------------ geometry */

enum { MOVE_TO = 1, LINE_TO = 2, CLOSE_PATH = 7 };

void vp_tile_geometry_begin(vp_tile_geometry *geometry, vp_geometry_kind kind)
{
    geometry->kind = kind;
    geometry->count = 0;
    geometry->x = geometry->y = 0;
}

void vp_tile_geometry_clear(vp_tile_geometry *geometry)
{
    free(geometry->commands);
    free(geometry->points);
    free(geometry->other);
    *geometry = (vp_tile_geometry){0};
}

static void command(vp_tile_geometry *g, uint32_t value)
{
    if (!VP_ARRAY_FIT(g->commands, g->room, g->count + 1, NULL)) {
        g->failed = true;
        return;
    }
    g->commands[g->count++] = value;
}

/* Room for so many more. */
static bool make_command_room(vp_tile_geometry *g, size_t count)
{
    bool fits = VP_ARRAY_FIT(g->commands, g->room, g->count + count, NULL);
    g->failed |= !fits;
    return fits;
}

static void step_to(vp_tile_geometry *g, int32_t x, int32_t y)
{
    command(g, zigzag(x - g->x));
    command(g, zigzag(y - g->y));
    g->x = x;
    g->y = y;
}

void vp_tile_geometry_point(vp_tile_geometry *geometry, int32_t x, int32_t y)
{
    command(geometry, MOVE_TO | 1 << 3);
    step_to(geometry, x, y);
}

/* Clipping may add two points for each point of the ring and side. */
static bool make_room(vp_tile_geometry *g, size_t count)
{
    bool fits = VP_ARRAYS_FIT(g->point_room, 2 * count + 16, NULL, VP_ARRAY(g->points), VP_ARRAY(g->other));
    g->failed |= !fits;
    return fits;
}

/* A side of the clipping square: the points with sign * coordinate <= reach are within. */
typedef struct {
    bool vertical; /* x decides */
    double sign, reach;
} side;

static double beyond(side s, vp_point p) { return s.sign * (s.vertical ? p.x : p.y) - s.reach; }

/* One side of Sutherland and Hodgman's algorithm. The crossing is computed from the inner point outwards, so
 * that a border gives the same point whichever way it is walked. */
static size_t clip_side(side s, const vp_point *from, size_t count, vp_point *to, size_t room)
{
    size_t kept = 0;
    vp_point a = from[0], b;
    double da = beyond(s, a), db;
    for (size_t i = 0; i < count; i++, a = b, da = db) {
        b = from[i + 1 < count ? i + 1 : 0];
        db = beyond(s, b);
        if (kept + 2 > room) return 0;
        if (da <= 0) to[kept++] = a;
        if ((da <= 0) == (db <= 0)) continue;
        vp_point in = da <= 0 ? a : b, out = da <= 0 ? b : a;
        double din = da <= 0 ? da : db, dout = da <= 0 ? db : da, t = din / (din - dout);
        double edge = s.sign * s.reach;
        to[kept++] =
            s.vertical ? (vp_point){edge, in.y + t * (out.y - in.y)} : (vp_point){in.x + t * (out.x - in.x), edge};
    }
    return kept;
}

/* rint, without a call for machines of which the compiler may not expect the instruction. */
static double nearest(double value)
{
    const double rounder = 0x1.8p52; /* added, it leaves the nearest whole number */
    return value + rounder - rounder;
}

/* Whether all points of a ring lie in the clipping square. */
static bool is_inside(const vp_point ring[], size_t count)
{
    const double least = -VP_TILE_BUFFER, most = VP_TILE_EXTENT + VP_TILE_BUFFER;
    vp_point low = ring[0], high = ring[0];
    for (size_t i = 1; i < count; i++) {
        low.x = ring[i].x < low.x ? ring[i].x : low.x;
        low.y = ring[i].y < low.y ? ring[i].y : low.y;
        high.x = ring[i].x > high.x ? ring[i].x : high.x;
        high.y = ring[i].y > high.y ? ring[i].y : high.y;
    }
    return low.x >= least && low.y >= least && high.x <= most && high.y <= most;
}

static size_t clip(vp_tile_geometry *g, size_t count)
{
    static const side sides[] = {{true, -1, VP_TILE_BUFFER},
                                 {true, 1, VP_TILE_EXTENT + VP_TILE_BUFFER},
                                 {false, -1, VP_TILE_BUFFER},
                                 {false, 1, VP_TILE_EXTENT + VP_TILE_BUFFER}};
    for (size_t s = 0; s < 4 && count > 0; s++) {
        bool crosses = false;
        for (size_t i = 0; i < count && !crosses; i++) crosses = beyond(sides[s], g->points[i]) > 0;
        if (!crosses) continue;
        if (!make_room(g, count)) return 0;
        count = clip_side(sides[s], g->points, count, g->other, g->point_room);
        vp_point *swap = g->points;
        g->points = g->other;
        g->other = swap;
    }
    for (size_t i = 0; i < count; i++) g->points[i] = (vp_point){nearest(g->points[i].x), nearest(g->points[i].y)};
    return count;
}

/* Twice the signed area of the triangle; exact: coordinates are whole and below 2^13. */
static double turn(vp_point a, vp_point b, vp_point c) { return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y); }

/* Leaves out repeated points, points on a straight line and spikes, in place. */
static size_t tidy(vp_point *p, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        p[kept++] = p[i];
        while (kept >= 3 && turn(p[kept - 3], p[kept - 2], p[kept - 1]) == 0) {
            p[kept - 2] = p[kept - 1];
            kept--;
        }
        if (kept == 2 && p[0].x == p[1].x && p[0].y == p[1].y) kept = 1;
    }
    /* Where the end meets the beginning. */
    size_t first = 0;
    for (bool again = true; again && kept - first >= 3;) {
        again = false;
        if (turn(p[kept - 2], p[kept - 1], p[first]) == 0) {
            kept--;
            again = true;
        } else if (turn(p[kept - 1], p[first], p[first + 1]) == 0) {
            first++;
            again = true;
        }
    }
    memmove(p, p + first, (kept - first) * sizeof *p);
    return kept - first;
}

static double twice_area(const vp_point *p, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < count; i++) sum += p[i].x * p[i + 1].y - p[i + 1].x * p[i].y;
    return sum + (p[count - 1].x * p[0].y - p[0].x * p[count - 1].y);
}

bool vp_tile_geometry_ring(vp_tile_geometry *g, const vp_point ring[], size_t count, bool is_hole)
{
    if (count < 3 || !make_room(g, count)) return false;
    memcpy(g->points, ring, count * sizeof *ring);
    size_t clipped = is_inside(ring, count) ? count : clip(g, count); /* which may move the points */
    size_t kept = tidy(g->points, clipped);
    double area = kept >= 3 ? twice_area(g->points, kept) : 0;
    if (area == 0) return false;
    /* Outer rings have a positive area in tile units (y down), holes a negative one. */
    bool backwards = (area > 0) == is_hole;
    if (!make_command_room(g, 2 * kept + 3)) return true;
    uint32_t *at = g->commands + g->count;
    for (size_t i = 0; i < kept; i++) {
        vp_point p = g->points[backwards ? kept - 1 - i : i];
        if (i < 2) *at++ = i == 0 ? MOVE_TO | 1 << 3 : LINE_TO | (uint32_t)(kept - 1) << 3;
        int32_t x = (int32_t)p.x, y = (int32_t)p.y;
        *at++ = zigzag(x - g->x);
        *at++ = zigzag(y - g->y);
        g->x = x;
        g->y = y;
    }
    *at++ = CLOSE_PATH | 1 << 3;
    g->count = (size_t)(at - g->commands);
    return true;
}

/* The part of a to b within the clipping square, from *from to *to of the stretch (Liang and Barsky 1984); false: none.
 */
static bool clip_stretch(vp_point a, vp_point b, double *from, double *to)
{
    const double least = -VP_TILE_BUFFER, most = VP_TILE_EXTENT + VP_TILE_BUFFER;
    const double runs[4] = {a.x - b.x, b.x - a.x, a.y - b.y, b.y - a.y};
    const double rooms[4] = {a.x - least, most - a.x, a.y - least, most - a.y};
    *from = 0, *to = 1;
    for (size_t i = 0; i < 4; i++) {
        if (runs[i] == 0 && rooms[i] < 0) return false;
        if (runs[i] == 0) continue;
        double at = rooms[i] / runs[i];
        if (runs[i] < 0)
            *from = fmax(*from, at);
        else
            *to = fmin(*to, at);
    }
    return *from < *to;
}

static vp_point between(vp_point a, vp_point b, double part)
{
    return (vp_point){rint(a.x + part * (b.x - a.x)), rint(a.y + part * (b.y - a.y))};
}

/* Leaves out repeated points and those on a straight line, in place; the ends stay. There is a point at least. */
static size_t tidy_line(vp_point *p, size_t count)
{
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (p[i].x == p[kept - 1].x && p[i].y == p[kept - 1].y) continue;
        p[kept++] = p[i];
        if (kept < 3 || turn(p[kept - 3], p[kept - 2], p[kept - 1]) != 0) continue;
        vp_point a = p[kept - 3], b = p[kept - 2], c = p[kept - 1];
        if ((b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) <= 0) continue; /* it turns back */
        p[kept-- - 2] = c;
    }
    return kept;
}

static bool put_line(vp_tile_geometry *g, size_t count)
{
    size_t kept = tidy_line(g->points, count);
    if (kept < 2) return false;
    for (size_t i = 0; i < kept; i++) {
        if (i == 0) command(g, MOVE_TO | 1 << 3);
        if (i == 1) command(g, LINE_TO | (uint32_t)(kept - 1) << 3);
        step_to(g, (int32_t)g->points[i].x, (int32_t)g->points[i].y);
    }
    return true;
}

bool vp_tile_geometry_line(vp_tile_geometry *g, const vp_point line[], size_t count)
{
    bool any = false;
    size_t kept = 0;
    if (count < 2 || !make_room(g, count)) return false;
    for (size_t i = 0; i + 1 < count; i++) {
        double from, to;
        bool within = clip_stretch(line[i], line[i + 1], &from, &to);
        if (kept > 0 && (!within || from > 0)) {
            any |= put_line(g, kept);
            kept = 0;
        }
        if (!within) continue;
        if (kept == 0) g->points[kept++] = between(line[i], line[i + 1], from);
        g->points[kept++] = between(line[i], line[i + 1], to);
        if (to == 1) continue;
        any |= put_line(g, kept);
        kept = 0;
    }
    return (kept > 0 && put_line(g, kept)) || any;
}

/* ------------------------------------------------------------ layers */

/* A text's number + 1, 0 for none, and its hash. */
typedef struct {
    uint32_t index, hash;
} slot;

/* Texts of a layer, each once: the keys, or the encoded values. */
typedef struct {
    vp_buffer bytes; /* one after the other */
    size_t *starts;  /* count + 1 offsets */
    size_t count, room;
    slot *slots; /* by hash; open addressing */
    size_t slot_count;
} dictionary;

enum { KEYS_KNOWN = 16 /* places whose key is tried first */ };

struct vp_vector_layer {
    char *name;
    vp_buffer features;
    dictionary keys, values;
    uint32_t last_key[KEYS_KNOWN]; /* of the property at that place */
    size_t feature_count;
    vp_buffer tags, feature, value; /* kept for the next feature */
};

static void clear_dictionary(dictionary *d)
{
    vp_buffer_clear(&d->bytes);
    free(d->starts);
    free(d->slots);
}

/* Eight bytes at a time. */
static uint32_t hash_of(const char *bytes, size_t length)
{
    uint64_t hash = length;
    for (size_t at = 0; at < length; at += sizeof hash) {
        uint64_t part = 0;
        memcpy(&part, bytes + at, length - at < sizeof part ? length - at : sizeof part);
        hash = (hash ^ part) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    return (uint32_t)hash;
}

static slot *slot_for(const dictionary *d, uint32_t hash, const char *bytes, size_t length)
{
    size_t at = hash & (d->slot_count - 1);
    for (; d->slots[at].index; at = (at + 1) & (d->slot_count - 1)) {
        if (d->slots[at].hash != hash) continue;
        size_t start = d->starts[d->slots[at].index - 1], size = d->starts[d->slots[at].index] - start;
        if (size == length && memcmp(d->bytes.bytes + start, bytes, length) == 0) break;
    }
    return &d->slots[at];
}

static bool grow(dictionary *d)
{
    if (!VP_ARRAY_FIT(d->starts, d->room, d->count + 2, NULL)) return false;
    d->starts[0] = 0;
    if (d->slot_count >= 2 * (d->count + 1)) return true;
    size_t slot_count = d->slot_count ? d->slot_count * 4 : 64;
    slot *slots = calloc(slot_count, sizeof *slots);
    if (!slots) return false;
    for (size_t i = 0; i < d->slot_count; i++) {
        if (!d->slots[i].index) continue;
        size_t at = d->slots[i].hash & (slot_count - 1);
        while (slots[at].index) at = (at + 1) & (slot_count - 1);
        slots[at] = d->slots[i];
    }
    free(d->slots);
    d->slots = slots;
    d->slot_count = slot_count;
    return true;
}

/* The index of the bytes, added when they are new. */
static bool look_up(dictionary *d, const char *bytes, size_t length, uint32_t *index)
{
    if (!grow(d)) return false;
    uint32_t hash = hash_of(bytes, length);
    slot *found = slot_for(d, hash, bytes, length);
    if (!found->index) {
        if (!vp_buffer_append(&d->bytes, bytes, length)) return false;
        d->starts[++d->count] = d->bytes.length;
        *found = (slot){(uint32_t)d->count, hash};
    }
    *index = found->index - 1;
    return true;
}

vp_vector_layer *vp_vector_layer_new(const char *name, vp_error *err)
{
    vp_vector_layer *layer = calloc(1, sizeof *layer);
    if (layer) layer->name = strdup(name);
    if (layer && layer->name) return layer;
    free(layer);
    vp_fail_memory(err, sizeof *layer);
    return NULL;
}

void vp_vector_layer_free(vp_vector_layer *layer)
{
    if (!layer) return;
    free(layer->name);
    vp_buffer_clear(&layer->features);
    vp_buffer_clear(&layer->tags);
    vp_buffer_clear(&layer->feature);
    vp_buffer_clear(&layer->value);
    clear_dictionary(&layer->keys);
    clear_dictionary(&layer->values);
    free(layer);
}

static bool is_key(const dictionary *keys, uint32_t key, const char *name)
{
    if (key >= keys->count) return false;
    size_t start = keys->starts[key], length = keys->starts[key + 1] - start;
    return strncmp(name, keys->bytes.bytes + start, length) == 0 && name[length] == '\0';
}

/* Features of a layer mostly have the same properties in the same places. */
static bool look_up_key(vp_vector_layer *layer, size_t place, const char *name, uint32_t *key)
{
    *key = layer->last_key[place % KEYS_KNOWN];
    if (is_key(&layer->keys, *key, name)) return true;
    if (!look_up(&layer->keys, name, strlen(name), key)) return false;
    layer->last_key[place % KEYS_KNOWN] = *key;
    return true;
}

static bool add_tag(vp_vector_layer *layer, size_t place, const vp_tile_property *property)
{
    uint32_t key, value;
    layer->value.length = 0;
    if (property->text)
        put_bytes(&layer->value, 1, property->text, strlen(property->text));
    else
        put_double(&layer->value, 3, property->number);
    if (layer->value.failed || !look_up_key(layer, place, property->name, &key) ||
        !look_up(&layer->values, layer->value.bytes, layer->value.length, &value))
        return false;
    put_varint(&layer->tags, key);
    put_varint(&layer->tags, value);
    return true;
}

static void put_commands(vp_buffer *out, const vp_tile_geometry *geometry)
{
    enum { OF_32_BITS = 5 };
    size_t length = 0;
    for (size_t i = 0; i < geometry->count; i++) {
        uint32_t value = geometry->commands[i];
        length += 1U + (value >= 1U << 7) + (value >= 1U << 14) + (value >= 1U << 21) + (value >= 1U << 28);
    }
    put_tag(out, 4, WIRE_BYTES);
    put_varint(out, length);
    unsigned char *begin = room_for(out, OF_32_BITS * geometry->count), *at = begin;
    for (size_t i = 0; begin && i < geometry->count; i++) at = write_varint(at, geometry->commands[i]);
    if (begin) out->length += (size_t)(at - begin);
}

bool vp_vector_layer_add(vp_vector_layer *layer, uint64_t id, const vp_tile_geometry *geometry,
                         const vp_tile_property properties[], size_t count, vp_error *err)
{
    if (geometry->failed) return vp_fail(err, VP_NO_MEMORY, "no memory for a tile's geometry");
    if (geometry->count == 0) return true;
    layer->tags.length = layer->feature.length = 0;
    for (size_t i = 0; i < count; i++) {
        if (!properties[i].text && isnan(properties[i].number)) continue;
        if (!add_tag(layer, i, &properties[i])) return vp_fail(err, VP_NO_MEMORY, "no memory for a tile's properties");
    }
    vp_buffer *feature = &layer->feature;
    if (id) {
        put_tag(feature, 1, WIRE_VARINT);
        put_varint(feature, id);
    }
    put_bytes(feature, 2, layer->tags.bytes, layer->tags.length);
    put_tag(feature, 3, WIRE_VARINT);
    put_varint(feature, (uint64_t)geometry->kind);
    put_commands(feature, geometry);
    put_bytes(&layer->features, 2, feature->bytes, feature->length);
    if (layer->tags.failed || feature->failed || layer->features.failed)
        return vp_fail(err, VP_NO_MEMORY, "no memory for a tile");
    layer->feature_count++;
    return true;
}

bool vp_vector_layer_write(vp_vector_layer *layer, vp_buffer *tile, vp_error *err)
{
    if (layer->feature_count == 0) return true;
    vp_buffer body = {0};
    put_tag(&body, 15, WIRE_VARINT);
    put_varint(&body, 2); /* version */
    put_bytes(&body, 1, layer->name, strlen(layer->name));
    vp_buffer_append(&body, layer->features.bytes, layer->features.length);
    const dictionary *both[] = {&layer->keys, &layer->values};
    for (unsigned d = 0; d < 2; d++)
        for (size_t i = 0; i < both[d]->count; i++)
            put_bytes(&body, 3 + d, both[d]->bytes.bytes + both[d]->starts[i],
                      both[d]->starts[i + 1] - both[d]->starts[i]);
    put_tag(&body, 5, WIRE_VARINT);
    put_varint(&body, VP_TILE_EXTENT);
    put_bytes(tile, 3, body.bytes, body.length);
    bool ok = !body.failed && !tile->failed;
    vp_buffer_clear(&body);
    return ok || vp_fail(err, VP_NO_MEMORY, "no memory for a tile");
}
