/* A small reader of vector tiles for tests, written from the standard and apart from the encoder. */
#pragma once
#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define READ_FEATURES_MOST 4096
#define READ_RINGS_MOST    64

typedef struct {
    int32_t (*points)[2];
    size_t count;
    double area; /* signed, square units */
} read_ring;

typedef struct {
    uint64_t id;
    unsigned kind;
    const uint8_t *tags;
    size_t tags_length;
    read_ring rings[READ_RINGS_MOST]; /* for points: one ring */
    size_t ring_count;
} read_feature;

typedef struct {
    char name[32];
    unsigned version, extent;
    read_feature *features;
    size_t feature_count;
    const uint8_t *keys[256], *values[8192]; /* of each: its bytes */
    size_t key_lengths[256], value_lengths[8192], key_count, value_count;
} read_layer;

static inline uint64_t read_varint(const uint8_t **at, const uint8_t *end)
{
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        ck_assert(*at < end && shift < 64);
        uint8_t byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) return value;
    }
}

/* The next field: its number, and its bytes or number. */
static inline unsigned read_field(const uint8_t **at, const uint8_t *end, const uint8_t **bytes, uint64_t *value)
{
    uint64_t tag = read_varint(at, end);
    *bytes = NULL;
    *value = 0;
    switch (tag & 7) {
    case 0: *value = read_varint(at, end); break;
    case 1:
        *bytes = *at;
        *value = 8;
        *at += 8;
        break;
    case 2:
        *value = read_varint(at, end);
        *bytes = *at;
        ck_assert_uint_le(*value, (uint64_t)(end - *at));
        *at += *value;
        break;
    default: ck_abort_msg("wire type %u", (unsigned)(tag & 7));
    }
    ck_assert(*at <= end);
    return (unsigned)(tag >> 3);
}

static inline double read_area(const read_ring *ring)
{
    double twice = 0;
    for (size_t i = 0; i < ring->count; i++) {
        const int32_t *a = ring->points[i], *b = ring->points[(i + 1) % ring->count];
        twice += (double)a[0] * b[1] - (double)b[0] * a[1];
    }
    return twice / 2;
}

static inline void read_geometry(read_feature *f, const uint8_t *at, const uint8_t *end)
{
    int32_t x = 0, y = 0;
    read_ring *ring = NULL;
    while (at < end) {
        uint64_t command = read_varint(&at, end);
        unsigned id = (unsigned)(command & 7);
        uint64_t count = command >> 3;
        if (id == 7) {
            ck_assert(ring && count == 1);
            ring->area = read_area(ring);
            continue;
        }
        ck_assert(id == 1 || id == 2);
        if (id == 1) {
            ck_assert_uint_lt(f->ring_count, READ_RINGS_MOST);
            ring = &f->rings[f->ring_count++];
        }
        ck_assert(ring && count > 0 && count <= (uint64_t)(end - at));
        ring->points = realloc(ring->points, (ring->count + count) * sizeof *ring->points);
        for (uint64_t i = 0; i < count; i++) {
            uint64_t dx = read_varint(&at, end), dy = read_varint(&at, end);
            x += (int32_t)(dx >> 1) ^ -(int32_t)(dx & 1);
            y += (int32_t)(dy >> 1) ^ -(int32_t)(dy & 1);
            ring->points[ring->count][0] = x;
            ring->points[ring->count++][1] = y;
        }
    }
}

static inline void read_one_feature(read_feature *f, const uint8_t *at, const uint8_t *end)
{
    const uint8_t *bytes;
    uint64_t value;
    while (at < end) {
        unsigned field = read_field(&at, end, &bytes, &value);
        if (field == 1) f->id = value;
        if (field == 2) {
            f->tags = bytes;
            f->tags_length = value;
        }
        if (field == 3) f->kind = (unsigned)value;
        if (field == 4) read_geometry(f, bytes, bytes + value);
    }
}

/* The first layer of a tile; NULL when it has none. Free with read_free. */
static inline read_layer *read_tile(const void *tile, size_t length)
{
    const uint8_t *at = tile, *end = at + length, *bytes;
    uint64_t value;
    if (length == 0) return NULL;
    ck_assert_uint_eq(read_field(&at, end, &bytes, &value), 3);
    read_layer *layer = calloc(1, sizeof *layer);
    layer->features = calloc(READ_FEATURES_MOST, sizeof *layer->features);
    at = bytes;
    end = bytes + value;
    while (at < end) {
        unsigned field = read_field(&at, end, &bytes, &value);
        if (field == 15) layer->version = (unsigned)value;
        if (field == 5) layer->extent = (unsigned)value;
        if (field == 1) memcpy(layer->name, bytes, value < 31 ? value : 31);
        if (field == 2) {
            ck_assert_uint_lt(layer->feature_count, READ_FEATURES_MOST);
            read_one_feature(&layer->features[layer->feature_count++], bytes, bytes + value);
        }
        if (field == 3) {
            layer->keys[layer->key_count] = bytes;
            layer->key_lengths[layer->key_count++] = value;
        }
        if (field == 4) {
            layer->values[layer->value_count] = bytes;
            layer->value_lengths[layer->value_count++] = value;
        }
    }
    return layer;
}

static inline void read_free(read_layer *layer)
{
    if (!layer) return;
    for (size_t f = 0; f < layer->feature_count; f++)
        for (size_t r = 0; r < layer->features[f].ring_count; r++) free(layer->features[f].rings[r].points);
    free(layer->features);
    free(layer);
}

/* The encoded value of a feature's property (field 1 string, field 3 double); false when it has none. */
static inline bool read_property(const read_layer *layer, const read_feature *f, const char *name,
                                 const uint8_t **bytes, size_t *length)
{
    const uint8_t *at = f->tags, *end = at + f->tags_length;
    while (at < end) {
        uint64_t key = read_varint(&at, end), value = read_varint(&at, end);
        ck_assert(key < layer->key_count && value < layer->value_count);
        if (layer->key_lengths[key] != strlen(name) || memcmp(layer->keys[key], name, strlen(name)) != 0) continue;
        *bytes = layer->values[value];
        *length = layer->value_lengths[value];
        return true;
    }
    return false;
}

static inline bool read_text_is(const read_layer *layer, const read_feature *f, const char *name, const char *text)
{
    const uint8_t *bytes, *content;
    size_t length;
    uint64_t size;
    if (!read_property(layer, f, name, &bytes, &length)) return false;
    const uint8_t *at = bytes;
    return read_field(&at, bytes + length, &content, &size) == 1 && size == strlen(text) &&
           memcmp(content, text, size) == 0;
}

static inline double read_number(const read_layer *layer, const read_feature *f, const char *name)
{
    const uint8_t *bytes, *content;
    size_t length;
    uint64_t size;
    double number;
    ck_assert(read_property(layer, f, name, &bytes, &length));
    const uint8_t *at = bytes;
    ck_assert_uint_eq(read_field(&at, bytes + length, &content, &size), 3);
    memcpy(&number, content, sizeof number);
    return number;
}

/* Area of a feature: outer rings less their holes. */
static inline double read_feature_area(const read_feature *f)
{
    double area = 0;
    for (size_t r = 0; r < f->ring_count; r++) area += f->rings[r].area;
    return area;
}
