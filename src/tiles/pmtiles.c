#include "tiles/pmtiles.h"
#include "base/array.h"
#include <errno.h>
#include <libdeflate.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sizes in the specification (protomaps/PMTiles, spec/v3). */
enum { HEADER_BYTES = 127, ROOT_BYTES_MOST = 16384 - HEADER_BYTES, LEAF_ENTRIES = 4096, GZIP_LEVEL = 9 };

/* ------------------------------------------------------------ entries */

typedef struct {
    uint64_t number, offset;
    uint32_t length, run; /* run 0: a leaf directory */
    size_t row;           /* of the pyramid */
} entry;

uint64_t vp_pmtiles_number(vp_tile tile)
{
    uint64_t before = (((uint64_t)1 << (2 * tile.zoom)) - 1) / 3, along = 0;
    uint32_t x = tile.column, y = tile.row;
    for (uint32_t side = tile.zoom ? UINT32_C(1) << (tile.zoom - 1) : 0; side > 0; side /= 2) {
        uint32_t right = (x & side) != 0, below = (y & side) != 0;
        along += (uint64_t)side * side * ((3 * right) ^ below);
        if (below) continue;
        if (right) x = side - 1 - (x & (side - 1)), y = side - 1 - (y & (side - 1));
        uint32_t swap = x;
        x = y;
        y = swap;
    }
    return before + along;
}

static int order(const void *a, const void *b)
{
    const entry *first = a, *second = b;
    return (first->number > second->number) - (first->number < second->number);
}

/* An index of the contents, so that each is there once. */
typedef struct {
    size_t *slots; /* entry + 1 */
    size_t count;
} contents;

static uint64_t hash_of(const vp_buffer *bytes)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */
    for (size_t i = 0; i < bytes->length; i++) hash = (hash ^ (unsigned char)bytes->bytes[i]) * UINT64_C(0x100000001B3);
    return hash;
}

/* The slot of the content: one that holds an entry with it, or an empty one. */
static size_t *find_content(const contents *c, const vp_pyramid *p, const entry *entries, const vp_buffer *bytes)
{
    size_t at = (size_t)(hash_of(bytes) & (c->count - 1));
    for (; c->slots[at]; at = (at + 1) & (c->count - 1)) {
        const vp_buffer *there = &p->tiles[entries[c->slots[at] - 1].row].bytes;
        if (there->length == bytes->length && memcmp(there->bytes, bytes->bytes, bytes->length) == 0) break;
    }
    return &c->slots[at];
}

typedef struct {
    entry *entries;
    size_t count, contents;
    uint64_t data_bytes;
} directory;

/* One entry a tile, by number; each content has one offset, and neighbours of one content are one entry. */
static bool list_entries(const vp_pyramid *p, directory *d, vp_error *err)
{
    contents c = {.count = 64};
    while (c.count < 2 * p->count) c.count *= 2;
    d->entries = calloc(p->count + 1, sizeof *d->entries);
    c.slots = calloc(c.count, sizeof *c.slots);
    bool ok = (d->entries && c.slots) || vp_fail_memory(err, p->count * sizeof *d->entries);
    for (size_t i = 0; ok && i < p->count; i++)
        d->entries[i] = (entry){vp_pmtiles_number(p->tiles[i].tile), 0, (uint32_t)p->tiles[i].bytes.length, 1, i};
    if (ok) qsort(d->entries, p->count, sizeof *d->entries, order);
    for (size_t i = 0; ok && i < p->count; i++) {
        entry next = d->entries[i], *last = d->count ? &d->entries[d->count - 1] : NULL;
        size_t *slot = find_content(&c, p, d->entries, &p->tiles[next.row].bytes);
        bool is_new = !*slot;
        next.offset = is_new ? d->data_bytes : d->entries[*slot - 1].offset;
        if (is_new) d->data_bytes += next.length, d->contents++;
        if (last && last->offset == next.offset && last->number + last->run == next.number) {
            last->run++;
            continue;
        }
        d->entries[d->count] = next;
        if (is_new) *slot = d->count + 1;
        d->count++;
    }
    free(c.slots);
    return ok;
}

/* ------------------------------------------------------------ directories */

static void put_varint(vp_buffer *out, uint64_t value)
{
    unsigned char bytes[10];
    size_t length = 0;
    for (; value >= 0x80; value >>= 7) bytes[length++] = (unsigned char)(value | 0x80);
    bytes[length++] = (unsigned char)value;
    vp_buffer_append(out, bytes, length);
}

/* Column by column. */
static void put_directory(vp_buffer *out, const entry *entries, size_t count)
{
    put_varint(out, count);
    for (size_t i = 0; i < count; i++) put_varint(out, entries[i].number - (i ? entries[i - 1].number : 0));
    for (size_t i = 0; i < count; i++) put_varint(out, entries[i].run);
    for (size_t i = 0; i < count; i++) put_varint(out, entries[i].length);
    for (size_t i = 0; i < count; i++) {
        bool follows = i && entries[i].offset == entries[i - 1].offset + entries[i - 1].length;
        put_varint(out, follows ? 0 : entries[i].offset + 1);
    }
}

/* Appends the gzip of the bytes; *length: of what was appended. */
static bool zip(const vp_buffer *plain, vp_buffer *out, size_t *length, vp_error *err)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(GZIP_LEVEL);
    size_t most = compressor ? libdeflate_gzip_compress_bound(compressor, plain->length) : 0;
    bool ok = compressor && !plain->failed && vp_buffer_reserve(out, most);
    *length =
        ok ? libdeflate_gzip_compress(compressor, plain->bytes, plain->length, out->bytes + out->length, most) : 0;
    out->length += *length;
    libdeflate_free_compressor(compressor);
    return *length > 0 || vp_fail_memory(err, plain->length);
}

