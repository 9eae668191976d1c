#include "store/support_pbf.h"
#include "base/buffer.h"
#include "support_dataset.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHOLE = 0, BYTES = 2 }; /* wire types */

static void put_varint(vp_buffer *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7) vp_buffer_append(out, &(uint8_t){(uint8_t)(value | 0x80)}, 1);
    vp_buffer_append(out, &(uint8_t){(uint8_t)value}, 1);
}

static uint64_t zigzag(int64_t value) { return (uint64_t)value << 1 ^ (uint64_t)(value >> 63); }

static void put_whole(vp_buffer *out, unsigned field, uint64_t value)
{
    put_varint(out, field << 3 | WHOLE);
    put_varint(out, value);
}

static void put_bytes(vp_buffer *out, unsigned field, const void *bytes, size_t length)
{
    put_varint(out, field << 3 | BYTES);
    put_varint(out, length);
    vp_buffer_append(out, bytes, length);
}

/* Moves what part holds into out, and empties it. */
static void put_part(vp_buffer *out, unsigned field, vp_buffer *part)
{
    put_bytes(out, field, part->bytes ? part->bytes : "", part->length);
    vp_buffer_clear(part);
}

/* A list of numbers as one field. */
static void put_packed(vp_buffer *out, unsigned field, const uint64_t values[], size_t count)
{
    vp_buffer part = {0};
    for (size_t i = 0; i < count; i++) put_varint(&part, values[i]);
    put_part(out, field, &part);
}

static void write_blob(FILE *file, const char *type, vp_buffer *content)
{
    vp_buffer blob = {0}, head = {0};
    put_bytes(&blob, 1, content->bytes, content->length); /* raw */
    put_bytes(&head, 1, type, strlen(type));
    put_whole(&head, 3, blob.length);
    uint8_t length[4] = {0, 0, (uint8_t)(head.length >> 8), (uint8_t)head.length};
    ck_assert_uint_eq(fwrite(length, 1, 4, file), 4);
    ck_assert_uint_eq(fwrite(head.bytes, 1, head.length, file), head.length);
    ck_assert_uint_eq(fwrite(blob.bytes, 1, blob.length, file), blob.length);
    vp_buffer_clear(&blob);
    vp_buffer_clear(&head);
    vp_buffer_clear(content);
}

static void write_header(FILE *file)
{
    vp_buffer header = {0};
    put_bytes(&header, 4, "OsmSchema-V0.6", 14);
    put_bytes(&header, 4, "DenseNodes", 10);
    write_blob(file, "OSMHeader", &header);
}

/* Nodes 1 to 4, the last with a tag; each number but the first as the difference from the one before. */
static void put_nodes(vp_buffer *group)
{
    vp_buffer dense = {0};
    put_packed(&dense, 1, (uint64_t[]){zigzag(1), zigzag(1), zigzag(1), zigzag(1)}, 4);
    put_packed(&dense, 8, (uint64_t[]){zigzag(217100000), 0, zigzag(100000), 0}, 4);
    put_packed(&dense, 9, (uint64_t[]){zigzag(1050100000), zigzag(100000), 0, zigzag(100000)}, 4);
    put_packed(&dense, 10, (uint64_t[]){0, 0, 0, 5, 6, 0}, 6);
    put_part(group, 2, &dense);
}

static void put_osm_way(vp_buffer *group)
{
    vp_buffer osm_way = {0};
    put_whole(&osm_way, 1, 77);
    put_packed(&osm_way, 2, (uint64_t[]){1, 3}, 2);
    put_packed(&osm_way, 3, (uint64_t[]){2, 4}, 2);
    put_packed(&osm_way, 8, (uint64_t[]){zigzag(1), zigzag(1), zigzag(1)}, 3);
    put_part(group, 3, &osm_way);
}

void write_pbf(const char *directory, const char *name)
{
    static const char *const texts[] = {"", "highway", "primary", "name", "Đường 1", "amenity", "clinic"};
    char *path = path_in(directory, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    write_header(file);
    vp_buffer block = {0}, table = {0}, group = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) put_bytes(&table, 1, texts[i], strlen(texts[i]));
    put_part(&block, 1, &table);
    put_nodes(&group);
    put_part(&block, 2, &group);
    put_osm_way(&group);
    put_part(&block, 2, &group);
    write_blob(file, "OSMData", &block);
    ck_assert_int_eq(fclose(file), 0);
    free(path);
}