static bool zip_directory(const entry *entries, size_t count, vp_buffer *out, size_t *length, vp_error *err)
{
    vp_buffer plain = {0};
    put_directory(&plain, entries, count);
    bool ok = zip(&plain, out, length, err);
    vp_buffer_clear(&plain);
    return ok;
}

/* All entries in the root where they fit, else in leaves that the root lists. */
static bool write_directories(const directory *d, vp_buffer *root, vp_buffer *leaves, vp_error *err)
{
    size_t length;
    if (!zip_directory(d->entries, d->count, root, &length, err)) return false;
    if (length <= ROOT_BYTES_MOST) return true;
    size_t count = (d->count + LEAF_ENTRIES - 1) / LEAF_ENTRIES;
    entry *list = calloc(count, sizeof *list);
    bool ok = list || vp_fail_memory(err, count * sizeof *list);
    for (size_t i = 0; ok && i < count; i++) {
        size_t first = i * LEAF_ENTRIES, here = d->count - first < LEAF_ENTRIES ? d->count - first : LEAF_ENTRIES;
        list[i] = (entry){.number = d->entries[first].number, .offset = leaves->length};
        ok = zip_directory(d->entries + first, here, leaves, &length, err);
        list[i].length = (uint32_t)length;
    }
    root->length = 0;
    ok = ok && zip_directory(list, count, root, &length, err);
    free(list);
    return ok && (length <= ROOT_BYTES_MOST || vp_fail(err, VP_BAD_INPUT, "too many tiles for one archive"));
}

/* ------------------------------------------------------------ the file */

static void put_whole(unsigned char *at, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) at[i] = (unsigned char)(value >> (8 * i));
}

static void put_degrees(unsigned char *at, double degrees) { put_whole(at, (uint64_t)(int64_t)rint(degrees * 1e7), 4); }

static void fill_header(unsigned char h[HEADER_BYTES], const vp_pyramid *p, const directory *d, const uint64_t sizes[4],
                        vp_bounds b)
{
    enum { GZIP = 2, NONE = 1, MVT = 1, PNG = 2 };
    memcpy(h, "PMTiles\003", 8);
    uint64_t at = HEADER_BYTES;
    for (size_t i = 0; i < 4; i++) { /* root, metadata, leaves, data */
        put_whole(h + 8 + 16 * i, at, 8);
        put_whole(h + 16 + 16 * i, sizes[i], 8);
        at += sizes[i];
    }
    put_whole(h + 72, p->count, 8);
    put_whole(h + 80, d->count, 8);
    put_whole(h + 88, d->contents, 8);
    h[96] = 1; /* the data are in the order of the numbers */
    h[97] = GZIP;
    h[98] = p->is_raster ? NONE : GZIP;
    h[99] = p->is_raster ? PNG : MVT;
    h[100] = (unsigned char)p->zoom_least;
    h[101] = (unsigned char)p->zoom_most;
    double middle = (b.west + b.east) / 2;
    if (b.east > 180) b.west = -180, b.east = 180; /* on both sides: readers ask for no tile beyond the bounds */
    put_degrees(h + 102, b.west);
    put_degrees(h + 106, b.south);
    put_degrees(h + 110, b.east);
    put_degrees(h + 114, b.north);
    h[118] = 8;
    put_degrees(h + 119, middle > 180 ? middle - 360 : middle);
    put_degrees(h + 123, (b.south + b.north) / 2);
}

static bool write_data(FILE *file, const vp_pyramid *p, const directory *d)
{
    uint64_t written = 0;
    for (size_t i = 0; i < d->count; i++) {
        const vp_buffer *bytes = &p->tiles[d->entries[i].row].bytes;
        if (d->entries[i].offset < written) continue; /* there already */
        if (fwrite(bytes->bytes, 1, bytes->length, file) != bytes->length) return false;
        written += bytes->length;
    }
    return true;
}

static bool put(FILE *file, const void *bytes, size_t length)
{
    return length == 0 || fwrite(bytes, 1, length, file) == length; /* of nothing bytes is NULL */
}

bool vp_pmtiles_write(const vp_pyramid *pyramid, const char *metadata, vp_bounds bounds, const char *path,
                      vp_error *err)
{
    directory d = {0};
    vp_buffer root = {0}, leaves = {0}, about = {0}, plain = {0};
    unsigned char header[HEADER_BYTES] = {0};
    size_t length;
    vp_buffer_text(&plain, metadata);
    bool ok = list_entries(pyramid, &d, err) && write_directories(&d, &root, &leaves, err) &&
              zip(&plain, &about, &length, err);
    FILE *file = ok ? fopen(path, "wb") : NULL;
    if (ok) {
        fill_header(header, pyramid, &d, (uint64_t[]){root.length, about.length, leaves.length, d.data_bytes}, bounds);
        ok = file && put(file, header, sizeof header) && put(file, root.bytes, root.length) &&
             put(file, about.bytes, about.length) && put(file, leaves.bytes, leaves.length) &&
             write_data(file, pyramid, &d);
        if (file && fclose(file) != 0) ok = false;
        if (!ok) vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    }
    free(d.entries);
    vp_buffer_clear(&root);
    vp_buffer_clear(&leaves);
    vp_buffer_clear(&about);
    vp_buffer_clear(&plain);
    return ok;
}
